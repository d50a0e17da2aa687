// What --with shows of a model's bases holds in whatever order it was given, through any number of bases and in
// circles.
#include "auditor/facts/build.h"
#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

using namespace auditor;

namespace {

const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 400000000\n";

// Models in plain folders, whose names have no owner: "nest/mid" is the folder `mid`.
class Folders {
 public:
  std::string file(const std::string& folder, const std::string& name, const std::string& bytes) {
    folder_.write(folder + "/" + name, bytes);
    return folder_.str() + "/" + folder;
  }
  std::string model(const std::string& folder, const std::string& license, const std::string& base = {}) {
    const std::string metadata = "license: " + license + "\n" + (base.empty() ? "" : "base_model: " + base + "\n");
    folder_.write(folder + "/README.md", "---\n" + metadata + "---\n# Wren\n\nWren is a language model.\n");
    folder_.write(folder + "/model.safetensors", pointer);
    return folder_.str() + "/" + folder;
  }

 private:
  test::TempFolder folder_;
};

Json audit(const std::string& where, const std::vector<std::string>& with) {
  std::vector<std::unique_ptr<source::Snapshot>> opened;
  const auto open = [&](const std::string& path) {
    auto snapshot = source::open_snapshot(path, {});
    if (!snapshot) FAIL(snapshot.error().str());
    opened.push_back(std::move(*snapshot));
    return opened.back().get();
  };
  facts::Options options;
  for (const std::string& other : with) options.related.push_back(open(other));
  return facts::build(*open(where), options);
}

std::string weights(const Json& facts) {
  const Json& concluded = facts.at("licenses").at("weights").at("concluded");
  return concluded.is_string() ? concluded.get<std::string>() : std::string{};
}

std::string openness(const Json& facts) { return facts.at("licenses").at("weights").at("openness"); }

std::string source_of_parent(const Json& facts) { return facts.at("lineage").at("parents").at(0).at("license_source"); }

bool asks_of_base(const Json& facts, const std::string& id) {
  return std::any_of(facts.at("doubts").begin(), facts.at("doubts").end(), [&](const Json& doubt) {
    return doubt.at("text").get<std::string>().find("base " + id) != std::string::npos;
  });
}

bool is_bounded(const Json& facts) {
  return std::any_of(facts.at("diagnostics").begin(), facts.at("diagnostics").end(),
                     [](const Json& d) { return d.at("kind") == "limit"; });
}

}  // namespace

TEST_CASE("The terms of a base's base hold whichever is named first") {
  Folders folders;
  const std::string root = folders.model("root", "cc-by-nc-4.0");
  const std::string mid = folders.model("mid", "apache-2.0", "nest/root");
  const std::string leaf = folders.model("leaf", "apache-2.0", "nest/mid");
  for (const auto& with : {std::vector{mid, root}, std::vector{root, mid}})
    CHECK(weights(audit(leaf, with)) == "Apache-2.0 AND CC-BY-NC-4.0");
  CHECK(audit(leaf, {mid, root}) == audit(leaf, {root, mid}));
  // Without the root nobody can tell, and other repositories tell nothing of it.
  CHECK(weights(audit(leaf, {mid})) == "Apache-2.0");
  CHECK(weights(audit(leaf, {mid, folders.model("lark", "cc-by-nc-4.0")})) == "Apache-2.0");
}

TEST_CASE("Terms pass through a line of twenty bases, from either end") {
  Folders folders;
  std::vector<std::string> line = {folders.model("m0", "cc-by-nc-4.0")};
  for (int i = 1; i < 20; ++i)
    line.push_back(folders.model("m" + std::to_string(i), "mit", "nest/m" + std::to_string(i - 1)));
  const std::string leaf = folders.model("leaf", "mit", "nest/m19");
  for (int i = 0; i < 2; ++i) {
    const Json facts = audit(leaf, line);
    CHECK(weights(facts) == "CC-BY-NC-4.0 AND MIT");
    CHECK_FALSE(is_bounded(facts));
    std::reverse(line.begin(), line.end());
  }
}

