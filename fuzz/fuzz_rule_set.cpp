// A rule set somebody hands in: read, compiled, and evaluated with its own examples and on facts.
#include "auditor/assess/assess.h"
#include "auditor/assess/rule_check.h"
#include "auditor/core/yaml.h"

#include <cstdint>
#include <cstdlib>

using namespace auditor;

namespace {

const Json& some_facts() {
  static const Json facts = {
      {"models", {{{"name", "a"}, {"path", ""}}}},
      {"licenses", {{"conflicts", Json::array()}, {"weights", {{"status", "declared-only"}, {"declared", {"MIT"}}}}}},
      {"weights", {{"status", "included"}, {"files", {{{"path", "w.bin"}, {"verdict", "unsafe"}}}}}},
      {"bias", {{"level", 1}}}};
  return facts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto document = parse_yaml({reinterpret_cast<const char*>(data), size}, "set.yaml");
  if (!document) return 0;
  assess::Problems problems;
  const auto set = assess::compile_rule_set(std::make_shared<const Json>(std::move(document->value)), {}, problems);
  if (!problems.empty()) return 0;
  if (set == nullptr) std::abort();
  (void)assess::test_examples(*set);
  static const auto verdict = assess::load_rules({"model-card"})->verdict;
  const assess::Assessment result = assess::assess(some_facts(), {{set}, verdict});
  if (result.rule_sets.size() != 1) std::abort();
  return 0;
}
