// auditor fix: a patch that git takes, for each rule that a machine can mend; and what is left to a person.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/read_file.h"
#include "tests/support/run.h"

#include <cstdlib>
#include <filesystem>
#include <map>

using namespace auditor;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

const std::string apache = read_file(AUDITOR_SOURCE_DIR "/LICENSE");

using Counts = std::map<std::string, int>;

// Findings that are open, by rule.
Counts open_findings(const std::string& where) {
  const Run run = run_auditor({"audit", where, "--worktree", "--format", "json"});
  const auto report = parse_json(run.out, "report");
  REQUIRE(report.has_value());
  Counts out;
  for (const Json& f : (*report)["findings"])
    if (f["status"] == "fail" || f["status"] == "unknown") ++out[f["rule"]];
  return out;
}

// A model in a clone with a work tree.
std::unique_ptr<GitFixture> model(std::initializer_list<GitFixture::File> files) {
  auto repository = std::make_unique<GitFixture>(files);
  repository->checkout();
  return repository;
}

Run fix(const GitFixture& repository, const std::vector<std::string>& more, const std::string& texts = "/nonexistent") {
  std::vector<std::string> arguments = {"fix", repository.str(), "--texts", texts};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_auditor(arguments);
}

// Applies the patch of one rule with git itself; then the rule has nothing open, and no other has more than before.
void check_mended(const GitFixture& repository, const std::string& rule, const std::string& texts = "/nonexistent") {
  const Counts before = open_findings(repository.str());
  CAPTURE(rule);
  REQUIRE(before.count(rule) == 1);
  const TempFolder folder;
  const Run run = fix(repository, {"--rule", rule, "-o", folder.str() + "/a.patch"}, texts);
  CAPTURE(run.err, read_file(folder.path() / "a.patch"));
  CHECK(run.code == 0);
  CHECK(run.err.find("mended   " + rule) != std::string::npos);
  CHECK(open_findings(repository.str()) == before);  // a patch changes nothing by itself
  REQUIRE(std::system(("git -C '" + repository.str() + "' apply '" + folder.str() + "/a.patch'").c_str()) == 0);
  const Counts after = open_findings(repository.str());
  CHECK(after.count(rule) == 0);
  for (const auto& [name, count] : after) {
    CAPTURE(name);
    CHECK(count <= (before.count(name) == 0 ? 0 : before.at(name)));
  }
}

const std::string config = "{\"model_type\": \"wren\"}";
const std::string pointer =
    "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 123456789\n";

}  // namespace

TEST_CASE("weights-license-label: the label follows from the text") {
  check_mended(*model({{"README.md", "# Wren\nA model of birds.\n"},
                       {"LICENSE", apache},
                       {"config.json", config},
                       {"model.safetensors", pointer}}),
               "weights-license-label");
}

TEST_CASE("license-label-specific: a family becomes the licence whose text is there") {
  check_mended(*model({{"README.md", "---\nlicense: gpl\n---\n# Wren\nA model of birds.\n"},
                       {"LICENSE", read_file("/usr/share/common-licenses/GPL-3")},
                       {"config.json", config}}),
               "license-label-specific");
}

TEST_CASE("card-metadata-as-hub: a misspelt key gets its name") {
  check_mended(*model({{"README.md", "---\nlicence: apache-2.0\n---\n# Wren\nA model of birds.\n"},
                       {"LICENSE", apache},
                       {"config.json", config},
                       {"model.safetensors", pointer}}),
               "card-metadata-as-hub");
}

TEST_CASE("payload-license-text, weights-license-text, code-license-text: the text comes from this machine") {
  const TempFolder texts;
  texts.write("Apache-2.0", apache);
  for (const char* rule : {"payload-license-text", "weights-license-text"})
    check_mended(*model({{"README.md", "---\nlicense: apache-2.0\n---\n# Wren\nA model of birds.\n"},
                         {"config.json", config},
                         {"model.safetensors", pointer}}),
                 rule, texts.str());
  check_mended(*model({{"README.md",
                        "# Wren\nA model of birds.\n## License\nThe code is released under the Apache License 2.0.\n"},
                       {"config.json", config},
                       {"train.py", "import torch\n"}}),
               "code-license-text", texts.str());
}

TEST_CASE("a text that is not here, or that names its holder, is left to a person with the reason") {
  const auto repository =
      model({{"README.md", "---\nlicense: mit\n---\n# Wren\nA model of birds.\n"}, {"config.json", config}});
  const Run run = fix(*repository, {"--rule", "payload-license-text"});
  CHECK(run.code == 1);
  CHECK(run.out.empty());
  CHECK(run.err.find("names its holder") != std::string::npos);
}

