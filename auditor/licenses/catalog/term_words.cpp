#include "auditor/licenses/catalog/term_words.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace auditor::licenses {
namespace {

std::string text(const Json& field, const char* key) { return field.value(key, std::string()); }

// "100 million", "5,000".
std::string amount(std::int64_t value) {
  constexpr std::array<std::pair<std::int64_t, std::string_view>, 2> units = {
      {{1'000'000'000, " billion"}, {1'000'000, " million"}}};
  for (const auto& [unit, word] : units)
    if (value % unit == 0) return std::to_string(value / unit) + std::string(word);
  std::string out = std::to_string(value);
  for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ",");
  return out;
}

std::string unit_in_words(std::string_view of) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words = {{
      {"monthly-users", "MAU"},
      {"daily-users", "DAU"},
      {"monthly-visits", "visits a month"},
      {"monthly-unique-users", "monthly unique users"},
      {"USD-a-year", "USD a year"},
      {"USD-a-month", "USD a month"},
      {"RMB-a-year", "RMB a year"},
  }};
  for (const auto& [unit, word] : words)
    if (unit == of) return std::string(word);
  return std::string(of);
}

std::string threshold_in_words(const Json& field) {
  std::string out = amount(field.value("above", std::int64_t{0})) + " " + unit_in_words(text(field, "of"));
  if (field.contains("when")) out += " at " + text(field, "when");
  if (field.contains("note")) out += " (" + text(field, "note") + ")";
  if (field.contains("then")) out += ": " + text(field, "then");
  if (field.contains("or")) out += (field.contains("when") ? ", or " : " or ") + text(field, "or");
  if (field.contains("if")) out += " if " + text(field, "if");
  return out;
}

std::string joined(const Json& list, const char* between) {
  std::string out;
  for (const Json& item : list) out += (out.empty() ? "" : between) + term_in_words(item);
  return out;
}

}  // namespace

std::string term_in_words(const Json& field) {
  if (field.is_string()) return field.get<std::string>();
  if (field.is_array()) return joined(field, "; ");
  if (!field.is_object()) return {};
  if (field.contains("above")) return threshold_in_words(field);
  if (field.contains("places"))
    return joined(field["places"], ", ") + (field.value("outputs", false) ? " (outputs too)" : "");
  if (text(field, "is") == "rule") return text(field, "note");
  return text(field, "is") + (field.contains("note") ? " (" + text(field, "note") + ")" : "");
}

Json terms_in_words(const Json& terms) {
  Json out = Json::object();
  for (const auto& [name, field] : terms.items()) out[name] = term_in_words(field);
  return out;
}

}  // namespace auditor::licenses
