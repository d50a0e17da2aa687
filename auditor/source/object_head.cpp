#include "auditor/source/object_head.h"

#include <array>
#include <zlib.h>

namespace auditor::source {
namespace {

constexpr std::size_t longest_header = 32;   // "blob ", a size, a zero byte
constexpr std::size_t longest_tables = 512;  // of a deflate block

// Inflates what `packed` begins with; nullopt when it is broken or does not yield `length` bytes though the stream goes
// on: one can be written to pack nothing for as long as it likes.
std::optional<std::string> inflate_head(std::string_view packed, std::size_t length) {
  std::string out(length, '\0');
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  std::string input(packed);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = ::inflate(&stream, Z_SYNC_FLUSH);
  const std::size_t made = out.size() - stream.avail_out;
  inflateEnd(&stream);
  if (status != Z_STREAM_END && made < length) return std::nullopt;
  out.resize(made);
  return out;
}

}  // namespace

std::optional<std::string> loose_object_head(const Folder& objects, std::string_view oid, std::size_t length) {
  if (oid.size() < 3) return std::nullopt;
  const auto file = objects.source(std::string(oid.substr(0, 2)) + "/" + std::string(oid.substr(2)));
  if (!file) return std::nullopt;
  const auto packed = (*file)->read(0, 2 * length + longest_tables);
  const auto plain = packed ? inflate_head(*packed, length + longest_header) : std::nullopt;
  if (!plain || !plain->starts_with("blob ")) return std::nullopt;
  const std::size_t end = plain->find('\0');
  if (end == std::string::npos || end >= longest_header) return std::nullopt;
  return plain->substr(end + 1, length);
}

}  // namespace auditor::source
