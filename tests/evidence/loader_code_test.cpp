#include "auditor/evidence/weights/loader_code.h"

#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"

using namespace auditor;

namespace {

std::vector<std::string> found(std::map<std::string, std::string> files) {
  const test::MemorySnapshot snapshot(std::move(files));
  evidence::Repository repository(snapshot);
  std::vector<std::string> paths;
  for (const auto& code : evidence::find_loader_code(repository)) paths.push_back(code.path);
  return paths;
}

}  // namespace

TEST_CASE("code that a loader runs is named wherever it is said") {
  using Paths = std::vector<std::string>;
  CHECK(found({{"config.json", R"({"auto_map": {"AutoModel": "m.X"}})"}}) == Paths{"config.json"});
  CHECK(found({{"tokenizer_config.json", R"({"auto_map": {"AutoTokenizer": ["t.T", null]}})"}}) ==
        Paths{"tokenizer_config.json"});
  CHECK(found({{"preprocessor_config.json", R"({"auto_map": {"AutoProcessor": "evil.T"}})"}}) ==
        Paths{"preprocessor_config.json"});
  CHECK(found({{"modules.json", R"([{"type": "evil.module.Class"}])"}}) == Paths{"modules.json"});
  CHECK(found({{"model_index.json", R"({"_class_name": ["pipeline", "Mine"]})"}}) == Paths{"model_index.json"});
  CHECK(found({{"config.json", "{}"}, {"handler.py", ""}}) == Paths{"handler.py"});
  CHECK(found({{"requirements.txt", "torch\nx @ git+https://example.org/x\n"}}) == Paths{"requirements.txt"});
}

TEST_CASE("what comes with a library is no code of the repository") {
  CHECK(found({{"config.json", R"({"model_type": "llama", "auto_map": {}})"}}).empty());
  CHECK(found({{"modules.json", R"([{"type": "sentence_transformers.models.Pooling"}])"}}).empty());
  CHECK(found({{"model_index.json",
                R"({"_class_name": "X", "unet": ["diffusers", "U"], "s": ["stable_diffusion", "S"]})"}})
            .empty());
  CHECK(found({{"src/handler.py", ""}, {"pipeline.py", ""}}).empty());
  CHECK(found({{"requirements.txt", "torch>=2\n--extra-index-url https://download.pytorch.org/whl/cu118\n"}}).empty());
}
