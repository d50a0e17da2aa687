// Repositories made to harm. docs/threat-model.md names each of these tests.
#include "auditor/core/hex.h"
#include "auditor/core/text.h"
#include "auditor/source/folder_walk.h"
#include "tests/source/opened.h"
#include "tests/support/deflated.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sys/stat.h>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

std::string forged(GitFixture& repository, const std::vector<std::string>& names) {
  const std::string blob = repository.object("blob", "x");
  std::string tree;
  for (const std::string& name : names) tree += GitFixture::tree_item("100644", name, blob);
  return repository.commit_tree(repository.object("tree", tree));
}

std::string big(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  return out;
}

std::string raw_id(const std::string& hex) { return bytes_of_hex(hex).value(); }

// A size in groups of seven bits; the first byte of a packed object has its type and four bits of it.
std::string packed_size(std::uint64_t size) {
  std::string out;
  for (; size > 127; size >>= 7U) out.push_back(static_cast<char>((size & 127U) | 128U));
  return out + static_cast<char>(size);
}
std::string packed_head(unsigned type, std::uint64_t size) {
  const auto first = static_cast<unsigned>((type << 4U) | (size & 15U));
  if (size < 16) return std::string(1, static_cast<char>(first));
  return static_cast<char>(first | 128U) + packed_size(size >> 4U);
}

// A pack with its index, by id (hex) and what stands there.
void write_pack(const GitFixture& repository, const std::map<std::string, std::string>& objects, char mark = 'c') {
  std::string pack = "PACK" + big(2, 4) + big(objects.size(), 4);
  std::string fan;
  std::string ids;
  std::string places;
  for (const auto& [id, bytes] : objects) {
    ids += raw_id(id);
    places += big(pack.size(), 4);
    pack += bytes;
  }
  for (int first = 0; first < 256; ++first) {
    std::uint64_t count = 0;
    for (const auto& [id, bytes] : objects) count += std::stoi(id.substr(0, 2), nullptr, 16) <= first ? 1 : 0;
    fan += big(count, 4);
  }
  const std::string sum(20, 'p');
  const fs::path folder = repository.git_folder() / "objects/pack";
  fs::create_directories(folder);
  const std::string name = "pack-" + std::string(40, mark);
  std::ofstream(folder / (name + ".pack"), std::ios::binary) << pack << sum;
  std::ofstream(folder / (name + ".idx"), std::ios::binary)
      << "\xfftOc" << big(2, 4) << fan << ids << std::string(4 * objects.size(), '\0') << places << sum << sum;
}

// An index of several packs that says of one object where it lies in the pack of that mark.
void write_index_of_packs(const GitFixture& repository, const std::string& id, char mark, std::uint64_t place) {
  std::string name = "pack-" + std::string(40, mark) + ".idx";
  name.resize(52, '\0');
  std::string fan;
  for (int first = 0; first < 256; ++first) fan += big(std::stoi(id.substr(0, 2), nullptr, 16) <= first ? 1 : 0, 4);
  const std::vector<std::pair<std::string, std::string>> chunks = {
      {"PNAM", name}, {"OIDF", fan}, {"OIDL", raw_id(id)}, {"OOFF", big(0, 4) + big(place, 4)}};
  std::string table;
  std::string body;
  const std::size_t begin = 12 + 12 * (chunks.size() + 1);
  for (const auto& [kind, bytes] : chunks) {
    table += kind + big(begin + body.size(), 8);
    body += bytes;
  }
  table += std::string(4, '\0') + big(begin + body.size(), 8);
  std::ofstream(repository.git_folder() / "objects/pack/multi-pack-index", std::ios::binary)
      << "MIDX" << big(1, 1) << big(1, 1) << big(chunks.size(), 1) << big(0, 1) << big(1, 4) << table << body
      << std::string(20, 'p');
}

// What an object differs in from `base`: all of it.
std::string difference(const std::string& base, std::uint64_t base_size, const std::string& text) {
  const std::string delta = packed_size(base_size) + packed_size(text.size()) + static_cast<char>(text.size()) + text;
  return packed_head(7, delta.size()) + raw_id(base) + deflated(delta);
}

