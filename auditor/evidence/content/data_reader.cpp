#include "auditor/evidence/content/data_reader.h"

#include "auditor/core/text.h"
#include "auditor/evidence/content/data_collector.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace auditor::evidence {
namespace {

using language::Concept;
using language::Mention;
using language::Reading;
using language::UnitKind;
using language::UnitReading;
using language::Utterance;
using enum language::Concept;

// How dear the way from a name to the words that rule it may be: names by their shape, capitalised words.
constexpr std::size_t reach = 110;
constexpr std::size_t too_far = 140;  // no question asks about a longer way
constexpr std::size_t near_reach = 65;
constexpr std::size_t weak_reach = 60;

constexpr std::array<std::string_view, 6> zh_openers = {"用", "为", "是", "包括", "自", "于"};

std::size_t distance(const Mention& m, std::size_t begin, std::size_t end) {
  if (m.end <= begin) return begin - m.end;
  return m.begin >= end ? m.begin - end : 0;
}

// Words that rule a name, and what they say of it.
struct Ruler {
  const Mention* mention = nullptr;
  DataRole role = DataRole::training;
  bool weak = false;
  bool ahead = false;  // its data stand behind it: "trained on"
};

// One sentence with what it names.
class SentenceReader {
 public:
  SentenceReader(DataCollector& to, const UnitReading& unit, const Utterance& said)
      : to_(to),
        unit_(unit),
        said_(said),
        reading_(to.in_own_language(*said.reading)),
        text_(said.text),
        possible_(find_possible_data_names(reading_, to.own(), unit.unit.block, false)) {
    std::copy_if(possible_.begin(), possible_.end(), std::back_inserter(names_),
                 [](const DataName& name) { return !name.loose; });
  }

  // `last`: the name that the sentence before ended with; what a pronoun stands for.
  void read(const std::optional<DataName>& last, std::optional<DataRole> above) {
    if (reading_.is_question() || is_aside()) return;
    above_ = above ? above : role_of_opening();
    find_rulers();
    const bool secret = read_secret();
    constexpr std::size_t alone = 8;  // work on a name without words that rule it
    if (!to_.spend(names_.size() * (rulers_.size() + alone))) return;
    for (const DataName& name : names_) read_name(name);
    complete_list();
    if (!trained_ && last) read_pronoun(*last);
    if (!trained_ && !secret && describes()) to_.add(DataFinding::Kind::described, place());
  }

  [[nodiscard]] std::optional<DataName> last_name() const {
    return names_.empty() ? std::nullopt : std::optional(names_.back());
  }

  // With those that rules do not read.
  [[nodiscard]] std::vector<DataName> take_possible_names() { return std::move(possible_); }

  // "Corpus." before "40,112 reports …": a label that ends with a stop. A question gives its topic to the answer.
  [[nodiscard]] std::optional<DataRole> as_label() {
    if (reading_.is_question() && has_concept(reading_, {trained_on, learned_from, training}) &&
        (ours(0, text_.size()) || !reading_.has(other_model)))
      return DataRole::training;
    return text_.size() <= 40 && names_.empty() ? to_.role_of_label(text_.substr(0, text_.find_last_not_of(".:!") + 1))
                                                : std::nullopt;
  }

 private:
  [[nodiscard]] DataPlace place() const { return {std::string(said_.text), said_.start_line, said_.end_line}; }

  // "See also: …", "Thanks to …"
  [[nodiscard]] bool is_aside() const {
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(),
                       [](const Mention& m) { return m.what == left_out && m.begin <= 3; });
  }

  // "Data: X and Y", "Sources: …"
  [[nodiscard]] std::optional<DataRole> role_of_opening() const {
    const std::size_t colon = std::min({text_.find(": "), text_.find("："), text_.find(" — ")});
    if (colon == std::string_view::npos || colon > 30 || !DataCollector::is_data_label(text_.substr(0, colon)))
      return std::nullopt;
    return DataRole::training;
  }

