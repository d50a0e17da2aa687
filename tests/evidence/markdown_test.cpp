#include "auditor/prose/markdown.h"

#include "tests/support/catch.h"
#include "tests/support/time_limit.h"

#include <chrono>

using namespace auditor::evidence;

namespace {

std::vector<std::string> headings(const Document& document) {
  std::vector<std::string> out;
  for (const auto& section : document.sections) out.push_back(section.heading);
  return out;
}

const Block& block_of(const Document& document, BlockKind kind) {
  for (const auto& block : document.blocks)
    if (block.kind == kind) return block;
  FAIL("no such block");
  return document.blocks.front();
}

std::vector<std::string> split(std::string text) {
  Block block;
  block.text = std::move(text);
  std::vector<std::string> out;
  for (const auto& sentence : sentences(block)) out.emplace_back(sentence.text);
  return out;
}

double seconds_to_parse(const std::string& text) {
  const auto begin = std::chrono::steady_clock::now();
  (void)parse_markdown(text);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

TEST_CASE("headings are found in every form a card uses") {
  const auto document = parse_markdown(
      "# 1. Details\n\nUses\n====\n\n<h3 align=\"center\">Bias</h3>\n\n**Training data**\nText.\n\n"
      "> ## Quoted\n\n<details><summary>More</summary>\n\n## 🤗 Inside:\n\n</details>\n\n```\n# not a "
      "heading\n```\n");
  CHECK(headings(document) == std::vector<std::string>{"Details", "Uses", "Bias", "Training data", "Quoted", "Inside"});
}

TEST_CASE("a bold sentence or a label with text after it is no heading") {
  const auto document = parse_markdown("**Do not use this model.**\n\n**License:** MIT\n\n- **Item**\n");
  CHECK(document.sections.empty());
}

TEST_CASE("sections span to the next heading of the same level and blocks know their section") {
  const auto document = parse_markdown("# A\n\none\n\n## B\n\ntwo\n\n# C\n");
  REQUIRE(document.sections.size() == 3);
  CHECK(document.sections[0].end_line == 8);
  CHECK(document.sections[0].own_end_line == 4);
  CHECK(document.sections[1].parent == 0);
  CHECK(document.sections[2].parent == -1);
  CHECK(document.blocks[3].text == "two");
  CHECK(document.blocks[3].section == 1);
}

TEST_CASE("text is joined over soft breaks and every character knows its line") {
  const auto document = parse_markdown("first line\nsecond *line*\n");
  const Block& block = document.blocks.at(0);
  CHECK(block.text == "first line second line");
  CHECK(block.line_at(0) == 1);
  CHECK(block.line_at(block.text.find("second")) == 2);
}

TEST_CASE("lines count from the start of the file when there is front matter") {
  const auto document = parse_markdown("---\nlicense: mit\n---\n# Title\n\nText\n");
  CHECK(document.front_matter.start_line == 1);
  CHECK(document.front_matter.end_line == 3);
  CHECK(document.front_matter.yaml == "license: mit\n");
  CHECK(document.sections.at(0).start_line == 4);
  CHECK(document.blocks.at(1).start_line == 6);
}

TEST_CASE("a lone rule before Markdown is no front matter") {
  CHECK(parse_markdown("---\n# Title\n\nText\n").front_matter.start_line == 0);
  CHECK(parse_markdown("---\n\n# Title\n\nText: more\n\n---\n").front_matter.start_line == 0);
  CHECK(parse_markdown("---\nNote: this is prose.\n\nText\n").front_matter.start_line == 0);
}

TEST_CASE("front matter that is never closed ends where the YAML ends") {
  const auto document = parse_markdown("---\nlanguages:\n- en\n\n# Dataset Card\n\nText\n\n---\n");
  CHECK(document.front_matter.start_line == 1);
  CHECK_FALSE(document.front_matter.closed);
  CHECK(headings(document) == std::vector<std::string>{"Dataset Card"});
}

TEST_CASE("links, badges and images are collected; an image's text is not the paragraph's") {
  const auto document =
      parse_markdown("[![build](b.svg)](https://ci) see [the card](card.md) <img src='x.png' alt='plot'>\n");
  const auto& links = document.blocks.at(0).links;
  REQUIRE(links.size() == 4);
  CHECK(links[0].image);
  CHECK(links[0].text == "build");
  CHECK(links[1].url == "https://ci");
  CHECK(links[2].text == "the card");
  CHECK(links[3].url == "x.png");
  CHECK(document.blocks.at(0).text.find("build") == std::string::npos);
}

TEST_CASE("tables give rows with cells, in Markdown and in HTML") {
  const auto markdown = parse_markdown("| a | b |\n|---|---|\n| 1 | *2* |\n");
  REQUIRE(markdown.blocks.size() == 2);
  CHECK(markdown.blocks[0].header_row);
  CHECK(markdown.blocks[1].cells == std::vector<std::string>{"1", "2"});
  CHECK(markdown.blocks[1].start_line == 3);
  const auto html = parse_markdown(
      "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td><a href=\"u\">2</a></td></tr>\n</table>\n");
  REQUIRE(html.blocks.size() == 2);
  CHECK(html.blocks[1].cells == std::vector<std::string>{"1", "2"});
  CHECK(html.blocks[1].start_line == 3);
  CHECK(html.blocks[1].links.at(0).url == "u");
}

TEST_CASE("comments and code are kept apart from text") {
  const auto document = parse_markdown("<!-- hidden\nmore -->\n\ntext\n\n```py\nbias=False\n```\n");
  CHECK(block_of(document, BlockKind::comment).text == "hidden\nmore");
  CHECK(block_of(document, BlockKind::code).text == "bias=False");
  CHECK(block_of(document, BlockKind::code).line_at(0) == 7);
}

TEST_CASE("preformatted sentences are text, programs are code") {
  for (const char* shape : {"<pre>\n%\n</pre>\n", "Note:\n\n    %\n", "```\n%\n```\n", "~~~text\n%\n~~~\n",
                            "<pre><code>%</code></pre>\n"}) {
    const auto with = [&](const std::string& inside) {
      std::string text = shape;
      return parse_markdown(text.replace(text.find('%'), 1, inside));
    };
    INFO(shape);
    const Document prose = with("Commercial use of the weights is not permitted.");
    CHECK(prose.blocks.back().kind != BlockKind::code);
    const Document program = with("pip install wren --upgrade");
    CHECK(program.blocks.back().kind == BlockKind::code);
  }
}

TEST_CASE("text is read as it is shown: numbered entities, overridden direction, hidden elements") {
  CHECK(parse_markdown("<p>non&#45;comm&#x65;rcial</p>\n").blocks.front().text == "non-commercial");
  CHECK(parse_markdown("For \u202eesu hcraeser\u202c only.\n").blocks.front().text == "For research use only.");
  for (const char* hidden : {"<p hidden>MIT license</p>\n", "<div style=\"display: none\"><b>MIT license</b></div>\n",
                             "<span hidden>MIT license</span>\n"}) {
    INFO(hidden);
    const Document document = parse_markdown(std::string("Wren\n\n") + hidden);
    REQUIRE(document.blocks.size() == 2);
    CHECK(document.blocks.back().kind == BlockKind::comment);
    CHECK(document.blocks.back().text.find("MIT license") != std::string::npos);
  }
}

TEST_CASE("sentences end at stops, not at abbreviations, versions or addresses") {
  CHECK(split("One. Two!  Three? four").size() == 3);
  CHECK(split("See e.g. Smith et al. 2019 and v1.2 at https://a.b/c.d for more. Next.") ==
        std::vector<std::string>{"See e.g. Smith et al. 2019 and v1.2 at https://a.b/c.d for more.", "Next."});
  CHECK(split("模型有偏见。请谨慎使用！") == std::vector<std::string>{"模型有偏见。", "请谨慎使用！"});
}

TEST_CASE("hostile documents are read within bounds") {
  CHECK(seconds_to_parse(std::string(100'000, '>')) < auditor::test::time_limit(2));
  CHECK(seconds_to_parse("a\n" + std::string(200'000, '[')) < auditor::test::time_limit(2));
  std::string nested;
  for (std::size_t i = 0; i < 1'500; ++i) nested += std::string(i * 2, ' ') + "- x\n";
  CHECK(seconds_to_parse(nested) < auditor::test::time_limit(2));
  std::string wide = std::string(20'000, '|') + "\n";
  for (int i = 0; i < 20'000; ++i) wide += "|-";
  wide += "|\n";
  for (int i = 0; i < 20'000; ++i) wide += "|a\n";
  CHECK(seconds_to_parse(wide) < auditor::test::time_limit(2));
  const auto large = parse_markdown(std::string(5U << 20U, 'a') + "\n");
  CHECK(large.problems.size() == 1);
}
