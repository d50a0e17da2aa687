// Learns the weights of the classifiers of sentences (auditor/prose/language/classifier.h) from the examples in
// rules/language/examples: linear support vector machines, by dual coordinate descent, in a fixed order, so that the
// same examples give the same bytes. An example is a passage; which of its sentences makes it what it is, is found
// by turns: the sentence that scores highest. Thresholds come from passages that were left out of the training.
//
//   auditor_train EXAMPLES OUTPUT [NAME]        writes the weights: of all classifiers, or of one
//   auditor_train EXAMPLES --try FOLDER [NAME]  scores passages of another folder, as files of the same names
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/bias/bias.h"
#include "auditor/evidence/bias/bias_features.h"
#include "auditor/evidence/content/data_reader.h"
#include "auditor/evidence/distribution/access_reader.h"
#include "auditor/evidence/licensing/terms_reader.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/repository/license_mentions.h"
#include "auditor/prose/language/features.h"
#include "auditor/prose/markdown.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace auditor;
namespace fs = std::filesystem;

// --- examples -------------------------------------------------------------------------------------------------------

using Row = std::map<std::string, std::string, std::less<>>;
using Sentence = std::vector<int>;  // numbers of features

struct Example {
  std::vector<Sentence> sentences;
  bool positive = false;
  bool ordinary = false;
  bool other = false;  // of another task: no measure of what tempts
};

class Names final : public language::FeatureSink {
 public:
  void add(std::string_view kind, std::string_view first, std::string_view second = {}) override {
    std::string name = fmt::format("{}:{}", kind, first);
    if (!second.empty()) name.append(">").append(second);
    all.insert(std::move(name));
  }
  std::set<std::string> all;
};

struct Named {  // an example before its features have numbers
  std::vector<std::set<std::string>> sentences;
  bool positive = false;
  bool ordinary = false;
  bool other = false;
};

constexpr int above = 8;  // lines of the README before the passage

// A passage whose column says so.
template <auto Candidates>
std::vector<Named> passages(const language::DocumentReading& reading, const Row& row, const std::string& column,
                            const std::string& positive) {
  Named out;
  out.positive = !row.contains("other") && row.at(column) == positive;
  for (const auto& candidate : Candidates(reading)) {
    if (candidate.unit->unit.line <= above) continue;
    Names names;
    candidate.add_features(names);
    out.sentences.push_back(std::move(names.all));
  }
  return {out};
}

// Its letters and digits, without the owner.
std::string plain(std::string_view name) {
  name.remove_prefix(std::min(name.size(), name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1));
  std::string out;
  for (const char c : name)
    if (is_alnum(c)) out += to_lower(std::string_view(&c, 1));
  return out;
}

// The names in a column, plain.
std::vector<std::string> cell_names(const Row& row, const std::string& column) {
  std::vector<std::string> out;
  const auto cell = row.find(column);
  std::istringstream in(cell == row.end() ? "none" : cell->second);
  for (std::string name; std::getline(in, name, '|');)
    if (name != "none") out.push_back(plain(name));
  return out;
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  constexpr std::size_t shortest_part = 4;
  return std::any_of(names.begin(), names.end(), [&](const std::string& one) {
    if (one.size() < shortest_part || name.size() < shortest_part) return one == name;
    return one.find(name) != std::string::npos || name.find(one) != std::string::npos;
  });
}

std::vector<Named> values(std::map<std::string, Named>&& by_name) {
  std::vector<Named> out;
  out.reserve(by_name.size());
  for (auto& [name, of] : by_name) out.push_back(std::move(of));
  return out;
}

