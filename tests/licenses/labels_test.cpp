#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/packed_map.h"
#include "auditor/licenses/references/label_words.h"
#include "tests/support/catch.h"

#include <utility>

using namespace auditor::licenses;

TEST_CASE("a label that names one licence gives its expression") {
  const std::pair<const char*, const char*> labels[] = {
      {"apache-2.0", "Apache-2.0"},
      {"Apache 2.0", "Apache-2.0"},
      {"apache license, version 2.0", "Apache-2.0"},
      {"MIT License", "MIT"},
      {"the MIT licence", "MIT"},
      {"License :: OSI Approved :: MIT License", "MIT"},
      {"License :: OSI Approved :: GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"},
      {"License :: OSI Approved :: GNU Lesser General Public License v2 (LGPLv2)", "LGPL-2.0-only"},
      {"GPLv2+", "GPL-2.0-or-later"},
      {"GPL (>= 2)", "GPL-2.0-or-later"},
      {"gpl-3.0", "GPL-3.0-only"},
      {"lgpl-2.1", "LGPL-2.1-only"},
      {"bsl-1.0", "BSL-1.0"},
      {"CC BY-NC 4.0", "CC-BY-NC-4.0"},
      {"cc-by-nc-sa-3.0", "CC-BY-NC-SA-3.0"},
      {"Creative Commons Attribution 4.0", "CC-BY-4.0"},
      {"Attribution-NonCommercial 4.0 International", "CC-BY-NC-4.0"},
      {"Attribution-NonCommercial-ShareAlike 4.0 International", "CC-BY-NC-SA-4.0"},
      {"GPL2 w/ CPE", "GPL-2.0-only WITH Classpath-exception-2.0"},
      {"GPL-2.0 with Classpath exception", "GPL-2.0-only WITH Classpath-exception-2.0"},
      {"CC0", "CC0-1.0"},
      {"odbl", "ODbL-1.0"},
      {"c-uda", "C-UDA-1.0"},
      {"openmdw-1.1", "OpenMDW-1.1"},
      {"llama2", "LicenseRef-llama2"},
      {"llama3.1", "LicenseRef-llama3.1"},
      {"Llama 3.1 Community License", "LicenseRef-llama3.1"},
      {"llama-2-community-license-agreement", "LicenseRef-llama2"},
      {"Tongyi Qianwen LICENSE AGREEMENT", "LicenseRef-tongyi-qianwen"},
      {"bigscience-bloom-rail-1.0", "LicenseRef-bigscience-bloom-rail-1.0"},
      {"bigscience-openrail-m", "LicenseRef-bigscience-openrail-m"},
      {"openrail++", "LicenseRef-creativeml-openrail-plus-plus-m"},
      {"creativeml-openrail-m", "LicenseRef-creativeml-openrail-m"},
      {"gemma", "LicenseRef-gemma-terms"},
      {"BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause"},
      {"New BSD License", "BSD-3-Clause"},
      {"MIT OR Apache-2.0", "MIT OR Apache-2.0"},
      {"MIT/Apache-2.0", "MIT OR Apache-2.0"},
      {"(MIT and CC-BY-4.0)", "MIT AND CC-BY-4.0"},
      {"Proprietary", "LicenseRef-proprietary"},
      {"UNLICENSED", "LicenseRef-proprietary"},
      {"modified-mit", "LicenseRef-bespoke-modified-mit"},
  };
  for (const auto& [text, expression] : labels) {
    CAPTURE(text);
    CHECK(read_label(text).expression == expression);
  }
}

TEST_CASE("a family's name names no single licence") {
  for (const char* text : {"cc", "gpl", "lgpl", "gfdl", "bsd", "openrail", "BSD License", "GNU General Public License",
                           "License :: OSI Approved :: BSD License", "cc-by-nc", "llama"}) {
    CAPTURE(text);
    const Label label = read_label(text);
    CHECK(label.ambiguous);
    CHECK(label.expression.empty());
  }
}

