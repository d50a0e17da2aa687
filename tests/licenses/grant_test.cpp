// Copies of open licences from which something was taken away, on the texts that Debian installs.
#include "auditor/licenses/texts/identify.h"
#include "tests/support/catch.h"

#include <fstream>
#include <sstream>
#include <string>

namespace {

using namespace auditor::licenses;

std::string text_of(const std::string& name) {
  std::ifstream in("/usr/share/common-licenses/" + name);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string only_id(const std::string& text) {
  const Identification found = identify(text);
  return found.ids.size() == 1 ? found.ids[0] : std::to_string(found.ids.size()) + " ids";
}

const std::string kBsd = "BSD-3-Clause";
const std::string kChangedBsd = "LicenseRef-modified-BSD-3-Clause";
const std::string kApache = "Apache-2.0";
const std::string kChangedApache = "LicenseRef-modified-Apache-2.0";

}  // namespace

TEST_CASE("a copy without a right of its original is modified, and says on which line") {
  const std::string text = text_of("BSD");
  REQUIRE(only_id(text) == kBsd);
  for (const auto& [from, to] :
       {std::pair{"Redistribution and use", "Use"}, std::pair{"with or without\nmodification", "without\nmodification"},
        std::pair{"are permitted", "are not permitted"}, std::pair{"and use in source", "and private use in source"},
        std::pair{"are permitted provided", "are permitted on Sundays provided"}}) {
    INFO(to);
    CHECK(only_id(with(text, from, to)) == kChangedBsd);
  }
  CHECK(identify(with(text, "are permitted", "are not permitted")).matches.front().changed.front().start == 5);
  CHECK(only_id(with(text_of("Apache-2.0"), "sublicense, and distribute the", "and view the")) == kChangedApache);
}

TEST_CASE("words that a copy spells, runs together or orders otherwise are not gone") {
  const std::string text = text_of("BSD");
  for (const auto& [from, to] :
       {std::pair{"Redistribution and use", "Use and redistribution"}, std::pair{"modification", "modificatoin"},
        std::pair{"Redistribution and use", "Redistributionand use"}, std::pair{"this software", "this model"}}) {
    INFO(to);
    CHECK(only_id(with(text, from, to)) == kBsd);
  }
}

TEST_CASE("a denial in front of a text or inside it changes it, a warranty that is disclaimed otherwise does not") {
  const std::string apache = text_of("Apache-2.0");
  CHECK(only_id(with(apache, "each Contributor hereby grants to You", "no Contributor hereby grants to You")) ==
        kChangedApache);
  CHECK(only_id(with(text_of("BSD"), "Redistribution and use", "In Utopia only, redistribution and use")) ==
        kChangedBsd);
  CHECK(only_id(with(text_of("BSD"), "ANY EXPRESS OR", "NO WARRANTY IS GIVEN, ANY EXPRESS OR")) == kBsd);
}

TEST_CASE("a sentence in another language beside a text is not passed over") {
  const std::string text = text_of("Apache-2.0");
  for (const char* sentence :
       {"Wykorzystanie modelu bez pisemnej zgody autorów jest zabronione.", "Nyttjande i handel är inte tillåtet här.",
        "Käyttö kaupallisiin tarkoituksiin on kielletty.", "Распространение весов запрещено.",
        "상업적 이용을 금합니다.", "重みの再配布はできません。", "Die Nutzung durch Unternehmen ist nicht gestattet.",
        "L'usage par une entreprise est exclu sans accord.", "Απαγορεύεται η εμπορική χρήση."}) {
    INFO(sentence);
    CHECK(only_id(text + "\n" + sentence + "\n") == kChangedApache);
    CHECK(only_id(std::string(sentence) + "\n\n" + text) == kChangedApache);
  }
  CHECK(only_id("Copyright 2025 Zoë Żółć, Søren Ågård and the Wren authors\n\n" + text) == kApache);
}

TEST_CASE("a line that says which files a text speaks of changes nothing, unless it takes out what is released") {
  const std::string text = text_of("Apache-2.0");
  for (const char* line :
       {"Unless otherwise noted, this license applies to all files in this repository.",
        "Everything here is covered except files with their own headers.",
        "This license applies to the source code and to the weights.", "Except where noted, all files are covered."}) {
    INFO(line);
    CHECK(only_id(text + "\n" + line + "\n") == kApache);
    CHECK(only_id(std::string(line) + "\n\n" + text) == kApache);
  }
  CHECK(only_id(text + "\nThis license applies to all files except the model weights.\n") == kChangedApache);
}
