#include "auditor/licenses/texts/identify.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/references/references.h"
#include "auditor/licenses/texts/changed.h"
#include "auditor/licenses/texts/choices.h"
#include "auditor/licenses/texts/decode.h"
#include "auditor/licenses/texts/grant.h"
#include "auditor/licenses/texts/match.h"
#include "auditor/licenses/texts/unknown.h"

#include <algorithm>
#include <cstdlib>

namespace auditor::licenses {

namespace {

constexpr std::size_t kWholeFileRest = 100;  // unmatched words up to which a file is one licence and little else
constexpr double kWholeFileShare = 0.12;     // or this share of its words
constexpr double kLegalShare = 0.08;         // legal words in text that speaks as a licence does
constexpr std::size_t kSentenceWords = 10;   // unmatched words inside a text that can be a term of their own
constexpr std::uint32_t kClauseWords = 20;   // words of the original that are missing between others: a clause
constexpr int kBindingLines = 3;             // from a licence's name to what its notice says of it
constexpr int kNearLines = 12;               // a reference explains the words of its paragraph and its neighbours
constexpr std::uint32_t kSimilarWords = 60;  // words that a text shares with a similar one at least
constexpr double kNearlyAccepted = 0.7;      // from this similarity a similar text may stand beside anything
constexpr double kMainShare = 0.4;           // below it, it must be this share of the file
constexpr int kNoticeLines = 32;             // a standard notice with the distributor's words around it
constexpr int kExplainedLines = 40;  // licence-like text up to this length may be a notice that a reference names

std::string modified_id(std::string_view original) {
  constexpr std::string_view prefix = "LicenseRef-";
  if (original.starts_with(prefix)) original.remove_prefix(prefix.size());
  return "LicenseRef-modified-" + std::string(original);
}

class Identifier {
 public:
  Identifier(std::string_view bytes, const IdentifyOptions& options)
      : options_(options), text_(decode_text(bytes)), tokens_(tokenize(text_, Index::shared())) {
    if (auto whole = match_whole(tokens_, Index::shared())) {
      found_ = std::move(*whole);
      return;
    }
    trigrams_ = FileTrigrams(tokens_.words, Index::shared());
    found_ = match_texts(tokens_, trigrams_, Index::shared());
  }

  Identification run() {
    for (const TextMatch& match : found_.accepted) texts_.push_back(text_match(match));
    if (options_.references) read_references();
    mark_modified();
    if (options_.unknown) add_similar();
    drop_explained_references();
    std::vector<Match> matches = resolve(std::move(texts_), std::move(references_));
    if (options_.unknown) add_unknown(matches);
    return summarize(std::move(matches));
  }

 private:
  [[nodiscard]] Match text_match(const TextMatch& found) const {
    Match match;
    match.id = std::string(found.text.id);
    match.score = found.alignment.similarity;
    match.lines = {line_of(found.alignment.first), line_of(found.alignment.last)};
    match.missing_words = static_cast<int>(found.alignment.missing);
    match.extra_words = static_cast<int>(found.alignment.extra);
    return match;
  }

  [[nodiscard]] int line_of(std::size_t word) const { return static_cast<int>(tokens_.places[word].line); }

  // A line is covered when all its words belong to accepted texts.
  [[nodiscard]] std::vector<char> covered_lines() const {
    std::vector<char> covered(split_lines(text_).size());
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (const std::size_t line = tokens_.places[i].line - 1; line < covered.size()) covered[line] = 1;
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (const std::size_t line = tokens_.places[i].line - 1; line < covered.size() && found_.covered[i] == 0)
        covered[line] = 0;
    return covered;
  }

  void read_references() { references_ = find_references(split_lines(text_), covered_lines()); }

