// Pages that are made from data are the data's: docs/facts.md from the schema of facts, docs/rules/ from the rule sets.
// scripts/update-golden writes them anew. Pages that name tests or files name what is there.
#include "auditor/core/json_view.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/explain/facts.h"
#include "auditor/explain/rules.h"
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

std::vector<Json> rule_sets() {
  std::vector<Json> sets;
  for (const std::string_view name : resource_names("rules/sets/")) sets.push_back(resource_json(name));
  return sets;
}

std::string all_tests() {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "tests"))
    if (entry.path().extension() == ".cpp") out += read_all(entry.path());
  return out;
}

}  // namespace

TEST_CASE("the page of facts is made from their schema", "[golden]") {
  CHECK(golden_difference("../../docs/facts.md", explain::to_markdown(explain::FactPages().all())) == "");
}

TEST_CASE("every key and every definition of the facts says what it holds") {
  const Json schema = resource_json("schemas/facts.schema.json");
  for (const char* part : {"properties", "definitions"})
    for (const auto& [name, value] : schema.at(part).items()) {
      INFO(name);
      CHECK_FALSE(auditor::text(value, "description").empty());
    }
}

TEST_CASE("every rule has a page of its own, made from its rule set", "[golden]") {
  std::set<std::string> pages = {"README.md"};
  CHECK(golden_difference("../../docs/rules/README.md", explain::to_markdown(explain::index_page(rule_sets()))) == "");
  for (const Json& set : rule_sets())
    for (const Json& rule : set.value("rules", Json::array())) {
      const std::string page = std::string(auditor::text(rule, "id")) + ".md";
      INFO(page);
      CHECK(pages.insert(page).second);  // ids are unique over all sets
      CHECK(golden_difference("../../docs/rules/" + page, explain::to_markdown(explain::rule_page(set, rule))) == "");
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
