// auditor fleet site: pages over the lines of a fleet, as a web host or a disk gives them.
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/git_fixture.h"
#include "tests/support/reports.h"
#include "tests/support/run.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

using namespace auditor;
using namespace auditor::test;

namespace {
namespace fs = std::filesystem;

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Every file of a site with its bytes.
std::map<std::string, std::string> files_of(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) out[fs::relative(entry.path(), folder).generic_string()] = read_all(entry.path());
  return out;
}

Json script_data(const std::string& script, const std::string& before, const std::string& after) {
  const std::size_t from = script.find(before) + before.size();
  return Json::parse(script.substr(from, script.find(after, from) - from));
}

// The rows of the table by name, each {column: value}; a choice by its id, nothing as null.
std::map<std::string, Json> rows_of(const std::map<std::string, std::string>& site) {
  const Json columns = script_data(site.at("data/columns.js"), "columns: ", ", rows: []");
  std::map<std::string, Json> out;
  for (int file = 1; site.contains("data/rows-" + std::to_string(file) + ".js"); ++file) {
    const std::string& script = site.at("data/rows-" + std::to_string(file) + ".js");
    for (const Json& row : script_data(script, "auditorSite.add(", ");\n")) {
      REQUIRE(row.size() == columns.size() + 1);
      Json named = {{"page", row.back()}};
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool choice = columns[i]["kind"] == "choice";
        named[columns[i]["id"].get<std::string>()] = !choice ? row[i]
                                                     : row[i] == -1
                                                         ? Json()
                                                         : columns[i]["choices"][row[i].get<std::size_t>()]["id"];
      }
      out[row[0]] = named;
    }
  }
  return out;
}

std::string line(const std::string& input, const Json& report) {
  return Json{{"input", input}, {"report", report}}.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// A report with a name, a home and the bases it was made from.
Json report_of(const std::string& name, const std::string& remote, const std::vector<std::string>& bases = {}) {
  Json report = sample_report();
  report["source"]["name"] = name;
  report["source"]["remote"] = remote;
  report["source"]["commit"] = std::string(40, 'a');
  report["source"]["dirty"] = false;
  report["source"]["path"] = "";
  report["facts"]["lineage"]["parents"] = Json::array();
  for (const std::string& base : bases)
    report["facts"]["lineage"]["parents"].push_back({{"id", base}, {"relation", "finetune"}, {"openness", "unknown"}});
  return report;
}

struct Made {
  Run run;
  std::map<std::string, std::string> files;
};

Made make_site(const TempFolder& folder, const std::string& lines, std::vector<std::string> more = {},
               const std::vector<std::string>& environment = {}) {
  folder.write("lines.jsonl", lines);
  std::vector<std::string> arguments = {"fleet", "site", folder.str() + "/lines.jsonl", "-o", folder.str() + "/site"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Made made{run_auditor(arguments, {}, environment), {}};
  CAPTURE(made.run.err);
  REQUIRE(made.run.code == 0);
  made.files = files_of(folder.path() / "site");
  return made;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t pages_in(const std::map<std::string, std::string>& files) {
  return static_cast<std::size_t>(
      std::count_if(files.begin(), files.end(), [](const auto& file) { return file.first.starts_with("models/"); }));
}

}  // namespace

TEST_CASE("a fleet becomes a table, charts and a page a model; what could not be audited is a row and no class") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  const TempFolder folder;
  folder.write("list", open->str() + "\n/no/such/place\n" + closed->str() + "\n");
  const Run fleet = run_auditor({"fleet", folder.str() + "/list", "--full", "--quiet"});
  const auto [run, files] = make_site(folder, fleet.out);
  CHECK(has(run.err, "3 models, 2 pages"));

  auto rows = rows_of(files);
  REQUIRE(rows.size() == 3);
  const Json& lost = rows.at("place");
  CHECK(lost["class"] == "not-audited");
  CHECK(lost["not_audited_because"] == "open");
  CHECK(lost["bias"].is_null());
  CHECK(lost["may_commercial"].is_null());
  CHECK(lost["page"] == "");
  std::map<std::string, int> classes;
  for (const auto& [name, row] : rows) ++classes[row["class"]];
  CHECK(classes == std::map<std::string, int>{{"closed", 1}, {"not-audited", 1}, {"open-model", 1}});

  for (const auto& [name, row] : rows) {
    if (row["page"] == "") continue;
    const std::string& page = files.at("models/" + row["page"].get<std::string>());
    for (const char* part : {"id=\"verdict\"", "What you may do", "What is released", "Findings"})
      CHECK(has(page, part));
    if (row["class"] == "open-model") CHECK(has(page, "<code>README.md:"));
  }
  CHECK(has(files.at("charts.html"), "index.html#class=open-model"));
  CHECK(split_lines(files.at("models.csv")).size() == 4);
  CHECK(has(files.at("index.html"), "Openness of 3 models"));
}

TEST_CASE("a line without its report gives a row with what it says, and no page") {
  const auto open = build_fixture("fully-open");
  const TempFolder folder;
  folder.write("list", open->str() + "\n");
  // A manifest is about no model.
  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--quiet", "--manifest", "-o", folder.str() + "/part"}).code ==
          0);
  const auto [run, files] = make_site(folder, read_all(folder.str() + "/part"));
  CHECK_FALSE(has(run.err, "left out"));
  const auto rows = rows_of(files);
  REQUIRE(rows.size() == 1);
  const Json& row = rows.begin()->second;
  CHECK(row["class"] == "open-model");
  CHECK(row["weights_license"] == "Apache-2.0");
  CHECK(row["weights_openness"] == "open");
  CHECK(row["bases"].is_null());  // the line does not say, which is not "none"
  CHECK(row["page"] == "");
  CHECK(pages_in(files) == 0);
}

