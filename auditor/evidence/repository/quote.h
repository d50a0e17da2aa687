// What a citation says of its lines, made in one place: by an audit, and again when a report is verified.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace auditor::evidence {

struct Quote {
  std::string text;    // the first line that is not blank: at most 240 bytes, printable
  std::string sha256;  // of all lines as they are in the file
};

// Of one line: at most 240 bytes, printable.
[[nodiscard]] std::string quote_text(std::string_view line);

// Lines `start` to `end`, 1-based and inclusive; both are lines of `lines`.
[[nodiscard]] Quote quote_lines(std::span<const std::string_view> lines, int start, int end);

}  // namespace auditor::evidence
