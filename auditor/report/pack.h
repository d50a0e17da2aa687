// The evidence pack: one audit in files that a stranger can check, without the repository and without this program.
#pragma once

#include "auditor/core/json.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::report {

struct CitedLines {
  std::string_view path;
  std::string_view oid;  // the git blob they were read from; empty when it is not known
  std::int64_t start;
  std::int64_t end;
};

// Lines of a file of the source; nothing when it cannot be read, or is no longer what was cited.
using LineReader = std::function<std::optional<std::string>(const CitedLines&)>;

// By name: report.json, report.html, report.txt, facts.json, evidence.json (every citation with its lines), blobs.tsv
// (git blob ids of the cited files), rules.json, statement.json (in-toto), README.txt (how to check and to sign),
// SHA256SUMS (of all others). The same report and lines give the same bytes.
[[nodiscard]] std::map<std::string, std::string> pack_files(const Json& report, const LineReader& lines);

}  // namespace auditor::report
