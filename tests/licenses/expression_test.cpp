#include "auditor/licenses/catalog/expression.h"

#include "auditor/licenses/catalog/approval.h"
#include "auditor/licenses/catalog/catalog.h"
#include "tests/support/catch.h"

using namespace auditor::licenses;

namespace {
std::string canonical(std::string_view text) {
  const auto parsed = parse_expression(text);
  return parsed ? parsed->str() : "error: " + parsed.error().message;
}
}  // namespace

TEST_CASE("expressions get the catalogue's case and as few parentheses as they need") {
  CHECK(canonical("mit") == "MIT");
  CHECK(canonical("(MIT)") == "MIT");
  CHECK(canonical("mit or apache-2.0") == "MIT OR Apache-2.0");
  CHECK(canonical("MIT AND (Apache-2.0 or ISC)") == "MIT AND (Apache-2.0 OR ISC)");
  CHECK(canonical("GPL-2.0-or-later with classpath-exception-2.0") == "GPL-2.0-or-later WITH Classpath-exception-2.0");
  CHECK(canonical("Apache-2.0+") == "Apache-2.0+");
  CHECK(canonical("LicenseRef-Acme AND DocumentRef-x:LicenseRef-y") ==
        "LicenseRef-Acme AND DocumentRef-x:LicenseRef-y");
}

TEST_CASE("AND binds closer than OR") {
  const auto parsed = parse_expression("MIT OR ISC AND Zlib");
  REQUIRE(parsed.has_value());
  CHECK(parsed->kind == Expression::Kind::any);
  REQUIRE(parsed->operands.size() == 2);
  CHECK(parsed->operands[1].kind == Expression::Kind::all);
  CHECK(ids_of(*parsed) == std::vector<std::string>{"MIT", "ISC", "Zlib"});
}

TEST_CASE("malformed expressions are errors, however deep") {
  for (const char* text : {"", "MIT OR", "(MIT", "MIT)", "AND MIT", "MIT Apache-2.0", "MIT WITH", "MIT / ISC", "()"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_expression(text).has_value());
  }
  CHECK_FALSE(parse_expression(std::string(5000, '(') + "MIT" + std::string(5000, ')')).has_value());
  CHECK_FALSE(parse_expression(std::string(1U << 20U, 'a')).has_value());
}

TEST_CASE("join_and sorts, removes duplicates, and keeps alternatives together") {
  CHECK(join_and({}).empty());
  CHECK(join_and({"MIT"}) == "MIT");
  CHECK(join_and({"MIT OR ISC"}) == "MIT OR ISC");
  CHECK(join_and({"MIT", "Apache-2.0", "MIT"}) == "Apache-2.0 AND MIT");
  CHECK(join_and({"Zlib", "MIT OR ISC"}) == "(MIT OR ISC) AND Zlib");
  CHECK(join_and({"MIT AND ISC", "ISC"}) == "ISC AND MIT");
}

TEST_CASE("an expression holds the operands of AND that are asked for, whole ids and no part of a name") {
  CHECK(holds("MIT", "MIT"));
  CHECK(holds("mit AND (CC-BY-NC-4.0 AND ISC)", "ISC AND MIT"));
  CHECK(holds("(MIT OR ISC) AND Zlib", "MIT OR ISC"));
  CHECK_FALSE(holds("AGPL-3.0-only", "GPL-3.0-only"));
  CHECK_FALSE(holds("LGPL-2.1-only AND MIT", "GPL-2.1-only"));
  CHECK_FALSE(holds("LicenseRef-llama3.1", "LicenseRef-llama3"));
  CHECK_FALSE(holds("CC-BY-NC-SA-4.0", "CC-BY-NC"));
  CHECK_FALSE(holds("MIT", "MIT AND ISC"));
  // Who may choose another licence, or has an exception from it, does not keep to it.
  CHECK_FALSE(holds("MIT OR ISC", "MIT"));
  CHECK_FALSE(holds("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only"));
  CHECK_FALSE(holds("MIT AND", "MIT"));
  CHECK_FALSE(holds("", "MIT"));
  CHECK_FALSE(holds("MIT", ""));
}