TEST_CASE("nothing of a hostile repository is markup, script, link, formula or path") {
  const TempFolder folder;
  Json hostile = hostile_report();
  hostile["source"]["remote"] = "javascript:alert(1)";
  const Json formula = report_of("=HYPERLINK(\"http://example.invalid\")", "https://example.invalid/a/b");
  const Json climbing = report_of("../../../etc/passwd", "https://example.invalid/a/c");
  const std::string closing = "</script><script>alert(1)</script>";
  const auto [run, files] = make_site(
      folder, line("/x/" + std::string(hostile_text), hostile) + line("f", formula) + line("../../c", climbing) +
                  line("s", report_of(closing, "https://example.invalid/a/d", {closing, hostile_text.data()})));
  REQUIRE(pages_in(files) == 4);
  for (const auto& [name, bytes] : files) {
    INFO(name);
    CHECK(
        std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '/'; }));
    CHECK_FALSE(has(name, ".."));
    CHECK_FALSE(has(bytes, "\x1b"));
    CHECK_FALSE(has(bytes, "\u202e"));
    if (name.ends_with(".csv")) continue;  // text that no browser reads as a page
    CHECK_FALSE(has(bytes, "<script>alert"));
    CHECK_FALSE(has(bytes, "<img"));
    CHECK_FALSE(has(bytes, "href=\"javascript"));
    if (name.starts_with("data/")) CHECK_FALSE(has(bytes, "<"));
  }
  CHECK(has(files.at("models.csv"), "\n\"'=HYPERLINK(\"\"http://example.invalid\"\")\","));
  CHECK(files_of(folder.path()).size() == files.size() + 1);  // nothing beside the site but the lines
}

TEST_CASE("models of one name have a page each, the same after a new run") {
  const TempFolder folder;
  const Json report = report_of("nest/wren", "https://example.invalid/nest/wren");
  const std::string lines = line("a", report) + line("b", report) + line("b", report);
  const auto first = make_site(folder, lines);
  CHECK(pages_in(first.files) == 3);
  const auto second = make_site(folder, line("b", report));
  REQUIRE(pages_in(second.files) == 1);
  for (const auto& [name, bytes] : second.files)
    if (name.starts_with("models/")) CHECK(first.files.contains(name));
}

