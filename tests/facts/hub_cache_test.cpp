// A cache of the hub laid out by hand, as huggingface_hub does it: blobs named by digest, links to them, references.
// What is here, what is known to be absent and what was not fetched are three answers.
#include "auditor/assess/assess.h"
#include "auditor/facts/build.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <algorithm>
#include <filesystem>
#include <map>

using namespace auditor;
namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

namespace {

const std::string first(40, 'a');
const std::string second(40, 'b');
const std::string weights(2000, '\x01');

class Cache {
 public:
  // A snapshot of "models--nest--wren" with its files as links into blobs/.
  void snapshot(const std::string& repository, const std::string& commit, const Files& files) {
    for (const auto& [path, bytes] : files) {
      const std::string digest = std::to_string(++blobs_) + std::string(39, 'c');
      const std::string blob = digest.substr(0, 40);
      folder_.write(repository + "/blobs/" + blob, bytes);
      link(repository, commit, path, blob);
    }
  }
  // A link to a blob that was never fetched.
  void dangling(const std::string& repository, const std::string& commit, const std::string& path) {
    link(repository, commit, path, std::string(64, 'd'));
  }
  void write(const std::string& path, const std::string& text) { folder_.write(path, text); }
  [[nodiscard]] std::string path(const std::string& repository = "") const {
    return (folder_.path() / repository).string();
  }

 private:
  void link(const std::string& repository, const std::string& commit, const std::string& path,
            const std::string& blob) {
    const fs::path at = folder_.path() / repository / "snapshots" / commit / path;
    fs::create_directories(at.parent_path());
    std::string up = "../../";
    for (const char c : path)
      if (c == '/') up += "../";
    fs::create_symlink(up + "blobs/" + blob, at);
  }

  test::TempFolder folder_;
  int blobs_ = 1000;
};

struct Audit {
  Json facts;
  Json verdict;

  [[nodiscard]] std::string kind() const { return verdict.at("class"); }
  [[nodiscard]] std::string weights() const { return facts.at("weights").at("status"); }
  [[nodiscard]] bool whole() const { return facts.at("source").at("completeness") == "whole"; }
  [[nodiscard]] bool doubts(const std::string& kind) const {
    const Json& all = facts.at("doubts");
    return std::any_of(all.begin(), all.end(), [&](const Json& doubt) { return doubt.at("kind") == kind; });
  }
};

Audit audit(const std::string& where, const std::string& revision = "HEAD") {
  source::OpenOptions options;
  options.revision = revision;
  const auto snapshot = source::open_snapshot(where, options);
  if (!snapshot) FAIL(snapshot.error().str());
  Json facts = facts::build(**snapshot, {});
  const auto rules = assess::load_rules({}, "");
  REQUIRE(rules);
  const assess::Assessment found = assess::assess(facts, *rules);
  return {std::move(facts), found.verdict};
}

Error error_of(const std::string& where, const std::string& revision = "HEAD") {
  source::OpenOptions options;
  options.revision = revision;
  const auto snapshot = source::open_snapshot(where, options);
  REQUIRE_FALSE(snapshot);
  return snapshot.error();
}

const std::string card =
    "---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n# Wren\n\nWren is a language model.\n";
const Files whole = {{".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"},
                     {"README.md", card},
                     {"config.json", R"({"model_type": "wren"})"},
                     {"pytorch_model.bin", weights}};

}  // namespace

TEST_CASE("A model that was fetched as a whole is judged as in its repository") {
  Cache cache;
  cache.snapshot("models--nest--wren", first, whole);
  cache.write("models--nest--wren/refs/main", first);
  const Audit found = audit(cache.path("models--nest--wren"));
  CHECK(found.whole());
  CHECK(found.kind() == "open-weights");
  CHECK(found.weights() == "included");
  CHECK(found.facts.at("source").at("repository_kind") == "model");
}

TEST_CASE("A model of which programs fetched single files is undetermined, never without licence, never closed") {
  Cache cache;
  cache.snapshot("models--nest--wren", first, {{"config.json", R"({"model_type": "wren"})"}});
  cache.write("models--nest--wren/refs/main", first);
  const Audit config_only = audit(cache.path("models--nest--wren"));
  CHECK_FALSE(config_only.whole());
  CHECK(config_only.kind() == "undetermined");
  CHECK(config_only.weights() == "unknown");
  CHECK(config_only.facts.at("licenses").at("weights").at("status") == "unknown");
  CHECK(config_only.doubts("not-fetched"));

  // The card is open; whether a licence file beside it restricts was not fetched.
  cache.snapshot("models--nest--lark", first, {{"README.md", card}, {"pytorch_model.bin", weights}});
  const Audit without_list = audit(cache.path("models--nest--lark"));
  CHECK(without_list.kind() == "undetermined");
  CHECK(without_list.verdict.at("range") == Json({"restricted-weights", "open-weights"}));
}

