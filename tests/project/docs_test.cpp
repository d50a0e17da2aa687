// Pages that are made from data are the data's: docs/facts.md from the schema of facts, docs/rules/ from the rule sets.
// scripts/update-golden writes them anew. Pages that name tests or files name what is there.
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/reports.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace auditor;
using auditor::test::golden_difference;

namespace {
namespace fs = std::filesystem;

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

// A cell of a table.
std::string cell(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

// ---- docs/facts.md

std::string name_of_reference(const Json& value) {
  const std::string reference = text_of(value, "$ref");
  return reference.substr(reference.rfind('/') + 1);
}

// "one of `a` `b`", "list of [item](#item)", "text or null".
std::string type_of(const Json& value) {
  if (!value.is_object() || value.empty()) return "any";
  if (value.contains("$ref")) return "[" + name_of_reference(value) + "](#type-" + name_of_reference(value) + ")";
  if (value.contains("const")) return "`" + value["const"].dump() + "`";
  if (value.contains("enum")) {
    std::string out = "one of";
    for (const Json& item : value["enum"])
      out += " `" + (item.is_string() ? item.get<std::string>() : item.dump()) + "`";
    return out;
  }
  const Json type = value.value("type", Json("any"));
  if (type.is_array()) {
    std::string out;
    for (const Json& item : type) out += (out.empty() ? "" : " or ") + item.get<std::string>();
    return out;
  }
  if (type == "array") return "list of " + type_of(value.value("items", Json::object()));
  if (type == "object" && value.contains("additionalProperties") && value["additionalProperties"].is_object() &&
      !value.contains("properties"))
    return "map of " + type_of(value["additionalProperties"]);
  return type.get<std::string>();
}

void rows_of(const Json& value, const std::string& path, std::string& out) {
  if (!value.is_object()) return;
  const Json properties = value.value("properties", Json::object());
  for (const auto& [name, inner] : properties.items()) {
    const std::string at = path + (path.empty() ? "" : ".") + name;
    out += "| `" + at + "` | " + cell(type_of(inner)) + " | " + cell(text_of(inner, "description")) + " |\n";
    rows_of(inner, at, out);
  }
  if (const auto items = value.find("items"); items != value.end()) rows_of(*items, path + "[]", out);
  if (const auto more = value.find("additionalProperties"); more != value.end()) rows_of(*more, path + ".*", out);
}

std::string section_of(const std::string& name, const Json& value) {
  std::string out = "\n## " + name + "\n" + text_of(value, "description") + ".\n\nIt is " + type_of(value) + ".\n";
  std::string rows;
  rows_of(value, "", rows);
  if (!rows.empty()) out += "\n| fact | holds | |\n|---|---|---|\n" + rows;
  return out;
}

std::string facts_page() {
  const Json schema = resource_json("schemas/facts.schema.json");
  std::string out =
      "# The facts document\n"
      "Written from `schemas/facts.schema.json` by `scripts/update-golden`: change that, not this. `auditor facts "
      "SOURCE` prints\n"
      "the document; rules ask for its values by path (docs/rules.md). Every status is an enumeration in which "
      "`unknown` differs\n"
      "from `absent`; what can be disputed has `evidence`. `.*` stands for any key, `[]` for each item of a list.\n\n"
      "| key | |\n|---|---|\n";
  for (const auto& [name, value] : schema.at("properties").items())
    out += "| [" + name + "](#" + name + ") | " + cell(text_of(value, "description")) + " |\n";
  for (const auto& [name, value] : schema.at("properties").items()) out += section_of(name, value);
  out += "\n# What they are made of\n";
  for (const auto& [name, value] : schema.at("definitions").items()) out += section_of("type " + name, value);
  return out;
}

// ---- docs/rules/

std::string block(const Json& value) { return "```json\n" + value.dump(2) + "\n```\n"; }

std::string references_of(const Json& rule) {
  std::string out;
  for (const Json& reference : rule.value("references", Json::array())) {
    out += "- " + text_of(reference, "framework");
    if (const std::string clause = text_of(reference, "clause"); !clause.empty()) out += ", " + clause;
    out += "\n";
  }
  return out;
}

std::string message_of(const Json& rule) {
  const Json message = rule.value("message", Json(""));
  if (message.is_string()) return message.get<std::string>() + "\n";
  std::string out;
  for (const auto& [grade, text] : message.items()) out += "- " + grade + ": " + text.get<std::string>() + "\n";
  return out;
}

// What a rule set's author says in `explain`, in whatever shape: a text, or texts by question.
std::string explanation_of(const Json& rule) {
  const auto found = rule.find("explain");
  if (found == rule.end()) return {};
  if (found->is_string()) return found->get<std::string>() + "\n\n";
  std::string out;
  for (const auto& [question, text] : found->items())
    if (text.is_string()) out += "**" + question + ".** " + text.get<std::string>() + "\n\n";
  return out;
}

std::string rule_page(const Json& set, const Json& rule) {
  const std::string id = text_of(rule, "id");
  std::string out = "# " + text_of(rule, "title") + "\n`" + id + "` of [" + text_of(set, "title") + "](README.md#" +
                    text_of(set, "id") + "), " + text_of(rule, "dimension") + ", " + text_of(rule, "severity") +
                    ".\n\n";
  const std::string why = explanation_of(rule);
  out += why.empty() ? text_of(set, "description") + "\n\n" : why;
  if (rule.contains("when")) out += "## Applies when\n" + block(rule["when"]) + "\n";
  if (rule.contains("for_each")) out += "Asked for each of `" + text_of(rule, "for_each") + "`.\n\n";
  if (rule.contains("where")) out += "## Of which those count that have\n" + block(rule["where"]) + "\n";
  if (rule.contains("require")) out += "## Passes when\n" + block(rule["require"]) + "\n";
  if (rule.contains("grades")) out += "## Graded\n" + block(rule["grades"]) + "\n";
  const Json examples = rule.value("examples", Json::object());
  if (const Json pass = examples.value("pass", Json::array()); !pass.empty())
    out += "Facts that pass:\n\n" + block(pass[0]) + "\n";
  if (const Json fail = examples.value("fail", Json::array()); !fail.empty())
    out += "Facts that fail:\n\n" + block(fail[0]) + "\n";
  out += "## When it fails\n" + message_of(rule) + "\n**To do:** " + text_of(rule, "remedy") + "\n";
  if (const std::string supply = text_of(rule, "supply"); !supply.empty())
    out += "\n**When it cannot be told:** " + supply + "\n";
  if (const std::string references = references_of(rule); !references.empty()) out += "\n## References\n" + references;
  return out +
         "\n## To waive it\nIn `.auditor.yaml`, with a reason and a last day; it stays in the report "
         "(docs/gating.md):\n\n```yaml\nwaivers:\n  - {rule: " +
         id + ", reason: why it may stay, owner: who answers, expires: 2027-03-31}\n```\n";
}

std::vector<Json> rule_sets() {
  std::vector<Json> sets;
  for (const std::string_view name : resource_names("rules/sets/")) sets.push_back(resource_json(name));
  return sets;
}

std::string index_page() {
  std::string out =
      "# Every rule\nWritten from `rules/sets/` by `scripts/update-golden`: change the rules, not these pages. How "
      "rules are "
      "written: [docs/rules.md](../rules.md).\n";
  for (const Json& set : rule_sets()) {
    out += "\n## " + text_of(set, "id") + "\n" + text_of(set, "title") + ". " + text_of(set, "description") +
           "\n\n| rule | severity | says when it holds |\n|---|---|---|\n";
    for (const Json& rule : set.value("rules", Json::array()))
      out += "| [" + text_of(rule, "id") + "](" + text_of(rule, "id") + ".md) | " + text_of(rule, "severity") + " | " +
             cell(text_of(rule, "title")) + " |\n";
  }
  return out;
}

std::string all_tests() {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "tests"))
    if (entry.path().extension() == ".cpp") out += read_all(entry.path());
  return out;
}

}  // namespace

