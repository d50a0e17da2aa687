#include "auditor/evidence/distribution/access_reader.h"

#include "auditor/core/text.h"
#include "auditor/prose/language/classifier.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

namespace auditor::evidence {
namespace {

using language::Clause;
using language::Concept;
using language::Concepts;
using language::is_of_others;
using language::Mention;
using language::Reading;
using language::set_of;
using language::Unit;
using language::UnitKind;
using language::UnitReading;
using language::Utterance;
using enum language::Concept;

constexpr std::size_t max_findings = 50;  // of gates, and of what is withheld: more of the same decide nothing

// "Wren-13B will follow", "the next version": says nothing of the model as a whole.
bool names_a_variant(const Reading& reading) {
  return std::any_of(reading.mentions().begin(), reading.mentions().end(), [&](const Mention& m) {
    const std::string_view name = reading.bytes(m);
    return m.what == this_model && name.find_first_of("0123456789") != std::string_view::npos;
  });
}

struct Found {
  AccessFinding finding;
  const Utterance* said = nullptr;
};

class Reader {
 public:
  explicit Reader(const language::DocumentReading& document) : document_(document) {}

  std::vector<Found> read() {
    for (const UnitReading& unit : document_.units()) {
      unit_ = &unit;
      switch (unit.unit.kind) {
        case UnitKind::cell:
        case UnitKind::pair: read_cell(); break;
        case UnitKind::open_box: read_open_box(); break;
        default:
          for (const Utterance& sentence : unit.sentences) read_sentence(sentence);
      }
    }
    return std::move(out_);
  }

 private:
  void add(bool gated, std::string_view kind, const Utterance& said) {
    const auto alike =
        std::count_if(out_.begin(), out_.end(), [&](const Found& f) { return f.finding.gated == gated; });
    if (static_cast<std::size_t>(alike) >= max_findings) return;
    out_.push_back({{gated, kind, std::string(said.text), said.start_line, said.end_line}, &said});
  }

  // --- tables and lists -------------------------------------------------------------------------------------------

  void read_cell() {
    if (unit_->sentences.empty()) return;
    const Utterance& said = unit_->sentences.front();
    const Reading& value = *said.reading;
    if (is_of_others(unit_->row_subject) || unit_->corner_subject == data || unit_->heading_subject == data) return;
    const bool pair = unit_->unit.kind == UnitKind::pair;
    const Reading& head = pair ? *unit_->row : *unit_->column;
    static const Concepts heads = set_of({get, gate, weights, release, model, withheld, hosted});
    if (!head.has_any(heads)) return;
    const auto stands = [&](Concept what) {
      return std::any_of(value.mentions().begin(), value.mentions().end(),
                         [&](const Mention& m) { return m.what == what && !value.negated(m) && !in_label(m, pair); });
    };
    if (stands(gate)) return add(true, "cell", said);
    if (pair && (value.has(code) || value.has(document))) return;
    const bool denied = std::any_of(value.mentions().begin(), value.mentions().end(),
                                    [&](const Mention& m) { return m.what == release && value.negated(m, 40); });
    const bool plain_no = (stands(no) || stands(cell_no)) && (head.has(get) || head.has(release) || head.has(weights));
    if (!pair && unit_->unit.block != nullptr && names_a_variant(*unit_->row)) return;
    if (denied || stands(withheld) || (stands(future) && !stands(license_open)) || plain_no ||
        (stands(hosted) && !stands(get)))
      add(false, "cell", said);
  }

  // Words of a pair's label are not its value.
  [[nodiscard]] bool in_label(const Mention& m, bool pair) const { return pair && m.end <= unit_->unit.row.size(); }

  // "- [ ] publish the weights"
  void read_open_box() {
    for (const Utterance& said : unit_->sentences) {
      const auto subject = said.reading->subject_of(said.reading->mentions());
      if (subject == weights && said.reading->has(weights) && !names_a_variant(*said.reading))
        add(false, "planned", said);
    }
  }

  // --- sentences --------------------------------------------------------------------------------------------------

  void read_sentence(const Utterance& said) {
    const Reading& reading = *said.reading;
    if (reading.is_question()) {
      question_ = &said;
      return;
    }
    if (question_ != nullptr && answer(said)) return;
    for (const Clause& clause : said.clauses) {
      if (clause.has(reported)) continue;
      if (is_withheld(clause, said)) return;
      if (is_gate(clause, said)) return add(true, "gate", said);
    }
  }

