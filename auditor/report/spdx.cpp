// SPDX 3.0.1 JSON-LD with the AI and dataset profiles: an AIPackage per model, its files, datasets, ancestors and
// software, licences as declared and as concluded by the audit.
#include "auditor/report/bill.h"
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/renderers.h"

#include <fmt/format.h>
#include <map>
#include <set>

namespace auditor::report {
namespace {

constexpr std::string_view no_time = "1970-01-01T00:00:00Z";

class Graph {
 public:
  explicit Graph(const Json& document)
      : report(document), time(utc_time(text(document, "generated"))), base_(uuid_of(document)) {
    if (time.empty()) time = std::string(no_time);
  }

  // Adds an element and returns its id.
  std::string add(std::string_view type, std::string_view name, Json fields) {
    const std::string id = base_ + "#" + names_.unique(std::string(type) + "/", name);
    fields["type"] = type;
    fields["spdxId"] = id;
    fields["creationInfo"] = "_:creation";
    ids.push_back(id);
    elements.push_back(std::move(fields));
    return id;
  }

  void relate(const std::string& from, std::string_view kind, const std::string& to,
              std::string_view completeness = "noAssertion") {
    add("Relationship", kind,
        {{"from", from}, {"relationshipType", kind}, {"to", Json::array({to})}, {"completeness", completeness}});
  }

  // The licence expression, once per document.
  std::string license(std::string_view text) {
    const std::string expression = as_expression(text);
    const auto found = licenses_.find(expression);
    if (found != licenses_.end()) return found->second;
    Json fields = {{"simplelicensing_licenseExpression", expression}};
    const std::string id = add("simplelicensing_LicenseExpression", expression, std::move(fields));
    licenses_.emplace(expression, id);
    return id;
  }

  std::string organization(const std::string& name) {
    const auto found = organizations_.find(name);
    if (found != organizations_.end()) return found->second;
    const std::string id = add("Organization", name, {{"name", name}});
    organizations_.emplace(name, id);
    return id;
  }

  const Json& report;
  std::string time;  // of the audit
  std::vector<std::string> ids;
  Json elements = Json::array();

 private:
  std::string base_;
  Names names_;
  std::map<std::string, std::string> licenses_;
  std::map<std::string, std::string> organizations_;
};

void set_text(Json& object, const char* key, std::string value) {
  if (!value.empty()) object[key] = std::move(value);
}

std::string joined(const std::vector<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "\n")); }

void relate_licenses(Graph& graph, const std::string& element, const Json& license) {
  if (const auto concluded = text(license, "concluded"); !concluded.empty())
    graph.relate(element, "hasConcludedLicense", graph.license(concluded), "complete");
  std::set<std::string> said;
  for (const std::string_view one : texts(member(license, "declared")))
    if (said.insert(as_expression(one)).second) graph.relate(element, "hasDeclaredLicense", graph.license(one));
}

std::string supplier(Graph& graph, std::string_view id) {
  std::string owner = owner_of(id);
  return graph.organization(owner.empty() ? "unknown" : owner);
}

std::string download_location(const Json& report) {
  if (const auto remote = text(member(report, "source"), "remote"); is_web_url(remote)) return std::string(remote);
  for (const Json* link : objects(at(report, "facts.weights.links")))
    if (const auto url = text(*link, "url"); is_web_url(url)) return std::string(url);
  return "NOASSERTION";
}

std::string release_time(const Graph& graph) {
  const std::string stated = utc_time(text(at(graph.report, "facts.documentation.release-date"), "value"));
  if (!stated.empty()) return stated;
  const std::string commit = utc_time(text(member(graph.report, "source"), "time"));
  return commit.empty() ? graph.time : commit;
}

void add_entry(Json& fields, const char* key, std::string name, std::string value) {
  if (!value.empty())
    fields[key].push_back({{"type", "DictionaryEntry"}, {"key", std::move(name)}, {"value", std::move(value)}});
}

