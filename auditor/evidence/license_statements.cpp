#include "auditor/evidence/license_statements.h"

#include "auditor/core/text.h"
#include "auditor/evidence/documents.h"
#include "auditor/evidence/license_vocabulary.h"
#include "auditor/evidence/vocabulary.h"
#include "auditor/licenses/catalog.h"
#include "auditor/licenses/expression.h"
#include "auditor/licenses/identify.h"

#include <algorithm>
#include <array>
#include <optional>

namespace auditor::evidence {
namespace {

using licenses::identify;

constexpr std::size_t max_statements = 400;
constexpr std::size_t max_clause = 2000;

// What a clause names as terms.
struct Named {
  std::string expression;
  std::string label;
  std::string file;
  std::string broken;
  bool ambiguous = false;
  bool unread = false;
  std::size_t at = std::string::npos;  // where in the clause the naming begins
};

// Where a sentence changes its subject: "the code is MIT, while the weights are …".
std::vector<std::string_view> clauses_of(std::string_view sentence) {
  static constexpr std::array<std::string_view, 13> cuts = {"; ", "；", " while ", " whereas ", ", but ", " but ", ", and ", "，",
                                                            " and the ", ", the ", ", while ", " – ", ". "};
  std::vector<std::string_view> clauses;
  std::size_t start = 0;
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    for (const std::string_view cut : cuts) {
      if (!sentence.substr(at).starts_with(cut)) continue;
      // Both halves must speak of terms, else the cut would tear one statement apart.
      const std::string left = to_lower(sentence.substr(start, at - start));
      const std::string right = to_lower(sentence.substr(at + cut.size()));
      if (first_phrase(left, license_vocabulary().triggers) == nullptr || first_phrase(right, license_vocabulary().triggers) == nullptr) continue;
      clauses.push_back(sentence.substr(start, at - start));
      start = at + cut.size();
      at = start - 1;
      break;
    }
  }
  clauses.push_back(sentence.substr(std::min(start, sentence.size())));
  return clauses;
}

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    if (is_alnum(c) || c == '.') out.push_back(c);
    else if (!out.empty() && out.back() != '-') out.push_back('-');
  }
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  return out;
}

bool capital(char c) { return c >= 'A' && c <= 'Z'; }

// "the Rosetta-DL Software license" -> "Rosetta-DL Software license": capitalised words before a noun of the vocabulary.
std::optional<std::pair<std::string, std::size_t>> proper_license_name(std::string_view clause) {
  const LicenseVocabulary& v = license_vocabulary();
  for (const std::string& noun : v.nouns) {
    for (std::size_t at = 0; at + noun.size() <= clause.size(); ++at) {
      if (!starts_with_i(clause.substr(at), noun)) continue;
      std::size_t start = at;
      while (start > 0) {
        std::size_t word_end = start;
        while (word_end > 0 && clause[word_end - 1] == ' ') --word_end;
        std::size_t word = word_end;
        while (word > 0 && clause[word - 1] != ' ') --word;
        if (word == word_end || !(capital(clause[word]) || (clause[word] >= '0' && clause[word] <= '9'))) break;
        start = word;
      }
      const std::string name(trim(clause.substr(start, at - start)));
      const std::string lower = to_lower(name);
      const bool generic = std::find(v.generic_names.begin(), v.generic_names.end(), lower) != v.generic_names.end();
      if (name.size() >= 2 && !generic) return std::pair{name, start};
    }
  }
  return std::nullopt;
}

// CJK: the run of letters before 许可协议 and the like, back to a quotation mark or a stop.
std::optional<std::pair<std::string, std::size_t>> cjk_license_name(std::string_view clause) {
  for (const std::string_view noun : {"社区许可协议", "模型许可协议", "许可协议", "许可证"}) {
    const std::size_t at = clause.find(noun);
    if (at == std::string_view::npos) continue;
    std::size_t start = at;
    for (const std::string_view open : {"《", "「", "[", "\"", "“", "遵循", "遵守", " "})
      if (const auto from = clause.rfind(open, at); from != std::string_view::npos && from + open.size() <= at) start = std::min(start == at ? from + open.size() : std::max(start, from + open.size()), at);
    std::string name;
    for (const char c : clause.substr(start, at - start))
      if (is_alnum(c) || c == '-') name.push_back(c);
    if (name.size() >= 3) return std::pair{name, start};
  }
  return std::nullopt;
}

class Reader {
 public:
  Reader(Repository& repository, const std::string& path) : repository_(repository), path_(path) {}

