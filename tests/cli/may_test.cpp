// auditor may: what may be done, with whom it stands, and what is never said.
#include "auditor/core/json.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/license_texts.h"
#include "tests/support/run.h"

using namespace auditor;
using namespace auditor::test;

namespace {

Json may(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "may");
  arguments.insert(arguments.end(), {"--format", "json"});
  const Run run = run_auditor(arguments);
  CAPTURE(run.err);
  REQUIRE(run.code == 0);
  const auto json = parse_json(run.out, "may");
  REQUIRE(json.has_value());
  return *json;
}

}  // namespace

TEST_CASE("a repository is asked for some uses, and each answer has a clause") {
  const auto repository = build_fixture("llama-like");
  const Json answer = may({repository->str(), "commercial", "relicense"});
  REQUIRE(answer["uses"].size() == 2);
  CHECK(answer["uses"][0]["use"] == "commercial");
  CHECK(answer["uses"][0]["answer"] != "yes");
  for (const Json& use : answer["uses"])
    for (const Json& because : use["because"]) CHECK_FALSE(because["clause"].get<std::string>().empty());
  CHECK(answer["obligations"].is_array());
}

TEST_CASE("what a report says of uses is what may says") {
  const auto repository = build_fixture("fully-open");
  const Run run = run_auditor({"audit", repository->str(), "--format", "json"});
  const auto report = parse_json(run.out, "report");
  REQUIRE(report.has_value());
  const Json answer = may({repository->str()});
  CHECK(answer["uses"].size() == (*report)["permissions"].size());
  for (const Json& use : answer["uses"])
    CHECK((*report)["permissions"][use["use"].get<std::string>()]["answer"] == use["answer"]);
  CHECK(run_auditor({"audit", repository->str()}).out.find("What you may do") != std::string::npos);
}

TEST_CASE("without a licence nothing is granted") {
  const TempFolder folder;
  folder.write("config.json", "{\"model_type\": \"toy\"}");
  folder.write("README.md", "# Toy\nA toy model.\n");
  for (const Json& use : may({folder.str()})["uses"]) CHECK(use["answer"] == "unknown");
}

TEST_CASE("a licence is asked by id, by label and by its text") {
  CHECK(may({"--license", "MIT"})["terms"]["sublicense"] == "can");
  CHECK(may({"--license", "apache-2.0", "commercial"})["uses"][0]["answer"] == "yes");
  const TempFolder folder;
  folder.write("LICENSE", "Toy licence. You may not use the toy for any commercial purpose.\n");
  const Json answer = may({"--license", folder.str() + "/LICENSE", "commercial"});
  CHECK(answer["uses"][0]["answer"] == "no");
  CHECK(answer["terms"].size() == 23);
  CHECK(run_auditor({"may", "--license", "MIT", "fly"}).code == 2);
  CHECK(run_auditor({"may"}).code == 2);
}

namespace {

std::string answer_of(const Json& answer, std::size_t at = 0) { return answer["uses"][at]["answer"]; }

std::string status_of(const Json& answer, std::string_view kind) {
  for (const Json& owed : answer["obligations"])
    if (owed["kind"] == kind) return owed["status"];
  return "";
}

// A model of which nothing is there but its card.
struct CardOnly {
  explicit CardOnly(const std::string& front_matter, const std::string& body = "A model.\n") {
    folder.write("README.md", "---\n" + front_matter + "---\n# Wren\n" + body);
    folder.write("config.json", "{\"model_type\": \"wren\"}");
  }
  TempFolder folder;
};

}  // namespace

// Questions that maintainers answered in public, asked of repositories as the askers had them.
TEST_CASE("what maintainers answered is answered so") {
  CHECK(answer_of(may({CardOnly("license: cc-by-nc-4.0\n").folder.str(), "sell-outputs"})) == "no");
  CHECK(answer_of(may({CardOnly("license: apache-2.0\n").folder.str(), "commercial"})) == "yes");
  CHECK(answer_of(may({"--license", "LicenseRef-sdxl-turbo-nc", "commercial"})) == "no");
  const Json flux = may({"--license", "LicenseRef-flux-1-dev-nc", "sell-outputs", "commercial"});
  CHECK(answer_of(flux) == "yes-if");
  CHECK(answer_of(flux, 1) == "no");
  const CardOnly gemma("license: mit\nbase_model: google/gemma-2-9b\n");
  CHECK(answer_of(may({gemma.folder.str(), "relicense"})) == "no");
  const CardOnly qwen("base_model: Qwen/Qwen2.5-3B\n");
  CHECK(answer_of(may({qwen.folder.str(), "commercial"})) == "no");
  const CardOnly merge(
      "license: apache-2.0\nbase_model:\n- mistralai/Mistral-7B-v0.1\n- CohereForAI/aya-23-8B\nbase_model_relation: "
      "merge\n");
  CHECK(answer_of(may({merge.folder.str(), "commercial"})) == "no");
}

