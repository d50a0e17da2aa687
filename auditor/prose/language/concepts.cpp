#include "auditor/prose/language/concepts.h"

#include <algorithm>

namespace auditor::language {
namespace {

using enum Concept;

enum class Family : std::uint8_t { subject, terms, access, descent, data, detail, modifier };

struct Entry {
  std::string_view name;
  Family family;
};

constexpr std::array<Entry, concept_count> entries = {{
    {"weights", Family::subject},
    {"model", Family::subject},
    {"own", Family::subject},
    {"code", Family::subject},
    {"everything", Family::subject},
    {"data", Family::subject},
    {"document", Family::subject},
    {"output", Family::subject},
    {"service", Family::subject},
    {"contribution", Family::subject},
    {"third_party", Family::subject},
    {"noncommercial", Family::terms},
    {"purpose_limited", Family::terms},
    {"research", Family::terms},
    {"commerce", Family::terms},
    {"only", Family::terms},
    {"forbid", Family::terms},
    {"allow", Family::terms},
    {"use", Family::terms},
    {"require", Family::terms},
    {"permission", Family::terms},
    {"contact", Family::terms},
    {"license_word", Family::terms},
    {"license_file", Family::terms},
    {"own_terms", Family::terms},
    {"except", Family::terms},
    {"others_must", Family::terms},
    {"threshold", Family::terms},
    {"duty", Family::terms},
    {"limit", Family::terms},
    {"elsewhere", Family::terms},
    {"same_terms", Family::terms},
    {"gate", Family::access},
    {"get", Family::access},
    {"release", Family::access},
    {"withheld", Family::access},
    {"no_weights", Family::access},
    {"hosted", Family::access},
    {"descends", Family::descent},
    {"borrows", Family::descent},
    {"compares", Family::descent},
    {"from_scratch", Family::descent},
    {"trained_on", Family::data},
    {"evaluated_on", Family::data},
    {"data_secret", Family::data},
    {"data_released", Family::data},
    {"learned_from", Family::detail},
    {"training", Family::detail},
    {"testing", Family::detail},
    {"left_out", Family::detail},
    {"reader", Family::detail},
    {"component", Family::detail},
    {"negation", Family::terms},
    {"historical", Family::modifier},
    {"present", Family::modifier},
    {"future", Family::modifier},
    {"advice", Family::modifier},
    {"polite", Family::modifier},
    {"contrast", Family::modifier},
    {"yes", Family::modifier},
    {"no", Family::modifier},
    {"reported", Family::modifier},
    {"capability", Family::modifier},
    {"respectively", Family::modifier},
    {"condition", Family::modifier},
    {"cell_yes", Family::modifier},
    {"cell_no", Family::modifier},
    {"stop", Family::modifier},
    {"this_model", Family::subject},
    {"other_model", Family::subject},
    {"license_open", Family::terms},
    {"license_restricted", Family::terms},
    {"license_unknown", Family::terms},
}};

Family family_of(Concept c) { return entries[static_cast<std::size_t>(c)].family; }

template <std::size_t N>
bool one_of(Concept c, const std::array<Concept, N>& list) {
  return std::find(list.begin(), list.end(), c) != list.end();
}

}  // namespace

Concepts set_of(std::initializer_list<Concept> concepts) {
  Concepts set;
  for (const Concept c : concepts) set.set(static_cast<std::size_t>(c));
  return set;
}

std::string_view name_of(Concept concept_) { return entries[static_cast<std::size_t>(concept_)].name; }

std::optional<Concept> concept_named(std::string_view name) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == name) return static_cast<Concept>(i);
  return std::nullopt;
}

bool is_subject(Concept concept_) { return family_of(concept_) == Family::subject; }

bool hides(Concept longer, Concept shorter) {
  const Family over = family_of(longer);
  const Family under = family_of(shorter);
  if (over == under) return true;
  // "not the weights" takes out what it names.
  if (longer == except && one_of(shorter, std::array{weights, model, code})) return false;
  constexpr std::array<Concept, 10> whole_terms = {purpose_limited, noncommercial, own_terms,   permission, commerce,
                                                   except,          license_word,  others_must, allow,      forbid};
  switch (over) {
    case Family::subject: return !one_of(shorter, std::array{negation, only, no, cell_no});
    case Family::terms: return under == Family::modifier || (under == Family::subject && one_of(longer, whole_terms));
    case Family::access: return shorter == negation && one_of(longer, std::array{withheld, no_weights});
    case Family::descent: return under == Family::modifier || (shorter == negation && longer == from_scratch);
    case Family::data:
      return under == Family::modifier || (under == Family::subject && shorter != data) || under == Family::detail;
    case Family::detail: return false;
    case Family::modifier: return one_of(shorter, std::array{negation, allow, require, only, use});
  }
  return false;
}

}  // namespace auditor::language
