// A saved report against its repository: what holds, what does not and why, and what cannot be told, which passes
// nothing.
#include "auditor/core/digest.h"
#include "auditor/core/json.h"
#include "auditor/core/schema.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/run.h"
#include "tests/support/time_limit.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

using namespace auditor;
using namespace auditor::test;

namespace {

struct Verified {
  int code = -1;
  Json document = Json::object();
  std::string err;

  // Subjects and messages of the checks of one kind with one answer, each on a line.
  [[nodiscard]] std::string said(const std::string& about, const std::string& answer) const {
    std::string out;
    for (const Json& check : document.value("checks", Json::array()))
      if (check["about"] == about && check["answer"] == answer)
        out += check["subject"].get<std::string>() + ": " + check["message"].get<std::string>() + "\n";
    return out;
  }
  [[nodiscard]] bool fails(const std::string& about, const std::string& part) const {
    return said(about, "fails").find(part) != std::string::npos;
  }
  [[nodiscard]] bool unknown(const std::string& about, const std::string& part) const {
    return said(about, "cannot-be-checked").find(part) != std::string::npos;
  }
};

// A report of a repository, which a test may forge before it is verified.
class Saved {
 public:
  explicit Saved(const std::string& source, std::vector<std::string> arguments = {"audit"}) : source_(source) {
    arguments.insert(arguments.begin() + 1, source);
    arguments.insert(arguments.end(), {"--format", "json", "--fail-on", "never", "--output", file()});
    const Run run = run_auditor(arguments);
    INFO(run.err);
    REQUIRE(run.code == 0);
    std::ifstream in(file());
    report = Json::parse(in);
  }

  [[nodiscard]] std::string file() const { return folder_.str() + "/report.json"; }
  void write(const std::string& bytes) const { folder_.write("report.json", bytes); }

  Verified verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"verify", file(), source_, "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Run run = run_auditor(arguments);
    const auto document = parse_json(run.out, "verification");
    Verified verified{run.code, document ? *document : Json::object(), run.err};
    UNSCOPED_INFO(run.err << verified.said("citation", "fails") << verified.said("finding", "fails")
                          << verified.said("document", "fails") << verified.said("program", "cannot-be-checked"));
    return verified;
  }
  Verified verify_forged(const std::function<void(Json&)>& forge) const {
    Json forged = report;
    forge(forged);
    write(dump_json(forged));
    return verify();
  }

  Json report;

 private:
  std::string source_;
  TempFolder folder_;
};

// The first citation with a quote and its digest among the findings.
Json& quoting(Json& report) {
  for (Json& finding : report["findings"])
    for (Json& citation : finding["evidence"])
      if (citation.value("quote", "").size() > 20 && citation.contains("quote_sha256")) return citation;
  throw std::runtime_error("no finding quotes anything");
}

}  // namespace

TEST_CASE("the report of every fixture holds, and the answer follows its schema") {
  for (const std::string& name : fixture_names()) {
    CAPTURE(name);
    const auto repository = build_fixture(name);
    const Saved saved(repository->str());
    const Verified verified = saved.verify();
    CHECK(verified.code == 0);
    CHECK(verified.err.empty());
    CHECK(verified.document["result"] == "holds");
    CHECK(verified.document["summary"]["fails"] == 0);
    CHECK(verified.document["summary"]["cannot-be-checked"] == 0);
    for (const char* about : {"report", "program", "commit", "tree", "citation", "rules", "verdict", "finding"})
      CHECK_FALSE(verified.said(about, "holds").empty());
    for (const auto& problem : validate_schema(verified.document, "schemas/verification.schema.json"))
      FAIL_CHECK(problem.pointer << ": " << problem.message);
  }
}

TEST_CASE("a report holds after the repository went on, and in any clone of it") {
  GitFixture repository{{"README.md", "# Finch\nFinch is a bird-song model under Apache-2.0.\n"}};
  const Saved saved(repository.str());
  repository.file("README.md", "# Finch\nFinch may not be used by companies.\n").commit("Change");
  CHECK(saved.verify().code == 0);
}

