// Python and JavaScript as a list of names, texts and marks: enough to find calls with constant arguments. Comments
// are left out. Total: any bytes are accepted; linear in time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

enum class Language { python, script };
enum class TokenKind { name, text, mark };  // text: a constant string; one with placeholders is the mark '$'

struct Token {
  TokenKind kind = TokenKind::mark;
  std::string_view text;  // of a text: between the quotes, escapes as written
  int line = 1;

  [[nodiscard]] bool is(char mark) const { return kind == TokenKind::mark && text.size() == 1 && text[0] == mark; }
};

[[nodiscard]] std::vector<Token> tokenize(std::string_view source, Language language);

}  // namespace auditor::evidence
