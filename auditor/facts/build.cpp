#include "auditor/facts/build.h"

#include "auditor/core/text.h"
#include "auditor/evidence/conclusion/collect.h"
#include "auditor/evidence/content/linked_documents.h"
#include "auditor/evidence/content/task.h"
#include "auditor/evidence/content/uses.h"
#include "auditor/evidence/distribution/signatures.h"
#include "auditor/facts/answers.h"
#include "auditor/facts/content_facts.h"
#include "auditor/facts/model_facts.h"
#include "auditor/facts/other_facts.h"
#include "auditor/facts/permissions.h"
#include "auditor/facts/source_facts.h"
#include "auditor/facts/unread.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/source/artefact.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace auditor::facts {
namespace {

// Another local repository, and what it concludes about its own weights, for the lineage of this one.
struct Related {
  const source::Snapshot* snapshot = nullptr;
  evidence::LocalModel model = {};
  std::vector<std::string> bases = {};  // what it was made from, and what that was made from: ids, as written
  bool read = false;
  bool stale = true;  // one of its bases was read since

  [[nodiscard]] const std::string& name() const { return snapshot->info().name; }
  // As Repository::local_model() finds it: a plain folder has no owner in its name.
  [[nodiscard]] bool descends_from(const std::string& other) const {
    return std::any_of(bases.begin(), bases.end(),
                       [&](const std::string& id) { return iequals(base_name(id), base_name(other)); });
  }
};

void introduce(const std::vector<Related>& known, const Related* except, evidence::Repository& repository) {
  for (const Related& other : known) {
    if (&other == except || !other.read) continue;
    repository.add_local_model(other.name(), other.model);
    if (const std::string_view bare = base_name(other.name()); bare != other.name())
      repository.add_local_model(std::string(bare), other.model);
  }
}

// Its terms as far as everything that could restrict them was read and understood; empty: they are not known. What is
// restricted is so whatever else there is.
std::string settled_terms(const evidence::ScopeTerms& terms, const Unread& unread) {
  const licenses::Openness openness = licenses::openness_of(terms.concluded);
  const bool open = openness == licenses::Openness::open || openness == licenses::Openness::permissive_unlisted;
  const bool is_settled = terms.openness == licenses::to_string(openness) && !may_restrict(unread);
  return open && !is_settled ? std::string() : terms.concluded;
}

// Whether it says something else than before.
bool read_again(Related& related, const std::vector<Related>& known) {
  evidence::Repository repository(*related.snapshot);
  introduce(known, &related, repository);
  const evidence::ModelEvidence models = evidence::collect_models(repository);
  const bool data = models.kind == evidence::RepositoryKind::dataset;
  const Unread unread = unread_of(repository, models);
  evidence::LocalModel now{settled_terms(data ? models.data : models.weights, unread), {}};
  related.bases.clear();
  for (const evidence::Parent& parent : models.lineage.parents) {
    now.bases.push_back({parent.id, parent.license, parent.license_source});
    related.bases.push_back(parent.id);
    for (const evidence::Ancestor& ancestor : parent.ancestors) related.bases.push_back(ancestor.id);
  }
  related.stale = false;
  const bool changed = !std::exchange(related.read, true) || now != related.model;
  related.model = std::move(now);
  return changed;
}

// They may descend from one another, in any order and in a circle: each is read again until none says anything new.
void add_related(const std::vector<const source::Snapshot*>& snapshots, evidence::Repository& repository) {
  std::vector<Related> all;
  for (const source::Snapshot* snapshot : snapshots) all.push_back({snapshot});
  const auto is_stale = [](const Related& related) { return related.stale; };
  // Terms pass through a line of all of them in as many rounds, and round a circle in twice as many.
  for (std::size_t round = 0; round <= 2 * all.size() && std::any_of(all.begin(), all.end(), is_stale); ++round)
    for (Related& related : all) {
      if (!related.stale || !read_again(related, all)) continue;
      for (Related& other : all)
        other.stale = other.stale || (&other != &related && other.descends_from(related.name()));
    }
  if (std::any_of(all.begin(), all.end(), is_stale))
    repository.report({{}, 0, "limit", "the repositories given with --with descend from one another without an end"});
  introduce(all, nullptr, repository);
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
  if (const source::Artefact* artefact = source::artefact_of(snapshot)) {
    facts["source"]["kind"] = artefact->artefact().kind;
    if (!artefact->artefact().digest.empty()) facts["source"]["digest"] = artefact->artefact().digest;
  }
  add_completeness(repository, models, facts["source"]);
  facts["source"]["repository_kind"] = evidence::to_string(models.kind);
  const evidence::Code code = evidence::collect_code(repository, models.documents);
  facts["code"] = to_json(code);
  // What the cards link in the repository documents the model, too.
  const std::vector<std::string> read = evidence::with_linked_documents(repository, models.own, models.documents);
  const evidence::Data data = evidence::collect_data(repository, models.own, read, models.dataset_cards, code);
  facts["data"] = to_json(data);
  facts["task"] = evidence::to_json(evidence::find_task(repository, models.documents));
  const evidence::Documentation documentation = evidence::collect_documentation(repository, models.own, read);
  facts["documentation"] = to_json(documentation);
  add_model_facts(repository, models, documentation, facts);
  add_kind_facts(repository, models, data, facts);
  facts["signatures"] = evidence::to_json(evidence::find_signatures(repository));
  mark_unknown(unread_of(repository, models), facts);
  if (const auto lineage = facts.find("lineage"); lineage != facts.end())
    (*lineage)["incompatible"] = incompatible_json(facts);
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
  apply_answers(facts, options.asked_answers);
  return facts;
}

}  // namespace auditor::facts
