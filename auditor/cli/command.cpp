#include "auditor/cli/command.h"

#include "auditor/cli/log.h"
#include "auditor/core/text.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

namespace auditor::cli {

void complain(std::string_view message) { say(Level::error, message); }

int complain(const Error& error) {
  say(Level::error, error.message, {{"path", error.path}, {"line", error.line}});
  return error.code == ErrorCode::usage ? usage : source;
}

std::string because_of_system(std::string_view what) {
  const int reason = errno;
  std::string message(what);
  if (reason != 0) message += ": " + std::generic_category().message(reason);
  return message;
}

Result<std::string> read_input(const std::string& path, std::size_t limit) {
  std::ifstream file;
  if (path != "-") {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return fail(ErrorCode::source, "is a folder, not a file", path);
    errno = 0;
    file.open(path, std::ios::binary);
    if (!file) return fail(ErrorCode::source, because_of_system("cannot be read"), path);
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string bytes;
  char buffer[1 << 16];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > limit) return fail(ErrorCode::limit, "larger than " + human_size(limit), path);
  }
  return bytes;
}

namespace {

Result<void> write_file(const std::string& name, const std::string& shown, std::string_view bytes) {
  errno = 0;
  std::ofstream out(name, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) return fail(ErrorCode::usage, because_of_system("cannot be written"), shown);
  return {};
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
  // A device or pipe is written to; only a regular file is replaced as a whole.
  std::error_code unknown;
  const auto kind = std::filesystem::status(path, unknown).type();
  if (kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found) {
    return write_file(path, path, bytes);
  }
  const std::string temporary = path + ".tmp";
  auto written = write_file(temporary, path, bytes);
  std::error_code failed;
  if (written) std::filesystem::rename(temporary, path, failed);
  if (failed) written = fail(ErrorCode::usage, "cannot be written: " + failed.message(), path);
  if (!written) std::filesystem::remove(temporary, failed);
  return written;
}

void add_text_or_json(CLI::App& command, std::string& format, std::string& output) {
  command.add_option("-f,--format", format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  command.add_option("-o,--output", output, "Write to this file instead of standard output")->type_name("FILE");
}

}  // namespace auditor::cli
