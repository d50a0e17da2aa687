#include "auditor/evidence/models/lineage.h"

#include "auditor/core/text.h"
#include "auditor/evidence/models/parents.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

// What the hub infers where nothing is said: files of a quantisation, an adapter's configuration, several bases.
void infer_relations(const WeightFiles& weights, std::vector<Parent>& parents) {
  const bool quantized =
      std::any_of(weights.files.begin(), weights.files.end(),
                  [](const WeightFile& f) { return f.path.ends_with(".gguf") || f.path.ends_with(".ggml"); }) ||
      std::any_of(weights.configs.begin(), weights.configs.end(),
                  [](const ModelConfig& c) { return !c.quantization.empty(); });
  const auto in_metadata = [](const Parent& p) {
    return !p.evidence.empty() && p.evidence.front().method == "front-matter";
  };
  for (Parent& parent : parents) {
    const bool declared =
        in_metadata(parent) || (!parent.evidence.empty() && parent.evidence.front().method == "tool-sentence");
    if (parent.relation != "unknown" || !declared) continue;
    const auto siblings = std::count_if(parents.begin(), parents.end(), [&](const Parent& p) {
      return in_metadata(p) && p.document == parent.document;
    });
    parent.relation = quantized ? "quantized" : weights.adapter ? "adapter" : siblings > 1 ? "merge" : "finetune";
  }
}

// Two traces name different parents of one model.
bool disagree(const std::vector<Parent>& parents) {
  std::set<std::string> stated;
  std::set<std::string> embedded;
  for (const Parent& parent : parents) (parent.document.empty() ? embedded : stated).insert(to_lower(parent.id));
  return !stated.empty() && !embedded.empty() &&
         std::none_of(embedded.begin(), embedded.end(), [&](const auto& id) { return stated.contains(id); });
}

}  // namespace

Lineage collect_lineage(Repository& repository, const std::vector<std::string>& documents, const WeightFiles& weights,
                        const OwnNames& own) {
  ParentList parents(repository);
  for (const std::string& path : documents) {
    read_declared_bases(repository, path, parents);
    read_said_bases(repository, own, path, parents);
  }
  read_configured_bases(repository, weights, parents);
  Lineage out;
  out.parents = parents.take();
  infer_relations(weights, out.parents);
  out.disagreement = disagree(out.parents);
  out.possible = read_names(repository, documents, weights);
  return out;
}

std::vector<Parent> with_ancestors(const Lineage& lineage) {
  std::vector<Parent> out = lineage.parents;
  for (const Parent& parent : lineage.parents)
    for (const Ancestor& ancestor : parent.ancestors) {
      // Terms that another repository was seen to have hold those of its own parents already.
      if (ancestor.license.empty() || licenses::holds(parent.license, ancestor.license)) continue;
      out.push_back({ancestor.id,
                     "ancestor",
                     ancestor.license,
                     ancestor.license_source,
                     parent.document,
                     parent.evidence,
                     {},
                     {}});
    }
  return out;
}

}  // namespace auditor::evidence
