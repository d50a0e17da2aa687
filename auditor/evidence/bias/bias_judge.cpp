#include "auditor/evidence/bias/bias_judge.h"

#include "auditor/prose/language/classifier.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace auditor::evidence {
namespace {

using language::Classifier;

constexpr int learned_levels = 3;
constexpr std::array<const char*, learned_levels> names = {"bias-named", "bias-stated", "bias-measured"};

const Classifier& classifier_of(int level) {
  static const std::array<const Classifier*, learned_levels> all = {
      &Classifier::named(names[0]), &Classifier::named(names[1]), &Classifier::named(names[2])};
  return *all[static_cast<std::size_t>(level - 1)];
}

// Who is served, or what for: without it there is nothing to state or measure.
bool touches_people(const Reading& reading) {
  using M = Meaning;
  return reading.has_any(M::group, M::group_weak, M::person, M::attribute, M::umbrella, M::decision, M::language,
                         M::benchmark, M::age_year);
}

}  // namespace

Judgement judge_again(const BiasSentence& sentence, int highest) {
  Judgement out = sentence.ruled;
  const Reading* lead = sentence.context.lead;
  const bool of_other = sentence.context.of_other_model || names_other_model(*sentence.reading, *sentence.document);
  if (of_other) highest = std::min(highest, 2);  // figures of another model are no measure of this one
  if (!touches_people(*sentence.reading) && (lead == nullptr || !touches_people(*lead))) highest = 1;
  highest = std::min(learned_levels, highest);
  // Only a bare word of the subject is doubted: it has other meanings ("publication bias"). What rules made of several
  // words stands.
  const bool bare = std::string_view(out.kind) == "mention";
  if (!bare && highest <= out.level) return out;
  language::FeatureIds features;
  add_features(sentence, features);
  const auto score_of = [&](int level) { return classifier_of(level).score(features.sorted()); };
  if (bare && score_of(1) < classifier_of(1).possible()) out.level = 0;
  for (int level = highest; level > out.level; --level)
    if (score_of(level) >= classifier_of(level).likely()) out.level = level;
  if (out.level == sentence.ruled.level) return out;
  out.kind = "second-reading";
  out.groups.clear();
  if (out.level == learned_levels) out.groups = groups_in(*sentence.reading);
  return out;
}

}  // namespace auditor::evidence
