// What hides from a program and not from a reader: other encodings, look-alike letters, invisible characters.
#include "auditor/licenses/texts/folding.h"

#include "auditor/licenses/texts/decode.h"
#include "tests/support/catch.h"

#include <string>

using namespace auditor::licenses;

TEST_CASE("letters that pass for Latin ones are read as these, others are left alone") {
  CHECK(fold_lookalikes("n\xD0\xBEn-comm\xD0\xB5rcial use") == "non-commercial use");        // Cyrillic
  CHECK(fold_lookalikes("n\xCE\xBFt for s\xCE\xB1le") == "not for sale");                    // Greek
  CHECK(fold_lookalikes("the \xD1\x81\xD0\xBE\xD1\x80\xD1\x83 of it") == "the copy of it");  // whole word
  CHECK(fold_lookalikes("\xEF\xBD\x8E\xEF\xBD\x8F\xEF\xBD\x94 here") == "not here");         // full width
  CHECK(fold_lookalikes("\xF0\x9D\x90\xA7\xF0\x9D\x90\xA8\xF0\x9D\x90\xAD") == "not");       // mathematical
  CHECK(fold_lookalikes("\xE2\x93\x9D\xE2\x93\x9E\xE2\x93\xA3") == "not");                   // circled
  const std::string russian = "\xD0\x9E\xD0\xBD\xD0\xB0 \xD1\x81\xD0\xBE\xD1\x80";
  CHECK(fold_lookalikes(russian) == russian);
  CHECK(fold_lookalikes("Z\xC3\xBCrich caf\xC3\xA9") == "Z\xC3\xBCrich caf\xC3\xA9");
}

TEST_CASE("what is invisible goes, blanks and hyphens of many kinds are plain, lines stay") {
  CHECK(fold_lookalikes("no\xE2\x80\x8B"
                        "t s\xC2\xAD"
                        "old\n\xE2\x81\xA1"
                        "ever") == "not sold\never");
  CHECK(fold_lookalikes("non\xE2\x80\x91"
                        "commercial\xC2\xA0use") == "non-commercial use");
  CHECK(fold_lookalikes("may \xE2\x80\xAE"
                        "dlos eb ton"
                        "\xE2\x80\xAC.") == "may not be sold.");
}

TEST_CASE("entities and tags inside a word hide nothing") {
  CHECK(fold_lookalikes("n&#111;t f&#x6F;r s&shy;ale&nbsp;here") == "not for sale here");
  CHECK(fold_lookalikes("com<b>mercial</b> use, pro<i>hibit</i>ed") == "commercial</b> use, prohibited");
  CHECK(fold_lookalikes("a &lt; b &amp; c &#60;i>") == "a &lt; b &amp; c &#60;i>");
}

TEST_CASE("text in UTF-32, UTF-7 and base64 is read") {
  CHECK(decode_text(std::string("\xFF\xFE\0\0n\0\0\0o\0\0\0", 12)) == "no");
  CHECK(decode_text(std::string("\0\0\xFE\xFF\0\0\0n\0\0\0o", 12)) == "no");
  CHECK(decode_text("may +AG4AbwB0- be sold") == "may not be sold");
  CHECK(decode_text("a +foo-bar and c++ -x") == "a +foo-bar and c++ -x");
  const std::string hidden = "VGhlIG1vZGVsIG1heSBub3QgYmUg\nc29sZCB0byBhbnlib2R5Lg==\n";
  CHECK(decode_text(hidden) == hidden + "\n\nThe model may not be sold to anybody.\n");
  const std::string digest = std::string(64, 'a') + "\n";
  CHECK(decode_text(digest) == digest);
}
