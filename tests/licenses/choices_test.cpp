// Which licences of a file are offered for choice.
#include "auditor/licenses/texts/choices.h"

#include "tests/support/catch.h"
#include "tests/support/license_texts.h"

using namespace auditor::licenses;

namespace {}  // namespace

TEST_CASE("names joined by a choice are alternatives") {
  CHECK(identify("Dual licensed under the MIT or GPL Version 2 licenses.\n").expression == "MIT OR GPL-2.0-only");
  CHECK(identify("BSD 3-Clause License or Apache License, Version 2.0\n").expression == "BSD-3-Clause OR Apache-2.0");
  CHECK(identify("You may use this under either the MIT license or the Apache License 2.0.\n").expression ==
        "MIT OR Apache-2.0");
}

TEST_CASE("names that are only listed, or joined by and, all hold") {
  CHECK(identify("Licensed under the MIT license and the Apache License 2.0.\n").expression == "Apache-2.0 AND MIT");
  CHECK(identify("The MIT license\n\nThe Apache License, Version 2.0\n").expression == "Apache-2.0 AND MIT");
}

TEST_CASE("two texts are alternatives where words between or above them say so") {
  const std::string bsd = auditor::test::shipped_license("BSD");
  const std::string apache = auditor::test::shipped_license("Apache-2.0");
  CHECK(identify("This library may be used under either license below.\n\n" + bsd + "\n\n" + apache).expression ==
        "BSD-3-Clause OR Apache-2.0");
  CHECK(identify(bsd + "\n\nALTERNATIVELY:\n\n" + apache).expression == "BSD-3-Clause OR Apache-2.0");
  CHECK(identify(bsd + "\n\n" + apache).expression == "Apache-2.0 AND BSD-3-Clause");
}

TEST_CASE("any later version is no choice of licences") {
  CHECK_FALSE(offers_choice("either version 2 of the License, or (at your option) any later version", 1));
  CHECK_FALSE(offers_choice("Alternatively, visit our page for news about the project and its people.", 2));
  CHECK(offers_choice("licensed under A or B", 2));
}

TEST_CASE("a Creative Commons licence without version is its family, and none is made up") {
  CHECK(identify("This may be reused under a Creative Commons Attribution-ShareAlike License.\n").ids ==
        std::vector<std::string>{"LicenseRef-cc-by-sa"});
  CHECK(identify("Released under the MIT license. Icons: Creative Commons Attribution License.\n").ids ==
        std::vector<std::string>{"MIT"});
}