TEST_CASE("the page of facts is made from their schema", "[golden]") {
  CHECK(golden_difference("../../docs/facts.md", facts_page()) == "");
}

TEST_CASE("every key and every definition of the facts says what it holds") {
  const Json schema = resource_json("schemas/facts.schema.json");
  for (const char* part : {"properties", "definitions"})
    for (const auto& [name, value] : schema.at(part).items()) {
      INFO(name);
      CHECK_FALSE(text_of(value, "description").empty());
    }
}

TEST_CASE("every rule has a page of its own, made from its rule set", "[golden]") {
  std::set<std::string> pages = {"README.md"};
  CHECK(golden_difference("../../docs/rules/README.md", index_page()) == "");
  for (const Json& set : rule_sets())
    for (const Json& rule : set.value("rules", Json::array())) {
      const std::string page = text_of(rule, "id") + ".md";
      INFO(page);
      CHECK(pages.insert(page).second);  // ids are unique over all sets
      CHECK(golden_difference("../../docs/rules/" + page, rule_page(set, rule)) == "");
    }
  for (const auto& entry : fs::directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "docs" / "rules")) {
    INFO(entry.path().string());  // of a rule that is gone
    CHECK(pages.count(entry.path().filename().string()) == 1);
  }
}

TEST_CASE("every decision on models, terms and weights names a test that is there") {
  const std::string tests = all_tests();
  const std::string page = read_all(fs::path(AUDITOR_SOURCE_DIR) / "docs" / "scopes.md");
  const std::string table = page.substr(page.find("| # | decision | test |"));
  int number = 0;
  for (const std::string_view line : split_lines(table)) {
    if (!line.starts_with("| ") || line.starts_with("| #")) continue;
    INFO(line);
    const std::size_t last = line.rfind('|', line.size() - 2);
    const std::string name(trim(line.substr(last + 1, line.size() - last - 2)));
    CHECK(line.starts_with("| " + std::to_string(++number) + " |"));
    CHECK(tests.find("TEST_CASE(\"" + name + "\"") != std::string::npos);
  }
  CHECK(number >= 60);
}

