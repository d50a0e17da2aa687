#include "auditor/licenses/texts/folding.h"

#include "auditor/core/lookalikes.h"
#include "auditor/licenses/texts/decode.h"
#include "auditor/licenses/texts/markup.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace auditor::licenses {

namespace {

bool in(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool is_ascii_letter(char32_t code) { return in(code | 0x20U, 'a', 'z') && code < 0x80; }

class Folder {
 public:
  explicit Folder(const std::string& text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '&' && entity()) continue;
      if (c == '<' && tag_in_word()) continue;
      const char32_t code = next_code_point(text_, at_);
      if (code == kOverride) reversed();
      else put(code);
    }
    end_word();
    return std::move(out_);
  }

 private:
  static constexpr char32_t kOverride = 0x202E;  // what follows is shown from right to left
  static constexpr char32_t kPop = 0x202C;

  void put(char32_t code) {
    if (code >= 0x80) {
      if (is_invisible(code)) return;
      if (const char plain = ascii_of(code); plain != '\0') code = static_cast<char32_t>(plain);
    }
    const bool other = code >= 0x80 && latin_of(code) != '\0';
    if (is_ascii_letter(code)) ++latin_;
    else if (other) ++others_;
    else if (code < 0x80 || !is_letter(code)) end_word();
    else ++foreign_;
    append_utf8(out_, code);
    if (latin_ + others_ + foreign_ == 0) word_ = out_.size();
  }

  // Other letters end no word: "é" stands in Latin words, Cyrillic ones without a look-alike keep theirs Cyrillic.
  static bool is_letter(char32_t code) { return in(code, 0xC0, 0x24F) || in(code, 0x370, 0x58F) || code >= 0x1E00; }

  // A word of Latin letters and of such as pass for them is read as Latin, and one of the latter amid Latin words.
  void end_word() {
    const bool mixed = latin_ > 0 && others_ > 0;
    const bool disguised = latin_ == 0 && foreign_ == 0 && others_ > 1 && after_latin_;
    if (mixed || disguised) {
      std::string plain;
      for (std::size_t at = word_; at < out_.size();) {
        const std::size_t start = at;
        const char letter = latin_of(next_code_point(out_, at));
        if (letter != '\0') plain.push_back(letter);
        else plain.append(out_, start, at - start);
      }
      out_.replace(word_, std::string::npos, plain);
    }
    if (latin_ + others_ + foreign_ > 0) after_latin_ = latin_ > 0 || disguised;
    latin_ = others_ = foreign_ = 0;
    word_ = out_.size();
  }

  // A numbered entity, and those that stand for nothing or a blank; the others are markup's.
  bool entity() {
    char32_t code = 0;
    const Markup found = read_entity(text_, at_, code);
    if (found.length == 0) return false;
    const std::string_view name = std::string_view(text_).substr(at_ + 1, found.length - 2);
    constexpr std::array<std::string_view, 6> nothing = {"shy", "zwj", "zwnj", "lrm", "rlm", "ZeroWidthSpace"};
    if (code == '<' || code == '>' || code == '&') return false;
    if (code != 0) put(code);
    else if (name == "nbsp" || name == "ensp" || name == "emsp" || name == "thinsp") put(' ');
    else if (name == "hyphen" || name == "dash") put('-');
    else if (std::find(nothing.begin(), nothing.end(), name) == nothing.end()) return false;
    at_ += found.length;
    return true;
  }

  // "com</b>mercial": a tag between two letters that does not end a line of the page.
  bool tag_in_word() {
    constexpr std::string_view inline_tags = " a b big code em font i kbd mark s small span strong sub sup tt u wbr ";
    if (out_.empty() || !is_ascii_letter(static_cast<unsigned char>(out_.back()))) return false;
    bool no_script = true;
    const Markup found = read_tag(text_, at_, no_script);
    if (found.length == 0) return false;
    const std::size_t behind = at_ + found.length;
    const std::size_t start = at_ + (text_[at_ + 1] == '/' ? 2 : 1);
    const std::size_t end = text_.find_first_of("> /", start);
    const std::string name = ' ' + text_.substr(start, end - start) + ' ';
    if (inline_tags.find(name) == std::string_view::npos || behind >= text_.size()) return false;
    const char next = text_[behind];  // another tag decides for itself
    if (next != '<' && !is_ascii_letter(static_cast<unsigned char>(next))) return false;
    at_ = behind;
    return true;
  }

  void reversed() {
    std::u32string hidden;
    while (at_ < text_.size() && text_[at_] != '\n') {
      const char32_t code = next_code_point(text_, at_);
      if (code == kPop) break;
      hidden.push_back(code);
    }
    for (auto code = hidden.rbegin(); code != hidden.rend(); ++code) put(*code);
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::string out_;
  std::size_t word_ = 0;      // where the word at the end of out_ begins
  std::size_t latin_ = 0;     // of its letters
  std::size_t others_ = 0;    // that pass for Latin ones
  std::size_t foreign_ = 0;   // that do not
  bool after_latin_ = false;  // the word before is a Latin one
};

// Whether anything could be folded.
bool is_plain(const std::string& text) {
  bool tag = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80 || byte == '&') return false;
    tag = tag || (byte == '<' && at > 0 && is_ascii_letter(static_cast<unsigned char>(text[at - 1])));
  }
  return !tag;
}

}  // namespace

std::string fold_lookalikes(std::string text) {
  if (is_plain(text)) return text;
  return Folder(text).run();
}

}  // namespace auditor::licenses
