// What is known of one licence: its terms, answers that do not follow from them, limits, and the clause in words.
#pragma once

#include "auditor/core/json.h"
#include "auditor/licenses/permissions/terms.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::permissions {

// Something a use is bound to, of every use that is not named otherwise.
struct Limit {
  std::string kind;
  std::string value;
  std::string text;
  std::vector<std::string> uses;  // empty: all

  [[nodiscard]] bool holds_for(std::string_view use) const;
};

struct Record {
  std::string id;
  bool known = false;    // its terms were written down or follow from its class
  bool exact = false;    // written down for this very licence
  bool changed = false;  // a changed text: what was known of the original does not hold for sure
  Terms terms;
  std::map<std::string, std::string, std::less<>> answers;  // by use
  std::vector<Limit> limits;
  std::string clause;
  std::map<std::string, std::string, std::less<>>
      fields;                // by use: the term of an AI licence that decides, if not its own
  Json ai = Json::object();  // the terms of an AI licence, as ai.yaml has them

  // The clause that a use stands on, in words, with its label in the text where one was noted.
  [[nodiscard]] std::string clause_for(std::string_view use) const;
};

// rules/licenses/permissions.yaml
[[nodiscard]] const Json& rules();

// "GPL-3.0-or-later": "GPL-3.0", whose record it shares.
[[nodiscard]] std::string without_version_range(std::string id);

// By id, in any case and with -only, -or-later or +.
[[nodiscard]] const Record& record_of(std::string_view id);

}  // namespace auditor::permissions
