#include "auditor/evidence/licensing/shown_terms.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest_text = std::size_t{1} << 17U;

bool claims_copyright(std::string_view line) {
  const std::string lower = to_lower(trim(line));
  return lower.starts_with("copyright") || lower.starts_with("©");
}

// Every line belongs to the text of a licence, is empty or claims a copyright.
bool is_text(std::string_view text, const licenses::Identification& found) {
  int number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    const bool matched = std::any_of(found.matches.begin(), found.matches.end(), [&](const licenses::Match& match) {
      const bool own = match.kind == licenses::MatchKind::text || match.kind == licenses::MatchKind::header ||
                       match.kind == licenses::MatchKind::tag;
      return own && match.lines.start <= number && number <= match.lines.end;
    });
    if (!matched && !trim(line).empty() && !claims_copyright(line)) return false;
  }
  return true;
}

// Nothing but the notice that the licence asks for, below a claim of copyright.
bool is_notice(std::string_view text, std::string_view license) {
  static const Packed notices = Packed::of_resource("rules/vocabulary/licensing.yaml").at("standard_notices");
  const auto plain = [](std::string_view words) {
    std::string lower = to_lower(words);
    if (const std::size_t secure = lower.find("https://"); secure != std::string::npos) lower.erase(secure + 4, 1);
    return letters_and_digits(lower);
  };
  std::string words;
  for (const std::string_view line : split_lines(text))
    if (!claims_copyright(line)) words.append(line).push_back(' ');
  const std::string_view notice = notices.at(license).text();
  return !notice.empty() && plain(words) == plain(notice);
}

bool is_whole(const licenses::Match& match) {
  return match.kind != licenses::MatchKind::modified && match.extra_words == 0;
}

}  // namespace

std::optional<LicenseStatement> shown_terms(Repository& repository, const std::string& path, const Block& before,
                                            const Block& code) {
  if (code.text.size() > longest_text) return std::nullopt;
  const std::vector<Sentence> said = sentences(before);
  if (said.empty()) return std::nullopt;
  const Sentence& last = said.back();
  const std::string lower = to_lower(last.text);
  if (first_phrase(lower, license_vocabulary().announcements) == nullptr) return std::nullopt;
  const licenses::Identification found = licenses::identify(code.text);
  if (found.ids.size() != 1 || !std::all_of(found.matches.begin(), found.matches.end(), is_whole) ||
      licenses::openness_of(found.expression) == licenses::Openness::unknown ||
      (!is_text(code.text, found) && !is_notice(code.text, found.expression)))
    return std::nullopt;
  LicenseStatement statement;
  statement.expression = statement.label = found.expression;
  statement.kind = "sentence";
  statement.scopes = scopes_named(lower);
  statement.explicit_scope = statement.scopes != 0;
  if (statement.scopes == 0) statement.scopes = scope_project;
  statement.subject = lower;
  statement.citation = repository.cite(path, last.start_line, code.end_line, "sentence", Confidence::medium);
  return statement;
}

}  // namespace auditor::evidence
