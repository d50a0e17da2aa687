#include "auditor/licenses/permissions/clauses.h"

#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/licenses/permissions/record.h"

#include <algorithm>
#include <map>

namespace auditor::permissions {
namespace {

struct Entry {
  std::map<std::string, std::string, std::less<>> at;
  Wording wording;
};

using Entries = std::map<std::string, Entry, std::less<>>;

const Entries& entries() {
  static const Entries all = [] {
    Entries out;
    const Json data = resource_json("rules/licenses/clauses.yaml");
    for (const auto& [id, source] : data.at("licenses").items()) {
      Entry& entry = out[id];
      entry.at = source.at("at").get<std::map<std::string, std::string, std::less<>>>();
      entry.wording.notice = source.value("notice", "");
      entry.wording.show = source.value("show", std::vector<std::string>{});
      entry.wording.prefix = source.value("prefix", "");
    }
    return out;
  }();
  return all;
}

const Entry* entry_of(std::string_view license) {
  const auto found = entries().find(without_version_range(std::string(license)));
  return found == entries().end() ? nullptr : &found->second;
}

// The signs of copyright are written in several ways: (c), ©.
std::string plain(std::string_view text) {
  std::string out = to_lower(text);
  for (std::size_t at = out.find("(c)"); at != std::string::npos; at = out.find("(c)", at)) out.erase(at, 3);
  return letters_and_digits(out);
}

}  // namespace

std::string clause_label(std::string_view license, std::string_view use, std::string_view field) {
  const Entry* entry = entry_of(license);
  if (entry == nullptr) return {};
  for (const std::string_view key : {use, field, std::string_view("*")}) {
    const auto found = entry->at.find(key);
    if (found == entry->at.end()) continue;
    const char first = found->second.front();
    const bool counted = (first >= '0' && first <= '9') || first == 'I' || first == 'V';
    const bool several =
        found->second.find(", ") != std::string::npos || found->second.find(" to ") != std::string::npos;
    return (!counted ? "" : several ? "sections " : "section ") + found->second;
  }
  return {};
}

const Wording& wording_of(std::string_view license) {
  static const Wording none;
  const Entry* entry = entry_of(license);
  return entry == nullptr ? none : entry->wording;
}

bool has_holder_line(std::string_view license) {
  static const auto begins =
      resource_json("rules/licenses/clauses.yaml").at("holder_lines").get<std::vector<std::string>>();
  return std::any_of(begins.begin(), begins.end(),
                     [&](const std::string& begin) { return license.starts_with(begin); });
}

bool holds_line(std::string_view text, std::string_view line) {
  const std::string wanted = plain(line);
  return !wanted.empty() && plain(text).find(wanted) != std::string::npos;
}

}  // namespace auditor::permissions
