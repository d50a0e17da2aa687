// Archives. Structure-aware: the first byte says whether the rest is the file, or members of an archive whose headers
// and directory are made around them, each with one field that may lie.
#include "fuzz/fuzz_format.h"

#include <array>
#include <zlib.h>

namespace {

using namespace std::string_view_literals;

constexpr std::array names{"m/data.pkl"sv,
                           "m/data/0"sv,
                           "config.json"sv,
                           "metadata.json"sv,
                           "schema.json"sv,
                           "a.npy"sv,
                           "m/constants.pkl"sv,
                           "m/code/x.py"sv,
                           "in.zip"sv,
                           "../x"sv,
                           ""sv};

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(i < 8 ? static_cast<char>((value >> (8 * i)) & 0xFFU) : '\0');
  return out;
}

struct Archive {
  std::string members;
  std::string directory;
  unsigned count = 0;

  void add(std::string_view name, std::string_view body, unsigned lie) {
    const bool packed = (lie & 1U) != 0;
    std::string stored(body);
    if (packed) {
      // Stored blocks: valid for deflate, and mutations of the body stay visible.
      stored = "\x01" + number(body.size(), 2) + number(~body.size(), 2) + std::string(body);
    }
    const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    const unsigned flags = (lie & 2U) != 0 ? 8U : (lie & 4U) != 0 ? 1U : 0U;
    const std::string common = number(flags, 2) + number(packed ? 8 : 0, 2) + number(0, 4);
    const std::string sizes = number(crc + (lie == 64 ? 1U : 0U), 4) +
                              number(stored.size() + (lie == 32 ? 7U : 0U), 4) +
                              number(body.size() << (lie == 16 ? 8U : 0U), 4);
    const std::string_view shown = lie == 128 ? "readme.txt"sv : name;
    if (lie != 8)
      directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + common + sizes + number(shown.size(), 2) +
                   number(0, 12) + number(members.size(), 4) + std::string(shown);
    count += lie != 8 ? 1U : 0U;
    members += "PK\x03\x04" + number(20, 2) + common + sizes + number(name.size(), 2) + number(0, 2) +
               std::string(name) + stored;
  }

  [[nodiscard]] std::string bytes() const {
    return members + directory + "PK\x05\x06" + number(0, 4) + number(count, 2) + number(count, 2) +
           number(directory.size(), 4) + number(members.size(), 4) + number(0, 2);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || data[0] % 2 == 0) return auditor::formats::fuzz(data, size, "model.pt");
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  Archive archive;
  while (rest.size() >= 3 && archive.members.size() < 64U * 1024U) {
    const auto name = static_cast<unsigned char>(rest[0]);
    const auto lie = static_cast<unsigned char>(rest[1]);
    const std::string_view body = rest.substr(3, static_cast<std::size_t>(static_cast<unsigned char>(rest[2])) * 4U);
    archive.add(names[name % names.size()], body, lie);
    rest.remove_prefix(3 + body.size());
  }
  const std::string bytes = archive.bytes();
  static constexpr std::array<std::string_view, 4> as = {"model.pt", "model.keras", "model.skops", "w.npz"};
  return auditor::formats::fuzz(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                                as[(data[0] >> 1U) % as.size()]);
}
