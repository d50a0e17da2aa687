// A record of the Model Openness Tool (YAML): the components that the repository shows, each with the licence that the
// audit concluded for it.
#include "auditor/core/text.h"
#include "auditor/report/bill.h"
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/renderers.h"

#include <fmt/format.h>

namespace auditor::report {
namespace {

// A component, its fact, and which concluded licence covers it.
struct Component {
  std::string_view name;
  std::string_view description;
  std::string_view fact;   // path of the object whose `status` says whether it is there
  std::string_view scope;  // code, weights, data, documentation
};

constexpr Component components[] = {
    {"Model architecture", "Code of the model's architecture", "code.architecture", "code"},
    {"Data preprocessing code", "Code that cleans and prepares the data", "code.data-preparation", "code"},
    {"Training code", "Code used for training", "code.training", "code"},
    {"Inference code", "Code that runs the model", "code.inference", "code"},
    {"Evaluation code", "Code used for evaluation", "code.evaluation", "code"},
    {"Supporting libraries and tools", "Libraries and tools used in development", "code.libraries", "code"},
    {"Model parameters (Final)", "Trained parameters", "weights", "weights"},
    {"Model parameters (Intermediate)", "Checkpoints of the training", "weights.checkpoints", "weights"},
    {"Datasets", "Data used for training", "data", "data"},
    {"Evaluation data", "Data used for evaluation", "", "data"},
    {"Model metadata", "Metadata about the model", "documentation.model-metadata", "weights"},
    {"Model card", "Description of the model, its use and limits", "card", "documentation"},
    {"Data card", "Description of the data", "data.card", "documentation"},
    {"Technical report", "Technical report on the model", "documentation.technical-report", "documentation"},
    {"Research paper", "Research paper on the model", "documentation.research-paper", "documentation"},
    {"Evaluation results", "Results of the evaluation", "documentation.evaluation-results", "documentation"},
    {"Sample model outputs", "Examples of output", "documentation.sample-outputs", "documentation"},
};

constexpr std::string_view release_types[] = {"language", "vision", "image", "audio",
                                              "video",    "3d",     "code",  "multimodal"};

// A single-quoted YAML scalar; the text is one printable line.
std::string scalar(std::string_view text) {
  std::string out = "'";
  for (const char c : clean(text)) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

bool is_there(std::string_view status) {
  for (const std::string_view there : {"included", "linked", "pointer", "present", "stated", "gated"})
    if (status == there) return true;
  return false;
}

// The place that shows a component: a file of the repository, else a link.
std::string path_of(const Json& report, const Json& fact) {
  const auto files = texts(member(fact, "files"));
  if (!files.empty()) return repository_path(report, files[0]);
  if (const auto value = text(fact, "value"); is_web_url(value)) return std::string(value);
  const auto evidence = places(member(fact, "evidence"));
  return evidence.empty() || evidence[0].start_line == 0 ? std::string{} : repository_path(report, evidence[0].path);
}

// Evaluation data is a matter of each dataset's role.
const Json& evaluation_data(const Json& report) {
  static const Json none;
  for (const Json* dataset : objects(at(report, "facts.data.datasets")))
    if (text(*dataset, "role") == "evaluation" && is_there(text(*dataset, "status"))) return *dataset;
  return none;
}

std::string_view concluded(const Json& report, std::string_view scope) {
  return text(member(member(member(report, "scopes"), scope), "license"), "concluded");
}

std::string license_of(const Json& report, const Component& component, const Json& fact) {
  if (component.name == "Evaluation data") {
    const std::string_view own = text(fact, "license");
    return own.empty() ? "unlicensed" : clean(own);
  }
  const std::string_view license = concluded(report, component.scope);
  return license.empty() ? "unlicensed" : clean(license);
}

std::string license_path(const Json& report, std::string_view scope) {
  for (const Json* file : objects(at(report, "facts.licenses.files")))
    for (const std::string_view covered : texts(member(*file, "scopes")))
      if (covered == scope) return repository_path(report, text(*file, "path"));
  return {};
}

std::string release_type(const Json& report) {
  const std::string task = to_lower(text(at(report, "facts.card.front_matter.values"), "pipeline_tag"));
  if (task.find("-to-") != std::string::npos && task != "text-to-text") {
    if (task.find("image") != std::string::npos || task.find("video") != std::string::npos) {
      if (task.starts_with("image-text") || task.starts_with("video-text")) return "multimodal";
      return task.ends_with("video") ? "video" : task.ends_with("image") ? "image" : "vision";
    }
    if (task.find("audio") != std::string::npos || task.find("speech") != std::string::npos) return "audio";
  }
  if (task.starts_with("text-") || task == "translation" || task == "summarization" || task == "fill-mask")
    return "language";
  if (task.find("speech") != std::string::npos) return "audio";
  for (const std::string_view type : release_types)
    if (task.starts_with(type)) return type == "image" ? "vision" : std::string(type);
  return "";
}

void add_release(std::string& out, const Json& report) {
  const Json& source = member(report, "source");
  const std::string name = clean(source_name(report));
  const std::string owner = owner_of(text(source, "name"));
  const std::string_view remote = text(source, "remote");
  std::string hub;
  for (const Json* link : objects(at(report, "facts.weights.links")))
    if (const auto url = text(*link, "url"); hub.empty() && starts_with_i(url, "https://huggingface.co/")) hub = url;
  const auto contact = documentation_quotes(report, "contact");
  out += "release:\n";
  out += "  name: " + scalar(name) + "\n";
  out += "  version: " + scalar(version_of(report)) + "\n";
  out += "  date: " + scalar(date_of(text(source, "time"))) + "\n";
  out += "  type: " + scalar(release_type(report)) + "\n";
  out += "  architecture: ''\n";
  out += "  origin: ''\n";
  out += "  producer: " + scalar(owner.empty() ? "unknown" : owner) + "\n";
  out += "  contact: " + scalar(contact.empty() ? "" : contact[0]) + "\n";
  out += "  repository: " + scalar(is_web_url(remote) ? remote : std::string_view{}) + "\n";
  out += "  huggingface: " + scalar(is_web_url(hub) ? hub : "") + "\n";
}

void add_licenses(std::string& out, const Json& report) {
  struct Type {
    const char* name;
    std::string_view scope;
  };
  out += "  license:\n";
  for (const Type& type : {Type{"code", "code"}, Type{"data", "weights"}, Type{"document", "documentation"}}) {
    out += fmt::format("    {}:\n      name: {}\n      path: {}\n", type.name, scalar(concluded(report, type.scope)),
                       scalar(license_path(report, type.scope)));
  }
}

void add_components(std::string& out, const Json& report) {
  std::string list;
  for (const Component& component : components) {
    const Json& fact = component.fact.empty() ? evaluation_data(report) : at(member(report, "facts"), component.fact);
    if (!is_there(text(fact, "status"))) continue;
    list += "    - name: " + scalar(component.name) + "\n";
    list += "      description: " + scalar(component.description) + "\n";
    list += "      license: " + scalar(license_of(report, component, fact)) + "\n";
    list += "      license_path: " + scalar(license_path(report, component.scope)) + "\n";
    list += "      component_path: " + scalar(path_of(report, fact)) + "\n";
  }
  out += list.empty() ? "  components: []\n" : "  components:\n" + list;
}

}  // namespace

std::string render_mof(const Json& report, const RenderOptions& /*options*/) {
  std::string out = "framework:\n  name: 'Model Openness Framework'\n  version: '1.0'\n  date: '2024-12-15'\n";
  add_release(out, report);
  add_licenses(out, report);
  add_components(out, report);
  return out;
}

}  // namespace auditor::report
