// Where a fact rests: path, lines, object and quoted text.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

enum class Confidence { low, medium, high };

struct Citation {
  std::string path;    // printable, '/' separated; of a missing thing: where it should be
  int start_line = 0;  // 1-based, inclusive; 0 when nothing is quoted
  int end_line = 0;
  std::string oid;           // git blob id; empty for a plain folder
  std::string quote;         // at most 240 bytes, printable
  std::string quote_sha256;  // of the quoted lines as they are in the file
  std::string method;        // "front-matter", "license-text", "sentence", "file-name"…
  Confidence confidence = Confidence::high;

  friend bool operator==(const Citation&, const Citation&) = default;
};

using Citations = std::vector<Citation>;

[[nodiscard]] Json to_json(const Citation& citation);
[[nodiscard]] Json to_json(const Citations& citations);

}  // namespace auditor::evidence
