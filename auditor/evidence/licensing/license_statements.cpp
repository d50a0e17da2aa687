#include "auditor/evidence/licensing/license_statements.h"

#include "auditor/core/text.h"
#include "auditor/evidence/card/model_fields.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/licensing/license_naming.h"
#include "auditor/evidence/licensing/license_table.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/licensing/shown_terms.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/evidence/repository/readings.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_statements = 400;
constexpr std::size_t max_clause = 2000;
constexpr std::size_t longest_needle = 12;  // of the words that are looked for in a reading

// ", model weights are …": the next words name what the terms are of.
bool begins_with_subject(std::string_view lower) {
  std::size_t end = 0;
  for (int words = 0; words < 3 && end != std::string_view::npos; ++words) end = lower.find(' ', end + 1);
  return scopes_named(lower.substr(0, end)) != 0;
}

bool speaks_of_terms(std::string_view lower) {
  return first_phrase(lower, license_vocabulary().triggers) != nullptr ||
         first_phrase(lower, license_vocabulary().verbs) != nullptr;
}

// Where a sentence changes its subject: "the code is MIT, while the weights are …".
std::vector<std::string_view> clauses_of(std::string_view sentence) {
  static constexpr std::array<std::string_view, 16> cuts = {
      "; ",        "；",     " while ",  " whereas ", ", but ", " but ",        ", and ",   "，",
      " and the ", ", the ", ", while ", " – ",       ". ",     " except for ", " except ", ", "};
  std::vector<std::string_view> clauses;
  std::size_t start = 0;
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    for (const std::string_view cut : cuts) {
      if (!sentence.substr(at).starts_with(cut)) continue;
      // Both halves must speak of terms, else the cut would tear one statement apart.
      const std::string left = to_lower(sentence.substr(start, at - start));
      const std::string right = to_lower(sentence.substr(at + cut.size()));
      if (!speaks_of_terms(left) || !speaks_of_terms(right)) continue;
      if (cut == ", " && !begins_with_subject(right)) continue;
      clauses.push_back(sentence.substr(start, at - start));
      start = at + cut.size();
      at = start - 1;
      break;
    }
  }
  clauses.push_back(sentence.substr(std::min(start, sentence.size())));
  return clauses;
}

class Reader {
 public:
  Reader(Repository& repository, const OwnNames& own, const std::string& path)
      : repository_(repository), own_(own), path_(path) {}

