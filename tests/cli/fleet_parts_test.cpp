// Parts of a fleet: manifest, shards, resuming, retrying, stopping, merging, status, cache, changes.
#include "auditor/core/digest.h"
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "tests/support/catch.h"
#include "tests/support/fixture.h"
#include "tests/support/git_fixture.h"
#include "tests/support/run.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace auditor;
using namespace auditor::test;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// All lines of a part, its manifest first.
std::vector<Json> records_of(const std::string& path) {
  const std::string bytes = bytes_of(path);
  std::vector<Json> records;
  for (const std::string_view line : split_lines(bytes)) records.push_back(*parse_json(line, path));
  return records;
}

std::vector<std::string> inputs_of(const std::string& path) {
  std::vector<std::string> inputs;
  for (const Json& record : records_of(path))
    if (record.contains("input")) inputs.push_back(record["input"]);
  return inputs;
}

// A folder of small repositories without history and a list of them, in no order of their names.
struct Hub {
  TempFolder folder;
  std::vector<std::string> sources;
  explicit Hub(int count) {
    std::string list;
    for (int i = 0; i < count; ++i) {
      const std::string name = "hub/m" + std::to_string(i * 7 % count);
      folder.write(name + "/README.md",
                   "---\nlicense: mit\n---\n# Wren " + std::to_string(i) + "\nA language model.\n");
      sources.push_back(at(name));
      list += sources.back() + "\n";
    }
    folder.write("list", list);
  }
  [[nodiscard]] std::string at(const std::string& name) const { return folder.str() + "/" + name; }
  [[nodiscard]] Run fleet(std::vector<std::string> more) const {
    more.insert(more.begin(), {"fleet", at("list"), "--quiet", "-j", "1", "--manifest"});
    return run_auditor(more);
  }
};

// An address that takes connections and says nothing.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length) == 0);
    REQUIRE(::listen(socket_, 8) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/nest/wren";
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::string url;

 private:
  int socket_;
};

// The program in the background, its output thrown away.
pid_t start(const std::vector<std::string>& arguments, const std::string& cache) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  std::vector<char*> argv = {const_cast<char*>(AUDITOR_BINARY)};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::setenv("XDG_CACHE_HOME", cache.c_str(), 1);
  ::execv(AUDITOR_BINARY, argv.data());
  ::_exit(127);
}

