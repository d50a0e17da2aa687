#include "auditor/assess/condition.h"

#include "auditor/assess/facts_text.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::assess;

namespace {

// "yes", "no" or "unknown"; "error: …" when the condition cannot be compiled.
std::string holds(const char* condition, const char* facts) {
  const Json source = Json::parse(condition);
  const Json document = Json::parse(facts);
  Problems problems;
  const Place root;
  const Condition compiled = Condition::compile(source, root, problems);
  if (!problems.empty()) return "error: " + problems[0].pointer + " " + problems[0].message;
  switch (compiled.evaluate({document})) {
    case Truth::yes: return "yes";
    case Truth::no: return "no";
    case Truth::unknown: return "unknown";
  }
  return "";
}

struct Row {
  const char* condition;
  const char* facts;
  const char* result;
};

}  // namespace

TEST_CASE("operators compare the value at a path") {
  const Row rows[] = {
      {R"({"a.b": "x"})", R"({"a": {"b": "x"}})", "yes"},
      {R"({"a.b": {"is": "x"}})", R"({"a": {"b": "y"}})", "no"},
      {R"({"a": 2})", R"({"a": 2})", "yes"},
      {R"({"a": {"not": "x"}})", R"({"a": "y"})", "yes"},
      {R"({"a": {"not": ["x", "y"]}})", R"({"a": "y"})", "no"},
      {R"({"a": {"not": {"matches": "^x"}}})", R"({"a": "yx"})", "yes"},
      {R"({"a": {"in": ["x", "y"]}})", R"({"a": "y"})", "yes"},
      {R"({"a": {"in": ["x", "y"]}})", R"({"a": "z"})", "no"},
      {R"({"a": {"exists": true}})", R"({"a": []})", "no"},
      {R"({"a": {"exists": false}})", R"({"a": null})", "yes"},
      {R"({"a": {"at_least": 2, "at_most": 4}})", R"({"a": 3})", "yes"},
      {R"({"a": {"at_least": 2, "at_most": 4}})", R"({"a": 5})", "no"},
      {R"({"a": {"matches": "(?i)^llama"}})", R"({"a": "Llama 2"})", "yes"},
      {R"({"a": {"contains": "x"}})", R"({"a": ["y", "x"]})", "yes"},
      {R"({"a": {"contains": "POLICY"}})", R"({"a": "policy-by-reference"})", "yes"},
      {R"({"a": {"count": 2}})", R"({"a": [1, 2]})", "yes"},
      {R"({"a": {"count": {"at_least": 1, "where": {"k": "x"}}}})", R"({"a": [{"k": "y"}]})", "no"},
      {R"({"a": {"any": {"k": "x"}}})", R"({"a": [{"k": "y"}, {"k": "x"}]})", "yes"},
      {R"({"a": {"all": {"k": {"in": ["x", "y"]}}}})", R"({"a": [{"k": "y"}, {"k": "z"}]})", "no"},
      {R"({"a": {"none": {"k": "x"}}})", R"({"a": []})", "yes"},
      {R"({"a": {"any": "x"}})", R"({"a": ["x"]})", "yes"},
      {R"({"a": {"any": {"matches": "^x"}}})", R"({"a": ["yx", "xy"]})", "yes"},
      {R"({"a": {"any": {"status": "filled"}}})", R"({"a": {"k": {"status": "filled"}}})", "yes"},
  };
  for (const Row& row : rows) {
    INFO(row.condition << " on " << row.facts);
    CHECK(holds(row.condition, row.facts) == row.result);
  }
}

TEST_CASE("what is not known stays unknown unless a condition asks for it") {
  const Row rows[] = {
      {R"({"a": "x"})", R"({"a": "unknown"})", "unknown"},
      {R"({"a": "x"})", R"({})", "unknown"},
      {R"({"a": "unknown"})", R"({"a": "unknown"})", "yes"},
      {R"({"a": "unknown"})", R"({"a": "x"})", "no"},
      {R"({"a": {"not": "x"}})", R"({"a": "unknown"})", "unknown"},
      {R"({"a": {"not": ["x", "unknown"]}})", R"({"a": "unknown"})", "no"},
      {R"({"a": {"in": ["x", "unknown"]}})", R"({"a": "unknown"})", "yes"},
      {R"({"a": {"exists": true}})", R"({})", "no"},
      {R"({"a": {"at_least": 1}})", R"({"a": null})", "unknown"},
      {R"({"a": "x"})", R"({"a": null})", "no"},
      {R"({"a": {"any": {"k": "x"}}})", R"({"a": [{"k": "unknown"}, {"k": "y"}]})", "unknown"},
      {R"({"a": {"any": {"k": "x"}}})", R"({"a": [{"k": "unknown"}, {"k": "x"}]})", "yes"},
      {R"({"a": {"none": {"k": "x"}}})", R"({"a": [{"k": "unknown"}]})", "unknown"},
      {R"({"a": {"all": {"k": "x"}}})", R"({"a": [{"k": "unknown"}, {"k": "y"}]})", "no"},
      {R"({"a": {"count": {"at_least": 1, "where": {"k": "x"}}}})", R"({"a": [{"k": "unknown"}]})", "unknown"},
      {R"({"a": {"count": {"at_least": 1, "where": {"k": "x"}}}})", R"({"a": [{"k": "unknown"}, {"k": "x"}]})", "yes"},
      {R"({"a.b.c": "x"})", R"({"a": {"b": "x"}})", "unknown"},
  };
  for (const Row& row : rows) {
    INFO(row.condition << " on " << row.facts);
    CHECK(holds(row.condition, row.facts) == row.result);
  }
}