  // A text without a clause of the original, or one licence with further terms beside it, is that licence modified.
  void mark_modified() {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      if (found_.accepted[i].alignment.longest_missing >= kClauseWords) rename_modified(texts_[i]);
      for (const Block& block : narrowed_grants(file_, found_.accepted[i])) {
        rename_modified(texts_[i]);
        texts_[i].changed.push_back(lines_of(file_, block));
      }
    }
    if (texts_.empty()) return;
    if (!std::all_of(texts_.begin(), texts_.end(),
                     [&](const Match& match) { return original_of(match) == original_of(texts_.front()); })) {
      mark_restricted_inside();
      return;
    }
    const std::vector<Block> blocks = open_blocks(file_);
    std::vector<Block> changing = changing_blocks(file_, blocks);
    std::erase_if(changing, [&](const Block& block) { return is_notice_of_another(block); });
    if (changing.empty() || !rest_belongs_to_licence(blocks)) return;
    for (Match& match : texts_) rename_modified(match);
    for (const Block& block : changing) texts_.front().changed.push_back(lines_of(file_, block));
  }

  // Among several licences, one whose own span holds a further term that restricts outright is that licence modified.
  void mark_restricted_inside() {
    const bool any_extra = std::any_of(texts_.begin(), texts_.end(),
                                       [](const Match& m) { return m.extra_words >= static_cast<int>(kClauseWords); });
    if (!any_extra) return;
    for (const Block& block : open_blocks(file_)) {
      if (block.size() < kSentenceWords || !restricts(file_, block)) continue;
      for (std::size_t i = 0; i < texts_.size(); ++i) {
        const Alignment& span = found_.accepted[i].alignment;
        if (block.first < span.first || block.last > span.last) continue;
        rename_modified(texts_[i]);
        texts_[i].changed.push_back(lines_of(file_, block));
      }
    }
  }

  static void rename_modified(Match& match) {
    if (match.kind == MatchKind::modified) return;
    match.kind = MatchKind::modified;
    match.similar_to = match.id;
    match.id = modified_id(match.id);
  }

  [[nodiscard]] static const std::string& original_of(const Match& match) {
    return match.similar_to.empty() ? match.id : match.similar_to;
  }

  // Words beside a reference to another licence belong to its notice, unless they restrict outright.
  [[nodiscard]] bool is_notice_of_another(const Block& block) const {
    if (restricts_beyond_notice(file_, block)) return false;
    const bool binds = restricts(file_, block);  // to a licence that must be named there
    const LineRange lines = lines_of(file_, block);
    return std::any_of(references_.begin(), references_.end(), [&](const Reference& reference) {
      const Match& match = reference.match;
      if (binds && (match.lines.start < lines.start - kBindingLines || match.lines.start > lines.end)) return false;
      return match.id != original_of(texts_.front()) && match.lines.start - kNearLines <= lines.end &&
             match.lines.end + kNearLines >= lines.start;
    });
  }

  // True when what stands beside the texts is short, or itself speaks as a licence does: not code or other prose.
  [[nodiscard]] bool rest_belongs_to_licence(const std::vector<Block>& blocks) const {
    double rest = 0;
    for (const Block& block : blocks) rest += static_cast<double>(block.size());
    if (rest <= std::max<double>(kWholeFileRest, kWholeFileShare * static_cast<double>(tokens_.size()))) return true;
    double legal = 0;
    for (const Block& block : blocks) legal += legal_share(file_, block) * static_cast<double>(block.size());
    return legal >= kLegalShare * rest;
  }

  // The nearest known text where terms were changed or removed beyond what a copy of it may differ by. A paragraph of a
  // longer text that is like a short licence says nothing.
  void add_similar() {
    std::erase_if(found_.similar, [&](const TextMatch& similar) {
      const Alignment& at = similar.alignment;
      const auto span = static_cast<double>(at.last - at.first + 1);
      return at.matched < kSimilarWords ||
             (at.similarity < kNearlyAccepted && span < kMainShare * static_cast<double>(tokens_.size()));
    });
    for (const TextMatch& similar : found_.similar) {
      Match match = text_match(similar);
      rename_modified(match);
      for (const Block& block : unmatched_blocks(file_, similar)) match.changed.push_back(lines_of(file_, block));
      texts_.push_back(std::move(match));
    }
  }

  // The title or tag of a changed text names the original, which the file no longer is.
  void drop_explained_references() {
    for (const Match& match : texts_)
      if (match.kind == MatchKind::modified)
        std::erase_if(references_, [&](const Reference& reference) { return reference.match.id == match.similar_to; });
  }