int code_of(pid_t pid) {
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

template <class Condition>
bool comes_true(Condition condition) {
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

// The one process that another has made; 0 while there is none.
pid_t child_of(pid_t pid) {
  const std::string name = std::to_string(pid);
  std::ifstream in("/proc/" + name + "/task/" + name + "/children");
  pid_t child = 0;
  in >> child;
  return child;
}

std::size_t lines_in(const std::string& path) {
  const std::string bytes = bytes_of(path);
  return static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

}  // namespace

TEST_CASE("a part begins with what made it: version, rules, list, shard, attempt; standard output has lines alone") {
  const Hub hub(3);
  REQUIRE(hub.fleet({"-o", hub.at("a")}).code == 0);
  const auto records = records_of(hub.at("a"));
  REQUIRE(records.size() == 4);
  const Json manifest = records[0].at("auditor");
  CHECK(manifest.at("shard") == "1/1");
  CHECK(manifest.at("attempt") == 1);
  CHECK(manifest.at("lines") == "digest");
  CHECK(manifest.at("rules_digest").get<std::string>().size() == 32);
  CHECK(manifest.at("list_digest").get<std::string>().size() == 64);
  const Run out = hub.fleet({});
  CHECK(bytes_of(hub.at("a")).ends_with(out.out));
  CHECK(split_lines(out.out).size() == 3);
  // Without --manifest and no shard each line is a source, and another run goes on with it.
  REQUIRE(run_auditor({"fleet", hub.at("list"), "--quiet", "-o", hub.at("plain")}).code == 0);
  CHECK(bytes_of(hub.at("plain")) == out.out);
  hub.folder.write("plain", std::string(split_lines(out.out)[0]) + "\n{\"inp");
  REQUIRE(run_auditor({"fleet", hub.at("list"), "--quiet", "-o", hub.at("plain"), "--resume"}).code == 0);
  CHECK(bytes_of(hub.at("plain")) == out.out);

  REQUIRE(hub.fleet({"-o", hub.at("b"), "--rules", "licensing"}).code == 0);
  CHECK(records_of(hub.at("b"))[0]["auditor"]["rules_digest"] != manifest["rules_digest"]);
  CHECK(records_of(hub.at("b"))[0]["auditor"]["list_digest"] == manifest["list_digest"]);
}

TEST_CASE("a source stays in its shard when the list grows, and shards are the whole") {
  const Hub hub(12);
  std::map<std::string, int> shard_of;
  for (int i = 1; i <= 4; ++i) {
    const std::string part = hub.at("part" + std::to_string(i));
    REQUIRE(hub.fleet({"--shard", std::to_string(i) + "/4", "-o", part}).code == 0);
    for (const std::string& input : inputs_of(part)) CHECK(shard_of.emplace(input, i).second);
  }
  CHECK(shard_of.size() == 12);
  std::string longer = "/no/such/first\n";
  for (auto at = hub.sources.rbegin(); at != hub.sources.rend(); ++at) longer += *at + "\n";
  hub.folder.write("longer", longer);
  REQUIRE(run_auditor({"fleet", hub.at("longer"), "--quiet", "--shard", "2/4", "-o", hub.at("again")}).code == 0);
  for (const std::string& input : inputs_of(hub.at("again")))
    CHECK((input == "/no/such/first" || shard_of.at(input) == 2));
  // XXH64 with seed 0, as other programs give it: f1f4bb292c3824a, ce93c4f85c9dcd08, 7908325911ef8c05.
  for (const auto& [shard, name] : {std::pair{"5/7", "/models/a"}, {"6/7", "/models/b"}, {"7/7", "/models/c"}}) {
    const Run run = run_auditor({"fleet", "-", "--quiet", "--shard", shard}, "/models/a\n/models/b\n/models/c\n");
    CHECK(split_lines(run.out).size() == 1);
    CHECK(parse_json(run.out, "line")->at("input") == name);
  }
}

TEST_CASE("merged shards are, byte for byte, what one run writes, whatever the order of the parts") {
  const Hub hub(11);
  REQUIRE(hub.fleet({"-o", hub.at("whole")}).code == 0);
  for (const char* shard : {"1/3", "2/3", "3/3"})
    REQUIRE(hub.fleet({"--shard", shard, "-o", hub.at(std::string("part-") + shard[0])}).code == 0);
  const Run run = run_auditor({"fleet", "merge", "--list", hub.at("list"), "-o", hub.at("all"), hub.at("part-3"),
                               hub.at("part-1"), hub.at("part-2")});
  CHECK(run.code == 0);
  CHECK(
      run.out ==
      "11 wanted, 11 done, 0 failed, 0 missing, 0 duplicate, 0 different; 0 broken lines dropped, 0 not in the list\n");
  CHECK(bytes_of(hub.at("all")) == bytes_of(hub.at("whole")));
  // Position, packed parts and packed outputs too.
  for (const char* shard : {"1/2", "2/2"})
    REQUIRE(
        hub.fleet({"--shard", shard, "--shard-by", "position", "-o", hub.at("p" + std::string(1, shard[0]) + ".zst")})
            .code == 0);
  CHECK(bytes_of(hub.at("p1.zst")).starts_with("\x28\xb5\x2f\xfd"));
  REQUIRE(run_auditor(
              {"fleet", "merge", "--list", hub.at("list"), "-o", hub.at("all.zst"), hub.at("p1.zst"), hub.at("p2.zst")})
              .code == 0);
  REQUIRE(run_auditor({"fleet", "merge", "-o", hub.at("plain"), hub.at("all.zst")}).code == 0);
  CHECK(bytes_of(hub.at("plain")) == bytes_of(hub.at("whole")));
}

TEST_CASE("merge drops broken lines anywhere, counts them, and says what is missing") {
  const Hub hub(4);
  REQUIRE(hub.fleet({"-o", hub.at("whole")}).code == 0);
  const std::string whole = bytes_of(hub.at("whole"));
  const auto lines = split_lines(whole);
  // The first part was cut in its third line; another was put behind it. Then: no fleet's lines, a line twice.
  hub.folder.write("part", std::string(lines[0]) + "\n" + std::string(lines[1]) + "\n" +
                               std::string(lines[2].substr(0, 100)) + std::string(lines[0]) + "\n" +
                               std::string(lines[3]) + "\n[1]\n{\"input\":7}\n\n" + std::string(lines[1]) + "\n");
  const Run run =
      run_auditor({"fleet", "merge", "--list", hub.at("list"), "-o", hub.at("all"), hub.at("part"), "-f", "json"});
  CHECK(run.code == 3);
  const Json counts = *parse_json(run.out, "out");
  CHECK(counts["wanted"] == 4);
  CHECK(counts["done"] == 2);
  CHECK(counts["broken"] == 3);
  CHECK(counts["duplicate"] == 1);
  CHECK(counts["missing"] == Json{hub.sources[1], hub.sources[3]});
  CHECK(run.err.find(hub.sources[1] + ": missing") != std::string::npos);
  REQUIRE(lines_in(hub.at("all")) == 3);
  // What is missing is audited, and then it is whole.
  REQUIRE(hub.fleet({"-o", hub.at("all"), "--resume"}).code == 0);
  REQUIRE(run_auditor({"fleet", "merge", "--list", hub.at("list"), "-o", hub.at("again"), hub.at("all")}).code == 0);
  CHECK(bytes_of(hub.at("again")) == whole);
}

TEST_CASE("parts of other rules, forms or without a manifest are not mixed: exit 2, both digests, no output") {
  const Hub hub(3);
  REQUIRE(hub.fleet({"-o", hub.at("a")}).code == 0);
  REQUIRE(hub.fleet({"-o", hub.at("b"), "--rules", "licensing"}).code == 0);
  REQUIRE(hub.fleet({"-o", hub.at("full"), "--full"}).code == 0);
  hub.folder.write("bare", hub.fleet({}).out);
  const auto digest = [&](const char* part) {
    return records_of(hub.at(part))[0]["auditor"]["rules_digest"].get<std::string>();
  };
  const Run mixed = run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("a"), hub.at("b")});
  CHECK(mixed.code == 2);
  CHECK(mixed.err.find(digest("a")) != std::string::npos);
  CHECK(mixed.err.find(digest("b")) != std::string::npos);
  CHECK(run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("a"), hub.at("full")}).code == 2);
  CHECK(run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("a"), hub.at("bare")}).code == 2);
  CHECK_FALSE(std::filesystem::exists(hub.at("all")));

  const std::string before = bytes_of(hub.at("b"));
  const Run resumed = hub.fleet({"-o", hub.at("b"), "--resume"});
  CHECK(resumed.code == 2);
  CHECK(resumed.err.find(digest("a")) != std::string::npos);
  CHECK(resumed.err.find(digest("b")) != std::string::npos);
  CHECK(bytes_of(hub.at("b")) == before);
  CHECK(hub.fleet({"-o", hub.at("bare"), "--resume"}).code == 2);
  CHECK(hub.fleet({"-o", hub.at("a"), "--resume", "--shard", "1/2"}).code == 2);
  // Lines of standard output alone: said, and merged.
  const Run bare = run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("bare")});
  CHECK(bare.code == 0);
  CHECK(bare.err.find("no manifest") != std::string::npos);
}

