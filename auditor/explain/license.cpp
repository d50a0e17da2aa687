#include "auditor/explain/license.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/permissions/record.h"
#include "auditor/licenses/permissions/uses.h"
#include "auditor/licenses/references/creative_commons.h"
#include "auditor/report/labels.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace auditor::explain {
namespace {

using Kind = Block::Kind;

std::string where_listed(const licenses::License& license) {
  std::vector<std::string> parts = {license.spdx ? "on the SPDX list" : "not on the SPDX list"};
  if (license.deprecated) parts.emplace_back("a deprecated spelling");
  if (license.osi) parts.emplace_back("approved by the OSI");
  if (license.fsf) parts.emplace_back("called free by the FSF");
  if (license.open_data) parts.emplace_back("among the open data licences of the Model Openness Tool");
  if (!license.category.empty()) parts.push_back("category " + license.category);
  if (!license.family.empty()) parts.push_back("family " + license.family);
  if (!license.mof_types.empty()) parts.push_back(fmt::format("made for {}", fmt::join(license.mof_types, ", ")));
  return fmt::format("{}", fmt::join(parts, ", "));
}

void add_answers(const std::string& id, Page& page) {
  const Json answer = answer_for(id, permissions::use_names());
  std::string uses;
  std::set<std::string> said;  // reasons are said once: most uses stand on the same clause
  for (const Json& use : answer["uses"]) {
    const std::string words = use_in_words(use);
    for (const std::string_view line : split_lines(words))
      if (!line.empty() && (!line.starts_with("  because") || said.insert(std::string(line)).second))
        uses.append(line).append("\n");
  }
  page.add(Kind::heading, "What you may do");
  page.add(Kind::lines, uses);
  if (const std::string terms = terms_by_say(answer["terms"]); !terms.empty()) {
    page.add(Kind::heading, "Its terms");
    page.add(Kind::lines, terms);
  }
}

void add_ai_terms(const licenses::License& license, Page& page) {
  std::vector<std::string> said;
  for (const report::Term& term : report::plain_terms(license.terms)) said.push_back(term.name + ": " + term.sentence);
  if (said.empty()) return;
  page.add(Kind::heading, "What its text says");
  page.list(said);
}

// What stands for a licence that is in no catalogue.
std::optional<Page> stand_in(std::string_view id, const FactPages& facts) {
  constexpr std::string_view concluded = "#terms_of_scope.concluded";
  for (const std::string_view known : {"LicenseRef-modified-", "LicenseRef-unknown", "LicenseRef-cc-"}) {
    if (!id.starts_with(known)) continue;
    // Creative Commons by its elements; anybody may begin a name with these letters.
    if (known == "LicenseRef-cc-" && licenses::creative_commons_family(id.substr(known.size())).empty()) continue;
    Page page{"license", std::string(id), {}};
    page.add(Kind::title, page.id);
    page.add(Kind::paragraph, facts.meaning(concluded, known));
    const std::string_view original = id.substr(known.size());
    if (known.ends_with('-') && licenses::find_license(original) != nullptr)
      page.add(Kind::paragraph, fmt::format("The licence it was changed from: `auditor explain {}`.", original));
    if (known == "LicenseRef-cc-") add_answers(page.id, page);
    return page;
  }
  return std::nullopt;
}

// Two licences may ask the same: said once, with whose it is where the answer stands on several.
void add_conditions(const Json& use, std::string& out) {
  std::set<std::string> all;
  std::vector<std::pair<std::string, std::vector<std::string>>> said;
  for (const char* key : {"conditions", "because"})
    for (const Json& one : use[key])
      if (one["license"] != "") all.insert(one["license"].get<std::string>());
  for (const Json& condition : use["conditions"]) {
    const std::string text = condition["text"];
    const std::string license = condition["license"];
    auto at = std::find_if(said.begin(), said.end(), [&](const auto& one) { return one.first == text; });
    if (at == said.end()) at = said.insert(at, {text, {}});
    auto& owners = at->second;
    if (!license.empty() && std::find(owners.begin(), owners.end(), license) == owners.end()) owners.push_back(license);
  }
  for (const auto& [text, owners] : said)
    out += all.size() > 1 && !owners.empty() ? fmt::format("  - {} ({})\n", text, fmt::join(owners, ", "))
                                             : fmt::format("  - {}\n", text);
}

}  // namespace

std::string place_in_brackets(const Json& evidence) {
  if (evidence.empty()) return "";
  const Json& at = evidence.front();
  const int line = at.value("start_line", 0);
  return line > 0 ? fmt::format(" ({}:{})", at.value("path", ""), line) : fmt::format(" ({})", at.value("path", ""));
}

std::string use_in_words(const Json& use) {
  const std::string answer = use["answer"];
  std::string out = fmt::format("{}: {}\n", permissions::use_title(use["use"].get<std::string>()),
                                answer == "yes-if"    ? "yes, if"
                                : answer == "unknown" ? "not known"
                                                      : answer);
  add_conditions(use, out);
  constexpr std::size_t most_reasons = 3;
  std::size_t shown = 0;
  for (const Json& because : use["because"]) {
    if (++shown > most_reasons) {
      out += fmt::format("  and {} more: --format json has them all\n", use["because"].size() - most_reasons);
      break;
    }
    const std::string license = because["license"];
    out += fmt::format("  because {}{}{}\n", license.empty() ? "" : license + ": ",
                       because["clause"].get<std::string>(), place_in_brackets(because["evidence"]));
  }
  return out;
}