TEST_CASE("code under a copyleft licence does not bind the weights, and cannot be built into a closed product") {
  TempFolder folder;
  folder.write(
      "README.md",
      "---\nlicense: apache-2.0\n---\n# Wren\nA model.\n\n## License\nThe model weights are released under the "
      "Apache-2.0 license. The code is released under the GPL-3.0 license.\n");
  folder.write("train.py", "# SPDX-License-Identifier: GPL-3.0-only\nimport torch\n");
  folder.write("model.safetensors", std::string("\x02\0\0\0\0\0\0\0{}", 10));
  const Json answer = may({folder.str(), "commercial", "embed-code"});
  CHECK(answer_of(answer) == "yes");
  CHECK(answer_of(answer, 1) == "no");
}

TEST_CASE("a changed version whose name does not begin as its licence asks owes the name") {
  const auto named = [](const std::string& remote) {
    GitFixture repository{{"README.md",
                           "---\nlicense: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\nbase_model_relation: "
                           "finetune\n---\n# Chef\nBuilt with Llama.\n"},
                          {"config.json", "{\"model_type\": \"llama\"}"}};
    repository.remote(remote);
    return may({repository.str(), "publish-derivative"});
  };
  const Json other = named("https://huggingface.co/acme/ChefBot-8B");
  CHECK(answer_of(other) == "yes-if");
  CHECK(status_of(other, "name-prefix") == "unmet");
  CHECK(status_of(other, "naming") == "met");
  CHECK(status_of(other, "notice-file") == "unmet");
  CHECK(status_of(named("https://huggingface.co/acme/Llama-Chef-8B"), "name-prefix") == "met");
  const CardOnly unnamed("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\n");
  CHECK(status_of(may({unnamed.folder.str(), "publish-derivative"}), "name-prefix") == "unknown");
}

TEST_CASE(
    "parts that no result can meet the terms of may not be passed on, with both clauses and where they come from") {
  const CardOnly merge(
      "license: gpl-3.0\nbase_model:\n- mistralai/Mistral-7B-v0.1\n- "
      "CohereForAI/aya-23-8B\nbase_model_relation: merge\n");
  const Json answer = may({merge.folder.str(), "publish-derivative", "redistribute", "run"});
  CHECK(answer_of(answer) == "no");
  CHECK(answer_of(answer, 1) == "no");
  CHECK(answer_of(answer, 2) != "no");
  const Json& because = answer["uses"][0]["because"][0];
  CHECK(because["clause"].get<std::string>().find("sections 7 and 10") != std::string::npos);
  CHECK(because["evidence"][0]["path"] == "README.md");
  const Run audit = run_auditor({"audit", merge.folder.str(), "--format", "json"});
  const auto report = parse_json(audit.out, "report");
  REQUIRE(report.has_value());
  bool found = false;
  for (const Json& finding : (*report)["findings"])
    found = found || (finding["rule"] == "license-fits-parents" && finding["status"] == "fail");
  CHECK(found);
}

TEST_CASE("each reason cites what brings its own licence") {
  const CardOnly two("license: mit\nbase_model: google/gemma-2-9b\n");
  for (const Json& because : may({two.folder.str(), "publish-derivative"})["uses"][0]["because"]) {
    const std::string quote = because["evidence"][0]["quote"];
    CAPTURE(because.dump());
    if (because["license"] == "MIT") CHECK(quote == "license: mit");
    if (because["license"] == "LicenseRef-gemma-terms") CHECK(quote == "base_model: google/gemma-2-9b");
  }
}

