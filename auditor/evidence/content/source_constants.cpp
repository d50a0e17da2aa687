#include "auditor/evidence/content/source_constants.h"

#include <algorithm>
#include <string_view>

namespace auditor::evidence {
namespace {

Assigned argument_default(const std::vector<Token>& tokens, std::size_t at) {
  std::string name;
  int depth = 1;
  for (std::size_t i = at; i + 2 < tokens.size() && i < at + 80; ++i) {
    if (tokens[i].is('(')) ++depth;
    if (tokens[i].is(')') && --depth == 0) break;
    if (tokens[i].kind == TokenKind::text && tokens[i].text.starts_with("--")) name = tokens[i].text.substr(2);
    if (tokens[i].text == "default" && tokens[i + 1].is('=') && tokens[i + 2].kind == TokenKind::text) {
      std::replace(name.begin(), name.end(), '-', '_');
      return {name, &tokens[i + 2]};
    }
  }
  return {"", nullptr};
}

}  // namespace

Assigned assigned(const std::vector<Token>& tokens, std::size_t i) {
  if (tokens[i].kind != TokenKind::name) return {"", nullptr};
  if (tokens[i].text == "add_argument" && tokens[i + 1].is('(')) return argument_default(tokens, i + 2);
  std::size_t at = i + 1;
  if (tokens[at].is(':'))  // an annotation: at most some tokens of a type on one line
    while (at < tokens.size() && at < i + 12 && !tokens[at].is('=') && tokens[at].line == tokens[i].line) ++at;
  if (at + 1 >= tokens.size() || !tokens[at].is('=') || tokens[at + 1].is('=')) return {"", nullptr};
  const Token* value = constant(tokens, at + 1);
  return {std::string(tokens[i].text), value};
}

const Token* constant(const std::vector<Token>& tokens, std::size_t at) {
  if (tokens[at].kind == TokenKind::text) return &tokens[at];
  if (tokens[at].kind != TokenKind::name) return nullptr;
  std::size_t name = at;
  while (name + 2 < tokens.size() && tokens[name + 1].is('.') && tokens[name + 2].kind == TokenKind::name) name += 2;
  if (name + 2 >= tokens.size() || !tokens[name + 1].is('(')) return nullptr;
  const std::string_view function = tokens[name].text;
  if (function == "field" || function == "Field") {
    for (std::size_t i = name + 2; i + 2 < tokens.size() && i < name + 40 && !tokens[i].is(')'); ++i)
      if (tokens[i].text == "default" && tokens[i + 1].is('=') && tokens[i + 2].kind == TokenKind::text)
        return &tokens[i + 2];
    return tokens[name + 2].kind == TokenKind::text ? &tokens[name + 2] : nullptr;
  }
  if ((function == "getenv" || function == "get") && name + 4 < tokens.size() && tokens[name + 3].is(',') &&
      tokens[name + 4].kind == TokenKind::text)
    return &tokens[name + 4];
  return nullptr;
}

bool inside_call(const std::vector<Token>& tokens, std::size_t i) {
  int depth = 0;
  for (std::size_t back = 0; back < 60 && i > 0; ++back) {
    --i;
    if (tokens[i].is(')')) --depth;
    if (tokens[i].is('(') && ++depth > 0) return true;
  }
  return false;
}

}  // namespace auditor::evidence
