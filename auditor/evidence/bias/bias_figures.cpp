#include "auditor/evidence/bias/bias_figures.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view word) {
  return !word.empty() && is_digit(word[0]) && word.find_first_not_of("0123456789.%") == std::string_view::npos;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// "Table 3", "version 1.2", "section 5.1": numbers that point at something.
bool points_at_something(std::string_view word) {
  static constexpr std::array<std::string_view, 22> pointers = {
      "table",  "figure", "fig",   "section", "sections", "sec", "appendix", "version", "v",      "step",    "epoch",
      "epochs", "page",   "pages", "chapter", "equation", "eq",  "top",      "python",  "chunks", "release", "tabla"};
  return is_one_of(word, pointers);
}

// "58 examples", "7 billion parameters": numbers of things.
bool is_counted(std::string_view word) {
  static constexpr std::array<std::string_view, 34> things = {
      "examples",  "samples",      "questions",  "prompts",   "languages", "models",   "images",     "hours", "minutes",
      "sentences", "tokens",       "parameters", "billion",   "million",   "m",        "k",          "b",     "gb",
      "people",    "participants", "patients",   "speakers",  "users",     "records",  "rows",       "years", "year",
      "of",        "categories",   "instances",  "documents", "epochs",    "subjects", "individuals"};
  return is_one_of(word, things);
}

bool says_percent(std::string_view word) {
  static constexpr std::array<std::string_view, 16> words = {
      "percent", "percentage", "points", "pp",    "prozent", "pourcent", "procent",   "procenta",
      "punkte",  "puntos",     "pontos", "punti", "punten",  "persen",   "процентов", "процента"};
  return is_one_of(word, words);
}

// An aim is written with a bound before it: "≥ 0.8", "< 5%".
bool has_bound_before(std::string_view source, std::size_t at) {
  std::size_t i = at;
  while (i > 0 && (source[i - 1] == ' ' || source[i - 1] == '~')) --i;
  if (i == 0) return false;
  if (source[i - 1] == '<' || source[i - 1] == '>') return true;
  if (i >= 2 && source[i - 1] == '=' && (source[i - 2] == '<' || source[i - 2] == '>')) return true;
  if (i < 3) return false;
  const std::string_view before = source.substr(i - 3, 3);
  return before == "≥" || before == "≤" || before == "≧" || before == "≦";
}

// Whether a number word is followed by nothing that makes it part of a name ("GPT-3.5", "2019").
bool is_result(const Reading& reading, std::size_t i) {
  const Words& words = reading.words();
  const std::string_view word = words[i].text;
  if (!is_number(word) || has_bound_before(words.source(), words[i].begin)) return false;
  const std::string_view source = words.source();
  const std::size_t begin = words[i].begin;
  const bool glued = begin > 0 && source[begin - 1] == '-' && begin > 1 && is_alnum(source[begin - 2]);
  if (glued) return false;
  const std::string_view previous = i > 0 ? words[i - 1].text : std::string_view{};
  const std::string_view next = i + 1 < words.size() ? words[i + 1].text : std::string_view{};
  if (points_at_something(previous)) return false;
  const bool percent =
      word.back() == '%' || says_percent(next) ||
      (words[i].end + 1 < source.size() && (source[words[i].end] == '%' || source.substr(words[i].end, 2) == " %")) ||
      source.substr(words[i].end).starts_with("٪") || source.substr(words[i].end).starts_with("％") ||
      (begin > 0 && source[begin - 1] == '%');  // Turkish puts it first
  const bool decimal = word.find('.') != std::string_view::npos;
  if (percent) return true;
  if (!decimal || is_counted(next)) return false;
  return std::count(word.begin(), word.end(), '.') == 1;
}

}  // namespace

int count_figures(const Reading& reading) {
  int count = 0;
  for (std::size_t i = 0; i < reading.words().size(); ++i) count += is_result(reading, i) ? 1 : 0;
  return count;
}

bool is_figure_cell(std::string_view cell) {
  bool digits = false;
  std::size_t letters = 0;
  if (cell.size() > 40) return false;
  for (const char c : cell) {
    digits = digits || is_digit(c);
    letters += is_alnum(c) && !is_digit(c) ? 1 : 0;
  }
  if (!digits || letters > 3) return false;
  const auto first = cell.find_first_of("0123456789");
  return !has_bound_before(cell, first);
}

bool is_age_range(std::string_view cell) {
  const Words words(cell);
  if (words.size() == 0 || words.size() > 5) return false;
  int numbers = 0;
  for (const Word& word : words.all()) {
    const bool age =
        is_number(word.text) && word.text.size() <= 3 && word.text.find_first_of(".%") == std::string_view::npos;
    if (age) ++numbers;
    else if (word.text != "to" && word.text != "years" && word.text != "age" && word.text != "over" &&
             word.text != "under" && word.text != "and" && word.text != "older" && word.text != "anos" &&
             word.text != "ans" && word.text != "歳" && word.text != "岁" && word.text != "y" && word.text != "above" &&
             word.text != "below")
      return false;
  }
  const bool open = cell.find_first_of("+<>") != std::string_view::npos || cell.find("≥") != std::string_view::npos;
  return numbers == 2 || (numbers == 1 && (open || words.size() > 1));
}

bool names_age_group(const Reading& reading) {
  const Words& words = reading.words();
  const bool of_people = reading.has_any(Meaning::person, Meaning::attribute);
  const auto stands = [&](Meaning meaning, std::size_t from, std::size_t to) {
    return std::any_of(reading.hits().begin(), reading.hits().end(),
                       [&](const Hit& hit) { return hit.meaning == meaning && hit.first >= from && hit.last < to; });
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!is_number(words[i].text) || words[i].text.size() != 2) continue;
    const std::string_view next = i + 1 < words.size() ? words[i + 1].text : std::string_view{};
    const bool in_years = stands(Meaning::age_year, i + 1, i + 2);
    if (is_counted(next) && !in_years) continue;
    const bool plus = words[i].end < words.source().size() && words.source()[words[i].end] == '+';
    if (plus && of_people) return true;
    const bool bound =
        stands(Meaning::age_bound, i < 3 ? 0 : i - 3, i) || (in_years && stands(Meaning::age_bound, i + 2, i + 5));
    const bool aged = i > 0 && words[i - 1].text == "aged";
    if (bound && (in_years || aged || of_people)) return true;
    if (next == "歳" || next == "岁" || next == "세") return true;
  }
  return false;
}

}  // namespace auditor::evidence
