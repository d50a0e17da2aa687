// `.auditor.yaml`: read, merged under a policy, and applied. A repository's file never lowers what a policy asks.
#include "auditor/assess/config.h"

#include <cstdint>
#include <cstdlib>

using namespace auditor;

namespace {

const assess::AssessOptions& rules() {
  static const assess::AssessOptions options = *assess::load_rules({"licensing"});
  return options;
}

const Json& facts() {
  static const Json value = {{"licenses", {{"conflicts", Json::array()}}}, {"weights", {{"status", "included"}}}};
  return value;
}

std::size_t failed(const assess::Config& config) {
  assess::Assessment assessment = assess::assess(facts(), rules());
  assess::apply_config(assessment, config, rules(), facts(), "2026-01-01");
  std::size_t count = 0;
  for (const assess::Finding& finding : assessment.findings)
    count += finding.status == assess::Status::fail && finding.severity == assess::Severity::error;
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto own = assess::parse_config(text, ".auditor.yaml", "repository");
  if (!own) return own.error().message.empty() ? (std::abort(), 0) : 0;
  (void)failed(*own);
  static const auto policy = *assess::parse_config("require: {class: open-model, bias: 2}\n", "policy.yaml", "given");
  if (failed(assess::merge_policy(policy, *own)) < failed(policy)) std::abort();
  return 0;
}
