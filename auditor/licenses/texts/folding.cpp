#include "auditor/licenses/texts/folding.h"

#include "auditor/licenses/texts/decode.h"
#include "auditor/licenses/texts/markup.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace auditor::licenses {

namespace {

struct Lookalike {
  char16_t code;
  char letter;
};

// Letters of other scripts by the Latin one they pass for; by code (Unicode's confusables.txt, the plainest of them).
constexpr std::array<Lookalike, 151> kOtherScripts = {
    {{0x0251, 'a'}, {0x0261, 'g'}, {0x0262, 'g'}, {0x0269, 'i'}, {0x026A, 'i'}, {0x0274, 'n'}, {0x0280, 'r'},
     {0x028F, 'y'}, {0x0299, 'b'}, {0x029C, 'h'}, {0x029F, 'l'}, {0x0391, 'a'}, {0x0392, 'b'}, {0x0395, 'e'},
     {0x0396, 'z'}, {0x0397, 'h'}, {0x0399, 'i'}, {0x039A, 'k'}, {0x039C, 'm'}, {0x039D, 'n'}, {0x039F, 'o'},
     {0x03A1, 'p'}, {0x03A4, 't'}, {0x03A5, 'y'}, {0x03A7, 'x'}, {0x03B1, 'a'}, {0x03B3, 'y'}, {0x03B5, 'e'},
     {0x03B7, 'n'}, {0x03B9, 'i'}, {0x03BA, 'k'}, {0x03BD, 'v'}, {0x03BF, 'o'}, {0x03C1, 'p'}, {0x03C3, 'o'},
     {0x03C4, 't'}, {0x03C5, 'u'}, {0x03C7, 'x'}, {0x03C9, 'w'}, {0x03F2, 'c'}, {0x03F3, 'j'}, {0x0405, 's'},
     {0x0406, 'i'}, {0x0408, 'j'}, {0x0410, 'a'}, {0x0412, 'b'}, {0x0415, 'e'}, {0x041A, 'k'}, {0x041C, 'm'},
     {0x041D, 'h'}, {0x041E, 'o'}, {0x0420, 'p'}, {0x0421, 'c'}, {0x0422, 't'}, {0x0423, 'y'}, {0x0425, 'x'},
     {0x0430, 'a'}, {0x0432, 'b'}, {0x0433, 'r'}, {0x0435, 'e'}, {0x043A, 'k'}, {0x043C, 'm'}, {0x043D, 'h'},
     {0x043E, 'o'}, {0x043F, 'n'}, {0x0440, 'p'}, {0x0441, 'c'}, {0x0442, 't'}, {0x0443, 'y'}, {0x0445, 'x'},
     {0x044C, 'b'}, {0x0451, 'e'}, {0x0455, 's'}, {0x0456, 'i'}, {0x0457, 'i'}, {0x0458, 'j'}, {0x04AE, 'y'},
     {0x04AF, 'y'}, {0x04BB, 'h'}, {0x04CF, 'l'}, {0x0500, 'd'}, {0x0501, 'd'}, {0x051A, 'q'}, {0x051B, 'q'},
     {0x051C, 'w'}, {0x051D, 'w'}, {0x053C, 'l'}, {0x054D, 'u'}, {0x054F, 's'}, {0x0555, 'o'}, {0x0561, 'w'},
     {0x0566, 'q'}, {0x0570, 'h'}, {0x0578, 'n'}, {0x057D, 'u'}, {0x0581, 'g'}, {0x0584, 'p'}, {0x0585, 'o'},
     {0x13A0, 'd'}, {0x13A1, 'r'}, {0x13A2, 't'}, {0x13AA, 'a'}, {0x13AC, 'e'}, {0x13B7, 'm'}, {0x13BB, 'h'},
     {0x13C3, 'z'}, {0x13D4, 'w'}, {0x13DA, 's'}, {0x13DE, 'l'}, {0x13DF, 'c'}, {0x13E2, 'p'}, {0x1D00, 'a'},
     {0x1D04, 'c'}, {0x1D05, 'd'}, {0x1D07, 'e'}, {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'},
     {0x1D18, 'p'}, {0x1D1B, 't'}, {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'}, {0x1D22, 'z'}, {0xA4D0, 'b'},
     {0xA4D1, 'p'}, {0xA4D3, 'd'}, {0xA4D4, 't'}, {0xA4D7, 'k'}, {0xA4D9, 'j'}, {0xA4DA, 'c'}, {0xA4DC, 'z'},
     {0xA4DD, 'f'}, {0xA4DF, 'm'}, {0xA4E0, 'n'}, {0xA4E1, 'l'}, {0xA4E2, 's'}, {0xA4E3, 'r'}, {0xA4E6, 'v'},
     {0xA4E7, 'h'}, {0xA4EA, 'w'}, {0xA4EB, 'x'}, {0xA4EC, 'y'}, {0xA4EE, 'a'}, {0xA4F0, 'e'}, {0xA4F2, 'i'},
     {0xA4F3, 'o'}, {0xA4F4, 'u'}, {0xA730, 'f'}, {0xA731, 's'}}};

// Letterlike symbols: the holes in the mathematical alphabets.
constexpr std::array<Lookalike, 25> kLetterlike = {
    {{0x2102, 'c'}, {0x210A, 'g'}, {0x210B, 'h'}, {0x210C, 'h'}, {0x210D, 'h'}, {0x210E, 'h'}, {0x2110, 'i'},
     {0x2111, 'i'}, {0x2112, 'l'}, {0x2113, 'l'}, {0x2115, 'n'}, {0x2119, 'p'}, {0x211A, 'q'}, {0x211B, 'r'},
     {0x211C, 'r'}, {0x211D, 'r'}, {0x2124, 'z'}, {0x2128, 'z'}, {0x212C, 'b'}, {0x212D, 'c'}, {0x212F, 'e'},
     {0x2130, 'e'}, {0x2131, 'f'}, {0x2133, 'm'}, {0x2134, 'o'}}};

bool in(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

template <std::size_t size>
char letter_in(const std::array<Lookalike, size>& table, char32_t code) {
  const auto at = std::lower_bound(table.begin(), table.end(), code,
                                   [](const Lookalike& entry, char32_t wanted) { return entry.code < wanted; });
  return at != table.end() && at->code == code ? at->letter : '\0';
}

bool is_invisible(char32_t code) {
  return code == 0xAD || code == 0x34F || code == 0x61C || in(code, 0x115F, 0x1160) || in(code, 0x17B4, 0x17B5) ||
         in(code, 0x180B, 0x180E) || in(code, 0x200B, 0x200F) || in(code, 0x202A, 0x202E) || in(code, 0x2060, 0x206F) ||
         code == 0x3164 || in(code, 0xFE00, 0xFE0F) || code == 0xFEFF || code == 0xFFA0 || in(code, 0xE0000, 0xE0FFF);
}

char nth(char32_t code, char32_t first, char base, char32_t count) {
  return static_cast<char>(base + static_cast<char>((code - first) % count));
}

// The ASCII character that one of another block only draws otherwise; 0: none.
char ascii_of(char32_t code) {
  if (in(code, 0xFF01, 0xFF5E)) return static_cast<char>(code - 0xFEE0);
  if (code == 0xA0 || in(code, 0x2000, 0x200A) || code == 0x202F || code == 0x205F || code == 0x3000) return ' ';
  if (in(code, 0x2010, 0x2012) || code == 0xFE63) return '-';
  if (in(code, 0x1D400, 0x1D6A3)) {
    const char32_t letter = (code - 0x1D400) % 52;
    return static_cast<char>(letter < 26 ? 'A' + static_cast<char>(letter) : 'a' + static_cast<char>(letter - 26));
  }
  if (in(code, 0x1D7CE, 0x1D7FF)) return nth(code, 0x1D7CE, '0', 10);
  if (in(code, 0x24B6, 0x24E9)) return nth(code, 0x24B6, 'a', 26);
  if (in(code, 0x1F130, 0x1F149)) return nth(code, 0x1F130, 'a', 26);
  if (in(code, 0x1F150, 0x1F169)) return nth(code, 0x1F150, 'a', 26);
  if (in(code, 0x1F170, 0x1F189)) return nth(code, 0x1F170, 'a', 26);
  return letter_in(kLetterlike, code);
}

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
    const bool other = code >= 0x80 && letter_in(kOtherScripts, code) != '\0';
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
        const char letter = letter_in(kOtherScripts, next_code_point(out_, at));
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
