// Which terms leave no room for one another, on pairs of this test's own choosing: half of them fit.
#include "auditor/licenses/permissions/compatibility.h"

#include "auditor/licenses/permissions/clauses.h"
#include "auditor/licenses/permissions/record.h"
#include "tests/support/catch.h"

#include <string>

using namespace auditor;

namespace {

std::string kind(std::string_view declared, std::string_view parent, std::string_view relation = "finetune") {
  const auto found = permissions::incompatible(declared, parent, relation);
  return found ? found->kind : "";
}

std::string between(std::string_view one, std::string_view other) {
  const auto found = permissions::incompatible_parts(one, other);
  return found ? found->text : "";
}

}  // namespace

TEST_CASE("terms that a parent's leave no room for are named by kind") {
  CHECK(kind("GPL-3.0-only", "CC-BY-NC-4.0") == "further-restrictions");
  CHECK(kind("CC-BY-NC-4.0", "LicenseRef-creativeml-openrail-m") == "pass-through");
  CHECK(kind("CC-BY-4.0", "LicenseRef-gemma-terms") == "pass-through");
  CHECK(kind("MIT", "GPL-3.0-only") == "share-alike");
  CHECK(kind("Apache-2.0", "CC-BY-SA-4.0", "merge") == "share-alike");
  CHECK(kind("MIT", "CC-BY-ND-4.0") == "no-derivatives");
  CHECK(kind("LicenseRef-llama3.1", "CC-BY-NC-4.0") == "non-commercial");
}

TEST_CASE("terms that fit, and those that are not known to clash, are not named") {
  CHECK(kind("MIT", "Apache-2.0").empty());
  CHECK(kind("GPL-3.0-only", "GPL-3.0-only").empty());
  CHECK(kind("AGPL-3.0-only", "GPL-3.0-only").empty());
  CHECK(kind("GPL-3.0-only", "CC-BY-SA-4.0").empty());
  CHECK(kind("CC-BY-NC-4.0", "Apache-2.0").empty());
  CHECK(kind("LicenseRef-creativeml-openrail-m", "LicenseRef-creativeml-openrail-m").empty());
  CHECK(kind("MIT", "GPL-3.0-only", "adapter").empty());
  CHECK(kind("MIT", "CC-BY-ND-4.0", "quantized").empty());
  CHECK(kind("MIT OR GPL-3.0-only", "CC-BY-NC-4.0").empty());
  CHECK(kind("MIT", "LicenseRef-modified-GPL-3.0-only").empty());
  CHECK(kind("LicenseRef-nobody-knows", "CC-BY-NC-4.0").empty());
  CHECK(kind("not an expression (", "CC-BY-NC-4.0").empty());
}

TEST_CASE("parts of one result are held against each other, with the clause of each side") {
  const std::string said = between("CC-BY-NC-4.0", "GPL-3.0-or-later");
  CHECK(said.find("GPL-3.0-or-later (sections 7 and 10)") != std::string::npos);
  CHECK(said.find("CC-BY-NC-4.0 (sections 1.i, 2.a.1)") != std::string::npos);
  CHECK_FALSE(between("GPL-2.0-only", "LicenseRef-bigscience-openrail-m").empty());
  CHECK(between("MIT", "CC-BY-NC-4.0").empty());
  CHECK(between("GPL-3.0-only", "Apache-2.0").empty());
}

TEST_CASE("the clause of an answer is the licence's own label") {
  CHECK(permissions::record_of("LicenseRef-llama3.1").clause_for("commercial").find("(section 2)") !=
        std::string::npos);
  CHECK(permissions::record_of("LicenseRef-llama3.1").clause_for("host").find("1.b.i") != std::string::npos);
  CHECK(permissions::record_of("LicenseRef-llama3.1").clause_for("distill").find("begin \"Llama\" (section 1.b.i)") !=
        std::string::npos);
  CHECK(permissions::record_of("LicenseRef-flux-1-dev-nc").clause_for("sell-outputs").find("(section 2.d)") !=
        std::string::npos);
  CHECK(permissions::record_of("GPL-2.0-or-later").clause_for("embed-code").find("(section 2.b)") != std::string::npos);
  // Words by which a text is recognised are no clause of it.
  const std::string bigcode = permissions::record_of("LicenseRef-bigcode-openrail-m-v1").clause_for("host");
  CHECK(bigcode.find("created under BigCode") == std::string::npos);
  // Of a licence whose clauses were not noted the words stand alone.
  CHECK(permissions::record_of("LicenseRef-coqui-public-model").clause_for("commercial").find('(') ==
        permissions::record_of("LicenseRef-coqui-public-model").clause_for("commercial").rfind('('));
  CHECK(permissions::clause_label("LicenseRef-coqui-public-model", "commercial", "commercial").empty());
}

TEST_CASE("a prescribed line is found whatever its signs and line ends, and not in other words") {
  const std::string line = permissions::wording_of("LicenseRef-llama3.1").notice;
  CHECK(permissions::holds_line(
      "Llama 3.1 is licensed under the\nLlama 3.1 Community License, Copyright (c) Meta Platforms, "
      "Inc.\r\nAll Rights Reserved.",
      line));
  CHECK_FALSE(permissions::holds_line("Llama 3.1 is licensed under the Llama 3.1 Community License.", line));
  CHECK_FALSE(permissions::holds_line("anything", ""));
  CHECK(permissions::has_holder_line("BSD-3-Clause"));
  CHECK_FALSE(permissions::has_holder_line("Apache-2.0"));
}