// Every name of data in a passage: whether it is one of those in the column.
std::vector<Named> data_names(const language::DocumentReading& reading, const Row& row, const std::string& column,
                              const std::string&) {
  const std::vector<std::string> sets = cell_names(row, column);
  std::map<std::string, Named> by_name;
  for (const auto& example : evidence::data_examples(reading)) {
    const evidence::DataSentence& sentence = example.sentence;
    if (sentence.sentence.unit->unit.line <= above) continue;
    const std::string name = plain(sentence.names[example.name].name);
    Named& of = by_name[name];
    of.positive = is_among(sets, name);
    Names features;
    sentence.sentence.add_place_features(features);
    sentence.add_features(example.name, example.ruled, features);
    of.sentences.push_back(std::move(features.all));
  }
  return values(std::move(by_name));
}

// Every name of a passage: whether it is one of those in the column.
std::vector<Named> names(const language::DocumentReading& reading, const Row& row, const std::string& column,
                         const std::string&) {
  const std::vector<std::string> bases = cell_names(row, column);
  std::map<std::string, Named> by_name;
  for (const auto& candidate : evidence::descent_candidates(reading)) {
    if (candidate.sentence.unit->unit.line <= above) continue;
    const std::string name = plain(candidate.text());
    Named& of = by_name[name];
    of.positive = is_among(bases, name);
    Names features;
    candidate.sentence.add_features(features);
    candidate.add_features(features);
    of.sentences.push_back(std::move(features.all));
  }
  return values(std::move(by_name));
}

// A passage whose column names this level of bias or a higher one. What has no such column is a negative where rules
// find nothing in it.
std::vector<Named> bias_passages(const language::DocumentReading& reading, const Row& row, const std::string& column,
                                 const std::string& least) {
  Named out;
  const auto level = row.find(column);
  bool ruled = false;
  evidence::visit_bias_sentences(reading.document(), [&](const evidence::BiasSentence& sentence, int line) {
    if (line <= above) return;
    Names names;
    evidence::add_features(sentence, names);
    ruled = ruled || sentence.ruled.level > 0;
    out.sentences.push_back(std::move(names.all));
  });
  if (level == row.end() && ruled) return {};
  out.positive = level != row.end() && level->second >= least;
  return {out};
}

struct Task {
  std::string name;
  std::string examples;  // files that begin so; ordinary ones, and innocent ones of other tasks, are negative
  std::string column;
  std::string positive{};  // what the column says of a positive one; names stand there themselves
  std::vector<Named> (*read)(const language::DocumentReading&, const Row&, const std::string& column,
                             const std::string& positive) = nullptr;
  double open_left = 0;           // share of the tempting innocent passages below `likely`
  std::set<std::string> rules{};  // features that say so by themselves
  double rules_kept = 0;          // share of what rules found rightly that is not below `possible`; 0: rules stand
  double ordinary_left = 0.99;    // share of the ordinary READMEs below `likely`
};

std::vector<Task> tasks() {
  const auto terms = passages<evidence::term_candidates>;
  const auto access = passages<evidence::access_candidates>;
  return {{.name = "terms-of-weights",
           .examples = "terms",
           .column = "weights",
           .positive = "not-open",
           .read = terms,
           .open_left = 0.975,
           .rules = {"rule:limit of weights"},
           .rules_kept = 0.985,
           .ordinary_left = 0.9975},
          {.name = "terms-of-code",
           .examples = "terms",
           .column = "code",
           .positive = "not-open",
           .read = terms,
           .open_left = 0.97,
           .rules = {"rule:limit of code"},
           .rules_kept = 0.995},
          {.name = "gated",
           .examples = "access",
           .column = "access",
           .positive = "gated",
           .read = access,
           .open_left = 0.97,
           .rules = {"rule:gated"},
           .rules_kept = 0.995},
          {.name = "withheld",
           .examples = "access",
           .column = "access",
           .positive = "none",
           .read = access,
           .open_left = 0.97,
           .rules = {"rule:withheld"},
           .rules_kept = 0.995},
          {.name = "base",
           .examples = "descent",
           .column = "base",
           .read = names,
           .open_left = 0.95,
           .rules = {"rule:base"},
           .rules_kept = 0.97,
           .ordinary_left = 0.98},
          {.name = "training-set",
           .examples = "data",
           .column = "training",
           .read = data_names,
           .open_left = 0.985,
           .rules = {"rule:training"},
           .rules_kept = 0.995},
          {.name = "evaluation-set",
           .examples = "data",
           .column = "evaluation",
           .read = data_names,
           .open_left = 0.98,
           .rules = {"rule:evaluation"},
           .rules_kept = 0.995},
          {.name = "bias-named",
           .examples = "bias",
           .column = "level",
           .positive = "1",
           .read = bias_passages,
           .open_left = 0.97,
           .rules = {"rule-from:1"},
           .rules_kept = 0.988,
           .ordinary_left = 0.995},
          {.name = "bias-stated",
           .examples = "bias",
           .column = "level",
           .positive = "2",
           .read = bias_passages,
           .open_left = 0.97,
           .ordinary_left = 0.995},
          {.name = "bias-measured",
           .examples = "bias",
           .column = "level",
           .positive = "3",
           .read = bias_passages,
           .open_left = 0.97,
           .ordinary_left = 0.995}};
}

