#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/git_fixture.h"
#include "tests/support/run.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace auditor;
using namespace auditor::test;

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with("{\"auditor\":")) lines.push_back(line);
  return lines;
}

std::string first_line_of(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace

TEST_CASE("a fleet gives one line a source in their order, resumes, and is split into shards") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  const TempFolder folder;
  folder.write("list", open->str() + "\n# a remark\n/no/such/place\n" + closed->str() + "\n");
  const std::string out = folder.str() + "/out.jsonl";

  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--output", out, "--jobs", "2"}).code == 0);
  const auto lines = lines_of(out);
  REQUIRE(lines.size() == 3);
  CHECK(parse_json(lines[0], "line")->at("verdict") == "open-model");
  CHECK(parse_json(lines[1], "line")->contains("error"));
  CHECK(parse_json(lines[2], "line")->at("verdict") == "closed");

  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--output", out, "--resume"}).code == 0);
  CHECK(lines_of(out).size() == 3);

  const Run second =
      run_auditor({"fleet", folder.str() + "/list", "--shard", "2/3", "--shard-by", "position", "--quiet"});
  CHECK(split_lines(second.out).size() == 1);
  CHECK(run_auditor({"fleet", folder.str() + "/list", "--shard", "4/3"}).code == 2);
}

TEST_CASE("shards by position together are the whole, in the same order") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  const auto hosted = build_fixture("hosted-only");
  const TempFolder folder;
  folder.write("list", open->str() + "\n" + closed->str() + "\n" + hosted->str() + "\n");
  const std::string list = folder.str() + "/list";
  const std::string whole = run_auditor({"fleet", list, "--quiet"}).out;
  const std::string odd = run_auditor({"fleet", list, "--quiet", "--shard", "1/2", "--shard-by", "position"}).out;
  const std::string even = run_auditor({"fleet", list, "--quiet", "--shard", "2/2", "--shard-by", "position"}).out;
  const auto all = split_lines(whole);
  REQUIRE(all.size() == 3);
  CHECK(odd == std::string(all[0]) + "\n" + std::string(all[2]) + "\n");
  CHECK(even == std::string(all[1]) + "\n");
}

TEST_CASE("a run that was killed in the middle of a line is resumed without damage") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  const TempFolder folder;
  folder.write("list", open->str() + "\n" + closed->str() + "\n");
  const std::string list = folder.str() + "/list";
  const std::string out = folder.str() + "/out.jsonl";
  REQUIRE(run_auditor({"fleet", list, "--manifest", "--output", out}).code == 0);
  const auto whole = lines_of(out);
  REQUIRE(whole.size() == 2);
  const std::string manifest = first_line_of(out);
  for (const std::string& rest : {std::string("\n") + whole[1].substr(0, 30), std::string("\n"), std::string()}) {
    CAPTURE(rest);
    folder.write("out.jsonl", manifest + "\n" + whole[0] + rest);
    REQUIRE(run_auditor({"fleet", list, "--output", out, "--resume"}).code == 0);
    CHECK(lines_of(out) == whole);
  }
}

TEST_CASE("the summary is a message; results alone are on standard output") {
  const auto closed = build_fixture("closed-card-only");
  const Run run = run_auditor({"fleet", "-"}, closed->str() + "\n" + closed->str() + "\n");
  CHECK(run.code == 0);
  CHECK(split_lines(run.out).size() == 2);
  CHECK(run.err.find("2 closed") != std::string::npos);
  CHECK(run_auditor({"fleet", "-", "--quiet"}, closed->str() + "\n").err.empty());
}

TEST_CASE("a folder of repositories is a fleet, and --full keeps whole reports") {
  const TempFolder folder;
  folder.write("b/README.md", "# Bee\nBee is a language model with 7 billion parameters.\n");
  folder.write("a/README.md", "# Ant\nAnt is a language model with 7 billion parameters.\n");
  const Run run = run_auditor({"fleet", folder.str(), "--full", "--quiet"});
  CHECK(run.code == 0);
  const auto lines = split_lines(run.out);
  REQUIRE(lines.size() == 2);
  CHECK(parse_json(lines[0], "line")->at("report").at("source").at("name") == "a");
  CHECK(parse_json(lines[1], "line")->at("report").at("source").at("name") == "b");
}

TEST_CASE("a source that hangs is a line with its reason; the others have theirs, the same with any number of jobs") {
  const auto open = build_fixture("fully-open");
  const auto closed = build_fixture("closed-card-only");
  // A server that takes the connection and says nothing, for longer than a source is given.
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  REQUIRE(::bind(server, reinterpret_cast<const sockaddr*>(&address), length) == 0);
  REQUIRE(::listen(server, 8) == 0);
  REQUIRE(::getsockname(server, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  const std::string silent = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/nest/wren";
  const TempFolder folder;
  folder.write("list", open->str() + "\n" + silent + "\n" + closed->str() + "\n");
  const std::string list = folder.str() + "/list";
  const std::vector<std::string> cache = {"XDG_CACHE_HOME=" + folder.str()};
  const Run run = run_auditor({"fleet", list, "--quiet", "--time-per-source", "3", "-j", "2"}, {}, cache);
  CHECK(run.code == 0);
  const auto lines = split_lines(run.out);
  REQUIRE(lines.size() == 3);
  CHECK(parse_json(lines[0], "line")->at("verdict") == "open-model");
  CHECK(parse_json(lines[1], "line")->at("reason") == "time");
  CHECK(parse_json(lines[2], "line")->at("verdict") == "closed");
  CHECK(run_auditor({"fleet", list, "--quiet", "--time-per-source", "3s", "-j", "1"}, {}, cache).out == run.out);
  ::close(server);
}

TEST_CASE("a fleet shows no credentials of the addresses it is given") {
  const TempFolder folder;
  folder.write("list", "https://user:hunter2@localhost:1/a/b?private_token=hunter2\n");
  const Run run = run_auditor({"fleet", folder.str() + "/list"}, {}, {"XDG_CACHE_HOME=" + folder.str()});
  const auto lines = split_lines(run.out);
  REQUIRE(lines.size() == 1);
  CHECK(parse_json(lines[0], "line")->at("input") == "https://localhost:1/a/b");
  CHECK(parse_json(lines[0], "line")->at("reason") == "open");
  CHECK((run.out + run.err).find("hunter2") == std::string::npos);
}
