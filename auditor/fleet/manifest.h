// The first line of a part (a file of fleet lines): what made its lines. Parts made by other means are not mixed.
#pragma once

#include "auditor/assess/assess.h"
#include "auditor/core/json.h"

#include <optional>
#include <string>
#include <string_view>

namespace auditor::fleet {

struct Manifest {
  std::string version;
  std::string rules_digest;   // of the data, the rule sets and the configuration
  std::string lines;          // what a line holds: "digest" or "report", and "changes" behind it for --since
  std::string list_digest;    // of the whole list; "" when parts of several lists were merged
  std::string shard = "1/1";  // I/N
  std::string by = "hash";    // how sources were dealt out: hash or position
  unsigned attempt = 1;       // how many runs have written this part
};

// {"auditor": {…}}, the line; and back, nothing for any other document.
[[nodiscard]] Json to_json(const Manifest& manifest);
[[nodiscard]] std::optional<Manifest> manifest_of(const Json& line);

// Whether lines of both may stand in one file: the same version, rules and form. Error: usage, names what differs, with
// both values. `a` and `b` are shown as their names.
[[nodiscard]] Result<void> check_same(const Manifest& a, const std::string& a_name, const Manifest& b,
                                      const std::string& b_name);

// Of all shipped data, the rule sets that are used and the bytes of a configuration.
[[nodiscard]] std::string rules_digest(const assess::AssessOptions& rules, std::string_view config);

}  // namespace auditor::fleet
