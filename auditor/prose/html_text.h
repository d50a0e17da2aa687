// Raw HTML inside Markdown as blocks: tags removed, headings, table rows, links and comments kept.
// A tolerant scanner, not an HTML parser: it never fails and looks at each byte once.
#pragma once

#include "auditor/prose/markdown.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// One tag of raw HTML, "<a href='x'>".
struct HtmlTag {
  std::string name;  // lower case, without the slash
  bool closing = false;
  std::string href;     // value of href or src; empty when there is none
  std::string alt;      // value of alt or title
  bool hidden = false;  // by an attribute or by its style
  std::size_t end = 0;  // offset after the '>'
};

// Reads the tag at text[at] == '<'. A name is empty when it is no tag.
[[nodiscard]] HtmlTag read_tag(std::string_view text, std::size_t at);

// Plain text of an entity at text[at] == '&', and its length in `length`; "&" when it is none.
[[nodiscard]] std::string read_entity(std::string_view text, std::size_t at, std::size_t& length);

// Whether preformatted text is sentences and no program, table or tree: "The weights are for research only."
[[nodiscard]] bool reads_as_prose(std::string_view text);

// Appends the blocks of raw HTML that begins at `line`. `open_heading` is the level of a heading that the HTML opened
// and left empty, so that the next paragraph is its text; 0 otherwise.
void append_html(std::string_view html, int line, bool quoted, std::vector<Block>& blocks, int& open_heading);

// Appends text to a block, noting its source line.
void append_text(Block& block, std::string_view text, int line);

}  // namespace auditor::evidence