std::vector<Row> read_table(const fs::path& path) {
  std::ifstream in(path);
  std::string first;
  std::getline(in, first);
  const std::vector<std::string_view> head = split(first, '\t');
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    const std::vector<std::string_view> values = split(line, '\t');
    Row row;
    for (std::size_t i = 0; i < std::min(head.size(), values.size()); ++i) row.emplace(head[i], values[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

// Says nothing of terms, gates or bases that another file of examples would not tell.
bool is_innocent(const Row& row, const std::string& task) {
  const auto is = [&](const char* column, const char* value) {
    const auto it = row.find(column);
    return it != row.end() && it->second == value;
  };
  const auto no = [&](const char* column) { return !row.contains(column); };
  if (task == "descent" || task == "data" || task == "bias") return false;
  return (no("weights") || is("weights", "open")) && (no("code") || is("code", "open")) &&
         (no("access") || is("access", "open"));
}

// Rows of the task's files, and of others that have its column.
std::vector<Row> read_tables(const fs::path& folder, const Task& of) {
  const std::string& task = of.examples;
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".tsv") files.insert(entry.path());
  std::vector<Row> rows;
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    const bool ordinary = name.starts_with("ordinary");
    for (Row& row : read_table(file)) {
      if (ordinary && task == "data") continue;  // theirs are not labelled
      if (ordinary) row["ordinary"] = "yes";
      if (ordinary || name.starts_with(task) || row.contains(of.column)) rows.push_back(std::move(row));
      else if (is_innocent(row, task)) {
        row["other"] = "yes";
        rows.push_back(std::move(row));
      }
    }
  }
  return rows;
}

// Of the patterns of terms: sentences about the weights, as their tests read them.
void add_pattern_examples(std::vector<Row>& rows) {
  for (const Packed& pattern : Packed::of_resource("rules/language/patterns.yaml").at("terms").list())
    for (const auto& [key, says] : {std::pair{"finds", "not-open"}, {"finds_nothing", "open"}})
      for (const std::string_view sentence : pattern.at("examples").at(key).texts())
        rows.push_back({{"passage", std::string(sentence)}, {"weights", says}});
}

std::string with_lines(const std::string& passage) {
  std::string out;
  for (std::size_t i = 0; i < passage.size(); ++i)
    if (passage.compare(i, 2, "\\n") == 0) out += '\n', ++i;
    else out += passage[i];
  return out;
}

// As a section of the README of a model called Wren, of which the first lines say nothing. What stands above a passage
// is what stands above others: headings would else tell examples from documents.
std::vector<Named> read_row(const Row& row, const Task& task) {
  static constexpr std::array<std::string_view, 4> headings = {"## Download", "## Notes", "More about it", "## Model"};
  const std::string& passage = row.at("passage");
  const std::string_view heading = headings[language::feature_id(passage) % headings.size()];
  const std::string readme = fmt::format(
      "# Wren\n\nWren is a language model with 7 billion parameters.\n\n{}\n\n"
      "[Wren-7B](https://huggingface.co/nest/wren-7b)\n\n{}\n",
      heading, with_lines(passage));
  const auto document = evidence::parse_markdown(readme);
  const language::DocumentReading reading(document, {{"wren"}, "nest"}, evidence::find_license_names);
  std::vector<Named> out = task.read(reading, row, task.column, task.positive);
  for (Named& named : out) {
    named.ordinary = row.contains("ordinary");
    named.other = row.contains("other");
  }
  return out;
}

// --- training -------------------------------------------------------------------------------------------------------

struct Model {
  std::vector<double> weights;

  [[nodiscard]] double score(const Sentence& sentence) const {
    double sum = 0;
    for (const int f : sentence) sum += weights[static_cast<std::size_t>(f)];
    return sum;
  }
  [[nodiscard]] double score(const Example& example) const {
    double best = -10;
    for (const Sentence& s : example.sentences) best = std::max(best, score(s));
    return best;
  }
};

// L2-regularised squared hinge loss (Hsieh and others, 2008). Positive and negative sentences weigh the same in all; of
// the negative ones, those that tempt as much as those of other subjects, of which there are many more.
class Trainer {
 public:
  Trainer(std::size_t features, double cost) : features_(features), cost_(cost) {}

  struct Labelled {
    const Sentence* sentence = nullptr;
    bool positive = false;
    bool easy = false;
  };

  Model fit(const std::vector<Labelled>& all) const {
    const Costs costs = costs_of(all);
    Model model{std::vector<double>(features_, 0)};
    std::vector<double> alpha(all.size(), 0);
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), 0);
    std::uint64_t random = 1;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t i = order.size(); i > 1; --i) {  // the same shuffle everywhere
        random = random * 6364136223846793005U + 1442695040888963407U;
        std::swap(order[i - 1], order[(random >> 33U) % i]);
      }
      for (const std::size_t i : order) {
        const Labelled& one = all[i];
        const double sign = one.positive ? 1 : -1;
        const double diagonal = 1 / (2 * (one.positive ? costs.positive : one.easy ? costs.easy : costs.tempting));
        const double gradient = sign * model.score(*one.sentence) - 1 + diagonal * alpha[i];
        const double before = alpha[i];
        alpha[i] = std::max(0.0, before - gradient / (static_cast<double>(one.sentence->size()) + diagonal));
        for (const int f : *one.sentence) model.weights[static_cast<std::size_t>(f)] += sign * (alpha[i] - before);
      }
    }
    return model;
  }

  // By turns: which sentence of a positive example is the one, and what tells it from the others.
  Model fit(const std::vector<const Example*>& examples) const {
    std::vector<Labelled> all;
    for (const Example* e : examples)
      for (const Sentence& s : e->sentences) all.push_back({&s, e->positive, e->ordinary || e->other});
    Model model = fit(all);
    for (int turn = 1; turn < turns; ++turn) {
      std::size_t i = 0;
      for (const Example* e : examples) {
        const double best = model.score(*e);
        for (const Sentence& s : e->sentences) {
          const double score = model.score(s);
          all[i++].positive = e->positive && (score >= best || score > 0);
        }
      }
      model = fit(all);
    }
    return model;
  }

 private:
  struct Costs {  // of a sentence
    double positive = 0;
    double tempting = 0;
    double easy = 0;
  };
  [[nodiscard]] Costs costs_of(const std::vector<Labelled>& all) const {
    double positive = 0;
    double easy = 0;
    for (const Labelled& one : all) (one.positive ? positive : easy) += one.positive || one.easy ? 1 : 0;
    const auto count = static_cast<double>(all.size());
    const double tempting = count - positive - easy;
    const double half = cost_ * count / 2;
    const double quarter = easy > 0 && tempting > 0 ? half / 2 : half;
    return {half / std::max(1.0, positive), quarter / std::max(1.0, tempting), quarter / std::max(1.0, easy)};
  }

  static constexpr int rounds = 60;
  static constexpr int turns = 4;
  std::size_t features_;
  double cost_;
};

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values[std::min(at, values.size() - 1)];
}

