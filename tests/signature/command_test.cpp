// `auditor verify SOURCE --signature FILE` as docs/verify.md has it: exit codes, output, and what is read from where.
#include "auditor/core/schema.h"
#include "tests/signature/verified.h"
#include "tests/support/catch.h"
#include "tests/support/run.h"

#include <filesystem>
#include <fstream>

using namespace auditor;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

const std::string mail = "keeper@orchard.example";
const std::string issuer = "https://login.orchard.example";

// ~/models/finch with its signature beside it, and the signer's public key elsewhere.
struct Signed {
  SigningKey key{"P-256"};
  Model model{orchard};
  TempFolder trust;
  std::string key_file = trust.str() + "/signer.pub";
  std::string source = model.folder.str();
  std::string signature = source + "/model.sig";

  Signed() {
    trust.write("signer.pub", key.public_pem());
    model.folder.write("model.sig", bundle_of(key_material(key), envelope(statement_on(orchard).dump(), key)).dump());
  }
  [[nodiscard]] Run verify(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"verify", source, "--signature", signature, "--key", key_file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_auditor(arguments);
  }
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a signed model holds, as text and as JSON after its schema") {
  const Signed finch;
  const Run text = finch.verify();
  CHECK(text.code == 0);
  CHECK(text.err.empty());
  CHECK(has(text.out, "files as they lie here"));
  CHECK(has(text.out, "the signature holds: 4 hold, 0 fail, 0 cannot be checked\n"));

  const Run json = finch.verify({"--format", "json"});
  const auto document = parse_json(json.out, "out");
  REQUIRE(document);
  CHECK((*document)["result"] == "holds");
  CHECK((*document)["signature"]["method"] == "key");
  CHECK((*document)["signature"]["resources"] == 3);
  for (const auto& problem : validate_schema(*document, "schemas/signature.schema.json"))
    FAIL_CHECK(problem.pointer << ": " << problem.message);
}

TEST_CASE("the signature may be named by its path in the source") {
  const Signed finch;
  CHECK(run_auditor({"verify", finch.source, "--signature", "model.sig", "--key", finch.key_file}).code == 0);
  CHECK(run_auditor({"verify", finch.source, "--signature", "other.sig", "--key", finch.key_file}).code != 0);
}

TEST_CASE("exit code 1 names the file, 3 what could not be checked") {
  const Signed finch;
  finch.model.folder.write("tokenizer/vocab.txt", "a\nB\n");
  const Run changed = finch.verify();
  CHECK(changed.code == 1);
  CHECK(has(changed.out, "tokenizer/vocab.txt: has another digest"));
  CHECK(has(changed.out, "the signature does not hold"));

  const Run root =
      run_auditor({"verify", finch.source, "--signature", finch.signature, "--certificate", finch.key_file});
  CHECK(root.code == 2);
  CHECK(has(root.err, "is no certificate in PEM"));

  finch.model.folder.write("model.sig", "{}");
  const Run none = finch.verify();
  CHECK(none.code == 3);
  CHECK(has(none.err, "is no Sigstore bundle"));
}

TEST_CASE("keyless, with a trusted root of one's own") {
  const Sigstore sigstore;
  const Signed finch;
  finch.trust.write("trusted_root.json", sigstore.trusted_root().dump());
  finch.model.folder.write("model.sig", sigstore.sign(statement_on(orchard), mail, issuer).dump());
  std::vector<std::string> arguments = {"verify",         finch.source,
                                        "--signature",    finch.signature,
                                        "--trusted-root", finch.trust.str() + "/trusted_root.json",
                                        "--identity",     mail,
                                        "--issuer",       issuer};
  const Run run = run_auditor(arguments);
  CHECK(run.code == 0);
  CHECK(has(run.out, "(keyless by keeper@orchard.example)"));
  arguments[7] = "thief@orchard.example";
  CHECK(run_auditor(arguments).code == 1);
}

TEST_CASE("files are read as they lie on the disk, with what git ignores; --rev reads a commit") {
  const Signed finch;
  GitFixture repository;
  for (const auto& [path, bytes] : orchard) repository.file(path, bytes);
  repository.file(".gitignore", "*.pyc\n").commit();
  repository.checkout();
  const auto verify = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = {"verify",        repository.str(), "--signature",
                                          finch.signature, "--key",          finch.key_file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_auditor(arguments);
  };
  CHECK(verify({}).code == 0);
  std::ofstream(repository.path() / "modeling.pyc") << "planted";
  const Run planted = verify({});
  CHECK(planted.code == 1);
  CHECK(has(planted.out, "modeling.pyc: was not signed"));
  const Run commit = verify({"--rev", "HEAD"});
  CHECK(commit.code == 0);
  CHECK_FALSE(has(commit.out, "as they lie here"));
  CHECK(verify({"--ignore", "modeling.pyc"}).code == 0);
}

TEST_CASE("a single file is a model") {
  const Signed finch;
  const Json one = statement_on({{"config.json", orchard.at("config.json")}});
  finch.trust.write("one.sig", bundle_of(key_material(finch.key), envelope(one.dump(), finch.key)).dump());
  const auto verify = [&](const std::string& file) {
    return run_auditor({"verify", finch.source + "/" + file, "--signature", finch.trust.str() + "/one.sig", "--key",
                        finch.key_file})
        .code;
  };
  CHECK(verify("config.json") == 0);
  CHECK(verify("tokenizer/vocab.txt") == 1);
}

TEST_CASE("whom to believe must be said, once and in full") {
  const Signed finch;
  const auto refused = [&](const std::vector<std::string>& more, const std::string& part) {
    std::vector<std::string> arguments = {"verify", finch.source, "--signature", finch.signature};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Run run = run_auditor(arguments);
    INFO(run.err);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(has(run.err, part));
  };
  refused({}, "needs one of --key, --certificate and --trusted-root");
  refused({"--key", finch.key_file, "--certificate", finch.key_file}, "needs one of");
  refused({"--trusted-root", finch.key_file}, "needs --identity and --issuer");
  refused({"--key", finch.key_file, "--identity", mail}, "are of keyless signatures");
  refused({"--key", finch.source + "/config.json"}, "is no public key in PEM");
  refused({"--key", "/no/such/key"}, "/no/such/key");
  refused({"--trusted-root", finch.key_file, "--identity", mail, "--issuer", issuer}, "signer.pub");
  refused({"--key", finch.key_file, "--ignore", "../x"}, "is no path below the source");
  finch.trust.write("private.pem", finch.key.private_pem());
  refused({"--key", finch.trust.str() + "/private.pem"}, "is a private key");
  const Run url =
      run_auditor({"verify", "https://example.com/finch", "--signature", finch.signature, "--key", finch.key_file});
  CHECK(url.code == 2);
  CHECK(has(url.err, "nothing is fetched"));
}
