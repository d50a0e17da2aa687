#include "auditor/prose/markdown.h"

#include "auditor/core/text.h"
#include "auditor/prose/front_matter.h"
#include "auditor/prose/html_text.h"
#include "auditor/prose/markdown_bounds.h"

#include <algorithm>
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <cstring>
#include <memory>
#include <utility>

namespace auditor::evidence {
namespace {

constexpr std::size_t most_blocks = 200'000;
constexpr std::size_t most_sections = 5'000;
constexpr std::size_t longest_heading = 2'000;  // bytes; what is longer is a text
constexpr std::size_t longest_head = 4'000;     // of a table
constexpr std::size_t most_links = 1'000;  // of a block, as the addresses written in it
constexpr std::size_t longest_block = 256U << 10U;
constexpr std::ptrdiff_t most_mail_addresses = 2'000;
constexpr std::size_t longest_url = 2048;
constexpr std::size_t longest_bold_heading = 100;
constexpr std::size_t longest_setext_heading = 120;

struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIter {
  void operator()(cmark_iter* iter) const { cmark_iter_free(iter); }
};
using Tree = std::unique_ptr<cmark_node, FreeNode>;

Tree parse_tree(std::string_view text) {
  static const bool registered = (cmark_gfm_core_extensions_ensure_registered(), true);
  const std::unique_ptr<cmark_parser, FreeParser> parser(
      cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_SOURCEPOS | CMARK_OPT_VALIDATE_UTF8));
  // Bare addresses cost the extension the rest of the paragraph each.
  const bool linkable = std::count(text.begin(), text.end(), '@') <= most_mail_addresses;
  for (const char* name : {"table", "strikethrough", "autolink"}) {
    if (!registered) break;
    if (!linkable && std::string_view(name) == "autolink") continue;
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name))
      cmark_parser_attach_syntax_extension(parser.get(), extension);
  }
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return Tree(cmark_parser_finish(parser.get()));
}

std::string_view literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text == nullptr ? std::string_view{} : std::string_view(text);
}

bool is_break(cmark_node* node) {
  return cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK || cmark_node_get_type(node) == CMARK_NODE_LINEBREAK;
}

bool is_blank(cmark_node* node) { return cmark_node_get_type(node) == CMARK_NODE_TEXT && trim(literal(node)).empty(); }

// The last node of the bold run that is the paragraph's whole first line; null when there is none.
// A stop inside ends a sentence, which is emphasis and no heading.
cmark_node* bold_line_end(cmark_node* paragraph) {
  cmark_node* strong = cmark_node_first_child(paragraph);
  if (strong == nullptr || cmark_node_get_type(strong) != CMARK_NODE_STRONG) return nullptr;
  cmark_node* next = cmark_node_next(strong);
  cmark_node* last = strong;
  if (next != nullptr && cmark_node_get_type(next) == CMARK_NODE_TEXT && trim(literal(next)) == ":") {
    last = next;
    next = cmark_node_next(next);
  }
  while (next != nullptr && is_blank(next)) {
    last = next;
    next = cmark_node_next(next);
  }
  return next == nullptr || is_break(next) ? last : nullptr;
}

class Reader {
 public:
  Reader(Document& document, int line_offset) : document_(document), offset_(line_offset) {}