TEST_CASE("of results that differ the newest attempt stays, and it is said; a result stands before an error") {
  const Hub hub(2);
  REQUIRE(hub.fleet({"-o", hub.at("a")}).code == 0);
  const std::string first = bytes_of(hub.at("a"));
  std::string later = first;
  later.replace(later.find("\"attempt\":1"), 11, "\"attempt\":2");
  later.replace(later.find("\"bias\":0"), 8, "\"bias\":1");
  hub.folder.write("b", later);
  const Run run = run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("b"), hub.at("a")});
  CHECK(run.code == 1);
  CHECK(run.err.find(hub.sources[0] + ": results that differ") != std::string::npos);
  CHECK(records_of(hub.at("all"))[1]["bias"] == 1);
  const std::string manifest(split_lines(first)[0]);
  hub.folder.write(
      "c", manifest + "\n" +
               Json{{"input", hub.sources[0]}, {"error", "gone"}, {"reason", "open"}, {"attempt", 3}}.dump() + "\n");
  CHECK(run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("a"), hub.at("c")}).code == 0);
  CHECK(records_of(hub.at("all"))[1]["bias"] == 0);
}

TEST_CASE("--resume drops broken lines in the middle, audits their sources again, and is quiet when all is done") {
  const Hub hub(5);
  REQUIRE(hub.fleet({"-o", hub.at("out")}).code == 0);
  const std::string whole = bytes_of(hub.at("out"));
  const auto lines = split_lines(whole);
  hub.folder.write("out", std::string(lines[0]) + "\n" + std::string(lines[1]) + "\n" +
                              std::string(lines[2].substr(0, 50)) + "\n" + std::string(lines[3]) + "\n" +
                              std::string(lines[4]) + "\n");
  REQUIRE(hub.fleet({"-o", hub.at("out"), "--resume"}).code == 0);
  const auto records = records_of(hub.at("out"));  // every line is whole
  REQUIRE(records.size() == 6);
  CHECK(records[0]["auditor"]["attempt"] == 2);
  const auto inputs = inputs_of(hub.at("out"));
  CHECK(std::set<std::string>(inputs.begin(), inputs.end()).size() == 5);
  const std::string before = bytes_of(hub.at("out"));
  REQUIRE(hub.fleet({"-o", hub.at("out"), "--resume"}).code == 0);
  CHECK(bytes_of(hub.at("out")) == before);
}