constexpr double cost = 0.005;
constexpr int folds = 5;
constexpr std::size_t most_weights = 5000;
constexpr double unit = 100;  // a margin, in whole numbers

struct Learned {
  std::map<std::string, int> weights;
  int likely = 0;
  std::optional<int> possible;
};

class Learner {
 public:
  Learner(const Task& task, const std::vector<Row>& rows) : task_(task) {
    std::vector<Named> named;
    for (const Row& row : rows)
      for (Named& n : read_row(row, task)) named.push_back(std::move(n));
    std::map<std::string, int> seen;
    for (const Named& n : named)
      for (const auto& sentence : n.sentences)
        for (const std::string& f : sentence) ++seen[f];
    for (const auto& [name, times] : seen)
      if (times >= 2) numbers_.emplace(name, static_cast<int>(numbers_.size()));
    for (const Named& n : named) examples_.push_back(numbered(n));
  }

  [[nodiscard]] Example numbered(const Named& named) const {
    Example e;
    e.positive = named.positive;
    e.ordinary = named.ordinary;
    e.other = named.other;
    for (const auto& sentence : named.sentences) {
      Sentence numbers;
      for (const std::string& f : sentence)
        if (const auto it = numbers_.find(f); it != numbers_.end()) numbers.push_back(it->second);
      e.sentences.push_back(std::move(numbers));
    }
    return e;
  }

