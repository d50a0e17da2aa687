#include "auditor/formats/unpack.h"

#include "tests/formats/zip_builder.h"
#include "tests/support/catch.h"

#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zstd.h>

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using namespace std::string_literals;

namespace {

std::string bzip2(std::string plain) {
  unsigned size = static_cast<unsigned>(plain.size()) + 1000;
  std::string out(size, '\0');
  BZ2_bzBuffToBuffCompress(out.data(), &size, plain.data(), static_cast<unsigned>(plain.size()), 9, 0, 0);
  return out.substr(0, size);
}
std::string xz(const std::string& plain) {
  std::string out(plain.size() + 1000, '\0');
  std::size_t size = 0;
  lzma_easy_buffer_encode(6, LZMA_CHECK_CRC32, nullptr, reinterpret_cast<const std::uint8_t*>(plain.data()),
                          plain.size(), reinterpret_cast<std::uint8_t*>(out.data()), &size, out.size());
  return out.substr(0, size);
}
std::string zstd(const std::string& plain) {
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  return out.substr(0, ZSTD_compress(out.data(), out.size(), plain.data(), plain.size(), 3));
}
std::string lz4(const std::string& plain) {
  std::string out(LZ4F_compressFrameBound(plain.size(), nullptr), '\0');
  return out.substr(0, LZ4F_compressFrame(out.data(), out.size(), plain.data(), plain.size(), nullptr));
}
std::string gzip(const std::string& plain) { return deflated(plain, MAX_WBITS + 16); }

using Pack = std::string (*)(const std::string&);
const std::vector<Pack>& packers() {
  static const std::vector<Pack> all{gzip, [](const std::string& s) { return bzip2(s); }, xz, zstd, lz4};
  return all;
}

}  // namespace

TEST_CASE("what a compressed stream holds is judged, whatever the compression") {
  const std::string harmful = "\x80\x02" + global("os", "system") + ")R." + std::string(5000, 'x');
  const std::string harmless = "\x80\x02" + global("collections", "OrderedDict") + ")R.";
  for (const Pack pack : packers()) {
    CHECK(look(pack(harmful), "model.joblib").verdict == Verdict::unsafe);
    CHECK(look(pack(harmless), "model.joblib").verdict == Verdict::safe);
    CHECK(look(pack(pack(harmful)), "a.bin").verdict == Verdict::unsafe);
    // A table in a stream is nothing that a loader knows.
    const Inspection table = look(pack("name,value\n" + std::string(5000, '1')), "data.csv.gz");
    CHECK(table.verdict == Verdict::unknown);
    CHECK_FALSE(table.unread);
  }
}

TEST_CASE("streams that follow one another are one") {
  const std::string harmful = "\x80\x02" + global("os", "system") + ")R.";
  for (const Pack pack : packers())
    CHECK(look(pack(harmful.substr(0, 5)) + pack(harmful.substr(5)), "model.pkl").verdict == Verdict::unsafe);
}

TEST_CASE("a stream that is cut short or larger than is unpacked is not safe") {
  const std::string pickle = "\x80\x02X" + number(9000, 4) + std::string(9000, 'a') + ".";
  for (const Pack pack : packers()) {
    const std::string whole = pack(pickle);
    CHECK(look(whole, "m.pkl").verdict == Verdict::safe);
    CHECK(look(whole.substr(0, whole.size() - 6), "m.pkl").verdict != Verdict::safe);
  }
  const std::string bomb = "\x80\x02X" + number(70U << 20U, 4) + std::string(70U << 20U, 'a') + ".";
  const Inspection large = look(gzip(bomb), "m.pkl.gz");
  CHECK(large.unread);
  CHECK(says(large, "only the first"));
}

TEST_CASE("frames that readers pass over hide no stream behind them") {
  const std::string harmful = "\x80\x02" + global("os", "system") + ")R.";
  const std::string skipped = "\x50\x2a\x4d\x18" + sized("abcd", 4);
  CHECK(look(skipped + zstd(harmful), "m.pkl.zst").verdict == Verdict::unsafe);
  CHECK(look(skipped + skipped + lz4(harmful), "m.joblib").verdict == Verdict::unsafe);
  CHECK(look(skipped + zstd("\x80\x02}."), "m.pkl.zst").verdict == Verdict::safe);
  // Streams of programs, which no loader reads, are named.
  CHECK(look("\x02\x21\x4c\x18" + std::string(50, 'x'), "m.bin").verdict == Verdict::unknown);
}
