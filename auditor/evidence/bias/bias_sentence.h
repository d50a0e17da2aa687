// What one sentence says of bias, by the rubric: a level, a kind, and what levels 3 and 4 need of it.
#pragma once

#include "auditor/evidence/bias/bias_vocabulary.h"

#include <set>
#include <string>
#include <string_view>

namespace auditor::evidence {

// What is known of a document before its sentences are read.
struct BiasDocument {
  std::string own_names;          // folded title and names of this model, with a space at both ends
  std::string base_names;         // folded base models by the metadata
  bool toxicity_is_task = false;  // the model classifies toxicity or sentiment: those words are no signal
  bool about_things = false;      // animals, plants, products: their bias is no subject
};

// Where a sentence stands.
struct BiasContext {
  bool subject_heading = false;    // a heading above names the subject
  bool excluding_heading = false;  // a heading above is "out of scope"
  bool excluding_lead = false;     // the sentence before the list excludes uses
  bool tied = false;               // its paragraph speaks of this model
  bool of_other_model = false;     // its paragraph or quotation speaks of another model
  bool of_limits = false;          // in a part about uses and limits: there scope is a statement
  const Reading* lead = nullptr;   // the text before a list that ends in a colon
  bool linked_subject = false;     // the subject is named by the text of a link only
};

struct Judgement {
  int level = 0;
  const char* kind = "";
  std::set<std::string> groups;  // values with figures (level 3)
  bool mitigated = false;        // a mitigation that was applied
  bool limited = false;          // a use excluded
};

[[nodiscard]] Judgement judge_sentence(const Reading& reading, const BiasDocument& document,
                                       const BiasContext& context);

// Groups of people the text names by a value; weak values ("white") count beside others.
[[nodiscard]] std::set<std::string> groups_in(const Reading& reading);

// Whether the text names the subject, toxicity as a task and bias of things aside.
[[nodiscard]] bool names_subject(const Reading& reading, const BiasDocument& document);

// Whether it speaks of another model than the document's own.
[[nodiscard]] bool names_other_model(const Reading& reading, const BiasDocument& document);

}  // namespace auditor::evidence
