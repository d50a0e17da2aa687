#include "auditor/evidence/models/descent_reader.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

using language::Clause;
using language::Concept;
using language::Concepts;
using language::is_of_others;
using language::Mention;
using language::Reading;
using language::set_of;
using language::UnitKind;
using language::UnitReading;
using language::Utterance;
using enum language::Concept;

constexpr std::size_t reach = 90;  // characters between the words of descent and the name

struct Vocabulary {
  std::vector<std::pair<std::string, std::vector<std::string>>> relations;
  std::vector<std::string> keys;
  WordSet first_person;
  WordSet base_labels;
  std::vector<std::string> loaders;
  std::vector<std::string> design_words;  // what follows a name that is a design
  PhraseTable methods;
};

const Vocabulary& vocabulary() {
  static const Vocabulary made = [] {
    const Packed file = Packed::of_resource("rules/language/descent.yaml");
    Vocabulary v;
    for (const auto& [relation, words] : file.at("relations").items())
      v.relations.emplace_back(std::string(relation), words.strings());
    v.keys = file.at("keys").strings();
    v.first_person = word_set(file, "first_person");
    for (const std::string_view label : file.at("base_labels").texts()) v.base_labels.insert(fold_phrase(label));
    v.loaders = file.at("loaders").strings();
    for (const std::string_view method : file.at("methods").texts()) v.methods.add(method, 0);
    v.design_words = Packed::of_resource("rules/vocabulary/models.yaml").at("design_words").strings();
    return v;
  }();
  return made;
}

// Something that makes a sentence no statement about where this model comes from.
bool is_innocent(const Reading& reading) {
  static const Concepts innocent = set_of({advice, reported, contribution, from_scratch});
  if (reading.has_any(innocent)) return true;
  if (reading.has(historical) && !reading.has(present)) return true;
  return std::any_of(reading.mentions().begin(), reading.mentions().end(), [&](const Mention& m) {
    return m.what == future || (m.what == allow && reading.mentions().front().what == allow);
  });
}

// By the words of the sentence; a fine-tune where none says otherwise.
std::string_view relation_of(std::string_view text) {
  const std::string lower = to_lower(text);
  for (const auto& [relation, words] : vocabulary().relations)
    for (const std::string& word : words)
      if (lower.find(word) != std::string::npos) return relation;
  return "finetune";
}

bool speaks_of_us(const Reading& reading) {
  return std::any_of(reading.words().all().begin(), reading.words().all().end(),
                     [](const Word& w) { return vocabulary().first_person.contains(std::string(w.text)); });
}

class Reader {
 public:
  explicit Reader(const language::DocumentReading& document) : document_(document) {}

  std::vector<DescentFinding> read() {
    for (const UnitReading& unit : document_.units()) {
      unit_ = &unit;
      switch (unit.unit.kind) {
        case UnitKind::cell: read_cell(); break;
        case UnitKind::comment:
        case UnitKind::open_box: break;
        default: {
          const std::size_t before = out_.size();
          for (const Utterance& said : unit.sentences) read_sentence(said);
          if (out_.size() == before) read_whole();
        }
      }
    }
    for (const Block& block : document_.document().blocks)
      if (block.kind == BlockKind::code) read_code(block);
    return std::move(out_);
  }

 private:
  static bool names_base(std::string_view label) {
    constexpr std::size_t longest = 200;  // bytes
    return label.size() <= longest && vocabulary().base_labels.contains(fold_phrase(label));
  }

  // A column of bases in a table of one's own models.
  void read_cell() {
    if (unit_->sentences.empty() || !names_base(unit_->unit.column)) return;
    if (unit_->row_subject == other_model || unit_->row_subject == data) return;
    const Utterance& said = unit_->sentences.front();
    if (!said.reading->has(negation)) add_all(*said.reading, said);
  }

  // A line of code at a time: recipes of merges, options and fields that name the start, loaders beside the own name.
  void read_code(const Block& block) {
    const std::string lower = to_lower(block.text);
    const auto& own = document_.own().names;
    const bool names_us =
        std::any_of(own.begin(), own.end(), [&](const std::string& n) { return lower.find(n) != std::string::npos; });
    const bool merge = lower.find("merge_method") != std::string::npos;
    const bool adapter = lower.find("peft_type") != std::string::npos;
    if (!names_us && !merge && !adapter) return;
    // Loading a model is use, unless the same code trains or converts it.
    bool trains = false;
    for (const std::string_view word : {"trainer(", ".train(", "requires_grad", "peftmodel", "convert_", "quantize",
                                        "save_pretrained", "push_to_hub"})
      trains = trains || lower.find(word) != std::string::npos;
    for (std::size_t begin = 0; begin < lower.size();) {
      const std::size_t end = std::min(lower.find('\n', begin), lower.size());
      const std::string_view line = std::string_view(block.text).substr(begin, end - begin);
      for (const std::string_view piece : language::pieces_of(line))
        read_code_line(piece, block.line_at(begin), merge, trains);
      begin = end + 1;
    }
  }