  void find_rulers() {
    const std::size_t colon = std::min(text_.find_first_of(":"), text_.find("："));
    for (const Mention& m : reading_.mentions()) {
      const bool trains = is_training_word(m.what);
      const bool weak = m.what == training || m.what == testing;
      if ((!trains && !weak && m.what != evaluated_on) || (is_loose(m) && !speaks_of_training(m))) continue;
      if (std::any_of(names_.begin(), names_.end(),
                      [&](const DataName& n) { return n.begin <= m.begin && m.end <= n.end; }))
        continue;
      const std::string after = fold_phrase(text_.substr(m.end, 24));
      if (language::is_grammar_word("agents", std::string_view(after).substr(0, after.find(' ')))) continue;  // "by"
      const std::string folded = fold_phrase(reading_.bytes(m));
      const std::size_t space = folded.rfind(' ');
      const std::string_view tail = std::string_view(folded).substr(space == std::string::npos ? 0 : space + 1);
      // "Training: X": a bare word before a colon says as much as a verb.
      const bool label =
          weak && ((colon != std::string::npos && m.end <= colon && colon <= 40) || reading_.is_topic(m));
      rulers_.push_back({&m, trains || m.what == training ? DataRole::training : DataRole::evaluation, weak && !label,
                         label ||
                             (space != std::string::npos && language::is_grammar_word("data_prepositions", tail)) ||
                             opens_to_right(folded)});
    }
    // "was trained" of "was trained on" has its data behind it, too.
    for (Ruler& r : rulers_)
      r.ahead = r.ahead || std::any_of(rulers_.begin(), rulers_.end(), [&](const Ruler& other) {
                  return other.ahead && other.role == r.role && other.mention->begin < r.mention->end + 2 &&
                         r.mention->begin < other.mention->begin;
                });
  }

  // "评测采用", "训练语料为": in Chinese the object stands behind such an ending.
  [[nodiscard]] bool opens_to_right(std::string_view words) const {
    if (language::code_of(reading_.language()) != "zh") return false;
    return std::any_of(zh_openers.begin(), zh_openers.end(), [&](std::string_view e) { return words.ends_with(e); });
  }

  // Characters of the sentence; those of scripts without spaces say twice as much.
  [[nodiscard]] std::size_t length() const {
    const std::size_t count = count_characters(text_);
    return language::is_unspaced(reading_.language()) ? 2 * count : count;
  }

  [[nodiscard]] bool is_loose(const Mention& m) const {
    const std::string_view words = reading_.bytes(m);
    return m.what == learned_from && std::count(words.begin(), words.end(), ' ') <= 1;
  }

