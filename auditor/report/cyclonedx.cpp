// CycloneDX 1.7 (or 1.6) machine-learning bill of materials: models with a model card filled from evidence, their
// weight files with digests, datasets, ancestors, and the software that the repository needs.
#include "auditor/core/text.h"
#include "auditor/report/bill.h"
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/renderers.h"

#include <algorithm>

namespace auditor::report {
namespace {

struct Bom {
  const Json& report;
  bool mixed_licenses;  // 1.7: ids, names and expressions side by side
  Names names;
  Json components = Json::array();
  Json dependencies = Json::array();
};

void set_text(Json& object, const char* key, std::string value) {
  if (!value.empty()) object[key] = std::move(value);
}

void add_property(Json& object, std::string_view name, std::string value) {
  if (!value.empty())
    object["properties"].push_back({{"name", "auditor:" + std::string(name)}, {"value", std::move(value)}});
}

Json license_entry(const LicenceText& licence, std::string_view acknowledgement) {
  if (licence.kind == LicenceText::Kind::expression)
    return {{"expression", licence.text}, {"acknowledgement", acknowledgement}};
  const char* key = licence.kind == LicenceText::Kind::listed ? "id" : "name";
  return {{"license", {{key, licence.text}, {"acknowledgement", acknowledgement}}}};
}

void add_license(Json& entries, std::string_view text, std::string_view acknowledgement) {
  if (trim(text).empty()) return;
  Json entry = license_entry(read_licence(text), acknowledgement);
  if (std::find(entries.begin(), entries.end(), entry) == entries.end()) entries.push_back(std::move(entry));
}

// Declared labels and the audit's conclusion. Before 1.7 an expression stands alone: the conclusion's, if it is one.
Json licenses_of(const Bom& bom, const Json& license) {
  Json entries = Json::array();
  add_license(entries, text(license, "concluded"), "concluded");
  for (const std::string_view declared : texts(member(license, "declared"))) add_license(entries, declared, "declared");
  if (bom.mixed_licenses) return entries;
  if (!entries.empty() && entries[0].contains("expression")) return Json::array({entries[0]});
  Json simple = Json::array();
  for (Json& entry : entries)
    if (entry.contains("license")) simple.push_back(std::move(entry));
  return simple.empty() && !entries.empty() ? Json::array({entries[0]}) : simple;
}

void set_licenses(const Bom& bom, Json& component, const Json& license) {
  Json entries = licenses_of(bom, license);
  if (!entries.empty()) component["licenses"] = std::move(entries);
  add_property(component, "openness", clean(text(license, "openness")));
}

Json weight_component(Bom& bom, const Json& file) {
  const std::string_view path = text(file, "path");
  Json component = {{"type", "file"}, {"bom-ref", bom.names.unique("weights:", path)}, {"name", clean(path)}};
  if (const auto digest = text(file, "sha256"); is_sha256(digest))
    component["hashes"] = Json::array({{{"alg", "SHA-256"}, {"content", std::string(digest)}}});
  add_property(component, "format", clean(text(file, "format")));
  add_property(component, "size", shown(member(file, "size")));
  add_property(component, "parameters", shown(member(file, "parameters")));
  add_property(component, "serialization", clean(text(file, "verdict")));
  for (const std::string_view reason : texts(member(file, "reasons"))) add_property(component, "reason", clean(reason));
  return component;
}

// "text-to-image" gives text and image; "image-classification" an image in.
void set_modalities(Json& parameters, std::string_view task) {
  const auto to = task.find("-to-");
  if (to != std::string_view::npos) {
    parameters["inputs"] = Json::array({{{"format", clean(task.substr(0, to))}}});
    parameters["outputs"] = Json::array({{{"format", clean(task.substr(to + 4))}}});
    return;
  }
  for (const std::string_view kind : {"text", "image", "audio", "video"})
    if (task.starts_with(std::string(kind) + "-")) parameters["inputs"] = Json::array({{{"format", kind}}});
}

Json parameters_of(const Bom& bom, const std::vector<std::string>& datasets) {
  const Json& facts = member(bom.report, "facts");
  Json parameters = Json::object();
  const std::string_view task = text(at(facts, "card.front_matter.values"), "pipeline_tag");
  set_text(parameters, "task", clean(task));
  set_modalities(parameters, task);
  const Json& config = at(facts, "weights.config");
  set_text(parameters, "architectureFamily", clean(text(config, "model_type")));
  const auto architectures = texts(member(config, "architectures"));
  if (!architectures.empty()) set_text(parameters, "modelArchitecture", clean(architectures[0]));
  for (const std::string& ref : datasets) parameters["datasets"].push_back({{"ref", ref}});
  return parameters;
}

Json metrics_of(const Json& report) {
  Json metrics = Json::array();
  for (const Json* metric : objects(at(report, "facts.documentation.metrics"))) {
    Json entry = Json::object();
    set_text(entry, "type", clean(text(*metric, "name")));
    set_text(entry, "value", clean(shown(member(*metric, "value"))));
    set_text(entry, "slice", clean(text(*metric, "dataset")));
    if (!entry.empty()) metrics.push_back(std::move(entry));
  }
  return metrics;
}

void add_bias(Json& considerations, const Json& signals) {
  for (const Json* signal : objects(signals)) {
    const std::string quote = clean(text(*signal, "quote"));
    if (quote.empty()) continue;
    considerations["ethicalConsiderations"].push_back({{"name", quote}});
    if (number(*signal, "level") >= 2) considerations["fairnessAssessments"].push_back({{"harms", quote}});
  }
}

Json considerations_of(const Json& report, const Json& signals) {
  Json considerations = Json::object();
  const auto add = [&](const char* key, const std::vector<std::string>& quotes) {
    for (const std::string& quote : quotes) considerations[key].push_back(quote);
  };
  add("useCases", section_quotes(report, "intended-use"));
  if (!considerations.contains("useCases")) add("useCases", documentation_quotes(report, "usage"));
  add("technicalLimitations", section_quotes(report, "bias-risks-limitations"));
  add_bias(considerations, signals);
  for (const char* item : {"environmental-impact", "compute", "hardware"}) {
    for (std::string& quote : documentation_quotes(report, item)) {
      Json entry = {{"name", "auditor:" + std::string(item)}, {"value", std::move(quote)}};
      considerations["environmentalConsiderations"]["properties"].push_back(std::move(entry));
    }
  }
  return considerations;
}

Json model_card(const Bom& bom, const Model& model, const std::vector<std::string>& datasets, bool only) {
  Json card = Json::object();
  if (Json parameters = parameters_of(bom, datasets); !parameters.empty())
    card["modelParameters"] = std::move(parameters);
  if (only) {
    if (Json metrics = metrics_of(bom.report); !metrics.empty())
      card["quantitativeAnalysis"]["performanceMetrics"] = std::move(metrics);
    card["considerations"] = considerations_of(bom.report, *model.signals);
  } else {
    card["considerations"] = Json::object();
    add_bias(card["considerations"], *model.signals);
  }
  if (card["considerations"].empty()) card.erase("considerations");
  return card;
}

Json ancestors_of(const Bom& bom) {
  Json ancestors = Json::array();
  for (const Json* parent : objects(at(bom.report, "facts.lineage.parents"))) {
    const std::string_view id = text(*parent, "id");
    if (id.empty()) continue;
    Json component = {{"type", "machine-learning-model"}, {"name", clean(id)}};
    set_text(component, "purl", hub_purl(id));
    Json entries = Json::array();
    add_license(entries, text(*parent, "license"), "declared");
    if (!entries.empty()) component["licenses"] = std::move(entries);
    add_property(component, "relation", clean(text(*parent, "relation")));
    ancestors.push_back(std::move(component));
  }
  return ancestors;
}

std::vector<std::string> add_datasets(Bom& bom) {
  std::vector<std::string> refs;
  const Json& data = at(bom.report, "facts.data");
  for (const Json* dataset : objects(member(data, "datasets"))) {
    const std::string name = clean(text(*dataset, "name").empty() ? text(*dataset, "id") : text(*dataset, "name"));
    if (name.empty()) continue;
    Json component = {{"type", "data"}, {"bom-ref", bom.names.unique("data:", name)}, {"name", name}};
    Json content = {{"type", "dataset"}, {"name", name}};
    if (const auto url = text(*dataset, "url"); is_web_url(url)) content["contents"]["url"] = std::string(url);
    component["data"] = Json::array({std::move(content)});
    Json entries = Json::array();
    add_license(entries, text(*dataset, "license"), "declared");
    if (!entries.empty()) component["licenses"] = std::move(entries);
    add_property(component, "role", clean(text(*dataset, "role")));
    add_property(component, "status", clean(text(*dataset, "status")));
    add_property(component, "openness", clean(text(*dataset, "openness")));
    refs.push_back(component["bom-ref"].get<std::string>());
    bom.components.push_back(std::move(component));
  }
  return refs;
}

std::vector<std::string> add_software(Bom& bom) {
  std::vector<std::string> refs;
  for (const Json* dependency : objects(at(bom.report, "facts.code.dependencies"))) {
    const std::string name = clean(text(*dependency, "name"));
    if (name.empty()) continue;
    const std::string purl = dependency_purl(*dependency);
    Json component = {{"type", "library"}, {"bom-ref", bom.names.unique("software:", name)}, {"name", name}};
    set_text(component, "purl", purl);
    const std::string_view constraint = text(*dependency, "version");
    set_text(component, "version", exact_version(constraint));
    if (!component.contains("version")) add_property(component, "constraint", clean(constraint));
    add_property(component, "manifest", clean(text(*dependency, "path")));
    refs.push_back(component["bom-ref"].get<std::string>());
    bom.components.push_back(std::move(component));
  }
  return refs;
}

Json external_references(const Json& report) {
  Json references = Json::array();
  const auto add = [&](const char* type, const std::string& url, Json hashes = nullptr) {
    Json entry = {{"type", type}, {"url", url}};
    if (hashes.is_array()) entry["hashes"] = std::move(hashes);
    if (std::find(references.begin(), references.end(), entry) == references.end())
      references.push_back(std::move(entry));
  };
  const Json& facts = member(report, "facts");
  if (const auto remote = text(member(report, "source"), "remote"); is_web_url(remote)) add("vcs", std::string(remote));
  for (const std::string_view card : texts(member(report, "cards"))) add("model-card", uri_path(card));
  for (const Json* file : objects(at(facts, "licenses.files"))) {
    const std::string_view digest = text(*file, "sha256");
    add("license", uri_path(text(*file, "path")),
        is_sha256(digest) ? Json::array({{{"alg", "SHA-256"}, {"content", std::string(digest)}}}) : Json());
  }
  for (const Json* link : objects(at(facts, "weights.links")))
    if (const auto url = text(*link, "url"); is_web_url(url)) add("distribution", std::string(url));
  for (const char* paper : {"technical-report", "research-paper"}) {
    const std::string_view url = text(member(member(facts, "documentation"), paper), "value");
    if (is_web_url(url)) add("documentation", std::string(url));
  }
  std::erase_if(references.get_ref<Json::array_t&>(), [](const Json& entry) { return text(entry, "url").empty(); });
  return references;
}

Json model_component(Bom& bom, const Model& model, const std::vector<std::string>& datasets, bool only) {
  const std::string ref = bom.names.unique("model:", model.path.empty() ? std::string_view(model.name) : model.path);
  Json component = {{"type", "machine-learning-model"}, {"bom-ref", ref}, {"name", model.name}};
  set_text(component, "group", owner_of(text(member(bom.report, "source"), "name")));
  set_text(component, "version", version_of(bom.report));
  set_licenses(bom, component, member(member(*model.scopes, "weights"), "license"));
  if (only) {
    if (Json references = external_references(bom.report); !references.empty())
      component["externalReferences"] = std::move(references);
    if (Json ancestors = ancestors_of(bom); !ancestors.empty())
      component["pedigree"]["ancestors"] = std::move(ancestors);
  }
  if (Json card = model_card(bom, model, datasets, only); !card.empty()) component["modelCard"] = std::move(card);
  for (const Json* file : model.weights) component["components"].push_back(weight_component(bom, *file));
  add_property(component, "weights-status", clean(text(member(*model.scopes, "weights"), "status")));
  return component;
}

Json code_component(Bom& bom) {
  const Json& scope = member(member(bom.report, "scopes"), "code");
  Json component = {{"type", "application"},
                    {"bom-ref", bom.names.unique("code:", source_name(bom.report))},
                    {"name", clean(source_name(bom.report)) + " source code"}};
  set_text(component, "version", version_of(bom.report));
  set_licenses(bom, component, member(scope, "license"));
  return component;
}

Json audit_properties(const Json& report) {
  Json holder = Json::object();
  add_property(holder, "verdict", clean(text(member(report, "verdict"), "class")));
  add_property(holder, "bias-level", shown(member(member(report, "bias"), "level")));
  const Json& levels = member(report, "levels");
  if (levels.is_object())
    for (const auto& [id, level] : levels.items())
      add_property(holder, "level:" + clean(id), clean(text(level, "class")));
  const Json& source = member(report, "source");
  add_property(holder, "commit", clean(text(source, "commit")));
  for (const Json* set : objects(member(report, "rule_sets")))
    add_property(holder, "rule-set:" + clean(text(*set, "id")), clean(text(*set, "digest")));
  return member(holder, "properties");
}

Json metadata_of(const Json& report, Json component) {
  Json tool = {{"type", "application"}, {"name", "auditor"}};
  set_text(tool, "version", clean(text(member(report, "tool"), "version")));
  Json metadata = {{"tools", {{"components", Json::array({std::move(tool)})}}}, {"component", std::move(component)}};
  set_text(metadata, "timestamp", utc_time(text(report, "generated")));
  if (const Json properties = audit_properties(report); properties.is_array()) metadata["properties"] = properties;
  return metadata;
}

}  // namespace

std::string render_cyclonedx(const Json& report, const RenderOptions& options) {
  Bom bom{report, options.cyclonedx_version != "1.6", {}};
  const std::vector<Model> models = models_of(report);
  const std::vector<std::string> datasets = add_datasets(bom);
  const std::vector<std::string> software = add_software(bom);
  Json main;
  std::vector<std::string> refs;
  Json listed = Json::array();
  for (const Model& model : models) {
    Json component = model_component(bom, model, datasets, models.size() == 1);
    refs.push_back(component["bom-ref"].get<std::string>());
    if (models.size() == 1) main = std::move(component);
    else listed.push_back(std::move(component));
  }
  if (models.size() > 1) {
    main = {{"type", "application"},
            {"bom-ref", bom.names.unique("repository:", source_name(report))},
            {"name", clean(source_name(report))}};
    set_text(main, "version", version_of(report));
    if (Json references = external_references(report); !references.empty())
      main["externalReferences"] = std::move(references);
    if (Json ancestors = ancestors_of(bom); !ancestors.empty()) main["pedigree"]["ancestors"] = std::move(ancestors);
    bom.dependencies.push_back({{"ref", main["bom-ref"]}, {"dependsOn", refs}});
  }
  if (text(member(member(report, "scopes"), "code"), "status") == "included") {
    Json code = code_component(bom);
    if (!software.empty()) bom.dependencies.push_back({{"ref", code["bom-ref"]}, {"dependsOn", software}});
    listed.push_back(std::move(code));
  }
  for (const std::string& ref : refs)
    if (!datasets.empty()) bom.dependencies.push_back({{"ref", ref}, {"dependsOn", datasets}});
  for (Json& component : bom.components) listed.push_back(std::move(component));
  Json document = {{"$schema", "http://cyclonedx.org/schema/bom-" + options.cyclonedx_version + ".schema.json"},
                   {"bomFormat", "CycloneDX"},
                   {"specVersion", options.cyclonedx_version},
                   {"serialNumber", uuid_of(report)},
                   {"version", 1},
                   {"metadata", metadata_of(report, std::move(main))},
                   {"components", std::move(listed)}};
  if (!bom.dependencies.empty()) document["dependencies"] = std::move(bom.dependencies);
  return dump_safe(document);
}

}  // namespace auditor::report
