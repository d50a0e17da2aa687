// Which data sets a document says that its model was trained and evaluated on, and whether the data are described or
// kept back, in words, lists, tables and code.
#pragma once

#include "auditor/evidence/content/data_features.h"
#include "auditor/prose/language/document_reading.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct DataFinding {
  enum class Kind { named, described, secret, refused };  // refused: named as another's, planned, denied or advised
  Kind kind = Kind::named;
  DataRole role = DataRole::training;
  std::string name;  // of a data set; empty for what is described or secret
  std::string url;   // where its words link to
  std::string text;
  int start_line = 0;
  int end_line = 0;
  bool labelled = false;  // a table, key or command says so
};

struct DataFindings {
  std::vector<DataFinding> all;  // in order, each set once a role
  bool cut = false;              // more names, or more work on them, than a document may ask for
};

// Data of other models are none.
[[nodiscard]] DataFindings read_data(const language::DocumentReading& document);

// Names as the classifiers of training and evaluation sets see them: what they learn from
// (scripts/train_classifiers.cpp).
struct DataExample {
  DataSentence sentence;
  std::size_t name = 0;  // of the sentence's
  RuledRoles ruled;
};
[[nodiscard]] std::vector<DataExample> data_examples(const language::DocumentReading& document);

}  // namespace auditor::evidence
