#include "auditor/prose/language/name_features.h"

#include <algorithm>
#include <array>
#include <string>

namespace auditor::language {
namespace {

constexpr std::size_t most_beside = 3;  // mentions told on each side

// How far, in words for people: a reach of a few characters is "beside", of a phrase "near".
std::string_view reach_of(std::size_t characters) {
  if (characters <= 2) return "beside";
  if (characters <= 12) return "near";
  return characters <= 40 ? "around" : "far";
}

class Maker {
 public:
  Maker(const NamePlace& place, FeatureSink& to)
      : place_(place), list_(place.list), reading_(*place.said->reading), to_(to) {}

  void make() {
    add_mentions();
    add_clause();
    add_words();
  }

 private:
  std::string_view label(const Mention& m) {
    label_ = reading_.negated(m) ? "!" : "";
    label_ += name_of(m.what);
    return label_;
  }

  void add_left() {
    static constexpr std::array<std::string_view, most_beside> kinds = {"left1", "left2", "left3"};
    std::size_t told = 0;
    for (auto it = place_.mentions.rbegin(); it != place_.mentions.rend() && told < most_beside; ++it)
      if (it->end <= list_.begin && it->what != Concept::stop) {
        to_.add("left", label(*it), reach_of(gap(*it, list_)));
        to_.add(kinds[told++], label(*it));
      }
  }

  void add_right() {
    static constexpr std::array<std::string_view, most_beside> kinds = {"right1", "right2", "right3"};
    std::size_t told = 0;
    for (auto it = place_.mentions.begin(); it != place_.mentions.end() && told < most_beside; ++it)
      if (it->begin >= list_.end && it->what != Concept::stop) {
        to_.add("right", label(*it), reach_of(gap(list_, *it)));
        to_.add(kinds[told++], label(*it));
      }
  }

  void add_mentions() {
    add_left();
    add_right();
    for (const Mention& m : place_.mentions)
      if (holds(place_.telling, m.what))
        to_.add(m.begin < place_.name.begin ? "before-it" : "after-it", label(m), reach_of(gap(m, list_)));
  }

  void add_clause() {
    const std::size_t at = place_.name.begin;
    for (const Clause& clause : place_.said->clauses) {
      if (at < clause.begin || at >= clause.end) continue;
      to_.add("clause-of", clause.subject ? name_of(*clause.subject) : std::string_view("-"));
      for (const Mention& m : clause.mentions)
        if (m.what != Concept::stop && m.begin != at) to_.add("beside", name_of(m.what));
    }
  }

  // The words right before and after it, and the marks that touch it.
  void add_words() {
    const std::string_view text = reading_.text();
    if (list_.begin > 0) to_.add("mark-before", text.substr(list_.begin - 1, 1));
    if (list_.end < text.size()) to_.add("mark-after", text.substr(list_.end, 1));
    const auto& words = reading_.words().all();
    const auto first =
        std::find_if(words.begin(), words.end(), [&](const evidence::Word& w) { return w.end > list_.begin; });
    const auto after = std::find_if(first, words.end(), [&](const evidence::Word& w) { return w.begin >= list_.end; });
    const auto at = first - words.begin();
    const auto before = [&](std::ptrdiff_t n) { return words[static_cast<std::size_t>(at - n)].text; };
    if (at >= 1) to_.add("word-before", before(1));
    if (at >= 2) to_.add("words-before", before(2), before(1));
    if (at >= 2) to_.add("word-before2", before(2));
    if (at >= 3) to_.add("word-before3", before(3));
    if (after == words.end()) return;
    to_.add("word-after", after->text);
    if (after + 1 != words.end()) to_.add("words-after", after->text, (after + 1)->text);
  }

  const NamePlace& place_;
  const Mention& list_;
  const Reading& reading_;
  FeatureSink& to_;
  std::string label_;
};

}  // namespace

void add_name_features(const NamePlace& place, FeatureSink& to) { Maker(place, to).make(); }

}  // namespace auditor::language
