// Zip archives as hostile input: entries from the central directory, and from the local headers when the directory
// is damaged or disagrees with them. Flags, checksums and sizes that lie are reported and read past, because the
// loaders of weights read past them too.
#pragma once

#include "auditor/core/byte_source.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace auditor::formats {

struct ZipEntry {
  std::string name;
  std::uint16_t method = 0;
  std::uint16_t flags = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0;  // bytes in the archive, as claimed
  std::uint64_t size = 0;    // bytes when unpacked, as claimed
  std::uint64_t header = 0;  // place of the local header
  std::uint64_t data = 0;    // place of the bytes; 0 when the local header is not there
  [[nodiscard]] bool encrypted() const { return (flags & 1U) != 0; }
};

struct ZipDirectory {
  std::vector<ZipEntry> entries;
  std::vector<std::string> damages;  // what is wrong with the archive
  bool complete = true;              // false when a limit was reached
};

[[nodiscard]] ZipDirectory list_zip(const ByteSource& source);

// Whether the last bytes hold an end of central directory: also of an archive with bytes before it.
[[nodiscard]] bool ends_as_zip(const ByteSource& source);

struct ZipContent {
  std::unique_ptr<ByteSource> bytes;
  bool cut = false;      // more than `limit` bytes: the rest is not here
  bool damaged = false;  // the packed bytes end or break early
};

// The bytes of an entry: a slice of the archive when stored, else unpacked into memory up to `limit`.
// `source` must outlive the result. Error: unsupported compression, no data.
[[nodiscard]] Result<ZipContent> open_entry(const ByteSource& source, const ZipEntry& entry, std::size_t limit);

// Raw deflate, zlib or gzip data from `offset` (window bits as in zlib), unpacked up to `limit`.
struct Inflated {
  std::string bytes;
  std::uint64_t consumed = 0;
  bool finished = false;
};
[[nodiscard]] Inflated inflate_from(const ByteSource& source, std::uint64_t offset, int window_bits, std::size_t limit);

}  // namespace auditor::formats