TEST_CASE("a label may point elsewhere, or say nothing that is known") {
  CHECK(read_label("other").other);
  CHECK(read_label("SEE LICENSE IN LICENSE.txt").other);
  CHECK(read_label("unknown").unknown);
  CHECK(read_label("").unknown);
  CHECK(read_label("Acme Frobnication Terms 7").unknown);
  CHECK(read_label(std::string(100000, 'x')).unknown);
}

TEST_CASE("a label with a restriction is never read as the open licence it mentions") {
  for (const char* text : {"MIT (non-commercial use only)", "Apache-2.0 with Commons Clause",
                           "GPL-3.0 for research only", "CC-BY-4.0 noncommercial"}) {
    CAPTURE(text);
    CHECK_FALSE(is_open(openness_of(read_label(text).expression)));
  }
}

TEST_CASE("the generated name table is in compared form") {
  const auto names = PackedMap::of_resource("rules/licenses/names.yaml", "names");
  REQUIRE(names.entries().size() > 1500);
  for (const auto& entry : names.entries())
    if (label_key(entry.key) != entry.key) FAIL_CHECK(std::string(entry.key) + " is not in compared form");
}

TEST_CASE("every Hugging Face licence id is understood") {
  for (const auto id : {"apache-2.0",
                        "mit",
                        "bigscience-openrail-m",
                        "creativeml-openrail-m",
                        "bigscience-bloom-rail-1.0",
                        "bigcode-openrail-m",
                        "afl-3.0",
                        "artistic-2.0",
                        "bsl-1.0",
                        "bsd-2-clause",
                        "bsd-3-clause",
                        "bsd-3-clause-clear",
                        "c-uda",
                        "cc0-1.0",
                        "cc-by-2.0",
                        "cc-by-2.5",
                        "cc-by-3.0",
                        "cc-by-4.0",
                        "cc-by-sa-3.0",
                        "cc-by-sa-4.0",
                        "cc-by-nc-2.0",
                        "cc-by-nc-3.0",
                        "cc-by-nc-4.0",
                        "cc-by-nd-4.0",
                        "cc-by-nc-nd-3.0",
                        "cc-by-nc-nd-4.0",
                        "cc-by-nc-sa-2.0",
                        "cc-by-nc-sa-3.0",
                        "cc-by-nc-sa-4.0",
                        "cdla-sharing-1.0",
                        "cdla-permissive-1.0",
                        "cdla-permissive-2.0",
                        "wtfpl",
                        "ecl-2.0",
                        "epl-1.0",
                        "epl-2.0",
                        "etalab-2.0",
                        "eupl-1.1",
                        "eupl-1.2",
                        "agpl-3.0",
                        "gpl-2.0",
                        "gpl-3.0",
                        "lgpl-2.1",
                        "lgpl-3.0",
                        "isc",
                        "h-research",
                        "intel-research",
                        "lppl-1.3c",
                        "ms-pl",
                        "apple-ascl",
                        "apple-amlr",
                        "mpl-2.0",
                        "odc-by",
                        "odbl",
                        "openmdw-1.0",
                        "openmdw-1.1",
                        "openrail++",
                        "osl-3.0",
                        "postgresql",
                        "ofl-1.1",
                        "ncsa",
                        "unlicense",
                        "zlib",
                        "pddl",
                        "lgpl-lr",
                        "deepfloyd-if-license",
                        "fair-noncommercial-research-license",
                        "llama2",
                        "llama3",
                        "llama3.1",
                        "llama3.2",
                        "llama3.3",
                        "llama4",
                        "grok2-community",
                        "gemma"}) {
    CAPTURE(id);
    const Label label = read_label(id);
    REQUIRE_FALSE(label.expression.empty());
    CHECK(openness_of(label.expression) != Openness::unknown);
  }
}
