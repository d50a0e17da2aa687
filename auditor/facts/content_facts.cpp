#include "auditor/facts/content_facts.h"

#include "auditor/core/text.h"
#include "auditor/facts/parts.h"
#include "auditor/prose/prose.h"

namespace auditor::facts {
namespace {

Json to_json(const evidence::Dataset& d) {
  Json out = {{"name", printable(d.name)},
              {"id", printable(d.id)},
              {"url", printable(d.url)},
              {"role", d.role},
              {"status", evidence::to_string(d.status)},
              {"license", or_null(d.license)},
              {"license_source", d.license_source.empty() ? "none" : d.license_source},
              {"openness", openness_name(d.license)},
              {"evidence", evidence::to_json(d.evidence)}};
  if (d.terms_source != nullptr)
    out["terms_read_by"] = {
        {"title", d.terms_source->title}, {"address", d.terms_source->address}, {"day", d.terms_source->day}};
  return out;
}

// The least open of the training data sets; unknown as soon as one has no known terms.
std::string data_openness(const evidence::Data& data) {
  std::string expression;
  for (const evidence::Dataset& d : data.datasets) {
    if (d.role != "training" && d.role != "fine-tuning") continue;
    if (d.license.empty()) return "unknown";
    expression += (expression.empty() ? "(" : " AND (") + d.license + ")";
  }
  return std::string(openness_name(expression));
}

}  // namespace

Json to_json(const evidence::Code& code) {
  Json out = Json::object();
  for (const auto& [id, role] : code.roles)
    out[id] = {{"status", evidence::to_string(role.status)}, {"files", printable_list(role.files)},
               {"links", printable_list(role.links)},        {"license", or_null(role.license)},
               {"openness", openness_name(role.license)},    {"evidence", evidence::to_json(role.evidence)}};
  out["languages"] = code.languages;
  out["files"] = code.files;
  Json dependencies = Json::array();
  for (const evidence::Dependency& d : code.dependencies)
    dependencies.push_back({{"name", printable(d.name)},
                            {"version", printable(d.version)},
                            {"constraint", printable(d.constraint)},
                            {"ecosystem", d.ecosystem},
                            {"path", d.path}});
  out["dependencies"] = std::move(dependencies);
  return out;
}

Json to_json(const evidence::Data& data) {
  Json datasets = Json::array();
  for (const evidence::Dataset& d : data.datasets) datasets.push_back(to_json(d));
  Json topics = Json::object();
  for (const auto& [id, topic] : data.topics)
    topics[id] = {{"status", evidence::to_string(topic.status)}, {"evidence", evidence::to_json(topic.evidence)}};
  return {{"status", evidence::to_string(data.status)},
          {"detail", data.detail},
          {"withheld", data.withheld},
          {"openness", data_openness(data)},
          {"datasets", std::move(datasets)},
          {"documentation", std::move(topics)},
          {"card", {{"status", data.cards.empty() ? "absent" : "present"}, {"paths", printable_list(data.cards)}}},
          {"evidence", evidence::to_json(data.evidence)}};
}

Json to_json(const evidence::Documentation& documentation) {
  Json out = Json::object();
  for (const auto& [id, item] : documentation.items) {
    out[id] = {{"status", evidence::to_string(item.status)}, {"evidence", evidence::to_json(item.evidence)}};
    if (!item.value.empty()) out[id]["value"] = item.value;
    if (const double number = evidence::number_of(item.value); id == "training-operations" && number > 0)
      out[id]["number"] = number;
  }
  Json metrics = Json::array();
  for (const evidence::Metric& m : documentation.metrics)
    metrics.push_back(
        {{"name", m.name}, {"value", m.value}, {"dataset", m.dataset}, {"evidence", evidence::to_json(m.evidence)}});
  out["metrics"] = std::move(metrics);
  return out;
}

}  // namespace auditor::facts