  std::vector<LicenseStatement> read() {
    const Card* card = repository_.card(path_);
    if (card == nullptr) return {};
    card_ = card;
    const Block* header = nullptr;  // of the table that is being read
    const Block* before = nullptr;
    for (const Block& block : card->document.blocks) {
      const Block* const announcing = std::exchange(before, &block);
      if (out_.size() >= max_statements) {
        repository_.report({path_, 0, "limit", "more statements on licences than are read"});
        break;
      }
      if (block.kind != BlockKind::table_row) header = nullptr;
      else if (block.header_row) header = &block;
      if (block.kind == BlockKind::code && announcing != nullptr && announcing->kind == BlockKind::paragraph)
        if (auto shown = shown_terms(repository_, path_, *announcing, block)) out_.push_back(std::move(*shown));
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment) continue;
      if (block.kind == BlockKind::heading) {
        previous_.reset();
        continue;
      }
      read_license_badges(repository_, own_, path_, block, out_);
      if (block.kind == BlockKind::table_row)
        read_license_row(repository_, own_, path_, card->document, header, block, out_);
      else read_prose(block);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool in_section(const Block& block, std::string_view name) const {
    return card_->any_around(block.start_line, block.end_line, [&](const CardSection& s) {
      return std::find(s.sections.begin(), s.sections.end(), name) != s.sections.end();
    });
  }

  [[nodiscard]] bool in_license_section(const Block& block) const { return in_section(block, "license"); }

  static bool has_weights_word(std::string_view lower) {
    return first_phrase(lower, license_vocabulary().weights_headings) != nullptr;
  }

  // "We have open-sourced Wren-7B. They are released under …": the models of the sentence before.
  [[nodiscard]] bool speaks_of_them(std::string_view before) const {
    const std::string_view start = trim(before);
    const bool pronoun = start.starts_with("they are") || start.starts_with("they're") ||
                         start.starts_with("both are") || start.starts_with("all are") ||
                         start.starts_with("all of them are");
    return pronoun && ((scopes_named(prior_) & scope_weights) != 0 || names_size(prior_));
  }

  // "`wren-large.tar` has …": the file of a model.
  static bool names_weight_file(std::string_view lower) {
    for (const std::string_view ending : {".tar", ".safetensors", ".gguf", ".pth", ".ckpt", ".pt", ".bin", ".onnx"})
      for (std::size_t at = lower.find(ending); at != std::string_view::npos; at = lower.find(ending, at + 1)) {
        const std::size_t end = at + ending.size();
        if (at > 0 && is_alnum(lower[at - 1]) && (end == lower.size() || !is_alnum(lower[end]))) return true;
      }
    return false;
  }

  // Scope that the headings above a block give: "Code license", "Model License", and "Model Weights".
  [[nodiscard]] Scopes heading_scopes(const Block& block) const {
    Scopes scopes = 0;
    card_->any_around(block.start_line, block.end_line, [&](const CardSection& s) {
      if (!contains_i(s.heading, "licen")) return false;
      scopes = scopes_named(to_lower(s.heading));
      return true;
    });
    if (scopes == 0 && block.section >= 0 &&
        has_weights_word(to_lower(card_->document.sections[static_cast<std::size_t>(block.section)].heading)))
      scopes = scope_weights;
    return scopes;
  }

  // An entry of a table of contents: nothing but a link into the document.
  static bool is_contents_entry(const Block& block) {
    return block.links.size() == 1 && block.links[0].url.starts_with("#") &&
           trim(block.text) == trim(block.links[0].text);
  }

  // What is set against this project says nothing of it: up to the comma where it opens the sentence, else to its end.
  static std::string without_comparison(std::string_view sentence) {
    const std::string lower = to_lower(sentence);
    for (const std::string& opener : license_vocabulary().comparisons) {
      const std::size_t at = find_phrase(lower, opener);
      if (at == std::string::npos) continue;
      const std::size_t comma = sentence.find(',', at);
      if (at == 0) return comma == std::string::npos ? std::string{} : std::string(trim(sentence.substr(comma + 1)));
      return std::string(sentence.substr(0, at)) +
             std::string(comma == std::string_view::npos ? std::string_view{} : sentence.substr(comma));
    }
    return std::string(sentence);
  }

  void read_prose(const Block& block) {
    if (is_contents_entry(block)) return;
    if (block.kind == BlockKind::list_item) read_release_item(block);
    const bool section = in_license_section(block);
    const std::size_t before = out_.size();
    std::span<const language::Utterance> readings = readings_of(block);
    for (const Sentence& sentence : sentences(block)) {
      while (!readings.empty() && readings.front().text != sentence.text) readings = readings.subspan(1);
      reading_ = readings.empty() ? nullptr : &readings.front();
      const std::string said = without_comparison(sentence.text);
      if (said.empty()) continue;
      const std::string lower = to_lower(said);
      const LicenseVocabulary& v = license_vocabulary();
      prior_ = std::exchange(current_, lower);
      if (said.size() > max_clause) continue;
      const WordStarts starts(lower);
      if (!section && first_phrase(lower, starts, v.triggers) == nullptr) continue;
      if (reserves_rights(lower)) continue;
      if (first_phrase(lower, starts, v.foreign) != nullptr || first_phrase(lower, starts, v.negations) != nullptr ||
          first_phrase(lower, starts, v.boilerplate) != nullptr)
        continue;
      for (const std::string_view clause : clauses_of(said)) read_clause(block, clause, sentence, section);
    }
    if (section && out_.size() == before) {
      read_own_words(block);
      if (out_.size() == before) read_terms_elsewhere(block);
    }
  }

  // The sentences of a block as the language layer reads them, in order.
  std::span<const language::Utterance> readings_of(const Block& block) {
    if (by_block_.empty())
      if (const language::DocumentReading* document = auditor::evidence::reading_of(repository_, own_, path_))
        for (const language::UnitReading& unit : document->units())
          if (unit.unit.whole) by_block_.emplace(unit.unit.block, &unit);
    const auto found = by_block_.find(&block);
    return found == by_block_.end() ? std::span<const language::Utterance>{} : found->second->sentences;
  }

  [[nodiscard]] bool is_english() const {
    return reading_ == nullptr || reading_->reading == nullptr || reading_->reading->language() == language::english;
  }

  // What the clause around some words speaks of in so many words, in any language; none where it names neither.
  [[nodiscard]] Scopes grammatical_scopes(std::string_view words) const {
    if (reading_ == nullptr || words.empty()) return 0;
    const std::size_t at = to_lower(reading_->text).find(words);
    for (const language::Clause& clause : reading_->clauses) {
      if (at < clause.begin || at >= clause.end) continue;
      using enum language::Concept;
      if (clause.subject == code && clause.has(code)) return scope_code;
      if (clause.subject == weights && (clause.has(weights) || clause.has(model))) return scope_weights;
    }
    return 0;
  }

  // "The use of the weights requires following the license in [Wren](hub)", "see the license on each model card": terms
  // that are named and stand in no file here.
  void read_terms_elsewhere(const Block& block) {
    for (const Sentence& sentence : sentences(block)) {
      const std::string lower = to_lower(sentence.text);
      if (lower.find("licen") == std::string::npos || sentence.text.size() > max_clause) continue;
      const Scopes scopes = scopes_named(lower);
      if ((scopes & scope_weights) == 0 || (scopes & scope_code) != 0) continue;
      const bool hub = std::any_of(block.links.begin(), block.links.end(), [&](const Link& link) {
        return !link.image && hub_id_of(link.url) && sentence.text.find(link.text) != std::string_view::npos;
      });
      if (!hub && first_phrase(lower, license_vocabulary().elsewhere) == nullptr) continue;
      out_.push_back(unread_statement(
          "terms elsewhere", scopes,
          repository_.cite(path_, sentence.start_line, sentence.end_line, "sentence", Confidence::medium)));
      return;
    }
  }

  static LicenseStatement unread_statement(const std::string& label, Scopes scopes, Citation where) {
    LicenseStatement statement;
    statement.kind = "sentence";
    statement.label = printable(label);
    statement.subject = statement.label;
    statement.scopes = scopes;
    statement.explicit_scope = true;
    statement.unread = true;
    statement.citation = std::move(where);
    return statement;
  }

  // "Pre-trained models: you must …": terms in the author's own words, which are no known licence.
  void read_own_words(const Block& block) {
    constexpr std::size_t longest_label = 40;
    const std::size_t colon = block.text.substr(0, longest_label).find(':');
    if (colon == std::string::npos || block.text.size() > max_clause) return;
    const std::string label = to_lower(block.text.substr(0, colon));
    const std::string rest = to_lower(block.text.substr(colon + 1));
    if ((scopes_named(label) & (scope_weights | scope_data)) != scope_weights ||
        first_phrase(rest, license_vocabulary().conditions) == nullptr)
      return;
    out_.push_back(
        unread_statement(label, scopes_named(label),
                         repository_.cite(path_, block.start_line, block.end_line, "sentence", Confidence::medium)));
  }

  // "- [Wren-7B](hub) (Apache-2.0)": an item of a list of releases gives its terms in brackets.
  void read_release_item(const Block& block) {
    const auto open = block.text.rfind('(');
    const auto close = block.text.find(')', open == std::string::npos ? 0 : open);
    const bool hub = std::any_of(block.links.begin(), block.links.end(),
                                 [](const Link& link) { return !link.image && hub_id_of(link.url).has_value(); });
    if (!hub || open == std::string::npos || close == std::string::npos || close - open > 80) return;
    const std::string_view words = trim(std::string_view(block.text).substr(open + 1, close - open - 1));
    const licenses::Label label = licenses::read_label(words);
    const std::optional<NamedDuty> duty = duty_named(to_lower(words));
    const bool known = !label.unknown && !label.other && !label.expression.empty();
    if (!known && !duty) return;
    LicenseStatement statement;
    statement.kind = "list";
    statement.label = printable(words);
    if (known) statement.expression = label.expression;
    else statement.duty = duty->kind;
    statement.scopes = scope_weights;
    statement.explicit_scope = true;
    statement.subject = to_lower(block.text.substr(0, open));
    statement.citation = repository_.cite(path_, block.start_line, block.end_line, "list", Confidence::medium);
    out_.push_back(std::move(statement));
  }

  void read_clause(const Block& block, std::string_view clause, const Sentence& sentence, bool section) {
    const std::string lower = to_lower(clause);
    const LicenseVocabulary& v = license_vocabulary();
    const Citation where =
        repository_.cite(path_, sentence.start_line, sentence.end_line, "sentence", Confidence::medium);
    read_duty(lower, where, block);
    NamedTerms named = name_terms(repository_, own_, path_, block, clause);
    const bool future = first_phrase(lower, v.future) != nullptr;
    if (future && !contains_i(clause, "license")) return;
    if (first_phrase(lower, v.origin) != nullptr && licenses::openness_of(named.expression) == licenses::Openness::open)
      return;
    if (named.expression.empty() && named.label.empty() && named.file.empty()) {
      extend_previous(lower, where);
      return;
    }
    if (!section && first_phrase(lower, v.triggers) == nullptr) return;
    LicenseStatement statement = statement_of(named, "sentence", where);
    const std::string before = named.at == std::string::npos ? lower : lower.substr(0, named.at);
    set_scopes(statement, before, lower, block, section);
    statement.dated = begins_with_date(block.text);
    if (statement.scopes == 0 && !statement.remainder) return;
    previous_ = statement;
    out_.push_back(std::move(statement));
  }

  void set_scopes(LicenseStatement& statement, const std::string& before, const std::string& whole, const Block& block,
                  bool section) const {
    const LicenseVocabulary& v = license_vocabulary();
    statement.subject = before;
    statement.remainder = first_phrase(before, v.remainder) != nullptr;
    // The words for code and weights here are English ones: of another language its grammar tells more.
    if (!is_english())
      statement.scopes = grammatical_scopes(before.size() < whole.size() ? whole.substr(before.size(), longest_needle)
                                                                         : to_lower(statement.label));
    if (statement.scopes == 0) statement.scopes = scopes_named(before);
    if (first_phrase(before, v.included) != nullptr) statement.scopes |= scope_project;
    if (statement.scopes == 0 && before.size() < 4) statement.scopes = scopes_named(whole.substr(before.size()));
    // "is released under Apache 2.0 (both code and weights)"
    if (const std::size_t both = whole.find("(both "); statement.scopes == 0 && both != std::string::npos)
      statement.scopes = scopes_named(whole.substr(both, whole.find(')', both) - both));
    if (statement.scopes == 0 && speaks_of_them(before)) statement.scopes = scope_weights;
    if (statement.scopes != 0) {
      statement.explicit_scope = true;
      return;
    }
    if (names_size(before) || names_weight_file(before)) {
      statement.scopes = scope_weights;
      statement.explicit_scope = true;
      return;
    }
    statement.scopes = heading_scopes(block);
    statement.explicit_scope = statement.scopes != 0;
    if (statement.scopes == 0 &&
        (section || first_phrase(before, v.project_words) != nullptr || whole.starts_with("license")))
      // "Base model: …, License: …": the field of a model says nothing of code.
      statement.scopes = among_model_fields(card_->document, block) ? scope_project & ~scope_code : scope_project;
    if (statement.scopes == 0 && block.kind != BlockKind::table_row &&
        (contains_i(before, "released") || contains_i(before, "licensed") || contains_i(before, "available")))
      statement.scopes = scope_project;
    if (statement.scopes == 0 && block.kind != BlockKind::table_row && names_project(before))
      statement.scopes = scope_project;
  }

  // "Wren is (released under …)": nothing but the project's name, which opens the title or stands before its colon.
  [[nodiscard]] bool names_project(std::string_view before) const {
    std::string name;
    for (const std::string_view word : split(trim(before), ' ')) {
      if (word == "is" || word == "are" || word.empty()) continue;
      if (!name.empty()) return false;
      for (const char c : word)
        if (is_alnum(c) || c == '-' || c == '.') name.push_back(c);
    }
    if (name.size() < 3) return false;
    if (name == own_.name()) return true;
    const std::string title = card_->document.sections.empty() ? "" : to_lower(card_->document.sections[0].heading);
    return title.starts_with(name) || title.find(name + ":") != std::string::npos;
  }

  // "The license applies to the pre-trained models as well."
  void extend_previous(const std::string& lower, const Citation& where) {
    if (!previous_ || first_phrase(lower, license_vocabulary().same_license) == nullptr) return;
    // "You must share modified weights under the same license" is a duty of the reader.
    for (const std::string_view duty : {"must", "modif", "derivative", "if you"})
      if (lower.find(duty) != std::string::npos) return;
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
    const std::optional<NamedDuty> duty = duty_named(lower);
    if (!duty) return;
    LicenseStatement statement;
    statement.kind = "duty";
    statement.duty = duty->kind;
    statement.label = duty->phrase;
    const bool ruled_out = duty->kind == "use" || duty->kind == "conduct";
    // A disclaimer warns; what is ruled out elsewhere is ruled out.
    statement.request = ruled_out
                            ? speaks_of_law(lower) || in_section(block, "bias-risks-limitations")
                            : first_phrase(lower, v.advice) != nullptr || describes_use(block, lower, duty->phrase);
    // "The code may not be used commercially; the weights are MIT": what its own clause speaks of.
    statement.scopes = grammatical_scopes(duty->phrase);
    if (statement.scopes == 0) statement.scopes = scopes_named(lower);
    // "We strictly prohibit the following:" rules out uses of what the document is about.
    if (ruled_out && statement.scopes == 0) statement.scopes = scope_weights;
    if (statement.scopes == 0 && names_size(lower)) statement.scopes = scope_weights;
    statement.explicit_scope = statement.scopes != 0;
    // "This project is for research only": everything in it.
    if (statement.scopes == 0 && first_phrase(lower, v.project_words) != nullptr) {
      statement.scopes = scope_project;
      statement.explicit_scope = true;
    }
    if (statement.scopes == 0) statement.scopes = unnamed_duty_scopes(block, duty->phrase);
    statement.subject = lower.substr(0, lower.find(duty->phrase));
    statement.citation = where;
    if (statement.scopes != 0) out_.push_back(std::move(statement));
  }

  static bool speaks_of_law(std::string_view lower) {
    for (const std::string_view word : {"illegal", "unlawful", "applicable law"})
      if (lower.find(word) != std::string_view::npos) return true;
    return false;
  }

  // "Copyright 2025, the Nest. All rights reserved.": a notice, which says nothing of what is licensed.
  static bool reserves_rights(std::string_view lower) {
    if (lower.find("all rights reserved") == std::string_view::npos) return false;
    for (const std::string_view word : {"licen", "proprietary", "agreement", "terms"})
      if (lower.find(word) != std::string_view::npos) return false;
    return true;
  }

  // "They are intended to be used for research only", in the words of a card on its uses: no condition.
  [[nodiscard]] bool describes_use(const Block& block, std::string_view lower, const std::string& phrase) const {
    if ((!contains_i(lower, "intended") && !contains_i(lower, "designed")) || contains_i(lower, "licen") ||
        contains_i(phrase, "commerc"))
      return false;
    for (const std::string_view section : {"intended-use", "out-of-scope", "bias-risks-limitations"})
      if (in_section(block, section)) return true;
    return false;
  }

  // "For non-commercial use only." without a subject: what its heading names, else the whole project. What speaks of
  // research alone may be advice: it counts in a section on terms.
  [[nodiscard]] Scopes unnamed_duty_scopes(const Block& block, const std::string& phrase) const {
    if (in_license_section(block)) return scope_project;
    if (!contains_i(phrase, "commerc") && phrase.find("商") == std::string::npos) return 0;
    if (block.section < 0) return scope_project;
    const std::string heading = to_lower(card_->document.sections[static_cast<std::size_t>(block.section)].heading);
    return (scopes_named(heading) & (scope_data | scope_output)) != 0 ? Scopes{scope_data} : scope_project;
  }

  Repository& repository_;
  const OwnNames& own_;
  const std::string& path_;
  const Card* card_ = nullptr;
  std::unordered_map<const Block*, const language::UnitReading*> by_block_;
  const language::Utterance* reading_ = nullptr;  // of the sentence that is read
  std::string prior_;                             // the sentence before, lower case
  std::string current_;                           // the one that is read
  std::optional<LicenseStatement> previous_;
  std::vector<LicenseStatement> out_;
};

}  // namespace

std::vector<LicenseStatement> read_license_statements(Repository& repository, const OwnNames& own,
                                                      const std::string& path) {
  return Reader(repository, own, path).read();
}

}  // namespace auditor::evidence
