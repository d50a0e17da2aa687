// The store of Ollama: a manifest names layers, layers are blobs named by digest. Names and digests are claims of
// whoever wrote them.
#include "auditor/source/artefact.h"
#include "auditor/source/claims.h"
#include "auditor/source/model_store.h"
#include "tests/source/opened.h"
#include "tests/support/stores.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

const std::string wren = "registry.ollama.ai/library/wren/latest";

ModelStore listed(const std::string& where, const Limits& limits = {}) {
  auto store = list_store(where, limits);
  REQUIRE(store);
  return std::move(*store);
}

ClaimStatus status_of(const Snapshot& snapshot, const std::string& path, bool hash = false) {
  for (const Claim& claim : claims_of(snapshot, hash))
    if (claim.path == path) return claim.status;
  FAIL("no claim for " << path);
  return ClaimStatus::unknown;
}

bool says(const Snapshot& snapshot, const std::string& words) {
  return std::any_of(snapshot.problems().begin(), snapshot.problems().end(),
                     [&](const Problem& problem) { return problem.message.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("A model of Ollama has its layers as files, by what each is") {
  const OllamaStore store;
  store.model(wren,
              {store.layer("model", gguf_file()), store.layer("projector", gguf_file({{"general.type", "mmproj"}})),
               store.layer("template", "{{ .Prompt }}"), store.layer("system", "Be brief."),
               store.layer("params", R"({"stop":["x"]})"), store.layer("license", "First terms."),
               store.layer("license", "Second terms.")});
  const auto snapshot = opened(store.at("manifests/" + wren));
  CHECK(paths(*snapshot) == std::vector<std::string>{"LICENSE", "LICENSE-2", "image-config.json", "manifest.json",
                                                     "model.gguf", "params.json", "projector.gguf", "system.txt",
                                                     "template.gotmpl"});
  CHECK(text_of(*snapshot, "LICENSE") == "First terms.");
  CHECK(text_of(*snapshot, "LICENSE-2") == "Second terms.");
  CHECK(snapshot->info().name == "library/wren");
  CHECK(snapshot->info().revision == "latest");
  CHECK_FALSE(snapshot->info().partial);
  const Artefact* artefact = artefact_of(*snapshot);
  REQUIRE(artefact != nullptr);
  CHECK(artefact->artefact().kind == "ollama");
  CHECK(artefact->artefact().digest == "sha256:" + sha256_hex(text_of(*snapshot, "manifest.json")));
}

TEST_CASE("A model is named as in `ollama list`, by its path and by its id") {
  const OllamaStore store;
  store.model(wren, {store.layer("license", "Terms.")});
  store.model("registry.ollama.ai/nest/lark/1b", {store.layer("license", "Terms.")});
  store.model("hf.co/nest/Robin-GGUF/Q4_K_M", {store.layer("license", "Terms.")});
  for (const char* name : {"/wren", "/wren:latest", "/registry.ollama.ai/library/wren"})
    CHECK(opened(store.str() + name)->info().name == "library/wren");
  CHECK(opened(store.str() + "/nest/lark:1b")->info().name == "nest/lark");
  const auto robin = opened(store.str() + "/hf.co/nest/Robin-GGUF:Q4_K_M");
  CHECK(robin->info().remote == "https://huggingface.co/nest/Robin-GGUF");
  CHECK(error_of(store.str() + "/crow").code == ErrorCode::source);
  const ModelStore all = listed(store.str());
  CHECK(all.kind == "ollama");
  REQUIRE(all.models.size() == 3);
  CHECK(all.models[0].id == "nest/Robin-GGUF");
  CHECK(all.models[1].name == "wren:latest");
  CHECK(all.models[2].name == "nest/lark:1b");
}

TEST_CASE("The store itself is no model: the message names what lists it") {
  const OllamaStore store;
  store.model(wren, {store.layer("license", "Terms.")});
  const Error error = error_of(store.str());
  CHECK(error.code == ErrorCode::source);
  CHECK(error.message.find("1 model") != std::string::npos);
  CHECK(error.message.find("auditor inventory") != std::string::npos);
}

TEST_CASE("A model without a licence layer says nothing of whether there is one where it comes from") {
  const OllamaStore store;
  store.model(wren, {store.layer("model", gguf_file())});
  const auto snapshot = opened(store.str() + "/wren");
  CHECK(snapshot->info().partial);
  CHECK(has_problem(*snapshot, "", "not-fetched"));
}

TEST_CASE("A layer that is not in the store was not fetched") {
  const OllamaStore store;
  const Json weights = store.layer("model", gguf_file());
  store.model(wren, {weights, store.layer("license", "Terms.")});
  fs::remove(store.at(OllamaStore::blob(weights)));
  const auto snapshot = opened(store.str() + "/wren");
  CHECK(snapshot->info().partial);
  CHECK(has_problem(*snapshot, "model.gguf", "not-fetched"));
  CHECK(snapshot->open(entry_at(*snapshot, "model.gguf")).error().code == ErrorCode::unavailable);
}

TEST_CASE("A small blob whose bytes have another digest is never read as what the manifest names") {
  const OllamaStore store;
  const Json license = store.layer("license", "You may not use it at work.");
  store.model(wren, {store.layer("model", gguf_file()), license});
  store.folder.write(OllamaStore::blob(license), "You may use it for anything");  // as long, and another text
  const auto snapshot = opened(store.str() + "/wren");
  CHECK(has_problem(*snapshot, "LICENSE", "malformed"));
  CHECK(snapshot->text(entry_at(*snapshot, "LICENSE")).error().code == ErrorCode::malformed);
  CHECK(status_of(*snapshot, "LICENSE") == ClaimStatus::wrong);
  CHECK(status_of(*snapshot, "model.gguf") == ClaimStatus::checked);
}

TEST_CASE("A large blob is a claim until its digest is asked for, and then it is not") {
  const OllamaStore store;
  Json weights = store.layer("model", gguf_file());
  store.model(wren, {weights, store.layer("license", "Terms.")});
  OpenOptions options;
  options.limits.blob_bytes = 1024;
  const auto snapshot = opened(store.str() + "/wren", options);
  CHECK(status_of(*snapshot, "model.gguf") == ClaimStatus::claimed);
  CHECK(status_of(*snapshot, "model.gguf", true) == ClaimStatus::checked);
  std::string other = gguf_file();
  other.back() = '\1';
  store.folder.write(OllamaStore::blob(weights), other);
  const auto changed = opened(store.str() + "/wren", options);
  CHECK(status_of(*changed, "model.gguf") == ClaimStatus::claimed);
  CHECK(status_of(*changed, "model.gguf", true) == ClaimStatus::wrong);
}

TEST_CASE("Links of a store are followed nowhere") {
  const OllamaStore store;
  const TempFolder outside;
  outside.write("secret", "SECRET");
  outside.write("model/tag", "{}");
  const Json license = store.layer("license", "SECRET");
  store.model(wren, {license});
  fs::remove(store.at(OllamaStore::blob(license)));
  fs::create_symlink(outside.path() / "secret", store.at(OllamaStore::blob(license)));
  const auto snapshot = opened(store.str() + "/wren");
  CHECK_FALSE(snapshot->text(entry_at(*snapshot, "LICENSE")));
  CHECK(has_problem(*snapshot, "LICENSE", "not-fetched"));

  fs::create_directories(store.at("manifests/registry.ollama.ai/nest"));
  fs::create_symlink(outside.path() / "model", store.at("manifests/registry.ollama.ai/nest/lark"));
  fs::create_symlink(store.at("manifests/" + wren), store.at("manifests/registry.ollama.ai/library/wren/linked"));
  CHECK(listed(store.str()).models.size() == 1);
}

TEST_CASE("A layer's own name cannot leave the model, and none is there twice") {
  const OllamaStore store;
  const auto named = [&](const std::string& kind, const std::string& name, const std::string& bytes) {
    Json layer = store.layer(kind, bytes);
    layer["name"] = name;
    return layer;
  };
  store.model(wren, {named("json", "config.json", "{}"), named("json", "../../escape.json", "{\"a\":1}"),
                     named("json", "/etc/passwd", "{\"b\":1}"), named("tensor", "model/embed", std::string(100, 't')),
                     named("json", "config.json", "{\"model_type\":\"other\"}"), store.layer("license", "Terms.")});
  const auto snapshot = opened(store.str() + "/wren");
  CHECK(paths(*snapshot) ==
        std::vector<std::string>{"LICENSE", "config.json", "image-config.json", "manifest.json", "model/embed"});
  CHECK(has_problem(*snapshot, "../../escape.json", "invalid-name"));
  CHECK(has_problem(*snapshot, "/etc/passwd", "invalid-name"));
  CHECK(has_problem(*snapshot, "config.json", "malformed"));
}

TEST_CASE("Broken manifests are errors with their path, and the store is listed all the same") {
  const OllamaStore store;
  store.model(wren, {store.layer("license", "Terms.")});
  const std::string folder = "manifests/registry.ollama.ai/library/broken/";
  store.folder.write(folder + "json", "{");
  store.folder.write(folder + "list", "[]");
  store.folder.write(folder + "nolayers", "{\"layers\": 5}");
  store.folder.write(folder + "traversal",
                     R"({"layers":[{"mediaType":"x","digest":"sha256:../../../etc/passwd","size":1}]})");
  store.folder.write(folder + "negative",
                     R"({"layers":[{"mediaType":"x","digest":"sha256:)" + std::string(64, 'a') + R"(","size":-1}]})");
  store.folder.write(folder + "sha512",
                     R"({"layers":[{"digest":"sha512:)" + std::string(128, 'a') + R"(","size":1}]})");
  store.folder.write(folder + "deep", std::string(100'000, '['));
  for (const char* tag : {"json", "list", "nolayers", "traversal", "negative"}) {
    CAPTURE(tag);
    const Error error = error_of(store.at(folder + tag));
    CHECK(error.code == ErrorCode::malformed);
    CHECK(error.path.find(tag) != std::string::npos);
  }
  CHECK(error_of(store.at(folder + "deep")).code == ErrorCode::limit);
  CHECK(error_of(store.at(folder + "sha512")).code == ErrorCode::unsupported);
  CHECK(listed(store.str()).models.size() == 8);
}

TEST_CASE("What is no manifest of four parts is skipped, and said") {
  const OllamaStore store;
  store.model(wren, {store.layer("license", "Terms.")});
  store.folder.write("manifests/registry.ollama.ai/library/stray", "{}");
  store.folder.write("manifests/a/b/c/d/e", "{}");
  store.folder.write("manifests/registry.ollama.ai/library/wren/bad name", "{}");
  const ModelStore all = listed(store.str());
  CHECK(all.models.size() == 1);
  CHECK(all.problems.size() == 3);
}

TEST_CASE("Ten thousand models are listed within the bound, and beyond it that is said") {
  const OllamaStore store;
  const Json license = store.layer("license", "Terms.");
  for (int i = 0; i < 10'000; ++i)
    store.folder.write("manifests/registry.ollama.ai/library/wren/t" + std::to_string(i),
                       Json{{"layers", Json::array({license})}}.dump());
  CHECK(listed(store.str()).models.size() == 10'000);
  Limits few;
  few.entries = 100;
  const ModelStore cut = listed(store.str(), few);
  CHECK(cut.models.size() < 101);
  REQUIRE_FALSE(cut.problems.empty());
  CHECK(cut.problems.front().kind == "limit");
}

TEST_CASE("A model that runs elsewhere, and a layer of a kind that nobody knows, are said") {
  const OllamaStore store;
  store.model(wren, {store.layer("wings", "flap"), store.layer("license", "Terms.")},
              R"({"remote_host":"https://ollama.com","remote_model":"wren"})");
  const auto snapshot = opened(store.str() + "/wren");
  CHECK(says(*snapshot, "runs at https://ollama.com"));
  CHECK(says(*snapshot, "unknown kind"));
  CHECK(snapshot->info().partial);
}

TEST_CASE("Blobs of before 2024 have a colon in their names") {
  const OllamaStore store;
  const Json license = store.layer("license", "Terms.");
  store.model(wren, {license});
  const std::string digest = license.at("digest");
  fs::rename(store.at(OllamaStore::blob(license)), store.at("blobs/" + digest));
  CHECK(text_of(*opened(store.str() + "/wren"), "LICENSE") == "Terms.");
}

TEST_CASE("One weight file is a source: what lies beside it was not named") {
  const TempFolder folder;
  folder.write("wren.gguf", gguf_file());
  folder.write("LICENSE", "Terms.");
  folder.write("blob-without-an-ending", safetensors_file());
  folder.write("notes.txt", "Only words.");
  const auto snapshot = opened(folder.str() + "/wren.gguf");
  CHECK(paths(*snapshot) == std::vector<std::string>{"wren.gguf"});
  CHECK(snapshot->info().partial);
  CHECK(artefact_of(*snapshot)->artefact().kind == "file");
  CHECK(paths(*opened(folder.str() + "/blob-without-an-ending")) == std::vector<std::string>{"blob-without-an-ending"});
  CHECK(error_of(folder.str() + "/LICENSE").message.find("neither weights") != std::string::npos);
  CHECK(error_of(folder.str() + "/notes.txt").code == ErrorCode::source);
  OpenOptions options;
  options.revision = "v1";
  CHECK(error_of(folder.str() + "/wren.gguf", options).code == ErrorCode::not_found);
}

TEST_CASE("Places of stores follow the environment: the first that is set, else the usual one") {
  const TempFolder home;
  for (const char* path : {"elsewhere/x", ".cache/huggingface/hub/x", ".ollama/models/x", "hf/hub/x"})
    home.write(path, "");
  const auto places = [&](const std::map<std::string, std::string>& variables) {
    std::vector<std::string> found;
    for (const StorePlace& place : stores_of_machine([&](const char* name) -> const char* {
           const auto at = variables.find(name);
           return at == variables.end() ? nullptr : at->second.c_str();
         }))
      if (place.root.string().starts_with(fs::canonical(home.path()).string()))
        found.push_back(fs::relative(place.root, fs::canonical(home.path())).string());
    return found;
  };
  using Found = std::vector<std::string>;
  CHECK(places({{"HOME", home.str()}}) == Found{".cache/huggingface/hub", ".ollama/models"});
  CHECK(places({{"HOME", home.str()}, {"OLLAMA_MODELS", home.str() + "/elsewhere"}, {"HF_HOME", home.str() + "/hf"}}) ==
        Found{"hf/hub", "elsewhere"});
  CHECK(places({{"HOME", "relative"}, {"OLLAMA_MODELS", "elsewhere"}}).empty());
}
