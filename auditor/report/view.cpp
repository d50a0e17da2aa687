#include "auditor/report/view.h"

#include <algorithm>

namespace auditor::report {
namespace {

const Json null_value;

}  // namespace

const Json& at(const Json& document, std::string_view dotted) {
  const Json* found = find_path(document, dotted);
  return found ? *found : null_value;
}

std::vector<std::string_view> texts(const Json& array) {
  std::vector<std::string_view> out;
  if (array.is_string()) out.push_back(as_text(array));
  if (array.is_array())
    for (const Json& item : array) out.push_back(item.is_object() ? text(item, "expression") : as_text(item));
  std::erase(out, std::string_view{});
  return out;
}

std::string shown(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return value.dump();
  std::string out;
  if (value.is_array()) {
    for (const Json& item : value) {
      const std::string one = item.is_array() ? std::string{} : shown(item);
      if (!one.empty()) out += (out.empty() ? "" : ", ") + one;
    }
  }
  return out;
}

std::vector<Place> places(const Json& evidence) {
  std::vector<Place> out;
  for (const Json* item : objects(evidence)) {
    const auto start = std::clamp<std::int64_t>(number(*item, "start_line"), 0, 1'000'000'000);
    const auto end = std::clamp<std::int64_t>(number(*item, "end_line"), start, 1'000'000'000);
    out.push_back({text(*item, "path"), start, end, text(*item, "quote")});
  }
  std::erase_if(out, [](const Place& place) { return place.path.empty(); });
  return out;
}

std::string place_text(const Place& place) {
  std::string out(place.path);
  if (place.start_line == 0) return out + " (expected here)";
  out += ":" + std::to_string(place.start_line);
  if (place.end_line > place.start_line) out += "-" + std::to_string(place.end_line);
  return out;
}

std::vector<Finding> findings(const Json& report) {
  std::vector<Finding> out;
  for (const Json* f : objects(member(report, "findings"))) {
    out.push_back({text(*f, "rule"), text(*f, "rule_set"), text(*f, "title"), text(*f, "dimension"),
                   text(*f, "severity"), text(*f, "status"), text(*f, "message"), text(*f, "remedy"),
                   text(*f, "fingerprint"), text(*f, "grade"), places(member(*f, "evidence")), f});
    if (out.back().title.empty()) out.back().title = out.back().rule;
    if (out.back().message.empty()) out.back().message = out.back().title;
  }
  return out;
}

int severity_rank(std::string_view severity) { return severity == "error" ? 0 : severity == "warning" ? 1 : 2; }

int status_rank(std::string_view status) {
  constexpr std::string_view order[] = {"fail", "unknown", "waived", "pass"};
  const auto* found = std::find(std::begin(order), std::end(order), status);
  return static_cast<int>(found - std::begin(order));
}

std::vector<Finding> by_urgency(std::vector<Finding> all) {
  std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
    const int x = status_rank(a.status);
    const int y = status_rank(b.status);
    return x != y ? x < y : severity_rank(a.severity) < severity_rank(b.severity);
  });
  return all;
}

std::string_view source_name(const Json& report) {
  const std::string_view name = text(member(report, "source"), "name");
  return name.empty() ? std::string_view("repository") : name;
}

std::string repository_path(const Json& report, std::string_view path) {
  const std::string_view folder = text(member(report, "source"), "path");
  return folder.empty() ? std::string(path) : std::string(folder) + "/" + std::string(path);
}

}  // namespace auditor::report
