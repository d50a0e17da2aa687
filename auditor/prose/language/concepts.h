// What words can mean to the readers of terms, access, descent and data: one concept each, in any language
// (rules/language/lexicon/).
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace auditor::language {

enum class Concept : std::uint8_t {
  // what a clause speaks of
  weights,
  model,
  own,
  code,
  everything,
  data,
  document,
  output,
  service,
  contribution,
  third_party,
  // terms
  noncommercial,
  purpose_limited,
  research,
  commerce,
  only,
  forbid,
  allow,
  use,
  require,
  permission,
  contact,
  license_word,
  license_file,
  own_terms,
  except,
  others_must,
  threshold,
  duty,
  limit,
  elsewhere,
  same_terms,
  // access
  gate,
  get,
  release,
  withheld,
  no_weights,
  hosted,
  // descent
  descends,
  borrows,
  compares,
  from_scratch,
  // data
  trained_on,
  evaluated_on,
  data_secret,
  data_released,
  learned_from,  // further words of training, too loose for readers of terms
  training,      // bare words of training and of testing: they count in labels, and where nothing else speaks
  testing,
  left_out,   // not used after all, thanked, compared
  reader,     // who is addressed: what they train on is theirs
  component,  // tokenizers, filters, teachers: models beside the model
  // modifiers
  negation,
  historical,
  present,
  future,
  advice,
  polite,
  contrast,
  yes,
  no,
  reported,
  capability,
  respectively,
  condition,
  cell_yes,
  cell_no,
  stop,
  // found by code, not by words
  this_model,          // this project's or model's own name
  other_model,         // somebody else's name
  license_open,        // a licence by name: open
  license_restricted,  // restricted
  license_unknown,     // "the Wren Community License": a name nobody knows
  count_
};

inline constexpr std::size_t concept_count = static_cast<std::size_t>(Concept::count_);
using Concepts = std::bitset<concept_count>;

[[nodiscard]] Concepts set_of(std::initializer_list<Concept> concepts);
[[nodiscard]] inline bool holds(const Concepts& set, Concept what) { return set.test(static_cast<std::size_t>(what)); }

// The name of the lexicon and of patterns: "others_must".
[[nodiscard]] std::string_view name_of(Concept concept_);
[[nodiscard]] std::optional<Concept> concept_named(std::string_view name);

// Whether a longer mention hides one of another concept that lies within it: "research only" hides "research",
// "no weights" hides "no". Words of different families mean something beside each other.
[[nodiscard]] bool hides(Concept longer, Concept shorter);

// Whether a mention can be the subject of a clause.
[[nodiscard]] bool is_subject(Concept concept_);

}  // namespace auditor::language