  // "saw", "mix of" speak of training beside the model, or other words of training or data.
  [[nodiscard]] bool speaks_of_training(const Mention& loose) const {
    if (above_ == DataRole::training) return true;
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(),
                       [&](const Mention& m) {
                         const bool speaks = m.what == this_model || m.what == own || m.what == model ||
                                             m.what == training || m.what == trained_on || m.what == data ||
                                             m.what == weights;
                         return speaks && distance(m, loose.begin, loose.end) <= 80;
                       }) ||
           length() <= 90;
  }

  // How far apart a name and a word stand: a comma, another subject or the wrong side make the way longer.
  [[nodiscard]] std::size_t cost(std::size_t begin, std::size_t end, const Mention& m) const {
    const std::size_t from = std::min(end, m.end);
    const std::size_t to = std::max(begin, m.begin);
    if (to <= from) return 0;
    const std::string_view gap = text_.substr(from, to - from);
    std::size_t sum = count_characters(gap);
    for (const DataName& n : names_)  // the members of a list are no way
      if (n.begin >= from && n.end <= to) sum -= std::min(sum, n.end - n.begin);
    if (sum >= too_far) return sum;
    for (const std::string_view mark : {";", "; ", " — ", " – ", "。", "；", "؛", ". "})
      if (gap.find(mark) != std::string_view::npos) sum += 50;
    for (const std::string_view mark : {", ", "，", "、", "،"})
      if (gap.find(mark) != std::string_view::npos) sum += 8;
    const Words words(gap);
    for (const Word& w : words.all())
      if (language::is_grammar_word("contrast", w.text)) sum += 30;
    return sum;
  }

  [[nodiscard]] const Ruler* ruler_of(const DataName& name) const {
    const Ruler* best = nullptr;
    std::size_t least = name.strong ? reach : near_reach;
    for (const Ruler& r : rulers_) {
      const bool before = name.end <= r.mention->begin;
      std::size_t sum = cost(name.begin, name.end, *r.mention);
      if (r.weak && sum > weak_reach) continue;
      if (!is_training_word(r.mention->what) && is_part_of_name(name, r)) continue;
      if (before && r.ahead && !name.strong) continue;  // "Throughput was measured on …"
      if (!before && verb_last() && text_.substr(r.mention->end).starts_with(",")) sum += 45;
      sum += r.weak ? 25 : 0;
      sum += before && (r.ahead || opens_clause(r)) ? 45 : 0;
      if (sum >= least) continue;
      least = sum;
      best = &r;
    }
    return best;
  }

  // "…, for testing X": words right behind a comma rule what follows them, when a name does.
  [[nodiscard]] bool opens_clause(const Ruler& r) const {
    constexpr std::size_t small_words = 10;
    const std::size_t begin = r.mention->begin;
    const std::size_t from = begin > small_words ? begin - small_words : 0;
    const std::string_view head = text_.substr(from, begin - from);
    const std::size_t comma = std::max(head.rfind(", ") + 1, head.rfind("; ") + 1);  // 0: none
    if (comma == 0) return false;
    const std::size_t end =
        std::min({text_.find(", ", r.mention->end), text_.find("; ", r.mention->end), text_.size()});
    return std::any_of(names_.begin(), names_.end(),
                       [&](const DataName& n) { return n.begin >= r.mention->end && n.begin < end; });
  }

  // The verb closes its clause: a name behind it belongs to the next one.
  [[nodiscard]] bool verb_last() const {
    const std::string_view code = language::code_of(reading_.language());
    return code == "tr" || code == "ja" || code == "ko";
  }

  // "the Alder corpus"
  [[nodiscard]] bool is_part_of_name(const DataName& name, const Ruler& r) const {
    return distance(*r.mention, name.begin, name.end) <= 4 &&
           language::is_grammar_word("data_nouns", fold_phrase(reading_.bytes(*r.mention)));
  }

  // The words that take a name or verb back stand nearer to the name than those that rule it.
  [[nodiscard]] bool taken_back(const DataName& name, const Mention& ruler, std::initializer_list<Concept> by) const {
    const std::size_t ruled = cost(name.begin, name.end, ruler);
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      if (std::find(by.begin(), by.end(), m.what) == by.end() || (m.begin < ruler.end && ruler.begin < m.end))
        return false;
      return cost(name.begin, name.end, m) <= ruled || cost(ruler.begin, ruler.end, m) <= 3;
    });
  }

  [[nodiscard]] bool ours(std::size_t from, std::size_t to) const {
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      return (m.what == this_model || m.what == own) && m.begin >= from && m.end <= to;
    });
  }

  // In the part of the sentence that the words stand in, up to a stop or semicolon.
  [[nodiscard]] bool in_part(const Mention& ruler, std::initializer_list<Concept> kinds, std::size_t before,
                             std::size_t after) const {
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      if (std::find(kinds.begin(), kinds.end(), m.what) == kinds.end()) return false;
      const bool ahead = m.begin < ruler.begin;
      if (distance(m, ruler.begin, ruler.end) > (ahead ? before : after)) return false;
      return cost(ruler.begin, ruler.end, m) < 50 + (ahead ? before : after);
    });
  }

  // Denied, planned, told to the reader, or said of a tokenizer.
  [[nodiscard]] bool is_innocent(const Mention& ruler) const {
    if (reading_.negated(ruler)) return true;
    if (in_part(ruler, {future}, 80, 60) || in_part(ruler, {reader}, 60, 30)) return true;
    if (in_part(ruler, {left_out}, 30, 25) && !in_part(ruler, {present}, 20, 20)) return true;
    if (is_command(ruler)) return true;
    if (in_part(ruler, {component}, 70, 30) && !ours(0, ruler.begin)) return true;
    return reading_.has(reported) && reading_.quoted(ruler);
  }

  // "Fine-tune on X with …": the plain verb at the start speaks to the reader, "to train on X" of a purpose.
  [[nodiscard]] bool is_command(const Mention& ruler) const {
    if (reading_.language() != language::english) return false;
    const std::string folded = fold_phrase(reading_.bytes(ruler));
    const bool plain = folded.starts_with("train ") || folded == "train" || folded.starts_with("fine tune") ||
                       folded.starts_with("finetune") || folded.starts_with("evaluate ") ||
                       folded.starts_with("test on");
    if (!plain || folded.find("split") != std::string::npos || folded.find("set") != std::string::npos ||
        folded.find("data") != std::string::npos)
      return false;
    const std::string_view before = trim(text_.substr(0, ruler.begin));
    if (before.empty() && text_.find(':') > ruler.end + 2) return true;
    return before.ends_with(" to") || before.ends_with("To") || before == "to";
  }

  // "Heron was trained on Moss": the name that the sentence begins with, or that its topic is, learned; not ours.
  [[nodiscard]] bool of_another(const DataName& name, const Ruler& ruler) const {
    const Mention& m = *ruler.mention;
    for (const Mention& other : reading_.mentions()) {
      if (other.what != other_model || (other.begin < name.end && name.begin < other.end)) continue;
      if (language::has_model_shape(reading_.bytes(other)) && distance(other, m.begin, m.end) <= 30 &&
          !ours(0, text_.size()))
        return true;
    }
    if (in_others_bracket(m) || has_other_subject(m)) return true;
    if (!ours(0, m.begin) && m.begin <= 40 && opens_with_name(reading_, to_.own()) && ruler.ahead &&
        name.begin > m.begin && names_.front().begin >= m.end)
      return true;
    if (names_.empty() || name.begin == names_.front().begin) return learner_behind(name, ruler);
    const DataName& first = names_.front();
    const std::string_view head = trim(text_.substr(0, first.begin));
    const bool initial = head.size() <= 4 || head.find_first_of("|>*") != std::string_view::npos;
    const bool beside =
        text_.substr(first.end).starts_with(", ") && ours(first.end, first.end + 14);  // "Finch, our speech model, …"
    if (!initial || (ours(0, m.begin) && !beside) || listed(first, name)) return false;
    if (const Ruler* of_first = ruler_of(first); of_first != nullptr && of_first != &ruler && !of_first->ahead)
      return false;
    return first.end <= m.begin && first.end <= name.begin &&
           (m.begin - first.end <= 40 || ruler.role == DataRole::evaluation);
  }

  // "Heron-3B (trained on Moss)": a bracket right behind another's name is of that one.
  [[nodiscard]] bool in_others_bracket(const Mention& m) const {
    const std::size_t open = text_.rfind('(', m.begin);
    if (open == std::string_view::npos || text_.substr(open, m.begin - open).find(')') != std::string_view::npos)
      return false;
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& other) {
      return other.what == other_model && other.end <= open && open - other.end <= 2 &&
             language::has_model_shape(reading_.bytes(other));
    });
  }

  // "Others in this family were trained on …"
  [[nodiscard]] bool has_other_subject(const Mention& m) const {
    const std::size_t stop = text_.find_last_of(";,", m.begin);
    std::string_view part = text_.substr(0, m.begin);
    if (stop != std::string_view::npos) part.remove_prefix(stop + 1);
    const std::string folded = fold_phrase(trim(part));
    const std::size_t space = folded.find(' ');
    const std::size_t second = space == std::string::npos ? space : folded.find(' ', space + 1);
    return language::is_grammar_word("other_subjects", std::string_view(folded).substr(0, space)) ||
           language::is_grammar_word("other_subjects", std::string_view(folded).substr(0, second));
  }

  // The names stand in one list: "Kelp, Lupin and Mallow".
  [[nodiscard]] bool listed(const DataName& a, const DataName& b) const {
    const Words words(text_.substr(a.end, b.begin - a.end));
    std::size_t others = 0;
    for (const Word& w : words.all()) {
      const bool inside = std::any_of(names_.begin(), names_.end(), [&](const DataName& n) {
        return a.end + w.begin >= n.begin && a.end + w.end <= n.end;
      });
      others += !inside && !language::is_grammar_word("joins", w.text) &&
                        !language::is_grammar_word("data_prepositions", w.text) &&
                        w.text.find_first_of("0123456789%") == std::string_view::npos
                    ? 1
                    : 0;
    }
    return others <= (language::is_unspaced(reading_.language()) ? 0U : 1U);
  }

  // "Moss was used to train Heron", "Heron の学習に": another's name right behind or before the words.
  [[nodiscard]] bool learner_behind(const DataName& name, const Ruler& ruler) const {
    const Mention& m = *ruler.mention;
    for (const DataName& n : names_) {
      if (n.begin == name.begin) continue;
      const bool topic =
          language::is_unspaced(reading_.language()) && name.begin <= 4 && n.begin > name.end && n.end <= m.begin;
      if (topic && !ours(0, m.begin) && !listed(name, n)) return true;
      if (!ruler.ahead && ruler.role == DataRole::training && name.end <= m.begin && n.begin >= m.end &&
          n.begin - m.end <= 3 && !listed(name, n))
        return true;
      if (language::is_unspaced(reading_.language()) && n.end <= m.begin && m.begin - n.end <= 5 && name.begin >= m.end)
        return true;
    }
    // "Heron's training data"
    const std::string_view between =
        name.end <= m.begin ? text_.substr(name.end, m.begin - name.end) : std::string_view("---");
    return between.starts_with("'s") || between.starts_with("’s");
  }

  // `load_dataset("conll2003", split="test")` within a sentence.
  [[nodiscard]] std::optional<DataRole> role_of_call(const DataName& name) const {
    const std::string_view before = trim_right_quotes(text_.substr(0, name.begin));
    if (!before.ends_with("load_dataset(")) return std::nullopt;
    const std::string_view rest = text_.substr(name.end, text_.find(')', name.end) - name.end);
    const std::size_t split = rest.find("split=");
    if (split == std::string_view::npos) return std::nullopt;
    const std::string_view part = rest.substr(split + 6);
    return part.find("train") != std::string_view::npos ? DataRole::training : DataRole::evaluation;
  }

  static std::string_view trim_right_quotes(std::string_view text) {
    while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
    return text;
  }

  // "trained by X" tells who, "the X model", "the X library" what else it is.
  [[nodiscard]] bool is_other_thing(const DataName& name) const {
    const std::string before = fold_phrase(trim(text_.substr(0, name.begin)));
    const std::size_t space = before.rfind(' ');
    if (language::is_grammar_word("agents",
                                  std::string_view(before).substr(space == std::string::npos ? 0 : space + 1)))
      return true;
    if (!text_.substr(name.end).starts_with(" ")) return false;
    const std::string after = fold_phrase(text_.substr(name.end, 30));
    return language::is_grammar_word("thing_nouns", std::string_view(after).substr(0, after.find(' ')));
  }

  void read_name(const DataName& name) {
    if (is_other_thing(name)) return to_.bar(name.name, place());
    if (const auto role = role_of_call(name); role && !has_concept(reading_, {reader, future, advice}))
      return add_labelled(name, *role);
    const Ruler* ruler = ruler_of(name);
    if (ruler == nullptr) return read_unruled(name);
    const Mention& m = *ruler->mention;
    if (name.code && !is_training_word(m.what) && m.what != evaluated_on)
      return;  // "training code: [X](https://github.com/…)"
    if (is_innocent(m) || taken_back(name, m, {left_out, compares}) || of_another(name, *ruler))
      return to_.refuse(name.name, place());
    if (ruler->weak && !weak_counts(name, *ruler)) return;
    add(name, ruler->role);
    if (names_.size() == 1) add_other_split(name, ruler->role);
    else add_own_split(name, ruler->role);
  }

  // "trained on X's train split, scored on its dev split": "its" is of the name before it.
  void add_own_split(const DataName& name, DataRole role) {
    for (const Ruler& r : rulers_) {
      if (r.role == role || r.mention->begin < name.end || is_innocent(*r.mention)) continue;
      const bool nearer = std::any_of(names_.begin(), names_.end(), [&](const DataName& n) {
        return n.begin > name.begin && n.end <= r.mention->begin;
      });
      if (nearer) continue;
      const std::string before = fold_phrase(trim(text_.substr(name.end, r.mention->begin - name.end)));
      const std::string inside = fold_phrase(reading_.bytes(*r.mention));
      const std::size_t space = before.rfind(' ');
      const std::string_view last = std::string_view(before).substr(space == std::string::npos ? 0 : space + 1);
      const std::string_view first = std::string_view(inside).substr(0, inside.find(' '));
      if (language::is_grammar_word("possessives", last) || language::is_grammar_word("possessives", first))
        return add(name, r.role);
    }
  }

  // "Primrose, Samphire and Thrift": what stands in one list with a set is for the same.
  void complete_list() {
    for (std::size_t i = 1; i < names_.size(); ++i) {
      const auto before = roles_.find(names_[i - 1].begin);
      if (before == roles_.end() || roles_.contains(names_[i].begin) || ruler_of(names_[i]) != nullptr) continue;
      if (listed(names_[i - 1], names_[i]) && !has_negation_near(names_[i])) add(names_[i], before->second);
    }
  }

  void add(const DataName& name, DataRole role) {
    roles_.emplace(name.begin, role);
    to_.add_name(name.name, role, to_.url_of(name, text_, unit_.unit.block), place());
    trained_ = trained_ || role == DataRole::training;
  }

  // What stands above it, or a call, says so: no words around it could tell better.
  void add_labelled(const DataName& name, DataRole role) {
    to_.set_labelled(true);
    add(name, role);
    to_.set_labelled(false);
  }

  // "Train split of X for learning, its test split for …": one set, both roles.
  void add_other_split(const DataName& name, DataRole role) {
    for (const Ruler& r : rulers_) {
      const std::string folded = fold_phrase(reading_.bytes(*r.mention));
      const bool part = folded.find("split") != std::string::npos || folded.find("test") != std::string::npos ||
                        folded.find("dev") != std::string::npos || r.role == DataRole::training;
      if (r.role != role && !r.weak && part && !is_innocent(*r.mention)) return add(name, r.role);
    }
  }

  // A bare word rules a name in a note without other words ("DPO, one pass over X"), or beside its figure.
  [[nodiscard]] bool weak_counts(const DataName& name, const Ruler& ruler) const {
    if (has_concept(reading_, {reader, future, advice, component}) || unit_.unit.kind == UnitKind::heading)
      return false;
    const std::size_t way = cost(name.begin, name.end, *ruler.mention);
    if (!name.strong && (way > 25 || length() > 110)) return false;
    if (ruler.role == DataRole::training) return length() <= 120 || (ours(0, text_.size()) && way <= 30);
    if (is_test_name(name.name) || (has_score(without_names()) && length() <= 200)) return true;
    return length() <= 80 && name.begin > ruler.mention->begin;
  }

  [[nodiscard]] std::string without_names() const {
    std::string rest(text_);
    for (const DataName& n : names_)
      std::fill(rest.begin() + static_cast<std::ptrdiff_t>(n.begin), rest.begin() + static_cast<std::ptrdiff_t>(n.end),
                'x');
    return rest;
  }

  // Nothing in the sentence speaks of training or testing: the line above may, or shares and figures.
  void read_unruled(const DataName& name) {
    if (has_concept(reading_, {left_out, reader, future, advice, component, compares, reported}) ||
        has_negation_near(name))
      return;
    const bool note = unit_.unit.kind == UnitKind::item || length() <= 100;
    const std::size_t head = std::min(text_.find_first_not_of(" -*_[\"“«「0123456789.)"), text_.size());
    const bool opens = name.begin <= head + 1 || listed(names_.front(), name);
    if (above_ && note && opens && names_.front().begin <= (name.strong ? 40 : head + 1))
      return add_labelled(name, *above_);
    if (scores(name, false) && to_.role_of_label(unit_.unit.heading) == DataRole::evaluation)
      return add(name, DataRole::evaluation);
    const bool alone = &name == &names_.front();
    if (is_share(name)) return add(name, DataRole::training);
    const bool scored = has_score(without_names());
    if (scored && (is_test_name(name.name) || scores(name, true)) && (alone || listed(names_.front(), name)))
      return add(name, DataRole::evaluation);
    if (scored && name.strong && ours(0, name.begin) &&
        (length() <= 90 || has_concept(reading_, {testing, evaluated_on})))
      add(name, DataRole::evaluation);
  }

  [[nodiscard]] bool has_negation_near(const DataName& name) const {
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(),
                       [&](const Mention& m) { return m.what == negation && distance(m, name.begin, name.end) <= 25; });
  }

  // "Kelp 80 %, Lupin 15 %": at least two names have their share.
  [[nodiscard]] bool is_share(const DataName& name) const {
    const auto share_behind = [&](const DataName& n) {
      const std::string_view rest = text_.substr(n.end).substr(0, 12);
      const std::size_t percent = rest.find('%');
      return percent != std::string_view::npos && percent <= 8 &&
             rest.substr(0, percent).find_first_not_of(" 0123456789.,:(~\xC2\xA0") == std::string_view::npos;
    };
    const auto shares = std::count_if(names_.begin(), names_.end(), share_behind);
    return shares >= 2 && share_behind(name);
  }

  // "Sedge-Test: 0.71"
  [[nodiscard]] bool scores(const DataName& name, bool strong) const {
    const std::string_view rest = text_.substr(name.end);
    if ((strong && !name.strong) || name.begin > 4 || (!rest.starts_with(":") && !rest.starts_with(" :"))) return false;
    const std::string_view value = trim(rest.substr(rest.find(':') + 1));
    return !value.empty() && value[0] >= '0' && value[0] <= '9' &&
           value.substr(0, 6).find_first_of(".,%") != std::string_view::npos;
  }

  // "Our model was trained on it alone."
  void read_pronoun(const DataName& last) {
    for (const Ruler& r : rulers_) {
      if (r.weak || is_innocent(*r.mention)) continue;
      const std::string after = fold_phrase(text_.substr(r.mention->end, 24));
      const std::string before = fold_phrase(
          text_.substr(r.mention->begin > 24 ? r.mention->begin - 24 : 0, std::min<std::size_t>(24, r.mention->begin)));
      const std::string inside = fold_phrase(reading_.bytes(*r.mention));
      const std::string_view next = std::string_view(after).substr(0, after.find(' '));
      const std::size_t space = before.rfind(' ');
      const std::string_view previous = std::string_view(before).substr(space == std::string::npos ? 0 : space + 1);
      const bool clitic = inside.starts_with("l ha ") || inside.starts_with("li ha") || inside.starts_with("le ha");
      if (!language::is_grammar_word("data_pronouns", next) && !language::is_grammar_word("data_pronouns", previous) &&
          !clitic)
        continue;
      if (!names_.empty() && r.role == DataRole::training && names_.front().begin < r.mention->begin) continue;
      if (std::any_of(roles_.begin(), roles_.end(), [&](const auto& known) { return known.second == r.role; }))
        continue;
      return add(last, r.role);
    }
  }

  // "The training data are not disclosed."
  bool read_secret() {
    const bool of_data =
        has_concept(reading_, {trained_on, learned_from, training, data}) || above_ == DataRole::training;
    if (!of_data) return false;
    for (const Mention& m : reading_.mentions())
      if (m.what == data_secret &&
          !(reading_.negated(m) && language::negation_of(reading_.language()) == language::Negation::before)) {
        to_.add(DataFinding::Kind::secret, place());
        return true;
      }
    return false;
  }

  // Something is said of the data beside the verb: figures, kinds, times.
  [[nodiscard]] bool describes() const {
    if (role_of_opening() && names_.empty() && text_.size() > 40 && !has_concept(reading_, {reader, future, left_out}))
      return true;
    if (above_ == DataRole::training && text_.size() > 30 && names_.empty() &&
        !has_concept(reading_, {reader, future, left_out}))
      return has_figure() || reading_.has(data);
    for (const Ruler& r : rulers_) {
      const Mention& m = *r.mention;
      if (r.role != DataRole::training || is_innocent(m)) continue;
      if (!names_.empty() && of_another(names_.back(), r)) continue;
      const std::size_t rest = text_.size() - (m.end - m.begin);
      if (!r.weak && (rest > 45 || (rest > 20 && has_figure()))) return true;
      if (r.weak && m.begin <= 30 && has_figure() && rest > 25) return true;
    }
    return false;
  }

  [[nodiscard]] bool has_figure() const { return text_.find_first_of("0123456789") != std::string::npos; }

  DataCollector& to_;
  const UnitReading& unit_;
  const Utterance& said_;
  const Reading& reading_;
  std::string_view text_;
  std::vector<DataName> possible_;
  std::vector<DataName> names_;
  std::vector<Ruler> rulers_;
  std::optional<DataRole> above_;
  std::map<std::size_t, DataRole> roles_;  // of the names added, by place
  bool trained_ = false;
};

