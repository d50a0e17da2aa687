#include "auditor/prose/html_text.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest_tag = 2048;
constexpr std::size_t longest_url = 2048;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Value of an attribute after its '='; moves `at` behind it.
std::string_view attribute_value(std::string_view tag, std::size_t& at) {
  while (at < tag.size() && is_space(tag[at])) ++at;
  if (at >= tag.size()) return {};
  if (tag[at] == '"' || tag[at] == '\'') {
    const char quote = tag[at++];
    const auto end = std::min(tag.find(quote, at), tag.size());
    const auto value = tag.substr(at, end - at);
    at = std::min(end + 1, tag.size());
    return value;
  }
  const std::size_t begin = at;
  while (at < tag.size() && !is_space(tag[at]) && tag[at] != '>') ++at;
  return tag.substr(begin, at - begin);
}

// "display: none": nobody sees what stands in the element.
bool hides(std::string_view style) {
  std::string bare;
  for (const char c : to_lower(style))
    if (!is_space(c)) bare.push_back(c);
  for (const std::string_view way : {"display:none", "visibility:hidden", "opacity:0;", "font-size:0"})
    if (bare.find(way) != std::string::npos) return true;
  return bare.ends_with("opacity:0");
}

void read_attributes(std::string_view tag, std::size_t at, HtmlTag& out) {
  while (at < tag.size() && tag[at] != '>') {
    const std::size_t begin = at;
    while (at < tag.size() && (is_alnum(tag[at]) || tag[at] == '-')) ++at;
    if (at == begin) {
      ++at;
      continue;
    }
    const std::string name = to_lower(tag.substr(begin, at - begin));
    while (at < tag.size() && is_space(tag[at])) ++at;
    if (at >= tag.size() || tag[at] != '=') {
      out.hidden = out.hidden || name == "hidden";
      continue;
    }
    const std::string_view value = attribute_value(tag, ++at);
    if (name == "href" || name == "src") out.href = std::string(trim(value.substr(0, longest_url)));
    if (name == "hidden") out.hidden = true;
    if (name == "style") out.hidden = out.hidden || hides(value);
    if (name == "alt" || (name == "title" && out.alt.empty())) out.alt = std::string(value);
  }
}

// End of the tag at `at`: quotes may hold '>'.
std::size_t tag_end(std::string_view text, std::size_t at) {
  char quote = 0;
  const std::size_t limit = std::min(text.size(), at + longest_tag);
  for (std::size_t i = at; i < limit; ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if ((text[i] == '"' || text[i] == '\'') && text[i - 1] == '=') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i + 1;
    } else if (text[i] == '<') {
      return std::string_view::npos;
    }
  }
  const auto plain = text.substr(at, longest_tag).find('>');
  return plain == std::string_view::npos ? std::string_view::npos : at + plain + 1;
}

