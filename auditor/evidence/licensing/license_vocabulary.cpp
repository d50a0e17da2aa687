#include "auditor/evidence/licensing/license_vocabulary.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

namespace auditor::evidence {
namespace {

// A whole word: "model" is not in "modelling", "code" not in "encoder".
bool has_word(std::string_view lower, std::string_view word) {
  for (std::size_t at = find_phrase(lower, word); at != std::string_view::npos;) {
    const std::size_t end = at + word.size();
    if (end == lower.size() || !is_alnum(lower[end]) || !is_alnum(word.back())) return true;
    const std::size_t next = find_phrase(lower.substr(end), word);
    at = next == std::string_view::npos ? next : end + next;
  }
  return false;
}

}  // namespace

const LicenseVocabulary& license_vocabulary() {
  static const LicenseVocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/licensing.yaml");
    const Packed subjects = data.at("subjects");
    LicenseVocabulary v;
    v.triggers = string_list(data, "triggers");
    v.subjects = {{scope_code, string_list(subjects, "code")},
                  {scope_weights, string_list(subjects, "weights")},
                  {scope_data, string_list(subjects, "data")},
                  {scope_documentation, string_list(subjects, "documentation")},
                  {scope_output, string_list(subjects, "output")}};
    v.project_words = string_list(data, "project_words");
    v.remainder = string_list(data, "remainder_phrases");
    v.foreign = string_list(data, "foreign_phrases");
    v.origin = string_list(data, "origin_phrases");
    v.comparisons = string_list(data, "comparison_openers");
    v.apart = string_list(data, "apart_words");
    v.included = string_list(data, "included_phrases");
    v.terms_columns = string_list(data.at("table_columns"), "terms");
    v.future = string_list(data, "future_phrases");
    v.negations = string_list(data, "negations");
    v.boilerplate = string_list(data, "notice_phrases");
    v.grants = string_list(data, "grant_phrases");
    v.weights_headings = string_list(data, "weights_headings");
    v.same_license = string_list(data, "same_license_phrases");
    for (const auto& [id, phrases] : data.at("duties").items()) v.duties.emplace_back(id, phrases.strings());
    for (const Packed& pair : data.at("duty_pairs").list())
      v.duty_pairs.push_back(
          {std::string(pair.at("kind").text()), string_list(pair, "of"), string_list(pair, "terms")});
    v.bundled = string_list(data, "bundled_phrases");
    v.commercial_columns = string_list(data.at("table_columns"), "commercial");
    v.denied_cells = string_list(data.at("table_columns"), "denied");
    v.elsewhere = string_list(data, "elsewhere_phrases");
    v.conditions = string_list(data, "conditions");
    v.reservations = string_list(data, "reservations");
    v.advice = string_list(data, "advice_phrases");
    v.claims = string_list(data, "claim_phrases");
    v.gate_keys = string_list(data, "gate_front_matter");
    v.nouns = string_list(data, "license_nouns");
    v.cjk_nouns = string_list(data, "cjk_license_nouns");
    v.verbs = string_list(data, "naming_verbs");
    v.generic_names = string_list(data, "generic_license_names");
    v.announcements = string_list(data, "announcing_phrases");
    return v;
  }();
  return loaded;
}

Scopes scopes_named(std::string_view lower) {
  Scopes scopes = 0;
  for (const auto& [scope, words] : license_vocabulary().subjects)
    for (const std::string& word : words)
      if (has_word(lower, word)) {
        scopes |= scope;
        break;
      }
  return scopes;
}

std::optional<NamedDuty> duty_named(std::string_view lower) {
  const LicenseVocabulary& v = license_vocabulary();
  for (const auto& [kind, phrases] : v.duties)
    if (const std::string* phrase = first_phrase(lower, phrases)) return NamedDuty{kind, *phrase};
  for (const auto& pair : v.duty_pairs) {
    const std::string* of = first_phrase(lower, pair.of);
    if (of != nullptr && first_phrase(lower, pair.terms) != nullptr) return NamedDuty{pair.kind, *of};
  }
  return std::nullopt;
}

}  // namespace auditor::evidence
