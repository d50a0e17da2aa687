#include "auditor/facts/model_facts.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"

#include <algorithm>

namespace auditor::facts {
namespace {

Json printable_list(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& text : list) out.push_back(printable(text));
  return out;
}

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

Json lineage_json(const evidence::ModelEvidence& found) {
  Json parents = Json::array();
  for (const evidence::Parent& parent : found.lineage.parents)
    parents.push_back(
        {{"id", parent.id},
         {"relation", parent.relation},
         {"license", parent.license.empty() ? Json() : Json(parent.license)},
         {"license_source", parent.license_source},
         {"openness", parent.license.empty() ? "unknown" : licenses::to_string(licenses::openness_of(parent.license))},
         {"evidence", evidence::to_json(parent.evidence)}});
  Json obligations = Json::array();
  for (const evidence::Obligation& o : found.obligations)
    obligations.push_back({{"kind", o.kind},
                           {"from", o.from},
                           {"status", o.status},
                           {"text", printable(o.text)},
                           {"evidence", evidence::to_json(o.evidence)}});
  return {{"parents", std::move(parents)},
          {"disagreement", found.lineage.disagreement},
          {"obligations", std::move(obligations)}};
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

void add_model_facts(evidence::Repository& repository, const evidence::ModelEvidence& found, Json& facts) {
  Json models = Json::array();
  for (const evidence::Model& model : found.models) models.push_back(model_json(found, model));
  facts["models"] = std::move(models);
  facts["card"] = card_json(repository, found);
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