TEST_CASE("base-model-obligations and payload-upstream-notices: notice, phrase and the parent's text") {
  const TempFolder nest;
  nest.write("wren-base/README.md", "---\nlicense: llama3.1\n---\n# Wren\nA model.\n");
  const auto repository =
      model({{"README.md",
              "---\nlicense: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\n---\n# Llama Wren\nA model of birds.\n"},
             {"config.json", config}});
  const Run run = fix(*repository, {"--rule", "base-model-obligations", "--apply"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 1);  // the text of the licence is nowhere here
  CHECK(run.out.find("in-part  base-model-obligations") != std::string::npos);
  CHECK(read_file(repository->path() / "NOTICE").find("Llama 3.1 is licensed under") != std::string::npos);
  CHECK(read_file(repository->path() / "README.md").find("Built with Llama.") != std::string::npos);
  CHECK(open_findings(repository->str())["base-model-obligations"] > 0);
}

TEST_CASE("a section to be filled in passes no rule, and what is known stands in it") {
  const auto repository =
      model({{"README.md", "---\nlicense: apache-2.0\nbase_model: nest/wren-base\n---\n# Wren\nA model of birds.\n"},
             {"LICENSE", apache},
             {"config.json", config}});
  const Counts before = open_findings(repository->str());
  REQUIRE(before.count("card-intended-use") == 1);
  const Run run = fix(*repository, {"--rule", "card-intended-use", "--rule", "card-training-procedure", "--apply"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 1);
  CHECK(run.out.find("skeleton card-intended-use") != std::string::npos);
  const std::string card = read_file(repository->path() / "README.md");
  CHECK(card.find("## Intended use") != std::string::npos);
  CHECK(card.find("- Made from: nest/wren-base") != std::string::npos);
  CHECK(open_findings(repository->str()) == before);
  CHECK(fix(*repository, {"--rule", "card-intended-use"}).out.empty());  // it waits there already
}

TEST_CASE("a change by which another rule would fail is not made") {
  const auto repository = build_fixture("restricted-derivative");
  repository->checkout();
  const Counts before = open_findings(repository->str());
  const Run run = fix(*repository, {"--apply"});
  CAPTURE(run.out, run.err);
  CHECK(run.code == 0);
  const Counts after = open_findings(repository->str());
  for (const auto& [rule, count] : after) {
    CAPTURE(rule);
    CHECK(count <= (before.count(rule) == 0 ? 0 : before.at(rule)));
  }
}

TEST_CASE("nothing is written through a link or outside of a work tree, and nothing is committed") {
  const TempFolder outside;
  outside.write("target", "untouched\n");
  auto repository = model({{"LICENSE", apache}, {"config.json", config}, {"model.safetensors", pointer}});
  fs::create_symlink(outside.path() / "target", repository->path() / "README.md");
  const std::string head = read_file(repository->git_folder() / "logs/HEAD");
  const Run run = fix(*repository, {"--apply"});
  CHECK(run.code != 3);
  CHECK(read_file(outside.path() / "target") == "untouched\n");
  CHECK(fs::is_symlink(repository->path() / "README.md"));
  CHECK(read_file(repository->git_folder() / "logs/HEAD") == head);

  GitFixture bare(GitFixture::Layout::bare);
  bare.file("README.md", "# Wren\nA model.\n").file("LICENSE", apache).file("model.safetensors", pointer).commit();
  CHECK(fix(bare, {}).code == 0);
  CHECK(fix(bare, {"--rule", "weights-license-label", "--apply"}).code == 2);
}

TEST_CASE("from a sub-folder the files of the repository are written, not copies below it") {
  const auto repository =
      model({{"sub/README.md", "# Wren\nA model.\n"}, {"sub/LICENSE", apache}, {"sub/config.json", config}});
  CHECK(run_auditor({"fix", repository->str() + "/sub", "--worktree", "--apply", "--texts", "/nonexistent"}).code == 0);
  CHECK_FALSE(fs::exists(repository->path() / "sub/sub"));
}

TEST_CASE("a rule that is misspelt, or that no machine can mend, is said") {
  const auto repository = model({{"README.md", "# Wren\nA model.\n"}, {"config.json", config}});
  const Run wrong = fix(*repository, {"--rule", "weights-licence-label"});
  CHECK(wrong.code == 2);
  CHECK(wrong.err.find("did you mean weights-license-label?") != std::string::npos);
  const Run person = fix(*repository, {"--rule", "license-present"});
  CHECK(person.code == 1);
  CHECK(person.err.find("no machine can mend it") != std::string::npos);
}