  void read(cmark_node* root) {
    const std::unique_ptr<cmark_iter, FreeIter> iter(cmark_iter_new(root));
    for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iter.get())) {
      if (document_.blocks.size() >= most_blocks) {
        document_.problems.emplace_back("too many blocks; the rest was not read");
        break;
      }
      step(iter.get(), event);
    }
  }

 private:
  void step(cmark_iter* iter, cmark_event_type event) {
    cmark_node* node = cmark_iter_get_node(iter);
    const bool enter = event == CMARK_EVENT_ENTER;
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_BLOCK_QUOTE: quotes_ += enter ? 1 : -1; return;
      case CMARK_NODE_LIST: lists_ += enter ? 1 : -1; return;
      case CMARK_NODE_PARAGRAPH:
        paragraph(node);
        cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        return;
      case CMARK_NODE_HEADING:
        heading(node);
        cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        return;
      case CMARK_NODE_CODE_BLOCK: code(node); return;
      case CMARK_NODE_HTML_BLOCK:
        append_html(literal(node), start_of(node), quotes_ > 0, document_.blocks, html_heading_);
        return;
      default: break;
    }
    if (enter && std::strcmp(cmark_node_get_type_string(node), "table_header") == 0) return row(iter, node, true);
    if (enter && std::strcmp(cmark_node_get_type_string(node), "table_row") == 0) return row(iter, node, false);
  }

  [[nodiscard]] int start_of(cmark_node* node) const { return cmark_node_get_start_line(node) + offset_; }

  Block open(cmark_node* node, BlockKind kind) const {
    Block block;
    block.kind = kind;
    block.quoted = quotes_ > 0;
    block.start_line = start_of(node);
    block.end_line = std::max(block.start_line, cmark_node_get_end_line(node) + offset_);
    return block;
  }

  // What an element hid from the readers of `block`: no more than a comment.
  Block open_comment(const Block& block) {
    Block comment;
    comment.kind = BlockKind::comment;
    comment.start_line = block.start_line;
    comment.end_line = block.end_line;
    append_text(comment, trim(hidden_text_), block.start_line);
    hidden_text_.clear();
    hidden_in_.clear();
    return comment;
  }

  void push(Block block) {
    while (!block.text.empty() && (block.text.back() == ' ' || block.text.back() == '\n')) block.text.pop_back();
    Block comment = open_comment(block);
    if (!block.text.empty() || !block.links.empty()) document_.blocks.push_back(std::move(block));
    if (!comment.text.empty()) document_.blocks.push_back(std::move(comment));
  }

  void paragraph(cmark_node* node) {
    cmark_node* first = cmark_node_first_child(node);
    if (html_heading_ > 0) {
      Block block = open(node, BlockKind::heading);
      block.level = std::exchange(html_heading_, 0);
      inlines(block, first, nullptr);
      return push(std::move(block));
    }
    if (cmark_node* last = lists_ == 0 ? bold_line_end(node) : nullptr) {
      Block block = open(node, BlockKind::heading);
      block.level = 6;
      block.bold_line = true;
      block.end_line = block.start_line;
      inlines(block, first, cmark_node_next(last));
      if (is_bold_heading(block.text)) {
        push(std::move(block));
        first = cmark_node_next(last);
        while (first != nullptr && is_break(first)) first = cmark_node_next(first);
        if (first == nullptr) return;
        Block rest = open(node, BlockKind::paragraph);
        rest.start_line = std::min(rest.start_line + 1, rest.end_line);
        inlines(rest, first, nullptr);
        return push(std::move(rest));
      }
    }
    Block block = open(node, lists_ > 0 ? BlockKind::list_item : BlockKind::paragraph);
    block.level = lists_;
    inlines(block, first, nullptr);
    push(std::move(block));
  }

  static bool is_bold_heading(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.size() > longest_bold_heading) return false;
    return text.back() != '.' && text.back() != '!' && text.back() != ',' && text.back() != ';' &&
           !text.ends_with("。") && !text.ends_with("！");
  }

  void heading(cmark_node* node) {
    Block block = open(node, BlockKind::heading);
    block.level = cmark_node_get_heading_level(node);
    inlines(block, cmark_node_first_child(node), nullptr);
    // A paragraph with a rule right under it is a setext heading to the parser only.
    const std::string_view text = trim(block.text);
    const bool prose =
        block.end_line > block.start_line && (text.size() > longest_setext_heading || text.ends_with('.'));
    if (prose) {
      block.kind = BlockKind::paragraph;
      block.level = 0;
    }
    push(std::move(block));
  }

  void code(cmark_node* node) {
    Block block = open(node, BlockKind::code);
    int length = 0;
    int indent = 0;
    char mark = 0;
    const bool fenced = cmark_node_get_fenced(node, &length, &indent, &mark) != 0;
    // Indented by hand, or fenced without a language: sentences are read as such.
    const char* language = fenced ? cmark_node_get_fence_info(node) : nullptr;
    const std::string_view named = language == nullptr ? "" : language;
    const bool plain = named.empty() || named == "text" || named == "txt" || named == "plaintext" || named == "plain" ||
                       named == "markdown" || named == "md";
    if (plain && reads_as_prose(literal(node))) block.kind = BlockKind::paragraph;
    append_text(block, literal(node), block.start_line + (fenced ? 1 : 0));
    push(std::move(block));
  }

  void row(cmark_iter* iter, cmark_node* node, bool header) {
    Block block = open(node, BlockKind::table_row);
    block.header_row = header;
    for (cmark_node* cell = cmark_node_first_child(node); cell != nullptr; cell = cmark_node_next(cell)) {
      if (!block.cells.empty()) append_text(block, " | ", block.start_line);
      const std::size_t begin = block.text.size();
      inlines(block, cmark_node_first_child(cell), nullptr);
      block.cells.emplace_back(trim(std::string_view(block.text).substr(begin)));
    }
    block.end_line = block.start_line;
    const bool blank = block.text.find_first_not_of(" |") == std::string::npos && block.links.empty();
    if (!blank) document_.blocks.push_back(std::move(block));
    cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
  }

  // Text and links of the inline nodes [first, stop) and all below them.
  void inlines(Block& block, cmark_node* first, cmark_node* stop) {
    line_ = block.start_line;
    images_ = 0;
    for (cmark_node* node = first; node != nullptr && node != stop; node = cmark_node_next(node)) {
      const std::unique_ptr<cmark_iter, FreeIter> iter(cmark_iter_new(node));
      for (auto event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(iter.get())) {
        cmark_node* at = cmark_iter_get_node(iter.get());
        const bool struck = std::strcmp(cmark_node_get_type_string(at), "strikethrough") == 0;
        if (struck && event == CMARK_EVENT_ENTER)
          cmark_iter_reset(iter.get(), at, CMARK_EVENT_EXIT);  // says nothing any more
        else inline_step(block, at, event == CMARK_EVENT_ENTER);
      }
    }
    open_links_.clear();
  }

  void inline_step(Block& block, cmark_node* node, bool enter) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
      case CMARK_NODE_CODE:
        if (enter) put(block, node, literal(node));
        return;
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK:
        if (enter) {
          append_text(block, cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK ? " " : "\n", line_);
          line_ = std::min(line_ + 1, block.end_line);
        }
        return;
      case CMARK_NODE_HTML_INLINE:
        if (enter) inline_html(block, literal(node));
        return;
      case CMARK_NODE_LINK: return link(block, node, enter, false);
      case CMARK_NODE_IMAGE: return link(block, node, enter, true);
      default: return;
    }
  }

  void put(Block& block, cmark_node* node, std::string_view text) {
    line_ = std::clamp(std::max(line_, start_of(node)), block.start_line, block.end_line);
    if (images_ > 0) {
      if (!open_links_.empty()) open_links_.back().link.text.append(text);
      return;
    }
    if (!hidden_in_.empty()) {
      hidden_text_.append(text).push_back(' ');
      return;
    }
    append_text(block, text, line_);
  }

  struct OpenLink {
    Link link;
    std::size_t text_begin;
  };

  void link(Block& block, cmark_node* node, bool enter, bool image) {
    if (enter) {
      const char* url = cmark_node_get_url(node);
      open_links_.push_back(
          {{"", std::string(std::string_view(url == nullptr ? "" : url).substr(0, longest_url)), line_, image},
           block.text.size()});
      images_ += image ? 1 : 0;
      return;
    }
    if (open_links_.empty()) return;
    OpenLink closed = std::move(open_links_.back());
    open_links_.pop_back();
    if (image) --images_;
    else closed.link.text = block.text.substr(std::min(closed.text_begin, block.text.size()));
    block.links.push_back(std::move(closed.link));
  }

  void inline_html(Block& block, std::string_view html) {
    if (html.substr(0, 4) == "<!--") return;
    const HtmlTag tag = read_tag(html, 0);
    if (!hidden_in_.empty()) {
      if (tag.name == hidden_in_ && (hidden_depth_ += tag.closing ? -1 : 1) == 0) hidden_in_.clear();
      return;
    }
    if (tag.hidden && !tag.closing) hidden_in_ = tag.name, hidden_depth_ = 1;
    if (tag.name == "br") append_text(block, "\n", line_);
    if (tag.name == "img" && !tag.href.empty()) block.links.push_back({tag.alt, tag.href, line_, true});
    if (tag.name == "a" && !tag.closing && !tag.href.empty())
      open_links_.push_back({{"", tag.href, line_, false}, block.text.size()});
    if (tag.name == "a" && tag.closing && !open_links_.empty()) {
      OpenLink closed = std::move(open_links_.back());
      open_links_.pop_back();
      closed.link.text = block.text.substr(std::min(closed.text_begin, block.text.size()));
      block.links.push_back(std::move(closed.link));
    }
  }

  Document& document_;
  int offset_;
  int quotes_ = 0;
  int lists_ = 0;
  int html_heading_ = 0;
  int line_ = 0;
  int images_ = 0;
  std::vector<OpenLink> open_links_;
  std::string hidden_in_;  // the element that hides what is read
  std::string hidden_text_;
  int hidden_depth_ = 0;
};

