#include "auditor/formats/keras.h"

#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/formats/pickle_policy.h"

#include <unordered_set>

namespace auditor::formats {
namespace {

bool trusted(std::string_view module) {
  static const auto modules =
      resource_json("rules/vocabulary/weights.yaml").at("trusted_modules").get<std::unordered_set<std::string>>();
  return modules.contains(std::string(module.substr(0, module.find('.'))));
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Visits every object of a document without recursion.
template <class Visit>
void each_object(const Json& document, Visit visit) {
  std::vector<const Json*> waiting{&document};
  while (!waiting.empty()) {
    const Json* at = waiting.back();
    waiting.pop_back();
    if (at->is_object()) visit(*at);
    if (at->is_structured())
      for (const Json& child : *at) waiting.push_back(&child);
  }
}

void judge_name(const std::string& module, const std::string& name, std::string_view what, Inspection& out) {
  if (module.empty()) return;
  const Verdict verdict = PicklePolicy::shipped().judge(module, name);
  if (verdict == Verdict::unsafe)
    note(out, Verdict::unsafe, std::string(what) + " names " + quote(module + "." + name) + ", which can run code");
  else if (verdict == Verdict::suspicious && !trusted(module))
    note(out, Verdict::suspicious,
         std::string(what) + " names " + quote(module + "." + name) + ", which is not known to be harmless");
}

// A function stored as code is a list of marshalled bytes (Keras 2) or an object of class __lambda__ (Keras 3).
void check_lambda(const Json& layer, Inspection& out) {
  const Json* function = find_path(layer, "config.function");
  if (function != nullptr && function->is_string())
    note(out, Verdict::suspicious, "a Lambda layer calls " + quote(function->get<std::string>()));
  else note(out, Verdict::unsafe, "a Lambda layer carries code");
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
  each_object(document, [&](const Json& object) {
    const std::string name = text_at(object, "class_name");
    if (name.empty()) return;
    if (name == "Lambda") return check_lambda(object, out);
    if (name == "__lambda__") return note(out, Verdict::unsafe, "a function is stored as code");
    // A function is named by its own "config", a class by "class_name".
    const std::string function = name == "function" ? text_at(object, "config") : std::string();
    judge_name(text_at(object, "module"), function.empty() ? name : function, "the configuration", out);
  });
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
  });
}

}  // namespace auditor::formats