TEST_CASE("--retry tries errors again, at most --attempts times, and exits with 4 while some are left") {
  const Hub hub(3);
  const std::string late = hub.at("late");
  hub.folder.write("list", hub.sources[0] + "\n" + late + "\n/no/such/place\n" + hub.sources[1] + "\n");
  CHECK(hub.fleet({"-o", hub.at("out")}).code == 0);
  CHECK(records_of(hub.at("out"))[2]["attempt"] == 1);
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume"}).code == 0);  // errors count as done
  CHECK(inputs_of(hub.at("out")).size() == 4);

  hub.folder.write("late/README.md", "# Late\n");
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume", "--retry", "time,memory"}).code == 4);
  CHECK(records_of(hub.at("out"))[2].contains("error"));
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume", "--retry", "error"}).code == 4);
  CHECK(inputs_of(hub.at("out")).size() == 4);
  std::map<std::string, Json> by_input;
  for (const Json& record : records_of(hub.at("out"))) by_input[record.value("input", "")] = record;
  CHECK_FALSE(by_input[late].contains("error"));
  CHECK(by_input["/no/such/place"]["attempt"] == 2);
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume", "--retry", "error"}).code == 4);
  const std::string third = bytes_of(hub.at("out"));
  CHECK(third.find("\"attempt\":3,\"error\"") != std::string::npos);
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume", "--retry", "error"}).code == 4);
  CHECK(bytes_of(hub.at("out")) == third);  // no fourth
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume", "--retry", "nonsense"}).code == 2);
  CHECK(hub.fleet({"-o", hub.at("out"), "--retry", "error"}).code == 2);
}

TEST_CASE("SIGTERM lets the source at hand end, and exits with 75; --resume goes on") {
  const Hub hub(2);
  const SilentServer server;
  hub.folder.write("list", hub.sources[0] + "\n" + server.url + "\n" + hub.sources[1] + "\n");
  const std::vector<std::string> arguments = {"fleet",      hub.at("list"),      "--quiet", "-j", "1",
                                              "--manifest", "--time-per-source", "3s",      "-o", hub.at("out")};
  const pid_t pid = start(arguments, hub.folder.str());
  REQUIRE(comes_true([&] { return lines_in(hub.at("out")) == 2; }));  // the second source hangs now
  ::kill(pid, SIGTERM);
  CHECK(code_of(pid) == 75);
  auto records = records_of(hub.at("out"));
  REQUIRE(records.size() == 3);
  CHECK(records[2]["reason"] == "time");
  CHECK(hub.fleet({"-o", hub.at("out"), "--resume"}).code == 0);
  records = records_of(hub.at("out"));
  REQUIRE(records.size() == 4);
  CHECK(records[3]["input"] == hub.sources[1]);
}

TEST_CASE("an audit that a signal ends is a line with the signal, and the next source has its own process") {
  const Hub hub(2);
  const SilentServer server;
  hub.folder.write("list", hub.sources[0] + "\n" + server.url + "\n" + hub.sources[1] + "\n");
  for (const auto& [signal, reason] : {std::pair{SIGSEGV, "crash"}, std::pair{SIGKILL, "memory"}}) {
    std::filesystem::remove(hub.at("out"));
    const pid_t pid =
        start({"fleet", hub.at("list"), "--quiet", "-j", "1", "--manifest", "-o", hub.at("out")}, hub.folder.str());
    REQUIRE(comes_true([&] { return lines_in(hub.at("out")) == 2 && child_of(pid) != 0; }));
    ::kill(child_of(pid), signal);
    CHECK(code_of(pid) == 0);
    const auto records = records_of(hub.at("out"));
    REQUIRE(records.size() == 4);
    CHECK(records[2]["reason"] == reason);
    if (signal == SIGSEGV) CHECK(records[2]["signal"] == SIGSEGV);
    CHECK(records[2]["attempt"] == 1);
    CHECK_FALSE(records[3].contains("error"));
  }
}

