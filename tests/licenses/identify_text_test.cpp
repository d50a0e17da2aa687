// Identification with the shipped index, on texts that are no licence of the list.
#include "auditor/licenses/texts/identify.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <string>

namespace {

using namespace auditor::licenses;

// Licence-like, and nobody's licence.
const std::string kInvented = R"(NIMBUS WEATHER MODEL TERMS

Subject to the terms and conditions of this agreement, the provider hereby grants you a limited, revocable,
non-exclusive, non-transferable license under its copyrights to reproduce and to make derivative works of the model,
provided that you do not distribute the model or any derivative work to any third party without the prior written
consent of the provider. You shall not use the model for any commercial purpose. If you institute litigation against
the provider alleging that the model infringes any patent, any license granted to you under this agreement shall
terminate as of the date such litigation is filed. The model is provided on an as is basis, without warranties of any
kind, either express or implied. In no event shall the provider be liable for any damages arising out of the use of
the model, even if advised of the possibility of such damages. This agreement shall be governed by the laws of the
place of business of the provider.
)";

}  // namespace

TEST_CASE("an unknown licence is unknown, never an open one") {
  const Identification found = identify(kInvented);
  REQUIRE(found.ids.size() == 1);
  CHECK(found.ids[0] == "LicenseRef-unknown");
  CHECK(found.matches[0].lines.end >= 10);
}

TEST_CASE("a file of standard notices holds no unknown licence, unless it restricts") {
  const std::string grant =
      "is free software; you can redistribute it and/or modify it under the terms of the GNU General\n"
      "Public License as published by the Free Software Foundation; either version 2 of the\n"
      "License, or (at your option) any later version. It is distributed without any warranty,\n"
      "without even the implied warranty of merchantability, to permit use and modification.\n";
  std::string notices;
  for (const char* part : {"The library", "The tool", "The manual", "The tests"})
    notices += std::string(part) + "\n" + grant +
               std::string("Copies and derivative works are distributed with it.\n\n") + std::string(8, '\n');
  const Identification found = identify(notices);
  CHECK(found.ids == std::vector<std::string>{"GPL-2.0-or-later"});
  const Identification bound = identify(notices + kInvented);
  CHECK(std::find(bound.ids.begin(), bound.ids.end(), "LicenseRef-unknown") != bound.ids.end());
}

TEST_CASE("a list of names is no unknown licence, a licence in one column is") {
  std::string names = "[\n";
  for (const char* id : {"AGPL-3.0-only", "GPL-2.0-with-GCC-exception", "GPL-2.0-with-autoconf-exception",
                         "GPL-2.0-with-bison-exception", "GPL-2.0-with-classpath-exception",
                         "GPL-2.0-with-font-exception", "GPL-3.0-with-GCC-exception", "LGPL-2.1-only", "GFDL-1.3-only"})
    names += std::string("  \"") + id + "\",\n";
  CHECK(identify(names + "]\n").ids.empty());
  std::string column = kInvented;
  std::replace(column.begin(), column.end(), ' ', '\n');
  CHECK(identify(column).ids == std::vector<std::string>{"LicenseRef-unknown"});
}

TEST_CASE("prose and code are no licence") {
  CHECK(identify("").ids.empty());
  CHECK(identify("A model of clouds, trained on twelve years of satellite pictures.\n").ids.empty());
  CHECK(identify("def rain(cloud):\n    return cloud.drop()\n").ids.empty());
}

TEST_CASE("hostile bytes end quickly and find nothing") {
  const std::string piece =
      GENERATE(as<std::string>(), "<", "<script>", "&#", "\\", "a-\n", "\xFF", "the ", "of the software ");
  std::string text;
  while (text.size() < 300'000) text += piece;
  const Identification found = identify(text);
  for (const std::string& id : found.ids) CHECK(id.rfind("LicenseRef-", 0) == 0);
}

TEST_CASE("the index names its list") { CHECK(fingerprint_version().find("SPDX licence list 3.") == 0); }