// A heading "Training" rules settings and commands, too; "Training data" rules data, and so does "Train" below "Data".
std::optional<DataRole> role_of_heading(DataCollector& to, const UnitReading& unit) {
  const std::string_view heading = unit.unit.heading;
  if (heading.empty()) return std::nullopt;
  if (DataCollector::is_data_label(heading)) return DataRole::training;
  const Reading& reading = to.read(heading);
  if (reading.has(data) || has_concept(reading, {trained_on, learned_from, evaluated_on}))
    return to.role_of_label(heading);
  if (unit.unit.block == nullptr || unit.unit.block->section < 0) return std::nullopt;
  const auto& sections = to.document().document().sections;
  for (int at = sections[static_cast<std::size_t>(unit.unit.block->section)].parent; at >= 0;
       at = sections[static_cast<std::size_t>(at)].parent)
    if (DataCollector::is_data_label(sections[static_cast<std::size_t>(at)].heading)) return to.role_of_label(heading);
  return std::nullopt;
}

// What the line above a list or the heading says that its entries are for.
std::optional<DataRole> role_above(DataCollector& to, const UnitReading& unit, std::optional<DataRole> of_heading) {
  if (unit.lead != nullptr) {
    if (has_concept(*unit.lead, {reader, future, left_out, component, compares}) || unit.lead->has(other_model))
      return std::nullopt;
    for (const Mention& m : unit.lead->mentions()) {
      if (unit.lead->negated(m)) continue;
      if (is_training_word(m.what)) return DataRole::training;
      if (m.what == evaluated_on) return DataRole::evaluation;
    }
    if (const auto role = to.role_of_label(unit.unit.lead)) return role;
    if (DataCollector::is_data_label(unit.unit.lead)) return DataRole::training;
  }
  return of_heading;
}