  void read_code_line(std::string_view line, int where, bool merge, bool trains) {
    const auto key_in = [&](const std::vector<std::string>& keys) {
      return std::any_of(keys.begin(), keys.end(), [&](const std::string& k) {
        const std::size_t at = line.find(k);
        return at != std::string_view::npos && (at + k.size() >= line.size() || !is_alnum(line[at + k.size()]));
      });
    };
    const bool named = key_in(vocabulary().keys) || (trains && key_in(vocabulary().loaders)) ||
                       (merge && (line.find("model:") != std::string_view::npos ||
                                  line.find("base_model:") != std::string_view::npos));
    if (!named) return;
    const std::vector<language::NameSpan> names =
        language::find_model_names(line, language::english, document_.own(), {});
    for (const language::NameSpan& n : names)
      if (n.what == other_model && language::has_model_shape(line.substr(n.begin, n.end - n.begin)))
        add(line.substr(n.begin, n.end - n.begin), {line, where, where, nullptr, {}});
  }

  void add(std::string_view name, const Utterance& said) {
    std::string base(trim(name));
    if (out_.size() >= max_descent_findings || !bases_.insert(fold_phrase(base)).second) return;
    out_.push_back({std::move(base), relation_of(said.text), std::string(said.text), said.start_line, said.end_line});
  }

  void read_sentence(const Utterance& said) {
    const Reading& reading = *said.reading;
    if (!reading.has(other_model) || reading.is_question()) return;
    if (is_label(reading)) return add_all(reading, said);
    if (!reading.has(descends) && !holds(unit_->above, descends)) return;
    if (is_innocent(reading)) return;
    if (unit_->lead != nullptr && unit_->lead->has(descends) && !reading.has(descends)) {
      // "Merged from:" and the list below it.
      constexpr std::size_t label = 60;
      const bool ruled =
          unit_->lead->text().size() <= label && !unit_->lead->has(compares) && !is_of_others(unit_->base);
      for (const Mention& m : reading.mentions())
        if (ruled && m.what == other_model && m.at <= 24 && language::has_model_shape(reading.bytes(m)))
          return add(reading.bytes(m), said);
      return;
    }
    for (const Mention& name : reading.mentions())
      if (name.what == other_model && is_base(name, said)) add(reading.bytes(name), said);
  }

  // --- the second reading ---------------------------------------------------------------------------------------

  struct Whole {  // what a short paragraph says in all
    std::vector<std::pair<std::string_view, const Utterance*>> names;
    bool made = false;               // words of making a model from another
    bool ours = false;               // the own model, or those who speak
    bool opens_with_method = false;  // "AWQ build of …": a note without a subject
  };

  // Where no sentence told a base: names that are surely models beside words of making one from another, in a paragraph
  // that says nothing of rivals, plans, helpers or others' work.
  void read_whole() {
    constexpr std::size_t longest = 600;  // bytes
    constexpr std::size_t most_names = 4;
    const std::string_view text = trim(unit_->unit.text);
    if (text.size() > longest || text.ends_with(':') || is_of_others(unit_->base)) return;
    Whole whole;
    for (const Utterance& said : unit_->sentences)
      if (!take(said, whole)) return;
    if (whole.names.empty() || whole.names.size() > most_names || !whole.made) return;
    const bool note = whole.opens_with_method && unit_->unit.kind == UnitKind::prose;
    if (!whole.ours && !note) return;
    for (const auto& [name, said] : whole.names) add(name, *said);
  }