TEST_CASE("an expression names the licences that stand in it, in whatever choice") {
  CHECK(names("MIT OR ISC", "ISC"));
  CHECK(names("MIT OR (ISC AND Zlib)", "MIT AND Zlib"));
  CHECK(names("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only"));
  CHECK_FALSE(names("AGPL-3.0-only", "GPL-3.0-only"));
  CHECK_FALSE(names("LicenseRef-llama3.1 AND MIT", "LicenseRef-llama3"));
  CHECK_FALSE(names("MIT", "MIT AND ISC"));
}

TEST_CASE("a choice covers one of its licences, not several at once") {
  CHECK(covers("MIT OR CC-BY-NC-4.0", "CC-BY-NC-4.0"));
  CHECK(covers("MIT AND CC-BY-NC-4.0", "CC-BY-NC-4.0 AND MIT"));
  CHECK(covers("MIT OR CC-BY-NC-4.0", "CC-BY-NC-4.0 OR MIT"));
  CHECK_FALSE(covers("MIT OR CC-BY-NC-4.0", "CC-BY-NC-4.0 AND MIT"));
  CHECK_FALSE(covers("MIT", "CC-BY-NC-4.0"));
}

TEST_CASE("openness: OR takes the best operand, AND the worst, and unknown is never open") {
  CHECK(openness_of("MIT") == Openness::open);
  CHECK(openness_of("MIT OR CC-BY-NC-4.0") == Openness::open);
  CHECK(openness_of("MIT AND CC-BY-NC-4.0") == Openness::noncommercial);
  CHECK(openness_of("MIT AND LicenseRef-nobody-knows") == Openness::unknown);
  CHECK(openness_of("LicenseRef-llama3.1 AND LicenseRef-nobody-knows") == Openness::restricted);
  CHECK(openness_of("LicenseRef-modified-MIT") == Openness::unknown);
  CHECK(openness_of("LicenseRef-unknown") == Openness::unknown);
  CHECK(openness_of("not an expression") == Openness::unknown);
  CHECK(openness_of("GPL-2.0-only WITH Classpath-exception-2.0") == Openness::open);
  CHECK(openness_of("Classpath-exception-2.0 AND GPL-2.0-only") == Openness::open);
  CHECK(openness_of("Classpath-exception-2.0") == Openness::unknown);
  CHECK(openness_of("Apache-2.0 WITH Commons-Clause") == Openness::unknown);
}

TEST_CASE("terms: AND keeps the stricter grant") {
  CHECK(terms_of("MIT").at("commercial") == "yes");
  CHECK(terms_of("MIT AND CC-BY-NC-4.0").at("commercial") == "no");
  CHECK(terms_of("MIT OR CC-BY-NC-4.0").at("commercial") == "yes");
  CHECK(terms_of("CC-BY-ND-4.0").at("derivatives") == "no");
  CHECK(terms_of("LicenseRef-llama2 AND MIT").at("commercial") == "conditional");
  CHECK(terms_of("((").empty());
}

TEST_CASE("OSI approval is asked operand by operand and is not openness") {
  for (const char* yes : {"MIT", "Apache-2.0", "GPL-2.0", "GPL-2.0-only WITH Classpath-exception-2.0",
                          "CC-BY-4.0 OR MIT", "MIT AND Apache-2.0", "LicenseRef-acme OR MIT"}) {
    CAPTURE(yes);
    CHECK(osi_approval_of(yes) == Approval::yes);
  }
  for (const char* no : {"CC-BY-4.0", "CC0-1.0", "OpenMDW-1.0", "MIT AND CC-BY-4.0", "CC-BY-4.0 OR CC0-1.0",
                         "LicenseRef-acme AND CC-BY-SA-4.0", "LicenseRef-llama3.1"}) {
    CAPTURE(no);
    CHECK(osi_approval_of(no) == Approval::no);
  }
  for (const char* unknown : {"", "LicenseRef-acme", "MIT AND LicenseRef-acme", "CC-BY-4.0 OR LicenseRef-acme",
                              "LicenseRef-modified-MIT", "MIT WITH LicenseRef-acme", "MIT AND"}) {
    CAPTURE(unknown);
    CHECK(osi_approval_of(unknown) == Approval::unknown);
  }
}