TEST_CASE("a killed run leaves whole lines, packed or not, and what is missing is audited") {
  const Hub hub(6);
  REQUIRE(hub.fleet({"-o", hub.at("whole.zst")}).code == 0);
  REQUIRE(run_auditor({"fleet", "merge", "-o", hub.at("whole"), hub.at("whole.zst")}).code == 0);
  const std::string packed = bytes_of(hub.at("whole.zst"));
  hub.folder.write("cut.zst", packed.substr(0, packed.size() - 10));
  const Run cut =
      run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("cut.zst"), "--list", hub.at("list"), "-f", "json"});
  CHECK(cut.code == 3);
  CHECK(parse_json(cut.out, "out")->at("broken") >= 1);
  REQUIRE(hub.fleet({"-o", hub.at("cut.zst"), "--resume"}).code == 0);
  REQUIRE(run_auditor({"fleet", "merge", "-o", hub.at("all"), hub.at("cut.zst"), "--list", hub.at("list")}).code == 0);
  CHECK(bytes_of(hub.at("all")) == bytes_of(hub.at("whole")));
}

TEST_CASE("status counts shards, lines and errors from the files alone, and names what is not done") {
  const Hub hub(9);
  hub.folder.write("list", bytes_of(hub.at("list")) + "/no/such/place\n");
  std::filesystem::create_directories(hub.at("out/001"));
  for (const char* shard : {"1", "3", "5"})
    REQUIRE(hub.fleet({"--shard", std::string(shard) + "/6", "-o",
                       hub.at("out/shard-0000" + std::string(shard) + ".jsonl")})
                .code == 0);
  REQUIRE(hub.fleet({"--shard", "4/6", "-o", hub.at("out/001/shard-00004.17.0.part")}).code == 0);
  hub.folder.write("out/shard-00002.1.0.part.aBcDeF", "half of a name");
  const Json status = *parse_json(run_auditor({"fleet", "status", hub.at("out"), "-f", "json"}).out, "status");
  CHECK(status["shards"] == 6);
  CHECK(status["done"] == Json{1, 3, 5});
  CHECK(status["begun"] == Json{4});
  CHECK(status["missing"] == Json{2, 6});
  CHECK(run_auditor({"fleet", "status", hub.at("out"), "--missing-shards"}).out == "2,4,6\n");
  for (const char* shard : {"2", "6"})
    REQUIRE(hub.fleet({"--shard", std::string(shard) + "/6", "-o",
                       hub.at("out/shard-0000" + std::string(shard) + ".jsonl.zst")})
                .code == 0);
  const Run text = run_auditor({"fleet", "status", hub.at("out")});
  CHECK(text.out.find("6 shards: 5 done, 1 begun, 0 missing\n10 lines, 1 errors, 0 broken\n      1 open\n") == 0);
  CHECK(run_auditor({"fleet", "status", hub.at("hub")}).code == 2);
  CHECK(run_auditor({"fleet", "status", hub.at("nowhere")}).code == 3);
}

TEST_CASE("the cache gives the same lines, notices another commit, and takes no broken entry for a line") {
  const auto open = build_fixture("fully-open");
  const auto derivative = build_fixture("restricted-derivative");
  const TempFolder folder;
  folder.write("list", open->str() + "\n" + derivative->str() + "\n/no/such/place\n");
  const std::string cache = folder.str() + "/cache";
  const auto fleet = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"fleet", folder.str() + "/list", "--quiet"});
    return run_auditor(more).out;
  };
  const auto entries = [&] {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(cache))
      if (entry.is_regular_file()) files.insert(entry.path().string());
    return files;
  };
  const std::string plain = fleet({});
  CHECK(fleet({"--cache", cache}) == plain);
  REQUIRE(entries().size() == 2);
  CHECK(fleet({"--cache", cache}) == plain);
  CHECK(fleet({"--cache", cache, "--full"}) == fleet({"--full"}));
  CHECK(entries().size() == 4);
  CHECK(fleet({"--cache", cache, "--rules", "licensing"}) == fleet({"--rules", "licensing"}));
  CHECK(entries().size() == 6);
  // Each entry holds another's bytes, or is cut: none is believed.
  const auto all = entries();
  const std::string other = bytes_of(*all.rbegin());
  for (const std::string& entry : all) std::ofstream(entry, std::ios::binary) << other;
  CHECK(fleet({"--cache", cache}) == plain);
  for (const std::string& entry : all) std::ofstream(entry, std::ios::binary) << other.substr(0, other.size() / 2);
  CHECK(fleet({"--cache", cache}) == plain);
  open->file("README.md", "# Nothing\n").commit();
  CHECK(fleet({"--cache", cache}) == fleet({}));
  CHECK(fleet({"--cache", cache}) != plain);
}