TEST_CASE("citations link to the forge at the commit, and only where that is the text that was read") {
  const TempFolder folder;
  const auto page_of = [&](const Json& report) {
    const auto [run, files] = make_site(folder, line("x", report));
    for (const auto& [name, bytes] : files)
      if (name.starts_with("models/")) return bytes;
    return std::string();
  };
  const std::string commit(40, 'a');
  for (const char* remote : {"https://github.com/nest/wren", "git@github.com:nest/wren.git"}) {
    const std::string page = page_of(report_of("nest/wren", remote));
    CHECK(has(page, "href=\"https://github.com/nest/wren/blob/" + commit + "/README.md?plain=1#L"));
  }
  CHECK(has(page_of(report_of("nest/wren", "https://huggingface.co/nest/wren")),
            "href=\"https://huggingface.co/nest/wren/blob/" + commit + "/README.md#L"));
  for (const char* remote : {"", "https://example.invalid/nest/wren", "javascript:alert(1)//github.com/nest/wren",
                             "https://github.com@example.invalid/nest/wren"})
    CHECK_FALSE(has(page_of(report_of("nest/wren", remote)), "/blob/"));
  Json dirty = report_of("nest/wren", "https://github.com/nest/wren");
  dirty["source"]["dirty"] = true;
  CHECK_FALSE(has(page_of(dirty), "/blob/"));
  Json strange = report_of("nest/wren", "https://github.com/nest/wren");
  strange["source"]["commit"] = "\"><script>";
  CHECK_FALSE(has(page_of(strange), "/blob/"));
}

TEST_CASE("lineage is a picture and a file of edges; a circle of bases ends") {
  const TempFolder folder;
  const std::string home = "https://example.invalid/";
  const auto [run, files] =
      make_site(folder, line("1", report_of("nest/base", home + "nest/base")) +
                            line("2", report_of("nest/tuned", home + "nest/tuned", {"Nest/Base", "nest/other"})) +
                            line("3", report_of("nest/merged", home + "nest/merged", {"nest/tuned", "nest/base"})) +
                            line("4", report_of("egg", home + "egg", {"hen"})) +
                            line("5", report_of("hen", home + "hen", {"egg"})) +
                            line("6", report_of("own", home + "own", {"own"})));
  const std::string& edges = files.at("lineage.csv");
  CHECK(split_lines(edges).size() == 7);
  CHECK(has(edges, "nest/tuned,finetune,nest/base,models/nest-tuned-"));
  CHECK_FALSE(has(edges, "own,finetune,own"));
  const std::string& charts = files.at("charts.html");
  CHECK(has(charts, "aria-label=\"Lineage of nest/base\""));
  CHECK(has(charts, "nest/other, not in this index"));
  CHECK(has(charts, "<a href=\"models/nest-merged-"));
  CHECK(has(charts, "egg"));
}

TEST_CASE("the same lines give the same bytes; the one time is SOURCE_DATE_EPOCH, else the newest commit's") {
  const TempFolder folder;
  const TempFolder other;
  const std::string lines = line("a", report_of("a", "")) + line("b", report_of("b", "", {"a"}));
  CHECK(make_site(folder, lines).files == make_site(other, lines).files);
  const auto dated = make_site(folder, lines, {}, {"SOURCE_DATE_EPOCH=1764547200"});
  CHECK(has(dated.files.at("index.html"), "State of 2025-12-01."));
  CHECK(has(make_site(folder, lines, {"--title", "Birds & <b>"}).files.at("index.html"),
            "<h1 id=\"title\">Birds &amp; &lt;b&gt;</h1>"));
}

