// An audit tells which signatures lie in a repository and what they claim, and says that it has verified none.
#include "auditor/core/schema.h"
#include "tests/signature/signer.h"
#include "tests/signature/verified.h"
#include "tests/support/catch.h"
#include "tests/support/run.h"

using namespace auditor;
using namespace auditor::test;

namespace {

Json signatures_of(const GitFixture& repository) {
  const Run run = run_auditor({"facts", repository.str()});
  INFO(run.err);
  REQUIRE(run.code == 0);
  const Json facts = Json::parse(run.out);
  for (const auto& problem : validate_schema(facts, "schemas/facts.schema.json"))
    FAIL_CHECK(problem.pointer << ": " << problem.message);
  return facts.at("signatures");
}

}  // namespace

TEST_CASE("signatures are told with whom they claim, and as not verified") {
  const Sigstore sigstore;
  const SigningKey key("P-256");
  const Json statement = statement_on(orchard);
  GitFixture repository{
      {"README.md", "# Finch\n"},
      {"model.sig", sigstore.sign(statement, "keeper@orchard.example", "https://login.orchard.example").dump()},
      {"old/finch.sig", bundle_of(key_material(key), envelope(statement.dump(), key)).dump()},
      {"finch.sigstore.json", "{\"not\": \"a bundle\"}"}};
  const Json found = signatures_of(repository);
  REQUIRE(found.size() == 3);
  CHECK(found[0]["path"] == "finch.sigstore.json");
  CHECK(found[0]["method"] == "unknown");
  CHECK(found[1]["path"] == "model.sig");
  CHECK(found[1]["method"] == "keyless");
  CHECK(found[1]["identity"] == "keeper@orchard.example");
  CHECK(found[1]["issuer"] == "https://login.orchard.example");
  CHECK(found[1]["evidence"][0]["path"] == "model.sig");
  CHECK(found[2]["method"] == "key");
  for (const Json& one : found) CHECK(one["verified"] == false);
  const Run text = run_auditor({"audit", repository.str()});
  CHECK(text.out.find("Signed, not verified: model.sig") != std::string::npos);
}

TEST_CASE("what only ends like a signature is none") {
  GitFixture repository{{"README.md", "# Finch\n"},
                        {"src/finch.sig", "signature FINCH = sig val sing : int end\n"},  // a module of Standard ML
                        {"signature.py", "def sign(): pass\n"},
                        {"data.bundle.json", "{\"modules\": []}"},
                        {"tests/model.sig", "{}"}};
  CHECK(signatures_of(repository).empty());
}
