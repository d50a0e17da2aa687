#include "auditor/evidence/content/source_tokens.h"

#include "auditor/core/text.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

bool name_letter(char c) { return is_alnum(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

class Tokenizer {
 public:
  Tokenizer(std::string_view source, Language language) : source_(source), python_(language == Language::python) {}

  std::vector<Token> run() {
    while (at_ < source_.size()) step();
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] bool here(std::string_view text) const { return source_.substr(at_).starts_with(text); }

  void go_to(std::size_t end) {
    end = std::min(end, source_.size());
    line_ += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         source_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  void step() {
    const char c = source_[at_];
    if (c == '\n' || c == ' ' || c == '\t' || c == '\r') return go_to(at_ + 1);
    if (python_ ? c == '#' : here("//")) return go_to(source_.find('\n', at_));
    if (!python_ && here("/*")) {
      const std::size_t end = source_.find("*/", at_ + 2);
      return go_to(end == std::string_view::npos ? end : end + 2);
    }
    if (c == '"' || c == '\'' || (!python_ && c == '`')) return string(false);
    if (name_letter(c)) return name();
    tokens_.push_back({TokenKind::mark, source_.substr(at_, 1), line_});
    go_to(at_ + 1);
  }

  void name() {
    std::size_t end = at_;
    while (end < source_.size() && name_letter(source_[end])) ++end;
    const std::string_view word = source_.substr(at_, end - at_);
    const bool quote = end < source_.size() && (source_[end] == '"' || source_[end] == '\'');
    if (python_ && quote && word.size() <= 2 && word.find_first_not_of("rRbBuUfF") == std::string_view::npos) {
      at_ = end;
      return string(word.find_first_of("fF") != std::string_view::npos);
    }
    tokens_.push_back({TokenKind::name, word, line_});
    at_ = end;
  }

  void string(bool formatted) {
    const char quote = source_[at_];
    const bool triple =
        python_ && source_.substr(at_).size() >= 3 && source_[at_ + 1] == quote && source_[at_ + 2] == quote;
    const std::size_t marks = triple ? 3 : 1;
    const int line = line_;
    const std::size_t begin = at_ + marks;
    std::size_t end = begin;
    while (end < source_.size() && !closes(end, quote, triple)) {
      if (source_[end] == '\n' && !triple && quote != '`') break;  // not closed: the line ends it
      end += source_[end] == '\\' ? 2 : 1;
    }
    end = std::min(end, source_.size());
    const std::string_view text = source_.substr(begin, end - begin);
    const bool dynamic = (formatted && text.find('{') != std::string_view::npos) ||
                         (quote == '`' && text.find("${") != std::string_view::npos);
    if (dynamic) tokens_.push_back({TokenKind::mark, "$", line});
    else tokens_.push_back({TokenKind::text, text, line});
    go_to(end + (end < source_.size() && source_[end] == quote ? marks : 0));
  }

  [[nodiscard]] bool closes(std::size_t at, char quote, bool triple) const {
    if (source_[at] != quote) return false;
    return !triple || (at + 2 < source_.size() && source_[at + 1] == quote && source_[at + 2] == quote);
  }

  std::string_view source_;
  bool python_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source, Language language) { return Tokenizer(source, language).run(); }

}  // namespace auditor::evidence
