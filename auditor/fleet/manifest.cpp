#include "auditor/fleet/manifest.h"

#include "auditor/core/digest.h"
#include "auditor/core/json_view.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace auditor::fleet {

Json to_json(const Manifest& manifest) {
  return {{"auditor",
           {{"version", manifest.version},
            {"rules_digest", manifest.rules_digest},
            {"lines", manifest.lines},
            {"list_digest", manifest.list_digest},
            {"shard", manifest.shard},
            {"shard_by", manifest.by},
            {"attempt", manifest.attempt}}}};
}

std::optional<Manifest> manifest_of(const Json& line) {
  const Json& inner = member(line, "auditor");
  if (!inner.is_object() || line.contains("input")) return std::nullopt;
  Manifest manifest;
  manifest.version = text(inner, "version");
  manifest.rules_digest = text(inner, "rules_digest");
  manifest.lines = text(inner, "lines");
  manifest.list_digest = text(inner, "list_digest");
  manifest.shard = text(inner, "shard");
  manifest.by = text(inner, "shard_by");
  constexpr std::int64_t most = std::numeric_limits<unsigned>::max() - 1;
  manifest.attempt = static_cast<unsigned>(std::clamp<std::int64_t>(number(inner, "attempt", 1), 1, most));
  return manifest;
}

Result<void> check_same(const Manifest& a, const std::string& a_name, const Manifest& b, const std::string& b_name) {
  struct Value {
    std::string_view what;
    const std::string Manifest::*member;
  };
  for (const auto& [what, value] : {Value{"version", &Manifest::version}, Value{"rules", &Manifest::rules_digest},
                                    Value{"lines", &Manifest::lines}})
    if (a.*value != b.*value)
      return fail(ErrorCode::usage,
                  fmt::format("{} {}, but {} has {} {}: they are not mixed", what, printable(b.*value), a_name, what,
                              printable(a.*value)),
                  b_name);
  return {};
}

std::string rules_digest(const assess::AssessOptions& rules, std::string_view config) {
  std::string digests;
  for (const std::string_view name : resource_names("")) {
    const auto bytes = find_resource(name)->bytes;
    digests += fingerprint_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  for (const auto& set : rules.rule_sets) digests += " " + set->id + " " + set->digest;
  digests += " " + fingerprint_hex(config);
  return fingerprint_hex(digests);
}

}  // namespace auditor::fleet
