#include "tests/formats/builder.h"
#include "tests/formats/zip_builder.h"
#include "tests/support/catch.h"
#include "tests/support/time_limit.h"

#include <algorithm>
#include <chrono>

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using namespace std::string_literals;

namespace {

const std::string harmful = "\x80\x02" + global("os", "system") + "X\x01\x00\x00\x00x\x85R."s;
const std::string harmless = "\x80\x02}.";

}  // namespace

TEST_CASE("a PyTorch zip is its data.pkl, stored or deflated") {
  for (const bool deflate : {false, true}) {
    const Inspection safe = look(ZipBuilder().add("m/data.pkl", harmless, deflate).add("m/version", "3\n").bytes());
    CHECK(safe.format == "pytorch-zip");
    CHECK(safe.verdict == Verdict::safe);
    const Inspection unsafe = look(ZipBuilder().add("m/data.pkl", harmful, deflate).bytes());
    CHECK(unsafe.verdict == Verdict::unsafe);
    CHECK(says(unsafe, "m/data.pkl: "));
  }
}

TEST_CASE("damage does not hide a pickle") {
  ZipBuilder zip;
  zip.add("m/data.pkl", harmful, true);
  SECTION("wrong checksum") { zip.entries[0].crc ^= 1; }
  SECTION("encryption flag") { zip.entries[0].flags = 1; }
  SECTION("patched data flag") { zip.entries[0].flags = 0x20; }
  SECTION("strong encryption flag") { zip.entries[0].flags = 0x40; }
  SECTION("size 0 in the directory") { zip.entries[0].central_size = 0; }
  SECTION("another name in the directory") { zip.entries[0].central_name = "readme.txt"; }
  SECTION("sizes after the data") { zip.entries[0].sizes_follow = true; }
  SECTION("no directory") { zip.with_directory = false; }
  SECTION("a directory that is not there") { zip.directory_shift = 5000; }
  SECTION("sizes after the data and no directory") {
    zip.entries[0].sizes_follow = true;
    zip.with_directory = false;
  }
  CHECK(look(zip.bytes()).verdict == Verdict::unsafe);
}

TEST_CASE("damage of a harmless archive is malformed and says what is wrong") {
  ZipBuilder zip;
  zip.add("m/data.pkl", harmless, false);
  zip.entries[0].crc ^= 1;
  const Inspection i = look(zip.bytes());
  CHECK(i.verdict == Verdict::malformed);
  CHECK(says(i, "checksum"));
}

TEST_CASE("a pickle under another name in a zip is found by content, random storages are not") {
  CHECK(look(ZipBuilder().add("notes.txt", harmful, true).bytes()).verdict == Verdict::unsafe);
  const Inspection i =
      look(ZipBuilder().add("m/data.pkl", harmless, false).add("m/data/0", "\x80\x02junk", false).bytes());
  CHECK(i.verdict == Verdict::safe);
}

TEST_CASE("an encrypted archive is unknown") {
  ZipBuilder zip;
  zip.add("m/data.pkl", "\x13\x37 random", false);
  zip.entries[0].flags = 1;
  CHECK(look(zip.bytes()).verdict == Verdict::unknown);
}

TEST_CASE("paths that leave the archive and unpacked sizes out of proportion are suspicious") {
  CHECK(look(ZipBuilder().add("../../m/data.pkl", harmless, false).bytes()).verdict == Verdict::suspicious);
  ZipBuilder bomb;
  bomb.add("m/data.pkl", harmless, true);
  bomb.entries[0].claimed_size = 0xF0000000U;
  CHECK(says(look(bomb.bytes()), "100 times"));
}

TEST_CASE("archives nested in archives are followed to a bound") {
  std::string bytes = ZipBuilder().add("data.pkl", harmful, true).bytes();
  bytes = ZipBuilder().add("inner.zip", bytes, true).bytes();
  CHECK(look(bytes).verdict == Verdict::unsafe);
  for (int i = 0; i < 6; ++i) bytes = ZipBuilder().add("inner.zip", bytes, true).bytes();
  CHECK(look(bytes).verdict == Verdict::unknown);
}