  [[nodiscard]] Learned learn() const {
    std::vector<double> innocent;
    std::vector<double> ordinary;
    std::vector<double> ruled;  // scores of what rules rightly found
    const Trainer trainer(numbers_.size(), cost);
    for (int fold = 0; fold < folds; ++fold) {
      std::vector<const Example*> training;
      for (std::size_t i = 0; i < examples_.size(); ++i)
        if (static_cast<int>(i) % folds != fold) training.push_back(&examples_[i]);
      const Model model = pruned(trainer.fit(training));
      for (std::size_t i = 0; i < examples_.size(); ++i) {
        if (static_cast<int>(i) % folds != fold) continue;
        const Example& e = examples_[i];
        if (e.other) continue;
        if (!e.positive) (e.ordinary ? ordinary : innocent).push_back(model.score(e));
        else if (std::any_of(e.sentences.begin(), e.sentences.end(), [&](const Sentence& s) { return is_ruled(s); }))
          ruled.push_back(model.score(e));
      }
    }
    std::vector<const Example*> all;
    for (const Example& e : examples_) all.push_back(&e);
    const Model model = pruned(trainer.fit(all));
    Learned out;
    for (const auto& [name, number] : numbers_)
      if (const int w = static_cast<int>(std::lround(model.weights[static_cast<std::size_t>(number)] * unit)); w != 0)
        out.weights.emplace(name, w);
    out.likely = static_cast<int>(
        std::lround(std::max(quantile(innocent, task_.open_left), quantile(ordinary, task_.ordinary_left)) * unit));
    if (task_.rules_kept > 0)
      out.possible =
          std::min(out.likely - 1, static_cast<int>(std::lround(quantile(ruled, 1 - task_.rules_kept) * unit)));
    return out;
  }

 private:
  [[nodiscard]] bool is_ruled(const Sentence& sentence) const {
    return std::any_of(task_.rules.begin(), task_.rules.end(), [&](const std::string& rule) {
      const auto it = numbers_.find(rule);
      return it != numbers_.end() && std::find(sentence.begin(), sentence.end(), it->second) != sentence.end();
    });
  }

  // What weighs least is left out: a file of weights is read by people, too.
  static Model pruned(Model model) {
    if (model.weights.size() <= most_weights) return model;
    std::vector<double> sizes;
    for (const double w : model.weights) sizes.push_back(std::abs(w));
    std::nth_element(sizes.begin(), sizes.begin() + most_weights, sizes.end(), std::greater<>());
    const double least = sizes[most_weights];
    for (double& w : model.weights)
      if (std::abs(w) <= least) w = 0;
    return model;
  }