  // False when the sentence makes the whole paragraph innocent.
  static bool take(const Utterance& said, Whole& whole) {
    static const Concepts innocent = set_of({compares, borrows, component, from_scratch, advice, reported, future,
                                             reader, contribution, left_out, evaluated_on, testing, data_secret});
    const Reading& reading = *said.reading;
    if (reading.is_question() || reading.has_any(innocent) || is_innocent(reading)) return false;
    const Mention* released = nullptr;
    bool led = false;
    // "fine-tuned on grove/heron-7k": what it learned from.
    const auto is_data = [&](const Mention& name) {
      return std::any_of(reading.mentions().begin(), reading.mentions().end(), [&](const Mention& m) {
        const bool learned = m.what == trained_on || m.what == learned_from;
        return (learned && m.stop <= name.at && gap(m, name) <= 8) ||
               (m.what == data && m.at >= name.stop && gap(m, name) <= 12);
      });
    };
    for (const Mention& m : reading.mentions()) {
      const bool offered = released != nullptr && gap(*released, m) <= 40;  // "We release Heron-7B"
      if (m.what == other_model && language::has_own_shape(reading.bytes(m)) && !offered && !is_data(m))
        whole.names.emplace_back(reading.bytes(m), &said);
      whole.made = whole.made || (m.what == descends && !reading.negated(m));
      led = led || m.what == other_model;  // "Finch is based on Wren": the other descends
      whole.ours = whole.ours || m.what == own || (m.what == this_model && !led);
      if (m.what == release) released = &m;
    }
    const auto methods = vocabulary().methods.find(reading.words());
    constexpr std::size_t opening = 2;  // words before it
    if (whole.names.empty() || said.reading == whole.names.front().second->reading)
      whole.opens_with_method = whole.opens_with_method || (!methods.empty() && methods.front().first <= opening);
    whole.made = whole.made || !methods.empty();
    whole.ours = whole.ours || speaks_of_us(reading);
    return true;
  }

  void add_all(const Reading& reading, const Utterance& said) {
    for (const Mention& m : reading.mentions())
      if (m.what == other_model) add(reading.bytes(m), said);
  }

  // "Base model: Heron-7B"
  static bool is_label(const Reading& reading) {
    const std::string_view text = reading.text();
    const std::size_t colon = std::min(text.find(':'), text.find("："));
    if (colon == std::string_view::npos || colon > 50 || reading.has(from_scratch)) return false;
    return names_base(text.substr(0, colon));
  }

  [[nodiscard]] bool is_base(const Mention& name, const Utterance& said) const {
    const Reading& reading = *said.reading;
    // "Heron's tokenizer", "Heron-style": not the model.
    const std::string_view after = reading.text().substr(name.end, 12);
    for (const std::string_view owner : {"'s", "’s", "-style", "-like", "-based", "-compatible", " style", " tokenizer",
                                         " data", " corpus", " format"})
      if (after.starts_with(owner)) return false;
    std::size_t best = reach + 1;
    const Mention* trigger = nullptr;
    for (const Mention& m : reading.mentions())
      if (m.what == descends && !reading.negated(m, 26) && gap(m, name) < best && m.begin != name.begin) {
        best = gap(m, name);
        trigger = &m;
      }
    if (trigger == nullptr || is_trained_on(name, *trigger, reading) || !is_likely(name, *trigger, reading) ||
        speaks_of_a_project(*trigger, said) || is_design(reading.text().substr(name.end)) ||
        is_parted(*trigger, name, reading))
      return false;
    for (const Mention& m : reading.mentions()) {
      const bool rival = m.what == borrows || m.what == compares || m.what == contrast;
      const bool dataset = m.what == data && m.begin >= name.end && gap(m, name) <= 2;
      if (dataset) return false;
      if (rival && gap(m, name) <= best + (m.what == borrows ? 0 : 12) && m.begin < name.begin) return false;
      if (m.what == borrows && m.begin >= name.end && gap(m, name) <= 3) return false;
    }
    return is_of_this_model(name, *trigger, said);
  }

  // "a fine-tuned version of ./out on the NEST/BIRDS_7 data": what follows "on" is what it was trained on.
  static bool is_trained_on(const Mention& name, const Mention& trigger, const Reading& reading) {
    std::string_view before = reading.text().substr(0, name.begin);
    for (const std::string_view article : {"the ", "a "})
      if (before.ends_with(article)) before.remove_suffix(article.size());
    return before.ends_with(" on ") && trigger.end + 3 < before.size();
  }

  // A capitalised word alone is a base only right behind the words of descent, beside the own name.
  static bool is_likely(const Mention& name, const Mention& trigger, const Reading& reading) {
    constexpr std::size_t close = 14;
    if (language::has_model_shape(reading.bytes(name))) return true;
    const bool ours = reading.has(this_model) || speaks_of_us(reading);
    return ours && trigger.begin < name.begin && gap(trigger, name) <= close;
  }

  // "This repository is based on …", "our codebase builds on …": code from elsewhere, no weights.
  static bool speaks_of_a_project(const Mention& trigger, const Utterance& said) {
    for (const Clause& clause : said.clauses)
      if (trigger.begin >= clause.begin && trigger.begin < clause.end)
        return clause.subject == code || clause.subject == everything || clause.subject == document ||
               clause.subject == service;
    return false;
  }

