#include "auditor/evidence/models/descent_features.h"

#include "auditor/prose/language/name_features.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

using language::Concept;
using language::Mention;
using enum language::Concept;

constexpr std::size_t most_names = 12;  // of a sentence

void add_shape(const NameCandidate& candidate, language::FeatureSink& to) {
  const std::string_view text = candidate.text();
  to.add("shape", language::has_own_shape(text) ? "own" : language::has_model_shape(text) ? "family" : "word");
  if (text.find('/') != std::string_view::npos) to.add("shape", "id");
  const auto& all = candidate.sentence.said->reading->mentions();
  const auto others = std::count_if(all.begin(), all.end(), [](const Mention& m) { return m.what == other_model; });
  to.add("names", others == 1 ? "one" : others == 2 ? "two" : "more");
  const auto before = std::count_if(all.begin(), all.end(), [&](const Mention& m) {
    return m.what == other_model && m.begin < candidate.name->begin;
  });
  to.add("place", before == 0 ? "first" : before == 1 ? "second" : "later");
}

}  // namespace

void NameCandidate::add_features(language::FeatureSink& to) const {
  static const language::Concepts telling = language::set_of({descends, borrows, compares, this_model, own});
  if (ruled) to.add("rule", "base");
  if (labelled) to.add("rule", "labelled");
  add_shape(*this, to);
  language::add_name_features({sentence.said, *name, *name, sentence.said->reading->mentions(), telling}, to);
}

std::vector<NameCandidate> name_candidates(const language::DocumentReading& document) {
  std::vector<NameCandidate> out;
  for (const language::Candidate& sentence : language::candidates(document)) {
    std::size_t names = 0;
    for (const Mention& m : sentence.said->reading->mentions())
      if (m.what == other_model && names++ < most_names) out.push_back({sentence, &m, false, false});
  }
  return out;
}

}  // namespace auditor::evidence