TEST_CASE("a kept line falls when an object comes that was behind a pointer, and its use shows that it was read") {
  const std::string weights = "cos\nsystem\n(S'true'\ntR.";  // runs a program
  const auto pointer = [](const std::string& digest) {
    return "version https://git-lfs.github.com/spec/v1\noid sha256:" + digest + "\nsize 23\n";
  };
  const std::string digest = sha256_hex(weights);
  GitFixture repository{{"README.md", "---\nlicense: mit\n---\n# Wren\nA language model.\n"},
                        {"model.pkl", pointer(digest)}};
  const TempFolder folder;
  folder.write("list", repository.str() + "\n");
  const std::vector<std::string> arguments = {"fleet", folder.str() + "/list", "--quiet", "--cache",
                                              folder.str() + "/c"};
  const std::vector<std::string> plain = {"fleet", folder.str() + "/list", "--quiet"};
  const std::string before = run_auditor(arguments).out;
  CHECK(before == run_auditor(plain).out);
  const auto object = repository.git_folder() / "lfs/objects" / digest.substr(0, 2) / digest.substr(2, 2);
  std::filesystem::create_directories(object);
  std::ofstream(object / digest, std::ios::binary) << weights;
  const std::string after = run_auditor(plain).out;
  CHECK(after != before);  // the bytes are looked at now
  CHECK(run_auditor(arguments).out == after);
}

TEST_CASE("--since audits what has another commit and writes what changed, by kind") {
  const auto open = build_fixture("fully-open");
  const auto still = build_fixture("restricted-derivative");
  const auto gone = build_fixture("hosted-only");
  const auto fresh = build_fixture("closed-card-only");
  const TempFolder folder;
  const std::string old = folder.str() + "/old";
  folder.write("list", open->str() + "\n" + still->str() + "\n" + gone->str() + "\n");
  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--quiet", "--manifest", "-o", old}).code == 0);
  open->file("README.md", "---\nlicense: cc-by-nc-4.0\n---\n# Bare\n").remove("LICENSE").commit();
  folder.write("list", open->str() + "\n" + still->str() + "\n" + fresh->str() + "\n");
  for (const std::string form : {"--quiet", "--full"}) {
    CAPTURE(form);
    const Run run = run_auditor({"fleet", folder.str() + "/list", "--quiet", "--since", old, form});
    REQUIRE(run.code == 0);
    const auto lines = split_lines(run.out);
    REQUIRE(lines.size() == 3);
    const Json changed = *parse_json(lines[0], "line");
    CHECK(changed["input"] == open->str());
    CHECK(changed["change"] == "changed");
    std::set<std::string> kinds;
    for (const Json& change : changed["changes"]) kinds.insert(change["kind"].get<std::string>());
    for (const char* kind : {"class", "licence", "terms", "documentation"}) CHECK(kinds.count(kind) == 1);
    CHECK(changed["changes"][0]["subject"] == "verdict");
    CHECK(changed["changes"][0]["direction"] == "worse");
    CHECK(parse_json(lines[1], "line")->at("change") == "added");
    CHECK(parse_json(lines[1], "line")->at("input") == fresh->str());
    CHECK(*parse_json(lines[2], "line") ==
          Json{{"input", gone->str()}, {"change", "removed"}, {"changes", Json::array()}});
  }
  // Earlier lines of other rules: every source is audited, and it is said.
  const Run other = run_auditor({"fleet", folder.str() + "/list", "--since", old, "--rules", "licensing"});
  CHECK(other.err.find("other rules") != std::string::npos);
  CHECK(other.out.find(still->str()) != std::string::npos);
}

