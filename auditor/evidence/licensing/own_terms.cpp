#include "auditor/evidence/licensing/own_terms.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/texts/restricting.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

constexpr std::size_t shortest_own_text = 500;  // a heading before any licence is no border
constexpr std::size_t longest_marker = 200;
constexpr std::size_t longest_remark = 8000;  // of one's own, behind a border
constexpr std::size_t max_read = 512U << 10U;

// An unknown text counts when it is long enough to be one, not a note on where the terms are.
bool restricts(const licenses::Identification& found, std::size_t bytes) {
  constexpr std::size_t longest_note = 1500;
  return std::any_of(found.ids.begin(), found.ids.end(), [&](const std::string& id) {
    const licenses::Openness openness = licenses::openness_of(id);
    return openness != licenses::Openness::open && (openness != licenses::Openness::unknown || bytes > longest_note);
  });
}

bool speaks_of_weights(std::string_view text) {
  static constexpr std::array<std::string_view, 4> words = {"weights", "checkpoint", "pretrained", "pre-trained"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return contains_i(text, word); });
}

// "The Wren model may not be sold", outside the texts and notices that `found` has: no notice of another's part says so
// of a model.
bool restricts_model(std::string_view text, const licenses::Identification& found, bool whatever = false) {
  const auto sentences = licenses::restricting_sentences(text);
  return std::any_of(sentences.begin(), sentences.end(), [&](const licenses::RestrictingSentence& sentence) {
    return (whatever || sentence.of_model) &&
           std::none_of(found.matches.begin(), found.matches.end(), [&](const auto& match) {
             return match.lines.start <= sentence.lines.start && sentence.lines.end <= match.lines.end;
           });
  });
}

licenses::Identification with_unknown(licenses::Identification found) {
  found.ids.emplace_back("LicenseRef-unknown");
  found.expression = licenses::join_and({found.expression, found.ids.back()});
  return found;
}

// A line that announces other people's parts; a numbered section is one of the licence itself.
bool is_border(std::string_view line) {
  if (line.size() > longest_marker) return false;
  std::string words;
  for (const char c : to_lower(trim(line)))
    if (c != ' ' || (!words.empty() && words.back() != ' ')) words.push_back(c);
  if (words.empty() || (words[0] >= '0' && words[0] <= '9')) return false;
  return first_phrase(words, license_vocabulary().bundled) != nullptr;
}

// Nothing but whole licence texts: a changed or unknown one is read with all that follows.
bool complete(const licenses::Identification& found) {
  using Kind = licenses::MatchKind;
  return std::any_of(found.matches.begin(), found.matches.end(), [](const auto& m) { return m.kind == Kind::text; }) &&
         std::none_of(found.matches.begin(), found.matches.end(),
                      [](const auto& m) { return m.kind == Kind::modified || m.id.starts_with("LicenseRef-unknown"); });
}

}  // namespace

std::size_t own_terms_end(std::string_view text) {
  const std::string_view near = text.substr(0, std::min(text.size(), max_read));
  bool opens_paragraph = false;
  for (std::size_t start = 0; start < near.size();) {
    const std::size_t end = std::min(near.find('\n', start), near.size());
    const std::string_view line = near.substr(start, end - start);
    if (opens_paragraph && start >= shortest_own_text && is_border(line)) return start;
    opens_paragraph = std::none_of(line.begin(), line.end(), is_alnum);
    start = end + 1;
  }
  return text.size();
}

licenses::Identification identify_own_terms(std::string_view text) {
  licenses::Identification whole = licenses::identify(text);
  const std::size_t end = own_terms_end(text);
  if (end == text.size()) {
    // Of several texts such a sentence belongs to none; far from the only one, amid other prose, it has not changed it.
    const bool open = !whole.ids.empty() && complete(whole) && !restricts(whole, 0);
    const bool withheld = open && text.size() <= max_read && restricts_model(text, whole, whole.ids.size() == 1);
    return withheld ? with_unknown(std::move(whole)) : whole;
  }
  if (whole.ids.size() == 1 && complete(whole)) return whole;
  licenses::Identification own = licenses::identify(text.substr(0, end));
  const std::string_view rest = text.substr(end);
  if (!complete(own)) return whole;
  const licenses::Identification others = licenses::identify(rest);
  if (speaks_of_weights(rest) && restricts(others, rest.size())) return whole;
  return rest.size() <= longest_remark && restricts_model(rest, others) ? with_unknown(std::move(own)) : own;
}

const licenses::Identification& identify_file(Repository& repository, std::string_view path) {
  const source::Entry* file = repository.file(path);
  if (file != nullptr)
    if (const std::string target = target_in_words(repository.snapshot(), *file); !target.empty() && target != path)
      return repository.identified(target, identify_own_terms);
  return repository.identified(path, identify_own_terms);
}

licenses::Identification identify_bundled_terms(std::string_view text) {
  const std::size_t end = own_terms_end(text);
  return end == text.size() ? licenses::Identification{} : licenses::identify(text.substr(end));
}

}  // namespace auditor::evidence
