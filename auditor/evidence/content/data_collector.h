// What the readers of sentences, tables and code find of data, each set once a role; and the readings they share.
#pragma once

#include "auditor/evidence/content/data_features.h"
#include "auditor/evidence/content/data_names.h"
#include "auditor/evidence/content/data_reader.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct DataPlace {
  std::string text;
  int start_line = 0;
  int end_line = 0;
};

class DataCollector {
 public:
  explicit DataCollector(const language::DocumentReading& document);

  void add_name(std::string_view name, DataRole role, std::string_view url, const DataPlace& place);
  void add(DataFinding::Kind kind, const DataPlace& place);
  void refuse(std::string_view name, const DataPlace& place);
  // Refuses what is no data at all: a person, a library, a model.
  void bar(std::string_view name, const DataPlace& place);
  [[nodiscard]] bool is_barred(std::string_view name) const { return barred_.contains(clean_data_name(name)); }
  // Whether what is found from here on is said by labels, which no words around a name can tell better.
  void set_labelled(bool labelled) { labelled_ = labelled; }
  // A sentence whose names are to be judged by all that it shows.
  void keep(language::Candidate sentence, std::vector<DataName> names, std::optional<DataRole> above);
  [[nodiscard]] const std::vector<DataSentence>& sentences() const { return sentences_; }
  [[nodiscard]] std::vector<DataFinding>& findings() { return out_; }
  [[nodiscard]] bool full() const;
  // Work on names, in pairs of a name and a word that could rule it; false when the document has used up its share.
  [[nodiscard]] bool spend(std::size_t work);
  [[nodiscard]] DataFindings take() {
    const bool cut = full() || cut_;
    return {std::move(out_), cut};
  }

  // The language of a table or heading; that of the document where its words tell none.
  [[nodiscard]] language::Language language_around(std::string_view words) const;
  // A text outside the units of the document: cells, labels, keys, lines of code.
  const language::Reading& read(std::string_view text, language::Language language);
  const language::Reading& read(std::string_view text) { return read(text, language_around(text)); }
  // A short sentence without any small word of English may be in a language that nothing else gives away: the one
  // whose words of training and testing it holds.
  const language::Reading& in_own_language(const language::Reading& reading);
  // What a short label says that its values are for, in whatever language: "Training set", "Treino", "eval".
  std::optional<DataRole> role_of_label(std::string_view label);
  // "Data:", "Sources": what stands behind or below trained the model, when nothing nearer says otherwise.
  [[nodiscard]] static bool is_data_label(std::string_view label);
  // "[^1]: https://…" for "1".
  [[nodiscard]] std::string footnote(std::string_view id) const;
  // Where a name in a running text leads: its link, an address or footnote right behind it.
  [[nodiscard]] std::string url_of(const DataName& name, std::string_view text, const Block* block) const;

  [[nodiscard]] const language::DocumentReading& document() const { return document_; }
  [[nodiscard]] const language::OwnWords& own() const { return document_.own(); }

 private:
  struct Loose {
    std::string text;
    std::unique_ptr<language::Reading> reading;
  };

  const language::DocumentReading& document_;
  std::vector<DataFinding> out_;
  std::vector<DataSentence> sentences_;
  std::size_t work_ = 0;
  bool cut_ = false;
  bool labelled_ = false;
  std::set<std::string, std::less<>> barred_;
  std::map<std::string, Loose, std::less<>> loose_;
  std::map<std::string, std::optional<DataRole>, std::less<>> labels_;
  std::deque<language::Reading> foreign_;
  const language::Reading nothing_{{}, language::english, {}};
  std::map<std::string, std::string, std::less<>> footnotes_;
};

void read_data_sentences(DataCollector& to);
void read_data_tables(DataCollector& to);
void read_data_code(DataCollector& to);
// The names of the sentences that were kept, with what the rules found of each.
[[nodiscard]] std::vector<DataCandidate> data_candidates(DataCollector& to);
// Then: what the rules found of a name stands unless all that the sentences show of it speaks against it; where they
// are silent, a name that surely is of data the model was trained or evaluated on is one.
void judge_data_names(DataCollector& to);

[[nodiscard]] bool is_training_word(language::Concept what);  // surely training
[[nodiscard]] bool has_concept(const language::Reading& reading, std::initializer_list<language::Concept> any);

// A number that can be a result: "58", "0.71", "81,3 %"; sizes, years and times are none.
[[nodiscard]] bool has_score(std::string_view text);

}  // namespace auditor::evidence
