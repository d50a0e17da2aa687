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
  CHECK(found({{"config.json", "{}"}, {"custom_generate/generate.py", ""}}) == Paths{"custom_generate/generate.py"});
  CHECK(found({{"m/config.json", "{}"}, {"m/code/inference.py", ""}}) == Paths{"m/code/inference.py"});
  CHECK(found({{"wren/config.pbtxt", ""}, {"wren/1/model.py", ""}}) == Paths{"wren/1/model.py"});
  CHECK(found({{"MLmodel", "flavors:\n  python_function:\n    loader_module: evil.loader\n"}}) == Paths{"MLmodel"});
  CHECK(found({{"adapter_config.json", R"({"auto_mapping": {"parent_library": "evil.mod"}})"}}) ==
        Paths{"adapter_config.json"});
  CHECK(found({{"pyproject.toml", "dependencies = [\"x @ git+https://example.org/x\"]\n"}}) == Paths{"pyproject.toml"});
}

TEST_CASE("a flavour is read as the YAML it is, in whatever style") {
  for (const char* said : {"'loader_module': \"evil.loader\"", "\"loader_module\" : evil.loader",
                           "\"loader\\x5fmodule\": \"evil.loader\"", "? loader_module\n    : evil.loader",
                           "loader_module:\n      evil.loader", "loader_module: # the one\n      'evil.loader'"}) {
    INFO(said);
    CHECK(found({{"MLmodel", "flavors:\n  python_function:\n    " + std::string(said) + "\n"}}).size() == 1);
  }
  CHECK(
      found({{"MLmodel", "{flavors: {python_function: {env: x, loader_module: evil.loader, code: src}}}\n"}}).size() ==
      2);
  CHECK(found({{"MLmodel", R"({"flavors": {"python_function": {"code": "src"}}})"}}).size() == 1);
  // What a loader of other taste may read and this one does not is not known.
  CHECK(found({{"MLmodel", "flavors: {python_function: {loader_module: evil.loader\n"}}).size() == 1);
  // The trusted module, no folder, and the words in a text or comment.
  for (const char* said :
       {"loader_module: 'mlflow.sklearn'", "code: ~", "{loader_module: mlflow.pyfunc, code: null}",
        "note: 'loader_module: evil.loader'", "# loader_module: evil.loader", "note: |\n      code: src"}) {
    INFO(said);
    CHECK(found({{"MLmodel", "flavors:\n  python_function:\n    " + std::string(said) + "\n"}}).empty());
  }
  // The line is that of the key that says it.
  const std::map<std::string, std::string> files = {
      {"MLmodel", "a:\n  loader_module: mlflow.x\nb:\n  'loader_module': 'evil.y'\n"}};
  const test::MemorySnapshot snapshot(files);
  evidence::Repository repository(snapshot);
  const auto code = evidence::find_loader_code(repository);
  REQUIRE(code.size() == 1);
  CHECK(code[0].evidence.start_line == 4);
}

TEST_CASE("configurations beyond what is read are named: they may say anything") {
  const std::string long_one = R"({"auto_map": {"AutoModel": "m.X"}, "pad": ")" + std::string(5U << 20U, 'x') + "\"}";
  CHECK(found({{"config.json", long_one}}).size() == 1);
  CHECK(found({{"data.json", long_one}}).empty());
  std::map<std::string, std::string> many;
  for (int i = 0; i < 4'100; ++i) many["m" + std::to_string(10'000 + i) + "/config.json"] = "{}";
  CHECK(found(many) == std::vector<std::string>{"m14000/config.json"});
}

TEST_CASE("loaders' code beyond what is listed is said") {
  std::map<std::string, std::string> many;
  for (int i = 0; i < 150; ++i)
    many["m" + std::to_string(1'000 + i) + "/config.json"] = R"({"auto_map": {"AutoModel": "m.X"}})";
  const test::MemorySnapshot snapshot(many);
  evidence::Repository repository(snapshot);
  CHECK(evidence::find_loader_code(repository).size() == 100);
  REQUIRE(repository.diagnostics().size() == 1);
  CHECK(repository.diagnostics()[0].kind == "limit");
}

TEST_CASE("what comes with a library is no code of the repository") {
  CHECK(found({{"config.json", R"({"model_type": "llama", "auto_map": {}})"}}).empty());
  CHECK(found({{"modules.json", R"([{"type": "sentence_transformers.models.Pooling"}])"}}).empty());
  CHECK(found({{"model_index.json",
                R"({"_class_name": "X", "unet": ["diffusers", "U"], "s": ["stable_diffusion", "S"]})"}})
            .empty());
  CHECK(found({{"src/handler.py", ""}, {"pipeline.py", ""}}).empty());
  CHECK(found({{"code/inference.py", ""}, {"src/1/model.py", ""}, {"custom_generate/generate.py", ""}}).empty());
  CHECK(found({{"MLmodel", "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    code: null\n"}})
            .empty());
  CHECK(
      found({{"adapter_config.json", R"({"auto_mapping": {"parent_library": "transformers.models.llama"}})"}}).empty());
  CHECK(found({{"pyproject.toml", "[project.urls]\nhome = \"https://example.org\"\n"}}).empty());
  CHECK(found({{"requirements.txt", "torch>=2\n--extra-index-url https://download.pytorch.org/whl/cu118\n"}}).empty());
}