TEST_CASE("fleet diff says the same of two files, and fails on a regression when asked to") {
  const auto repository = build_fixture("fully-open");
  const TempFolder folder;
  folder.write("list", repository->str() + "\n/no/such/place\n");
  const std::string list = folder.str() + "/list";
  const std::string a = folder.str() + "/a";
  const std::string b = folder.str() + "/b.zst";
  REQUIRE(run_auditor({"fleet", list, "--quiet", "--manifest", "-o", a}).code == 0);
  const Run same = run_auditor({"fleet", "diff", a, a, "--fail-on-regression"});
  CHECK(same.code == 0);
  CHECK(same.out == "0 changed, 2 the same, 0 added, 0 removed. Nothing got worse.\n");
  // A line that cannot be read may hide what got worse.
  folder.write("c", bytes_of(a) + "{\"input\":\n");
  const Run broken = run_auditor({"fleet", "diff", a, folder.str() + "/c", "--fail-on-regression"});
  CHECK(broken.code == 3);
  CHECK(broken.err.find("1 broken line left out") != std::string::npos);
  // Safe weights give way to a pickle that runs a program.
  repository->file("model.pkl", "cos\nsystem\n(S'true'\ntR.").commit();
  REQUIRE(run_auditor({"fleet", list, "--quiet", "--manifest", "-o", b}).code == 0);
  const Run worse = run_auditor({"fleet", "diff", a, b, "-f", "json", "--fail-on-regression"});
  CHECK(worse.code == 1);
  const Json document = *parse_json(worse.out, "diff");
  CHECK(document["regression"] == true);
  REQUIRE(document["changed"].size() == 1);
  std::set<std::string> worse_kinds;
  for (const Json& change : document["changed"][0]["changes"])
    if (change["direction"] == "worse") worse_kinds.insert(change["kind"].get<std::string>());
  CHECK(worse_kinds.count("safety") == 1);
  CHECK(run_auditor({"fleet", "diff", a, b}).out.find("  - safety: ") != std::string::npos);
  // Lines that are no digests at all are compared without harm.
  folder.write("hostile", R"({"input":"x","scopes":"s","permissions":[1],"safety":7,"documentation":null,"levels":[]})"
                          "\n");
  folder.write("hostile2",
               R"({"input":"x","scopes":{"weights":1},"permissions":{"run":"yes"},"safety":{"a":[]},"report":3})"
               "\n");
  CHECK(run_auditor({"fleet", "diff", folder.str() + "/hostile", folder.str() + "/hostile2"}).code == 0);
}

TEST_CASE("a line without a result, or with a key twice, replaces no good one") {
  const TempFolder folder;
  const std::string good = R"({"input":"x","scopes":{},"verdict":"closed"})";
  folder.write("a", good + "\n");
  folder.write("b", std::string(R"({"input":"x"})") + "\n" +
                        R"({"input":"x","scopes":{},"verdict":"closed","verdict":"open-model"})" + "\n");
  const Run merged = run_auditor(
      {"fleet", "merge", "-f", "json", "-o", folder.str() + "/out", folder.str() + "/a", folder.str() + "/b"});
  CHECK(merged.code == 0);
  CHECK(parse_json(merged.out, "merge")->at("broken") == 2);
  CHECK(bytes_of(folder.str() + "/out") == good + "\n");
}

TEST_CASE("--since audits again what is of the same commit and may have changed all the same") {
  const std::string weights = "cos\nsystem\n(S'true'\ntR.";  // runs a program
  const std::string digest = sha256_hex(weights);
  GitFixture repository{
      {"README.md", "---\nlicense: mit\n---\n# Wren\nA language model.\n"},
      {"model.pkl", "version https://git-lfs.github.com/spec/v1\noid sha256:" + digest + "\nsize 23\n"}};
  const TempFolder folder;
  folder.write("list", repository.str() + "\n");
  const std::string old = folder.str() + "/old";
  REQUIRE(run_auditor({"fleet", folder.str() + "/list", "--quiet", "--manifest", "-o", old}).code == 0);
  const std::vector<std::string> since = {"fleet", folder.str() + "/list", "--quiet", "--since", old};
  CHECK(run_auditor(since).out.empty());
  const auto object = repository.git_folder() / "lfs/objects" / digest.substr(0, 2) / digest.substr(2, 2);
  std::filesystem::create_directories(object);
  std::ofstream(object / digest, std::ios::binary) << weights;
  CHECK(run_auditor(since).out.find("\"change\":\"changed\"") != std::string::npos);
}

