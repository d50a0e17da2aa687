// Parts packed with zstd: frames behind one another, each of whole lines, so that a killed run loses the last one only.
#pragma once

#include "auditor/core/byte_source.h"

#include <istream>
#include <memory>
#include <string>
#include <string_view>

namespace auditor::fleet {

// Whether bytes begin as a zstd frame; whether a file of this name is written packed.
[[nodiscard]] bool is_packed(std::string_view head);
[[nodiscard]] bool is_packed_name(std::string_view path);

// One frame.
[[nodiscard]] Result<std::string> pack(std::string_view bytes);

struct PlainFile {
  std::unique_ptr<ByteSource> bytes;
  bool damaged = false;  // the packed bytes end or break early
};

// What can be read once, in a file without a name. Errors: source, limit (more than a TiB).
[[nodiscard]] Result<std::unique_ptr<ByteSource>> copy_to_file(std::istream& in, const std::string& path);

// Into a file without a name, that is gone with it. `path` is shown. Errors: source, limit (more than a TiB).
[[nodiscard]] Result<PlainFile> unpack_to_file(const ByteSource& packed, const std::string& path);

}  // namespace auditor::fleet
