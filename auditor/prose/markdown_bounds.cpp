#include "auditor/prose/markdown_bounds.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::evidence {
namespace {

constexpr std::size_t most_bytes = 4U << 20U;
constexpr std::size_t deepest = 40;  // nested quotes and lists
constexpr std::size_t widest_indent = 160;
constexpr std::size_t most_columns = 500;
constexpr std::size_t most_cells = 100'000;         // a short row is padded to the width of its table
constexpr std::size_t longest_run = 256;            // of one punctuation mark
constexpr std::size_t most_expansion = 32U << 20U;  // bytes of link targets copied by references
constexpr std::size_t most_nodes = 400'000;         // of the parser's tree, which takes 200 bytes each and more
constexpr std::size_t most_addresses = 20'000;
constexpr std::size_t nearest_end =
    4096;  // of a tag: the parser looks through the paragraph for an end that is farther
constexpr std::size_t most_open_tags = 200;

bool is_inline_mark(char c) {
  return c == '*' || c == '_' || c == '[' || c == ']' || c == '!' || c == '<' || c == '`' || c == '~' || c == '(' ||
         c == '&' || c == '\\';
}

class Bounder {
 public:
  Bounder(std::string_view text, std::vector<std::string>& problems) : text_(text), problems_(problems) {}

  std::string run() {
    out_.reserve(std::min(text_.size(), most_bytes));
    const std::size_t brackets = static_cast<std::size_t>(std::count(
        text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(text_.size(), most_bytes)), ']'));
    longest_definition_ = most_expansion / std::max<std::size_t>(brackets, 1);
    std::size_t at = 0;
    while (at < text_.size()) {
      auto end = text_.find('\n', at);
      end = end == std::string_view::npos ? text_.size() : end + 1;
      if (out_.size() + (end - at) > most_bytes) {
        report(fmt::format("only the first {} bytes were read", at));
        break;
      }
      if (!line(text_.substr(at, end - at))) break;
      at = end;
    }
    return std::move(out_);
  }

 private:
  void report(std::string message) {
    if (std::find(problems_.begin(), problems_.end(), message) == problems_.end())
      problems_.push_back(std::move(message));
  }

  bool line(std::string_view text) {
    if (!within_tree(text)) return false;
    const std::size_t body = prefix(text);
    const std::string_view rest = text.substr(body);
    if (!within_table(rest)) return false;
    if (!rest.empty() && rest[0] == '[' && rest.size() > longest_definition_ &&
        rest.find("]:") != std::string_view::npos) {
      report("long link definitions were not read");
      out_ += ' ';
      return copy(rest.substr(1));
    }
    return copy(rest);
  }

  // An upper bound of what the line adds to the parser's tree: itself, its break, and what each mark may open.
  bool within_tree(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return true;
    nodes_ += 2 + static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_inline_mark));
    for (const std::string_view mark : {"://", "www."})
      for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 3)) ++addresses_;
    if (nodes_ <= most_nodes && addresses_ <= most_addresses) return true;
    report(nodes_ > most_nodes ? "too much markup; the rest was not read"
                               : "too many addresses; the rest was not read");
    return false;
  }

  // "<!X", "<?" and "<![CDATA[" without an end close by: the parser looks for the end of each through all that follows.
  bool opens_far_tag(std::string_view text, std::size_t i) {
    if (text[i] != '<' || i + 1 >= text.size() || (text[i + 1] != '?' && text[i + 1] != '!')) return false;
    const std::string_view rest = text_.substr(static_cast<std::size_t>(text.data() - text_.data()) + i, nearest_end);
    const bool comment = rest.starts_with("<!--");
    const std::string_view end = text[i + 1] == '?' ? "?>" : rest.starts_with("<![CDATA[") ? "]]>" : ">";
    return !comment && rest.find(end) == std::string_view::npos && ++open_tags_ > most_open_tags;
  }

  // Copies quote marks, list marks and indentation up to their bounds; gives where the line's own text begins.
  std::size_t prefix(std::string_view text) {
    std::size_t marks = 0;
    std::size_t indent = 0;
    std::size_t i = 0;
    for (; i < text.size(); ++i) {
      const char c = text[i];
      const bool bullet =
          (c == '-' || c == '*' || c == '+') && i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '\t');
      if (c == '>' || bullet) {
        if (++marks > deepest) continue;
      } else if (c == ' ' || c == '\t') {
        indent += c == '\t' ? 4 : 1;
        if (indent > widest_indent || marks > deepest) continue;
      } else {
        const std::size_t number = ordered_mark(text, i);
        if (number == 0) break;
        if (++marks <= deepest) out_.append(text.substr(i, number));
        i += number - 1;
        continue;
      }
      out_ += c;
    }
    if (marks > deepest || indent > widest_indent) report("nested too deeply; flattened");
    return i;
  }

  // Length of "12. " at `i`, 0 when there is none.
  static std::size_t ordered_mark(std::string_view text, std::size_t i) {
    std::size_t j = i;
    while (j < text.size() && j < i + 9 && text[j] >= '0' && text[j] <= '9') ++j;
    const bool mark = j > i && j + 1 < text.size() && (text[j] == '.' || text[j] == ')') && text[j + 1] == ' ';
    return mark ? j + 1 - i : 0;
  }

  bool within_table(std::string_view row) {
    const bool delimiter =
        row.find_first_not_of(" \t|:-\r\n") == std::string_view::npos && row.find('-') != std::string_view::npos;
    if (delimiter) columns_ = static_cast<std::size_t>(std::count(row.begin(), row.end(), '|')) + 1;
    if (row.find_first_not_of(" \t\r\n") == std::string_view::npos) columns_ = 0;
    cells_ += columns_;
    if (columns_ < 2 || (cells_ <= most_cells && columns_ <= most_columns)) return true;
    report("tables with too many cells; the rest was not read");
    return false;
  }

  bool copy(std::string_view text) {
    std::size_t run = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      run = i > 0 && c == text[i - 1] ? run + 1 : 0;
      const bool far_tag = opens_far_tag(text, i);
      if (far_tag) report("tags without an end were not read");
      out_ += far_tag || (run > longest_run && is_inline_mark(c)) ? ' ' : c;
    }
    return true;
  }

  std::string_view text_;
  std::vector<std::string>& problems_;
  std::string out_;
  std::size_t columns_ = 0;
  std::size_t cells_ = 0;
  std::size_t nodes_ = 0;
  std::size_t addresses_ = 0;
  std::size_t open_tags_ = 0;
  std::size_t longest_definition_ = 0;
};

}  // namespace

std::string bound_markdown(std::string_view text, std::vector<std::string>& problems) {
  return Bounder(text, problems).run();
}

}  // namespace auditor::evidence