TEST_CASE("a citation that its lines do not carry fails by name") {
  const auto repository = build_fixture("fully-open");
  const Saved saved(repository->str());
  const std::string path = [&] {
    Json copy = saved.report;
    return quoting(copy)["path"].get<std::string>();
  }();

  const Verified flipped = saved.verify_forged([](Json& report) {
    auto& quote = quoting(report)["quote"].get_ref<std::string&>();
    std::swap(quote[3], quote[9]);
    quote += "not";
  });
  CHECK(flipped.code == 1);
  CHECK(flipped.fails("citation", path + ":"));
  CHECK(flipped.fails("citation", "the lines do not say"));

  const Verified moved = saved.verify_forged([](Json& report) {
    Json& citation = quoting(report);
    citation["start_line"] = citation["start_line"].get<int>() + 1;
    citation["end_line"] = citation["end_line"].get<int>() + 1;
  });
  CHECK(moved.code == 1);
  CHECK(moved.fails("citation", "the quote stands in line "));

  const Verified beyond = saved.verify_forged([](Json& report) {
    quoting(report)["start_line"] = 4'000'000'000;
    quoting(report)["end_line"] = 4'000'000'001;
  });
  CHECK(beyond.code == 1);
  CHECK(beyond.fails("citation", "the file has "));

  const Verified gone = saved.verify_forged([](Json& report) { quoting(report)["path"] = "no/such/FILE.md"; });
  CHECK(gone.code == 1);
  CHECK(gone.fails("citation", "no/such/FILE.md"));

  const Verified object = saved.verify_forged([](Json& report) { quoting(report)["oid"] = std::string(40, 'a'); });
  CHECK(object.code == 1);
  CHECK(object.fails("citation", "not " + std::string(40, 'a')));

  const Verified digest =
      saved.verify_forged([](Json& report) { quoting(report)["quote_sha256"] = std::string(64, 'b'); });
  CHECK(digest.code == 1);
  CHECK(digest.fails("citation", "the digest of the lines is "));

  // A signal of bias quotes what a reader made of the lines: its words stand there.
  const Verified reader = saved.verify_forged([](Json& report) {
    for (Json& signal : report["bias"]["signals"])
      if (signal["kind"] == "excluded-use") signal["quote"] = "Lark may be used to screen job applicants.";
  });
  CHECK(reader.code == 1);
  CHECK(reader.fails("citation", "the lines do not say this"));
  CHECK(reader.fails("document", "/bias/signals/"));

  // What is taken out says less, and a new audit shows what it was.
  const Verified stripped = saved.verify_forged([](Json& report) {
    Json& citation = quoting(report);
    citation = {{"path", citation["path"]}, {"start_line", 1}, {"end_line", 1}};
  });
  CHECK(stripped.code == 1);
  CHECK(stripped.fails("finding", "in evidence"));
}

TEST_CASE("a class, a finding or a fact that a new audit does not give fails") {
  const auto repository = build_fixture("restricted-derivative");
  const Saved saved(repository->str());
  const std::string honest = saved.report["verdict"]["class"];

  const Verified classed = saved.verify_forged([](Json& report) { report["verdict"]["class"] = "open-science"; });
  CHECK(classed.code == 1);
  CHECK(classed.fails("verdict", "open-science: a new audit gives " + honest));

  const Verified passed = saved.verify_forged([](Json& report) {
    for (Json& finding : report["findings"])
      if (finding["status"] == "fail") {
        finding["status"] = "pass";
        return;
      }
  });
  CHECK(passed.code == 1);
  CHECK(passed.fails("finding", "status: pass in the report, fail now"));

  const Verified left_out = saved.verify_forged([](Json& report) { report["findings"].erase(0); });
  CHECK(left_out.code == 1);
  CHECK(left_out.fails("finding", "the report leaves it out"));

  const Verified invented = saved.verify_forged([](Json& report) {
    Json finding = report["findings"][0];
    finding["fingerprint"] = std::string(32, '0');
    report["findings"].push_back(finding);
  });
  CHECK(invented.code == 1);
  CHECK(invented.fails("finding", "a new audit does not find it"));

  const Verified fact = saved.verify_forged([](Json& report) { report["facts"]["weights"]["status"] = "gated"; });
  CHECK(fact.code == 1);
  CHECK(fact.fails("document", "/facts/weights/status"));

  const Verified why = saved.verify_forged([](Json& report) { report["verdict"]["why"][0]["text"] = "All is open."; });
  CHECK(why.code == 1);
  CHECK(why.fails("document", "/verdict/why/0/text"));
}

