#include "auditor/prose/language/patterns.h"

#include "auditor/core/packed.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string>

namespace auditor::language {
namespace {

Concepts concepts_of(const Packed& list) {
  Concepts out;
  for (const std::string_view name : list.texts())
    if (const auto what = concept_named(name)) out.set(static_cast<std::size_t>(*what));
  return out;
}

// "forbid|not allow"
std::vector<Pattern::Term> terms_of(std::string_view text) {
  std::vector<Pattern::Term> out;
  while (!text.empty()) {
    const std::size_t bar = text.find('|');
    std::string_view one = text.substr(0, bar);
    text = bar == std::string_view::npos ? std::string_view{} : text.substr(bar + 1);
    const bool negated = one.starts_with("not ");
    if (negated) one.remove_prefix(4);
    if (const auto what = concept_named(one)) out.push_back({*what, negated});
  }
  return out;
}

Pattern pattern_of(const Packed& entry) {
  Pattern pattern;
  pattern.id = entry.at("id").text();
  for (const std::string_view item : entry.at("find").texts()) pattern.find.push_back(terms_of(item));
  const Json json = entry.json();
  pattern.reach = json.value("reach", std::size_t{0});
  pattern.with = concepts_of(entry.at("with"));
  pattern.unless = concepts_of(entry.at("unless"));
  pattern.despite = concepts_of(entry.at("despite"));
  pattern.outputs = json.value("outputs", false);
  pattern.doubt = entry.at("gives").text() == "doubt";
  pattern.weights = entry.at("scope").text() == "weights";
  return pattern;
}

// How far a negation reaches to what it denies: far for whole phrases, near for a verb of one word.
std::size_t negation_reach(Concept what) {
  switch (what) {
    case Concept::only: return 14;
    case Concept::forbid: return 18;
    case Concept::allow: return 16;
    case Concept::require: return 16;
    case Concept::commerce: return 10;
    case Concept::permission: return 26;
    default: return 34;
  }
}

// "no strings attached" denies already: a negation before it belongs to something else.
bool carries_negation(const Reading& reading, const Mention& m) {
  return m.what == Concept::allow && reading.bytes(m).find(' ') != std::string_view::npos;
}

bool fits(const Pattern::Term& term, const Scene& scene, const Mention& m) {
  if (m.what != term.what) return false;
  const Reading& reading = scene.reading;
  if (is_weak(reading, m) && !scene.of_terms && !speaks_of_terms(reading.concepts() | scene.above)) return false;
  if (denies_duty(reading, m)) return false;
  const bool negated = reading.negated(m, negation_reach(m.what));
  if (!term.negated) return !negated;
  return negated && !carries_negation(reading, m);
}

const Mention* first_of(const std::vector<Pattern::Term>& any, const Scene& scene, const Mention* anchor,
                        std::size_t reach) {
  for (const Mention& m : scene.mentions) {
    if (anchor != nullptr && (&m == anchor || (reach > 0 && gap(*anchor, m) > reach))) continue;
    if (anchor != nullptr && m.begin == anchor->begin && m.end == anchor->end) continue;
    if (std::any_of(any.begin(), any.end(), [&](const auto& term) { return fits(term, scene, m); })) return &m;
  }
  return nullptr;
}

}  // namespace

std::span<const Pattern> patterns(std::string_view subject) {
  static const auto all = [] {
    std::map<std::string, std::vector<Pattern>, std::less<>> made;
    for (const auto& [name, list] : Packed::of_resource("rules/language/patterns.yaml").items())
      for (const Packed& entry : list.list()) made[std::string(name)].push_back(pattern_of(entry));
    return made;
  }();
  const auto found = all.find(subject);
  return found == all.end() ? std::span<const Pattern>{} : std::span<const Pattern>(found->second);
}

std::optional<Mention> match(const Pattern& pattern, const Scene& scene) {
  Concepts here = scene.above;
  for (const Mention& m : scene.mentions) here.set(static_cast<std::size_t>(m.what));
  if (pattern.with.any() && (pattern.with & here).none()) return std::nullopt;
  for (const Mention& m : scene.mentions)
    if (holds(pattern.unless, m.what) && !scene.reading.negated(m, 16)) return std::nullopt;
  for (const Mention& anchor : scene.mentions) {
    const auto& first = pattern.find.front();
    if (std::none_of(first.begin(), first.end(), [&](const auto& t) { return fits(t, scene, anchor); })) continue;
    const bool all = std::all_of(pattern.find.begin() + 1, pattern.find.end(), [&](const auto& any) {
      return first_of(any, scene, &anchor, pattern.reach) != nullptr;
    });
    if (all) return anchor;
  }
  return std::nullopt;
}

}  // namespace auditor::language
