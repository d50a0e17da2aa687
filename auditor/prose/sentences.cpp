// Where prose is cut into sentences: Latin, CJK, Devanagari and Arabic stops; hard line breaks.
#include "auditor/core/text.h"
#include "auditor/prose/markdown.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

// Length of a stop that ends a sentence whatever follows ("。"), 0 when there is none.
std::size_t full_width_stop(std::string_view text, std::size_t i) {
  if (static_cast<unsigned char>(text[i]) < 0x80) return 0;
  for (const std::string_view stop : {"。", "！", "？", "।", "؟", "｡"})
    if (text.compare(i, stop.size(), stop) == 0) return stop.size();
  return 0;
}

bool is_abbreviation(std::string_view word) {
  static constexpr std::array<std::string_view, 41> known = {
      "al",  "approx", "bspw", "bzw",  "ca",  "cf",  "co",   "corp", "dept", "dr", "e.g", "eq",    "esp", "est",
      "etc", "evtl",   "fig",  "ggf",  "i.e", "inc", "inkl", "jr",   "ltd",  "mr", "mrs", "ms",    "no",  "nr",
      "p",   "pp",     "prof", "resp", "sec", "sog", "sr",   "st",   "usw",  "v",  "vs",  "w.r.t", "z.b"};
  const std::string lower = to_lower(word);
  if (std::binary_search(known.begin(), known.end(), std::string_view(lower))) return true;
  return word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';  // an initial
}

std::string_view word_before(std::string_view text, std::size_t stop, std::size_t begin) {
  std::size_t i = stop;
  while (i > begin && text[i - 1] != ' ' && text[i - 1] != '(' && text[i - 1] != '\n' && stop - i < 24) --i;
  return text.substr(i, stop - i);
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 3 && word.find_first_not_of("0123456789") == std::string_view::npos;
}

// Whether the '.', '!' or '?' at `i` ends the sentence that began at `begin`.
bool ends_sentence(std::string_view text, std::size_t i, std::size_t begin) {
  std::size_t next = i + 1;
  while (next < text.size() && (text[next] == '"' || text[next] == '\'' || text[next] == ')' || text[next] == ']'))
    ++next;
  if (next >= text.size()) return true;
  if (text[next] != ' ' && text[next] != '\n') return false;
  while (next < text.size() && text[next] == ' ') ++next;
  if (next >= text.size()) return true;
  const char c = text[next];
  const bool lower = c >= 'a' && c <= 'z';
  if (text[i] != '.') return !lower;
  if (lower) return false;
  const std::string_view word = word_before(text, i, begin);
  if (is_number(word) && word.data() == text.data() + begin) return false;  // "1. Data"
  if (to_lower(word) == "etc" || to_lower(word) == "usw" || to_lower(word) == "al") return c >= 'A' && c <= 'Z';
  return !is_abbreviation(word);
}

class Splitter {
 public:
  explicit Splitter(const Block& block) : block_(block), text_(block.text) {}

  std::vector<Sentence> run() {
    for (std::size_t i = 0; i < text_.size();) {
      const char c = text_[i];
      if (const std::size_t stop = full_width_stop(text_, i)) {
        close(i += stop);
        continue;
      }
      if (c == '\n') close(i);
      ++i;
      if ((c == '.' || c == '!' || c == '?') && ends_sentence(text_, i - 1, begin_)) close(i);
    }
    close(text_.size());
    return std::move(out_);
  }

 private:
  void close(std::size_t end) {
    std::size_t first = begin_;
    while (first < end && (text_[first] == ' ' || text_[first] == '\n')) ++first;
    std::size_t last = end;
    while (last > first && (text_[last - 1] == ' ' || text_[last - 1] == '\n')) --last;
    if (last > first)
      out_.push_back({text_.substr(first, last - first), block_.line_at(first), block_.line_at(last - 1)});
    begin_ = end;
    while (begin_ < text_.size() && text_[begin_] == ' ') ++begin_;
  }

  const Block& block_;
  std::string_view text_;
  std::size_t begin_ = 0;
  std::vector<Sentence> out_;
};

}  // namespace

std::vector<Sentence> sentences(const Block& block) { return Splitter(block).run(); }

}  // namespace auditor::evidence
