// Compressed streams: told by their first bytes, unpacked in memory up to a limit. Streams that follow one another are
// one, as the loaders of pickles read them.
#pragma once

#include "auditor/core/byte_source.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace auditor::formats {

enum class Codec { zlib, gzip, bzip2, xz, lzma, zstd, lz4 };

[[nodiscard]] std::optional<Codec> codec_of(std::string_view head);
[[nodiscard]] std::string_view name_of(Codec codec);

// The plain bytes in their order, as much at a time as is asked for. The source must outlive it.
class UnpackingStream {
 public:
  UnpackingStream(const ByteSource& source, Codec codec);
  ~UnpackingStream();
  UnpackingStream(const UnpackingStream&) = delete;
  UnpackingStream& operator=(const UnpackingStream&) = delete;

  // How many bytes came; fewer than asked for only at the end, or where the packed bytes break.
  [[nodiscard]] std::size_t read(std::span<char> out);
  [[nodiscard]] bool damaged() const;   // the packed bytes end or break early
  [[nodiscard]] bool given_up() const;  // more streams after one another than are read

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Unpacked {
  std::string bytes;
  bool cut = false;      // more than `limit` bytes: the rest is not here
  bool damaged = false;  // the packed bytes end or break early
};

[[nodiscard]] Unpacked unpack(const ByteSource& source, Codec codec, std::size_t limit);

}  // namespace auditor::formats