bool breaks_block(std::string_view name) {
  static constexpr std::array<std::string_view, 26> names = {
      "p",       "div",    "li",     "ul",     "ol",      "br",         "hr",         "table",   "thead",
      "tbody",   "tr",     "dl",     "dt",     "dd",      "blockquote", "details",    "summary", "section",
      "article", "center", "header", "footer", "caption", "figure",     "figcaption", "picture"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_raw(std::string_view name) { return name == "script" || name == "style" || name == "pre" || name == "code"; }

int heading_level(std::string_view name) {
  return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' ? name[1] - '0' : 0;
}

// "<code>pip install wren</code>" without its tags.
std::string without_tags(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const HtmlTag found = html[at] == '<' ? read_tag(html, at) : HtmlTag{};
    if (found.name.empty()) out.push_back(html[at++]);
    else at = found.end;
  }
  return out;
}

class HtmlReader {
 public:
  HtmlReader(std::string_view html, int line, bool quoted, std::vector<Block>& blocks)
      : html_(html), line_(line), quoted_(quoted), blocks_(blocks) {}

  int run() {
    while (at_ < html_.size()) step();
    const bool left_open = heading_ > 0 && trim(block_.text).empty();
    const int level = left_open ? heading_ : 0;
    end_row();
    flush();
    return level;
  }

 private:
  void step() {
    const char c = html_[at_];
    if (c == '<' && html_.compare(at_, 4, "<!--") == 0) return comment();
    if (c == '<') {
      const HtmlTag found = read_tag(html_, at_);
      if (!found.name.empty()) return tag(found);
    }
    if (c == '&') {
      std::size_t length = 1;
      const std::string plain = read_entity(html_, at_, length);
      put(plain);
      at_ += length;
      return;
    }
    if (is_space(c)) {
      if (!current().text.empty() && !is_space(current().text.back())) put(" ");
      if (c == '\n') ++line_;
      ++at_;
      return;
    }
    put(html_.substr(at_, 1));
    ++at_;
  }

  void comment() {
    flush();
    const auto end = html_.find("-->", at_ + 4);
    const std::size_t stop = end == std::string_view::npos ? html_.size() : end;
    Block block = fresh(BlockKind::comment);
    append_text(block, trim(html_.substr(at_ + 4, stop - std::min(stop, at_ + 4))), line_);
    skip_to(std::min(html_.size(), stop + 3));
    block.end_line = line_;
    blocks_.push_back(std::move(block));
    block_ = fresh(BlockKind::html);
  }

  // What no reader sees is no more than a comment. An element that is not closed here hides the rest.
  void hidden(const HtmlTag& found) {
    flush();
    std::size_t depth = 1;
    std::size_t stop = found.end;
    std::string words;
    while (stop < html_.size() && depth > 0) {
      const HtmlTag inner = html_[stop] == '<' ? read_tag(html_, stop) : HtmlTag{};
      if (inner.name == found.name) depth += inner.closing ? -1U : 1U;
      if (inner.name.empty()) words.push_back(html_[stop]);
      stop = inner.name.empty() ? stop + 1 : inner.end;
    }
    Block block = fresh(BlockKind::comment);
    append_text(block, trim(words), line_);
    skip_to(stop);
    block.end_line = line_;
    blocks_.push_back(std::move(block));
    block_ = fresh(BlockKind::html);
  }

  void tag(const HtmlTag& found) {
    const std::string& name = found.name;
    const std::size_t end = found.end;
    if (found.hidden && !found.closing && !in_row_) return hidden(found);
    if (is_raw(name) && !found.closing) return raw(found);
    if (name == "td" || name == "th") {
      end_cell();
      if (!found.closing) {
        in_cell_ = true;
        row_.header_row = row_.header_row || name == "th";
      }
    } else if (name == "tr") {
      end_row();
      flush();
      if (!found.closing) start_row();
    } else if (const int level = heading_level(name)) {
      flush();
      heading_ = found.closing ? 0 : level;
      if (heading_ > 0) block_ = fresh(BlockKind::heading), block_.level = level;
    } else if (breaks_block(name)) {
      if (in_cell_ || heading_ > 0) {
        if (!current().text.empty() && current().text.back() != ' ') put(" ");
        if (name == "table" && found.closing) end_row();
      } else {
        flush();
      }
    }
    links(found);
    skip_to(end);
  }

  void links(const HtmlTag& found) {
    if (found.name == "a") {
      if (!found.closing && !found.href.empty()) {
        open_link_ = Link{"", found.href, line_, false};
        link_text_ = current().text.size();
      } else if (found.closing && !open_link_.url.empty()) {
        const std::string& text = current().text;
        open_link_.text = link_text_ <= text.size() ? text.substr(link_text_) : "";
        owner().links.push_back(std::exchange(open_link_, {}));
      }
    } else if (found.name == "img" && !found.href.empty()) {
      owner().links.push_back({found.alt, found.href, line_, true});
    }
  }

  void raw(const HtmlTag& found) {
    const std::string closing = "</" + found.name;
    std::size_t end = html_.find(closing, found.end);
    if (end == std::string_view::npos) end = html_.size();
    const std::string_view body = html_.substr(found.end, end - found.end);
    if (found.name == "code" || in_cell_) {
      put(body);
    } else if (found.name == "pre") {
      flush();
      const std::string words = without_tags(body);
      const bool prose = reads_as_prose(words);
      block_ = fresh(prose ? BlockKind::html : BlockKind::code);
      append_text(block_, prose ? std::string_view(words) : body, line_);
      skip_to(end);
      flush();
    }
    skip_to(end);
    const auto close = html_.find('>', at_);
    skip_to(close == std::string_view::npos ? html_.size() : close + 1);
  }

  void skip_to(std::size_t target) {
    for (; at_ < target; ++at_) line_ += html_[at_] == '\n' ? 1 : 0;
  }

  Block fresh(BlockKind kind) const {
    Block block;
    block.kind = kind;
    block.quoted = quoted_;
    block.start_line = block.end_line = line_;
    return block;
  }

  Block& current() { return in_cell_ ? cell_ : block_; }
  Block& owner() { return in_row_ ? row_ : block_; }

  void put(std::string_view text) {
    Block& block = current();
    if (block.text.empty() && block.links.empty() && !in_cell_) block.start_line = line_;
    append_text(block, text, line_);
    block.end_line = line_;
  }

  void start_row() {
    in_row_ = true;
    row_ = fresh(BlockKind::table_row);
  }

  void end_cell() {
    if (!in_cell_) return;
    in_cell_ = false;
    const std::string text(trim(cell_.text));
    if (!row_.cells.empty()) append_text(row_, " | ", line_);
    append_text(row_, text, cell_.lines.empty() ? line_ : cell_.lines.front());
    row_.cells.push_back(text);
    cell_ = Block{};
  }

  void end_row() {
    end_cell();
    if (in_row_ && !row_.cells.empty()) {
      row_.end_line = line_;
      blocks_.push_back(std::move(row_));
    }
    in_row_ = false;
    row_ = fresh(BlockKind::table_row);
  }

  void flush() {
    if (in_row_) return;
    while (!block_.text.empty() && is_space(block_.text.back())) block_.text.pop_back();
    const bool heading_without_text = block_.kind == BlockKind::heading && block_.text.empty();
    if (!heading_without_text && (!block_.text.empty() || !block_.links.empty())) {
      block_.end_line = std::max(block_.start_line, block_.end_line);
      blocks_.push_back(std::move(block_));
    }
    block_ = fresh(BlockKind::html);
  }

  std::string_view html_;
  int line_;
  bool quoted_;
  std::vector<Block>& blocks_;
  std::size_t at_ = 0;
  Block block_ = fresh(BlockKind::html);
  Block row_;
  Block cell_;
  bool in_row_ = false;
  bool in_cell_ = false;
  int heading_ = 0;
  Link open_link_;
  std::size_t link_text_ = 0;
};

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | (code >> 6U));
  } else if (code < 0x10000) {
    add(0xE0U | (code >> 12U));
    add(0x80U | ((code >> 6U) & 0x3FU));
  } else {
    add(0xF0U | (code >> 18U));
    add(0x80U | ((code >> 12U) & 0x3FU));
    add(0x80U | ((code >> 6U) & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

// "&#45;", "&#x6F;": the letter of that number.
std::string numbered_entity(std::string_view text, std::size_t& length) {
  constexpr std::size_t longest = 12;
  if (!text.starts_with("&#")) return {};
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const std::size_t first = hex ? 3 : 2;
  const std::size_t end = text.substr(0, longest).find(';');
  std::uint32_t code = 0;
  if (end == std::string_view::npos || end <= first) return {};
  const auto [stop, error] = std::from_chars(text.data() + first, text.data() + end, code, hex ? 16 : 10);
  if (error != std::errc{} || stop != text.data() + end || code == 0 || code > 0x10FFFF) return {};
  length = end + 1;
  std::string out;
  append_utf8(out, code);
  return out;
}

}  // namespace

HtmlTag read_tag(std::string_view text, std::size_t at) {
  HtmlTag out;
  std::size_t i = at + 1;
  if (i < text.size() && text[i] == '/') {
    out.closing = true;
    ++i;
  }
  const std::size_t begin = i;
  while (i < text.size() && is_alnum(text[i])) ++i;
  if (i == begin) return out;
  const std::size_t end = tag_end(text, i);
  if (end == std::string_view::npos) return out;
  out.name = to_lower(text.substr(begin, i - begin));
  out.end = end;
  if (!out.closing) read_attributes(text.substr(at, end - at), i - at, out);
  return out;
}

std::string read_entity(std::string_view text, std::size_t at, std::size_t& length) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> known = {{{"&amp;", "&"},
                                                                                           {"&lt;", "<"},
                                                                                           {"&gt;", ">"},
                                                                                           {"&quot;", "\""},
                                                                                           {"&nbsp;", " "},
                                                                                           {"&#39;", "'"},
                                                                                           {"&apos;", "'"},
                                                                                           {"&mdash;", "—"},
                                                                                           {"&ndash;", "–"},
                                                                                           {"&copy;", "©"}}};
  for (const auto& [entity, plain] : known) {
    if (text.compare(at, entity.size(), entity) == 0) {
      length = entity.size();
      return std::string(plain);
    }
  }
  if (std::string plain = numbered_entity(text.substr(at), length); !plain.empty()) return plain;
  length = 1;
  return "&";
}

bool reads_as_prose(std::string_view text) {
  text = trim(text);
  constexpr std::size_t fewest_words = 4;
  if (text.size() < 20 || text.find_first_of("{}=<>;$_\\|`#@~^") != std::string_view::npos) return false;
  const char last = text.back();
  const bool ends = last == '.' || last == '!' || text.ends_with("。");
  const bool foreign = static_cast<unsigned char>(text[0]) >= 0x80;
  const bool begins = (text[0] >= 'A' && text[0] <= 'Z') || foreign;
  if (!ends || !begins) return false;
  std::size_t words = 0;
  std::size_t other = 0;
  for (const std::string_view line : split_lines(text)) {
    for (std::string_view word : split(line, ' ')) {
      word = trim(word);
      if (word.empty()) continue;
      while (!word.empty() && std::string_view(".,:!?)'\"").find(word.back()) != std::string_view::npos)
        word.remove_suffix(1);
      const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '\'' || c == '(' || c == '"' ||
               static_cast<unsigned char>(c) >= 0x80;
      });
      ++(plain ? words : other);
    }
  }
  return (words >= fewest_words || foreign) && other * 4 <= words;
}

void append_text(Block& block, std::string_view text, int line) {
  if (block.lines.empty() || block.lines.back() != line) {
    block.lines.push_back(line);
    block.line_starts.push_back(block.text.size());
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    block.text += text[i];
    if (text[i] == '\n' && i + 1 < text.size()) {
      block.lines.push_back(++line);
      block.line_starts.push_back(block.text.size());
    }
  }
}

void append_html(std::string_view html, int line, bool quoted, std::vector<Block>& blocks, int& open_heading) {
  open_heading = HtmlReader(html, line, quoted, blocks).run();
}

}  // namespace auditor::evidence