TEST_CASE("a commit that is not there, no commit, another tree and another repository fail") {
  const auto repository = build_fixture("fully-open");
  const Saved saved(repository->str());
  const std::string commit(40, 'e');

  const Verified forged = saved.verify_forged([&](Json& report) { report["source"]["commit"] = commit; });
  CHECK(forged.code == 1);
  CHECK(forged.fails("commit", commit + ": is not in the source"));
  CHECK(forged.unknown("citation", "none can be looked up"));
  CHECK(forged.unknown("verdict", "cannot be judged again"));

  for (const char* name : {"HEAD", "main", "--all", "../../etc"}) {
    CAPTURE(name);
    const Verified named = saved.verify_forged([&](Json& report) { report["source"]["commit"] = name; });
    CHECK(named.code == 1);
    CHECK(named.fails("commit", "is no id of a commit"));
  }
  const Verified tree = saved.verify_forged([&](Json& report) { report["source"]["tree"] = commit; });
  CHECK(tree.code == 1);
  CHECK(tree.fails("tree", "the commit's is "));
  const Verified out = saved.verify_forged([](Json& report) { report["source"]["path"] = "../.."; });
  CHECK(out.code == 1);
  CHECK(out.fails("source", "leads out of the repository"));
  const Verified folder = saved.verify_forged([](Json& report) { report["source"]["path"] = "no/such"; });
  CHECK(folder.code == 1);
  CHECK(folder.fails("source", "no/such: is no folder of this commit"));

  const auto other = build_fixture("llama-like");
  saved.write(dump_json(saved.report));
  const Run run = run_auditor({"verify", saved.file(), other->str()});
  CHECK(run.code == 1);
  CHECK(run.out.find("is not in the source") != std::string::npos);
  CHECK(run.out.find("the report does not hold: ") != std::string::npos);
}

TEST_CASE("a report says whose commit it is: another remote cannot be told from a forged one") {
  GitFixture repository{{"README.md", "# Finch\nFinch is a bird-song model under Apache-2.0.\n"}};
  repository.remote("https://hub.example.org/birds/finch");
  const Saved saved(repository.str());
  CHECK(saved.verify().code == 0);
  const Verified renamed = saved.verify_forged([](Json& report) {
    report["source"]["remote"] = "https://hub.example.org/famous/model";
    report["source"]["name"] = "famous/model";
  });
  CHECK(renamed.code == 3);
  CHECK(renamed.unknown("repository", "https://hub.example.org/famous/model"));
  const Verified folder = saved.verify_forged([](Json& report) {
    report["source"]["remote"] = "";
    report["source"]["name"] = "another";
  });
  CHECK(folder.code == 3);
  CHECK(folder.unknown("repository", "another: the source says "));
}

TEST_CASE("what a report says of its repository and program is held against both, wherever it stands") {
  GitFixture repository{{"README.md", "# Finch\nFinch is a bird-song model under Apache-2.0.\n"}};
  repository.remote("https://hub.example.org/birds/finch");
  const Saved saved(repository.str());
  const Verified named = saved.verify_forged([](Json& report) { report["source"]["name"] = "famous/model"; });
  CHECK(named.code == 3);
  CHECK(named.unknown("repository", "famous/model"));
  for (const char* key : {"name", "remote", "dirty", "shallow"}) {
    CAPTURE(key);
    CHECK(saved.verify_forged([&](Json& report) { report["facts"]["source"][key] = "forged"; }).code == 3);
  }
  const Verified signed_by = saved.verify_forged([](Json& report) { report["tool"]["signed_by"] = "somebody"; });
  CHECK(signed_by.code == 1);
  CHECK(signed_by.fails("program", "says more of the program"));
}