// Readers go through a block's text for each of its links: what no author writes is not read, and that is said.
void bound_blocks(Document& document) {
  const auto report = [&](std::string_view problem) {
    if (std::find(document.problems.begin(), document.problems.end(), problem) == document.problems.end())
      document.problems.emplace_back(problem);
  };
  for (Block& block : document.blocks) {
    if (block.links.size() > most_links) {
      block.links.resize(most_links);
      report("too many links in one paragraph; the rest was not read");
    }
    std::size_t end = block.text.size() > longest_block ? longest_block : block.text.size();
    std::size_t addresses = 0;
    for (std::size_t at = block.text.find("://"); at < end; at = block.text.find("://", at + 3))
      if (++addresses > most_links) end = at;
    if (end == block.text.size()) continue;
    while (end > 0 && (static_cast<unsigned char>(block.text[end]) & 0xC0U) == 0x80U) --end;
    block.text.resize(end);
    report("a paragraph too long; the rest of it was not read");
  }
}

// Emoji, arrows, dingbats, variation selectors: decoration before or after a heading's words.
bool is_decoration(unsigned char a, unsigned char b, unsigned char c) {
  return a == 0xF0 || (a == 0xE2 && ((b >= 0x86 && b <= 0xBF) || (b == 0x80 && c == 0x8D))) || (a == 0xEF && b == 0xB8);
}

