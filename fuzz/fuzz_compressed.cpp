// Compressed streams and what is packed in them. Structure-aware: the first byte chooses a kind, whose true head goes
// before the rest, so that the readers get beyond it.
#include "fuzz/fuzz_format.h"

#include <array>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace std::string_view_literals;
  static constexpr std::array<std::string_view, 6> heads = {
      ""sv,
      "\x1f\x8b\x08\0\0\0\0\0\0\x03"sv,         // gzip
      "BZh9\x31\x41\x59\x26\x53\x59"sv,         // bzip2
      "\xfd\x37zXZ\0\0\x04\xe6\xd6\xb4\x46"sv,  // xz
      "\x04\x22\x4d\x18\x64\x40\xa7"sv,         // lz4
      "\x28\xb5\x2f\xfd"sv,                     // zstd
  };
  static constexpr std::array<std::string_view, 3> names = {"model.pkl", "model.joblib", "model.tar"};
  if (size < 2) return 0;
  return auditor::formats::fuzz(data + 2, size - 2, names[data[1] % names.size()], heads[data[0] % heads.size()]);
}