  const Task& task_;
  std::map<std::string, int, std::less<>> numbers_;
  std::vector<Example> examples_;
};

void write(const fs::path& path, const Learned& learned) {
  std::ofstream out(path);
  out << "# Written by scripts/train-classifiers from rules/language/examples.\n";
  out << "likely\t" << learned.likely << '\n';
  if (learned.possible) out << "possible\t" << *learned.possible << '\n';
  for (const auto& [name, weight] : learned.weights) out << name << '\t' << weight << '\n';
}

void try_on(const Task& task, const Learned& learned, const std::vector<Row>& rows) {
  std::array<int, 2> all{};
  std::array<int, 2> likely{};
  std::array<int, 2> rules{};
  std::array<int, 2> together{};
  std::vector<double> yes;
  std::vector<double> no;
  for (const Row& row : rows)
    for (const Named& named : read_row(row, task)) {
      int best = -1000;
      bool said = false;
      bool by_rule = false;
      for (const auto& sentence : named.sentences) {
        int score = 0;
        for (const std::string& f : sentence)
          if (const auto it = learned.weights.find(f); it != learned.weights.end()) score += it->second;
        best = std::max(best, score);
        const bool ruled = std::any_of(task.rules.begin(), task.rules.end(),
                                       [&](const std::string& rule) { return sentence.contains(rule); });
        by_rule = by_rule || ruled;
        said = said || score >= learned.likely || (ruled && score >= learned.possible.value_or(score));
      }
      rules[named.positive] += by_rule ? 1 : 0;
      together[named.positive] += said ? 1 : 0;
      ++all[named.positive];
      (named.positive ? yes : no).push_back(best);
      likely[named.positive] += best >= learned.likely ? 1 : 0;
    }
  for (const double left : {0.97, 0.95, 0.9, 0.85}) {
    const double from = quantile(no, left);
    const auto found = std::count_if(yes.begin(), yes.end(), [&](double v) { return v > from; });
    fmt::print("  {:.0f} % at {:.0f}\n", 100.0 * static_cast<double>(found) / static_cast<double>(yes.size()),
               100 * left);
  }
  const auto print = [&](const char* by, const std::array<int, 2>& found) {
    fmt::print("{}, {}: {} of {} found, {} of {} innocent left\n", task.name, by, found[1], all[1], all[0] - found[0],
               all[0]);
  };
  print("by rules", rules);
  print("by the classifier", likely);
  print("together", together);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool tries = arguments.size() > 1 && arguments[1] == "--try";
  const std::size_t named = tries ? 3 : 2;
  if (arguments.size() < named || arguments.size() > named + 1) {
    std::cerr << "usage: auditor_train EXAMPLES OUTPUT [NAME] | auditor_train EXAMPLES --try FOLDER [NAME]\n";
    return 2;
  }
  for (const std::string& folder : {arguments[0], arguments[named - 1]})
    if (!fs::is_directory(folder)) {
      std::cerr << "auditor_train: " << folder << " is no folder\n";
      return 2;
    }
  std::vector<Task> wanted = tasks();
  if (arguments.size() > named) std::erase_if(wanted, [&](const Task& task) { return task.name != arguments[named]; });
  if (wanted.empty()) {
    std::cerr << "auditor_train: no classifier is called " << arguments[named] << '\n';
    return 2;
  }
  for (const Task& task : wanted) {
    std::vector<Row> rows = read_tables(arguments[0], task);
    if (task.column == "weights") add_pattern_examples(rows);
    const Learned learned = Learner(task, rows).learn();
    if (tries) try_on(task, learned, read_tables(arguments[2], task));
    else write(fs::path(arguments[1]) / (task.name + ".tsv"), learned);
    fmt::print("{}: {} weights, likely from {}\n", task.name, learned.weights.size(), learned.likely);
  }
  return 0;
}
