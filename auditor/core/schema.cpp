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
  } catch (const std::exception& e) {
    problems.push_back({"", std::string("schema cannot be used: ") + e.what()});
  }
  // valijson reports a failing child and then each of its parents.
  std::erase_if(problems, [&](const SchemaProblem& p) {
    return std::any_of(problems.begin(), problems.end(), [&](const SchemaProblem& other) {
      return other.pointer.size() > p.pointer.size() && other.pointer.starts_with(p.pointer + "/");
    });
  });
  return problems;
}

}  // namespace auditor