TEST_CASE("only what was seen in the repository is counted as cited as it is") {
  const auto repository = build_fixture("fully-open");
  const Saved saved(repository->str());
  const auto with = [&](const Json& citation) {
    return saved.verify_forged([&](Json& report) { report["findings"][0]["evidence"].push_back(citation); });
  };
  const std::string honest = saved.verify().said("citation", "holds");
  const auto counted = [](const std::string& said) { return said.substr(0, said.find(" cited as they are")); };

  // A place to look in is one of the repository.
  for (const char* path : {"https://example.org/LICENSE", "/etc/passwd", "../../LICENSE", ""}) {
    CAPTURE(path);
    const Verified outside = with({{"path", path}, {"start_line", 0}, {"end_line", 0}, {"method", "expected"}});
    CHECK(outside.fails("citation", "no place in the repository"));
    CHECK(counted(outside.said("citation", "holds")) == counted(honest));
  }
  const Verified missing =
      with({{"path", "no/such/NOTICE"}, {"start_line", 0}, {"end_line", 0}, {"method", "expected"}});
  CHECK(missing.said("citation", "fails").empty());
  CHECK(counted(missing.said("citation", "holds")) == counted(honest));
  // The address of a link may not stand in the lines: that it is said of them is no look at it.
  const Verified address = with({{"path", "README.md"},
                                 {"start_line", 1},
                                 {"end_line", 1},
                                 {"quote", "https://nowhere.example/weights.bin"},
                                 {"method", "link"}});
  CHECK(counted(address.said("citation", "holds")) == counted(honest));
  CHECK(address.said("citation", "holds").find("only a new audit can tell") != std::string::npos);
}

TEST_CASE("a place in a report is a JSON pointer") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  const Verified forged = saved.verify_forged([](Json& report) {
    report["facts"]["a/b~c"] = {{"path", "no/such/file"}, {"start_line", 1}, {"end_line", 1}};
  });
  const Json& checks = forged.document["checks"];
  const bool found = std::any_of(checks.begin(), checks.end(), [](const Json& check) {
    return check["about"] == "citation" && check["at"] == "/facts/a~1b~0c";
  });
  CHECK(found);
}

TEST_CASE("rule sets beyond the bound are not passed over in silence") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  const Verified many = saved.verify_forged([](Json& report) {
    const Json first = report["rule_sets"][0];
    for (int i = 0; i < 1000; ++i) report["rule_sets"].push_back(first);
  });
  CHECK(many.code != 0);
  CHECK(many.unknown("rules", "those after 1000 were not looked up"));
}

TEST_CASE("moved quotes are looked for within a bound, however many there are") {
  GitFixture repository{{"README.md", "# Finch\nFinch is a bird-song model under Apache-2.0.\n"},
                        {"blank.txt", std::string(1'000'000, '\n') + "end\n"}};
  const Saved saved(repository.str());
  const auto started = std::chrono::steady_clock::now();
  const Verified forged = saved.verify_forged([](Json& report) {
    Json citation = quoting(report);
    for (int i = 1; i <= 60; ++i) {
      citation["path"] = "blank.txt";
      citation["start_line"] = citation["end_line"] = i;
      citation["quote"] = "nowhere " + std::to_string(i);
      citation.erase("oid");
      report["findings"][0]["evidence"].push_back(citation);
    }
  });
  CHECK(forged.code == 1);
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(20));
}

