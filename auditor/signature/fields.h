// Reading JSON of a fixed form: the first thing that is wrong is kept, and what was read after it is empty.
#pragma once

#include "auditor/core/json.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::signature {

class Fields {
 public:
  explicit Fields(std::string_view path) : path_(path) {}

  // The object under a key, whose own keys must be among those known; null when it is not there.
  const Json& object(const Json& parent, std::string_view key, std::initializer_list<std::string_view> known);
  // That an object has no other keys, and is one.
  void only(const Json& object, std::initializer_list<std::string_view> known, std::string_view name);
  // An array; empty when it is missing or null.
  const Json& array(const Json& parent, std::string_view key);
  // A string; empty when it is missing or null.
  std::string text(const Json& parent, std::string_view key);
  // Strict base64 of at least one byte; empty when it is missing.
  std::string bytes(const Json& parent, std::string_view key);
  std::string bytes_of(const Json& value, std::string_view name);
  // A whole number, also as a string, as Protocol Buffers write large ones; 0 when it is missing.
  std::uint64_t number(const Json& parent, std::string_view key);

  void wrong(std::string message, ErrorCode code = ErrorCode::malformed);
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  std::string path_;
  std::optional<Error> error_;
};

}  // namespace auditor::signature