TEST_CASE("combinators follow three-valued logic") {
  const char* facts = R"({"t": 1, "f": 0})";
  const Row rows[] = {
      {R"({"t": 1, "f": 1})", facts, "no"},
      {R"({"all_of": [{"t": 1}, {"u": 1}]})", facts, "unknown"},
      {R"({"all_of": [{"f": 1}, {"u": 1}]})", facts, "no"},
      {R"({"any_of": [{"f": 1}, {"u": 1}]})", facts, "unknown"},
      {R"({"any_of": [{"t": 1}, {"u": 1}]})", facts, "yes"},
      {R"({"not": {"u": 1}})", facts, "unknown"},
      {R"({"not": {"f": 1}})", facts, "yes"},
      {R"([{"t": 1}, {"f": 0}])", facts, "yes"},
      {R"(true)", facts, "yes"},
  };
  for (const Row& row : rows) {
    INFO(row.condition);
    CHECK(holds(row.condition, row.facts) == row.result);
  }
}

TEST_CASE("mistakes in a condition say where they are") {
  CHECK(holds(R"({"a": {"isnt": 1}})", "{}") == "error: /a/isnt unknown operator 'isnt'");
  CHECK(holds(R"({"a": ["x"]})", "{}") == "error: /a a list is compared with `in`");
  CHECK(holds(R"({"any_of": [{"a": {"in": "x"}}]})", "{}") == "error: /any_of/0/a/in `in` expects a list");
  CHECK(holds(R"({"a": {"count": {"atleast": 1}}})", "{}") ==
        "error: /a/count/atleast unknown operator 'atleast' of count");
  CHECK(holds(R"({})", "{}") == "error:  a condition is a map of paths and operators");
}

TEST_CASE("a regular expression takes linear time") {
  const std::string text = R"({"a": ")" + std::string(50'000, 'a') + R"("})";
  CHECK(holds(R"({"a": {"matches": "^(a+)+$b"}})", text.c_str()) == "no");
}

TEST_CASE("messages take values from the facts, made safe to show") {
  const Json facts = Json::parse(R"({"a": {"list": ["x", "y"], "empty": [], "null": null, "flag": true, "n": 3,
                                     "bad": "a\u001b[31m", "items": [{"name": "one"}, {"explanation": "why"}]}})");
  const Json item = {{"path", "LICENSE"}};
  const Scope scope{facts, &item};
  CHECK(render_message("{a.list} {a.empty} {a.null} {a.flag} {a.n}", scope) == "x, y none none yes 3");
  CHECK(render_message("{a.items}: {item.path}", scope) == "one, why: LICENSE");
  CHECK(render_message("{a.missing} {{a}", scope) == "not known {a}");
  CHECK(render_message("{a.bad}", scope).find('\x1b') == std::string::npos);
  CHECK(render_message("open {a.n", scope) == "open {a.n");
}

TEST_CASE("citations are gathered from where a value keeps them") {
  const Json facts = Json::parse(R"({"list": [{"evidence": [{"path": "a", "start_line": 1, "end_line": 2}]},
                                              {"evidence": [{"path": "a", "start_line": 1, "end_line": 2}]}],
                                     "signals": [{"level": 1, "path": "b", "start_line": 3}]})");
  Json found = Json::array();
  gather_citations(facts["list"], 8, found);
  CHECK(found.size() == 1);
  gather_citations(facts["signals"], 8, found);
  REQUIRE(found.size() == 2);
  CHECK(found[1] == Json({{"path", "b"}, {"start_line", 3}, {"end_line", 3}}));
}
