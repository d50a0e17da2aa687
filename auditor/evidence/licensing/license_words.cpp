#include "auditor/evidence/licensing/license_words.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/prose/markdown.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest_file = 256U << 10U;

using Kind = licenses::MatchKind;

// Lines that no licence text explains: those outside of every text, and those that changed one.
class OwnLines {
 public:
  OwnLines(std::string_view text, const licenses::Identification& found) {
    own_.assign(split_lines(text).size() + 1, 1);
    for (const licenses::Match& match : found.matches)
      if (match.kind == Kind::text || match.kind == Kind::modified) mark(match.lines, 0);
    for (const licenses::Match& match : found.matches)
      for (const licenses::LineRange& changed : match.changed) mark(changed, 1);
  }

  [[nodiscard]] bool has(int first, int last) const {
    for (int line = first; line <= last; ++line)
      if (line < 1 || static_cast<std::size_t>(line) >= own_.size() || own_[static_cast<std::size_t>(line)] == 0)
        return false;
    return true;
  }

 private:
  void mark(const licenses::LineRange& lines, char own) {
    for (int line = std::max(lines.start, 1); line <= lines.end && static_cast<std::size_t>(line) < own_.size(); ++line)
      own_[static_cast<std::size_t>(line)] = own;
  }

  std::vector<char> own_;
};

bool names_weights(std::string_view text, const OwnLines& own) {
  int number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    if (own.has(number, number) && (scopes_named(to_lower(line)) & scope_weights) != 0) return true;
  }
  return false;
}

bool covers(const FileWords& words, const licenses::LineRange& lines) {
  const auto overlaps = [&](const Citation& at) { return at.start_line <= lines.end && lines.start <= at.end_line; };
  return std::any_of(words.statements.begin(), words.statements.end(),
                     [&](const auto& s) { return overlaps(s.citation); }) ||
         std::any_of(words.terms.begin(), words.terms.end(), [&](const auto& t) { return overlaps(t.citation); });
}

bool leads(std::string_view text) { return contains_i(text, "below") || contains_i(text, "following"); }

// "except files with their own headers", above a text that it leads to.
bool only_scopes(std::string_view lower) {
  static const std::vector<std::string> harmless =
      string_list(Packed::of_resource("rules/vocabulary/licensing.yaml"), "harmless_exceptions");
  return leads(lower) && first_phrase(lower, harmless) != nullptr;
}

// "All models are released under the terms below, except for files with their own headers": says what the text covers.
bool leads_to_text(const TermFinding& term) {
  const bool sets_apart = term.kind == "not-for-weights" || term.kind == "code-alone" || term.kind == "other-terms";
  return term.doubt && !sets_apart && leads(term.text);
}

// Of the sentences on weights alone that no reader understood, those that set them apart from the text are questions:
// "weights carry licences of their own". "All files, weights included, are under the following license" is none.
void ask_the_rest(Repository& repository, const LicenseText& file, const OwnLines& own, FileWords& words) {
  const Card* card = repository.card(file.file.path);
  if (card == nullptr) return;
  for (const Block& block : card->document.blocks)
    for (const Sentence& sentence : sentences(block)) {
      const std::string lower = to_lower(sentence.text);
      const Scopes scopes = scopes_named(lower);
      const bool alone = (scopes & scope_weights) != 0 && (scopes & scope_code) == 0;
      if (!alone || !own.has(sentence.start_line, sentence.end_line) ||
          first_phrase(lower, license_vocabulary().apart) == nullptr || only_scopes(lower) ||
          covers(words, {sentence.start_line, sentence.end_line}))
        continue;
      TermFinding term;
      term.scopes = scope_weights;
      term.doubt = true;
      term.kind = "other-terms";
      term.text = std::string(sentence.text);
      term.start_line = sentence.start_line;
      term.end_line = sentence.end_line;
      term.citation = repository.cite(file.file.path, sentence.start_line, sentence.end_line, "sentence");
      words.terms.push_back(std::move(term));
    }
}

// A text that only such words changed is the text; a licence that is only named in them is not the file's.
void give_away(const FileWords& words, LicenseText& file) {
  std::vector<std::string> ids;
  for (const licenses::Match& match : file.identification->matches) {
    const auto ours = [&](const licenses::LineRange& lines) { return covers(words, lines); };
    const bool held = match.kind == Kind::text || match.kind == Kind::modified;
    if (!held && ours(match.lines)) continue;
    const bool restored = match.kind == Kind::modified && !match.changed.empty() &&
                          std::all_of(match.changed.begin(), match.changed.end(), ours);
    const std::string& id = restored ? match.similar_to : match.id;
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  if (ids.empty() || ids == file.ids) return;
  file.ids = std::move(ids);
  file.expression = licenses::join_and(file.ids);
}

}  // namespace

FileWords read_file_words(Repository& repository, const OwnNames& own, LicenseText& file) {
  FileWords words;
  const bool speaks = file.file.role == LicenseFileRole::general || file.file.role == LicenseFileRole::code;
  if (!speaks || !file.text || file.identification == nullptr) return words;
  const auto text = repository.text(file.file.path);
  if (!text) return words;
  if (text->size() > longest_file) {
    repository.report({file.file.path, 0, "limit", "a licence file is longer than is read for its own words"});
    return words;
  }
  const OwnLines lines(*text, *file.identification);
  if (!names_weights(*text, lines)) return words;
  for (LicenseStatement& s : read_license_statements(repository, own, file.file.path))
    if (s.duty.empty() && s.explicit_scope && (s.scopes & scope_weights) != 0 && (s.scopes & scope_code) == 0 &&
        lines.has(s.citation.start_line, s.citation.end_line))
      words.statements.push_back(std::move(s));
  TermsOfDocument terms = read_terms(repository, own, file.file.path);
  for (TermFinding& term : terms.findings)
    if (term.scopes == scope_weights && !leads_to_text(term) && lines.has(term.start_line, term.end_line))
      words.terms.push_back(std::move(term));
  ask_the_rest(repository, file, lines, words);
  if (!words.statements.empty() || !words.terms.empty()) give_away(words, file);
  return words;
}

}  // namespace auditor::evidence