TEST_CASE("other rules and another program are said, and what differs then is unknown") {
  const auto repository = build_fixture("llama-like");
  const Saved saved(repository->str());

  const Verified rules = saved.verify_forged([](Json& report) {
    report["rule_sets"][0]["digest"] = std::string(32, '1');
    report["verdict"]["class"] = "open-model";
  });
  CHECK(rules.code == 1);
  CHECK(rules.fails("rules", std::string(32, '1') + " in the report, "));
  CHECK(rules.unknown("verdict", "perhaps because of other rules"));

  const Verified unheard = saved.verify_forged([](Json& report) { report["rule_sets"][0]["id"] = "rules-of-2019"; });
  CHECK(unheard.code == 3);
  CHECK(unheard.unknown("rules", "rules-of-2019: is not here"));

  // A name that is a file of this machine is not opened because a report says so.
  const Verified file = saved.verify_forged([](Json& report) {
    report["rule_sets"] = {{{"id", "/etc/passwd"}, {"title", "x"}, {"rules", 1}, {"digest", "1"}}};
  });
  CHECK(file.code == 3);
  CHECK(file.unknown("verdict", "none of the report's rule sets is here"));

  const Verified program = saved.verify_forged([](Json& report) { report["tool"]["version"] = "0.0.1"; });
  CHECK(program.code == 3);
  CHECK(program.unknown("program", "auditor 0.0.1: made the report; this is "));
  const Verified both = saved.verify_forged([](Json& report) {
    report["tool"]["version"] = "0.0.1";
    report["verdict"]["class"] = "open-model";
  });
  CHECK(both.code == 3);
  CHECK(both.unknown("verdict", "perhaps because of another program"));
  const Verified other = saved.verify_forged([](Json& report) { report["tool"]["name"] = "oracle"; });
  CHECK(other.code == 1);
  CHECK(other.fails("program", "oracle"));
}

TEST_CASE("rule sets of one's own are given again") {
  const auto repository = build_fixture("llama-like");
  const TempFolder folder;
  folder.write("mine.yaml",
               "id: mine\ntitle: Mine\nrules:\n  - id: one\n    title: One\n    dimension: weights\n"
               "    severity: error\n    require: {weights.status: included}\n    message: No.\n    remedy: Do.\n");
  const std::string mine = folder.str() + "/mine.yaml";
  const Saved saved(repository->str(), {"audit", "--rules", "licensing," + mine});
  CHECK(saved.verify({"--rules", "licensing," + mine}).code == 0);
  const Verified without = saved.verify();
  CHECK(without.code == 3);
  CHECK(without.unknown("rules", "mine: is not here"));
  folder.write("mine.yaml",
               "id: mine\ntitle: Mine\nrules:\n  - id: one\n    title: One\n    dimension: weights\n"
               "    severity: note\n    require: {weights.status: included}\n    message: No.\n    remedy: Do.\n");
  const Verified changed = saved.verify({"--rules", "licensing," + mine});
  CHECK(changed.code == 1);
  CHECK(changed.fails("rules", "mine: "));
}

TEST_CASE("the report of a gate holds under its own configuration, and under the policy once that is given") {
  GitFixture repository{{"README.md", "# Finch\nFinch is a bird-song model.\n"},
                        {".auditor.yaml", "rules: [licensing]\nrequire: {class: open-weights}\n"}};
  CHECK(Saved(repository.str(), {"gate"}).verify().code == 0);
  const TempFolder folder;
  folder.write("policy.yaml", "rules: [licensing]\nrequire:\n  bias: 2\n");
  const std::string policy = folder.str() + "/policy.yaml";
  const Saved under(repository.str(), {"gate", "--policy", policy});
  CHECK(under.verify({"--policy", policy}).code == 0);
  const Verified without = under.verify();
  CHECK(without.code == 3);
  CHECK(without.unknown("verdict", "which is not given (--policy or --config)"));
  CHECK(without.unknown("citation", "policy.yaml:3: is a file beside the repository"));

  // Policy and configuration together: the report names the policy and cites both.
  folder.write("own.yaml", "rules: [licensing]\nrequire:\n  class: open-weights\n");
  const std::string own = folder.str() + "/own.yaml";
  const Saved both(repository.str(), {"gate", "--config", own, "--policy", policy});
  CHECK(both.verify({"--config", own, "--policy", policy}).code == 0);
  CHECK(both.verify({"--policy", policy}).code != 0);

  const std::string first = repository.commit("Nothing");
  repository.file("README.md", "# Finch\nFinch may not be used commercially.\n").commit("Change");
  const Saved compared(repository.str(), {"gate", "--baseline", first});
  CHECK(compared.verify({"--baseline", first}).code == 0);
  const Verified alone = compared.verify();
  CHECK(alone.code == 3);
  CHECK(alone.unknown("finding", "--baseline"));
}