void describe_model(Json& fields, const Json& report) {
  const Json& facts = member(report, "facts");
  const Json& config = at(facts, "weights.config");
  for (const std::string_view architecture : texts(member(config, "architectures")))
    fields["ai_typeOfModel"].push_back(clean(architecture));
  if (!fields.contains("ai_typeOfModel"))
    if (const auto type = text(config, "model_type"); !type.empty())
      fields["ai_typeOfModel"] = Json::array({clean(type)});
  if (const auto task = text(at(facts, "card.front_matter.values"), "pipeline_tag"); !task.empty())
    fields["ai_domain"] = Json::array({clean(task)});
  add_entry(fields, "ai_hyperparameter", "parameters", shown(at(facts, "weights.parameters")));
  add_entry(fields, "ai_hyperparameter", "context length", shown(member(config, "context_length")));
  add_entry(fields, "ai_hyperparameter", "dtype", clean(text(config, "dtype")));
  for (const Json* metric : objects(at(facts, "documentation.metrics"))) {
    const std::string set = clean(text(*metric, "dataset"));
    add_entry(fields, "ai_metric", clean(text(*metric, "name")) + (set.empty() ? "" : " (" + set + ")"),
              clean(shown(member(*metric, "value"))));
  }
  set_text(fields, "ai_limitation", joined(section_quotes(report, "bias-risks-limitations")));
  set_text(fields, "ai_informationAboutTraining", joined(section_quotes(report, "training-procedure")));
  auto application = section_quotes(report, "intended-use");
  if (application.empty()) application = documentation_quotes(report, "usage");
  set_text(fields, "ai_informationAboutApplication", joined(application));
  for (std::string& quote : section_quotes(report, "training-data"))
    fields["ai_modelDataPreprocessing"].push_back(std::move(quote));
  if (const auto energy = documentation_quotes(report, "environmental-impact"); !energy.empty())
    set_text(fields, "comment", "Environmental impact as documented: " + joined(energy));
}

void add_standards(Json& fields, const Json& report) {
  const Json& levels = member(report, "levels");
  if (!levels.is_object()) return;
  for (const auto& [id, level] : levels.items()) {
    const std::string reached = clean(text(level, "class"));
    const std::string title = clean(text(level, "title").empty() ? std::string_view(id) : text(level, "title"));
    if (!reached.empty()) fields["ai_standardCompliance"].push_back(title + ": " + reached);
  }
}

std::string bias_statement(const Model& model, const Json& report) {
  std::vector<std::string> lines;
  for (const Json* signal : objects(*model.signals))
    if (std::string quote = clean(text(*signal, "quote")); !quote.empty()) lines.push_back(std::move(quote));
  const std::int64_t level = number(member(report, "bias"), "level", -1);
  return fmt::format("Bias documentation level {} ({}).{}", level, bias_name(level),
                     lines.empty() ? "" : "\n" + joined(lines));
}

void add_weights(Graph& graph, const std::string& model, const std::vector<const Json*>& files) {
  for (const Json* file : files) {
    Json fields = {{"name", clean(text(*file, "path"))}, {"software_primaryPurpose", "model"}};
    if (const auto digest = text(*file, "sha256"); is_sha256(digest))
      fields["verifiedUsing"] =
          Json::array({{{"type", "Hash"}, {"algorithm", "sha256"}, {"hashValue", std::string(digest)}}});
    const std::string id = graph.add("software_File", text(*file, "path"), std::move(fields));
    graph.relate(model, "contains", id);
  }
}

std::string add_model(Graph& graph, const Model& model, bool only) {
  const Json& report = graph.report;
  Json fields = {{"name", model.name},
                 {"software_primaryPurpose", "model"},
                 {"software_downloadLocation", download_location(report)},
                 {"releaseTime", release_time(graph)},
                 {"suppliedBy", supplier(graph, text(member(report, "source"), "name"))},
                 {"ai_useSensitivePersonalInformation", "noAssertion"},
                 {"ai_autonomyType", "noAssertion"}};
  const std::string version = version_of(report);
  fields["software_packageVersion"] = version.empty() ? "unversioned" : version;
  if (only) describe_model(fields, report);
  add_standards(fields, report);
  set_text(fields, "description", bias_statement(model, report));
  const std::string id = graph.add("ai_AIPackage", model.name, std::move(fields));
  relate_licenses(graph, id, member(member(*model.scopes, "weights"), "license"));
  add_weights(graph, id, model.weights);
  return id;
}

// What a dataset holds is known only from its name and the model's task; nothing is asserted.
std::string add_dataset(Graph& graph, const Json& dataset) {
  const std::string_view id = text(dataset, "id");
  const std::string name = clean(text(dataset, "name").empty() ? id : text(dataset, "name"));
  const std::string_view url = text(dataset, "url");
  const std::string owner = supplier(graph, id);
  Json fields = {{"name", name.empty() ? "dataset" : name},
                 {"software_primaryPurpose", "data"},
                 {"dataset_datasetType", Json::array({"noAssertion"})},
                 {"software_downloadLocation", is_web_url(url) ? std::string(url) : "NOASSERTION"},
                 {"dataset_hasSensitivePersonalInformation", "noAssertion"},
                 {"releaseTime", graph.time},
                 {"builtTime", graph.time},
                 {"originatedBy", Json::array({owner})},
                 {"comment", "Release and build times are not known; the time of the audit stands for them."}};
  const std::string_view status = text(dataset, "status");
  if (status == "included" || (status == "linked" && is_web_url(url)))
    fields["dataset_datasetAvailability"] = "directDownload";
  const Json& said = at(graph.report, "facts.data.documentation");
  if (const auto collected = places(member(member(said, "collection"), "evidence")); !collected.empty())
    set_text(fields, "dataset_dataCollectionProcess", clean(collected[0].quote));
  const std::string element = graph.add("dataset_DatasetPackage", name, std::move(fields));
  if (const auto license = text(dataset, "license"); !license.empty())
    graph.relate(element, "hasDeclaredLicense", graph.license(license));
  return element;
}