  // True when licences' standard notices follow each other over all these lines, as in a distributor's copyright file.
  [[nodiscard]] static bool only_notices(const LineRange& lines, const std::vector<Match>& matches) {
    int explained_to = lines.start;
    for (const Match& match : matches)  // by start line
      if (match.kind == MatchKind::header && match.lines.start <= explained_to + kNoticeLines)
        explained_to = std::max(explained_to, match.lines.end);
    return explained_to > lines.start && explained_to + kNoticeLines >= lines.end;
  }

  // Words amid a text that restricts as a whole: what they add is a change of it, no terms of their own.
  [[nodiscard]] bool is_amid_restricting(const Block& block) const {
    return std::any_of(found_.accepted.begin(), found_.accepted.end(), [&](const TextMatch& match) {
      return match.alignment.first <= block.first && block.last <= match.alignment.last &&
             openness_of(match.text.id) >= Openness::restricted;
    });
  }

  void add_unknown(std::vector<Match>& matches) const {
    std::vector<Match> unknown;
    for (const Block& block : licence_like(file_, trigrams_)) {
      const LineRange lines = lines_of(file_, block);
      const bool named = lines.end - lines.start < kExplainedLines &&
                         std::any_of(matches.begin(), matches.end(), [&](const Match& match) {
                           return match.lines.start <= lines.end + 2 && match.lines.end + 2 >= lines.start;
                         });
      if (named || is_amid_restricting(block) || (only_notices(lines, matches) && !restricts(file_, block))) continue;
      Match match;
      match.id = "LicenseRef-unknown";
      match.score = 0;
      match.lines = lines;
      unknown.push_back(std::move(match));
    }
    matches.insert(matches.end(), unknown.begin(), unknown.end());
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match& a, const Match& b) { return a.lines.start < b.lines.start; });
  }

  // All matches joined by AND. What a stated expression names ("MIT OR Apache-2.0", "GPL-2.0-only WITH …") is not said
  // again beside it, unless the file holds the text itself.
  [[nodiscard]] std::string whole_expression(const std::vector<Match>& matches) const {
    std::vector<std::string> parts;
    std::vector<std::string> named;
    if (matches.size() > 1 && options_.references)
      for (const std::vector<std::string>& choice : Choices(text_, covered_lines(), matches).find()) {
        std::string either;
        for (const std::string& id : choice) either += (either.empty() ? "" : " OR ") + id;
        parts.push_back(std::move(either));
        named.insert(named.end(), choice.begin(), choice.end());
      }
    const std::vector<std::string> chosen = named;
    for (const Match& match : matches) {
      if (match.expression.empty()) continue;
      parts.push_back(match.expression);
      named.push_back(match.id);
    }
    for (const Match& match : matches) {
      const bool said =
          (match.kind != MatchKind::text && std::find(named.begin(), named.end(), match.id) != named.end()) ||
          std::find(chosen.begin(), chosen.end(), match.id) != chosen.end();
      if (match.expression.empty() && !said) parts.push_back(match.id);
    }
    return join_and(parts);
  }

  [[nodiscard]] Identification summarize(std::vector<Match> matches) {
    Identification out;
    out.matches = std::move(matches);
    for (const Match& match : out.matches)
      if (std::find(out.ids.begin(), out.ids.end(), match.id) == out.ids.end()) out.ids.push_back(match.id);
    out.expression = whole_expression(out.matches);
    return out;
  }

  const IdentifyOptions& options_;
  std::string text_;
  Tokens tokens_;
  FileTrigrams trigrams_;
  TextMatches found_;
  FileView file_{text_, tokens_, found_};
  std::vector<Match> texts_;
  std::vector<Reference> references_;
};

}  // namespace

std::string_view to_string(MatchKind kind) {
  switch (kind) {
    case MatchKind::text: return "text";
    case MatchKind::modified: return "modified";
    case MatchKind::reference: return "reference";
    case MatchKind::header: return "header";
    case MatchKind::tag: return "tag";
  }
  return "text";
}

Identification identify(std::string_view bytes, const IdentifyOptions& options) {
  return Identifier(bytes, options).run();
}

}  // namespace auditor::licenses
