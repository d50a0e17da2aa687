// Stores whose models are plain folders: ModelScope, MLflow, LM Studio and folders of GGUF files.
#include "auditor/source/artefact.h"
#include "auditor/source/model_store.h"
#include "tests/source/opened.h"
#include "tests/support/stores.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;
using Found = std::vector<std::string>;

namespace {

Found names(const std::string& where, const std::string& kind) {
  const auto store = list_store(where);
  REQUIRE(store);
  CHECK(store->kind == kind);
  Found out;
  for (const StoredModel& model : store->models) out.push_back(model.name);
  return out;
}

}  // namespace

TEST_CASE("ModelScope's cache: names and revisions are its notes', and a pickle among them is no file of the model") {
  const TempFolder cache;
  for (const char* owner : {"hub/models/nest/", "hub/models/other/"}) {
    cache.write(std::string(owner) + "wren/.msc", "\x80\x04.");
    cache.write(std::string(owner) + "wren/model.safetensors", safetensors_file());
  }
  cache.write("hub/models/nest/wren/.mdl", "Model:nest/Wren-1.5\n");
  cache.write("hub/models/nest/wren/.mv", "Revision:master,CreatedAt:1700000000");
  cache.write("hub/models/nest/wren/README.md", "# Wren\n");
  CHECK(names(cache.str(), "modelscope") == Found{"nest/Wren-1.5", "other/wren"});
  const auto wren = opened(cache.str() + "/hub/models/nest/wren");
  CHECK(wren->info().name == "nest/Wren-1.5");
  CHECK(wren->info().revision == "master");
  CHECK_FALSE(wren->info().partial);
  CHECK(paths(*wren) == Found{"README.md", "model.safetensors"});
  CHECK(opened(cache.str() + "/hub/models/other/wren")->info().partial);  // its card was not fetched
  CHECK(error_of(cache.str()).message.find("auditor inventory") != std::string::npos);
}

TEST_CASE("MLflow: a text that says that no licence was found is no licence") {
  const TempFolder folder;
  const std::string model = "mlruns/0/abc/artifacts/wren/";
  folder.write(model + "MLmodel", "flavors:\n  transformers:\n    source_model_name: nest/wren\n");
  folder.write(model + "LICENSE.txt", "A license file could not be found for the 'nest/wren' model.\n");
  folder.write(model + "model/model.safetensors", safetensors_file());
  const auto snapshot = opened(folder.str() + "/" + model);
  CHECK(artefact_of(*snapshot)->artefact().kind == "mlflow");
  CHECK(snapshot->find("LICENSE.txt") == nullptr);
  CHECK(snapshot->info().partial);
  folder.write(model + "LICENSE.txt", "Terms of Wren.\n");
  const auto licensed = opened(folder.str() + "/" + model);
  CHECK(text_of(*licensed, "LICENSE.txt") == "Terms of Wren.\n");
  CHECK_FALSE(licensed->info().partial);
  CHECK(names(folder.str() + "/mlruns", "mlflow") == Found{"0/abc/artifacts/wren"});
}

TEST_CASE("What lies deeper, or beside more, than is searched is said") {
  const TempFolder folder;
  folder.write("mlruns/0/MLmodel", "flavors: {}\n");
  CHECK(list_store(folder.str() + "/mlruns")->problems.empty());
  folder.write("mlruns/1/2/3/4/5/6/7/8/9/MLmodel", "flavors: {}\n");
  const auto deep = list_store(folder.str() + "/mlruns");
  REQUIRE(deep);
  CHECK(deep->models.size() == 1);
  REQUIRE(deep->problems.size() == 1);
  CHECK(deep->problems[0].path == "1/2/3/4/5/6/7/8");
  CHECK(deep->problems[0].kind == "limit");

  constexpr int more = 20'001;
  for (int i = 0; i < more; ++i) fs::create_directory(folder.path() / "mlruns" / ("x" + std::to_string(i)));
  const auto wide = list_store(folder.str() + "/mlruns");
  const auto& problems = (wide ? wide : deep)->problems;
  CHECK(std::any_of(problems.begin(), problems.end(),
                    [](const Problem& p) { return p.message.find("more than 20000 entries") != std::string::npos; }));
}

TEST_CASE("LM Studio: two folders are the name at the hub, whose card was not fetched") {
  const TempFolder home;
  home.write(".lmstudio/models/nest/Wren-GGUF/wren-Q4.gguf", gguf_file());
  home.write(".lmstudio/models/nest/Lark-GGUF/lark-Q4.gguf", gguf_file());
  const std::string root = home.str() + "/.lmstudio/models";
  CHECK(names(root, "gguf-folder") == Found{"nest/Lark-GGUF", "nest/Wren-GGUF"});
  const auto wren = opened(root + "/nest/Wren-GGUF");
  CHECK(wren->info().name == "nest/Wren-GGUF");
  CHECK(wren->info().partial);
  CHECK(error_of(root).message.find("2 models") != std::string::npos);
}

TEST_CASE("GGUF files side by side are models of an inventory, and one folder for an audit") {
  const TempFolder folder;
  folder.write("a.gguf", gguf_file());
  folder.write("b.gguf", gguf_file());
  folder.write("notes.txt", "x");
  CHECK(names(folder.str(), "gguf-folder") == Found{"a.gguf", "b.gguf"});
  CHECK(artefact_of(*opened(folder.str())) == nullptr);
  folder.write("README.md", "# Two models\n");  // a repository of its own
  CHECK_FALSE(list_store(folder.str()));
}

TEST_CASE("A folder that is no store stays a folder, and links in a store lead nowhere") {
  const TempFolder folder;
  folder.write("model/README.md", "# Model\n");
  folder.write("model/model.safetensors", safetensors_file());
  CHECK_FALSE(list_store(folder.str()));
  CHECK(artefact_of(*opened(folder.str() + "/model")) == nullptr);

  const TempFolder outside;
  outside.write("secret", "SECRET");
  const TempFolder cache;
  cache.write("nest/wren/.msc", "");
  fs::create_symlink(outside.path() / "secret", cache.path() / "nest/wren/LICENSE");
  fs::create_symlink(cache.path() / "nest/wren", cache.path() / "nest/linked");
  CHECK(names(cache.str(), "modelscope") == Found{"nest/wren"});
  const auto wren = opened(cache.str() + "/nest/wren");
  CHECK(wren->find("LICENSE") == nullptr);
  CHECK(has_problem(*wren, "LICENSE", "unavailable"));
}