  std::vector<LicenseStatement> read() {
    const Card* card = repository_.card(path_);
    if (card == nullptr) return {};
    card_ = card;
    for (const Block& block : card->document.blocks) {
      if (out_.size() >= max_statements) break;
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment) continue;
      if (block.kind == BlockKind::heading) {
        previous_.reset();
        continue;
      }
      read_badges(block);
      if (block.kind == BlockKind::table_row) read_row(block);
      else read_prose(block);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool in_license_section(const Block& block) const {
    for (const CardSection& s : card_->sections)
      if (s.start_line <= block.start_line && block.end_line <= s.end_line &&
          std::find(s.sections.begin(), s.sections.end(), "license") != s.sections.end())
        return true;
    return false;
  }

  // Scope that the headings above a block give: "Code license", "Model License".
  [[nodiscard]] Scopes heading_scopes(const Block& block) const {
    Scopes scopes = 0;
    for (const CardSection& s : card_->sections)
      if (s.start_line <= block.start_line && block.end_line <= s.end_line && contains_i(s.heading, "licen"))
        scopes = scopes_named(to_lower(s.heading));
    return scopes;
  }

  void read_prose(const Block& block) {
    const bool section = in_license_section(block);
    for (const Sentence& sentence : sentences(block)) {
      const std::string lower = to_lower(sentence.text);
      const LicenseVocabulary& v = license_vocabulary();
      if (sentence.text.size() > max_clause) continue;
      if (!section && first_phrase(lower, v.triggers) == nullptr) continue;
      if (first_phrase(lower, v.foreign) != nullptr || first_phrase(lower, v.negations) != nullptr) continue;
      for (const std::string_view clause : clauses_of(sentence.text)) read_clause(block, clause, sentence, section);
    }
  }

  void read_clause(const Block& block, std::string_view clause, const Sentence& sentence, bool section) {
    const std::string lower = to_lower(clause);
    const LicenseVocabulary& v = license_vocabulary();
    const Citation where = repository_.cite(path_, sentence.start_line, sentence.end_line, "sentence", Confidence::medium);
    read_duty(lower, where, block);
    Named named = name_terms(block, clause);
    const bool future = first_phrase(lower, v.future) != nullptr;
    if (future && !contains_i(clause, "license")) return;
    if (named.expression.empty() && named.label.empty() && named.file.empty()) {
      extend_previous(lower, where);
      return;
    }
    if (!section && first_phrase(lower, v.triggers) == nullptr) return;
    LicenseStatement statement = make(named, "sentence", where);
    const std::string before = named.at == std::string::npos ? lower : lower.substr(0, named.at);
    set_scopes(statement, before, lower, block, section);
    if (statement.scopes == 0 && !statement.remainder) return;
    previous_ = statement;
    out_.push_back(std::move(statement));
  }

  void set_scopes(LicenseStatement& statement, const std::string& before, const std::string& whole, const Block& block, bool section) const {
    const LicenseVocabulary& v = license_vocabulary();
    statement.subject = before;
    statement.remainder = first_phrase(before, v.remainder) != nullptr;
    statement.scopes = scopes_named(before);
    if (statement.scopes == 0 && before.size() < 4) statement.scopes = scopes_named(whole.substr(before.size()));
    if (statement.scopes != 0) {
      statement.explicit_scope = true;
      return;
    }
    statement.scopes = heading_scopes(block);
    statement.explicit_scope = statement.scopes != 0;
    if (statement.scopes == 0 && (section || first_phrase(before, v.project_words) != nullptr || whole.starts_with("license"))) statement.scopes = scope_project;
    if (statement.scopes == 0 && block.kind != BlockKind::table_row && (contains_i(before, "released") || contains_i(before, "licensed") || contains_i(before, "available")))
      statement.scopes = scope_project;
  }

  // "The license applies to the pre-trained models as well."
  void extend_previous(const std::string& lower, const Citation& where) {
    if (!previous_ || first_phrase(lower, license_vocabulary().same_license) == nullptr) return;
    const Scopes scopes = scopes_named(lower);
    if (scopes == 0) return;
    LicenseStatement statement = *previous_;
    statement.scopes = scopes;
    statement.explicit_scope = true;
    statement.citation = where;
    out_.push_back(std::move(statement));
  }

  void read_duty(const std::string& lower, const Citation& where, const Block& block) {
    const LicenseVocabulary& v = license_vocabulary();
    if (first_phrase(lower, v.claims) != nullptr) return;
    for (const auto& [kind, phrases] : v.duties) {
      const std::string* phrase = first_phrase(lower, phrases);
      if (phrase == nullptr) continue;
      LicenseStatement statement;
      statement.kind = "duty";
      statement.duty = kind;
      statement.label = *phrase;
      statement.request = first_phrase(lower, v.advice) != nullptr;
      statement.scopes = scopes_named(lower);
      statement.explicit_scope = statement.scopes != 0;
      if (statement.scopes == 0 && in_license_section(block)) statement.scopes = scope_project;
      statement.subject = lower.substr(0, lower.find(*phrase));
      statement.citation = where;
      if (statement.scopes != 0) out_.push_back(std::move(statement));
      return;
    }
  }

  void read_row(const Block& block) {
    if (block.cells.size() < 2 || block.header_row) return;
    const std::string lower = to_lower(block.text);
    const bool licence_column = header_has_license(block);
    if (!licence_column && lower.find("licen") == std::string::npos) return;
    Named named = name_terms(block, block.text);
    if (named.expression.empty() && named.file.empty()) return;
    LicenseStatement statement = make(named, "table", repository_.cite(path_, block.start_line, block.end_line, "table", Confidence::medium));
    statement.subject = to_lower(block.cells[0]);
    const Scopes first = scopes_named(statement.subject);
    statement.scopes = first != 0 ? first : table_scopes(block);
    statement.explicit_scope = true;
    out_.push_back(std::move(statement));
  }

  [[nodiscard]] const Block* header_of(const Block& row) const {
    const auto& blocks = card_->document.blocks;
    const auto at = static_cast<std::size_t>(&row - blocks.data());
    for (std::size_t i = at; i-- > 0 && blocks[i].kind == BlockKind::table_row;)
      if (blocks[i].header_row) return &blocks[i];
    return nullptr;
  }

  [[nodiscard]] bool header_has_license(const Block& row) const {
    const Block* header = header_of(row);
    return header != nullptr && contains_i(header->text, "licen");
  }

  // A table of data sets or of models, by its header and the heading above.
  [[nodiscard]] Scopes table_scopes(const Block& row) const {
    std::string about;
    if (const Block* header = header_of(row)) about = to_lower(header->text);
    if (row.section >= 0) about += " " + to_lower(card_->document.sections[static_cast<std::size_t>(row.section)].heading);
    const Scopes scopes = scopes_named(about) & (scope_weights | scope_data);
    return scopes == scope_data ? scope_data : scope_weights;
  }

  // Badges: "Code_License-MIT-blue", "License-Apache_2.0"; the link around it may point at a licence file.
  void read_badges(const Block& block) {
    for (const Link& link : block.links) {
      if (!link.image || link.url.find("img.shields.io/") == std::string::npos) continue;
      const auto badge = link.url.find("/badge/");
      if (badge == std::string::npos) continue;
      std::string text(std::string_view(link.url).substr(badge + 7));
      text = text.substr(0, text.find_first_of("?"));
      std::string words;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 3, "%20") == 0) {
          words.push_back(' ');
          i += 2;
        } else {
          words.push_back(text[i] == '_' ? ' ' : text[i]);
        }
      }
      if (!contains_i(words, "licen")) continue;
      const auto dash = words.find('-');
      if (dash == std::string::npos) continue;
      std::string value = words.substr(dash + 1);
      if (const auto color = value.rfind('-'); color != std::string::npos && color > 0) value = value.substr(0, color);
      const licenses::Label label = licenses::read_label(trim(value));
      if (label.expression.empty() || label.unknown) continue;
      LicenseStatement statement;
      statement.expression = label.expression;
      statement.label = printable(value);
      statement.kind = "badge";
      statement.scopes = scopes_named(to_lower(words.substr(0, dash)));
      statement.explicit_scope = statement.scopes != 0;
      if (statement.scopes == 0) statement.scopes = scope_project;
      statement.citation = repository_.cite(path_, link.line, link.line, "badge", Confidence::medium);
      out_.push_back(std::move(statement));
    }
  }

  [[nodiscard]] static LicenseStatement make(const Named& named, std::string_view kind, Citation where) {
    LicenseStatement statement;
    statement.expression = named.expression;
    statement.label = printable(ellipsize(named.label, 120));
    statement.kind = kind;
    statement.ambiguous = named.ambiguous;
    statement.unread = named.unread;
    statement.linked_file = named.file;
    statement.broken_link = named.broken;
    statement.citation = std::move(where);
    return statement;
  }

  // Licences by name or URL, then by links to files of the repository, then by a proper name nobody knows.
  Named name_terms(const Block& block, std::string_view clause) {
    Named named;
    const std::string text(clause);
    licenses::IdentifyOptions options;
    options.unknown = false;
    const licenses::Identification found = identify(text, options);
    std::vector<std::string> expressions;
    if (!found.ids.empty()) {
      expressions.push_back(found.expression.empty() ? licenses::join_and(found.ids) : found.expression);
      named.label = text;
      named.at = naming_position(text);
    }
    for (const Link& link : block.links) {
      if (link.image || link.text.empty() || text.find(link.text) == std::string::npos) continue;
      follow(link, text, named, expressions);
    }
    named.expression = licenses::join_and(expressions);
    if (named.expression.empty() && named.file.empty()) {
      auto proper = proper_license_name(text);
      if (!proper) proper = cjk_license_name(text);
      if (proper) {
        const licenses::Label label = licenses::read_label(proper->first + " License");
        named.label = proper->first;
        named.at = proper->second;
        named.ambiguous = label.ambiguous;
        named.unread = label.expression.empty();
        if (!label.expression.empty()) named.expression = label.expression;
        else if (!label.ambiguous) named.expression = "LicenseRef-" + slug(proper->first);
      }
    }
    return named;
  }

  // Where in a clause the terms begin: what stands before is the subject.
  static std::size_t naming_position(std::string_view clause) {
    const std::string lower = to_lower(clause);
    std::size_t best = std::string::npos;
    for (const std::string_view verb : {"licensed under", "released under", "under the", "under an ", "under a ", "under ", "is licensed", "are licensed", "license:", "licence:",
                                        "distributed under", "available under", "governed by", "subject to", "遵循", "采用", "基于", "依据", "in accordance with", "licensed"}) {
      const std::size_t at = lower.find(verb);
      if (at != std::string::npos) best = std::min(best, at);
    }
    return best;
  }

  void follow(const Link& link, const std::string& clause, Named& named, std::vector<std::string>& expressions) {
    const std::string target = resolve_link(path_, link.url);
    if (target.empty()) {
      const licenses::Label by_text = licenses::read_label(link.text);
      if (expressions.empty() && !by_text.expression.empty() && !by_text.unknown) {
        expressions.push_back(by_text.expression);
        named.label = link.text;
        named.at = clause.find(link.text);
      }
      return;
    }
    const bool license_like = contains_i(target, "licen") || contains_i(target, "terms") || contains_i(target, "copying") || contains_i(link.text, "licen") || contains_i(link.text, "许可");
    if (!license_like) return;
    if (repository_.file(target) == nullptr) {
      named.broken = target;
      if (named.label.empty()) named.label = link.text;
      if (named.expression.empty() && expressions.empty()) named.unread = true;
      return;
    }
    named.file = target;
    named.label = link.text;
    named.at = std::min(named.at, clause.find(link.text));
    if (ends_with_i(target, ".pdf")) {
      named.unread = true;
      return;
    }
    const licenses::Identification& in_file = repository_.identify(target);
    if (!in_file.ids.empty()) expressions.assign(1, in_file.expression.empty() ? licenses::join_and(in_file.ids) : in_file.expression);
  }

  Repository& repository_;
  const std::string& path_;
  const Card* card_ = nullptr;
  std::optional<LicenseStatement> previous_;
  std::vector<LicenseStatement> out_;
};

}  // namespace