std::unique_ptr<Snapshot> with_file(GitFixture& repository, const std::string& blob) {
  repository.commit_tree(repository.object("tree", GitFixture::tree_item("100644", "a", blob)));
  return opened(repository.str());
}

}  // namespace

TEST_CASE("hostile: names that leave the tree or enter .git are never entries") {
  GitFixture repository;
  const std::vector<std::string> names = {"", ".", "..", ".GIT", ".git", "/etc/passwd", "a/../../b", "git~1"};
  forged(repository, names);
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->entries().empty());
  for (const std::string& name : names) CHECK(has_problem(*snapshot, name, "invalid-name"));
}

TEST_CASE("hostile: names that deceive are kept, reported, and shown escaped") {
  GitFixture repository;
  const std::vector<std::string> names = {"a\nb", "a\x1b[31m", "a\u202egpj.exe", "a\xff"};
  forged(repository, names);
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == names);
  for (const std::string& name : names) {
    CHECK(has_problem(*snapshot, name, "deceptive-name"));
    CHECK(printable(name) != name);
  }
}

TEST_CASE("hostile: folders named .git or .. inside the tree are not entered") {
  GitFixture repository;
  const std::string inner =
      repository.object("tree", GitFixture::tree_item("100644", "config", repository.object("blob", "x")));
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("40000", "..", inner) + GitFixture::tree_item("40000", ".git", inner)));
  CHECK(opened(repository.str())->entries().empty());
}

TEST_CASE("hostile: a tree that names an entry twice gives the first and says so") {
  GitFixture repository;
  const std::string one = repository.object("blob", "one");
  const std::string two = repository.object("blob", "two");
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("100644", "LICENSE", one) + GitFixture::tree_item("100644", "LICENSE", two)));
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"LICENSE"});
  CHECK(text_of(*snapshot, "LICENSE") == "one");
  CHECK(has_problem(*snapshot, "LICENSE", "invalid-name"));
}

TEST_CASE("hostile: folders 10,000 deep end at the bound, and the rest is read") {
  GitFixture repository;
  std::string tree = repository.object("tree", GitFixture::tree_item("100644", "end", repository.object("blob", "x")));
  for (int i = 0; i < 10'000; ++i) tree = repository.object("tree", GitFixture::tree_item("40000", "d", tree));
  const std::string readme = repository.object("blob", "# Hello\n");
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("40000", "deep", tree) + GitFixture::tree_item("100644", "readme", readme)));
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"readme"});
  REQUIRE(snapshot->problems().size() == 1);
  CHECK(snapshot->problems()[0].kind == "limit");
}

