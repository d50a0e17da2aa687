#include "auditor/core/schema.h"

#include "auditor/core/resources.h"

#include <algorithm>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

namespace auditor {
namespace {

constexpr std::size_t deepest_document = 1000;

// "<root>[rules][0][severity]" as "/rules/0/severity".
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (std::size_t i = 1; i < context.size(); ++i) {
    std::string_view step = context[i];
    if (step.size() >= 2 && step.front() == '[') step = step.substr(1, step.size() - 2);
    pointer.append("/").append(step);
  }
  return pointer;
}

// What a schema says of the value at a pointer, as far as it says so in plain steps; null beyond.
const Json* schema_of(const Json& schema, std::string_view pointer) {
  const Json* at = &schema;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string key(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(key.size());
    const auto in = [&](const char* name) -> const Json* {
      const auto found = at->find(name);
      return found != at->end() && found->is_object() ? &*found : nullptr;
    };
    const Json* named = in("properties");
    if (named != nullptr && named->contains(key)) at = &(*named)[key];
    else if (const Json* other = in("additionalProperties")) at = other;
    else if (const Json* item = in("items")) at = item;
    else return nullptr;
    if (!at->is_object()) return nullptr;
  }
  return at;
}

// valijson's words for the two commonest mistakes, in ours: a key that nobody knows, and a value that is none of a few.
std::string in_plain_words(const Json& schema, const SchemaProblem& problem) {
  constexpr std::string_view unknown_key = "Object contains a property that could not be validated";
  const Json* at = schema_of(schema, problem.pointer);
  if (problem.message.starts_with(unknown_key)) {
    const auto quoted = problem.message.find(": '");
    if (quoted == std::string::npos) return problem.message;
    std::string name = problem.message.substr(quoted + 2);
    if (name.ends_with('.')) name.pop_back();
    std::string known;
    if (at != nullptr && at->contains("properties") && (*at)["properties"].is_object())
      for (const auto& [key, value] : (*at)["properties"].items()) known += (known.empty() ? "" : ", ") + key;
    return "unknown key " + name + (known.empty() ? "" : "; known are: " + known);
  }
  if (at != nullptr && at->contains("enum") && problem.message.starts_with("Failed to match against any enum")) {
    std::string values;
    for (const Json& value : (*at)["enum"])
      values += (values.empty() ? "" : ", ") + (value.is_string() ? value.get<std::string>() : value.dump());
    return "is none of " + values;
  }
  return problem.message;
}

// valijson reports a failing child and then each of its parents. Sorted, what lies below a pointer follows it: a
// document of strangers can have as many problems as values.
void leave_deepest(std::vector<SchemaProblem>& problems) {
  std::vector<std::string> pointers;
  pointers.reserve(problems.size());
  for (const SchemaProblem& problem : problems) pointers.push_back(problem.pointer);
  std::sort(pointers.begin(), pointers.end());
  std::erase_if(problems, [&](const SchemaProblem& problem) {
    const std::string below = problem.pointer + "/";
    const auto next = std::lower_bound(pointers.begin(), pointers.end(), below);
    return next != pointers.end() && next->starts_with(below);
  });
}

}  // namespace

std::vector<SchemaProblem> validate_schema(const Json& document, std::string_view schema) {
  std::vector<SchemaProblem> problems;
  try {
    const Json source = resource_json(schema);
    valijson::Schema compiled;
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter schema_adapter(source);
    parser.populateSchema(schema_adapter, compiled);
    valijson::Validator validator;
    valijson::ValidationResults results;
    // valijson counts the characters of texts and takes them for UTF-8.
    const auto clean = parse_json(dump_json(document, -1), "", deepest_document);
    if (!clean) return {{"", clean.error().message}};
    const valijson::adapters::NlohmannJsonAdapter target(*clean);
    if (validator.validate(compiled, target, &results)) return problems;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) problems.push_back({pointer_of(error.context), error.description});
    for (SchemaProblem& problem : problems) problem.message = in_plain_words(source, problem);
  } catch (const std::exception& e) {
    problems.push_back({"", std::string("schema cannot be used: ") + e.what()});
  }
  leave_deepest(problems);
  return problems;
}

}  // namespace auditor
