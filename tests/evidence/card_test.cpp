#include "auditor/evidence/card/card.h"

#include "auditor/evidence/bias/bias.h"
#include "auditor/prose/placeholder.h"
#include "auditor/prose/sections.h"
#include "tests/support/catch.h"

using namespace auditor::evidence;

namespace {

using Names = std::vector<std::string>;

Names placeholders(const std::string& text) {
  Names out;
  for (const auto& section : read_card("README.md", text).sections)
    if (section.placeholder) out.push_back(section.heading);
  return out;
}

}  // namespace

TEST_CASE("headings are known by synonyms, in several languages, and can serve two sections") {
  CHECK(canonical_sections("Bias, Risks, and Limitations") == Names{"bias-risks-limitations"});
  CHECK(canonical_sections("Intended uses & limitations") == Names{"bias-risks-limitations", "intended-use"});
  CHECK(canonical_sections("Glossary [optional]") == Names{"glossary"});
  CHECK(canonical_sections("局限性") == Names{"bias-risks-limitations"});
  CHECK(canonical_sections("局限性 / Limitations") == Names{"bias-risks-limitations"});
  CHECK(canonical_sections("Données d'entraînement") == Names{"training-data"});
  CHECK(canonical_sections("Einschränkungen") == Names{"bias-risks-limitations"});
  CHECK(canonical_sections("使い方") == Names{"how-to-use"});
  CHECK(canonical_sections("Limitaciones y sesgos") == Names{"bias-risks-limitations"});
  CHECK(canonical_sections("Evaluation on MMLU") == Names{"evaluation"});
  CHECK(canonical_sections("Strengths and limitations") == Names{"bias-risks-limitations"});
  CHECK(canonical_sections("Tips and caveats").empty());
  CHECK(canonical_sections("Inference performance").empty());
  CHECK(canonical_sections("Downstream").empty());
  CHECK(canonical_sections("Whatever else").empty());
}

TEST_CASE("text that stands for an answer is told from answers") {
  for (const char* text :
       {"[More Information Needed]", "More information needed.", "More information needed}", "TODO", "TBD",
        "coming soon...", "[Needs More Information]", "{{ model_description | default(\"\", true) }}",
        "Hardware type: More information needed", "[populate the metric]", "待补充", "準備中",
        "Use the code below to get started with the model."})
    CHECK(filling_of(std::string_view(text)) == Filling::missing);
  CHECK(filling_of(std::string_view("N/A")) == Filling::blank);
  CHECK(filling_of(std::string_view("-")) == Filling::blank);
  CHECK(filling_of(std::string_view("BibTeX:")) == Filling::nothing);
  for (const char* text : {"More information can be found in the paper.", "It works.", "None of the data is private."})
    CHECK(filling_of(std::string_view(text)) == Filling::filled);
}

TEST_CASE("a section is a placeholder when nothing is left but placeholder text") {
  CHECK(placeholders("# T\n\nx\n\n## Uses\n\n<!-- hint -->\n\n[More Information Needed]\n\n## Data\n\nReal.\n") ==
        Names{"Uses"});
  CHECK(placeholders("# T\n\nx\n\n## Citation\n\n**BibTeX:**\n\nMore information needed\n\n**APA:**\n\nMore "
                     "information needed\n") == Names{"Citation"});
  CHECK(placeholders(
            "# T\n\nx\n\n## Citation\n\n**BibTeX:**\n\n```\n@misc{a}\n```\n\n**APA:**\n\nMore information needed\n")
            .empty());
  CHECK(
      placeholders("# T\n\nx\n\n## Impact\n\n- **Hardware:** A100\n- **Hours:** [More Information Needed]\n").empty());
}

TEST_CASE("containers and titles are no placeholders, empty sections are") {
  CHECK(placeholders("# T\n\n## Uses\n\n### Direct use\n\nText\n\n## Training\n\n## Evaluation\n\nText\n") ==
        Names{"Training"});
}

TEST_CASE("a request for information is a placeholder, also when it links to how to give it") {
  CHECK(placeholders("# T\n\nx\n\n## Uses\n\n[More Information Needed](https://example.com/contributing)\n").size() ==
        1);
  CHECK(placeholders("# T\n\nx\n\n## Report\n\n[Coming soon](https://example.com/report)\n").empty());
}

TEST_CASE("results, links and code that look like placeholders are answers") {
  CHECK(placeholders("# T\n\nx\n\n## Results\n\n| model | F1 |\n|---|---|\n| a | N/A |\n").empty());
  CHECK(placeholders("# T\n\nx\n\n## Demo\n\n[coming soon](https://a.example/demo)\n").empty());
  CHECK(placeholders("# T\n\nx\n\n## Use\n\n```\n# TODO\nrun()\n```\n").empty());
}

TEST_CASE("rows of a table used as a card are sections") {
  const auto card = read_card(
      "README.md",
      "# T\n\nx\n\n| Factors | Description |\n|---|---|\n| Groups | Many articles |\n| Instrumentation | - |\n");
  REQUIRE(card.sections.size() == 4);
  CHECK(card.sections[2].heading == "Groups");
  CHECK_FALSE(card.sections[2].placeholder);
  CHECK(card.sections[3].heading == "Instrumentation");
  CHECK(card.sections[3].placeholder);
  CHECK(card.sections[3].start_line == 8);
}

TEST_CASE("front matter is read with lines, and its faults are named") {
  const auto good = read_card("README.md", "---\nlicense: mit\ntags:\n- a\n---\n# T\n");
  CHECK(good.front_matter["license"] == "mit");
  CHECK(good.front_matter_lines.at(0) == std::pair<std::string, int>{"license", 2});
  CHECK(good.front_matter_errors.empty());

  const auto broken = read_card("README.md", "---\nlicense: mit\ntags: [a\n---\n# T\n");
  REQUIRE(broken.front_matter_errors.size() == 1);
  CHECK(broken.front_matter_errors[0].line >= 3);
  CHECK(broken.front_matter.is_null());

  CHECK(read_card("README.md", "---\n- a\n- b\n---\n# T\n").front_matter_errors.size() == 1);
  CHECK(read_card("README.md", "---\nlicense: mit\n\n# T\n\nText\n").front_matter_errors.size() == 1);
  CHECK(read_card("README.md", "---\n# T\n\nText\n").front_matter_errors.empty());
}

TEST_CASE("the JSON form holds what the contract says, and is valid for any bytes") {
  const Card card = read_card("x.md", "# A\xFF\n\nbias \xC0\n");
  const auto json = to_json(card);
  CHECK(json["sections"].size() == 1);
  CHECK_NOTHROW(json.dump());
  const auto bias = to_json(bias_of(card.document));
  CHECK(bias["level"] == 1);
  CHECK_NOTHROW(bias.dump());
}
