#include "auditor/facts/answers.h"

#include "auditor/core/text.h"

namespace auditor::facts {
namespace {

bool may_be_asserted(std::string_view path) {
  return path.starts_with("documentation.") || path.starts_with("data.documentation.");
}

template <typename J>
J* find_object(J& facts, std::string_view dotted) {
  J* at = &facts;
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

bool is_given(const Json& answer, const char* key) {
  const auto found = answer.find(key);
  return found != answer.end() && found->is_string() && !trim(found->get_ref<const std::string&>()).empty();
}

// What a reader may open; a browser would run others.
bool is_web_address(const std::string& link) {
  const auto scheme = link.find("://");
  return (starts_with_i(link, "https://") || starts_with_i(link, "http://")) && scheme + 3 < link.size() &&
         is_alnum(link[scheme + 3]) && link.find_first_of(" \t\r\n\"<>") == std::string::npos;
}

bool says_something(const Json& value) {
  if (value.is_string()) return !trim(value.get_ref<const std::string&>()).empty();
  return !value.is_null() && value != Json(false);
}

// Why the answer does not count; empty when it does.
std::string_view objection(const Json& facts, const std::string& path, const Json& answer, bool judgement) {
  if (!judgement && !may_be_asserted(path))
    return path.find('.') == std::string::npos ? "is not accepted: no rule asks for it"
                                               : "is not accepted: only documentation can be asserted";
  if (!answer.is_object() || !is_given(answer, "owner") || !is_given(answer, "link"))
    return "needs an owner and a link";
  if (!is_web_address(answer.find("link")->get_ref<const std::string&>())) return "needs a link to the web (https://)";
  if (judgement) return {};
  if (!says_something(answer.value("value", Json()))) return "says nothing";
  return find_object(facts, path) == nullptr ? "names no fact" : std::string_view();
}

void assert_fact(Json& object, const Json& answer) {
  if (!is_open_question(object)) return;
  object["status"] = "stated";
  object["asserted"] = answer;
  if (answer["value"].is_string()) object["value"] = answer["value"];
}

}  // namespace

void apply_answers(Json& facts, const std::set<std::string>& asked) {
  const Json answers = facts.value("answers", Json::object());
  Json accepted = Json::object();
  for (const auto& [path, answer] : answers.items()) {
    const bool judgement = asked.contains(path);
    if (const auto why = objection(facts, path, answer, judgement); !why.empty()) {
      facts["diagnostics"].push_back({{"path", ".auditor.yaml"},
                                      {"line", 0},
                                      {"kind", "answer"},
                                      {"message", "answer for '" + printable(path) + "' " + std::string(why)}});
      continue;
    }
    accepted[path] = answer;
    if (!judgement) assert_fact(*find_object(facts, path), answer);
  }
  facts["answers"] = std::move(accepted);
}

}  // namespace auditor::facts