std::vector<LicenseStatement> read_license_statements(Repository& repository, const std::string& path) { return Reader(repository, path).read(); }

std::string resolve_link(std::string_view document, std::string_view url) {
  url = url.substr(0, url.find_first_of("#?"));
  if (url.empty() || url.starts_with("mailto:")) return {};
  std::string joined;
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    // https://github.com/OWNER/NAME/blob/main/LICENSE: the forge's page of a file, taken to be this repository's.
    const auto blob = url.find("/blob/");
    if (blob == std::string_view::npos) return {};
    const auto slash = url.find('/', blob + 6);
    if (slash == std::string_view::npos) return {};
    joined = url.substr(slash + 1);
  } else if (url.starts_with("/")) {
    joined = url.substr(1);
  } else {
    joined = std::string(dir_name(document)) + "/" + std::string(url);
  }
  std::vector<std::string> parts;
  std::string plain;
  for (std::size_t i = 0; i < joined.size(); ++i) {
    if (joined.compare(i, 3, "%20") == 0) {
      plain.push_back(' ');
      i += 2;
    } else {
      plain.push_back(joined[i]);
    }
  }
  for (const std::string_view part : split(plain, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") parts.emplace_back(part);
    else if (parts.empty()) return {};
    else parts.pop_back();
  }
  std::string path;
  for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
  return path;
}

}  // namespace auditor::evidence