TEST_CASE("Models that name each other as bases have the terms of all, and an end") {
  Folders folders;
  const std::string a = folders.model("a", "mit", "nest/b");
  const std::string b = folders.model("b", "apache-2.0", "nest/c");
  const std::string c = folders.model("c", "cc-by-nc-4.0", "nest/a");
  const std::string leaf = folders.model("leaf", "mit", "nest/a");
  std::vector<std::string> with = {a, b, c};
  do {
    const Json facts = audit(leaf, with);
    CHECK(weights(facts).find("CC-BY-NC-4.0") != std::string::npos);
    CHECK_FALSE(is_bounded(facts));
  } while (std::next_permutation(with.begin(), with.end()));
}

TEST_CASE("Of two repositories under one name the terms of both hold, in either order") {
  Folders folders;
  const std::string open = folders.model("here/mid", "mit");
  const std::string restricted = folders.model("there/mid", "cc-by-nc-4.0");
  const std::string leaf = folders.model("leaf", "mit", "nest/mid");
  CHECK(weights(audit(leaf, {open})) == "MIT");
  CHECK(weights(audit(leaf, {open, restricted})) == "CC-BY-NC-4.0 AND MIT");
  CHECK(weights(audit(leaf, {restricted, open})) == "CC-BY-NC-4.0 AND MIT");
}

TEST_CASE("A base whose documents could not be read does not open what is made from it") {
  Folders folders;
  const std::string whole = folders.model("whole", "mit");
  folders.model("lost", "mit");
  const std::string lost = folders.file("lost", "MODEL_CARD.md", pointer);  // its text is not here
  const std::string of_whole = folders.model("a", "apache-2.0", "nest/whole");
  const std::string of_lost = folders.model("b", "apache-2.0", "nest/lost");
  const Json good = audit(of_whole, {whole});
  CHECK(openness(good) == "open");
  CHECK(source_of_parent(good) == "observed");
  CHECK(good.at("doubts").empty());
  const Json bad = audit(of_lost, {lost});
  CHECK(openness(bad) == "unknown");
  CHECK(source_of_parent(bad) == "none");
  CHECK(asks_of_base(bad, "nest/lost"));
  // Nor through a base between them, in either order.
  const std::string leaf = folders.model("leaf", "mit", "nest/b");
  for (const auto& with : {std::vector{of_lost, lost}, std::vector{lost, of_lost}}) {
    CHECK(openness(audit(leaf, with)) == "unknown");
    CHECK(asks_of_base(audit(leaf, with), "nest/b"));
  }
  CHECK(openness(audit(leaf, {of_lost})) == "open");  // of the base's base nothing was given
}

TEST_CASE("What a base says beside its licence, or leaves unsaid, holds for what is made from it") {
  Folders folders;
  folders.model("limited", "mit");
  const std::string limited =
      folders.file("limited", "README.md",
                   "---\nlicense: mit\n---\n# Wren\n\nThe weights may be used for research purposes only.\n");
  CHECK(openness(audit(folders.model("a", "mit", "nest/limited"), {limited})) != "open");
  // Restricted terms are so, whatever else could not be read.
  folders.model("closed", "cc-by-nc-4.0");
  const std::string closed = folders.file("closed", "LICENSE", pointer);
  const Json restricted = audit(folders.model("b", "mit", "nest/closed"), {closed});
  CHECK(openness(restricted) == "noncommercial");
  CHECK(source_of_parent(restricted) == "observed");
  folders.model("silent", "mit");
  const std::string silent = folders.file("silent", "README.md", "# Wren\n\nWren is a language model.\n");
  const Json asked = audit(folders.model("c", "mit", "nest/silent"), {silent});
  CHECK(openness(asked) == "unknown");
  CHECK(asks_of_base(asked, "nest/silent"));
}