TEST_CASE("a site replaces the site before it and nothing else") {
  const TempFolder folder;
  const std::string one = line("a", report_of("a", ""));
  make_site(folder, one + line("b", report_of("b", "")));
  folder.write("site/CNAME", "models.example\n");
  folder.write("site/models/notes.txt", "mine\n");
  const auto again = make_site(folder, one);
  CHECK(pages_in(again.files) == 2);  // a's page, and the notes
  CHECK(again.files.at("CNAME") == "models.example\n");
  CHECK(again.files.at("models/notes.txt") == "mine\n");

  folder.write("full/thesis.txt", "years of work\n");
  const Run refused = run_auditor({"fleet", "site", folder.str() + "/lines.jsonl", "-o", folder.str() + "/full"});
  CHECK(refused.code == 2);
  CHECK(has(refused.err, "is not empty"));
  CHECK(files_of(folder.path() / "full").size() == 1);

  folder.write("elsewhere/x", "");
  fs::remove_all(folder.path() / "site" / "data");
  fs::create_directory_symlink(folder.path() / "elsewhere", folder.path() / "site" / "data");
  CHECK(run_auditor({"fleet", "site", folder.str() + "/lines.jsonl", "-o", folder.str() + "/site"}).code == 2);
  CHECK(files_of(folder.path() / "elsewhere").size() == 1);
}

TEST_CASE("a line that cannot be read is said and counted, not passed over") {
  const TempFolder folder;
  const auto [run, files] =
      make_site(folder, line("a", report_of("a", "")) + "{\"input\": \"b\", \"rep\n[]\n\n{\"x\": 1}\n");
  CHECK(has(run.err, "lines.jsonl:2: is no JSON object: left out"));
  CHECK(has(run.err, "lines.jsonl:3: "));
  CHECK(has(run.err, "lines.jsonl:5: is no line of a fleet: left out"));
  CHECK(has(run.err, "1 model, 1 page; 3 lines left out"));
  CHECK(has(files.at("index.html"), "3 lines could not be read and are left out"));
  CHECK(run_auditor({"fleet", "site", "/no/such/lines", "-o", folder.str() + "/none"}).code == 3);
  CHECK_FALSE(fs::exists(folder.path() / "none"));
  CHECK(run_auditor({"fleet", "site", folder.str() + "/lines.jsonl"}).code == 2);
}

TEST_CASE("packed lines and pipes are read as plain files are; lines of which none can be read make no site") {
  const TempFolder folder;
  folder.write("hub/m/README.md", "---\nlicense: mit\n---\n# Wren\nA language model.\n");
  const std::string packed = folder.str() + "/lines.jsonl.zst";
  REQUIRE(run_auditor({"fleet", folder.str() + "/hub", "--full", "--manifest", "--quiet", "-o", packed}).code == 0);
  CHECK(has(run_auditor({"fleet", "site", packed, "-o", folder.str() + "/a"}).err, "1 model, 1 page\n"));
  const Run piped = run_auditor({"fleet", "site", "-", "-o", folder.str() + "/b"}, read_all(packed));
  CHECK(has(piped.err, "1 model, 1 page\n"));
  CHECK(files_of(folder.path() / "a") == files_of(folder.path() / "b"));

  const std::string twice = R"({"input":"x","input":"y","error":"e","reason":"open"})";
  const Run none = run_auditor({"fleet", "site", "-", "-o", folder.str() + "/c"}, "{\"input\n" + twice + "\n");
  CHECK(none.code == 3);
  CHECK(has(none.err, "twice"));
  CHECK(has(none.err, "none of its lines can be read"));
  CHECK_FALSE(fs::exists(folder.path() / "c" / "index.html"));
}

TEST_CASE("lines of standard input, none at all, and reports that lack nearly everything give a site") {
  const TempFolder folder;
  const std::string out = folder.str() + "/site";
  REQUIRE(run_auditor({"fleet", "site", "-", "-o", out}, "").code == 0);
  CHECK(has(read_all(out + "/index.html"), "Openness of 0 models"));
  Json bare = bare_report();
  bare["source"] = Json::object();
  bare["findings"] = Json::array();
  REQUIRE(run_auditor({"fleet", "site", "-", "-o", out}, line("", bare)).code == 0);
  const auto rows = rows_of(files_of(out));
  REQUIRE(rows.size() == 1);
  CHECK(rows.begin()->second["class"] == "undetermined");
  CHECK(rows.begin()->second["bias"] == "unknown");
}
