#include "auditor/formats/keras.h"

#include "auditor/core/json_walk.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/formats/operators.h"
#include "auditor/formats/pickle_policy.h"

#include <algorithm>
#include <unordered_set>

namespace auditor::formats {
namespace {

using Names = std::unordered_set<std::string>;

struct KerasNames {
  std::vector<std::string> packages;
  Names classes;
  Names functions;
  Names unsafe;
  std::vector<std::string> paths;
  std::vector<std::string> operator_packages;
  Names operators;
};

const KerasNames& known() {
  static const KerasNames shipped = [] {
    const Json document = resource_json("rules/vocabulary/keras.yaml");
    return KerasNames{document.at("packages").get<std::vector<std::string>>(),
                      document.at("classes").get<Names>(),
                      document.at("functions").get<Names>(),
                      document.at("unsafe").get<Names>(),
                      document.at("paths").get<std::vector<std::string>>(),
                      document.at("operator_packages").get<std::vector<std::string>>(),
                      document.at("operators").get<Names>()};
  }();
  return shipped;
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Keras 2 names no module.
bool is_of_keras(std::string_view module) {
  return module.empty() || std::any_of(known().packages.begin(), known().packages.end(), [&](const std::string& p) {
           return module == p || (module.starts_with(p) && module[p.size()] == '.');
         });
}

void judge_name(const std::string& module, const std::string& name, std::string_view what, Inspection& out) {
  const Verdict verdict = PicklePolicy::shipped().judge(module, name);
  const std::string full = quote(module.empty() ? name : module + "." + name);
  if (verdict == Verdict::unsafe) note(out, verdict, std::string(what) + " names " + full + ", which can run code");
  else if (verdict != Verdict::safe)
    note(out, Verdict::suspicious, std::string(what) + " names " + full + ", which is not known to be harmless");
}

// A function stored as code is a list of marshalled bytes (Keras 2) or an object of class __lambda__ (Keras 3).
void check_lambda(const Json& layer, Inspection& out) {
  const Json* function = find_path(layer, "config.function");
  if (function != nullptr && function->is_string())
    note(out, Verdict::suspicious, "a Lambda layer calls " + quote(function->get<std::string>()));
  else note(out, Verdict::unsafe, "a Lambda layer carries code");
}

// Layers that Keras makes from a call of a function of TensorFlow: whatever it exports can stand there.
void check_operator(const Json& object, const std::string& name, Inspection& out) {
  if (name == "TensorFlowOpLayer") {
    const Json* op = find_path(object, "config.node_def.op");
    const std::string called = op != nullptr && op->is_string() ? op->get<std::string>() : std::string();
    if (const Verdict verdict = judge_tensorflow_operator(called); verdict != Verdict::safe)
      note(out, verdict, "a layer runs the operator " + quote(called));
    return;
  }
  if (name != "TFOpLambda" && name != "SlicingOpLambda") return;
  const Json* function = find_path(object, "config.function");
  const std::string whole = function != nullptr && function->is_string() ? function->get<std::string>() : std::string();
  std::string_view called = whole;
  if (called.starts_with("compat.v1.")) called.remove_prefix(10);
  const bool packaged = std::any_of(known().operator_packages.begin(), known().operator_packages.end(),
                                    [&](const std::string& package) { return called.starts_with(package); });
  if (!packaged && !known().operators.contains(std::string(called)))
    note(out, Verdict::suspicious, "a layer calls " + quote(whole) + ", which is not known to be harmless");
}

// Loading a layer opens the file that its configuration names.
void check_paths(const Json& object, const std::string& name, Inspection& out) {
  const auto config = object.find("config");
  if (config == object.end() || !config->is_object()) return;
  for (const std::string& key : known().paths)
    if (const std::string path = text_at(*config, key.c_str()); !path.empty())
      note(out, Verdict::unsafe, "layer " + quote(name) + " opens the file " + quote(path));
}

// One object of a configuration that names a class, or a function by its own "config".
void check_object(const Json& object, Inspection& out) {
  std::string name = text_at(object, "class_name");
  if (name.empty()) return;
  // "package>Name" is what a registered class is called, whatever package registered it.
  name = name.substr(name.rfind('>') + 1);
  if (name == "Lambda") return check_lambda(object, out);
  if (name == "__lambda__") return note(out, Verdict::unsafe, "a function is stored as code");
  if (known().unsafe.contains(name))
    return note(out, Verdict::unsafe, "layer " + quote(name) + " loads a program that the file names");
  check_paths(object, name, out);
  check_operator(object, name, out);
  const std::string module = text_at(object, "module");
  const std::string function = name == "function" ? text_at(object, "config") : std::string();
  const Names& names = name == "function" ? known().functions : known().classes;
  const std::string& wanted = name == "function" ? function : name;
  if (is_of_keras(module) && names.contains(wanted)) return;
  judge_name(module, wanted, "the configuration", out);
}

bool parse(std::string_view json, std::string_view what, Json& document, Inspection& out) {
  auto parsed = parse_json(json, what);
  if (!parsed) {
    note(out, Verdict::malformed, std::string(what) + ": " + parsed.error().message);
    return false;
  }
  document = std::move(*parsed);
  return true;
}

}  // namespace

void check_keras_config(std::string_view json, Inspection& out) {
  Json document;
  if (!parse(json, "Keras configuration", document, out)) return;
  each_object(document, [&](const Json& object) { check_object(object, out); });
  for (const char* key : {"keras_version", "backend"})
    if (const std::string value = document.is_object() ? text_at(document, key) : std::string(); !value.empty())
      add_metadata(out, std::string("keras.") + key, value);
}

void check_skops_schema(std::string_view json, Inspection& out) {
  Json document;
  if (!parse(json, "schema.json", document, out)) return;
  each_object(document, [&](const Json& object) {
    const std::string name = text_at(object, "__class__");
    if (!name.empty()) judge_name(text_at(object, "__module__"), name, "the schema", out);
    const std::string loader = text_at(object, "__loader__");
    if (loader == "MethodNode" || loader == "OperatorFuncNode")
      note(out, Verdict::suspicious, "the schema rebuilds methods or operator functions (" + loader + ")");
    // A type is stored as a value, and named inside: {"__loader__": "TypeNode", "content": {"__class__": …}}.
    const std::string module = text_at(object, "module_path");
    const std::string function = text_at(object, "function");
    if (!module.empty() || !function.empty()) judge_name(module, function.empty() ? "?" : function, "the schema", out);
  });
}

}  // namespace auditor::formats
