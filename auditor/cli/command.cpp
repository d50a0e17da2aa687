#include "auditor/cli/command.h"

#include "auditor/cli/log.h"
#include "auditor/core/text.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace auditor::cli {

void complain(std::string_view message) { say(Level::error, message); }

int complain(const Error& error) {
  say(Level::error, error.message, {{"path", error.path}, {"line", error.line}});
  return error.code == ErrorCode::usage ? usage : source;
}

Result<std::string> read_input(const std::string& path, std::size_t limit) {
  std::ifstream file;
  if (path != "-") {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return fail(ErrorCode::source, "is a folder, not a file", path);
    file.open(path, std::ios::binary);
    if (!file) return fail(ErrorCode::source, "cannot be read", path);
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

Result<void> write_output(const std::string& path, std::string_view bytes) {
  if (path.empty() || path == "-") {
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    std::cout.flush();
    return {};
  }
  // A device or pipe is written to; only a regular file is replaced as a whole.
  std::error_code unknown;
  const auto kind = std::filesystem::status(path, unknown).type();
  if (kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found) {
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) return fail(ErrorCode::usage, "cannot be written", path);
    return {};
  }
  const std::string temporary = path + ".tmp";
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) return fail(ErrorCode::usage, "cannot be written", path);
  }
  std::error_code failed;
  std::filesystem::rename(temporary, path, failed);
  if (failed) return fail(ErrorCode::usage, failed.message(), path);
  return {};
}

}  // namespace auditor::cli
