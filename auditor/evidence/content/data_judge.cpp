#include "auditor/core/text.h"
#include "auditor/evidence/content/data_collector.h"
#include "auditor/prose/language/classifier.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace auditor::evidence {
namespace {

using language::Classifier;
using language::FeatureIds;

constexpr std::size_t most_names = 24;  // of a sentence: the others are left to the rules
constexpr std::array<DataRole, 2> roles = {DataRole::training, DataRole::evaluation};

const Classifier& classifier_of(DataRole role) {
  return Classifier::named(role == DataRole::training ? "training-set" : "evaluation-set");
}

struct Best {
  std::array<int, 2> score = {};  // by role
  std::array<const DataSentence*, 2> sentence = {};
  std::array<const DataName*, 2> name = {};
};

class Judge {
 public:
  explicit Judge(DataCollector& to) : to_(to) {}

  void run() {
    for (const DataCandidate& candidate : data_candidates(to_)) score(candidate);
    for (DataFinding& f : to_.findings())
      if (f.kind == DataFinding::Kind::named && is_unlikely(f)) f.kind = DataFinding::Kind::refused;
    for (const std::string& key : order_) add_likely(best_.at(key));
    std::stable_sort(to_.findings().begin(), to_.findings().end(),
                     [](const DataFinding& a, const DataFinding& b) { return a.start_line < b.start_line; });
  }

 private:
  void score(const DataCandidate& candidate) {
    if (std::exchange(sentence_, candidate.sentence) != candidate.sentence) {
      FeatureIds features;
      candidate.sentence->sentence.add_place_features(features);
      for (const DataRole role : roles) shared_[at(role)] = classifier_of(role).score(features.sorted());
    }
    FeatureIds features;
    candidate.sentence->add_features(candidate.name, candidate.ruled, features);
    const DataName& name = candidate.sentence->names[candidate.name];
    const auto [it, fresh] = best_.try_emplace(to_lower(name.name));
    if (fresh) order_.push_back(it->first);
    for (const DataRole role : roles) {
      const int score = shared_[at(role)] + classifier_of(role).score(features.sorted());
      Best& best = it->second;
      if (!fresh && score <= best.score[at(role)]) continue;
      best.score[at(role)] = score;
      best.sentence[at(role)] = candidate.sentence;
      best.name[at(role)] = &name;
    }
  }

  [[nodiscard]] bool is_unlikely(const DataFinding& f) const {
    if (f.labelled) return false;
    const auto it = best_.find(to_lower(f.name));
    return it != best_.end() && it->second.score[at(f.role)] < classifier_of(f.role).possible();
  }

  void add_likely(const Best& best) {
    for (const DataRole role : roles) {
      if (to_.is_barred(best.name[at(role)]->name) || best.score[at(role)] < classifier_of(role).likely()) continue;
      const DataSentence& sentence = *best.sentence[at(role)];
      const language::Utterance& said = *sentence.sentence.said;
      const DataName& name = *best.name[at(role)];
      to_.add_name(name.name, role, to_.url_of(name, said.text, sentence.sentence.unit->unit.block),
                   {std::string(said.text), said.start_line, said.end_line});
    }
  }

  static std::size_t at(DataRole role) { return role == DataRole::training ? 0 : 1; }

  DataCollector& to_;
  const DataSentence* sentence_ = nullptr;
  std::array<int, 2> shared_ = {};  // what the names of a sentence have in common
  std::unordered_map<std::string, Best> best_;
  std::vector<std::string> order_;  // of the keys, by place
};

}  // namespace

std::vector<DataCandidate> data_candidates(DataCollector& to) {
  std::unordered_map<std::string, RuledRoles> ruled;
  for (const DataFinding& f : to.findings()) {
    if (f.name.empty()) continue;
    RuledRoles& of = ruled[to_lower(f.name)];
    if (f.kind == DataFinding::Kind::refused) of.refused = true;
    else (f.role == DataRole::training ? of.training : of.evaluation) = true;
  }
  std::vector<DataCandidate> out;
  for (const DataSentence& sentence : to.sentences())
    for (std::size_t i = 0; i < std::min(sentence.names.size(), most_names); ++i) {
      const auto it = ruled.find(to_lower(sentence.names[i].name));
      out.push_back({&sentence, i, it == ruled.end() ? RuledRoles{} : it->second});
    }
  return out;
}

void judge_data_names(DataCollector& to) { Judge(to).run(); }

}  // namespace auditor::evidence
