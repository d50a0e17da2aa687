#include "auditor/cli/command.h"

#include "auditor/cli/log.h"
#include "auditor/cli/output.h"
#include "auditor/core/text.h"
#include "auditor/source/beneath.h"
#include "auditor/source/redact.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <poll.h>
#include <random>
#include <system_error>
#include <unistd.h>

namespace auditor::cli {

void complain(std::string_view message) { say(Level::error, message); }

int complain(const Error& error) {
  say(Level::error, error.message, {{"path", source::without_credentials(error.path)}, {"line", error.line}});
  return error.code == ErrorCode::usage ? usage : source;
}

std::string because_of_system(std::string_view what) {
  const int reason = errno;
  std::string message(what);
  if (reason != 0) message += ": " + std::generic_category().message(reason);
  return message;
}

namespace {

constexpr int longest_wait = 10'000;  // milliseconds, for the next bytes of a pipe

// What the standard input gives is waited for; a named pipe that nobody writes to would be waited for without end.
Result<std::string> read_descriptor(int descriptor, const std::string& path, std::size_t limit, bool wait) {
  std::string bytes;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t n = ::read(descriptor, buffer.data(), buffer.size());
    if (n == 0) return bytes;
    if (n > 0) {
      bytes.append(buffer.data(), static_cast<std::size_t>(n));
      if (bytes.size() > limit) return fail(ErrorCode::limit, "larger than " + human_size(limit), path);
      continue;
    }
    if (errno == EINTR) continue;
    pollfd more{descriptor, POLLIN, 0};
    if ((errno != EAGAIN && errno != EWOULDBLOCK) || ::poll(&more, 1, wait ? -1 : longest_wait) <= 0)
      return fail(ErrorCode::source, because_of_system("cannot be read"), path);
  }
}

}  // namespace

Result<std::string> read_input(const std::string& path, std::size_t limit) {
  if (path == "-") return read_descriptor(STDIN_FILENO, path, limit, true);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return fail(ErrorCode::source, "is a folder, not a file", path);
  errno = 0;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return fail(ErrorCode::source, because_of_system("cannot be read"), path);
  auto bytes = read_descriptor(descriptor, path, limit, false);
  if (bytes && bytes->empty() && std::filesystem::is_fifo(path, ignored))
    bytes = fail(ErrorCode::source, "a pipe that nobody writes to", path);
  ::close(descriptor);
  return bytes;
}

Result<void> check_own_path(const std::string& path) {
  namespace fs = std::filesystem;
  if (fs::path(path).is_absolute()) return {};
  fs::path at;
  std::error_code unknown;
  for (const fs::path& part : fs::path(path).parent_path()) {
    at /= part;
    if (fs::is_symlink(at, unknown))
      return fail(ErrorCode::usage, "is in a folder that is a link: name the folder it leads to", path);
  }
  return {};
}

namespace {

Result<void> write_device(const std::string& path, std::string_view bytes) {
  errno = 0;
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) return fail(ErrorCode::usage, because_of_system("cannot be written"), path);
  return {};
}

std::string random_suffix() {
  std::random_device source;
  return fmt::format(".{:08x}{:08x}.tmp", source(), source());
}

// A new file beside `path`. Its name cannot be foreseen, and nothing that lies there already is opened: a repository
// may hold a link of any name.
Result<void> write_temporary(const std::string& path, std::string_view bytes, std::string& name) {
  constexpr int attempts = 16;
  errno = 0;
  int file = -1;
  for (int i = 0; i < attempts && file < 0; ++i) {
    const std::string wanted = path + random_suffix();
    file = ::open(wanted.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file >= 0) name = wanted;
    else if (errno != EEXIST) break;
  }
  if (file < 0) return fail(ErrorCode::usage, because_of_system("cannot be written"), path);
  Result<void> written;
  if (!source::write_all(file, bytes)) written = fail(ErrorCode::usage, because_of_system("cannot be written"), path);
  if (::close(file) != 0 && written) written = fail(ErrorCode::usage, because_of_system("cannot be written"), path);
  return written;
}

}  // namespace

Result<void> finish_output() {
  errno = 0;
  if (std::cout.flush() && std::fflush(stdout) == 0) return {};
  return fail(ErrorCode::usage, because_of_system("cannot be written"), "standard output");
}

Result<void> write_output(const std::string& path, std::string_view bytes) {
  if (path.empty() || path == "-") {
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return finish_output();
  }
  if (auto own = check_own_path(path); !own) return own;
  // A device or pipe is written to; only a regular file is replaced as a whole, a link by the file.
  std::error_code unknown;
  const auto kind = std::filesystem::status(path, unknown).type();
  if (kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found &&
      (!std::filesystem::is_symlink(path, unknown) || path.starts_with("/dev/") || path.starts_with("/proc/"))) {
    return write_device(path, bytes);
  }
  std::string temporary;
  auto written = write_temporary(path, bytes, temporary);
  std::error_code failed;
  if (written) std::filesystem::rename(temporary, path, failed);
  if (failed) written = fail(ErrorCode::usage, "cannot be written: " + failed.message(), path);
  if (!written && !temporary.empty()) std::filesystem::remove(temporary, failed);
  return written;
}

Result<void> create_output(const std::string& path) {
  if (path.starts_with("/dev/")) return {};
  if (auto own = check_own_path(path); !own) return own;
  errno = 0;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0666);
  if (file < 0 && errno == ELOOP) return fail(ErrorCode::usage, "is a link: it is not written through", path);
  // A pipe that nobody reads yet is waited for when it is written to.
  if (file < 0 && errno != ENXIO) return fail(ErrorCode::usage, because_of_system("cannot be written"), path);
  if (file >= 0) ::close(file);
  return {};
}

Result<void> create_output_folder(const std::string& path) {
  if (auto own = check_own_path(path); !own) return own;
  std::error_code failed;
  if (std::filesystem::is_symlink(path, failed)) return fail(ErrorCode::usage, "is a link, not a folder", path);
  std::filesystem::create_directories(path, failed);
  if (failed) return fail(ErrorCode::usage, "cannot be made: " + failed.message(), path);
  return {};
}

void add_text_or_json(CLI::App& command, std::string& format, std::string& output) {
  command.add_option("-f,--format", format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  command.add_option("-o,--output", output, "Write to this file instead of standard output")->type_name("FILE");
}

}  // namespace auditor::cli
