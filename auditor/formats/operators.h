// Operators of computation graphs: which only compute, by rules/vocabulary/operators.yaml.
#pragma once

#include "auditor/formats/inspect.h"

#include <string_view>

namespace auditor::formats {

// safe, suspicious (not listed) or unsafe.
[[nodiscard]] Verdict judge_tensorflow_operator(std::string_view name);
// Of a TensorFlow Lite graph; "FlexSin" is TensorFlow's Sin.
[[nodiscard]] Verdict judge_tflite_operator(std::string_view name);
// `domain` as ONNX spells it; empty is ai.onnx.
[[nodiscard]] bool is_known_onnx_operator(std::string_view domain, std::string_view name);

}  // namespace auditor::formats
