// What an id means: everything a report names has a page, and the pages of docs/ are the same ones.
#include "auditor/core/text.h"
#include "auditor/explain/find.h"
#include "auditor/explain/license.h"
#include "auditor/report/escape.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::explain;

namespace {

std::vector<Page> pages_of(const std::string& id) {
  assess::Library library;
  const auto pages = find_pages(id, library);
  INFO(id);
  REQUIRE(pages);
  return *pages;
}

std::string text_of_id(const std::string& id) {
  std::string out;
  for (const Page& page : pages_of(id)) out += to_text(page, {});
  return out;
}

std::string error_of(const std::string& id) {
  assess::Library library;
  const auto pages = find_pages(id, library);
  REQUIRE_FALSE(pages);
  CHECK(pages.error().code == ErrorCode::usage);
  return pages.error().message;
}

std::string kinds_of(const std::string& id) {
  std::string out;
  for (const Page& page : pages_of(id)) out += (out.empty() ? "" : " ") + page.kind;
  return out;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("every rule, set, level, class, requirement, fact, value and licence has a page") {
  assess::Library library;
  const auto ids = all_ids(library);
  REQUIRE(ids);
  CHECK(ids->size() > 2000);
  for (const std::string& id : *ids) {
    INFO(id);
    const auto pages = find_pages(id, library);
    REQUIRE(pages);
    for (const Page& page : *pages) {
      REQUIRE_FALSE(page.kind.empty());
      REQUIRE(page.blocks.size() >= 2);  // a title, and something below it
      REQUIRE(page.blocks.front().kind == Block::Kind::title);
      for (const Block& block : page.blocks) REQUIRE((block.kind != Block::Kind::paragraph || !block.text.empty()));
      const Json json = to_json(page);
      REQUIRE(json["blocks"].size() == page.blocks.size() - 1);
    }
  }
}

TEST_CASE("an id is found as what it is") {
  CHECK(kinds_of("weights-license-text") == "rule");
  CHECK(kinds_of("licensing/weights-license-text") == "rule");
  CHECK(kinds_of("licensing") == "rule-set");
  CHECK(kinds_of("mof-1.0/III") == "level");
  CHECK(kinds_of("restricted-weights") == "class");
  CHECK(kinds_of("weights-open") == "requirement");
  CHECK(kinds_of("data.status") == "fact");
  CHECK(kinds_of("licenses.weights.concluded") == "fact");
  CHECK(kinds_of("unread-terms") == "doubt");
  CHECK(kinds_of("label-and-text") == "conflict");
  CHECK(kinds_of("noncommercial") == "openness");
  CHECK(kinds_of("MIT") == "license");
  CHECK(kinds_of("LicenseRef-llama3.1") == "license");
  CHECK(kinds_of("LicenseRef-llama2 AND MIT") == "license license");
  CHECK(kinds_of("Classpath-exception-2.0") == "license-exception");
  CHECK(kinds_of("commercial") == "use");
  CHECK(kinds_of("user-cap") == "condition");
  CHECK(kinds_of("blob-bytes") == "limit");
  CHECK(kinds_of("declared-only") == "value");
}

TEST_CASE("a fact's path may name an item of a list by number, by brackets or not at all") {
  for (const char* path : {"data.datasets[].openness", "data.datasets.0.openness", "data.datasets.openness"})
    CHECK(pages_of(path).front().id == "data.datasets[].openness");
  CHECK(pages_of("model.weights.status").front().id == "models[].weights.status");  // as the verdict says it
  CHECK(pages_of("licenses.conflicts.*.kind").front().id == "licenses.conflicts[].kind");
}

TEST_CASE("a fact names the rules and requirements that ask for it") {
  const std::string text = text_of_id("licenses.weights.status");
  CHECK(holds(text, "weights-license-text:"));
  CHECK(holds(text, "declared-only"));
  CHECK(holds(text_of_id("data.detail"), "data-described: a requirement of classes"));
  CHECK(holds(text_of_id("licenses.conflicts[].kind"), "license-label-agrees"));
  CHECK_FALSE(holds(text_of_id("history"), "weights-license-text"));
}

TEST_CASE("conditions are said in words") {
  const auto words = [](const char* yaml) {
    std::string out;
    for (const std::string& line : condition_in_words(Json::parse(yaml))) out += line + "\n";
    return out;
  };
  CHECK(words(R"({"a.b": {"not": ["x", "y"]}})") == "a.b is not x or y\n");
  CHECK(words(R"({"a": "x", "b": {"exists": false}})") == "a is x\nb is not there\n");
  CHECK(words(R"({"n": {"at_least": 2, "at_most": 3}})") == "n is at least 2 and is at most 3\n");
  CHECK(words(R"({"l": {"count": {"at_least": 1, "where": {"k": "x"}}}})") ==
        "l has at least 1 items of which k is x\n");
  CHECK(words(R"({"l": {"any": {"k": {"in": ["x", "y"]}, "m": true}}})") ==
        "l has an item of which k is x or y and m is true\n");
  CHECK(words(R"({"any_of": [{"a": 1}, {"not": {"b": 2}}]})") == "one of:\n  a is 1\n  not:\n    b is 2\n");
  CHECK(words(R"({"open": {"a": 1}, "partial": {"b": {"none": "x"}}})") ==
        "open:\n  a is 1\npartial:\n  b has no item of which is x\n");
}

TEST_CASE("the text of a page has no marks of Markdown, and keeps to its width") {
  report::RenderOptions narrow;
  narrow.width = 60;
  for (const char* id :
       {"weights-license-text", "license-label-agrees", "openness", "data", "mof-1.0", "CC-BY-NC-4.0"}) {
    if (std::string(id) == "openness") continue;
    for (const Page& page : pages_of(id)) {
      const std::string text = to_text(page, narrow);
      INFO(text);
      CHECK_FALSE(holds(text, "**"));
      CHECK_FALSE(holds(text, "```"));
      CHECK_FALSE(holds(text, "]("));
      for (const std::string_view line : split_lines(text)) CHECK(report::display_width(line) <= 60);
    }
  }
}

TEST_CASE("what a report calls terms that are no known licence is explained, and never as open") {
  CHECK(holds(text_of_id("LicenseRef-unknown"), "never taken for"));
  CHECK(holds(text_of_id("LicenseRef-modified-MIT"), "auditor explain MIT"));
  CHECK(holds(text_of_id("LicenseRef-cc-by-nc"), "without its version"));
  CHECK_FALSE(holds(text_of_id("LicenseRef-cc-foo"), "Creative Commons"));
  CHECK(holds(text_of_id("LicenseRef-cc-foo"), "somebody's own"));
  CHECK(holds(text_of_id("LicenseRef-our-own-house-terms"), "somebody's own"));
}

TEST_CASE("what is nothing is refused, with what may have been meant") {
  CHECK(holds(error_of("weights-licence-text"), "did you mean weights-license-text?"));
  CHECK(holds(error_of("data.statsu"), "did you mean data.status?"));
  CHECK(holds(error_of("restricted-weight"), "did you mean restricted-weights?"));
  CHECK(holds(error_of("LicenseRef-lama3.1"), "did you mean LicenseRef-llama3.1?"));
  CHECK_FALSE(holds(error_of("complete nonsense of no kind"), "did you mean"));
  CHECK_FALSE(holds(error_of(""), "did you mean"));
  CHECK_FALSE(holds(error_of("licensing/no-such-rule-there"), "\x1b"));
}
