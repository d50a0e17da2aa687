// Conditions of rules (docs/rules.md) said in words.
#include "auditor/assess/operators.h"
#include "auditor/explain/page.h"

namespace auditor::explain {
namespace {

using assess::is_operator_map;

std::string value_in_words(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string joined(const Json& values) {
  if (!values.is_array()) return value_in_words(values);
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + value_in_words(values[i]);
  return out;
}

std::string inline_condition(const Json& condition);
std::string tests_in_words(const Json& value);

// What the items of a list are asked.
std::string item_in_words(const Json& operand) {
  if (!operand.is_object()) return "is " + value_in_words(operand);
  return is_operator_map(operand) ? tests_in_words(operand) : inline_condition(operand);
}

std::string count_in_words(const Json& operand) {
  if (!operand.is_object()) return "has " + value_in_words(operand) + " items";
  std::string out = "has";
  if (operand.contains("at_least")) out += " at least " + value_in_words(operand["at_least"]);
  if (operand.contains("at_most"))
    out += (out == "has" ? "" : " and") + (" at most " + value_in_words(operand["at_most"]));
  out += " items";
  return operand.contains("where") ? out + " of which " + item_in_words(operand["where"]) : out;
}

std::string test_in_words(const std::string& name, const Json& operand) {
  if (name == "is") return "is " + value_in_words(operand);
  if (name == "not") {
    if (operand.is_array()) return "is not " + joined(operand);
    return operand.is_object() ? "is not so that it " + tests_in_words(operand) : "is not " + value_in_words(operand);
  }
  if (name == "in") return "is " + joined(operand);
  if (name == "exists") return operand == true ? "is there" : "is not there";
  if (name == "at_least") return "is at least " + value_in_words(operand);
  if (name == "at_most") return "is at most " + value_in_words(operand);
  if (name == "matches") return "matches " + value_in_words(operand);
  if (name == "contains") return "holds " + value_in_words(operand);
  if (name == "count") return count_in_words(operand);
  if (name == "any") return "has an item of which " + item_in_words(operand);
  if (name == "all") return "has only items of which " + item_in_words(operand);
  return "has no item of which " + item_in_words(operand);
}

// What follows a path.
std::string tests_in_words(const Json& value) {
  if (!is_operator_map(value)) return "is " + value_in_words(value);
  std::string out;
  for (const auto& [name, operand] : value.items()) out += (out.empty() ? "" : " and ") + test_in_words(name, operand);
  return out;
}

std::string either(const Json& conditions, std::string_view between) {
  std::string out;
  for (const Json& one : conditions) {
    const std::string text = inline_condition(one);
    out += (out.empty() ? "" : std::string(between)) + (one.size() > 1 ? "(" + text + ")" : text);
  }
  return "(" + out + ")";
}

std::string inline_condition(const Json& condition) {
  if (!condition.is_object()) return "is " + value_in_words(condition);
  std::string out;
  for (const auto& [key, value] : condition.items()) {
    out += out.empty() ? "" : " and ";
    if (key == "all_of") out += either(value, " and ");
    else if (key == "any_of") out += either(value, " or ");
    else if (key == "not") out += "not (" + inline_condition(value) + ")";
    else out += key + " " + tests_in_words(value);
  }
  return out;
}

void write_condition(const Json& condition, std::size_t depth, std::vector<std::string>& out) {
  const std::string indent(depth * 2, ' ');
  if (!condition.is_object()) {
    out.push_back(indent + (condition == true ? "always" : value_in_words(condition)));
    return;
  }
  for (const auto& [key, value] : condition.items()) {
    const bool several = key == "all_of" || key == "any_of";
    const bool grade = value.is_object() && !value.empty() && !is_operator_map(value) && key != "not";
    if (grade) {
      out.push_back(indent + key + ":");
      write_condition(value, depth + 1, out);
      continue;
    }
    if (!several && key != "not") {
      out.push_back(indent + key + " " + tests_in_words(value));
      continue;
    }
    out.push_back(indent + (key == "all_of" ? "all of:" : key == "any_of" ? "one of:" : "not:"));
    if (!several) write_condition(value, depth + 1, out);
    else
      for (const Json& one : value) {
        // Tests of one alternative that hold together stay on one line.
        const bool nests = one.size() == 1 && (one.contains("all_of") || one.contains("any_of") || one.contains("not"));
        if (nests) write_condition(one, depth + 1, out);
        else out.push_back(indent + "  " + inline_condition(one));
      }
  }
}

}  // namespace

std::vector<std::string> condition_in_words(const Json& condition) {
  std::vector<std::string> out;
  write_condition(condition, 0, out);
  return out;
}

}  // namespace auditor::explain
