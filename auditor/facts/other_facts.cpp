#include "auditor/facts/other_facts.h"

#include "auditor/core/text.h"
#include "auditor/evidence/card/metadata_keys.h"
#include "auditor/evidence/content/croissant.h"
#include "auditor/evidence/content/source_datasets.h"
#include "auditor/facts/parts.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>

namespace auditor::facts {
namespace {

Json to_json(const evidence::DatasetSources& sources) {
  Json list = Json::array();
  for (const evidence::SourceDataset& set : sources.sets)
    list.push_back({{"id", set.id},
                    {"relation", set.relation},
                    {"license", or_null(set.license)},
                    {"license_source", set.license_source},
                    {"openness", openness_name(set.license)},
                    {"evidence", evidence::to_json(set.evidence)}});
  return list;
}

Json to_json(const evidence::Croissant& found) {
  return {{"path", printable(found.path)},
          {"version", or_null(found.version)},
          {"name", or_null(found.name)},
          {"license", or_null(found.license)},
          {"license_label", or_null(found.license_label)},
          {"openness", openness_name(found.license)},
          {"missing", found.missing},
          {"responsible", found.responsible},
          {"problem", or_null(found.problem)},
          {"evidence", evidence::to_json(found.evidence)}};
}

// One that can be read and lacks nothing is valid; "agrees" holds its licence against the card's and the texts.
Json croissant_json(const std::vector<evidence::Croissant>& all, const evidence::ScopeTerms& terms) {
  Json files = Json::array();
  evidence::Citations evidence;
  std::string status = "absent";
  std::string agrees = "unknown";
  for (const evidence::Croissant& found : all) {
    files.push_back(to_json(found));
    evidence.insert(evidence.end(), found.evidence.begin(), found.evidence.end());
    const bool valid = found.problem.empty() && found.missing.empty();
    if (status != "valid") status = valid ? "valid" : "incomplete";
    if (found.license.empty() || terms.concluded.empty()) continue;
    const bool same = licenses::covers(terms.concluded, found.license);
    if (agrees != "no") agrees = same ? "yes" : "no";
  }
  return {{"status", status}, {"license_agrees", agrees}, {"files", files}, {"evidence", evidence::to_json(evidence)}};
}

// What the metadata of the card say, under the hub's own keys.
Json metadata_json(const evidence::Card* card) {
  Json out = Json::object();
  for (const char* key : {"pretty_name", "language", "size_categories", "task_categories", "annotations_creators",
                          "language_creators", "multilinguality", "configs"}) {
    const std::string spelled = card == nullptr ? std::string{} : evidence::key_in(card->front_matter, key);
    const bool filled = !spelled.empty() && !card->front_matter[spelled].is_null();
    out[key] = filled ? "stated" : "absent";
  }
  return out;
}

}  // namespace

Json dataset_json(evidence::Repository& repository, const evidence::ModelEvidence& found, const evidence::Data& data) {
  const std::string path = found.cards.empty() ? std::string{} : found.cards.front();
  const evidence::DatasetSources sources = evidence::find_source_datasets(repository, path, data);
  const std::vector<std::string> files = evidence::data_files(repository);
  evidence::Citations evidence;
  for (std::size_t i = 0; i < std::min<std::size_t>(files.size(), 3); ++i)
    evidence.push_back(repository.cite_file(files[i], "file-name"));
  return {{"metadata", metadata_json(path.empty() ? nullptr : repository.card(path))},
          {"original", sources.original},
          {"sources", to_json(sources)},
          {"croissant", croissant_json(evidence::read_croissant(repository), found.data)},
          {"files", {{"count", files.size()}, {"evidence", evidence::to_json(evidence)}}}};
}

}  // namespace auditor::facts
