// Git LFS and Xet pointers, and the bytes behind them.
#include "auditor/source/pointer.h"

#include "auditor/core/digest.h"
#include "tests/source/opened.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

const std::string oid = "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393";

std::string lfs(const std::string& size = "5") {
  return "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize " + size + "\n";
}

}  // namespace

TEST_CASE("a Git LFS pointer gives size and digest") {
  const auto pointer = parse_pointer(lfs("4294967297"));
  REQUIRE(pointer);
  CHECK(pointer->kind == Pointer::Kind::lfs);
  CHECK(pointer->sha256 == oid);
  CHECK(pointer->size == 4294967297U);
}

TEST_CASE("carriage returns, the old version URL and extensions are tolerated") {
  CHECK(parse_pointer("version https://git-lfs.github.com/spec/v1\r\noid sha256:" + oid + "\r\nsize 5\r\n"));
  CHECK(parse_pointer("version https://hawser.github.com/spec/v1\noid sha256:" + oid + "\nsize 5\n"));
  CHECK(parse_pointer("version https://git-lfs.github.com/spec/v1\next-0-foo sha256:" + oid + "\noid sha256:" + oid +
                      "\nsize 5\n"));
}

TEST_CASE("what is almost a pointer is none") {
  const std::string version = "version https://git-lfs.github.com/spec/v1\n";
  for (const std::string& text : {
           version + "size 5\noid sha256:" + oid + "\n",   // order
           version + "oid sha256:" + oid + "\n",           // no size
           version + "oid sha256:" + oid + "\nsize -1\n",  // sign
           version + "oid sha256:" + oid + "\nsize 99999999999999999999\n",
           version + "oid sha256:" + oid.substr(1) + "\nsize 5\n",  // short digest
           version + "oid sha256:" + std::string(64, 'G') + "\nsize 5\n",
           version + "oid md5:" + oid + "\nsize 5\n",
           version + "oid sha256:" + oid + "\nsize 5\nmore\n",
           std::string("version https://example.org/spec/v1\noid sha256:") + oid + "\nsize 5\n",
           lfs() + std::string(1024, '\n'),
           std::string(),
       }) {
    CHECK_FALSE(parse_pointer(text));
  }
}

TEST_CASE("an old Xet pointer gives size and hash") {
  const auto pointer = parse_pointer("# xet version 0\nfilesize = 1200\nhash = '" + oid + "'\n");
  REQUIRE(pointer);
  CHECK(pointer->kind == Pointer::Kind::xet);
  CHECK(pointer->hash == oid);
  CHECK(pointer->size == 1200U);
  CHECK_FALSE(parse_pointer("# xet version 0\nfilesize = 1200\nhash = " + oid + "\n"));
}

TEST_CASE("a pointer without its object is known by size, and its bytes are unavailable") {
  GitFixture repository{{"model.safetensors", lfs()}};
  const auto snapshot = opened(repository.str());
  const Entry& entry = entry_at(*snapshot, "model.safetensors");
  const auto pointer = snapshot->pointer(entry);
  REQUIRE(pointer);
  CHECK_FALSE(pointer->object_present);
  const auto bytes = snapshot->open(entry);
  REQUIRE_FALSE(bytes);
  CHECK(bytes.error().code == ErrorCode::unavailable);
}

TEST_CASE("the bytes come from the LFS store or the work tree, and only those whose digest the pointer names") {
  const std::string digest = sha256_hex("tree!");
  GitFixture repository{
      {"sub/a.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + digest + "\nsize 5\n"}};
  const auto read = [&](const std::string& where) {
    const auto snapshot = opened(where);
    const Entry& entry = snapshot->entries()[0];
    const auto pointer = snapshot->pointer(entry);
    if (!pointer || !pointer->object_present) return std::string("none");
    return (*snapshot->open(entry))->read(0, 100).value_or("error");
  };
  fs::create_directories(repository.path() / "sub");
  std::ofstream(repository.path() / "sub/a.bin") << "longer than five";
  CHECK(read(repository.str()) == "none");
  std::ofstream(repository.path() / "sub/a.bin") << "other";
  CHECK(read(repository.str()) == "none");
  std::ofstream(repository.path() / "sub/a.bin") << "tree!";
  CHECK(read(repository.str()) == "tree!");
  CHECK(read((repository.path() / "sub").string()) == "tree!");
  fs::remove(repository.path() / "sub/a.bin");
  const fs::path object = repository.git_folder() / "lfs/objects" / lfs_object_path(digest);
  fs::create_directories(object.parent_path());
  std::ofstream(object) << "wrong";
  CHECK(read(repository.str()) == "none");
  std::ofstream(object) << "tree!";
  CHECK(read(repository.str()) == "tree!");
}

TEST_CASE("an ordinary file is no pointer and opens as its own bytes") {
  GitFixture repository{{"a.bin", std::string(3000, 'a')}};
  const auto snapshot = opened(repository.str());
  CHECK_FALSE(snapshot->pointer(snapshot->entries()[0]));
  const auto bytes = snapshot->open(snapshot->entries()[0]);
  REQUIRE(bytes);
  CHECK((*bytes)->size() == 3000U);
  CHECK((*bytes)->read(2998, 10) == std::string("aa"));
}
