#include "auditor/evidence/bias/bias_features.h"

#include "auditor/evidence/bias/bias_figures.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace auditor::evidence {
namespace {

using M = Meaning;

constexpr std::size_t most_hits = 24;  // that are told in pairs
constexpr std::size_t most_words = 120;
constexpr std::size_t most_own = 200;  // bytes of the title and names of the model

constexpr std::array<std::string_view, 4> few = {"none", "one", "two", "more"};

std::string_view how_many(std::size_t count) { return few[std::min(count, few.size() - 1)]; }

bool has_digit(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Maker {
 public:
  Maker(const BiasSentence& sentence, language::FeatureSink& to)
      : sentence_(sentence), reading_(*sentence.reading), to_(to) {}

  void make() {
    to_.add("bias", "");
    to_.add("unit", sentence_.unit);
    add_ruled();
    add_context();
    add_meanings();
    add_words();
  }

 private:
  void add_ruled() {
    const Judgement& ruled = sentence_.ruled;
    to_.add("rule", level_name(ruled.level));
    for (int level = 1; level <= ruled.level; ++level) to_.add("rule-from", level_name(level));
    if (ruled.level > 0) to_.add("kind", ruled.kind);
  }

  static std::string_view level_name(int level) {
    static constexpr std::array<std::string_view, 4> names = {"0", "1", "2", "3"};
    return names[static_cast<std::size_t>(std::clamp(level, 0, 3))];
  }

  void add_context() {
    const BiasContext& at = sentence_.context;
    const auto add = [&](bool holds, std::string_view what) {
      if (holds) to_.add("in", what);
    };
    add(at.subject_heading, "subject");
    add(at.excluding_heading, "excluded");
    add(at.excluding_lead, "excluding");
    add(at.of_limits, "limits");
    add(at.of_other_model, "other-model");
    add(at.tied, "tied");
    add(at.linked_subject, "linked");
    add(sentence_.document->toxicity_is_task, "toxicity-task");
    add(sentence_.document->about_things, "things");
    add_around("lead", at.lead);
    add_around("before", sentence_.before);
    add_around("heading", sentence_.heading);
  }

  // Of a long text its first words: it stands beside many sentences.
  void add_around(std::string_view kind, const Reading* reading) {
    if (reading == nullptr) return;
    const auto& hits = reading->hits();
    for (std::size_t i = 0; i < std::min(hits.size(), most_hits); ++i) to_.add(kind, name_of(hits[i].meaning));
    if (reading->words().size() <= most_words && count_figures(*reading) > 0) to_.add(kind, "figure");
  }

  // "!harm": denied.
  std::string label(const Hit& hit) const {
    std::string out = reading_.negated(hit) ? "!" : "";
    return out += name_of(hit.meaning);
  }

  void add_meanings() {
    to_.add("figures", how_many(static_cast<std::size_t>(count_figures(reading_))));
    to_.add("groups", how_many(groups_in(reading_).size()));
    if (names_subject(reading_, *sentence_.document)) to_.add("names", "subject");
    if (names_other_model(reading_, *sentence_.document)) to_.add("names", "other-model");
    std::vector<std::string> labels;
    for (const Hit& hit : reading_.hits()) {
      if (hit.meaning == M::mask) to_.add("m", "mask");
      if (hit.meaning == M::mask) continue;
      if (labels.size() < most_hits) labels.push_back(label(hit));
      to_.add("m", labels.size() < most_hits ? std::string_view(labels.back()) : name_of(hit.meaning));
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (i + 1 < labels.size()) to_.add("p", labels[i], labels[i + 1]);
      for (std::size_t j = i + 1; j < labels.size(); ++j) to_.add("o", labels[i], labels[j]);
    }
  }

  // Names mean what they are, figures mean a figure.
  [[nodiscard]] std::string_view shown(const Word& word) const {
    if (has_digit(word.text)) return word.text.find_first_of(".%") != std::string_view::npos ? "#." : "#";
    const std::string_view own = std::string_view(sentence_.document->own_names).substr(0, most_own);
    const bool name = word.text.size() > 2 && own.find(" " + std::string(word.text) + " ") != std::string::npos;
    return name ? "own_name" : word.text;
  }

  // Words and pairs of neighbours.
  void add_words() {
    const auto& words = reading_.words().all();
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < std::min(words.size(), most_words); ++i) all.push_back(shown(words[i]));
    for (std::size_t i = 0; i < all.size(); ++i) {
      to_.add("w", all[i]);
      if (i > 0) to_.add("b", all[i - 1], all[i]);
    }
    add_mixed(all);
    const std::string_view source = reading_.words().source();
    if (source.ends_with('?') || source.ends_with("？") || source.ends_with("؟")) to_.add("question", "asked");
  }

  // Words of the vocabulary by meaning between words as they are: "group voices", "not harm".
  void add_mixed(const std::vector<std::string_view>& shown) {
    std::string_view left;
    std::size_t at = 0;
    const auto& hits = reading_.hits();
    for (std::size_t i = 0; i < shown.size(); ++i) {
      while (at < hits.size() && hits[at].first < i) ++at;
      const bool meant = at < hits.size() && hits[at].first == i && hits[at].meaning != M::mask;
      const std::string_view word = meant ? name_of(hits[at].meaning) : shown[i];
      if (!left.empty()) to_.add("x", left, word);
      left = word;
      if (meant) i = std::max(i, hits[at].last);
    }
  }

  const BiasSentence& sentence_;
  const Reading& reading_;
  language::FeatureSink& to_;
};

}  // namespace

void add_features(const BiasSentence& sentence, language::FeatureSink& to) { Maker(sentence, to).make(); }

}  // namespace auditor::evidence
