#include "auditor/licenses/identify.h"

#include "auditor/core/text.h"
#include "auditor/licenses/changed.h"
#include "auditor/licenses/decode.h"
#include "auditor/licenses/match.h"

#include <algorithm>

// Until the reference reader is in the tree, texts only.
#if __has_include("auditor/licenses/references.cpp")
#include "auditor/licenses/expression.h"
#include "auditor/licenses/references.h"
#define AUDITOR_HAS_REFERENCES 1
#endif

namespace auditor::licenses {

namespace {

Match text_match(const TextMatch& found, const Tokens& tokens) {
  Match match;
  match.id = std::string(found.text.id);
  match.score = found.alignment.similarity;
  match.lines = {static_cast<int>(tokens.places[found.alignment.first].line),
                 static_cast<int>(tokens.places[found.alignment.last].line)};
  match.missing_words = static_cast<int>(found.alignment.missing);
  match.extra_words = static_cast<int>(found.alignment.extra);
  return match;
}

// Lines whose words all belong to accepted texts.
[[maybe_unused]] std::vector<char> covered_lines(const Tokens& tokens, const std::vector<char>& covered,
                                                 std::size_t lines) {
  std::vector<char> any(lines);
  std::vector<char> open(lines);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::size_t line = tokens.places[i].line - 1;
    if (line < lines) (covered[i] != 0 ? any : open)[line] = 1;
  }
  for (std::size_t line = 0; line < lines; ++line) any[line] = any[line] != 0 && open[line] == 0 ? 1 : 0;
  return any;
}

constexpr std::size_t kWholeFileRest = 100;  // unmatched words up to which a file is one licence and little else
constexpr double kWholeFileShare = 0.12;     // or this share of its words
constexpr double kLegalShare = 0.08;         // legal words in text that speaks as a licence does

// True when what stands beside the texts is short, or itself speaks as a licence does: not code or other prose.
bool rest_belongs_to_licence(const FileView& file, const std::vector<Block>& blocks) {
  std::size_t rest = 0;
  double legal = 0;
  for (const Block& block : blocks) {
    rest += block.size();
    legal += legal_share(file, block) * static_cast<double>(block.size());
  }
  const auto all = static_cast<double>(file.tokens.size());
  if (static_cast<double>(rest) <= std::max<double>(kWholeFileRest, kWholeFileShare * all)) return true;
  return legal >= kLegalShare * static_cast<double>(rest);
}

// A file that holds one licence and further terms is that licence modified.
void mark_modified(const FileView& file, const std::vector<Block>& blocks, std::vector<Match>& texts) {
  if (texts.empty()) return;
  for (const Match& match : texts)
    if (match.id != texts.front().id) return;
  const std::vector<Block> changing = changing_blocks(file, blocks);
  if (changing.empty() || !rest_belongs_to_licence(file, blocks)) return;
  for (Match& match : texts) {
    match.kind = MatchKind::modified;
    match.similar_to = match.id;
    match.id = "LicenseRef-modified-" + match.id;
  }
  for (const Block& block : changing) texts.front().changed.push_back(lines_of(file, block));
}

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
  const Index& index = Index::shared();
  const std::string text = decode_text(bytes);
  const Tokens tokens = tokenize(text, index);
  const TextMatches found = match_texts(tokens, index);
  const FileView file{text, tokens, found};
  std::vector<Match> matches;
  for (const TextMatch& match : found.accepted) matches.push_back(text_match(match, tokens));
  if (!matches.empty()) mark_modified(file, open_blocks(file), matches);
#ifdef AUDITOR_HAS_REFERENCES
  if (options.references) {
    const std::vector<std::string_view> lines = split_lines(text);
    const std::vector<char> covered = covered_lines(tokens, found.covered, lines.size());
    matches = resolve(std::move(matches), find_references(lines, covered));
  }
#else
  (void)options;
#endif
  Identification out;
  out.matches = std::move(matches);
  for (const Match& match : out.matches)
    if (std::find(out.ids.begin(), out.ids.end(), match.id) == out.ids.end()) out.ids.push_back(match.id);
#ifdef AUDITOR_HAS_REFERENCES
  out.expression = join_and(out.ids);
#else
  for (const std::string& id : out.ids) out.expression += (out.expression.empty() ? "" : " AND ") + id;
#endif
  return out;
}

}  // namespace auditor::licenses