std::string without_decoration(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto a = static_cast<unsigned char>(text[i]);
    const std::size_t n = a < 0x80 ? 1 : a >= 0xF0 ? 4 : a >= 0xE0 ? 3 : 2;
    const auto byte = [&](std::size_t k) {
      return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : static_cast<unsigned char>(0);
    };
    if (n < 3 || !is_decoration(a, byte(1), byte(2))) out.append(text.substr(i, n));
    i += n;
  }
  return out;
}

// "7. License", "2.1 Data", "IV. Uses": the numbering goes.
std::string_view without_number(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size() && ((text[i] >= '0' && text[i] <= '9') || text[i] == '.')) ++i;
  if (i == 0 || i == text.size()) return text;
  const bool dotted = text[i - 1] == '.' || text.substr(0, i).find('.') != std::string_view::npos;
  if (dotted && text[i] == ' ') return trim(text.substr(i));
  if (text[i] == ')' || text.substr(i, 3) == "、") return trim(text.substr(i + (text[i] == ')' ? 1 : 3)));
  return text;
}

std::string display_heading(std::string_view text) {
  std::string plain = without_decoration(text);
  for (char& c : plain)
    if (c == '\n' || c == '\t') c = ' ';
  std::string_view view = without_number(trim(plain));
  while (!view.empty() && (view.back() == ':' || view.back() == ' ' || view.back() == '#')) view.remove_suffix(1);
  if (view.ends_with("：")) view.remove_suffix(3);
  return std::string(trim(view));
}

void close_sections(std::vector<DocumentSection>& sections, int last_line) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    while (!open.empty() && sections[open.back()].level >= sections[i].level) {
      sections[open.back()].end_line = std::max(sections[open.back()].start_line, sections[i].start_line - 1);
      open.pop_back();
    }
    sections[i].parent = open.empty() ? -1 : static_cast<int>(open.back());
    sections[i].own_end_line =
        i + 1 < sections.size() ? std::max(sections[i].start_line, sections[i + 1].start_line - 1) : last_line;
    open.push_back(i);
  }
  for (const std::size_t i : open) sections[i].end_line = last_line;
}

