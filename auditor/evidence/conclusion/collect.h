// Models, their terms, their weights and where they come from: everything the model facts are made of, collected once.
#pragma once

#include "auditor/evidence/bias/bias.h"
#include "auditor/evidence/conclusion/license_scopes.h"
#include "auditor/evidence/conclusion/obligations.h"
#include "auditor/evidence/models/lineage.h"
#include "auditor/evidence/models/models.h"
#include "auditor/evidence/repository/kind.h"
#include "auditor/evidence/weights/parameter_count.h"
#include "auditor/evidence/weights/weight_files.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace auditor::evidence {

enum class WeightsStatus { absent, unknown, linked, gated, pointer, included };
[[nodiscard]] std::string_view to_string(WeightsStatus status);

struct Model {
  std::string name;
  std::string path;  // folder, "" for the root
  std::vector<std::string> cards;
  std::vector<std::string> documents;  // cards first
  bool documented = false;
  bool offered = false;
  WeightsStatus weights = WeightsStatus::absent;
  Citations weights_evidence;
  ScopeTerms weights_terms;
  int bias_level = 0;
  Citations evidence;
};

struct ModelEvidence {
  OwnNames own;                                 // by which the documents call this repository
  RepositoryKind kind = RepositoryKind::model;  // of others only terms, cards and files are collected
  std::vector<std::string> cards;               // of documented models
  std::vector<std::string> documents;           // cards and READMEs of the models, most important first
  std::vector<std::string> dataset_cards;
  std::vector<Model> models;
  ScopeTerms code;
  ScopeTerms weights;  // all offered models together
  ScopeTerms data;
  ScopeTerms documentation;
  std::vector<Conflict> conflicts;
  std::vector<Doubt> doubts;
  std::vector<LicenseText> license_files;
  std::vector<LicenseStatement> labels;
  WeightsStatus weights_status = WeightsStatus::absent;
  Citations weights_evidence;
  WeightFiles weight_files;
  std::vector<Offer> offers;  // the repository's own
  Gate gate;
  Citations checkpoint_links;  // intermediate states that the documents offer
  ParameterCount parameters;   // of a repository with one model
  Lineage lineage;
  std::vector<Obligation> obligations;
  Withheld withheld;
  bool client_only = false;                         // the code only calls a service: nothing of a model is here
  std::map<std::string, Bias, std::less<>> biases;  // of each of the models' documents, by path
  Bias bias;                                        // of the least documented model
  struct Payload {
    bool text = false;       // the text of what is declared is there
    bool text_known = true;  // false when nothing is declared
    bool copyright_notice = false;
    bool notices = false;
  } payload;
};

[[nodiscard]] ModelEvidence collect_models(Repository& repository);

}  // namespace auditor::evidence