TEST_CASE("bytes in front of an archive do not hide it") {
  ZipBuilder zip;
  zip.add("m/data.pkl", harmful, true);
  CHECK(look("#!/bin/sh\n" + zip.bytes(), "m.bin").verdict == Verdict::unsafe);
  CHECK(look("\x80\x02}." + zip.bytes(), "m.pkl").verdict == Verdict::unsafe);
}

TEST_CASE("records that each hold all that follow end at the bound, in little time") {
  // A local header that claims far more bytes than there are: each entry holds all later ones, and each of those again.
  std::string header = "PK\x03\x04";
  header += std::string("\x14\0\0\0\0\0\0\0\0\0\0\0\0\0", 14);   // version, flags, stored, time, date, checksum
  header += std::string("\xff\xff\xff\x7f\xff\xff\xff\x7f", 8);  // sizes
  header += std::string("\x08\0\0\0", 4) + "data.pkl";
  std::string bytes;
  for (int i = 0; i < 400; ++i) bytes += header;
  const auto begin = std::chrono::steady_clock::now();
  const Inspection found = inspect("model.pt", MemorySource(bytes));
  CHECK(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() <
        auditor::test::time_limit(20));
  CHECK(found.verdict != Verdict::safe);
  CHECK(std::any_of(found.reasons.begin(), found.reasons.end(),
                    [](const std::string& reason) { return reason.find("more to read") != std::string::npos; }));
}

TEST_CASE("entries that the directory does not name are found, before and between those that it names") {
  ZipBuilder named;
  named.add("m/data.pkl", harmless);
  ZipBuilder hidden;
  hidden.add("m/data.pkl", harmful);
  hidden.with_directory = false;
  // The directory points behind what was put before it.
  named.directory_shift = static_cast<std::uint32_t>(hidden.bytes().size());
  std::string shifted = named.bytes();
  const std::size_t place = shifted.find("PK\x01\x02") + 42;
  shifted.replace(place, 4, number(hidden.bytes().size(), 4));
  const Inspection before = look(hidden.bytes() + shifted, "m.pt");
  CHECK(before.verdict == Verdict::unsafe);
  CHECK(says(before, "central directory does not name"));
  named.directory_shift = 0;
  const Inspection twice = look(hidden.bytes() + named.bytes(), "m.pt");
  CHECK(twice.verdict == Verdict::unsafe);
  // A comment, folders and sizes that follow the data hide nothing.
  named.entries[0].sizes_follow = true;
  CHECK(look(named.bytes(), "m.pt").verdict == Verdict::safe);
}

TEST_CASE("what stands before an archive and is no known format is not known") {
  const std::string archive = ZipBuilder().add("m/data.pkl", harmless).bytes();
  const Inspection i = look("GIF89a" + std::string(60, '\0') + archive, "m.pt");
  CHECK(i.verdict == Verdict::unknown);
  CHECK(says(i, "before the archive"));
}

TEST_CASE("entries that share their bytes are read a bounded number of times") {
  const std::string one = ZipBuilder().add("m/data.pkl", harmless).bytes();
  const std::size_t at = one.find("PK\x01\x02");
  const std::size_t end = one.find("PK\x05\x06");
  const std::string record = one.substr(at, end - at);
  std::string directory;
  for (int i = 0; i < 200; ++i) directory += record;
  const Inspection i = look(one.substr(0, at) + directory + "PK\x05\x06" + number(0, 4) + number(200, 2) +
                                number(200, 2) + number(directory.size(), 4) + number(at, 4) + number(0, 2),
                            "m.pt");
  CHECK(i.verdict == Verdict::malformed);
  CHECK(says(i, "share their bytes"));
}
