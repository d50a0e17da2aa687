#include "auditor/formats/operators.h"

#include "auditor/core/json.h"
#include "auditor/core/resources.h"

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace auditor::formats {
namespace {

using Names = std::unordered_set<std::string>;

struct Operators {
  Names tensorflow_unsafe;
  Names tensorflow;
  Names tflite;
  std::unordered_map<std::string, Names> onnx;
};

const Operators& operators() {
  static const Operators shipped = [] {
    const Json document = resource_json("rules/vocabulary/operators.yaml");
    return Operators{document.at("tensorflow").at("unsafe").get<Names>(),
                     document.at("tensorflow").at("allow").get<Names>(), document.at("tflite").at("allow").get<Names>(),
                     document.at("onnx").get<std::unordered_map<std::string, Names>>()};
  }();
  return shipped;
}

}  // namespace

Verdict judge_tensorflow_operator(std::string_view name) {
  const std::string key(name);
  if (operators().tensorflow_unsafe.contains(key)) return Verdict::unsafe;
  return operators().tensorflow.contains(key) ? Verdict::safe : Verdict::suspicious;
}

Verdict judge_tflite_operator(std::string_view name) {
  if (name.starts_with("Flex")) return judge_tensorflow_operator(name.substr(4));
  return operators().tflite.contains(std::string(name)) ? Verdict::safe : Verdict::suspicious;
}

bool is_known_onnx_operator(std::string_view domain, std::string_view name) {
  const auto found = operators().onnx.find(domain.empty() ? "ai.onnx" : std::string(domain));
  return found != operators().onnx.end() && found->second.contains(std::string(name));
}

}  // namespace auditor::formats