// Every block below a heading, and every row below the head of a table, is read beside it: neither is without end.
void bound_heads(Document& document) {
  bool long_heading = false;
  bool long_head = false;
  for (Block& block : document.blocks) {
    if (block.kind == BlockKind::heading && block.text.size() > longest_heading) {
      block.kind = BlockKind::paragraph;
      long_heading = true;
    } else if (block.header_row && block.text.size() > longest_head) {
      block.header_row = false;
      long_head = true;
    }
  }
  if (long_heading) document.problems.emplace_back("a heading too long for one; it was read as a text");
  if (long_head) document.problems.emplace_back("the head of a table too long for one; it was read as a row");
}

void build_sections(Document& document, int last_line) {
  for (std::size_t i = 0; i < document.blocks.size(); ++i) {
    Block& block = document.blocks[i];
    if (block.kind == BlockKind::heading) {
      std::string heading = display_heading(block.text);
      // An untitled heading (a rule, an image) does not end the section before it.
      if (!heading.empty() && document.sections.size() >= most_sections) {
        document.problems.emplace_back("too many headings; the rest was not read");
        document.blocks.resize(i);
        break;
      }
      if (!heading.empty()) {
        DocumentSection section;
        section.heading = std::move(heading);
        section.level = block.level;
        section.start_line = block.start_line;
        section.first_block = i + 1;
        document.sections.push_back(std::move(section));
      }
    }
    block.section = static_cast<int>(document.sections.size()) - 1;
    if (!document.sections.empty()) document.sections.back().last_block = i + 1;
  }
  close_sections(document.sections, last_line);
}

int count_lines(std::string_view text) { return static_cast<int>(split_lines(text).size()); }

// U+202E shows what follows from right to left, up to U+202C or the end of the line: what a reader sees is read.
std::string as_shown(std::string text) {
  constexpr std::string_view override_mark = "\xE2\x80\xAE";
  constexpr std::string_view end_mark = "\xE2\x80\xAC";
  for (std::size_t at = text.find(override_mark); at != std::string::npos; at = text.find(override_mark, at)) {
    const std::size_t line = std::min(text.find('\n', at), text.size());
    const std::size_t end = std::min(text.find(end_mark, at), line);
    const std::size_t first = at + override_mark.size();
    std::string shown;
    for (std::size_t i = end; i > first;) {
      std::size_t begin = i - 1;
      while (begin > first && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
      shown.append(text, begin, i - begin);
      i = begin;
    }
    const std::size_t after = text.compare(end, end_mark.size(), end_mark) == 0 ? end + end_mark.size() : end;
    text.replace(at, after - at, shown);
    at += shown.size();
  }
  return text;
}

// Offset of the first byte after `count` lines.
std::size_t after_lines(std::string_view text, int count) {
  std::size_t at = 0;
  for (int i = 0; i < count && at < text.size(); ++i) {
    const auto end = text.find_first_of("\r\n", at);
    if (end == std::string_view::npos) return text.size();
    at = end + (text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n' ? 2 : 1);
  }
  return at;
}

}  // namespace

int Block::line_at(std::size_t offset) const {
  if (lines.empty()) return start_line;
  const auto after = std::upper_bound(line_starts.begin(), line_starts.end(), offset);
  const auto index = after == line_starts.begin() ? 0 : (after - line_starts.begin()) - 1;
  return lines[static_cast<std::size_t>(index)];
}

Document parse_markdown(std::string_view text) {
  Document document;
  const std::string bounded = as_shown(bound_markdown(text, document.problems));
  std::string_view body = bounded;
  document.front_matter = find_front_matter(body);
  const int skipped = document.front_matter.start_line > 0 ? document.front_matter.end_line : 0;
  body.remove_prefix(after_lines(body, skipped));
  if (skipped == 0 && body.substr(0, 3) == "\xEF\xBB\xBF") body.remove_prefix(3);
  const Tree tree = parse_tree(body);
  if (tree) Reader(document, skipped).read(tree.get());
  bound_blocks(document);
  bound_heads(document);
  build_sections(document, skipped + count_lines(body));
  return document;
}

}  // namespace auditor::evidence
