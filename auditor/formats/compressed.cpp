// Streams of gzip, bzip2, xz, zstd and lz4: what they hold is judged under the file's own name.
#include "auditor/core/text.h"
#include "auditor/formats/readers.h"
#include "auditor/formats/unpack.h"

#include <algorithm>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_unpacked = 64U << 20U;
constexpr std::size_t longest_nested = 16U << 20U;  // inside another archive: the outer bytes are in memory too

}  // namespace

bool is_compressed(const Input& input) { return codec_of(input.head).has_value(); }

void read_compressed(const Input& input, Inspection& out) {
  const Codec codec = codec_of(input.head).value_or(Codec::gzip);
  out.format = name_of(codec);
  if (input.depth >= deepest) return note(out, Verdict::unknown, "archives nested deeper than are read");
  // Most such streams are tables and texts: their first bytes say so, and the rest is not unpacked.
  Unpacked inner = unpack(input.bytes, codec, sniffed_bytes);
  input.work.spend(inner.bytes.size());
  // Two bytes are no magic: what does not unpack is no such stream.
  if (inner.bytes.empty() && codec == Codec::zlib) return note_unrecognised(out, "nothing could be unpacked");
  if (inner.bytes.empty()) return note(out, Verdict::unknown, "nothing could be unpacked");
  if (!may_be_loadable(input.name, inner.bytes))
    return note_unrecognised(out, "nothing in it is a known weight format");
  if (inner.cut) {
    const std::size_t limit = input.depth == 0 ? longest_unpacked : longest_nested;
    inner = unpack(input.bytes, codec, static_cast<std::size_t>(std::min<std::uint64_t>(limit, input.work.left)));
    input.work.spend(inner.bytes.size());
  }
  const MemorySource bytes(std::move(inner.bytes));
  const Inspection part = inspect_nested(input.name, bytes, input.depth + 1, input.work);
  if (part.format != "unknown") out.format += "+" + part.format;
  absorb(out, part, "");
  absorb_contents(out, part);
  if (inner.cut) note(out, Verdict::unknown, "only the first " + human_size(bytes.size()) + " were read");
  else if (inner.damaged) note(out, Verdict::malformed, "the compressed data are cut short or damaged");
}

}  // namespace auditor::formats
