// Reading a part: a file of fleet lines, plain or packed with zstd, that a killed run may have left with half a line
// anywhere (parts may have been put one behind the other).
#pragma once

#include "auditor/core/byte_source.h"
#include "auditor/core/json.h"

#include <cstdint>
#include <istream>
#include <memory>
#include <string>

namespace auditor::fleet {

struct PartLine {
  // broken: no whole JSON object, or none of a fleet.
  enum class Kind { manifest, result, error, broken } kind = Kind::broken;
  std::string why;           // it is broken
  std::size_t number = 0;    // from 1, empty lines counted
  std::uint64_t offset = 0;  // of the plain bytes
  std::string bytes;         // without the line's end
  Json json;                 // unless broken
};

class Part {
 public:
  // Packed parts are unpacked into a file without a name in the folder for temporary files. Error: source, limit.
  [[nodiscard]] static Result<Part> open(const std::string& path);
  // Of what can be read once: it is put into such a file first. `path` is shown. Error: source, limit.
  [[nodiscard]] static Result<Part> open(std::istream& in, const std::string& path);

  // The next line; false: there is none. Error: source.
  [[nodiscard]] Result<bool> next(PartLine& line);

  // The bytes of a line that next() has given.
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t size) const;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Part(std::string path, std::unique_ptr<ByteSource> bytes, bool damaged)
      : path_(std::move(path)), bytes_(std::move(bytes)), damaged_(damaged) {}
  [[nodiscard]] static Result<Part> of_bytes(std::unique_ptr<ByteSource> bytes, const std::string& path);
  [[nodiscard]] Result<bool> next_bytes(PartLine& line, bool& too_long);

  std::string path_;
  std::unique_ptr<ByteSource> bytes_;
  bool damaged_ = false;  // the packed bytes end early: a last broken line is counted
  std::string buffer_;
  std::size_t used_ = 0;    // of the buffer
  std::uint64_t read_ = 0;  // bytes in and before the buffer
  std::size_t lines_ = 0;   // given so far, empty ones too
};

}  // namespace auditor::fleet
