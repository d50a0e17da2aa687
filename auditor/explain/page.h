// A page that explains something, made once: docs/ shows it as Markdown, `auditor explain` as text or JSON.
#pragma once

#include "auditor/core/json.h"
#include "auditor/report/render.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::explain {

// Inside texts: `code` and [a link](of Markdown).
struct Block {
  enum class Kind {
    title,      // of the page
    heading,    // of a section; what follows belongs to it
    paragraph,  //
    list,       // rows of one cell
    condition,  // of a rule: in words, as data in Markdown
    facts,      // an example: one value a line, as data in Markdown
    yaml,       //
    lines,      // as they are
    table,      // rows; the first names the columns
  };
  Kind kind = Kind::paragraph;
  std::string text;
  Json value;
  std::vector<std::vector<std::string>> rows;
};

struct Page {
  std::string kind;  // "rule"
  std::string id;
  std::vector<Block> blocks;

  // Nothing when a paragraph has no text.
  void add(Block::Kind as, std::string text);
  void data(Block::Kind as, Json value) { blocks.push_back({as, {}, std::move(value), {}}); }
  void table(std::vector<std::vector<std::string>> rows) {
    blocks.push_back({Block::Kind::table, {}, {}, std::move(rows)});
  }
  void list(const std::vector<std::string>& items);  // nothing when there is none
};

[[nodiscard]] std::string to_markdown(const Page& page);
[[nodiscard]] std::string to_text(const Page& page, const report::RenderOptions& options);
// {kind, id, title, blocks: [{kind, text | items | value | rows}]}
[[nodiscard]] Json to_json(const Page& page);

// A condition of rules in words, one line a test that must hold; what lies inside another is indented.
[[nodiscard]] std::vector<std::string> condition_in_words(const Json& condition);

}  // namespace auditor::explain
