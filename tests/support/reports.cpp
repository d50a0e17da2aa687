#include "tests/support/reports.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace auditor::test {
namespace {

std::string golden_path(std::string_view name) {
  return std::string(AUDITOR_SOURCE_DIR "/tests/golden/") + std::string(name);
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Enumerations stay what they are: renderers may rely on them.
bool is_enumeration(const std::string& key) {
  for (const char* known : {"schema", "class", "status", "severity", "openness", "kind", "format", "verdict", "safety",
                            "grade", "commit", "tree", "sha256", "time", "generated"})
    if (key == known) return true;
  return false;
}

void make_hostile(Json& value, const std::string& key) {
  if (value.is_string() && !is_enumeration(key)) value = std::string(hostile_text);
  if (value.is_array())
    for (Json& item : value) make_hostile(item, key);
  if (value.is_object())
    for (auto& [name, item] : value.items()) make_hostile(item, name);
}

}  // namespace

Json sample_report() { return Json::parse(read(golden_path("formats/report.json"))); }

Json bare_report() { return {{"schema", "auditor-report/1"}}; }

Json hostile_report() {
  Json report = sample_report();
  make_hostile(report, "");
  return report;
}

Json large_report(std::size_t count) {
  Json report = sample_report();
  Json one = report["findings"][0];
  one["status"] = "fail";
  report["findings"] = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    one["fingerprint"] = std::to_string(i);
    one["rule"] = "rule-" + std::to_string(i % 50);
    one["message"] = "Finding number " + std::to_string(i);
    report["findings"].push_back(one);
  }
  return report;
}

std::string golden_difference(const std::string& name, const std::string& actual) {
  const std::filesystem::path path = golden_path(name);
  if (std::getenv("AUDITOR_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << actual;
    return {};
  }
  const std::string wanted = read(path.string());
  if (wanted == actual) return {};
  const auto differs = std::mismatch(wanted.begin(), wanted.end(), actual.begin(), actual.end());
  const auto line_at = [](const std::string& text, std::size_t at) {
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
  };
  const auto at = static_cast<std::size_t>(differs.first - wanted.begin());
  const auto line = 1 + std::count(wanted.begin(), differs.first, '\n');
  return "tests/golden/" + name + ":" + std::to_string(line) + "\n  kept: " + line_at(wanted, at) +
         "\n  now:  " + line_at(actual, at) + "\n(scripts/update-golden writes it anew)";
}

}  // namespace auditor::test
