#include "auditor/evidence/models/descent_features.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace auditor::evidence {
namespace {

using language::Concept;
using language::Mention;
using language::Reading;
using enum language::Concept;

constexpr std::size_t most_names = 12;  // of a sentence

// How far, in words for people: a reach of a few characters is "beside", of a phrase "near".
std::string_view reach_of(std::size_t characters) {
  if (characters <= 2) return "beside";
  if (characters <= 12) return "near";
  return characters <= 40 ? "around" : "far";
}

class Maker {
 public:
  Maker(const NameCandidate& candidate, language::FeatureSink& to)
      : candidate_(candidate), name_(*candidate.name), reading_(*candidate.sentence.said->reading), to_(to) {}

  void make() {
    if (candidate_.ruled) to_.add("rule", "base");
    if (candidate_.labelled) to_.add("rule", "labelled");
    add_shape();
    add_mentions();
    add_clause();
    add_words();
  }

 private:
  void add_shape() {
    const std::string_view text = candidate_.text();
    to_.add("shape", language::has_own_shape(text) ? "own" : language::has_model_shape(text) ? "family" : "word");
    if (text.find('/') != std::string_view::npos) to_.add("shape", "id");
    const auto& all = reading_.mentions();
    const auto others = std::count_if(all.begin(), all.end(), [](const Mention& m) { return m.what == other_model; });
    to_.add("names", others == 1 ? "one" : others == 2 ? "two" : "more");
    const auto before = std::count_if(all.begin(), all.end(),
                                      [&](const Mention& m) { return m.what == other_model && m.begin < name_.begin; });
    to_.add("place", before == 0 ? "first" : before == 1 ? "second" : "later");
  }

  // The mentions around it, nearest first, and the nearest words of descent.
  void add_mentions() {
    const auto& all = reading_.mentions();
    std::string what;
    const auto named = [&](const Mention& m) -> std::string_view {
      what = reading_.negated(m) ? "!" : "";
      what += language::name_of(m.what);
      return what;
    };
    constexpr int most = 3;
    int left = 0;
    for (auto it = all.rbegin(); it != all.rend() && left < most; ++it)
      if (it->end <= name_.begin && it->what != stop) {
        const std::array<std::string_view, most> kinds = {"left1", "left2", "left3"};
        to_.add("left", named(*it), reach_of(language::gap(*it, name_)));
        to_.add(kinds[static_cast<std::size_t>(left++)], named(*it));
      }
    int right = 0;
    for (auto it = all.begin(); it != all.end() && right < most; ++it)
      if (it->begin >= name_.end && it->what != stop) {
        const std::array<std::string_view, most> kinds = {"right1", "right2", "right3"};
        to_.add("right", named(*it), reach_of(language::gap(name_, *it)));
        to_.add(kinds[static_cast<std::size_t>(right++)], named(*it));
      }
    for (const Mention& m : all)
      if (m.what == descends || m.what == borrows || m.what == compares || m.what == this_model || m.what == own)
        to_.add(m.begin < name_.begin ? "before-it" : "after-it", named(m), reach_of(language::gap(m, name_)));
  }

  void add_clause() {
    for (const language::Clause& clause : candidate_.sentence.said->clauses) {
      if (name_.begin < clause.begin || name_.begin >= clause.end) continue;
      to_.add("clause-of", clause.subject ? language::name_of(*clause.subject) : std::string_view("-"));
      for (const Mention& m : clause.mentions)
        if (m.what != stop && m.begin != name_.begin) to_.add("beside", language::name_of(m.what));
    }
  }

  // The words right before and after it, and the marks that touch it.
  void add_words() {
    const std::string_view text = reading_.text();
    if (name_.begin > 0) to_.add("mark-before", text.substr(name_.begin - 1, 1));
    if (name_.end < text.size()) to_.add("mark-after", text.substr(name_.end, 1));
    const auto& words = reading_.words().all();
    const auto first = std::find_if(words.begin(), words.end(), [&](const Word& w) { return w.end > name_.begin; });
    const auto after = std::find_if(first, words.end(), [&](const Word& w) { return w.begin >= name_.end; });
    const auto at = first - words.begin();
    if (at >= 1) to_.add("word-before", words[static_cast<std::size_t>(at - 1)].text);
    if (at >= 2) {
      to_.add("words-before", words[static_cast<std::size_t>(at - 2)].text,
              words[static_cast<std::size_t>(at - 1)].text);
      to_.add("word-before2", words[static_cast<std::size_t>(at - 2)].text);
    }
    if (at >= 3) to_.add("word-before3", words[static_cast<std::size_t>(at - 3)].text);
    if (after == words.end()) return;
    to_.add("word-after", after->text);
    if (after + 1 != words.end()) to_.add("words-after", after->text, (after + 1)->text);
  }

  const NameCandidate& candidate_;
  const Mention& name_;
  const Reading& reading_;
  language::FeatureSink& to_;
};

}  // namespace

void NameCandidate::add_features(language::FeatureSink& to) const {
  Maker(*this, to).make();
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
