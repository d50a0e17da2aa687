// auditor inventory: one row a model, with its terms; a lock of the rows and what changed between two.
#include "auditor/core/json.h"
#include "auditor/core/schema.h"
#include "tests/support/catch.h"
#include "tests/support/license_texts.h"
#include "tests/support/run.h"
#include "tests/support/stores.h"

#include <filesystem>
#include <fmt/format.h>

using namespace auditor;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

const std::string library = "registry.ollama.ai/library/";

Json inventory(std::vector<std::string> arguments, int code = 0, const std::vector<std::string>& environment = {}) {
  arguments.insert(arguments.begin(), "inventory");
  arguments.insert(arguments.end(), {"--format", "json"});
  const Run run = run_auditor(arguments, {}, environment);
  CAPTURE(run.err);
  REQUIRE(run.code == code);
  auto rows = parse_json(run.out, "inventory");
  REQUIRE(rows.has_value());
  for (const SchemaProblem& problem : validate_schema(*rows, "schemas/inventory.schema.json"))
    FAIL_CHECK(problem.pointer << ": " << problem.message);
  return *rows;
}

// Apache-2.0 with its text, terms that restrict, none at all, and one manifest that is broken.
void fill(const OllamaStore& store) {
  store.model(library + "wren/latest",
              {store.layer("model", gguf_file()), store.layer("license", shipped_license("Apache-2.0"))});
  store.model(library + "crow/latest",
              {store.layer("model", gguf_file()),
               store.layer("license", "Crow licence. You may not use the model for any commercial purpose.\n")});
  store.model(library + "lark/latest", {store.layer("model", gguf_file())});
  store.folder.write("manifests/" + library + "broken/latest", "{");
}

}  // namespace

TEST_CASE("every model of a store has a row; what is not known is never open") {
  const OllamaStore store;
  fill(store);
  const Json rows = inventory({store.str()});
  REQUIRE(rows.size() == 4);
  const Json& broken = rows[0];
  CHECK(broken["verdict"] == "undetermined");
  CHECK(broken["doubts"].size() == 1);
  const Json& crow = rows[1];
  CHECK(crow["name"] == "crow:latest");
  CHECK(crow["verdict"] == "restricted-weights");
  CHECK(crow["license"]["openness"] != "open");
  const Json& lark = rows[2];
  CHECK(lark["completeness"] == "partial");
  CHECK(lark["verdict"] == "undetermined");
  CHECK(lark["license"]["openness"] == "unknown");
  const Json& wren = rows[3];
  CHECK(wren["verdict"] == "open-weights");
  CHECK(wren["license"]["concluded"] == "Apache-2.0");
  CHECK(wren["permissions"]["commercial"]["answer"] != "no");
  CHECK(wren["completeness"] == "whole");
  CHECK(wren["formats"] == Json{"gguf"});
  CHECK(wren["store"] == store.str());
  CHECK(wren["path"] == "manifests/" + library + "wren/latest");
  CHECK(run_auditor({"audit", store.str() + "/" + wren["path"].get<std::string>()}).code == 0);
}

TEST_CASE("without a store those of the environment are listed, and none is no error") {
  const OllamaStore store;
  fill(store);
  const TempFolder home;
  CHECK(inventory({}, 0, {"HOME=" + home.str(), "OLLAMA_MODELS=" + store.str()}).size() == 4);
  const Run none = run_auditor({"inventory"}, {}, {"HOME=" + home.str(), "OLLAMA_MODELS=" + home.str()});
  CHECK(none.code == 0);
  CHECK(none.out == "No model was found.\n");
}

TEST_CASE("a place that is no store is named in the error") {
  const Run run = run_auditor({"inventory", "/there/is/no/store"});
  CHECK(run.code == 3);
  CHECK(run.err.find("/there/is/no/store") != std::string::npos);
}

TEST_CASE("text, csv and markdown name every model, and nothing of a store becomes a formula or markup") {
  const OllamaStore store;
  fill(store);
  for (const char* format : {"text", "csv", "markdown"}) {
    const Run run = run_auditor({"inventory", store.str(), "--format", format});
    CAPTURE(format);
    CHECK(run.code == 0);
    for (const char* name : {"wren", "crow", "lark", "broken"}) CHECK(run.out.find(name) != std::string::npos);
  }
  const TempFolder folder;
  folder.write("=1+1,x.gguf", gguf_file());
  const Run csv = run_auditor({"inventory", folder.str() + "/=1+1,x.gguf", "--format", "csv"});
  CHECK(csv.out.find("\"'=1+1,x.gguf\"") != std::string::npos);
}