  // "Do I need to ask? – Yes.", "Can I download the weights? – No."
  bool answer(const Utterance& said) {
    const Utterance& asked = *question_;
    question_ = nullptr;
    const Reading& reading = *said.reading;
    const bool denied = reading.opens_with(no);
    const bool affirmed = reading.opens_with(yes) && !denied;
    // "Weights? Not now."
    const bool refuses = asked.reading->has(weights) && !reading.mentions().empty() &&
                         reading.mentions().front().what == negation && reading.mentions().front().at <= 2 &&
                         !reading.has(gate) && !reading.has(require) && !asked.reading->has(gate);
    if (refuses && asked.text.size() < 60) {
      add(false, "question", said);
      return true;
    }
    if (!denied && !affirmed) return false;
    const bool others = is_of_others(asked.clauses);
    if (!others && affirmed && asked.reading->has(gate)) add(true, "question", said);
    if (!others && denied && (asked.reading->has(get) || asked.reading->has(release)) && !asked.reading->has(gate) &&
        !asked.reading->has(require) && !asked.reading->has(commerce))
      add(false, "question", said);
    return true;
  }

  // Not released, taken down, planned, only served: of the weights or the model as a whole.
  bool is_withheld(const Clause& clause, const Utterance& said) {
    const Reading& reading = *said.reading;
    if (clause.is_past() || names_a_variant(reading)) return false;
    const auto found = [&](std::string_view kind) {
      add(false, kind, said);
      return true;
    };
    const auto stands = [&](Concept what, std::size_t reach) {
      return std::any_of(clause.mentions.begin(), clause.mentions.end(),
                         [&](const Mention& m) { return m.what == what && !reading.negated(m, reach); });
    };
    if (clause.has(no_weights) && !clause.has(other_model)) return found("no-weights");
    const bool names_us = clause.has(weights) || clause.has(model) || clause.has(own) || clause.has(this_model);
    const bool ours = clause.subject == weights || clause.subject == everything;
    const bool others = is_of_others(clause.subject) && !(clause.subject == service && clause.has(weights));
    if (others || (!ours && !clause.has(weights)) || (!names_us && clause.subject != weights)) return false;
    if (clause.has(code) && !clause.has(weights)) return false;
    if (clause.has(gate) && !clause.has(withheld)) return false;
    for (const Mention& m : clause.mentions)
      if (m.what == release && reading.negated(m, 40) && !clause.has(gate) && !clause.has(compares) &&
          !clause.has(except))
        return found("withheld");
    if (stands(withheld, 16) && !clause.has(gate) && !clause.has(limit)) return found("withheld");
    if (clause.has(release) && clause.has(future) && !clause.has(compares) && !clause.has(gate) &&
        clause.has(weights) && !clause.has(license_open) && !clause.has(license_restricted))
      return found("planned");
    if (is_note_of_plans(clause, said)) return found("planned");
    const bool service_only = clause.has(hosted) && stands(only, 14) && !clause.has(get);
    if (service_only && !clause.has(license_open)) return found("hosted");
    return false;
  }

  // "Weights: soon", "ETA for the checkpoints: end of summer": no verb, a time to come, and nothing that is here.
  static bool is_note_of_plans(const Clause& clause, const Utterance& said) {
    constexpr std::size_t longest = 70;
    static const Concepts more =
        set_of({get,          release,  allow,      use,          present, license_open, license_restricted,
                license_word, gate,     compares,   except,       code,    data,         this_model,
                other_model,  training, trained_on, evaluated_on, limit,   elsewhere,    advice});
    return said.text.size() <= longest && clause.subject == weights && clause.has(weights) && clause.has(future) &&
           !clause.has_any(more);
  }

  // Under a heading or question that asks for the weights.
  [[nodiscard]] bool asks_for_weights() const {
    const Concepts& above = unit_->above;
    const auto heading = unit_->heading_concepts;
    static const Concepts access = set_of({get, gate, weights, release});
    return ((above | heading) & access).any();
  }