TEST_CASE("a folder and a work tree hold no commit: their reports cannot be checked as a whole") {
  const TempFolder folder;
  folder.write("finch/README.md", "# Finch\nFinch is a bird-song model under Apache-2.0.\n");
  const Saved saved(folder.str() + "/finch");
  const Verified plain = saved.verify();
  CHECK(plain.code == 3);
  CHECK(plain.unknown("commit", "the report names none"));
  CHECK(plain.document["summary"]["fails"] == 0);
  folder.write("finch/README.md", "# Finch\nFinch is a model of birds that sing.\n");
  CHECK(saved.verify().unknown("citation", "the source may have changed since"));

  GitFixture repository{{"README.md", "# Finch\nFinch is a bird-song model under Apache-2.0.\n"}};
  repository.checkout();
  std::ofstream(repository.str() + "/README.md") << "# Finch\nFinch is under MIT.\n";
  const Verified dirty = Saved(repository.str(), {"audit", "--worktree"}).verify();
  CHECK(dirty.code == 3);
  CHECK(dirty.unknown("source", "uncommitted changes"));
}

TEST_CASE("what is no report is refused with its place, and says nothing of the source") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  const auto refused = [&](const std::string& bytes) {
    saved.write(bytes);
    const Verified verified = saved.verify();
    CHECK(verified.code == 3);
    CHECK(verified.document.empty());
    return verified.err;
  };
  const std::string bytes = dump_json(saved.report);
  CHECK(refused(bytes.substr(0, bytes.size() / 2)).find("report.json:") != std::string::npos);
  CHECK(refused("").find("not valid JSON") != std::string::npos);
  CHECK(refused("[]").find("is no report of auditor") != std::string::npos);
  CHECK(refused(std::string(5000, '[')).find("nested deeper") != std::string::npos);
  Json wrong = saved.report;
  wrong["findings"][2]["evidence"] = 3;
  CHECK(refused(dump_json(wrong)).find("(at /findings/2/evidence)") != std::string::npos);
  wrong = saved.report;
  wrong["verdict"]["class"] = "wide-open";
  CHECK(refused(dump_json(wrong)).find("(at /verdict/class)") != std::string::npos);
}

TEST_CASE("a report whose parts have the wrong type is checked without an exception") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  for (const Json& odd : {Json(7), Json(), Json::array({1, 2}), Json::object({{"path", 1}, {"start_line", "x"}})}) {
    const Verified verified = saved.verify_forged([&](Json& report) {
      for (const char* key : {"commit", "path", "remote", "tree", "shallow", "dirty", "kind"})
        report["source"][key] = odd;
      report["facts"] = {{"weights", odd}, {"source", odd}, {"models", odd}, {"path", "x"}, {"start_line", 1e300}};
      report["policy"] = {{"file", nullptr}, {"origin", "none"}};
    });
    CAPTURE(odd);
    CHECK((verified.code == 1 || verified.code == 3));
    CHECK(verified.err.find("internal error") == std::string::npos);
  }
}

TEST_CASE("a key that stands twice in a report makes it fail: readers differ in which they take") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  std::string bytes = dump_json(saved.report);
  const std::string honest = "\"class\": \"hosted-only\"";
  const auto at = bytes.find(honest, bytes.find("\"verdict\""));
  REQUIRE(at != std::string::npos);
  bytes.insert(at, "\"class\": \"open-science\", ");
  saved.write(bytes);
  const Verified verified = saved.verify();
  CHECK(verified.code == 1);
  CHECK(verified.fails("report", "class: stands twice"));
}

