#include "tests/formats/builder.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;

namespace {

std::string malformed_reason(std::string bytes) {
  const Inspection i = look(std::move(bytes), "model.safetensors");
  CHECK(i.format == "safetensors");
  CHECK(i.verdict == Verdict::malformed);
  return i.reasons.empty() ? "" : i.reasons[0];
}

}  // namespace

TEST_CASE("a safetensors header gives tensors, parameters by dtype and metadata") {
  const Inspection i = look(safetensors(R"({"__metadata__":{"format":"pt","license":"mit"},)"
                                        R"("b":{"dtype":"BF16","shape":[2,3],"data_offsets":[16,28]},)"
                                        R"("a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}  )",
                                        28));
  CHECK(i.format == "safetensors");
  CHECK(i.verdict == Verdict::safe);
  CHECK(i.tensors == 2);
  CHECK(i.parameters == 10);
  CHECK(i.dtypes == std::map<std::string, std::uint64_t>{{"BF16", 6}, {"F32", 4}});
  CHECK(i.metadata.at("license") == "mit");
  CHECK(i.tensor_names == std::vector<std::string>{"b", "a"});
}

TEST_CASE("a scalar, an empty tensor and sub-byte dtypes are well formed") {
  CHECK(look(safetensors(R"({"s":{"dtype":"F64","shape":[],"data_offsets":[0,8]}})", 8)).parameters == 1);
  CHECK(look(safetensors(R"({"s":{"dtype":"F32","shape":[0,5],"data_offsets":[0,0]}})")).verdict == Verdict::safe);
  CHECK(look(safetensors(R"({"s":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}})", 2)).verdict == Verdict::safe);
  CHECK(look(safetensors(R"({"s":{"dtype":"F6_E2M3","shape":[4],"data_offsets":[0,3]}})", 3)).verdict == Verdict::safe);
  CHECK(malformed_reason(safetensors(R"({"s":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}})", 2))
            .find("whole bytes") != std::string::npos);
}

TEST_CASE("every broken safetensors layout is named") {
  const auto one = [](std::string_view body, std::size_t data) { return malformed_reason(safetensors(body, data)); };
  using Catch::Matchers::Contains;
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), Contains("hole"));
  CHECK_THAT(
      one(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
          6),
      Contains("overlaps"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 3), Contains("past the end"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 9), Contains("after the last tensor"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4), Contains("shape needs 8"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4), Contains("not a range"));
  CHECK_THAT(one(R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", 4), Contains("unknown dtype"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})", 4),
             Contains("overflows"));
  CHECK_THAT(
      one(R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
          0),
      Contains("duplicate"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[1]}})", 4), Contains("lacks"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4), Contains("negative"));
  CHECK_THAT(one(R"({"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}})", 4), Contains("not whole"));
  CHECK_THAT(one(R"({"a":3})", 4), Contains("none belongs"));
  CHECK_THAT(one(R"({"a")", 4), Contains("JSON"));
  CHECK_THAT(one("[]      ", 4), Contains("begin with {"));
}

TEST_CASE("header lengths that lie are refused before anything is read") {
  using Catch::Matchers::Contains;
  CHECK_THAT(malformed_reason(number(100'000'001, 8) + "{}"), Contains("100000001"));
  CHECK_THAT(malformed_reason(number(50, 8) + "{}"), Contains("past the end"));
  CHECK_THAT(malformed_reason(number(~std::uint64_t{0}, 8) + "{}"), Contains("more than 100000000"));
  CHECK_THAT(malformed_reason(number(0, 8)), Contains("begin with {"));
}

TEST_CASE("content decides: safetensors under another name, and another format under its name") {
  CHECK(look(safetensors("{}"), "pytorch_model.bin").format == "safetensors");
  CHECK(look("GGUF", "model.safetensors").format == "gguf");
  CHECK(look("", "model.safetensors").format == "unknown");
}