TEST_CASE("hostile: a tree that multiplies itself ends at the bound of entries") {
  GitFixture repository;
  std::string tree = repository.object("tree", GitFixture::tree_item("100644", "f", repository.object("blob", "x")));
  for (int level = 0; level < 10; ++level) {
    std::string items;
    for (char c = 'a'; c <= 'j'; ++c) items += GitFixture::tree_item("40000", std::string(1, c), tree);
    tree = repository.object("tree", items);
  }
  repository.commit_tree(tree);
  OpenOptions options;
  options.limits.entries = 20'000;
  const auto snapshot = opened(repository.str(), options);
  CHECK(snapshot->entries().size() < 20'000);
  CHECK(has_problem(*snapshot, "", "limit"));
}

TEST_CASE("the number of entries that is asked for is the number that is read, below and above the default") {
  GitFixture repository;
  std::string items;
  const std::string blob = repository.object("blob", "x");
  for (int i = 1000; i < 2000; ++i) items += GitFixture::tree_item("100644", "f" + std::to_string(i), blob);
  const std::string folder = repository.object("tree", items);
  items.clear();
  for (int i = 1000; i < 1400; ++i) items += GitFixture::tree_item("40000", "d" + std::to_string(i), folder);
  repository.commit_tree(repository.object("tree", items));
  const auto read = [&](std::size_t entries) {
    OpenOptions options;
    options.limits.entries = entries;
    const auto snapshot = opened(repository.str(), options);
    const bool said = !snapshot->problems().empty();
    if (said)
      CHECK(snapshot->problems()[0].message ==
            "more than " + std::to_string(entries) + " entries: the rest was not read");
    // A folder counts as an entry, and is none afterwards.
    return std::pair(snapshot->entries().size(), said);
  };
  CHECK(read(Limits{}.entries) == std::pair<std::size_t, bool>(299'700, true));
  CHECK(read(350'000) == std::pair<std::size_t, bool>(349'650, true));
  CHECK(read(400'400) == std::pair<std::size_t, bool>(400'000, false));
}

TEST_CASE("hostile: paths are bounded together, so that few entries do not take much memory") {
  GitFixture repository;
  std::string items;
  const std::string blob = repository.object("blob", "x");
  for (int i = 1000; i < 3000; ++i)
    items += GitFixture::tree_item("100644", std::string(200, 'f') + std::to_string(i), blob);
  std::string tree = repository.object("tree", items);
  for (int i = 0; i < 15; ++i)
    tree = repository.object("tree", GitFixture::tree_item("40000", std::string(200, 'd'), tree));
  repository.commit_tree(tree);
  OpenOptions options;
  options.limits.entries = 20'000;
  const auto snapshot = opened(repository.str(), options);
  CHECK(snapshot->entries().size() < 600);
  REQUIRE(has_problem(*snapshot, "", "limit"));
  CHECK(snapshot->problems()[0].message ==
        "paths of more than 80 bytes on average for 20000 entries: the rest was not read");
}

TEST_CASE("hostile: missing and corrupt objects cost only themselves") {
  GitFixture repository{{"bad", "bad bytes"}, {"gone", "gone bytes"}, {"good", "good"}, {"swapped", "swapped"}};
  const std::string bad = repository.object("blob", "bad bytes");
  overwrite(repository.object_file(bad), "not zlib at all");
  fs::remove(repository.object_file(repository.object("blob", "gone bytes")));
  fs::copy_file(repository.object_file(repository.object("blob", "good")),
                repository.object_file(repository.object("blob", "swapped")), fs::copy_options::overwrite_existing);
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->text(entry_at(*snapshot, "bad")).error().code == ErrorCode::malformed);
  CHECK(snapshot->text(entry_at(*snapshot, "bad")).error().path == "bad");
  CHECK(snapshot->text(entry_at(*snapshot, "gone")).error().code == ErrorCode::unavailable);
  CHECK(snapshot->text(entry_at(*snapshot, "swapped")).error().code == ErrorCode::malformed);
  CHECK(text_of(*snapshot, "good") == "good");
}

TEST_CASE("hostile: a missing or broken folder object is a problem with its path") {
  GitFixture repository;
  const std::string blob = repository.object("blob", "x");
  const std::string missing(40, '7');
  const std::string cut = repository.object("tree", GitFixture::tree_item("100644", "ok", blob) + "100644 half");
  repository.commit_tree(repository.object(
      "tree", GitFixture::tree_item("40000", "cut", cut) + GitFixture::tree_item("40000", "gone", missing) +
                  GitFixture::tree_item("40000", "notree", blob) + GitFixture::tree_item("100644", "z", blob)));
  const auto snapshot = opened(repository.str());
  CHECK(paths(*snapshot) == std::vector<std::string>{"cut/ok", "z"});
  CHECK(has_problem(*snapshot, "cut", "corrupt"));
  CHECK(has_problem(*snapshot, "gone", "unavailable"));
  CHECK(has_problem(*snapshot, "notree", "corrupt"));
}

TEST_CASE("hostile: a file that is a folder's object is malformed") {
  GitFixture repository;
  const std::string tree = repository.object("tree", "");
  repository.commit_tree(repository.object("tree", GitFixture::tree_item("100644", "file", tree)));
  const auto snapshot = opened(repository.str());
  CHECK(snapshot->text(entry_at(*snapshot, "file")).error().code == ErrorCode::malformed);
}

TEST_CASE("hostile: packs of garbage give errors, not crashes") {
  GitFixture repository{{"a", "a"}};
  const fs::path packs = repository.git_folder() / "objects/pack";
  fs::create_directories(packs);
  const std::string name = "pack-" + std::string(40, '1');
  std::ofstream(packs / (name + ".idx")) << "\377tOc\0\0\0\2" << std::string(2000, '\xee');
  std::ofstream(packs / (name + ".pack")) << "PACK" << std::string(2000, '\xee');
  CHECK(text_of(*opened(repository.str()), "a") == "a");
}

TEST_CASE("hostile: configuration has no effect: nothing runs, nothing is included, no other work tree is read") {
  GitFixture repository{{"README.md", "real"}};
  repository.checkout();
  TempFolder other;
  other.write("README.md", "other");
  other.write("included", "[remote \"origin\"]\n\turl = https://example.org/from/include\n");
  const fs::path mark = other.path() / "ran";
  const std::string run = "touch " + mark.string();
  for (const char* hook : {"post-checkout", "pre-commit", "post-index-change", "fsmonitor-watchman"}) {
    const fs::path file = repository.git_folder() / "hooks" / hook;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << run << "\n";
    fs::permissions(file, fs::perms::owner_all);
  }
  REQUIRE(::mkfifo((other.path() / "pipe").c_str(), 0600) == 0);
  repository.config("[include]\n\tpath = " + (other.path() / "included").string() +
                    "\n\tpath = " + (other.path() / "pipe").string() + "\n[core]\n\tfsmonitor = " + run +
                    "\n\tworktree = " + other.str() + "\n\tsshCommand = " + run + "\n\tpager = " + run +
                    "\n[filter \"lfs\"]\n\tsmudge = " + run + "\n\tclean = " + run + "\n\tprocess = " + run +
                    "\n[diff]\n\texternal = " + run + "\n");
  std::ofstream(repository.path() / ".gitattributes") << "* filter=lfs diff=evil\n";
  OpenOptions options;
  CHECK(text_of(*opened(repository.str(), options), "README.md") == "real");
  options.worktree = true;
  const auto snapshot = opened(repository.str(), options);
  CHECK(text_of(*snapshot, "README.md") == "real");
  CHECK(snapshot->info().remote.empty());
  CHECK_FALSE(fs::exists(mark));
}

TEST_CASE("hostile: alternates are named, not followed, cyclic or not") {
  GitFixture other{{"secret", "secret"}};
  GitFixture repository{{"a", "a"}};
  const std::string secret = other.object("blob", "secret");
  repository.commit_tree(repository.object("tree", GitFixture::tree_item("100644", "stolen", secret)));
  const fs::path info = repository.git_folder() / "objects/info";
  fs::create_directories(info);
  std::ofstream(info / "alternates") << (other.git_folder() / "objects").string() << "\n"
                                     << (repository.git_folder() / "objects").string() << "\n/nonexistent\n";
  const auto snapshot = opened(repository.str());
  CHECK(has_problem(*snapshot, "", "unsupported"));
  CHECK(snapshot->text(entry_at(*snapshot, "stolen")).error().code == ErrorCode::unavailable);
  // A clone that borrows its commits is told so.
  std::filesystem::remove(repository.object_file(snapshot->info().commit));
  CHECK(error_of(repository.str()).message.find("alternates") != std::string::npos);
}

TEST_CASE("hostile: pipes in the place of git's files do not hang") {
  for (const char* file : {"HEAD", "config", "packed-refs", "shallow"}) {
    GitFixture repository{{"a", "a"}};
    fs::remove(repository.git_folder() / file);
    REQUIRE(::mkfifo((repository.git_folder() / file).c_str(), 0600) == 0);
    const auto snapshot = open_snapshot(repository.str());
    CHECK((snapshot || snapshot.error().code == ErrorCode::source));
  }
}

TEST_CASE("hostile: pipes below refs and among the packs are refused, not waited for") {
  for (const char* file : {"refs/heads/other", "refs/tags/v1", "objects/pack/multi-pack-index"}) {
    CAPTURE(file);
    GitFixture repository{{"a", "a"}};
    const fs::path pipe = repository.git_folder() / file;
    fs::create_directories(pipe.parent_path());
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(error_of(repository.str()).message.find("not a regular file") != std::string::npos);
  }
}

TEST_CASE("hostile: a small object that is a difference to a huge one is not unpacked") {
  GitFixture repository{{"b", "b"}};
  const std::string text = "small";
  const std::string small = blob_id(text);
  const std::string base(40, 'b');
  const std::uint64_t huge = 97U << 20U;
  write_pack(repository, {{base, packed_head(3, huge) + deflated(std::string(huge, '\0'), MAX_WBITS, 1)},
                          {small, difference(base, huge, text)}});
  const auto snapshot = with_file(repository, small);
  const auto read = snapshot->text(entry_at(*snapshot, "a"));
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("made from one that is too large") != std::string::npos);
}

TEST_CASE("hostile: a small object in several packs is measured in all of them") {
  const std::string text = "small";
  const std::string small = blob_id(text);
  const std::string base(40, 'b');
  const std::uint64_t huge = 97U << 20U;
  // Whichever of the two libgit2 meets first.
  for (const auto& [whole, other] : {std::pair('c', 'd'), std::pair('d', 'c')}) {
    GitFixture repository{{"b", "b"}};
    write_pack(repository, {{small, packed_head(3, text.size()) + deflated(text)}}, whole);
    write_pack(repository,
               {{base, packed_head(3, huge) + deflated(std::string(huge, '\0'), MAX_WBITS, 1)},
                {small, difference(base, huge, text)}},
               other);
    const auto snapshot = with_file(repository, small);
    const auto read = snapshot->text(entry_at(*snapshot, "a"));
    REQUIRE_FALSE(read);
    CHECK(read.error().message.find("made from one that is too large") != std::string::npos);
  }
}

TEST_CASE("hostile: an index of several packs does not say where an object lies") {
  const std::string text = "small";
  const std::string small = blob_id(text);
  const std::string base_text(5000, 'x');
  const std::string base = blob_id(base_text);
  const std::string whole = packed_head(3, base_text.size()) + deflated(base_text);
  GitFixture repository{{"b", "b"}};
  // The pack's own index names the base and what follows it by another id; the index of several knows better.
  const bool first = base < std::string(40, 'f');
  REQUIRE(first);
  write_pack(repository, {{base, whole}, {std::string(40, 'f'), difference(base, base_text.size(), text)}});
  write_index_of_packs(repository, small, 'c', 12 + whole.size());
  const auto snapshot = with_file(repository, small);
  const auto read = snapshot->text(entry_at(*snapshot, "a"));
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::unavailable);
}