TEST_CASE("Files that are known to exist at the hub are named, and weights among them are elsewhere, not absent") {
  Cache cache;
  Files fetched = whole;
  fetched.erase("pytorch_model.bin");
  cache.snapshot("models--nest--wren", first, fetched);
  cache.dangling("models--nest--wren", first, "pytorch_model.bin");
  const Audit found = audit(cache.path("models--nest--wren"));
  CHECK(found.weights() == "pointer");
  CHECK(found.kind() == "undetermined");
  CHECK(found.facts.at("source").at("known_upstream") == Json({"pytorch_model.bin"}));

  cache.snapshot("models--nest--lark", first, fetched);
  cache.write("models--nest--lark/trees/" + first + ".json",
              R"([{"path": "README.md"}, {"path": "LICENSE"}, {"path": "model.safetensors"}])");
  const Audit listed = audit(cache.path("models--nest--lark"));
  CHECK(listed.weights() == "pointer");
  CHECK(listed.facts.at("source").at("known_upstream") == Json({"LICENSE", "model.safetensors"}));
}

TEST_CASE("A card that is known to be absent is absent; one that was not fetched is unknown") {
  Cache cache;
  Files fetched = whole;
  fetched.erase("README.md");
  cache.snapshot("models--nest--wren", first, fetched);
  CHECK(audit(cache.path("models--nest--wren")).facts.at("card").at("status") == "unknown");
  cache.write("models--nest--wren/.no_exist/" + first + "/README.md", "");
  const Audit found = audit(cache.path("models--nest--wren"));
  CHECK(found.facts.at("card").at("status") == "absent");
  CHECK(found.kind() == "restricted-weights");  // no licence is given, and that is known
}

TEST_CASE("A gate that the card states holds in the cache, too") {
  Cache cache;
  Files gated = whole;
  gated["README.md"] =
      "---\nlicense: llama3.1\nextra_gated_prompt: You agree to the terms.\nextra_gated_fields:\n  Name: text\n---\n"
      "# Wren\n\nWren is a language model.\n";
  cache.snapshot("models--nest--wren", first, gated);
  const Audit found = audit(cache.path("models--nest--wren"));
  CHECK(found.kind() == "restricted-weights");
  CHECK(found.facts.at("licenses").at("weights").at("concluded") == "LicenseRef-llama3.1");
}

TEST_CASE("Of two revisions the reference decides; hashes may be short; pull requests have names") {
  Cache cache;
  Files later = whole;
  later["README.md"] = "---\nlicense: cc-by-nc-4.0\n---\n# Wren\n\nWren is a language model.\n";
  const std::string repository = "models--nest--wren";
  cache.snapshot(repository, first, whole);
  cache.snapshot(repository, second, later);
  const Error several = error_of(cache.path(repository));
  CHECK(several.code == ErrorCode::not_found);
  CHECK(several.message.find(first) != std::string::npos);

  cache.write(repository + "/refs/main", second);
  cache.write(repository + "/refs/refs/pr/3", first);
  CHECK(audit(cache.path(repository)).kind() == "restricted-weights");
  CHECK(audit(cache.path(repository), "aaaaaaa").kind() == "open-weights");
  CHECK(audit(cache.path(repository), "pr/3").kind() == "open-weights");
  CHECK(audit(cache.path(repository + "/snapshots/" + first)).kind() == "open-weights");
}

TEST_CASE("Data sets and Spaces are told by the name of their folder and judged as no model") {
  Cache cache;
  cache.snapshot(
      "datasets--nest--birds", first,
      {{".gitattributes", ""}, {"README.md", "---\nlicense: cc-by-4.0\n---\n# Birds\n"}, {"data/train.csv", "a,b\n"}});
  const Audit birds = audit(cache.path("datasets--nest--birds"));
  CHECK(birds.kind() == "not-a-model");
  CHECK(birds.facts.at("source").at("repository_kind") == "dataset");
  CHECK(birds.facts.at("licenses").at("data").at("concluded") == "CC-BY-4.0");
  CHECK(birds.facts.at("licenses").at("weights").at("concluded").is_null());
  CHECK(birds.facts.at("models").empty());

  cache.snapshot("spaces--nest--demo", first,
                 {{".gitattributes", ""},
                  {"README.md", "---\nsdk: gradio\napp_file: app.py\nlicense: mit\n---\n"},
                  {"app.py", "x = 1\n"}});
  const Audit demo = audit(cache.path("spaces--nest--demo"));
  CHECK(demo.kind() == "not-a-model");
  CHECK(demo.facts.at("source").at("repository_kind") == "space");
}

