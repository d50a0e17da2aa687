#include "auditor/facts/answers.h"

#include "auditor/core/text.h"

namespace auditor::facts {
namespace {

// Judgements that a rule set asks a person for; they are read from `answers` itself.
bool is_judgement(std::string_view path) { return path.starts_with("eu-"); }

bool may_be_asserted(std::string_view path) {
  return path.starts_with("documentation.") || path.starts_with("data.documentation.");
}

Json* find_object(Json& facts, std::string_view dotted) {
  Json* at = &facts;
  for (const std::string_view step : split(dotted, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(step);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at->is_object() ? at : nullptr;
}

bool is_open_question(const Json& object) {
  const std::string status = object.value("status", "unknown");
  return status == "absent" || status == "unknown" || status == "undisclosed";
}

}  // namespace

void apply_answers(Json& facts) {
  const Json answers = facts.value("answers", Json::object());
  for (const auto& [path, answer] : answers.items()) {
    const auto refuse = [&facts, &name = path](std::string_view why) {
      facts["diagnostics"].push_back({{"path", ".auditor.yaml"},
                                      {"line", 0},
                                      {"kind", "answer"},
                                      {"message", "answer for '" + printable(name) + "' " + std::string(why)}});
    };
    Json* object = find_object(facts, path);
    const bool signed_off = answer.is_object() && answer.contains("owner") && answer.contains("link");
    if (is_judgement(path) && signed_off) continue;
    if (!is_judgement(path) && !may_be_asserted(path)) refuse("is not accepted: only documentation can be asserted");
    else if (!signed_off) refuse("needs an owner and a link");
    else if (object == nullptr) refuse("names no fact");
    else if (is_open_question(*object)) {
      (*object)["status"] = "stated";
      (*object)["asserted"] = answer;
      if (answer.contains("value") && answer["value"].is_string()) (*object)["value"] = answer["value"];
    }
  }
}

}  // namespace auditor::facts
