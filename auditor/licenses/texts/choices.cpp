#include "auditor/licenses/texts/choices.h"

#include "auditor/core/text.h"
#include "auditor/licenses/texts/wording.h"

#include <algorithm>
#include <utility>

namespace auditor::licenses {
namespace {

constexpr std::size_t longest_paragraph = 1200;
constexpr std::size_t longest_pair = 240;  // of a sentence whose bare "or" joins two names

void add(std::vector<std::string>& ids, const std::string& id) {
  if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

// Words without signs; "(at your option) any later version" is about versions.
std::vector<std::string> words_of(std::string_view sentence) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : to_lower(sentence) + " ") {
    if (is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) word.push_back(c);
    else if (!word.empty()) words.push_back(std::exchange(word, {}));
  }
  const auto is = [&](std::size_t at, std::string_view wanted) { return at < words.size() && words[at] == wanted; };
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t option = is(i, "or") ? i + 1 : i;
    if (is(option, "at") && is(option + 1, "your") && is(option + 2, "option") &&
        (is(option + 3, "any") || is(option + 3, "a")) && (is(option + 4, "later") || is(option + 4, "newer"))) {
      i = option + 4;
    } else if (is(i, "or") && (is(i + 1, "later") || is(i + 1, "newer") || is(i + 1, "any") || is(i + 1, "higher"))) {
      ++i;
    } else if (is(i, "either") && is(i + 1, "version")) {
      ++i;
    } else {
      kept.push_back(words[i]);
    }
  }
  return kept;
}

bool is_about_terms(const std::vector<std::string>& words) {
  return words.size() <= 3 || std::any_of(words.begin(), words.end(), [](const std::string& word) {
           return word.starts_with("licen") || word == "terms" || word == "gpl" || word == "lgpl" || word == "option" ||
                  word == "duallicensed";
         });
}

}  // namespace

bool offers_choice(std::string_view sentence, std::size_t names) {
  if (sentence.size() > longest_paragraph) return false;
  const std::vector<std::string> words = words_of(sentence);
  const std::vector<std::string_view> views(words.begin(), words.end());
  if (Wording::shared().choices.matches_any(views) && is_about_terms(words)) return true;
  const auto has = [&](std::string_view wanted) {
    return std::find(words.begin(), words.end(), wanted) != words.end();
  };
  return names >= 2 && sentence.size() <= longest_pair && has("or") && !has("and");
}

Choices::Choices(std::string_view text, std::vector<char> covered, const std::vector<Match>& matches)
    : text_(text), covered_(std::move(covered)), matches_(matches) {}

std::vector<std::vector<std::string>> Choices::find() {
  const std::vector<std::string_view> lines = split_lines(text_);
  Paragraph paragraph;
  for (std::size_t i = 0; i <= lines.size(); ++i) {
    const std::string_view line = i < lines.size() ? trim(lines[i]) : std::string_view{};
    const bool open = i < lines.size() && (i >= covered_.size() || covered_[i] == 0);
    const bool worded = std::any_of(line.begin(), line.end(), is_alnum);
    if (open && worded) {
      if (paragraph.first == 0) paragraph.first = static_cast<int>(i) + 1;
      paragraph.last = static_cast<int>(i) + 1;
      if (paragraph.words.size() <= longest_paragraph) paragraph.words.append(line).push_back(' ');
    } else if (paragraph.first != 0) {
      look_at(paragraph);
      paragraph = {};
    }
  }
  return std::move(found_);
}

// Those named in the paragraph; where it names one or none, also the texts of the file.
void Choices::look_at(const Paragraph& paragraph) {
  std::vector<std::string> members;
  for (const Match& match : matches_)
    if (match.kind != MatchKind::text && match.kind != MatchKind::modified && match.expression.empty() &&
        match.lines.start >= paragraph.first && match.lines.start <= paragraph.last &&
        !match.id.starts_with("LicenseRef-unknown") && match.id.find("xception") == std::string::npos)
      add(members, match.id);
  if (!offers_choice(paragraph.words, members.size())) return;
  if (members.size() < 2) {
    std::vector<std::string> texts;
    for (const Match& match : matches_)
      if (match.kind == MatchKind::text) add(texts, match.id);
    for (const std::string& member : members) add(texts, member);
    members = std::move(texts);
  }
  if (members.size() < 2) return;
  const bool known = std::any_of(found_.begin(), found_.end(), [&](const auto& other) {
    return std::any_of(members.begin(), members.end(),
                       [&](const auto& id) { return std::find(other.begin(), other.end(), id) != other.end(); });
  });
  if (!known) found_.push_back(std::move(members));
}

}  // namespace auditor::licenses
