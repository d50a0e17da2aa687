#include "auditor/licenses/references/references.h"

#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/time_limit.h"

#include <algorithm>
#include <chrono>
#include <utility>

using namespace auditor::licenses;

namespace {

using Ids = std::vector<std::string>;

// The ids that stand after both stages, sorted, each once.
Ids ids_in(std::string_view text, std::vector<Match> texts = {}) {
  const auto lines = auditor::split_lines(text);
  const std::vector<char> covered(lines.size());
  Ids ids;
  for (const Match& match : resolve(std::move(texts), find_references(lines, covered))) ids.push_back(match.id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Match text_match(std::string id, MatchKind kind = MatchKind::text, std::string similar_to = {}) {
  Match match;
  match.id = std::move(id);
  match.kind = kind;
  match.similar_to = std::move(similar_to);
  match.lines = {1, 20};
  return match;
}

}  // namespace

TEST_CASE("SPDX tags are read in any comment") {
  CHECK(ids_in("// SPDX-License-Identifier: MIT") == Ids{"MIT"});
  CHECK(ids_in("/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */") ==
        Ids{"GPL-2.0-only", "Linux-syscall-note"});
  CHECK(ids_in("# SPDX-License-Identifier: (mit OR apache-2.0) -- see AUTHORS") == Ids{"Apache-2.0", "MIT"});
  CHECK(ids_in("SPDX-License-Identifier: LicenseRef-Acme-1") == Ids{"LicenseRef-Acme-1"});
  CHECK(ids_in("the SPDX-License-Identifier line is missing").empty());
}

TEST_CASE("a tag's expression is kept whole") {
  const std::vector<std::string_view> lines = {"# SPDX-License-Identifier: MIT OR Apache-2.0"};
  const std::vector<char> covered = {0};
  const auto found = find_references(lines, covered);
  REQUIRE(found.size() == 2);
  CHECK(found[0].expression == "MIT OR Apache-2.0");
  CHECK(found[0].match.kind == MatchKind::tag);
  CHECK(found[0].match.lines.start == 1);
}

TEST_CASE("GNU notices: versions before and after the name, wrapped, and their later forms") {
  CHECK(ids_in(" * under the terms of the GNU General Public License as published by the\n"
               " * Free Software Foundation; either version 2 of the License, or (at your\n"
               " * option) any later version.") == Ids{"GPL-2.0-or-later"});
  CHECK(ids_in("# licensed under version 3 of the GNU General Public License") == Ids{"GPL-3.0-only"});
  CHECK(ids_in("Licensed under the GPLv2+") == Ids{"GPL-2.0-or-later"});
  CHECK(ids_in("License: LGPL-2.1 or newer") == Ids{"LGPL-2.1-or-later"});
  CHECK(ids_in("released under the GNU GPL, version 2 or 3") == Ids{"GPL-2.0-only", "GPL-3.0-only"});
  CHECK(ids_in("under the GNU General Public License version 3 or any later version approved by the board") ==
        Ids{"GPL-3.0-only"});
  CHECK(ids_in("covered by the GNU Lesser General Public License") == Ids{"LGPL-2.1-or-later"});
  CHECK(ids_in("covered by the GNU Affero General Public License, version 3.") == Ids{"AGPL-3.0-only"});
}

TEST_CASE("a family's name yields to an exact id of the family") {
  CHECK(ids_in("This is free software under the GPL.") == Ids{"GPL-1.0-or-later"});
  CHECK(ids_in("This is under the GPL.\n\nLicense: GPL-2.0-only") == Ids{"GPL-2.0-only"});
  CHECK(ids_in("Distributed under the BSD license.") == Ids{"BSD-3-Clause"});
  CHECK(ids_in("Distributed under the BSD license.", {text_match("BSD-2-Clause")}) == Ids{"BSD-2-Clause"});
}

TEST_CASE("the name in an address yields to the notice that says more") {
  CHECK(ids_in("GNU General Public License, version 3 or later, see https://www.gnu.org/licenses/gpl-3.0.html") ==
        Ids{"GPL-3.0-or-later"});
}

TEST_CASE("addresses") {
  CHECK(ids_in("see http://www.apache.org/licenses/LICENSE-2.0.txt") == Ids{"Apache-2.0"});
  CHECK(ids_in("[CC](https://creativecommons.org/licenses/by-nc/4.0/deed.de)") == Ids{"CC-BY-NC-4.0"});
  CHECK(ids_in("https://opensource.org/licenses/MIT") == Ids{"MIT"});
  CHECK(ids_in("https://llama.meta.com/llama3/license/") == Ids{"LicenseRef-llama3"});
  CHECK(ids_in("https://example.org/about").empty());
}

TEST_CASE("manifest fields and headings") {
  CHECK(ids_in("\"license\": \"MIT\",") == Ids{"MIT"});
  CHECK(ids_in("license = \"Apache-2.0\"") == Ids{"Apache-2.0"});
  CHECK(ids_in("\"License :: OSI Approved :: MIT License\",") == Ids{"MIT"});
  CHECK(ids_in("## License\n\nMIT. See LICENSE for details.") == Ids{"MIT"});
  CHECK(ids_in("[![License](https://img.shields.io/badge/Code_License-Apache_2.0-green.svg)](LICENSE)") ==
        Ids{"Apache-2.0"});
}

TEST_CASE("kernel modules state their own licence") {
  CHECK(ids_in("MODULE_LICENSE(\"Dual BSD/GPL\");") == Ids{"BSD-3-Clause", "GPL-2.0-only"});
  CHECK(ids_in("MODULE_LICENSE(\"GPL v2\");") == Ids{"GPL-2.0-only"});
}

TEST_CASE("names in sentences need a licence word") {
  CHECK(ids_in("This model is released under the Apache License, Version 2.0.") == Ids{"Apache-2.0"});
  CHECK(ids_in("The code is MIT licensed.") == Ids{"MIT"});
  CHECK(ids_in("Weights are under the Llama 3.1 Community License.") == Ids{"LicenseRef-llama3.1"});
  CHECK(ids_in("Data under CC BY-NC-SA 4.0") == Ids{"CC-BY-NC-SA-4.0"});
  CHECK(ids_in("It may be used under the MIT or GPL licenses.") == Ids{"GPL-1.0-or-later", "MIT"});
  CHECK(ids_in("We thank colleagues at MIT and the Apache web server team.").empty());
  CHECK(ids_in("We fine-tuned Llama 3.1 on Wikipedia.").empty());
  CHECK(ids_in("The licence must be compatible with the GPL.").empty());
}

TEST_CASE("sentences of well-known projects stand for their licence") {
  CHECK(ids_in("/* For conditions of distribution and use, see copyright notice in zlib.h */") == Ids{"Zlib"});
  CHECK(ids_in(" * This file is part of the\n * Independent JPEG Group's software.\n * (license)") == Ids{"IJG"});
  CHECK(ids_in("The copyright notice in our header is short.").empty());
}

TEST_CASE("Creative Commons terms that restrict count without a version, until one is told") {
  CHECK(ids_in("Licensed under a Creative Commons Attribution-NonCommercial license.") == Ids{"LicenseRef-cc-by-nc"});
  CHECK(ids_in("https://creativecommons.org/licenses/by-nc-sa/") == Ids{"LicenseRef-cc-by-nc-sa"});
  CHECK(ids_in("License: CC BY-NC\n\nhttps://creativecommons.org/licenses/by-nc/4.0/") == Ids{"CC-BY-NC-4.0"});
  CHECK(ids_in("Licensed under Creative Commons Attribution.") == Ids{"LicenseRef-cc-by"});
}

TEST_CASE("an exception named in letters, and one that a longer id says exactly") {
  CHECK(ids_in("License: GPL2 w/ CPE") == Ids{"Classpath-exception-2.0", "GPL-2.0-only"});
  CHECK(ids_in("Licensed with the Autoconf exception.", {text_match("Autoconf-exception-generic-3.0")}) ==
        Ids{"Autoconf-exception-generic-3.0"});
}

TEST_CASE("a sentence may name the licence of something else") {
  CHECK(ids_in("It may be used in projects which are not available under the GNU General Public License or the GNU "
               "Library General Public License.")
            .empty());
  CHECK(ids_in("Contrary to the GPL, this licence lets you link it.").empty());
  CHECK(ids_in("It is distributed not under the GPL.").empty());
  CHECK(ids_in("Our own license, inspired by the MIT License.").empty());
  CHECK(ids_in("This license is similar to the Apache License 2.0.").empty());
  CHECK(ids_in("EXPORT_SYMBOL_GPL(unmap_pages); /* license */").empty());
}

TEST_CASE("the same licence as another work's") {
  CHECK(ids_in("This file is distributed under the same license as OpenSSL") == Ids{"OpenSSL"});
  CHECK(ids_in("The licence agreement for this file is the same as the rest of the LibTiff code.") == Ids{"libtiff"});
  CHECK(ids_in("The licence is short; its colour is the same as the rest of the label.").empty());
  CHECK(ids_in("You may link versions of OpenSSL that use the same license as OpenSSL.").empty());
}

TEST_CASE("a kind of licence is what the file's own text says") {
  const std::string kind = "Both licenses are BSD-style open source licenses.";
  CHECK(ids_in(kind) == Ids{"BSD-3-Clause"});
  CHECK(ids_in(kind, {text_match("OpenSSL")}) == Ids{"OpenSSL"});
  CHECK(ids_in("lib/uuid is under a BSD-style license", {text_match("GPL-2.0-only")}) ==
        Ids{"BSD-3-Clause", "GPL-2.0-only"});
}

TEST_CASE("packaging and files with an exception have a statement of their own") {
  const std::string far(30, '\n');
  const std::string exact = "The program is licensed under the GNU General Public License, version 3." + far;
  CHECK(ids_in(exact + "The program is under the GPL.") == Ids{"GPL-3.0-only"});
  CHECK(ids_in(exact + "The Debian packaging is (C) 2020 J. Doe and is licensed under the GPL.") ==
        Ids{"GPL-1.0-or-later", "GPL-3.0-only"});
  CHECK(ids_in(exact + "find.c is Copyright (c) 2002 Acme and is licensed under the GPL.") ==
        Ids{"GPL-1.0-or-later", "GPL-3.0-only"});
  CHECK(ids_in("The packaging is licensed under the GPL.", {text_match("GPL-3.0-only")}) == Ids{"GPL-3.0-only"});
}

TEST_CASE("ids of a tag without an operator are a choice") {
  const std::vector<std::string_view> lines = {"/* SPDX-License-Identifier:\tGPL-2.0+ BSD-2-Clause */"};
  const std::vector<char> covered = {0};
  const auto found = find_references(lines, covered);
  REQUIRE(found.size() == 2);
  CHECK(found[0].expression == "GPL-2.0-or-later OR BSD-2-Clause");
  CHECK(ids_in("SPDX-License-Identifier: MIT License text follows") == Ids{"MIT"});
}

TEST_CASE("a title yields to the text below it") {
  CHECK(ids_in("Intel Open Source License", {text_match("BSD-3-Clause")}) == Ids{"BSD-3-Clause"});
  CHECK(ids_in("Old BSD License (before 1990)", {text_match("BSD-4.3TAHOE")}) == Ids{"BSD-4.3TAHOE"});
  CHECK(ids_in("Parts are under the Intel Open Source License of 1999.", {text_match("BSD-3-Clause")}) ==
        Ids{"BSD-3-Clause", "Intel"});
  CHECK(ids_in("Choose the GPL, or the Acme BSD license below:", {text_match("Linux-OpenIB")}) ==
        Ids{"GPL-1.0-or-later", "Linux-OpenIB"});
}

TEST_CASE("where a distribution keeps a text yields to what a notice says") {
  const std::string kept = "see /usr/share/common-licenses/LGPL-2.1 for the license\n\n";
  CHECK(ids_in(kept) == Ids{"LGPL-2.1-only"});
  CHECK(ids_in(kept + "under the GNU Library General Public License, version 2 or later") == Ids{"LGPL-2.0-or-later"});
}

TEST_CASE("a folder's name and the licensee are no licence") {
  CHECK(ids_in("This is free software, please refer to doc/LICENSE for details.").empty());
  CHECK(ids_in("Rights vest in Nokia, Licensee assigns all of them.").empty());
}

TEST_CASE("brackets in a sentence are no field") {
  CHECK(ids_in("under the terms of the GNU General\nPublic License (\"GPL\") version 2, in which case it ends") ==
        Ids{"GPL-2.0-only"});
  CHECK(ids_in("license(\"MIT\")") == Ids{"MIT"});
}

TEST_CASE("fields that hold several licences") {
  CHECK(ids_in("\"license\": [\"MIT\", \"GPL-3.0+\"],") == Ids{"GPL-3.0-or-later", "MIT"});
  CHECK(ids_in("License: GPL-2+ or Artistic") == Ids{"Artistic-1.0-Perl", "GPL-2.0-or-later"});
  CHECK(ids_in("License: (GPL+ or Artistic) and BSD") == Ids{"Artistic-1.0-Perl", "BSD-3-Clause", "GPL-1.0-or-later"});
  CHECK(ids_in("License: MIT / GPL2") == Ids{"GPL-2.0-only", "MIT"});
  CHECK(ids_in("License: nobody's and everybody's").empty());
}

TEST_CASE("a field's version stands beside a later one elsewhere, not beside its own notice") {
  const std::string far(20, '\n');
  CHECK(ids_in("License: GPL-2" + far + "License: GPL-2+") == Ids{"GPL-2.0-only", "GPL-2.0-or-later"});
  CHECK(ids_in("License: GPL-2\n GPL version 2 or any later version") == Ids{"GPL-2.0-or-later"});
}

TEST_CASE("names inside symbols and of a project are no licence") {
  CHECK(ids_in("<code class=\"language-json\">{\n  \"license\": \"MIT\"") == Ids{"MIT"});
  CHECK(ids_in("All ICU <code>TimeZone</code> classes, see the license").empty());
  CHECK(ids_in("#include <json/JSON.h> // license").empty());
  CHECK(ids_in("The license of some MIT code is kept.") == Ids{"MIT"});
  CHECK(ids_in("enum under_terms { Tag_GNU_MIPS_ABI = 4 }; // license tags").empty());
  CHECK(ids_in("The path is absolute under GNU rules.").empty());
  CHECK(ids_in("It is under the GNU license.") == Ids{"GPL-1.0-or-later"});
}

TEST_CASE("names below a heading that says licence") {
  CHECK(ids_in("## License\n\n* Code: Apache 2.0\n* Data: ODbL 1.0\n* Docs: CC-BY 4.0\n") ==
        Ids{"Apache-2.0", "CC-BY-4.0", "ODbL-1.0"});
  CHECK(ids_in("## License\n\nThe code is MIT. The text is CC BY-SA 4.0.\n") == Ids{"CC-BY-SA-4.0", "MIT"});
  CHECK(ids_in("## Servers\n\n* Apache 2.0\n").empty());
  CHECK(ids_in("## License\n" + std::string(20, '\n') + "* Server: Apache 2.0\n").empty());
}

TEST_CASE("a stop after an abbreviation ends no sentence, a sign between words says no \"or later\"") {
  CHECK(ids_in("under the terms of the Mozilla Public License, v. 2.0, as it stands") == Ids{"MPL-2.0"});
  CHECK(ids_in("licensed under GPLv2 + Classpath Exception") == Ids{"Classpath-exception-2.0", "GPL-2.0-only"});
  CHECK(ids_in("licensed under GPLv2+") == Ids{"GPL-2.0-or-later"});
}

TEST_CASE("an item's number is no version") {
  CHECK(ids_in("under the GNU General Public License v2 and the 3-clause BSD license") ==
        Ids{"BSD-3-Clause", "GPL-2.0-only"});
  CHECK(ids_in("3) under the terms of the \"GNU General Public License (GPL) Version 2\"") == Ids{"GPL-2.0-only"});
}

TEST_CASE("a changed licence's title does not bring the original back") {
  const auto ids = ids_in("MIT License", {text_match("LicenseRef-modified-MIT", MatchKind::modified, "MIT")});
  CHECK(ids == Ids{"LicenseRef-modified-MIT"});
}

TEST_CASE("a list of many licences is no statement") {
  std::string list;
  for (const char* id : {"MIT",           "ISC",        "Zlib",         "NCSA",         "0BSD",         "MIT-0",
                         "Apache-2.0",    "Apache-1.1", "BSD-2-Clause", "BSD-3-Clause", "MPL-1.1",      "MPL-2.0",
                         "EPL-1.0",       "EPL-2.0",    "CC0-1.0",      "CC-BY-4.0",    "CC-BY-SA-4.0", "LGPL-2.1-only",
                         "LGPL-3.0-only", "ECL-2.0",    "AFL-3.0",      "OSL-3.0",      "GPL-2.0-only", "GPL-3.0-only",
                         "AGPL-3.0-only", "Unlicense",  "BSL-1.0",      "PostgreSQL",   "Artistic-2.0", "OFL-1.1"})
    list += std::string("license: ") + id + "\n";
  CHECK(ids_in(list).empty());
}

TEST_CASE("names below each other, each alone on its line, are a list from fewer on") {
  const std::string entries =
      "  \"AGPL-3.0-only\",\n  \"GPL-2.0-only\",\n  \"GPL-2.0-with-classpath-exception\",\n  \"GPL-3.0-or-later\",\n"
      "  \"LGPL-2.1-only\",\n  \"LGPL-3.0-or-later\",\n  \"GFDL-1.3-or-later\",\n  \"CC-BY-SA-4.0\"\n";
  CHECK(ids_in("[\n" + entries + "]\n").empty());
  CHECK(ids_in("SPDX-License-Identifier: MIT\n\n[\n" + entries + "]\n") == Ids{"MIT"});
  SECTION("a few names are what they say") {
    CHECK(ids_in("Licensed under:\n\n- GPL-2.0-only\n- CC-BY-SA-4.0\n") == Ids{"CC-BY-SA-4.0", "GPL-2.0-only"});
  }
  SECTION("names in sentences are no list") {
    std::string text;
    for (const char* id : {"AGPL-3.0-only", "GPL-2.0-only", "GPL-3.0-or-later", "LGPL-2.1-only", "LGPL-3.0-or-later",
                           "GFDL-1.3-or-later", "CC-BY-SA-4.0", "CC-BY-4.0"})
      text += std::string("This part is licensed under ") + id + ".\n";
    CHECK(ids_in(text).size() == 8);
  }
}

TEST_CASE("hostile text takes linear time") {
  const auto seconds = [](const std::string& text) {
    const auto start = std::chrono::steady_clock::now();
    (void)ids_in(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  std::string gnu;
  std::string brackets;
  for (int i = 0; i < 20000; ++i) {
    gnu += "gnu general public license version or ";
    brackets += "SPDX-License-Identifier: ((((((((((((((((\n";
  }
  CHECK(seconds(gnu) < auditor::test::time_limit(5));
  CHECK(seconds(brackets) < auditor::test::time_limit(5));
  CHECK(seconds(std::string(1U << 20U, 'l')) < auditor::test::time_limit(5));
}
