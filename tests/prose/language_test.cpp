// The language layer: which language, which concepts, which subject, what is denied.
#include "auditor/core/resources.h"
#include "auditor/core/schema.h"
#include "auditor/prose/badges.h"
#include "auditor/prose/language/document_reading.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::language;

namespace {

std::vector<NameSpan> no_licenses(std::string_view) { return {}; }

Reading read(std::string_view text, std::span<const NameSpan> names = {}) { return {text, language_of(text), names}; }

const Mention* first(const Reading& reading, Concept what) {
  const auto at = std::find_if(reading.mentions().begin(), reading.mentions().end(),
                               [&](const Mention& m) { return m.what == what; });
  return at == reading.mentions().end() ? nullptr : &*at;
}

// Subjects of the clauses of one sentence about a model called Wren.
std::vector<std::string> subjects(std::string_view text) {
  const OwnWords own{{"wren"}, {}};
  const Language language = language_of(text);
  const auto names = find_model_names(text, language, own, {});
  const Reading reading(text, language, names);
  std::vector<std::string> out;
  for (const Clause& clause : reading.clauses(std::nullopt))
    out.emplace_back(clause.subject ? name_of(*clause.subject) : "none");
  return out;
}

}  // namespace

TEST_CASE("a cell of a table does not keep the text of its row") {
  std::string rows = "# Wren\n\n<table><tr>";
  for (int i = 0; i < 5'000; ++i) rows += "<td>Llama 2</td>";
  const auto document = evidence::parse_markdown(rows + "</tr></table>\n");
  std::size_t bytes = 0;
  std::size_t cells = 0;
  for (const Unit& unit : units_of(document)) {
    bytes += unit.text.capacity();
    cells += unit.kind == UnitKind::cell ? 1 : 0;
  }
  CHECK(cells == 4'999);
  CHECK(bytes < 10 * rows.size());
}

TEST_CASE("the language files follow their schemas") {
  for (const std::string_view name : resource_names("rules/language/")) {
    if (!name.ends_with(".yaml")) continue;
    const bool lexicon = name.find("/lexicon/") != std::string_view::npos;
    std::string stem(name.substr(name.rfind('/') + 1));
    stem = lexicon ? "lexicon" : stem.substr(0, stem.find('.'));
    for (const SchemaProblem& problem :
         validate_schema(resource_json(std::string(name)), "schemas/language-" + stem + ".schema.json"))
      FAIL_CHECK(name << " " << problem.pointer << ": " << problem.message);
  }
}

TEST_CASE("fifteen languages and more have a lexicon and traits") {
  CHECK(languages().size() >= 15);
  CHECK(code_of(english) == "en");
  const Json traits = resource_json("rules/language/languages.yaml");
  for (const std::string_view code : languages()) CHECK(traits.at("languages").contains(std::string(code)));
}

TEST_CASE("a text's language is told by its script and its small words") {
  const auto code = [](std::string_view text) { return std::string(code_of(language_of(text))); };
  CHECK(code("The weights may be used for any purpose.") == "en");
  CHECK(code("Die Gewichte dürfen nur für die Forschung verwendet werden.") == "de");
  CHECK(code("Les poids sont réservés à la recherche et ne sont pas publics.") == "fr");
  CHECK(code("Los pesos no se pueden usar con fines comerciales.") == "es");
  CHECK(code("Os pesos não podem ser usados para fins comerciais.") == "pt");
  CHECK(code("模型权重仅限学术研究使用。") == "zh");
  CHECK(code("モデルの重みは研究目的でのみ利用できます。") == "ja");
  CHECK(code("가중치는 연구 목적으로만 사용할 수 있습니다.") == "ko");
  CHECK(code("Веса предназначены только для исследований.") == "ru");
  CHECK(code("Wren-7B Q4_K_M") == "en");
}

TEST_CASE("mentions are found in any word form, and longer ones hide what lies within") {
  const Reading reading = read("The checkpoints are for research use only.");
  CHECK(reading.has(Concept::weights));
  CHECK(reading.has(Concept::purpose_limited));
  CHECK_FALSE(reading.has(Concept::only));
  const Reading german = read("Die Gewichte sind nur für Forschungszwecke bestimmt.");
  CHECK(german.has(Concept::weights));
  CHECK((german.has(Concept::research) || german.has(Concept::purpose_limited)));
}

TEST_CASE("invisible marks, look-alike and mathematical letters hide no word") {
  CHECK(read("for non-com\u200Bmer\u00ADcial use").has(Concept::noncommercial));
  CHECK(read("for n\u043En-comm\u0435rcial use").has(Concept::noncommercial));
  CHECK(read("for "
             "\U0001D427\U0001D428\U0001D427-"
             "\U0001D41C\U0001D428\U0001D426\U0001D426\U0001D41E\U0001D42B\U0001D41C\U0001D422\U0001D41A\U0001D425 use")
            .has(Concept::noncommercial));
}

TEST_CASE("words inside a name mean nothing else") {
  const std::string_view text = "Wren Research Model is free.";
  const std::vector<NameSpan> names = {{Concept::this_model, 0, 19}};
  const Reading reading(text, english, names);
  CHECK(reading.has(Concept::this_model));
  CHECK_FALSE(reading.has(Concept::research));
}

TEST_CASE("a negation reaches what its language lets it reach") {
  const Reading before = read("It was never about permission.");
  REQUIRE(first(before, Concept::permission) != nullptr);
  CHECK(before.negated(*first(before, Concept::permission)));
  const Reading stopped = read("It is not finished, but permission is needed.");
  REQUIRE(first(stopped, Concept::permission) != nullptr);
  CHECK_FALSE(stopped.negated(*first(stopped, Concept::permission)));
  const Reading contracted = read("You don't need our consent.");
  REQUIRE(first(contracted, Concept::permission) != nullptr);
  CHECK(contracted.negated(*first(contracted, Concept::permission)));
}

TEST_CASE("the subject of a clause is its first noun, with what belongs to it") {
  CHECK(subjects("The weights are free.") == std::vector<std::string>{"weights"});
  CHECK(subjects("The code is free.") == std::vector<std::string>{"code"});
  CHECK(subjects("Weights and code are free.") == std::vector<std::string>{"everything"});
  CHECK(subjects("The weights of Heron are free.") == std::vector<std::string>{"other_model"});
  CHECK(subjects("The Alder corpus is free.").front() != "weights");
  CHECK(subjects("The code is free, but the weights are not permitted for sale.") ==
        std::vector<std::string>{"code", "weights"});
}

TEST_CASE("names of models are told by shape, family and capital letters") {
  const OwnWords own{{"wren"}, "nest"};
  const auto names = [&](std::string_view text) {
    std::vector<std::string> out;
    for (const NameSpan& n : find_model_names(text, english, own, {}))
      out.push_back(std::string(name_of(n.what)) + ":" + std::string(text.substr(n.begin, n.end - n.begin)));
    return out;
  };
  CHECK(names("Unlike Heron-7B, Wren-7B is free.") ==
        std::vector<std::string>{"other_model:Heron-7B", "this_model:Wren-7B"});
  CHECK(names("We started from Llama 3.1 8B Instruct.") ==
        std::vector<std::string>{"other_model:Llama 3.1 8B Instruct"});
  CHECK(names("See grove/birch-7b on the hub.") == std::vector<std::string>{"other_model:grove/birch-7b"});
  CHECK(names("It runs with PyTorch on Linux.").empty());
  CHECK(names("The file wren/serve.py is code.") == std::vector<std::string>{"code:wren/serve.py"});
}

TEST_CASE("a document is cut into units with what stands above them") {
  const auto document = evidence::parse_markdown(
      "# Wren\n\n## Terms\n\nYou may not:\n\n- sell the weights\n\n| Model | Commercial use |\n|---|---|\n| Wren-7B | "
      "no |\n\n```python\n# weights are for research\nx = 1\n```\n");
  const auto units = units_of(document);
  const auto find = [&](UnitKind kind) {
    return std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.kind == kind; });
  };
  REQUIRE(find(UnitKind::item) != units.end());
  CHECK(find(UnitKind::item)->lead == "You may not:");
  CHECK(find(UnitKind::item)->heading == "Terms");
  REQUIRE(find(UnitKind::cell) != units.end());
  CHECK(find(UnitKind::cell)->row == "Wren-7B");
  CHECK(find(UnitKind::cell)->column == "Commercial use");
  REQUIRE(find(UnitKind::comment) != units.end());
  CHECK(find(UnitKind::comment)->text == "weights are for research");
  CHECK(find(UnitKind::comment)->line == 14);
}

TEST_CASE("a badge's address says its words") {
  const auto badge = evidence::read_badge("https://img.shields.io/badge/license-CC_BY--NC-red.svg");
  REQUIRE(badge);
  CHECK(badge->label == "license");
  CHECK(badge->message == "CC BY-NC");
  CHECK(evidence::read_badge("https://img.shields.io/badge/Code%20License-Apache_2.0-blue")->label == "Code License");
  CHECK(evidence::read_badge("https://img.shields.io/badge/weights_CC%zz-blue")->label == "weights CC%zz");
  CHECK_FALSE(evidence::read_badge("https://example.org/logo.svg"));
}

TEST_CASE("struck-out words are not read") {
  const auto document =
      evidence::parse_markdown("# Wren\n\n~~The weights are for research use only.~~ The weights are free.\n");
  const DocumentReading reading(document, {{"wren"}, {}}, no_licenses);
  for (const UnitReading& unit : reading.units())
    for (const Utterance& said : unit.sentences) CHECK_FALSE(said.reading->has(Concept::purpose_limited));
}