  // "the Heron architecture"
  static bool is_design(std::string_view after) {
    const std::string lower = to_lower(after.substr(0, 20));
    return std::any_of(vocabulary().design_words.begin(), vocabulary().design_words.end(), [&](const std::string& w) {
      const std::size_t at = lower.find(w);
      return at != std::string::npos && lower.substr(0, at).find_first_of(",.;:(") == std::string::npos && at <= 2;
    });
  }

  // A comma parts the words of descent from the name, and no other name stands before it.
  static bool is_parted(const Mention& trigger, const Mention& name, const Reading& reading) {
    if (reading.together(trigger, name)) return false;
    const std::size_t from = std::min(trigger.end, name.end);
    const std::size_t to = std::max(trigger.begin, name.begin);
    return std::none_of(reading.mentions().begin(), reading.mentions().end(),
                        [&](const Mention& m) { return m.what == other_model && m.begin >= from && m.end <= to; }) &&
           trigger.begin < name.begin;
  }

  // The subject is ours, or said by us; another model before the words of descent is the one that descends, unless the
  // sentence turns round: "Heron was fine-tuned by us", "Heron and Birch were merged".
  [[nodiscard]] static bool is_of_this_model(const Mention& name, const Mention& trigger, const Utterance& said) {
    const Reading& reading = *said.reading;
    const auto& mentions = reading.mentions();
    const bool ours_named = std::any_of(mentions.begin(), mentions.end(),
                                        [](const Mention& m) { return m.what == this_model || m.what == own; });
    const auto first_ours = std::find_if(mentions.begin(), mentions.end(),
                                         [](const Mention& m) { return m.what == this_model || m.what == own; });
    const auto first_other =
        std::find_if(mentions.begin(), mentions.end(), [](const Mention& m) { return m.what == other_model; });
    // "a fine-tune of Wren": others descend from this one.
    if (ours_named && first_ours->begin > trigger.begin && first_ours->begin < name.begin &&
        gap(trigger, *first_ours) < 12)
      return false;
    const bool other_leads =
        first_other->begin < trigger.begin && (!ours_named || first_other->begin < first_ours->begin);
    if (name.begin < trigger.begin && !reading.together(name, trigger)) return false;
    constexpr std::size_t early = 20;  // "Fine-tuned from …", "It is based on …"
    if (!other_leads)
      return ours_named || speaks_of_us(reading) ||
             (trigger.at <= early && !is_of_others(clause_subject(trigger, said)));
    if (name.begin != first_other->begin && !ours_named) return false;  // "Heron is based on Birch"
    if (language::is_unspaced(reading.language())) return !reading.is_topic(name);
    // "Heron-7B, fine-tuned on …": a fragment of which the own model is the silent subject.
    const std::string_view next = reading.text().substr(name.end, 2);
    if (name.begin == first_other->begin && name.at <= 24 && !ours_named && next == ", " &&
        trigger.begin - name.end < 12)
      return true;
    if (!reading.together(name, trigger)) return false;
    return ours_named && name.begin == first_other->begin ? !leads_as_subject(name, trigger, reading)
                                                          : speaks_of_us(reading) && name.begin == first_other->begin;
  }

  // "Heron, a fine-tune of Birch, is slower than Wren": nothing but the name stands before the words of descent.
  static bool leads_as_subject(const Mention& name, const Mention& trigger, const Reading& reading) {
    const bool another = std::any_of(reading.mentions().begin(), reading.mentions().end(), [&](const Mention& m) {
      return m.what == other_model && m.begin > trigger.begin;
    });
    return another && name.at <= 4;
  }

  static std::optional<Concept> clause_subject(const Mention& m, const Utterance& said) {
    for (const Clause& clause : said.clauses)
      if (m.begin >= clause.begin && m.begin < clause.end)
        return clause.subject == other_model ? std::nullopt : clause.subject;
    return std::nullopt;
  }

  const language::DocumentReading& document_;
  const UnitReading* unit_ = nullptr;
  std::set<std::string> bases_;  // folded
  std::vector<DescentFinding> out_;
};

}  // namespace

std::vector<DescentFinding> read_descent(const language::DocumentReading& document) { return Reader(document).read(); }

std::set<std::string_view> denied_descent(const language::DocumentReading& document) {
  std::set<std::string_view> out;
  for (const UnitReading& unit : document.units())
    for (const Utterance& said : unit.sentences) {
      const auto& mentions = said.reading->mentions();
      if (said.reading->has(from_scratch) ||
          (!mentions.empty() && (mentions.front().what == compares || mentions.front().what == historical)))
        out.insert(said.text);
    }
  return out;
}

}  // namespace auditor::evidence