TEST_CASE("A cache is no model: the message names what is for many") {
  Cache cache;
  cache.snapshot("models--nest--wren", first, whole);
  cache.snapshot("datasets--nest--birds", first, {{"README.md", "# Birds\n"}});
  const Error error = error_of(cache.path());
  CHECK(error.code == ErrorCode::source);
  CHECK(error.message.find("2 models") != std::string::npos);
  CHECK(error.message.find("auditor inventory") != std::string::npos);
}

TEST_CASE("A folder that was downloaded without a cache knows its commit and what did not come with it") {
  test::TempFolder folder;
  const std::string notes = ".cache/huggingface/download/";
  for (const auto& [path, bytes] : whole) {
    folder.write(path, bytes);
    folder.write(notes + path + ".metadata", first + "\n" + std::string(40, 'e') + "\n1700000000.0\n");
  }
  const Audit found = audit(folder.str());
  CHECK(found.facts.at("source").at("commit") == first);
  CHECK(found.whole());
  CHECK(found.kind() == "open-weights");

  folder.write(notes + "LICENSE.metadata", first + "\n" + std::string(40, 'e') + "\n1700000000.0\n");
  const Audit lost = audit(folder.str());
  CHECK_FALSE(lost.whole());
  CHECK(lost.kind() == "undetermined");
  CHECK(lost.facts.at("source").at("known_upstream") == Json({"LICENSE"}));
}

TEST_CASE("One cache with four models, a data set and a Space: each answer is its own") {
  Cache cache;
  cache.snapshot("models--nest--whole", first, whole);
  cache.write("models--nest--whole/refs/main", first);
  Files part = whole;
  part.erase("pytorch_model.bin");
  part.erase(".gitattributes");
  cache.snapshot("models--nest--partial", first, part);
  cache.dangling("models--nest--partial", first, "pytorch_model.bin");
  cache.write("models--nest--partial/refs/main", first);
  Files gated = whole;
  gated["README.md"] =
      "---\nlicense: gemma\nextra_gated_heading: Access Wren\n---\n# Wren\n\nWren is a language model.\n";
  cache.snapshot("models--nest--gated", first, gated);
  Files later = whole;
  later["README.md"] = "---\nlicense: cc-by-nc-4.0\n---\n# Wren\n\nWren is a language model.\n";
  cache.snapshot("models--nest--two", first, whole);
  cache.snapshot("models--nest--two", second, later);
  cache.write("models--nest--two/refs/main", second);
  cache.snapshot(
      "datasets--nest--birds", first,
      {{".gitattributes", ""}, {"README.md", "---\nlicense: cc-by-4.0\n---\n# Birds\n"}, {"birds.csv", "a\n"}});
  cache.snapshot(
      "spaces--nest--demo", first,
      {{".gitattributes", ""},
       {"README.md", "---\nsdk: gradio\nlicense: mit\n---\n"},
       {"app.py", "from transformers import pipeline\np = pipeline(\"fill-mask\", model=\"nest/whole\")\n"}});

  const Audit complete = audit(cache.path("models--nest--whole"));
  CHECK(complete.whole());
  CHECK(complete.kind() == "open-weights");
  const Audit partial = audit(cache.path("models--nest--partial"));
  CHECK_FALSE(partial.whole());
  CHECK(partial.kind() == "undetermined");
  CHECK(partial.facts.at("source").at("known_upstream") == Json({"pytorch_model.bin"}));
  const Audit behind_gate = audit(cache.path("models--nest--gated"));
  CHECK(behind_gate.kind() == "restricted-weights");
  CHECK(behind_gate.facts.at("licenses").at("weights").at("concluded") == "LicenseRef-gemma-terms");
  CHECK(audit(cache.path("models--nest--two")).kind() == "restricted-weights");
  CHECK(audit(cache.path("models--nest--two"), first.substr(0, 8)).kind() == "open-weights");
  const Audit birds = audit(cache.path("datasets--nest--birds"));
  CHECK(birds.facts.at("source").at("repository_kind") == "dataset");
  CHECK(birds.facts.at("licenses").at("data").at("concluded") == "CC-BY-4.0");
  const Audit demo = audit(cache.path("spaces--nest--demo"));
  CHECK(demo.facts.at("source").at("repository_kind") == "space");
  CHECK(demo.facts.at("uses").at(0).at("id") == "nest/whole");

  const Error root = error_of(cache.path());
  CHECK(root.message.find("6 models") != std::string::npos);
}
