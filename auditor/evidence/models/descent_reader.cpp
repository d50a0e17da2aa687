#include "auditor/evidence/models/descent_reader.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/models/descent_features.h"
#include "auditor/prose/language/classifier.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>
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
        default:
          for (const Utterance& said : unit.sentences) read_sentence(said);
      }
    }
    for (const Block& block : document_.document().blocks)
      if (block.kind == BlockKind::code) read_code(block);
    return std::move(out_);
  }

  // Under a head of bases, beside such a label, or behind it and a colon.
  static bool is_labelled(const NameCandidate& candidate) {
    const language::Unit& unit = candidate.sentence.unit->unit;
    return names_base(unit.column) || names_base(unit.row) || is_label(*candidate.sentence.said->reading);
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

  // "This repository is based on …", "Heron, which our code is based on": code from elsewhere, no weights.
  static bool speaks_of_a_project(const Mention& trigger, const Utterance& said) {
    static const Concepts projects = set_of({code, document, service});
    constexpr std::size_t beside = 12;  // "is", ", which is"
    for (const Mention& m : said.reading->mentions())
      if (projects.test(static_cast<std::size_t>(m.what)) && m.end <= trigger.begin && gap(m, trigger) <= beside)
        return true;
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

std::vector<NameCandidate> with_rules(const language::DocumentReading& document,
                                      const std::vector<DescentFinding>& found) {
  std::set<std::string> ruled;
  for (const DescentFinding& f : found) ruled.insert(fold_phrase(f.base));
  std::vector<NameCandidate> out = name_candidates(document);
  for (NameCandidate& candidate : out) {
    candidate.ruled = ruled.contains(fold_phrase(candidate.text()));
    candidate.labelled = Reader::is_labelled(candidate);
  }
  return out;
}

// A cell alone says nothing of descent: a table of downloads links one's own models.
bool may_tell(const NameCandidate& candidate) {
  if (candidate.ruled || candidate.labelled) return true;
  return candidate.sentence.unit->unit.kind != UnitKind::cell || candidate.sentence.said->reading->has(descends);
}

// The rules' bases stand unless all that the sentences show of them speaks against it, and none is labelled so; where
// the rules are silent, a name that surely is a base is one.
std::vector<DescentFinding> judge(const language::DocumentReading& document, std::vector<DescentFinding> found) {
  const language::Classifier& bases = language::Classifier::named("base");
  struct Best {
    int score = 0;
    const NameCandidate* candidate = nullptr;
  };
  std::map<std::string, Best> best;  // by folded name
  const std::vector<NameCandidate> candidates = with_rules(document, found);
  const Utterance* sentence = nullptr;
  int shared = 0;  // what the names of a sentence have in common
  for (const NameCandidate& candidate : candidates) {
    if (std::exchange(sentence, candidate.sentence.said) != candidate.sentence.said) {
      language::FeatureIds features;
      candidate.sentence.add_features(features);
      shared = bases.score(features.sorted());
    }
    language::FeatureIds features;
    candidate.add_features(features);
    if (!may_tell(candidate)) continue;
    const int score = shared + bases.score(features.sorted());
    Best& of = best[fold_phrase(candidate.text())];
    if (of.candidate == nullptr || score > of.score) of = {score, &candidate};
  }
  std::erase_if(found, [&](const DescentFinding& f) {
    const auto it = best.find(fold_phrase(f.base));
    return it != best.end() && !it->second.candidate->labelled && it->second.score < bases.possible();
  });
  for (const auto& [name, of] : best) {
    if (of.candidate->ruled || of.score < bases.likely() || found.size() >= max_descent_findings) continue;
    const Utterance& said = *of.candidate->sentence.said;
    found.push_back({std::string(trim(of.candidate->text())), relation_of(said.text), std::string(said.text),
                     said.start_line, said.end_line});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const DescentFinding& a, const DescentFinding& b) { return a.start_line < b.start_line; });
  return found;
}

}  // namespace

std::vector<NameCandidate> descent_candidates(const language::DocumentReading& document) {
  return with_rules(document, Reader(document).read());
}

std::vector<DescentFinding> read_descent(const language::DocumentReading& document) {
  return judge(document, Reader(document).read());
}

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
