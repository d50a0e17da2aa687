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
    if (place_.window) add_rulers();
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
        if (told == 1 && place_.window) to_.add("left12", label_, left_);
        if (told == 0) left_ = label_;
        to_.add(kinds[told++], label_);
      }
  }

  void add_right() {
    static constexpr std::array<std::string_view, most_beside> kinds = {"right1", "right2", "right3"};
    std::size_t told = 0;
    for (auto it = place_.mentions.begin(); it != place_.mentions.end() && told < most_beside; ++it)
      if (it->begin >= list_.end && it->what != Concept::stop) {
        to_.add("right", label(*it), reach_of(gap(list_, *it)));
        if (told == 1 && place_.window) to_.add("right12", right_, label_);
        if (told == 0) right_ = label_;
        to_.add(kinds[told++], label_);
      }
    if (place_.window) to_.add("around", left_.empty() ? "-" : left_, right_.empty() ? "-" : right_);
  }

  // The nearest of the telling mentions that are no names.
  [[nodiscard]] const Mention* nearest_before() const {
    const auto it = std::find_if(place_.mentions.rbegin(), place_.mentions.rend(),
                                 [&](const Mention& m) { return m.end <= list_.begin && rules(m); });
    return it == place_.mentions.rend() ? nullptr : &*it;
  }
  [[nodiscard]] const Mention* nearest_behind() const {
    const auto it = std::find_if(place_.mentions.begin(), place_.mentions.end(),
                                 [&](const Mention& m) { return m.begin >= list_.end && rules(m); });
    return it == place_.mentions.end() ? nullptr : &*it;
  }
  [[nodiscard]] bool rules(const Mention& m) const { return holds(place_.telling, m.what) && !is_owner(m); }
  static bool is_owner(const Mention& m) {
    return m.what == Concept::this_model || m.what == Concept::own || m.what == Concept::other_model;
  }

  void add_rulers() {
    add_ruler(nearest_before(), "ruled-left");
    add_ruler(nearest_behind(), "ruled-right");
  }

  // The word that rules it, and whose that is: "Heron was trained on X", "X, on which Wren was trained".
  void add_ruler(const Mention* ruler, std::string_view kind) {
    if (ruler == nullptr) return;
    const Mention* owner = nullptr;
    for (const Mention& m : place_.mentions)
      if (is_owner(m) && m.begin != place_.name.begin && (m.end <= ruler->begin || owner == nullptr)) owner = &m;
    const std::string_view whose = owner == nullptr ? "nobody" : owner->what == Concept::other_model ? "other" : "ours";
    to_.add(kind, whose, label(*ruler));
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
        if (m.what != Concept::stop && m.begin != at) {
          to_.add("beside", name_of(m.what));
          if (place_.window)
            to_.add(m.begin < at ? "clause-left" : "clause-right", label(m),
                    clause.subject ? name_of(*clause.subject) : "-");
        }
    }
  }

  // The words of its neighbourhood, on either side.
  void add_window(const std::vector<evidence::Word>& words, std::ptrdiff_t first, std::ptrdiff_t after) {
    constexpr std::ptrdiff_t widest = 6;
    const auto told = [](std::string_view word) {
      return word.find_first_of("0123456789") == std::string_view::npos ? word : std::string_view("#");
    };
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, first - widest); i < first; ++i)
      to_.add("window-left", told(words[static_cast<std::size_t>(i)].text));
    for (std::ptrdiff_t i = after; i < std::min(after + widest, std::ssize(words)); ++i)
      to_.add("window-right", told(words[static_cast<std::size_t>(i)].text));
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
    if (place_.window) add_window(words, at, after - words.begin());
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
  std::string left_;  // the nearest on each side
  std::string right_;
};

}  // namespace

void add_name_features(const NamePlace& place, FeatureSink& to) { Maker(place, to).make(); }

}  // namespace auditor::language
