#include "auditor/licenses/catalog/catalog.h"

#include "tests/support/catch.h"

#include <algorithm>

using namespace auditor::licenses;

TEST_CASE("an SPDX licence is found in any case, with its flags") {
  const License* mit = find_license("mit");
  REQUIRE(mit != nullptr);
  CHECK(mit->id == "MIT");
  CHECK(mit->spdx);
  CHECK(mit->osi);
  CHECK(mit->fsf);
  CHECK(mit->openness == Openness::open);
  CHECK(mit->mof_types == std::vector<std::string>{"code"});
  CHECK(find_license("MIT") == mit);
  CHECK(find_license("No-Such-License") == nullptr);
}

TEST_CASE("deprecated ids and exceptions are in the catalogue") {
  REQUIRE(find_license("GPL-2.0") != nullptr);
  CHECK(find_license("GPL-2.0")->deprecated);
  REQUIRE(find_license("Classpath-exception-2.0") != nullptr);
  CHECK(find_license("Classpath-exception-2.0")->exception);
}

TEST_CASE("the Model Openness Tool's lists are kept as they are written there") {
  CHECK(find_license("CC-BY-4.0")->open_data);
  CHECK_FALSE(find_license("PDDL-1.0")->open_data);
  CHECK_FALSE(find_license("CC-BY-NC-4.0")->open_data);
  CHECK(find_license("OpenMDW-1.0")->openness == Openness::open);
  CHECK(find_license("OpenMDW-1.0")->mof_types.size() == 3);
}

TEST_CASE("an AI licence carries its terms") {
  const License* llama = find_license("LicenseRef-llama3.1");
  REQUIRE(llama != nullptr);
  CHECK_FALSE(llama->spdx);
  CHECK(llama->openness == Openness::restricted);
  CHECK(llama->family == "llama");
  CHECK(llama->terms.at("user_threshold").get<std::string>().find("700 million") != std::string::npos);
}

TEST_CASE("no licence that limits use, users or commerce is open") {
  for (const auto& id : license_ids()) {
    const License* license = find_license(id);
    REQUIRE(license != nullptr);
    CAPTURE(id);
    if (license->openness != Openness::open) continue;
    CHECK(id.find("-NC") == std::string::npos);
    CHECK(id.find("-ND") == std::string::npos);
    CHECK((license->spdx || id.starts_with("OpenMDW")));
    CHECK_FALSE(license->exception);
    CHECK(license->terms.value("commercial", "yes") == "yes");
    CHECK(license->terms.value("use_restrictions", "none") == "none");
  }
  for (const char* id :
       {"JSON", "SSPL-1.0", "BUSL-1.1", "Elastic-2.0", "Hippocratic-2.1", "CC-BY-NC-SA-4.0", "CC-BY-ND-3.0",
        "PolyForm-Noncommercial-1.0.0", "C-UDA-1.0", "LicenseRef-gemma-terms", "LicenseRef-bigcode-openrail-m-v1"})
    CHECK(find_license(id)->openness >= Openness::restricted);
}

TEST_CASE("ids are sorted and each is there once") {
  const auto ids = license_ids();
  CHECK(ids.size() > 850);
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
  CHECK(catalog_version().find("3.28") != std::string::npos);
}