TEST_CASE("a file that is not there, a name that is no licence and a use that there is not are mistakes") {
  const Run file = run_auditor({"may", "--license", "./nofile"});
  CHECK(file.code == 3);
  CHECK(file.err.find("cannot be read") != std::string::npos);
  CHECK(file.out.empty());
  const Run name = run_auditor({"may", "--license", "CC-BY-4.1"});
  CHECK(name.code == 2);
  CHECK(name.err.find("did you mean CC-BY-") != std::string::npos);
  CHECK(run_auditor({"may", "--license", "MIT", "comercial"}).err.find("did you mean commercial?") !=
        std::string::npos);
  CHECK(answer_of(may({"--license", "LicenseRef-own-terms", "run"})) == "unknown");
}

TEST_CASE("the lines of a text that decide are cited, not the whole text") {
  const TempFolder folder;
  std::string text = "Permission to use and modify the model is granted.\n";
  for (int i = 0; i < 20; ++i) text += "A line about nothing.\n";
  folder.write("LICENSE", text + "You may not use it for commercial purposes.\n");
  const Json answer = may({"--license", folder.str() + "/LICENSE", "commercial"});
  CHECK(answer_of(answer) == "no");
  CHECK(answer["uses"][0]["because"][0]["evidence"][0]["start_line"] == 22);
}

TEST_CASE("texts that let other terms keep their limits are no plain no") {
  for (const char* license : {"LicenseRef-bigcode-openrail-m-v1", "LicenseRef-creativeml-openrail-m"}) {
    const Json answer = may({"--license", license, "relicense"});
    CAPTURE(license);
    CHECK(answer_of(answer) == "yes-if");
    CHECK(answer.dump().find("bound by the same limits") != std::string::npos);
  }
  CHECK(answer_of(may({"--license", "LicenseRef-rail-source-code-1.1", "relicense"})) == "no");
  CHECK(answer_of(may({"--license", "LicenseRef-gemma-terms", "relicense"})) == "no");
}

TEST_CASE(
    "an answer that stands on several licences says whose each condition is, and how many reasons are not shown") {
  const CardOnly merge(
      "license: apache-2.0\nbase_model:\n- meta-llama/Llama-3.1-8B\n- google/gemma-2-9b\n- Qwen/Qwen2.5-72B\n- "
      "mistralai/Mistral-7B-v0.1\nbase_model_relation: merge\n");
  const std::string said = run_auditor({"may", merge.folder.str(), "publish-derivative"}).out;
  CAPTURE(said);
  CHECK(said.find("begin \"Llama\". (LicenseRef-llama3.1)") != std::string::npos);
  CHECK(said.find(" more: --format json has them all") != std::string::npos);
}

TEST_CASE("a use policy of another licence passes nothing on, and no NOTICE is asked for where the text holds it all") {
  const auto with_policy = [](const std::string& title, const std::string& folder) {
    const CardOnly llama("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B\n");
    llama.folder.write(folder + "USE_POLICY.md", "# " + title + "Acceptable Use Policy\n\nBreak no law.\n");
    return status_of(may({llama.folder.str(), "publish-derivative"}), "pass-through");
  };
  CHECK(with_policy("Llama 2 ", "") == "unmet");
  CHECK(with_policy("", "models/llama2/") == "unmet");
  CHECK(with_policy("Llama 3.1 ", "") == "met");
  CHECK(with_policy("", "") == "met");
  const std::string text = test::shipped_license("BSD");
  const CardOnly apache("license: apache-2.0\n");
  apache.folder.write("LICENSE", test::shipped_license("Apache-2.0"));
  for (const Json& owed : may({apache.folder.str(), "redistribute"})["obligations"])
    if (owed["kind"] == "attribution") CHECK(owed["status"] == "unknown");
  const TempFolder parents;
  parents.write("finch/README.md", "---\nlicense: bsd-3-clause\n---\n# Finch\nA model.\n");
  parents.write("finch/config.json", "{}");
  parents.write("finch/LICENSE", "Copyright (c) 2025 Wren Labs" + text.substr(text.find('\n')));
  const CardOnly child("license: bsd-3-clause\nbase_model: nest/finch\n");
  child.folder.write("LICENSE", "Copyright (c) 2025 Wren Labs" + text.substr(text.find('\n')));
  const Json answer = may({child.folder.str(), "publish-derivative", "--with", parents.str() + "/finch"});
  CAPTURE(answer.dump());
  CHECK(status_of(answer, "attribution") == "met");
}