TEST_CASE("a report with a citation list of 50 MB ends in bounded time and does not hold") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  Json forged = saved.report;
  Json& list = forged["findings"][0]["evidence"];
  // Long quotes: few enough values to be read.
  const std::string quote(400, 'q');
  for (int i = 0; i < 110'000; ++i)
    list.push_back({{"path", "README.md"}, {"start_line", 1 + i % 5}, {"end_line", 5 + i}, {"quote", quote}});
  saved.write(forged.dump());
  REQUIRE(std::filesystem::file_size(saved.file()) > (48U << 20U));
  const Verified verified = saved.verify();
  CHECK(verified.code == 1);
  CHECK(verified.fails("citation", "more likewise"));
  CHECK(verified.document["checks"].size() < 400);

  // As many mistakes as values: not compared each with each.
  list = Json(std::vector<int>(200'000, 7));
  saved.write(forged.dump());
  const Verified mistaken = saved.verify();
  CHECK(mistaken.code == 3);
  CHECK(mistaken.err.find("(at /findings/0/evidence/") != std::string::npos);

  // Short ones: more values than are read.
  list = Json::array();
  for (int i = 0; i < 700'000; ++i) list.push_back({{"path", "README.md"}, {"start_line", i}, {"end_line", i}});
  saved.write(forged.dump());
  const Verified refused = saved.verify();
  CHECK(refused.code == 3);
  CHECK(refused.err.find("JSON of more than") != std::string::npos);
}

TEST_CASE("verify fetches nothing, and opens of a report only what is a folder here") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  const Run remote = run_auditor({"verify", saved.file(), "https://example.invalid/birds/finch"});
  CHECK(remote.code == 2);
  CHECK(remote.err.find("nothing is fetched") != std::string::npos);
  const Run nameless = run_auditor({"verify", saved.file()});
  CHECK(nameless.code == 2);
  CHECK(nameless.err.find("SOURCE is needed") != std::string::npos);
  CHECK(run_auditor({"verify", saved.file(), "/no/such/place"}).code == 3);

  Json local = saved.report;
  local["source"]["remote"] = repository->str();
  saved.write(dump_json(local));
  const Run found = run_auditor({"verify", saved.file()});
  CHECK(found.code == 3);  // its own remote is another
  CHECK(found.out.find("is in the source") != std::string::npos);
}

TEST_CASE("what a report says is shown and not sent to the terminal") {
  const auto repository = build_fixture("hosted-only");
  const Saved saved(repository->str());
  Json forged = saved.report;
  forged["source"]["name"] = "\x1b[31mred\u202e";
  quoting(forged)["quote"] = "\x1b]0;title\x07 and \n more";
  saved.write(dump_json(forged));
  const Run run = run_auditor({"verify", saved.file(), repository->str()});
  CHECK(run.code == 1);
  CHECK(run.out.find('\x1b') == std::string::npos);
  CHECK(run.out.find("\u202e") == std::string::npos);
  CHECK(run.out.find("\\x1b") != std::string::npos);
}

TEST_CASE("large files that the report read and that are not here may be why a new audit differs") {
  const std::string bytes = std::string("\x80\x02", 2) + std::string(200'000, 'w');
  const std::string oid = sha256_hex(bytes);
  GitFixture repository{{"README.md", "---\nlicense: mit\n---\n# Finch\nFinch is a bird-song model.\n"},
                        {"model.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize " +
                                          std::to_string(bytes.size()) + "\n"}};
  const std::filesystem::path store = repository.git_folder() / "lfs/objects" / oid.substr(0, 2) / oid.substr(2, 2);
  std::filesystem::create_directories(store);
  std::ofstream(store / oid) << bytes;
  const Saved saved(repository.str());
  REQUIRE(saved.report["facts"]["weights"]["files"][0]["object_present"] == true);
  CHECK(saved.verify().code == 0);
  std::filesystem::remove_all(repository.git_folder() / "lfs");
  const Verified lost = saved.verify();
  CHECK(lost.code == 3);
  CHECK(lost.document["summary"]["fails"] == 0);
  CHECK(lost.unknown("document", "large files that are not here"));
}
