// A Markdown document as a flat list of blocks with lines, links and section spans; what every reader of prose
// (card sections, bias, licence sentences, data documentation) works on. Built once per file on cmark-gfm.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

enum class BlockKind {
  heading,  // Markdown, HTML h1-h6, or a bold line that opens a paragraph and stands alone
  paragraph,
  list_item,  // the item's own text, without nested lists
  table_row,  // one row; `cells` filled
  code,       // fenced or indented
  html,       // raw HTML, tags removed from `text`
  comment,    // HTML comment
};

struct Link {
  std::string text;
  std::string url;  // as written
  int line = 0;
  bool image = false;  // an image; for a badge link both the image and the link around it are listed
};

struct Block {
  BlockKind kind = BlockKind::paragraph;
  std::string text;                // plain text, markup removed, soft breaks as one space; lines of code kept
  std::vector<std::string> cells;  // table_row
  bool header_row = false;         // table_row
  std::vector<Link> links;
  std::vector<int> lines;                // source line of each character range: see line_at()
  std::vector<std::size_t> line_starts;  // offset in `text` where each entry of `lines` begins
  int level = 0;                         // heading 1 to 6; list depth; 0
  bool quoted = false;                   // inside a block quote
  bool bold_line = false;                // heading made of a bold line; a trailing colon is kept in `text`
  int start_line = 0;                    // 1-based, inclusive
  int end_line = 0;
  int section = -1;  // index into Document::sections; -1 before the first heading

  // Source line of the character at `offset` of `text`.
  [[nodiscard]] int line_at(std::size_t offset) const;
};

struct DocumentSection {
  std::string heading;  // normalised for display: no numbers, emoji, markup or trailing colon removed
  int level = 1;
  int start_line = 0;           // of the heading
  int end_line = 0;             // last line before the next heading of the same or a higher level
  int own_end_line = 0;         // last line before the next heading of any level
  int parent = -1;              // index of the enclosing section
  std::size_t first_block = 0;  // blocks [first_block, last_block) are the section's own, without sub-sections
  std::size_t last_block = 0;
};

struct FrontMatterSpan {
  int start_line = 0;  // of the opening ---; 0 when there is none
  int end_line = 0;    // of the closing ---; last line when never closed
  bool closed = true;
  std::string yaml;
};

struct Document {
  FrontMatterSpan front_matter;
  std::vector<Block> blocks;  // in document order
  std::vector<DocumentSection> sections;
  std::vector<std::string> problems;  // bounds that were reached
};

// Any bytes; bounded in size and nesting (a bound reached is in `problems`).
[[nodiscard]] Document parse_markdown(std::string_view text);

// A sentence of a block with its lines.
struct Sentence {
  std::string_view text;  // into the block's text
  int start_line = 0;
  int end_line = 0;
};
// Splits prose at sentence ends (Latin and CJK stops), not at abbreviations, versions or URLs.
[[nodiscard]] std::vector<Sentence> sentences(const Block& block);

}  // namespace auditor::evidence
