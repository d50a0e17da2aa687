// rules/vocabulary/licensing.yaml as sets, shared by the readers of licence statements.
#pragma once

#include "auditor/evidence/licensing/license_statements.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auditor::evidence {

struct LicenseVocabulary {
  std::vector<std::string> triggers;
  std::vector<std::pair<Scopes, std::vector<std::string>>> subjects;
  std::vector<std::string> project_words;
  std::vector<std::string> remainder;
  std::vector<std::string> foreign;
  std::vector<std::string> origin;       // what a part came under
  std::vector<std::string> comparisons;  // open what is set against this project
  std::vector<std::string> included;     // "weights included"
  std::vector<std::string> terms_columns;
  std::vector<std::string> apart;  // set what they speak of apart from the licence beside
  std::vector<std::string> future;
  std::vector<std::string> negations;
  std::vector<std::string> grants;            // of open licences' own texts, as documents quote them whole
  std::vector<std::string> boilerplate;       // of licence notices: repeats terms, gives none
  std::vector<std::string> weights_headings;  // headings under which terms are those of weights
  std::vector<std::string> same_license;
  std::vector<std::pair<std::string, std::vector<std::string>>> duties;
  struct DutyPair {
    std::string kind;
    std::vector<std::string> of;
    std::vector<std::string> terms;
  };
  std::vector<DutyPair> duty_pairs;
  std::vector<std::string> bundled;             // lines of a licence file from which on it lists other people's parts
  std::vector<std::string> commercial_columns;  // of a table of models: is commerce allowed?
  std::vector<std::string> denied_cells;
  std::vector<std::string> elsewhere;     // where terms are that are not here
  std::vector<std::string> conditions;    // words that bind the reader, whatever they ask
  std::vector<std::string> reservations;  // in a licence file: it withholds something
  std::vector<std::string> advice;
  std::vector<std::string> claims;
  std::vector<std::string> gate_keys;
  std::vector<std::string> nouns;
  std::vector<std::string> cjk_nouns;
  std::vector<std::string> verbs;  // where the naming of terms begins
  std::vector<std::string> generic_names;
  std::vector<std::string> announcements;  // "the following license": terms stand below
};

[[nodiscard]] const LicenseVocabulary& license_vocabulary();

// Scopes whose words stand in `lower`.
[[nodiscard]] Scopes scopes_named(std::string_view lower);

// A condition that stands beside a licence, or instead of one.
struct NamedDuty {
  std::string kind;    // noncommercial, registration
  std::string phrase;  // that names it
};
[[nodiscard]] std::optional<NamedDuty> duty_named(std::string_view lower);

}  // namespace auditor::evidence
