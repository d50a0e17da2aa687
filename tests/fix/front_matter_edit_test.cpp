// Keys set in a card's metadata: what is asked for changes, nothing else, and what cannot be read is left alone.
#include "auditor/fix/front_matter_edit.h"

#include "tests/support/catch.h"

using auditor::fix::rename_key;
using auditor::fix::set_key;

TEST_CASE("a value that is no UTF-8 is written as text") {
  CHECK(set_key("---\ntags: [a]\n---\n", "base_model",
                {"nest/wr\xff"
                 "en"}) ==
        "---\ntags: [a]\nbase_model: \"nest/wr\xEF\xBF\xBD"
        "en\"\n---\n");
}

TEST_CASE("a key is changed, added, or its block made, and all other bytes stay") {
  CHECK(set_key("---\nlicense: mit # ours\ntags: [a]\n---\n# Wren\n", "license", {"apache-2.0"}) ==
        "---\nlicense: apache-2.0\ntags: [a]\n---\n# Wren\n");
  CHECK(set_key("---\ntags:\n- a\n---\n# Wren\n", "license", {"mit"}) ==
        "---\ntags:\n- a\nlicense: mit\n---\n# Wren\n");
  CHECK(set_key("# Wren\n", "license", {"mit"}) == "---\nlicense: mit\n---\n# Wren\n");
  CHECK(set_key("", "license", {"mit"}) == "---\nlicense: mit\n---\n");
  CHECK(set_key("---\r\ntags: [a]\r\n---\r\n# Wren\r\n", "license", {"mit"}) ==
        "---\r\ntags: [a]\r\nlicense: mit\r\n---\r\n# Wren\r\n");
  CHECK(set_key("---\nlicense_name: x\n---\n", "license", {"other"}) == "---\nlicense_name: x\nlicense: other\n---\n");
  CHECK(set_key("---\nlicense: mit\n---\n", "base_model", {"a/b", "c/d"}) ==
        "---\nlicense: mit\nbase_model:\n- a/b\n- c/d\n---\n");
}

TEST_CASE("values are quoted where YAML would take them for something else") {
  CHECK(set_key("", "license", {"no"}) == "---\nlicense: \"no\"\n---\n");
  CHECK(set_key("", "license_link", {"https://a.example/b"}) == "---\nlicense_link: \"https://a.example/b\"\n---\n");
  CHECK(set_key("", "license_name", {"a: b\n---\n# x"}) == "---\nlicense_name: \"a: b\\n---\\n# x\"\n---\n");
}

TEST_CASE("what holds more than one line, is never closed or cannot be read is not written over") {
  CHECK_FALSE(set_key("---\nlicense:\n- mit\n- apache-2.0\n---\n", "license", {"mit"}).has_value());
  CHECK_FALSE(set_key("---\nlicense: >\n  mit\n---\n", "license", {"mit"}).has_value());
  CHECK_FALSE(set_key("---\nlicense: [mit\n---\n# x\n", "license", {"mit"}).has_value());
  CHECK_FALSE(set_key("---\nlicense: mit\n---\n", "license", {}).has_value());
}

TEST_CASE("a key gets another name in its line alone") {
  CHECK(rename_key("---\nlicence: mit\n---\nlicence: of prose\n", 2, "licence", "license") ==
        "---\nlicense: mit\n---\nlicence: of prose\n");
  CHECK_FALSE(rename_key("---\nlicence: mit\n---\n", 3, "licence", "license").has_value());
  CHECK_FALSE(rename_key("---\nlicences_all: mit\n---\n", 2, "licence", "license").has_value());
  CHECK_FALSE(rename_key("", 1, "licence", "license").has_value());
  CHECK_FALSE(rename_key("a: b\n", -1, "a", "b").has_value());
}
