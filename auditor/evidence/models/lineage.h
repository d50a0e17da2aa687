// Models that this one descends from, by every trace: card metadata, configuration, adapters, GGUF metadata, sentences.
#pragma once

#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/repository.h"
#include "auditor/evidence/weights/weight_files.h"

#include <string>
#include <vector>

namespace auditor::evidence {

// What a parent was made from itself: as its own repository shows (`--with`), or as the shipped table knows.
struct Ancestor {
  std::string id;
  std::string of;              // the model that was made from it
  std::string license;         // SPDX expression; empty when not known
  std::string license_source;  // observed, known, none
};

struct Parent {
  std::string id;              // hub id, or the name as written
  std::string relation;        // finetune, adapter, merge, quantized, unknown
  std::string license;         // SPDX expression; empty when not known
  std::string license_source;  // observed, known, none
  std::string document;        // whose model it is the parent of; empty for all
  Citations evidence;
  std::string reupload_of = {};  // the publisher's model that this id is another's copy of; empty when it is none
  std::vector<Ancestor> ancestors = {};  // nearest first
};

// A family with known terms that a name tells of: no parent until something says so.
struct PossibleBase {
  std::string name;
  std::string license;
  Citations evidence;
};

struct Lineage {
  std::vector<Parent> parents;  // in order of discovery, each id once per document
  bool disagreement = false;    // two traces name different parents of one model
  std::vector<PossibleBase> possible;
};

[[nodiscard]] Lineage collect_lineage(Repository& repository, const std::vector<std::string>& documents,
                                      const WeightFiles& weights, const OwnNames& own);

// The parents and, behind them, those of their ancestors that bring terms of their own, cited where the parent is.
[[nodiscard]] std::vector<Parent> with_ancestors(const Lineage& lineage);

}  // namespace auditor::evidence