TEST_CASE("files that the walks through the house name are there") {
  const std::string page = read_all(fs::path(AUDITOR_SOURCE_DIR) / "docs" / "adding.md");
  std::size_t named = 0;
  for (std::size_t at = page.find('`'); at != std::string::npos; at = page.find('`', page.find('`', at + 1) + 1)) {
    const std::string name = page.substr(at + 1, page.find('`', at + 1) - at - 1);
    if (name.find('/') == std::string::npos || name.find_first_of(" <*:$") != std::string::npos) continue;
    INFO(name);
    CHECK(fs::exists(fs::path(AUDITOR_SOURCE_DIR) / name));
    ++named;
  }
  CHECK(named > 20);
}

TEST_CASE("pages link to what is there, and data name pages that are there") {
  const fs::path root(AUDITOR_SOURCE_DIR);
  std::size_t links = 0;
  std::vector<fs::path> pages = {"README.md", "CONTRIBUTING.md", "SECURITY.md"};
  for (const auto& entry : fs::directory_iterator(root / "docs"))
    if (entry.path().extension() == ".md") pages.push_back(fs::relative(entry.path(), root));
  for (const fs::path& page : pages) {
    const std::string text = read_all(root / page);
    for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
      std::string target = text.substr(at + 2, text.find(')', at) - at - 2);
      target.resize(std::min(target.size(), target.find('#')));
      if (target.empty() || target.find("://") != std::string::npos) continue;
      INFO(page.string() << ": " << target);
      CHECK(fs::exists(root / page.parent_path() / target));
      ++links;
    }
  }
  CHECK(links > 20);

  std::size_t named = 0;
  for (const char* folder : {"rules", "schemas", "auditor", "include"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file() || entry.path().extension() == ".tsv") continue;  // passages of other people's cards
      const std::string text = read_all(entry.path());
      for (std::size_t at = text.find("(docs/"); at != std::string::npos; at = text.find("(docs/", at + 1)) {
        const std::string page =
            text.substr(at + 1, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz/-.", at + 1) - at - 1);
        INFO(entry.path().string() << ": " << page);
        CHECK(fs::exists(root / page));
        ++named;
      }
    }
  CHECK(named > 10);
}

TEST_CASE("what a rule set gives a name to is used again") {
  const std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  std::size_t anchors = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "rules")) {
    if (entry.path().extension() != ".yaml") continue;
    const std::string text = read_all(entry.path());
    for (std::size_t at = text.find('&', 2); at != std::string::npos; at = text.find('&', at + 1)) {
      const std::string before = text.substr(at - 2, 2);
      if (before != ": " && before != ", " && before[1] != '[') continue;
      const std::string name = text.substr(at + 1, text.find_first_not_of(letters, at + 1) - at - 1);
      if (name.empty()) continue;
      INFO(entry.path().string() << ": &" << name);
      CHECK(text.find("*" + name, at) != std::string::npos);
      ++anchors;
    }
  }
  CHECK(anchors > 5);
}

TEST_CASE("the list of licence texts and the index name the same licences") {
  const std::string list = read_all(fs::path(AUDITOR_SOURCE_DIR) / "rules/licenses/texts.sources.tsv");
  std::set<std::string> listed;
  for (const std::string_view line : split_lines(list)) {
    if (line.empty() || line[0] == '#' || line.starts_with("id\t")) continue;
    CHECK(std::count(line.begin(), line.end(), '\t') == 4);
    CHECK(line.size() - line.rfind('\t') == 65);  // a SHA-256
    listed.emplace(line.substr(0, line.find('\t')));
  }
  // Section 7 of the index: the ids, each ended by a zero (auditor/licenses/texts/index.h).
  const std::string_view index = resource_text("rules/licenses/fingerprints.bin");
  const auto number = [&](std::size_t at) {
    std::size_t out = 0;
    for (std::size_t i = 4; i-- > 0;) out = out << 8U | static_cast<unsigned char>(index[at + i]);
    return out;
  };
  std::string_view ids = index.substr(number(32 + 7 * 8), number(32 + 7 * 8 + 4));
  std::size_t count = 0;
  for (; !ids.empty(); ids.remove_prefix(std::min(ids.size(), ids.find('\0') + 1))) {
    const std::string id(ids.substr(0, ids.find('\0')));
    if (id.empty()) continue;
    INFO(id);
    CHECK(listed.count(id) == 1);
    ++count;
  }
  CHECK(count > 800);
}