void add_datasets(Graph& graph, const std::vector<std::string>& models) {
  for (const Json* dataset : objects(at(graph.report, "facts.data.datasets"))) {
    const std::string element = add_dataset(graph, *dataset);
    const bool test = text(*dataset, "role") == "evaluation";
    for (const std::string& model : models) graph.relate(model, test ? "testedOn" : "trainedOn", element);
  }
}

void add_parents(Graph& graph, const std::vector<std::string>& models) {
  for (const Json* parent : objects(at(graph.report, "facts.lineage.parents"))) {
    const std::string_view id = text(*parent, "id");
    if (id.empty()) continue;
    Json fields = {{"name", clean(id)},
                   {"software_primaryPurpose", "model"},
                   {"software_packageVersion", "unversioned"},
                   {"software_downloadLocation", "NOASSERTION"},
                   {"releaseTime", graph.time},
                   {"suppliedBy", supplier(graph, id)},
                   {"comment", "Named as an ancestor; not audited. Its release time is not known."}};
    set_text(fields, "software_packageUrl", hub_purl(id));
    const std::string element = graph.add("ai_AIPackage", id, std::move(fields));
    if (const auto license = text(*parent, "license"); !license.empty())
      graph.relate(element, "hasDeclaredLicense", graph.license(license));
    for (const std::string& model : models) graph.relate(model, "descendantOf", element);
  }
}

void add_code(Graph& graph, const std::vector<std::string>& models) {
  const Json& scope = member(member(graph.report, "scopes"), "code");
  if (text(scope, "status") != "included") return;
  Json fields = {{"name", clean(source_name(graph.report)) + " source code"},
                 {"software_primaryPurpose", "source"},
                 {"software_downloadLocation", download_location(graph.report)}};
  set_text(fields, "software_packageVersion", version_of(graph.report));
  const std::string code = graph.add("software_Package", "code", std::move(fields));
  relate_licenses(graph, code, member(scope, "license"));
  for (const std::string& model : models) graph.relate(model, "dependsOn", code);
  for (const Json* dependency : objects(at(graph.report, "facts.code.dependencies"))) {
    const std::string name = clean(text(*dependency, "name"));
    if (name.empty()) continue;
    Json library = {{"name", name}, {"software_primaryPurpose", "library"}};
    set_text(library, "software_packageVersion", exact_version(text(*dependency, "version")));
    set_text(library, "software_packageUrl", dependency_purl(*dependency));
    graph.relate(code, "dependsOn", graph.add("software_Package", name, std::move(library)));
  }
}

void add_document(Graph& graph, const std::vector<std::string>& models) {
  const Json& verdict = member(graph.report, "verdict");
  const std::string statement = "auditor verdict: " + clean(text(verdict, "class"));
  for (const std::string& model : models)
    graph.add("Annotation", "verdict", {{"annotationType", "review"}, {"subject", model}, {"statement", statement}});
  const std::vector<std::string> elements = graph.ids;
  Json fields = {{"name", clean(source_name(graph.report))},
                 {"rootElement", models},
                 {"element", elements},
                 {"profileConformance", Json::array({"core", "software", "simpleLicensing", "ai", "dataset"})}};
  if (graph.time == no_time) fields["comment"] = "The time of the audited revision is not known.";
  graph.add("SpdxDocument", "document", std::move(fields));
}

}  // namespace

std::string render_spdx(const Json& report, const RenderOptions& /*options*/) {
  Graph graph(report);
  const std::string version = clean(text(member(report, "tool"), "version"));
  const std::string agent = graph.add("SoftwareAgent", "auditor", {{"name", "auditor"}});
  const std::string tool = graph.add("Tool", "auditor", {{"name", "auditor " + version}});
  std::vector<std::string> models;
  const std::vector<Model> described = models_of(report);
  for (const Model& model : described) models.push_back(add_model(graph, model, described.size() == 1));
  add_datasets(graph, models);
  add_parents(graph, models);
  add_code(graph, models);
  add_document(graph, models);
  Json all = Json::array({{{"type", "CreationInfo"},
                           {"@id", "_:creation"},
                           {"specVersion", "3.0.1"},
                           {"created", graph.time},
                           {"createdBy", Json::array({agent})},
                           {"createdUsing", Json::array({tool})}}});
  for (Json& element : graph.elements) all.push_back(std::move(element));
  return dump_safe({{"@context", "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}, {"@graph", std::move(all)}});
}

}  // namespace auditor::report