TEST_CASE("words of subcommands are no folders, and other names are") {
  const TempFolder folder;
  folder.write("merge/a/README.md", "# Wren\n");
  CHECK(run_auditor({"fleet", "merge"}).code == 2);
  CHECK(run_auditor({"fleet", "status"}).code == 2);
  const Run run = run_auditor({"fleet", folder.str() + "/merge", "--quiet"});
  CHECK(run.code == 0);
  CHECK(split_lines(run.out).size() == 1);
  CHECK(run_auditor({"fleet"}).err.find("SOURCES is required (see auditor fleet --help)") != std::string::npos);
}

TEST_CASE("bounds of a source are given with their units") {
  const Hub hub(1);
  for (const char* good : {"60", "90s", "5m", "24h"}) CHECK(hub.fleet({"--time-per-source", good}).code == 0);
  for (const char* bad : {"0", "25h", "1d", "", "-3", "99999999999"})
    CHECK(hub.fleet({"--time-per-source", bad}).code == 2);
  for (const char* good : {"1024", "512MiB", "2GiB", "1g"}) CHECK(hub.fleet({"--memory-per-source", good}).code == 0);
  for (const char* bad : {"63", "1TiB", "4294967295GiB", "GiB"})
    CHECK(hub.fleet({"--memory-per-source", bad}).code == 2);
}

TEST_CASE("the commands that docs/fleet.md begins with do what it says") {
  const Hub hub(5);
  const std::string page = bytes_of(AUDITOR_SOURCE_DIR "/docs/fleet.md");
  const std::size_t begin = page.find("```sh\n") + 6;
  hub.folder.write("commands", "set -e\nauditor() { " AUDITOR_BINARY " --quiet \"$@\"; }\n" +
                                   page.substr(begin, page.find("```", begin) - begin));
  std::filesystem::rename(hub.at("list"), hub.at("list.txt"));
  REQUIRE(std::system(("cd " + hub.folder.str() + " && bash commands > said 2>&1").c_str()) == 0);
  CHECK(bytes_of(hub.at("merged.jsonl")) == bytes_of(hub.at("all.jsonl")));
  CHECK(bytes_of(hub.at("tuesday.jsonl")) == bytes_of(hub.at("all.jsonl")));
  CHECK(bytes_of(hub.at("said")).find("2 shards: 2 done") != std::string::npos);
  CHECK(bytes_of(hub.at("said")).find("0 changed, 5 the same") != std::string::npos);
}

TEST_CASE("the scripts of a fleet do without Slurm what they do with it") {
  const Hub hub(12);
  const std::string script = AUDITOR_SOURCE_DIR "/packaging/slurm/audit.sbatch";
  const std::string merge = AUDITOR_SOURCE_DIR "/packaging/slurm/merge.sbatch";
  const std::string set = "export AUDITOR=" AUDITOR_BINARY "; cd " + hub.folder.str() + "; ";
  const auto shell = [&](const std::string& command) { return std::system((set + command).c_str()); };
  REQUIRE(hub.fleet({"-o", hub.at("whole")}).code == 0);
  REQUIRE(shell("SHARD=1 bash " + script + " list out 3") == 0);
  CHECK(WEXITSTATUS(shell("bash " + merge + " list out 2> said")) == 3);
  // A torn part of an earlier attempt is gone on with, and two attempts at once are one result.
  REQUIRE(hub.fleet({"--shard", "2/3", "-o", hub.at("part")}).code == 0);
  const std::string second = bytes_of(hub.at("part"));
  hub.folder.write("out/shard-00002.7.0.part", second.substr(0, second.size() - 40));
  REQUIRE(shell("(JOB_COMPLETION_INDEX=1 bash " + script + " list out 3 & SHARD=2 bash " + script +
                " list out 3; a=$?; wait $! && exit $a)") == 0);
  REQUIRE(shell("SHARD=3 bash " + script + " list out 3 --attempts 2") == 0);
  REQUIRE(shell("bash " + merge + " list out > said") == 0);
  CHECK(bytes_of(hub.at("out/all.jsonl")) == bytes_of(hub.at("whole")));
  for (const auto& entry : std::filesystem::directory_iterator(hub.at("out")))
    CHECK(entry.path().extension() == ".jsonl");  // nothing is left behind
}