TEST_CASE("a lock has the same bytes wherever the store lies, and what changed has an exit code") {
  const OllamaStore store;
  fill(store);
  const TempFolder folder;
  const std::string first = folder.str() + "/first.lock";
  const std::string moved = folder.str() + "/moved.lock";
  const std::string later = folder.str() + "/later.lock";
  CHECK(run_auditor({"inventory", store.str(), "--lock", first}).code == 0);
  fs::copy(store.folder.path(), folder.path() / "copy", fs::copy_options::recursive);
  CHECK(run_auditor({"inventory", folder.str() + "/copy", "--lock", moved}).code == 0);
  const Run same = run_auditor({"inventory", "--diff", first, moved});
  CHECK(same.code == 0);
  CHECK(same.out == "Nothing changed.\n");

  store.model(library + "wren/latest",
              {store.layer("model", gguf_file()), store.layer("license", "Wren licence. No commercial use.\n")});
  fs::remove_all(store.at("manifests/" + library + "lark"));
  store.model(library + "robin/latest", {store.layer("license", "Terms.")});
  CHECK(run_auditor({"inventory", store.str(), "--lock", later}).code == 0);
  const Run run = run_auditor({"inventory", "--diff", first, later, "--format", "json"});
  CHECK(run.code == 1);
  const auto changes = parse_json(run.out, "changes");
  REQUIRE(changes);
  REQUIRE(changes->size() == 3);
  CHECK((*changes)[0]["change"] == "removed");
  CHECK((*changes)[1]["change"] == "added");
  CHECK((*changes)[2]["change"] == "changed");
  std::string fields;
  for (const Json& field : (*changes)[2]["fields"]) fields += field["field"].get<std::string>() + ";";
  for (const char* field : {"revision;", "terms;", "license.concluded;", "files: LICENSE;"})
    CHECK(fields.find(field) != std::string::npos);
  CHECK(run_auditor({"inventory", "--diff", first, store.at("manifests/" + library + "broken/latest")}).code == 3);
}

TEST_CASE("digests are claims until they are checked, and one that lies fails") {
  const OllamaStore store;
  const Json weights = store.layer("model", gguf_file());
  store.model(library + "wren/latest", {weights, store.layer("license", shipped_license("Apache-2.0"))});
  const std::vector<std::string> bounded = {store.str(), "--limit", "blob-bytes=16K"};
  std::string large = gguf_file() + std::string(64U << 10U, '\0');
  const Json big = store.layer("model", large);
  store.model(library + "wren/latest", {big, store.layer("license", shipped_license("Apache-2.0"))});
  CHECK(inventory(bounded)[0]["files"][3]["digest"] == "claimed");
  std::vector<std::string> checked = bounded;
  checked.emplace_back("--check-digests");
  CHECK(inventory(checked)[0]["files"][3]["digest"] == "checked");
  large.back() = '\1';
  store.folder.write(OllamaStore::blob(big), large);
  CHECK(inventory(bounded)[0]["verdict"] == "open-weights");
  const Json lying = inventory(checked, 1)[0];
  CHECK(lying["files"][3]["digest"] == "wrong");
  CHECK(lying["verdict"] == "undetermined");
  CHECK(lying["doubts"].size() == 1);
}

TEST_CASE("a policy holds for every model, also for one that could not be read") {
  const OllamaStore store;
  fill(store);
  const TempFolder folder;
  folder.write("policy.yaml", "rules: [licensing]\nrequire: {class: open-weights}\n");
  const Json rows = inventory({store.str(), "--policy", folder.str() + "/policy.yaml"}, 1);
  CHECK(rows[0]["policy"] == "not-met");
  CHECK(rows[1]["policy"] == "not-met");
  CHECK(rows[2]["policy"] == "not-met");
  CHECK(rows[3]["policy"] == "met");
  CHECK(run_auditor({"inventory", store.str(), "--policy", "/no/such.yaml"}).code == 2);
}

TEST_CASE("what a manifest states of an artefact is read: a licence text does not hide a label that restricts") {
  const std::string key = "org.opencontainers.image.licenses";
  const auto audited = [&](const std::string& label, const std::string& at = "manifest") {
    const TempFolder layout;
    const auto blob = [&](const std::string& bytes, const std::string& name) {
      const std::string digest = sha256_hex(bytes);
      layout.write("blobs/sha256/" + digest, bytes);
      return Json{{"mediaType", "application/vnd.cncf.model.weight.v1.raw"},
                  {"digest", "sha256:" + digest},
                  {"size", bytes.size()},
                  {"annotations", {{"org.opencontainers.image.title", name}}}};
    };
    Json manifest = {{"schemaVersion", 2},
                     {"layers", Json::array({blob(safetensors_file(), "model.safetensors"),
                                             blob(shipped_license("Apache-2.0"), "LICENSE")})}};
    if (at == "manifest" && !label.empty()) manifest["annotations"][key] = label;
    if (at == "layer") manifest["layers"][0]["annotations"][key] = label;
    if (at == "config") {
      manifest["config"] = blob(Json{{"config", {{"Labels", {{key, label}}}}}}.dump(), "config");
      manifest["config"]["mediaType"] = "application/vnd.oci.image.config.v1+json";
    }
    layout.write("oci-layout", "{}");
    layout.write("index.json", Json{{"manifests", Json::array({blob(manifest.dump(), "m")})}}.dump());
    return inventory({layout.str()}).at(0);
  };
  CHECK(audited("")["verdict"] == "open-weights");
  CHECK(audited("Apache-2.0")["verdict"] == "open-weights");
  for (const char* at : {"manifest", "layer", "config"}) {
    CAPTURE(at);
    const Json restricted = audited("CC-BY-NC-4.0", at);
    CHECK(restricted["verdict"] != "open-weights");
    CHECK(restricted["license"]["openness"] != "open");
    CHECK(audited("Apache-2.0", at)["verdict"] == "open-weights");
  }
}