  bool is_gate(const Clause& clause, const Utterance& said) {
    const Reading& reading = *said.reading;
    std::vector<const Mention*> gates;
    for (const Mention& m : clause.mentions)
      if (m.what == gate && !reading.negated(m, 30)) gates.push_back(&m);
    const bool names_us = clause.has(weights) || clause.has(this_model) || clause.has(model) || clause.has(own);
    const bool of_others = is_of_others(clause.subject) && !(clause.subject == service && names_us);
    if (clause.is_past() || of_others || (clause.has(contrast) && clause.has(other_model))) return false;
    if (clause.has(code) && !names_us) return false;
    if (clause.has(contribution) || clause.has(limit) || clause.has(commerce) || language::speaks_of_feedback(reading))
      return false;
    const bool obtains = clause.has(get) || clause.has(weights) || clause.has(release);
    if (gates.empty()) {
      // "Only registered partners receive the weights.", "Write to us, and you get a link."
      static const Concepts open = set_of({allow, license_open, service, hosted, negation, advice});
      if (clause.has_any(open)) return false;
      const bool conditional = clause.has(permission) || (clause.has(only) && clause.has(research));
      return (conditional && clause.has(get) && clause.has(weights)) ||
             (clause.has(contact) && clause.has(get) && (clause.has(weights) || clause.has(condition)));
    }
    const bool twice =
        std::any_of(gates.begin(), gates.end(), [&](const Mention* m) { return m->begin != gates.front()->begin; });
    if (unit_->unit.kind == UnitKind::comment || unit_->unit.kind == UnitKind::badge) return obtains || twice;
    const bool bound = clause.has(condition) || clause.has(require) || clause.has(permission) || clause.has(contact);
    const bool ours = names_us || clause.subject == weights || clause.subject == everything;
    if (!ours)
      return (obtains && twice) || (asks_for_weights() && (twice || bound || obtains)) || (clause.has(get) && bound);
    return (obtains && names_us) || twice || (names_us && bound) || (obtains && bound);
  }

  const language::DocumentReading& document_;
  const UnitReading* unit_ = nullptr;
  const Utterance* question_ = nullptr;
  std::vector<Found> out_;
};

std::vector<language::Candidate> with_rules(const language::DocumentReading& document,
                                            const std::vector<Found>& found) {
  static const Concepts access = set_of({gate, permission, require, contact, only, condition, forbid, others_must,
                                         except, withheld, no_weights, hosted, future, negation, no, cell_no});
  language::Rules rules;
  for (const auto& [finding, said] : found) {
    rules.emplace(said, finding.gated ? "gated" : "withheld");
    rules.emplace(said, finding.kind);
  }
  return language::candidates(document, rules, access, false);
}

// What the rules found stands unless all that its sentence shows speaks against it; where they are silent, a sentence
// that surely speaks of a gate or of withheld weights is one.
class Judge {
 public:
  Judge(const language::DocumentReading& document, const std::vector<Found>& found)
      : found_(found), candidates_(with_rules(document, found)) {}

  std::vector<AccessFinding> run() {
    std::vector<AccessFinding> out;
    for (const language::Candidate& candidate : candidates_) read(candidate, out);
    for (const Found& f : found_)
      if (!unlikely_.contains({f.said, f.finding.gated})) out.push_back(f.finding);
    std::stable_sort(out.begin(), out.end(),
                     [](const AccessFinding& a, const AccessFinding& b) { return a.start_line < b.start_line; });
    return out;
  }

 private:
  void read(const language::Candidate& candidate, std::vector<AccessFinding>& out) {
    // "Yes" in a cell: only the rules know what its column asks.
    constexpr std::size_t fewest_words = 4;
    const Utterance& said = *candidate.said;
    if (candidate.unit->unit.kind == UnitKind::cell && said.reading->words().size() < fewest_words) return;
    language::FeatureIds features;
    candidate.add_features(features);
    const int gate = gates_.score(features.sorted());
    const int no_weights = withheld_.score(features.sorted());
    if (!candidate.rules.empty()) {
      if (gate < gates_.possible()) unlikely_.emplace(&said, true);
      if (no_weights < withheld_.possible()) unlikely_.emplace(&said, false);
      return;
    }
    const int over = std::max(gate - gates_.likely(), no_weights - withheld_.likely());
    if (over < 0 || out.size() >= 4 * max_findings) return;
    const bool gated = gate - gates_.likely() >= no_weights - withheld_.likely();
    out.push_back({gated, "second-reading", std::string(said.text), said.start_line, said.end_line});
  }

  const language::Classifier& gates_ = language::Classifier::named("gated");
  const language::Classifier& withheld_ = language::Classifier::named("withheld");
  const std::vector<Found>& found_;
  std::vector<language::Candidate> candidates_;
  std::set<std::pair<const Utterance*, bool>> unlikely_;  // sentences, and whether as a gate
};

}  // namespace

std::vector<language::Candidate> access_candidates(const language::DocumentReading& document) {
  return with_rules(document, Reader(document).read());
}

std::vector<AccessFinding> read_access(const language::DocumentReading& document) {
  const std::vector<Found> found = Reader(document).read();
  return Judge(document, found).run();
}

}  // namespace auditor::evidence
