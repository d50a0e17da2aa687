// Expected failures as values. A function that can fail for reasons outside the program (a file, a
// repository, a rule set) returns Result<T>; a broken invariant asserts.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace auditor {

enum class ErrorCode {
  usage,        // wrong arguments, configuration or rule set: exit code 2
  source,       // the source could not be read: exit code 3
  not_found,    // a path, revision or object does not exist
  unavailable,  // exists, but its bytes are not here (partial clone, LFS object not fetched)
  limit,        // a bound was reached; the rest was not read
  malformed,    // the bytes do not follow their format
  unsupported,  // understood, and not handled by this version
};

struct Error {
  ErrorCode code = ErrorCode::source;
  std::string message;
  std::string path;  // file the message is about; empty when none
  int line = 0;      // 1-based; 0 when no line is meant

  // "path:line: message", as shown to users.
  [[nodiscard]] std::string str() const;
};

template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string path = {},
                                                int line = 0) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(path), line});
}

}  // namespace auditor
