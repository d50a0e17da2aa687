#include "auditor/licenses/permissions/phrases.h"

#include "auditor/core/text.h"
#include "auditor/licenses/permissions/record.h"

#include <memory>
#include <re2/re2.h>
#include <string>
#include <vector>

namespace auditor::permissions {
namespace {

constexpr std::size_t most_bytes = 1U << 20U;

struct Pattern {
  Term term;
  Say say;
  std::unique_ptr<re2::RE2> expression;
};

// What forbids or asks goes before what permits, as in the data.
const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all = [] {
    std::vector<Pattern> out;
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);  // bytes: any text is read
    for (const auto& [name, says] : rules()["phrases"].items())
      for (const char* say : {"cannot", "must", "can"})
        if (says.contains(say))
          for (const Json& pattern : says[say])
            out.push_back({term_named(name).value(), say_named(say),
                           std::make_unique<re2::RE2>("(" + pattern.get<std::string>() + ")", options)});
    return out;
  }();
  return all;
}

struct Folded {
  std::string text;
  std::vector<int> lines;  // of every byte
};

bool is_border(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Lower case, single spaces, straight quotes, no comment or list signs where a line begins.
Folded fold(std::string_view text) {
  Folded out;
  int line = 1;
  bool at_start = true;
  const auto put = [&](char c) {
    out.text.push_back(c);
    out.lines.push_back(line);
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (text.substr(i, 2) == "\xE2\x80" && i + 2 < text.size()) {
      const char last = text[i + 2];
      c = last == '\x98' || last == '\x99' ? '\'' : last == '\x9C' || last == '\x9D' ? '"' : '-';
      i += 2;
    }
    const bool sign = at_start && (c == '*' || c == '#' || c == '/' || c == '>' || c == '|');
    if (is_border(c) || sign) {
      if (!out.text.empty() && out.text.back() != ' ') put(' ');
      if (c == '\n') ++line, at_start = true;
      continue;
    }
    at_start = false;
    put(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

}  // namespace

ReadTerms read_terms(std::string_view text) {
  const Folded folded = fold(text.substr(0, most_bytes));
  ReadTerms out;
  for (const Pattern& pattern : patterns()) {
    if (out.terms[pattern.term] != Say::silent) continue;
    re2::StringPiece found;
    if (!re2::RE2::PartialMatch(folded.text, *pattern.expression, &found)) continue;
    out.terms.set(pattern.term, pattern.say);
    out.lines[pattern.term] = folded.lines[static_cast<std::size_t>(found.data() - folded.text.data())];
  }
  return out;
}

}  // namespace auditor::permissions
