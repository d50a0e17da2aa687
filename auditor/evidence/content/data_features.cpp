#include "auditor/evidence/content/data_features.h"

#include "auditor/core/text.h"
#include "auditor/evidence/content/data_collector.h"
#include "auditor/evidence/content/dataset_mentions.h"
#include "auditor/prose/language/name_features.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace auditor::evidence {
namespace {

using language::Mention;
using enum language::Concept;

class Maker {
 public:
  Maker(const DataSentence& sentence, std::size_t at, language::FeatureSink& to)
      : names_(sentence.names),
        mentions_(sentence.mentions),
        at_(at),
        name_(names_[at]),
        said_(*sentence.sentence.said),
        text_(said_.reading->text()),
        to_(to) {}

  void make() {
    add_shape();
    find_list();
    add_figures();
    add_context();
  }

 private:
  void add_shape() {
    to_.add("shape", name_.loose ? "loose" : name_.strong ? "strong" : "weak");
    const std::string_view name = name_.name;
    if (name_.code) to_.add("shape", "code");
    if (!name_.url.empty()) to_.add("shape", name_.url.find("/datasets/") != std::string::npos ? "data-link" : "link");
    if (name.find('/') != std::string_view::npos) to_.add("shape", "id");
    if (name.find(' ') != std::string_view::npos) to_.add("shape", "words");
    if (is_test_name(name)) to_.add("shape", "test");
    if (is_known_dataset(name)) to_.add("shape", "known");
    const bool small = std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool large = std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    to_.add("shape", small ? "small" : large ? "large" : "mixed");
    if (const std::string_view last = last_part(name); !last.empty()) to_.add("end", to_lower(last));
    if (names_.size() > 1) to_.add("place", at_ == 0 ? "first" : at_ + 1 == names_.size() ? "last" : "later");
    to_.add("names", names_.size() == 1 ? "one" : names_.size() == 2 ? "two" : "more");
  }

  // "Bench" of "HeronBench", "qa" of "reed-qa": what kind of thing a name says it is.
  static std::string_view last_part(std::string_view name) {
    std::size_t at = name.size();
    while (at > 0 && is_alnum(name[at - 1]) &&
           !(at < name.size() && name[at] >= 'A' && name[at] <= 'Z' && name[at - 1] >= 'a' && name[at - 1] <= 'z'))
      --at;
    const std::string_view last = name.substr(at);
    return last.size() < name.size() && last.size() >= 2 && !has_digit(last) ? last : std::string_view{};
  }

  // Nothing but a comma, a small word or a figure stands between two members of a list.
  [[nodiscard]] bool listed(const DataName& a, const DataName& b) const {
    constexpr std::size_t widest = 40;
    if (b.begin < a.end || b.begin - a.end > widest) return false;
    const std::string_view gap = text_.substr(a.end, b.begin - a.end);
    if (gap.find(". ") != std::string_view::npos || gap.find("; ") != std::string_view::npos) return false;
    const Words words(gap);
    return std::all_of(words.all().begin(), words.all().end(), [](const Word& w) {
      return language::is_grammar_word("joins", w.text) || language::is_grammar_word("articles", w.text) ||
             language::is_grammar_word("size_units", w.text) || has_digit(w.text);
    });
  }

  void find_list() {
    std::size_t first = at_;
    std::size_t last = at_;
    while (first > 0 && listed(names_[first - 1], names_[first])) --first;
    while (last + 1 < names_.size() && listed(names_[last], names_[last + 1])) ++last;
    list_ = span(names_[first].begin, names_[last].end);
    if (first != last) to_.add("list", first == at_ ? "head" : "member");
    if (first > 0) to_.add("list", "not-first");
    if (trim(text_.substr(0, list_.begin)).empty()) to_.add("list", "opens");
    if (trim(text_.substr(list_.end)).size() <= 1) to_.add("list", "closes");
  }

  // "GSM8K: 71.3", "Kelp 80 %", "Moss (2M rows)"
  void add_figures() {
    constexpr std::size_t near = 24;
    const std::string_view next = text_.substr(name_.end, near);
    if (has_digit(next.substr(0, next.find_first_of(";\n")))) to_.add("figure", "near");
    if (has_score(next)) to_.add("figure", "score");
    if (next.find('%') != std::string_view::npos) to_.add("figure", "share");
    const Words words(next);
    for (const Word& w : words.all())
      if (language::is_grammar_word("size_units", w.text)) to_.add("figure", "size");
    if (has_score(text_)) to_.add("figure", "in-sentence");
  }

  void add_context() {
    static const language::Concepts telling =
        language::set_of({trained_on, learned_from, evaluated_on, training, testing, left_out, compares, this_model,
                          own, data, future, reader, component, other_model, negation});
    language::add_name_features({&said_, span(name_.begin, name_.end), list_, mentions_, telling, true}, to_);
  }

  [[nodiscard]] Mention span(std::size_t begin, std::size_t end) const {
    return {other_model, begin, end, count_characters(text_.substr(0, begin)), count_characters(text_.substr(0, end))};
  }

  const std::vector<DataName>& names_;
  const std::vector<Mention>& mentions_;
  std::size_t at_;
  const DataName& name_;
  const language::Utterance& said_;
  std::string_view text_;
  language::FeatureSink& to_;
  Mention list_;
};

}  // namespace

DataSentence::DataSentence(language::Candidate candidate, std::vector<DataName> found, std::optional<DataRole> rules)
    : sentence(std::move(candidate)), names(std::move(found)), above(rules) {
  const auto& all = sentence.said->reading->mentions();
  std::copy_if(all.begin(), all.end(), std::back_inserter(mentions), [&](const Mention& m) {
    return std::none_of(names.begin(), names.end(),
                        [&](const DataName& n) { return m.begin < n.end && n.begin < m.end; });
  });
}

void DataSentence::add_features(std::size_t i, const RuledRoles& ruled, language::FeatureSink& to) const {
  if (ruled.training) to.add("rule", "training");
  if (ruled.evaluation) to.add("rule", "evaluation");
  if (ruled.refused) to.add("rule", "refused");
  if (!ruled.training && !ruled.evaluation && !ruled.refused) to.add("rule", "silent");
  if (above) to.add("rule", *above == DataRole::training ? "below-training" : "below-evaluation");
  Maker(*this, i, to).make();
}

}  // namespace auditor::evidence