TEST_CASE("weights of a store that hold no tensor are unknown, and nothing of it is called closed") {
  const OllamaStore store;
  const Json license = store.layer("license", shipped_license("Apache-2.0"));
  const std::string header = "GGUF" + little_endian(3, 4) + std::string(16, '\0');
  store.model(library + "hollow/latest", {store.layer("model", header), license});
  store.model(library + "whole/latest", {store.layer("model", gguf_file()), license});
  const TempFolder folder;
  folder.write("hollow.gguf", header);
  const Json alone = inventory({folder.str() + "/hollow.gguf"})[0];
  const Json rows = inventory({store.str()});
  for (const Json& row : {rows[0], alone}) {
    CHECK(row["verdict"] == "undetermined");
    CHECK(row["license"]["openness"] == "unknown");
  }
  CHECK(rows[1]["verdict"] == "open-weights");
}

TEST_CASE("a large layer with other bytes than its digest fails the check, and so do its files") {
  const TempFolder layout;
  const auto blob = [&](const std::string& bytes, const std::string& type) {
    const std::string digest = sha256_hex(bytes);
    layout.write("blobs/sha256/" + digest, bytes);
    return Json{{"mediaType", type}, {"digest", "sha256:" + digest}, {"size", bytes.size()}};
  };
  const std::string weights = gguf_file() + std::string(9U << 20U, '\7');
  std::string header(512, '\0');
  header.replace(0, 10, "model.gguf");
  header.replace(124, 11, fmt::format("{:011o}", weights.size()));
  header.replace(148, 8, 8, ' ');
  header[156] = '0';
  header.replace(257, 5, "ustar");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  header.replace(148, 6, fmt::format("{:06o}", sum));
  std::string bytes = header + weights + std::string((512 - weights.size() % 512) % 512 + 1024, '\0');
  const Json layer = blob(bytes, "application/vnd.cncf.model.weight.v1.tar");
  const Json manifest = {{"schemaVersion", 2}, {"layers", Json::array({layer})}};
  layout.write("oci-layout", "{}");
  layout.write(
      "index.json",
      Json{{"manifests", Json::array({blob(manifest.dump(), "application/vnd.oci.image.manifest.v1+json")})}}.dump());
  const Json good = inventory({layout.str(), "--check-digests"})[0]["files"];
  CHECK(good.back()["path"] == "layer-1.tar");
  CHECK(good.back()["digest"] == "checked");
  bytes[bytes.size() - 4096] = '\1';
  layout.write("blobs/sha256/" + layer["digest"].get<std::string>().substr(7), bytes);
  const Json row = inventory({layout.str(), "--check-digests"}, 1)[0];
  CHECK(row["verdict"] == "undetermined");
  for (const Json& file : row["files"]) {
    const bool of_layer = file["path"] == "model.gguf" || file["path"] == "layer-1.tar";
    CHECK((file["digest"] == "wrong") == of_layer);
  }
}

TEST_CASE("files that a row leaves out are counted in it, and a change among them is a difference") {
  const TempFolder folder;
  constexpr int files = 1100;
  for (int i = 0; i < files; ++i) folder.write(fmt::format("data/{:04}.txt", i), "x");
  folder.write("model.safetensors", safetensors_file());
  const auto lock = [&](const std::string& name) {
    const std::string path = folder.str() + "/../" + fs::path(folder.str()).filename().string() + "-" + name;
    CHECK(run_auditor({"inventory", folder.str(), "--check-digests", "--lock", path}).code == 0);
    return path;
  };
  const Json row = inventory({folder.str()})[0];
  CHECK(row["files"].size() == 1000);
  CHECK(row["files_left_out"]["count"] == 101);
  CHECK(run_auditor({"inventory", folder.str()}).out.find("101 files not listed") != std::string::npos);
  const std::string first = lock("first");
  CHECK(run_auditor({"inventory", "--diff", first, lock("same")}).code == 0);
  folder.write("data/1050.txt", "y");
  const Run changed = run_auditor({"inventory", "--diff", first, lock("later")});
  CHECK(changed.code == 1);
  CHECK(changed.out.find("files_left_out") != std::string::npos);
  for (const char* name : {"-first", "-same", "-later"}) fs::remove(folder.str() + name);
}
