#include "auditor/licenses/texts/tokens.h"

#include "auditor/licenses/texts/decode.h"
#include "auditor/licenses/texts/markup.h"

#include <array>

namespace auditor::licenses {

namespace {

// Lower-case byte of a letter or digit, 0 for everything else.
constexpr std::array<std::uint8_t, 256> make_fold() {
  std::array<std::uint8_t, 256> fold{};
  for (unsigned c = '0'; c <= '9'; ++c) fold[c] = static_cast<std::uint8_t>(c);
  for (unsigned c = 'a'; c <= 'z'; ++c) {
    fold[c] = static_cast<std::uint8_t>(c);
    fold[c - 'a' + 'A'] = static_cast<std::uint8_t>(c);
  }
  return fold;
}
constexpr auto kFold = make_fold();

// Separators that mean nothing else: white space within a line and most punctuation.
constexpr std::array<bool, 256> make_plain() {
  std::array<bool, 256> plain{};
  for (std::size_t c = 1; c < 0x80; ++c) plain[c] = kFold[c] == 0;
  for (const char c : {'\n', '\r', '-', '<', '&', '\\'}) plain[static_cast<unsigned char>(c)] = false;
  return plain;
}
constexpr auto kPlain = make_plain();

// Base letters of U+00C0 to U+017F, one each.
constexpr std::string_view kLatinBase =
    "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiilljjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";  // 013F-017F

enum class FoldedKind { word, single, ignored, separator };
struct Folded {
  FoldedKind kind = FoldedKind::separator;
  std::string bytes;  // short: never allocates
};

bool in(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool is_ideograph(char32_t code) {
  return in(code, 0x3041, 0x30FF) || in(code, 0x3400, 0x9FFF) || in(code, 0xAC00, 0xD7AF) || in(code, 0xF900, 0xFAFF) ||
         in(code, 0x20000, 0x3FFFF);
}

Folded fold_code(char32_t code) {
  Folded out;
  if (in(code, 0xFF01, 0xFF5E)) code -= 0xFEE0;  // full-width forms
  if (code < 0x80) {
    if (const std::uint8_t low = kFold[code]; low != 0)
      out = {FoldedKind::word, std::string(1, static_cast<char>(low))};
    return out;
  }
  if (code == 0xAD || in(code, 0x300, 0x36F) || in(code, 0x200B, 0x200D) || code == 0x2060 || code == 0xFEFF) {
    out.kind = FoldedKind::ignored;
  } else if (in(code, 0xC0, 0x17F) && code != 0xD7 && code != 0xF7) {
    out = {FoldedKind::word, std::string(1, kLatinBase[code - 0xC0])};
  } else if (in(code, 0xFB00, 0xFB06)) {
    constexpr std::array<std::string_view, 7> ligatures = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    out = {FoldedKind::word, std::string(ligatures[code - 0xFB00])};
  } else if (is_ideograph(code)) {
    out.kind = FoldedKind::single;
    append_utf8(out.bytes, code);
  } else if (in(code, 0x370, 0x1FFF)) {
    if (in(code, 0x391, 0x3A9) || in(code, 0x410, 0x42F)) code += 0x20;
    else if (in(code, 0x400, 0x40F)) code += 0x50;
    out.kind = FoldedKind::word;
    append_utf8(out.bytes, code);
  }
  return out;
}

class Tokenizer {
 public:
  Tokenizer(const std::string& text, const Index& index) : text_(text), index_(index) {
    rtf_ = text.starts_with("{\\rtf");
    tokens_.words.reserve(text.size() / 6 + 16);
    tokens_.places.reserve(text.size() / 6 + 16);
  }

  Tokens run() {
    // std::string ends with a zero byte, neither a word's nor plain: the inner loops need no bound.
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    while (at_ < text_.size()) {
      if (const std::uint8_t first = kFold[bytes[at_]]; first != 0) {
        if (!in_word_) begin_word();
        std::uint32_t hash = hash_byte(hash_, first);
        std::size_t p = at_ + 1;
        for (std::uint8_t low = kFold[bytes[p]]; low != 0; low = kFold[bytes[++p]]) hash = hash_byte(hash, low);
        hash_ = hash;
        at_ = p;
        word_end_ = p;
        continue;
      }
      if (kPlain[bytes[at_]]) {
        end_word();
        while (kPlain[bytes[++at_]]) {
        }
        continue;
      }
      step(text_[at_]);
    }
    end_word();
    return std::move(tokens_);
  }

 private:
  void begin_word() {
    in_word_ = true;
    hash_ = kHashStart;
    word_start_ = at_;
    enumerates_ = line_is_blank_;
    line_is_blank_ = false;
  }

  void end_word() {
    if (!in_word_) return;
    in_word_ = false;
    if (hyphenated_ && join_with_last()) return;
    hyphenated_ = false;
    push(index_.find_word(hash_));
  }

  void push(Word word) {
    tokens_.words.push_back(word);
    Token token;
    token.offset = static_cast<std::uint32_t>(word_start_);
    token.line = line_;
    token.length = static_cast<std::uint16_t>(std::min<std::size_t>(word_end_ - word_start_, 0xFFFF));
    token.enumerator = enumerates_ && is_enumerator();
    tokens_.places.push_back(token);
  }

  // A short number, a letter or a Roman number, followed by "." or ")", first on its line.
  [[nodiscard]] bool is_enumerator() const {
    const std::size_t length = word_end_ - word_start_;
    if (length > 5 || word_end_ >= text_.size() || (text_[word_end_] != '.' && text_[word_end_] != ')')) return false;
    const std::string_view word(text_.data() + word_start_, length);
    if (length == 1) return true;
    return (length == 2 && word.find_first_not_of("0123456789") == std::string_view::npos) ||
           word.find_first_not_of("ivxIVX") == std::string_view::npos;
  }

  // The second half of a word that was hyphenated at a line's end.
  bool join_with_last() {
    hyphenated_ = false;
    std::uint32_t hash = first_half_;
    for (std::size_t p = word_start_; p < word_end_; ++p) {
      const std::uint8_t low = kFold[static_cast<std::uint8_t>(text_[p])];
      if (low == 0) return false;
      hash = hash_byte(hash, low);
    }
    const Word word = index_.find_word(hash);
    if (word == 0) return false;
    tokens_.words.back() = word;
    return true;
  }

  void step(char c) {
    switch (c) {
      case '\n': new_line(); break;
      case '\r':
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
          end_word();
          ++at_;
        } else {
          new_line();
        }
        break;
      case '-': hyphen(); break;
      case '<': markup(read_tag(text_, at_, no_script_end_)); break;
      case '&': entity(); break;
      case '\\': markup(read_escape(text_, at_, rtf_)); break;
      default:
        if (static_cast<std::uint8_t>(c) >= 0x80) {
          const std::size_t start = at_;
          take(fold_code(next_code_point(text_, at_)), start);
        } else {
          end_word();
          ++at_;
        }
    }
  }

  void new_line() {
    end_word();
    ++at_;
    ++line_;
    line_is_blank_ = true;
  }

  void hyphen() {
    static constexpr std::uint32_t non = hash_byte(hash_byte(hash_byte(kHashStart, 'n'), 'o'), 'n');
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    const std::uint8_t low = kFold[static_cast<std::uint8_t>(next)];
    if (in_word_ && hash_ == non && low >= 'a') {
      ++at_;
      return;
    }
    const bool ends_line = in_word_ && (next == '\n' || next == '\r');
    const std::uint32_t hash = hash_;
    end_word();
    ++at_;
    if (ends_line) {
      hyphenated_ = true;
      first_half_ = hash;
    }
  }

  void markup(const Markup& found) {
    end_word();
    if (found.length == 0) {
      ++at_;
      return;
    }
    const std::size_t end = at_ + found.length;
    for (; at_ < end; ++at_)
      if (text_[at_] == '\n' || (text_[at_] == '\r' && text_[at_ + 1] != '\n')) ++line_;
    // A tag may end a line of the page: "<li>a)".
    line_is_blank_ = line_is_blank_ || text_[end - 1] == '>';
  }

  void entity() {
    char32_t code = 0;
    const Markup found = read_entity(text_, at_, code);
    if (found.length == 0) {
      end_word();
      ++at_;
      return;
    }
    const std::size_t start = at_;
    at_ += found.length;
    if (code != 0) {
      take(fold_code(code), start);
    } else if (found.letter != '\0') {
      take({FoldedKind::word, std::string(1, found.letter)}, start);
    } else {
      end_word();
    }
  }

  // A character that began at `start` and ended at at_.
  void take(const Folded& folded, std::size_t start) {
    switch (folded.kind) {
      case FoldedKind::word: {
        const std::size_t end = at_;
        at_ = start;
        if (!in_word_) begin_word();
        at_ = end;
        for (const char c : folded.bytes) hash_ = hash_byte(hash_, static_cast<std::uint8_t>(c));
        word_end_ = at_;
        break;
      }
      case FoldedKind::single: {
        end_word();
        hyphenated_ = false;
        std::uint32_t hash = kHashStart;
        for (const char c : folded.bytes) hash = hash_byte(hash, static_cast<std::uint8_t>(c));
        word_start_ = start;
        word_end_ = at_;
        enumerates_ = line_is_blank_ = false;
        push(index_.find_word(hash));
        break;
      }
      case FoldedKind::ignored: break;
      case FoldedKind::separator: end_word(); break;
    }
  }

  const std::string& text_;
  const Index& index_;
  Tokens tokens_;
  std::size_t at_ = 0;
  std::size_t word_start_ = 0;
  std::size_t word_end_ = 0;
  std::uint32_t hash_ = kHashStart;
  std::uint32_t first_half_ = 0;
  std::uint32_t line_ = 1;
  bool in_word_ = false;
  bool hyphenated_ = false;
  bool line_is_blank_ = true;  // no word yet on this line
  bool enumerates_ = false;
  bool rtf_ = false;
  bool no_script_end_ = false;
};

}  // namespace

Tokens tokenize(const std::string& text, const Index& index) { return Tokenizer(text, index).run(); }

}  // namespace auditor::licenses