TEST_CASE("hostile: objects that are differences to each other end") {
  GitFixture repository{{"b", "b"}};
  const std::string one(40, 'a');
  const std::string other(40, 'b');
  write_pack(repository, {{one, difference(other, 5, "other")}, {other, difference(one, 5, "other")}});
  const auto snapshot = with_file(repository, one);
  const auto read = snapshot->text(entry_at(*snapshot, "a"));
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("made from itself") != std::string::npos);
}

TEST_CASE("a difference to an object of an ordinary size is read") {
  GitFixture repository{{"b", "b"}};
  const std::string base_text(5000, 'x');
  const std::string base = blob_id(base_text);
  const std::string text = "small";
  const std::string small = blob_id(text);
  write_pack(repository, {{base, packed_head(3, base_text.size()) + deflated(base_text)},
                          {small, difference(base, base_text.size(), text)}});
  CHECK(text_of(*with_file(repository, small), "a") == text);
}

TEST_CASE("hostile: objects deleted while the snapshot is open are unavailable") {
  GitFixture repository{{"a", "a"}, {"b", "b"}};
  const auto snapshot = opened(repository.str());
  CHECK(text_of(*snapshot, "a") == "a");
  fs::remove_all(repository.git_folder() / "objects");
  CHECK(text_of(*snapshot, "a") == "a");
  CHECK_FALSE(snapshot->text(entry_at(*snapshot, "b")));
}

TEST_CASE("hostile: a .git file that points nowhere leaves a plain folder") {
  for (const char* text : {"gitdir: /nonexistent", "gitdir: .git", "garbage", ""}) {
    TempFolder folder;
    folder.write(".git", text);
    folder.write("README.md", "x");
    CHECK(paths(*opened(folder.str())) == std::vector<std::string>{"README.md"});
  }
}