bool is_row(const UnitReading& unit) { return unit.unit.kind == UnitKind::cell || unit.unit.kind == UnitKind::pair; }

void keep_row(DataCollector& to, const UnitReading& unit) {
  constexpr std::size_t longest_cell = 2000;  // of those whose names are judged by more than rules
  for (const Utterance& said : unit.sentences)
    if (said.reading != nullptr && said.text.size() <= longest_cell)
      to.keep({&unit, &said, nullptr, {}}, find_possible_data_names(*said.reading, to.own(), unit.unit.block, true),
              std::nullopt);
}

}  // namespace

// "2. Junco Teste:": the last word of an item rules those behind it.
std::optional<DataRole> role_behind(DataCollector& to, std::string_view item) {
  item = trim(item);
  if (!item.ends_with(':') && !item.ends_with("：")) return std::nullopt;
  const std::size_t space = item.find_last_of(" \n");
  return space == std::string_view::npos ? std::nullopt : to.role_of_label(item.substr(space + 1));
}

void read_data_sentences(DataCollector& to) {
  std::optional<DataName> last;
  std::optional<DataRole> behind;
  std::string_view heading;
  std::optional<DataRole> of_heading;
  for (const UnitReading& unit : to.document().units()) {
    if (to.full()) return;
    if (unit.unit.kind == UnitKind::open_box) continue;
    if (is_row(unit)) {
      keep_row(to, unit);
      continue;
    }
    if (unit.unit.kind == UnitKind::heading || unit.unit.kind == UnitKind::item) last.reset();
    if (unit.unit.heading.data() != heading.data()) {
      heading = unit.unit.heading;
      of_heading = role_of_heading(to, unit);
    }
    auto above = unit.unit.kind == UnitKind::heading ? std::nullopt : role_above(to, unit, of_heading);
    if (unit.unit.kind != UnitKind::item) behind.reset();
    else if (behind) above = behind;
    std::optional<DataRole> label;
    const Reading* before = nullptr;
    for (const Utterance& said : unit.sentences) {
      SentenceReader reader(to, unit, said);
      const auto rules = label ? label : above;
      reader.read(last, rules);
      label = reader.as_label();
      if (const auto name = reader.last_name()) last = name;
      to.keep({&unit, &said, before, {}}, reader.take_possible_names(), rules);
      before = said.reading;
    }
    if (unit.unit.kind == UnitKind::item)
      if (const auto role = role_behind(to, unit.unit.text)) behind = role;
  }
}

namespace {

void read_by_rules(DataCollector& to) {
  read_data_sentences(to);
  to.set_labelled(true);
  read_data_tables(to);
  read_data_code(to);
  to.set_labelled(false);
}

}  // namespace

DataFindings read_data(const language::DocumentReading& document) {
  DataCollector collector(document);
  read_by_rules(collector);
  judge_data_names(collector);
  return collector.take();
}

std::vector<DataExample> data_examples(const language::DocumentReading& document) {
  DataCollector collector(document);
  read_by_rules(collector);
  std::vector<DataExample> out;
  for (const DataCandidate& c : data_candidates(collector)) out.push_back({*c.sentence, c.name, c.ruled});
  return out;
}

}  // namespace auditor::evidence