std::string terms_by_say(const Json& terms) {
  std::string out;
  for (const char* say : {"can", "must", "cannot"}) {
    std::string list;
    for (const auto& [term, said] : terms.items())
      if (said == say) list += (list.empty() ? "" : ", ") + term;
    if (!list.empty()) out += fmt::format("  {:<7} {}\n", say, list);
  }
  return out;
}

Json answer_for(const std::string& expression, const std::vector<std::string>& uses) {
  Json out = {{"uses", Json::array()}, {"obligations", Json::array()}, {"license", expression}};
  for (const std::string& use : uses) {
    Json ruling = permissions::rule(expression, use).json();
    ruling["use"] = use;
    out["uses"].push_back(std::move(ruling));
  }
  out["terms"] = permissions::terms_under(expression).json();
  return out;
}

std::optional<Page> license_page(std::string_view id, const FactPages& facts) {
  const licenses::License* license = licenses::find_license(id);
  if (license == nullptr) return stand_in(id, facts);
  Page page{license->exception ? "license-exception" : "license", license->id, {}};
  page.add(Kind::title, license->name.empty() ? license->id : license->name);
  if (license->exception) {
    page.add(
        Kind::paragraph,
        fmt::format("`{}`, an exception of the SPDX list: it stands behind WITH and adds to what the licence before "
                    "it permits.",
                    license->id));
    return page;
  }
  page.add(Kind::paragraph, fmt::format("`{}`, a licence: {}.", license->id, where_listed(*license)));
  const std::string openness(licenses::to_string(license->openness));
  const std::string meaning = facts.meaning("#openness", openness);
  page.add(Kind::paragraph, fmt::format("Its terms are `{}`{}", openness, meaning.empty() ? "." : ": " + meaning));
  add_ai_terms(*license, page);
  add_answers(license->id, page);
  return page;
}

namespace {

std::string list_of(const Json& object, const char* key) {
  std::string out;
  for (const Json& one : object.value(key, Json::array())) out += (out.empty() ? "" : ", ") + one.get<std::string>();
  return out;
}

Page use_page(const std::string& id, const Json& use) {
  Page page{"use", id, {}};
  page.add(Kind::title, std::string(auditor::text(use, "title")));
  page.add(Kind::paragraph, "`" + id + "`, a use that `auditor may` and the report answer (docs/permissions.md).");
  page.add(Kind::paragraph, "The licence must grant: " + list_of(use, "needs") + ". Silence grants nothing.");
  std::vector<std::string> duties;
  for (const Json& duty : use.value("duties", Json::array()))
    duties.push_back("`" + duty.get<std::string>() + "`: " +
                     std::string(auditor::text(permissions::rules()["duties"][duty.get<std::string>()], "text")));
  if (duties.empty()) return page;
  page.add(Kind::heading, "What becomes a condition where the licence asks for it");
  page.list(duties);
  return page;
}

}  // namespace

std::optional<Page> permission_page(std::string_view id) {
  const Json& rules = permissions::rules();
  const std::string name(id);
  if (rules["uses"].contains(name)) return use_page(name, rules["uses"][name]);
  if (rules["conditions"].contains(name)) {
    Page page{"condition", name, {}};
    page.add(Kind::title, name);
    page.add(Kind::paragraph, "A kind of condition that a use is bound to: what stands beside \"yes, if\".");
    const std::string words = rules["conditions"][name].get<std::string>();
    page.add(Kind::paragraph, words);
    if (words.find("{value}") != std::string::npos)
      page.add(Kind::paragraph, "`{value}` stands for what the licence says.");
    return page;
  }
  if (!permissions::term_named(name)) return std::nullopt;
  Page page{"term", name, {}};
  page.add(Kind::title, name);
  page.add(Kind::paragraph, "A term of licences: each says can, cannot or must of it, or is silent.");
  if (rules["duties"].contains(name))
    page.add(Kind::paragraph, "Where it is a must: " + std::string(auditor::text(rules["duties"][name], "text")));
  std::string needing;
  for (const auto& [use, said] : rules["uses"].items())
    for (const Json& need : said["needs"])
      if (need == name) needing += (needing.empty() ? "" : ", ") + use;
  if (!needing.empty()) page.add(Kind::paragraph, "Needed for: " + needing + ".");
  return page;
}

std::vector<std::string> permission_ids() {
  std::vector<std::string> out = permissions::use_names();
  for (const auto& [kind, text] : permissions::rules()["conditions"].items()) out.push_back(kind);
  for (std::size_t i = 0; i < permissions::term_count; ++i)
    out.emplace_back(permissions::to_string(static_cast<permissions::Term>(i)));
  return out;
}

}  // namespace auditor::explain
