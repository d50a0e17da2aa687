#include "auditor/facts/build.h"

#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/content/linked_documents.h"
#include "auditor/evidence/content/task.h"
#include "auditor/evidence/content/uses.h"
#include "auditor/facts/answers.h"
#include "auditor/facts/content_facts.h"
#include "auditor/facts/model_facts.h"
#include "auditor/facts/other_facts.h"
#include "auditor/facts/permissions.h"
#include "auditor/facts/source_facts.h"
#include "auditor/facts/unread.h"

#include <algorithm>
#include <map>

namespace auditor::facts {
namespace {

// What another local repository concludes about its own weights, for the lineage of this one.
// They may descend from one another: each is read again when one that it names was read after it.
using Related = std::map<std::string, evidence::LocalModel>;

void introduce(const Related& known, const std::string& except, evidence::Repository& repository) {
  for (const auto& [name, model] : known) {
    if (name == except) continue;
    repository.add_local_model(name, model);
    repository.add_local_model(std::string(base_name(name)), model);
  }
}

evidence::LocalModel read_related(const source::Snapshot& other, const Related& known) {
  evidence::Repository repository(other);
  introduce(known, other.info().name, repository);
  const evidence::ModelEvidence models = evidence::collect_models(repository);
  const bool data = models.kind == evidence::RepositoryKind::dataset;
  evidence::LocalModel out{data ? models.data.concluded : models.weights.concluded, {}};
  for (const evidence::Parent& parent : models.lineage.parents)
    out.bases.push_back({parent.id, parent.license, parent.license_source});
  return out;
}

void add_related(const std::vector<const source::Snapshot*>& related, evidence::Repository& repository) {
  Related known;
  for (std::size_t round = 0; round < related.size(); ++round) {
    bool changed = false;
    for (const source::Snapshot* other : related) {
      const auto before = known.find(other->info().name);
      const bool waits = round > 0 && before != known.end() &&
                         std::any_of(before->second.bases.begin(), before->second.bases.end(), [&](const auto& base) {
                           const auto now = known.find(base.id);
                           return now != known.end() && now->second.license != base.license;
                         });
      if (round > 0 && !waits) continue;
      known[other->info().name] = read_related(*other, known);
      changed = true;
    }
    if (!changed) break;
  }
  introduce(known, {}, repository);
}

// Whether all of the repository is here, and what is known to exist elsewhere and is not.
void add_completeness(const evidence::Repository& repository, const evidence::ModelEvidence& models, Json& source) {
  constexpr std::size_t shown = 200;
  const source::SourceInfo& info = repository.snapshot().info();
  Json upstream = Json::array();
  const auto add = [&](const std::string& path) {
    if (!path.empty() && upstream.size() < shown) upstream.push_back(printable(path));
  };
  for (const source::Problem& problem : repository.snapshot().problems())
    if (problem.kind == "not-fetched") add(problem.path);
  const bool cached = info.kind == source::SourceKind::huggingface_cache;
  if (cached)
    for (const std::string& shard : models.weight_files.shards.missing) add(shard);
  const bool no_weights = cached && models.kind == evidence::RepositoryKind::model && models.weight_files.files.empty();
  source["completeness"] = info.partial || no_weights || !upstream.empty() ? "partial" : "whole";
  source["known_upstream"] = std::move(upstream);
}

// What a data set or a Space is asked instead of what a model is.
void add_kind_facts(evidence::Repository& repository, const evidence::ModelEvidence& models, const evidence::Data& data,
                    Json& facts) {
  if (models.kind == evidence::RepositoryKind::dataset) {
    facts["dataset"] = dataset_json(repository, models, data);
    if (facts["dataset"]["files"]["count"] == 0) return;
    facts["data"]["status"] = "included";
    facts["data"]["evidence"] = facts["dataset"]["files"]["evidence"];
  } else if (models.kind == evidence::RepositoryKind::space) {
    facts["uses"] = evidence::to_json(evidence::collect_uses(repository));
  }
}

}  // namespace

Json build(const source::Snapshot& snapshot, const Options& options) {
  evidence::Repository repository(snapshot);
  add_related(options.related, repository);
  const evidence::ModelEvidence models = evidence::collect_models(repository);
  Json facts = {{"schema", "auditor-facts/1"}, {"source", to_json(snapshot.info(), snapshot.entries().size())}};
  add_completeness(repository, models, facts["source"]);
  facts["source"]["repository_kind"] = evidence::to_string(models.kind);
  const evidence::Code code = evidence::collect_code(repository, models.documents);
  facts["code"] = to_json(code);
  // What the cards link in the repository documents the model, too.
  const std::vector<std::string> read = evidence::with_linked_documents(repository, models.own, models.documents);
  const evidence::Data data = evidence::collect_data(repository, models.own, read, models.dataset_cards, code);
  facts["data"] = to_json(data);
  facts["task"] = evidence::to_json(evidence::find_task(repository, models.documents));
  facts["documentation"] = to_json(evidence::collect_documentation(repository, models.own, read));
  add_model_facts(repository, models, facts);
  add_kind_facts(repository, models, data, facts);
  mark_unknown(unread_of(repository, models.kind == evidence::RepositoryKind::model), facts);
  facts["permissions"] = permissions_json(facts);
  facts["answers"] = options.answers;
  facts["limits"] = Json::array();
  Json diagnostics = Json::array();
  for (const evidence::Diagnostic& d : repository.diagnostics()) {
    diagnostics.push_back({{"path", d.path}, {"line", d.line}, {"kind", d.kind}, {"message", d.message}});
    if (d.kind == "limit") {
      const std::string name = d.path.empty() ? d.message : d.path + ": " + d.message;
      facts["limits"].push_back({{"name", name}, {"value", nullptr}, {"path", d.path}});
    }
  }
  facts["diagnostics"] = std::move(diagnostics);
  apply_answers(facts);
  return facts;
}

}  // namespace auditor::facts
