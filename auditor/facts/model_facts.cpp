#include "auditor/facts/model_facts.h"

#include "auditor/core/text.h"
#include "auditor/facts/parts.h"

#include <algorithm>

namespace auditor::facts {
namespace {

Json signal_json(const evidence::BiasSignal& signal, const std::string& path) {
  return {{"level", signal.level},           {"kind", signal.kind},         {"path", printable(path)},
          {"start_line", signal.start_line}, {"end_line", signal.end_line}, {"quote", signal.quote}};
}

Json signals_of(const evidence::ModelEvidence& found, const std::vector<std::string>& documents) {
  constexpr std::size_t max_signals = 100;
  Json out = Json::array();
  for (const std::string& path : documents)
    if (const auto bias = found.biases.find(path); bias != found.biases.end())
      for (const evidence::BiasSignal& signal : bias->second.signals)
        if (out.size() < max_signals) out.push_back(signal_json(signal, path));
  return out;
}

Json model_json(const evidence::ModelEvidence& found, const evidence::Model& model) {
  const Json weights = {{"status", evidence::to_string(model.weights)},
                        {"evidence", evidence::to_json(model.weights_evidence)},
                        {"gate",
                         {{"status", model.weights == evidence::WeightsStatus::gated ? "gated" : "open"},
                          {"evidence", evidence::to_json(found.gate.evidence)}}}};
  return {{"name", model.name},
          {"path", model.path},
          {"cards", printable_list(model.cards)},
          {"documents", printable_list(model.documents)},
          {"documented", model.documented},
          {"offered", model.offered},
          {"weights", weights},
          {"scopes",
           {{"code", scope_json(found.code)},
            {"weights", scope_json(model.weights_terms)},
            {"data", scope_json(found.data)},
            {"documentation", scope_json(found.documentation)}}},
          {"bias", {{"level", model.bias_level}, {"signals", signals_of(found, model.documents)}}},
          {"evidence", evidence::to_json(model.evidence)}};
}

Json bias_json(const evidence::ModelEvidence& found) {
  const evidence::Model* least = nullptr;
  for (const evidence::Model& model : found.models)
    if (model.documented && (least == nullptr || model.bias_level < least->bias_level)) least = &model;
  return {{"level", found.bias.level},
          {"signals", least == nullptr ? Json::array() : signals_of(found, least->documents)}};
}

}  // namespace

namespace {

Json terms_json(const std::string& license, const std::string& source) {
  return {{"license", or_null(license)}, {"license_source", source}, {"openness", openness_name(license)}};
}

Json parent_json(const evidence::Parent& parent) {
  Json out = terms_json(parent.license, parent.license_source);
  out["id"] = parent.id;
  out["relation"] = parent.relation;
  out["evidence"] = evidence::to_json(parent.evidence);
  if (!parent.reupload_of.empty()) out["reupload_of"] = printable(parent.reupload_of);
  if (parent.ancestors.empty()) return out;
  Json ancestors = Json::array();
  for (const evidence::Ancestor& ancestor : parent.ancestors) {
    Json item = terms_json(ancestor.license, ancestor.license_source);
    item["id"] = printable(ancestor.id);
    item["of"] = printable(ancestor.of);
    ancestors.push_back(std::move(item));
  }
  out["ancestors"] = std::move(ancestors);
  return out;
}

// A copy in another format, or as it is, of one model that somebody else publishes.
std::string reupload_of(const evidence::ModelEvidence& found) {
  const evidence::Parent* base = nullptr;
  for (const evidence::Parent& parent : found.lineage.parents)
    if (base == nullptr || parent.relation == "quantized") base = &parent;
  if (base == nullptr || base->relation != "quantized") return {};
  const std::string owner(base->id.substr(0, base->id.find('/')));
  const bool other =
      base->id.find('/') != std::string::npos && !found.own.owner().empty() && !iequals(owner, found.own.owner());
  return other ? base->id : std::string{};
}

// The terms of its base alone hold: it declares none, and no text in it speaks for the weights.
bool adds_no_terms(const evidence::ModelEvidence& found) {
  const evidence::ScopeTerms& own = found.weights;
  return own.declared.empty() && own.detected.empty() && own.unread.empty() && own.duties.empty() &&
         !own.inherited.empty();
}

}  // namespace

Json lineage_json(const evidence::ModelEvidence& found) {
  Json parents = Json::array();
  for (const evidence::Parent& parent : found.lineage.parents) parents.push_back(parent_json(parent));
  Json obligations = Json::array();
  for (const evidence::Obligation& o : found.obligations)
    obligations.push_back({{"kind", o.kind},
                           {"from", o.from},
                           {"status", o.status},
                           {"text", printable(o.text)},
                           {"evidence", evidence::to_json(o.evidence)}});
  Json out = {{"parents", std::move(parents)},
              {"disagreement", found.lineage.disagreement},
              {"obligations", std::move(obligations)}};
  if (const std::string original = reupload_of(found); !original.empty()) out["reupload_of"] = printable(original);
  if (adds_no_terms(found)) out["adds_no_terms"] = true;
  return out;
}

Json doubts_json(const evidence::ModelEvidence& found) {
  Json out = Json::array();
  for (const evidence::Doubt& d : found.doubts)
    out.push_back({{"scope", d.scope},
                   {"kind", d.kind},
                   {"text", printable(d.text)},
                   {"evidence", evidence::to_json(d.evidence)}});
  return out;
}

void add_model_facts(evidence::Repository& repository, const evidence::ModelEvidence& found,
                     const evidence::Documentation& documentation, Json& facts) {
  Json models = Json::array();
  for (const evidence::Model& model : found.models) models.push_back(model_json(found, model));
  facts["models"] = std::move(models);
  facts["card"] = card_json(repository, found, documentation);
  facts["licenses"] = licenses_json(found);
  facts["doubts"] = doubts_json(found);
  facts["weights"] = weights_json(found);
  facts["security"] = security_json(found, evidence::judge_other_files(repository, found.weight_files));
  facts["lineage"] = lineage_json(found);
  facts["bias"] = bias_json(found);
  const bool hosted = !found.withheld.hosted.empty();
  Json& service = facts["documentation"]["hosted-service"];
  service = {{"status", hosted ? "stated" : "absent"}, {"evidence", evidence::to_json(found.withheld.hosted)}};
  service["value"] = found.client_only ? "client" : (hosted ? "service" : "none");
}

}  // namespace auditor::facts
