#include "auditor/evidence/licensing/license_naming.h"

#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/texts/choices.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/prose/badges.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <optional>

namespace auditor::evidence {
namespace {

struct ProperName {
  std::string name;
  std::size_t start = 0;
};

bool opens_name(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Start of the capitalised words that end at `at`.
std::size_t name_start(std::string_view clause, std::size_t at) {
  std::size_t start = at;
  while (start > 0) {
    std::size_t word_end = start;
    while (word_end > 0 && clause[word_end - 1] == ' ') --word_end;
    std::size_t word = word_end;
    while (word > 0 && clause[word - 1] != ' ') --word;
    if (word == word_end || !opens_name(clause[word])) break;
    start = word;
  }
  return start;
}

// "the Rosetta-DL Software license" -> "Rosetta-DL Software": capitalised words before a noun of the vocabulary.
std::optional<ProperName> proper_license_name(std::string_view clause) {
  const LicenseVocabulary& v = license_vocabulary();
  const std::string lower = to_lower(clause);
  for (const std::string& noun : v.nouns) {
    const std::string wanted = to_lower(noun);
    for (std::size_t at = lower.find(wanted); at != std::string::npos; at = lower.find(wanted, at + 1)) {
      const std::size_t start = name_start(clause, at);
      std::string_view before = trim(clause.substr(start, at - start));
      while (before.ends_with("-") || before.ends_with("_")) before.remove_suffix(1);
      const std::string name(before);
      const bool generic =
          std::find(v.generic_names.begin(), v.generic_names.end(), to_lower(name)) != v.generic_names.end();
      if (name.size() >= 2 && !generic) return ProperName{name, start};
    }
  }
  return std::nullopt;
}

// Chinese and Japanese: the Latin letters between an opening mark and the noun for "licence".
std::optional<ProperName> cjk_license_name(std::string_view clause) {
  for (const std::string& noun : license_vocabulary().cjk_nouns) {
    const std::size_t at = clause.find(noun);
    if (at == std::string_view::npos) continue;
    std::size_t start = 0;
    for (const std::string_view open : {"《", "「", "[", "\"", "“", "遵循", "遵守", " "})
      if (const auto from = clause.rfind(open, at); from != std::string_view::npos && from + open.size() <= at)
        start = std::max(start, from + open.size());
    std::string name;
    for (const char c : clause.substr(start, at - start))
      if (is_alnum(c) || c == '-') name.push_back(c);
    if (name.size() >= 3) return ProperName{name, start};
  }
  return std::nullopt;
}

// Where in a clause the terms begin: what stands before is the subject.
std::size_t naming_position(std::string_view clause) {
  const std::string lower = to_lower(clause);
  std::size_t best = std::string::npos;
  for (const std::string& verb : license_vocabulary().verbs) best = std::min(best, find_phrase(lower, verb));
  return best;
}

std::string expression_of(const licenses::Identification& found) {
  return found.expression.empty() ? licenses::join_and(found.ids) : found.expression;
}

std::string identified(std::string_view text) {
  licenses::IdentifyOptions options;
  options.unknown = false;
  return expression_of(licenses::identify(text, options));
}

bool speaks_of_terms(std::string_view text) {
  for (const std::string_view word :
       {"licen", "terms", "copying", "agreement", "cc-by", "cc by", "creativecommons", "apache", "mit", "许可", "协议"})
    if (contains_i(text, word)) return true;
  return false;
}

// Follows the links of one clause.
class Follower {
 public:
  Follower(Repository& repository, const OwnNames& own, std::string_view path)
      : repository_(repository), own_(own), path_(path) {}

  void follow(const Link& link, std::string_view clause, NamedTerms& named, std::string& expression) {
    if (link.url.starts_with("#")) return;  // a place in this document, where the terms are read anyway
    const std::string target = resolve_link(own_, path_, link.url);
    if (target.empty()) {
      follow_outside(link, clause, named, expression);
      return;
    }
    if (!speaks_of_terms(target) && !contains_i(link.text, "licen") && link.text.find("许可") == std::string::npos)
      return;
    const std::string file = existing_file(repository_, target);
    if (file != target) named.broken = target;
    if (named.label.empty()) named.label = link.text;
    named.at = std::min(named.at, clause.find(link.text));
    if (file.empty()) {
      if (expression.empty()) named.unread = true;
      return;
    }
    named.file = file;
    if (ends_with_i(file, ".pdf")) {
      named.unread = expression.empty();
      return;
    }
    const std::string text = expression_of(identify_file(repository_, file));
    if (text.empty() || text == expression) return;
    named.stated = expression;
    expression = text;
  }

 private:
  void follow_outside(const Link& link, std::string_view clause, NamedTerms& named, std::string& expression) const {
    if (!speaks_of_terms(link.url) && !speaks_of_terms(link.text)) return;
    const std::string by_url = identified(link.url);
    const licenses::Label by_text = licenses::read_label(link.text);
    const std::string found =
        !by_url.empty() ? by_url : (by_text.unknown || by_text.other ? std::string{} : by_text.expression);
    if (found.empty()) {
      named.unread = expression.empty();
      if (named.unread && named.label.empty() && contains_i(link.text, "licen")) named.label = link.text;
      return;
    }
    // A name without version ("CC BY-NC") is completed by its link.
    if (expression.empty() || by_text.ambiguous) expression = found;
    named.ambiguous = false;
    if (named.label.empty()) named.label = link.text;
    named.at = std::min(named.at, clause.find(link.text));
  }

  Repository& repository_;
  const OwnNames& own_;
  std::string_view path_;
};

// "are licensed under CC-BY-NC": one verb may follow another.
void strip_verbs(std::string_view& tail) {
  const auto opens = [&](const std::string& verb) {
    return starts_with_i(tail, verb) &&
           (tail.size() == verb.size() || !is_alnum(verb.back()) || !is_alnum(tail[verb.size()]));
  };
  for (int verbs = 0; verbs < 3; ++verbs) {
    const auto& all = license_vocabulary().verbs;
    const auto verb = std::find_if(all.begin(), all.end(), opens);
    if (verb == all.end()) return;
    tail = trim(tail.substr(verb->size()));
  }
}

// "licensed under CC-BY-NC.": a label after the verb, or a family without version, which is no licence one could read.
bool name_by_label(std::string_view clause, NamedTerms& named) {
  // Without a verb only a bare name will do: "MIT" alone under the heading "License".
  constexpr std::size_t bare_name = 40;
  if (named.at == std::string::npos && clause.size() > bare_name) return false;
  std::string_view tail = clause.substr(named.at == std::string::npos ? 0 : named.at);
  strip_verbs(tail);
  tail = trim(tail.substr(0, std::min<std::size_t>(tail.size(), 60)));
  if (starts_with_i(tail, "the ")) tail.remove_prefix(4);
  while (!tail.empty() && (tail.back() == '.' || tail.back() == ':' || tail.back() == ' ' || tail.back() == ')'))
    tail.remove_suffix(1);
  if (tail.size() < 2) return false;
  const licenses::Label label = licenses::read_label(tail);
  if (label.unknown || label.other || (label.expression.empty() && !label.ambiguous)) return false;
  named.label = tail;
  named.ambiguous = label.ambiguous;
  named.expression = label.expression.empty() ? "LicenseRef-" + license_slug(tail) : label.expression;
  return true;
}

// "The code is MIT.": nothing but a name after "is".
bool name_by_copula(std::string_view clause, NamedTerms& named) {
  constexpr std::size_t short_clause = 80;
  constexpr std::size_t longest_name = 40;
  if (named.at != std::string::npos || clause.size() > short_clause) return false;
  for (const std::string_view verb : {" is ", " are "}) {
    const std::size_t at = clause.find(verb);
    if (at == std::string_view::npos) continue;
    std::string_view name = trim(clause.substr(at + verb.size()));
    while (!name.empty() && (name.back() == '.' || name.back() == '!')) name.remove_suffix(1);
    if (name.size() < 3 || name.size() > longest_name) continue;
    const licenses::Label label = licenses::read_label(name);
    if (label.unknown || label.other || label.ambiguous || label.expression.empty()) continue;
    named.label = name;
    named.at = at + verb.size();
    named.expression = label.expression;
    return true;
  }
  return false;
}

// "subject to the model license of LLaMA": a family known for its own terms, and a word that binds to them.
bool name_by_family(std::string_view clause, NamedTerms& named) {
  // "inherits the license of Llama 2" names terms without a verb of licensing.
  const bool inherits = contains_i(clause, "license of") || contains_i(clause, "licence of") ||
                        contains_i(clause, "license agreement of") || contains_i(clause, "licence agreement of") ||
                        contains_i(clause, "license terms of");
  const std::size_t from = named.at != std::string::npos ? named.at : (inherits ? 0 : std::string::npos);
  if (from == std::string::npos || !contains_i(clause.substr(from), "licen")) return false;
  const BaseTerms family = base_terms_in(clause.substr(from));
  if (family.expression.empty() || licenses::openness_of(family.expression) == licenses::Openness::open) return false;
  named.label = clause.substr(from);
  named.at = std::min(named.at, from + family.start);
  named.expression = family.expression;
  return true;
}

void name_properly(std::string_view clause, NamedTerms& named) {
  if (name_by_label(clause, named)) return;
  if (name_by_copula(clause, named)) return;
  if (name_by_family(clause, named)) return;
  auto proper = proper_license_name(clause);
  if (!proper) proper = cjk_license_name(clause);
  if (!proper) return;
  const licenses::Label label = licenses::read_label(proper->name + " License");
  named.label = proper->name;
  named.at = std::min(named.at, proper->start);
  named.ambiguous = label.ambiguous;
  if (label.expression.empty()) named.unread = true;
  if (!label.expression.empty() && !label.unknown) named.expression = label.expression;
  else named.expression = "LicenseRef-" + license_slug(proper->name);
}

// "Model License: LLaMA", "Model License: Agreement": terms by the family's name, else named and unread.
void name_badge_of_weights(std::string_view value, LicenseStatement& statement) {
  const BaseTerms family = base_terms_in(value);
  if (!family.expression.empty() && licenses::openness_of(family.expression) != licenses::Openness::open) {
    statement.expression = family.expression;
    return;
  }
  statement.expression = "LicenseRef-" + license_slug(value);
  statement.unread = true;
}

// The link that a badge stands in: the neighbour on the same lines that is no image.
const Link* link_around(const Block& block, std::size_t image) {
  for (const std::size_t at : {image + 1, image - 1})
    if (at < block.links.size() && !block.links[at].image &&
        std::abs(block.links[at].line - block.links[image].line) <= 1)
      return &block.links[at];
  return nullptr;
}

}  // namespace

std::string license_slug(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    if (is_alnum(c) || c == '.') out.push_back(c);
    else if (!out.empty() && out.back() != '-') out.push_back('-');
  }
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  return out.empty() ? "unknown" : out;
}

NamedTerms name_terms(Repository& repository, const OwnNames& own, std::string_view path, const Block& block,
                      std::string_view clause) {
  NamedTerms named;
  std::string expression = identified(clause);
  if (!expression.empty()) named.label = clause;
  named.at = naming_position(clause);
  Follower follower(repository, own, path);
  std::vector<std::string> offered;  // by each link, where the reader may choose
  const bool choice = block.links.size() > 1 && licenses::offers_choice(clause, 2);
  for (const Link& link : block.links)
    if (!link.image && !link.text.empty() && clause.find(link.text) != std::string_view::npos) {
      std::string own_terms = choice ? identified(link.text) : std::string{};
      follower.follow(link, clause, named, choice ? own_terms : expression);
      if (choice && !own_terms.empty() && std::find(offered.begin(), offered.end(), own_terms) == offered.end())
        offered.push_back(own_terms);
    }
  if (offered.size() > 1) {
    expression.clear();
    for (const std::string& one : offered)
      expression += (expression.empty() ? "" : " OR ") + (one.find(' ') == std::string::npos ? one : "(" + one + ")");
    named.stated.clear();
    named.file.clear();
    named.unread = false;
    if (named.label.empty()) named.label = clause;
  } else if (offered.size() == 1 && expression.empty()) {
    expression = offered.front();
  }
  named.expression = expression;
  if (named.expression.empty()) name_properly(clause, named);
  if (!named.expression.empty() && named.label.empty()) named.label = named.expression;
  return named;
}

LicenseStatement statement_of(const NamedTerms& named, std::string_view kind, Citation where) {
  LicenseStatement statement;
  statement.expression = named.expression;
  statement.stated = named.stated;
  statement.label = printable(ellipsize(named.label, 120));
  statement.kind = kind;
  statement.ambiguous = named.ambiguous;
  statement.unread = named.unread;
  statement.linked_file = named.file;
  statement.broken_link = named.broken;
  statement.citation = std::move(where);
  return statement;
}

bool names_size(std::string_view lower) {
  for (std::size_t at = 1; at < lower.size(); ++at) {
    const bool unit = (lower[at] == 'b' || lower[at] == 'm') && lower[at - 1] >= '0' && lower[at - 1] <= '9';
    if (unit && (at + 1 == lower.size() || !is_alnum(lower[at + 1]))) return true;
  }
  return false;
}

void read_license_badges(Repository& repository, const OwnNames& own, const std::string& path, const Block& block,
                         std::vector<LicenseStatement>& out) {
  for (std::size_t i = 0; i < block.links.size(); ++i) {
    if (!block.links[i].image) continue;
    const auto badge = read_badge(block.links[i].url);
    if (!badge || badge->message.empty() || !contains_i(badge->label, "licen")) continue;
    LicenseStatement statement;
    if (const Link* around = link_around(block, i)) {
      const auto forge = forge_id_of(around->url);
      if (forge && !own.is_self(*forge)) continue;  // another repository's badge
      statement.linked_file = existing_file(repository, resolve_link(own, path, around->url));
    }
    const licenses::Label label = licenses::read_label(badge->message);
    if (!label.unknown && !label.other) statement.expression = label.expression;
    statement.ambiguous = label.ambiguous;
    if (!statement.linked_file.empty()) {
      const std::string text = expression_of(identify_file(repository, statement.linked_file));
      if (!text.empty() && text != statement.expression) statement.stated = std::exchange(statement.expression, text);
    }
    const std::string about = to_lower(badge->label);
    const Scopes scopes = about.starts_with("data ") ? Scopes{scope_data} : scopes_named(about);
    if (statement.expression.empty() && statement.linked_file.empty() && (scopes & scope_weights) != 0 &&
        (label.unknown || label.ambiguous))
      name_badge_of_weights(badge->message, statement);
    if (statement.expression.empty()) continue;
    statement.label = printable(badge->message);
    statement.kind = "badge";
    statement.scopes = scopes;
    statement.explicit_scope = statement.scopes != 0;
    if (statement.scopes == 0) statement.scopes = scope_project;
    statement.citation = repository.cite(path, block.links[i].line, block.links[i].line, "badge", Confidence::medium);
    out.push_back(std::move(statement));
  }
}

}  // namespace auditor::evidence
