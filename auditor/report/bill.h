// What the bills of materials (CycloneDX, SPDX) and attestations share: licences as their schemas take them,
// identifiers derived from content, models with what belongs to them.
#pragma once

#include "auditor/report/view.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

// What a licence text is to a schema that knows the SPDX list.
struct LicenceText {
  enum class Kind {
    listed,      // one id of the SPDX list
    reference,   // one LicenseRef-…
    expression,  // several ids joined by operators, all listed or references
    name,        // anything else: free text
  };
  Kind kind = Kind::name;
  std::string text;  // clean; as an expression, ids outside the list are written LicenseRef-…
};
[[nodiscard]] LicenceText read_licence(std::string_view text);
// The same as an SPDX expression whatever it is: free text becomes one LicenseRef.
[[nodiscard]] std::string as_expression(std::string_view text);

// "urn:uuid:…" made of the report's content: equal reports, equal numbers.
[[nodiscard]] std::string uuid_of(const Json& report);

// "2026-03-14T09:26:53Z", or empty when `time` is no ISO 8601 time.
[[nodiscard]] std::string utc_time(std::string_view time);

[[nodiscard]] bool is_sha256(std::string_view text);

// Package URL of a model or dataset on the Hugging Face hub; empty when `id` is no "owner/name".
[[nodiscard]] std::string hub_purl(std::string_view id);
// Of a dependency in the facts; with its version when that is exact. Empty for an unknown ecosystem.
[[nodiscard]] std::string dependency_purl(const Json& dependency);
[[nodiscard]] std::string exact_version(std::string_view constraint);  // "2.6.0" of "==2.6.0"; empty for a range

// A name nothing else in the document has: `prefix` and the safe characters of `name`, numbered when taken.
class Names {
 public:
  [[nodiscard]] std::string unique(std::string_view prefix, std::string_view name);

 private:
  std::set<std::string> taken_;
};

struct Model {
  std::string name;
  std::string_view path;
  const Json* scopes = nullptr;  // of the report
  std::vector<const Json*> weights;
  const Json* signals = nullptr;  // of its bias documentation
};
// The report's models; the repository itself when it names none. Weight files go to the deepest folder that holds them.
[[nodiscard]] std::vector<Model> models_of(const Json& report);

// Owner of "owner/name"; empty when there is none.
[[nodiscard]] std::string owner_of(std::string_view id);
[[nodiscard]] std::string version_of(const Json& report);  // the revision when it is a tag, else the commit

// Quoted evidence of a section of the card, without headings and placeholders.
[[nodiscard]] std::vector<std::string> section_quotes(const Json& report, std::string_view section);
// Quoted evidence of an item of documentation: its value, else its quotes.
[[nodiscard]] std::vector<std::string> documentation_quotes(const Json& report, std::string_view item);

}  // namespace auditor::report
