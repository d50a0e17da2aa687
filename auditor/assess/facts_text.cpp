#include "auditor/assess/facts_text.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace auditor::assess {
namespace {

constexpr std::size_t value_bytes = 160;
constexpr std::size_t listed_items = 8;

std::string value_text(const Json& value, int depth);

std::string object_text(const Json& value, int depth) {
  static constexpr std::array<std::string_view, 8> names{"explanation", "text", "message", "name",
                                                         "id",          "path", "url",     "value"};
  for (const auto name : names)
    if (const auto found = value.find(name); found != value.end() && found->is_string()) return value_text(*found, 0);
  std::string joined;
  for (const auto& [key, item] : value.items()) {
    if (item.is_structured() || item.is_null()) continue;
    if (!joined.empty()) joined += ", ";
    joined += printable(key) + " " + value_text(item, depth + 1);
  }
  return joined.empty() ? "none" : joined;
}

std::string list_text(const Json& value, int depth) {
  if (value.empty()) return "none";
  std::string joined;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i == listed_items) return joined + " and " + std::to_string(value.size() - i) + " more";
    if (i > 0) joined += ", ";
    joined += value_text(value[i], depth + 1);
  }
  return joined;
}

std::string value_text(const Json& value, int depth) {
  if (value.is_string()) {
    const auto& s = *value.get_ptr<const std::string*>();
    return s.empty() ? "none" : printable(ellipsize(s, value_bytes));
  }
  if (value.is_null()) return "none";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return value.dump();
  if (depth > 2) return "…";
  return value.is_array() ? list_text(value, depth) : object_text(value, depth);
}

bool is_citation(const Json& value) {
  return value.is_object() && value.contains("path") && value.contains("start_line") && value["path"].is_string() &&
         value["start_line"].is_number_integer();
}

// A citation with its own fields only: signals and matches carry more.
Json citation_of(const Json& value) {
  static constexpr std::array<std::string_view, 8> fields{"confidence", "end_line", "method",       "oid",
                                                          "path",       "quote",    "quote_sha256", "start_line"};
  Json citation = Json::object();
  auto& members = citation.get_ref<Json::object_t&>();
  auto field = fields.begin();  // both are in the order of their names
  for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
    while (field != fields.end() && *field < key) ++field;
    if (field == fields.end()) break;
    if (*field == key) members.emplace_hint(members.end(), key, member);
  }
  if (!citation.contains("end_line")) citation["end_line"] = citation["start_line"];
  return citation;
}

void gather(const Json& value, std::size_t limit, int depth, Json& out) {
  if (out.size() >= limit || depth > 4 || !value.is_structured()) return;
  if (is_citation(value)) {
    Json citation = citation_of(value);
    if (std::find(out.begin(), out.end(), citation) == out.end()) out.push_back(std::move(citation));
    return;
  }
  if (value.is_object()) {
    if (const auto own = value.find("evidence"); own != value.end() && !own->empty())
      return gather(*own, limit, depth + 1, out);
  }
  for (const Json& item : value) {
    if (out.size() >= limit) return;
    gather(item, limit, depth + 1, out);
  }
}

}  // namespace

std::string render_message(std::string_view text, const Scope& scope) {
  std::string out;
  out.reserve(text.size() + 64);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '{') {
      out += text[++i];
      continue;
    }
    const auto end = text.find('}', i);
    if (end == std::string_view::npos) return out.append(text.substr(i));
    const Json* value = FactPath(text.substr(i + 1, end - i - 1)).find(scope);
    out += value == nullptr ? "not known" : value_text(*value, 0);
    i = end;
  }
  return out;
}

std::vector<std::string_view> placeholders(std::string_view text) {
  std::vector<std::string_view> paths;
  for (auto at = text.find('{'); at != std::string_view::npos; at = text.find('{', at)) {
    if (at + 1 < text.size() && text[at + 1] == '{') {
      at += 2;
      continue;
    }
    const auto end = text.find('}', at);
    if (end == std::string_view::npos) break;
    paths.push_back(text.substr(at + 1, end - at - 1));
    at = end;
  }
  return paths;
}

void gather_citations(const Json& value, std::size_t limit, Json& out) { gather(value, limit, 0, out); }

Json missing_citation(std::string_view path) {
  return {{"path", path}, {"start_line", 0},    {"end_line", 0},        {"oid", ""},
          {"quote", ""},  {"quote_sha256", ""}, {"method", "expected"}, {"confidence", "high"}};
}

}  // namespace auditor::assess
