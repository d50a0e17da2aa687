#include "auditor/facts/build.h"

#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/content/linked_documents.h"
#include "auditor/evidence/content/task.h"
#include "auditor/facts/answers.h"
#include "auditor/facts/content_facts.h"
#include "auditor/facts/model_facts.h"
#include "auditor/facts/permissions.h"
#include "auditor/facts/source_facts.h"
#include "auditor/facts/unread.h"

namespace auditor::facts {
namespace {

// What another local repository concludes about its own weights, for the lineage of this one.
void add_related(const std::vector<const source::Snapshot*>& related, evidence::Repository& repository) {
  for (const source::Snapshot* other : related) {
    evidence::Repository base(*other);
    const evidence::ModelEvidence models = evidence::collect_models(base);
    if (models.weights.concluded.empty()) continue;
    const std::string& name = other->info().name;
    repository.add_local_terms(name, models.weights.concluded);
    repository.add_local_terms(std::string(base_name(name)), models.weights.concluded);
  }
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
  facts["data"] = to_json(evidence::collect_data(repository, models.own, read, models.dataset_cards, code));
  facts["task"] = evidence::to_json(evidence::find_task(repository, models.documents));
  facts["documentation"] = to_json(evidence::collect_documentation(repository, models.own, read));
  add_model_facts(repository, models, facts);
  mark_unknown(unread_of(repository), facts);
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
