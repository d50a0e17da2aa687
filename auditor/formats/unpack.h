// Compressed streams: told by their first bytes, unpacked in memory up to a limit. Streams that follow one another are
// one, as the loaders of pickles read them.
#pragma once

#include "auditor/core/byte_source.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::formats {

enum class Codec { zlib, gzip, bzip2, xz, lzma, zstd, lz4 };

[[nodiscard]] std::optional<Codec> codec_of(std::string_view head);
[[nodiscard]] std::string_view name_of(Codec codec);

struct Unpacked {
  std::string bytes;
  bool cut = false;      // more than `limit` bytes: the rest is not here
  bool damaged = false;  // the packed bytes end or break early
};

[[nodiscard]] Unpacked unpack(const ByteSource& source, Codec codec, std::size_t limit);

}  // namespace auditor::formats
