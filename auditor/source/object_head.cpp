#include "auditor/source/object_head.h"

#include "auditor/core/hex.h"

#include <algorithm>
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

constexpr std::size_t longest_base = 1U << 20U;  // bytes of what a difference is made from
constexpr int deepest_chain = 64;
constexpr std::size_t most_packs = 256;
constexpr std::size_t most_indexes = 65'536;
constexpr std::string_view index_mark = "\xfftOc";
enum Type : unsigned { blob = 3, by_distance = 6, by_id = 7 };

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

std::optional<std::string> bytes_at(const ByteSource& source, std::uint64_t at, std::size_t length) {
  auto bytes = source.read(at, length);
  if (!bytes || bytes->size() < length) return std::nullopt;
  return std::move(*bytes);
}

// A number in groups of seven bits, the lowest first: sizes in a pack and in a difference.
std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 63 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7FU} << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

// How far back the base of a difference lies: groups of seven bits, the highest first, each but the last one more.
std::optional<std::uint64_t> take_distance(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < 9 && !bytes.empty(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value = (value << 7U) | (byte & 0x7FU);
    if ((byte & 0x80U) == 0) return value;
    ++value;
  }
  return std::nullopt;
}

// One step of a difference: `size` bytes of the base from `offset`, or `text`.
struct Step {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::string_view text;
};

std::optional<Step> take_step(std::string_view& bytes) {
  if (bytes.empty() || bytes.front() == '\0') return std::nullopt;
  const auto code = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  Step step;
  if ((code & 0x80U) == 0) {
    if (bytes.size() < code) return std::nullopt;
    step.text = bytes.substr(0, code);
    bytes.remove_prefix(code);
    return step;
  }
  for (unsigned i = 0; i < 7; ++i) {
    if ((code & (1U << i)) == 0) continue;
    if (bytes.empty()) return std::nullopt;
    const std::uint64_t byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (i < 4) step.offset |= byte << (8U * i);
    else step.size |= byte << (8U * (i - 4));
  }
  if (step.size == 0) step.size = 0x10000;
  return step;
}

}  // namespace

PackHeads::PackHeads(const std::filesystem::path& objects) {
  const auto folder = Folder::open(objects / "pack");
  if (!folder) return;
  std::error_code error;
  for (std::filesystem::directory_iterator at(objects / "pack", error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() != ".idx" || indexes_.size() >= most_indexes) continue;
    if (packs_.size() >= most_packs) {
      indexes_.push_back(at->path());
      continue;
    }
    auto index = folder->source(at->path().filename().string());
    auto data = folder->source(at->path().stem().string() + ".pack");
    if (!index || !data) continue;
    Pack pack{std::move(*index), std::move(*data), 0, {}, {}};
    // Version 2 has a mark, the older one has none.
    const auto begin = bytes_at(*pack.index, 0, 8);
    if (begin && begin->starts_with(index_mark)) pack.begin = 8;
    const auto fan = bytes_at(*pack.index, pack.begin, 256 * 4);
    if (!fan || (pack.begin != 0 && begin->substr(4) != std::string_view("\0\0\0\2", 4))) continue;
    for (std::size_t i = 0; i < 256; ++i)
      pack.fan.push_back(static_cast<std::uint32_t>(big_endian(std::string_view(*fan).substr(4 * i, 4))));
    packs_.push_back(std::move(pack));
    indexes_.push_back(at->path());
  }
}

std::optional<std::uint64_t> PackHeads::find(const Pack& pack, std::string_view id) {
  const bool older = pack.begin == 0;
  const std::uint64_t table = pack.begin + 256 * 4;
  const std::uint64_t width = older ? 24 : 20;  // the older form has the place before each id
  const std::uint64_t skip = older ? 4 : 0;
  const auto first = static_cast<unsigned char>(id[0]);
  std::uint64_t low = first == 0 ? 0 : pack.fan[first - 1U];
  std::uint64_t high = pack.fan[first];
  if (high > pack.objects() || low >= high) return std::nullopt;
  while (high - low > 64) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto there = bytes_at(*pack.index, table + middle * width + skip, 20);
    if (!there) return std::nullopt;
    if (*there <= id) low = middle;
    else high = middle;
  }
  const auto near = bytes_at(*pack.index, table + low * width, static_cast<std::size_t>((high - low) * width));
  if (!near) return std::nullopt;
  for (std::size_t i = 0; i < high - low; ++i) {
    if (std::string_view(*near).substr(i * width + skip, 20) != id) continue;
    if (older) return big_endian(std::string_view(*near).substr(i * width, 4));
    const auto place = bytes_at(*pack.index, table + pack.objects() * 24 + (low + i) * 4, 4);
    if (!place) return std::nullopt;
    const std::uint64_t offset = big_endian(*place);
    if ((offset >> 31U) == 0) return offset;
    const auto wide = bytes_at(*pack.index, table + pack.objects() * 28 + (offset & 0x7FFFFFFFU) * 8, 8);
    return wide ? std::optional(big_endian(*wide)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<PackHeads::Stored> PackHeads::stored_at(const Pack& pack, std::uint64_t at, std::size_t length) {
  auto raw = pack.data->read(at, length);
  if (!raw || raw->size() < 2) return std::nullopt;
  std::string_view bytes = *raw;
  const auto begin = static_cast<unsigned char>(bytes.front());
  Stored out;
  out.type = (begin >> 4U) & 7U;
  bytes.remove_prefix(1);
  out.size = begin & 15U;
  if ((begin & 0x80U) != 0) {
    const auto more = take_number(bytes);
    if (!more) return std::nullopt;
    out.size |= *more << 4U;
  }
  if (out.type == by_distance) {
    const auto distance = take_distance(bytes);
    if (distance && *distance < at) out.base = at - *distance;
  } else if (out.type == by_id && bytes.size() > 20) {
    out.base = find(pack, bytes.substr(0, 20));
    bytes.remove_prefix(20);
  }
  out.bytes = bytes;
  return out;
}

std::optional<std::string> PackHeads::head_at(const Pack& pack, std::uint64_t at, std::size_t length, int depth) const {
  if (depth > deepest_chain) return std::nullopt;
  const auto stored = stored_at(pack, at, 2 * length + longest_tables);
  if (!stored) return std::nullopt;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(stored->size, length));
  if (stored->type == blob) return inflate_head(stored->bytes, wanted);
  const auto delta = stored->base ? inflate_head(stored->bytes, wanted) : std::nullopt;
  return delta ? patched(pack, *stored->base, *delta, length, depth) : std::nullopt;
}

// Follows the chain to the object that is stored whole; each object of it is measured once.
std::uint64_t PackHeads::measure(const Pack& pack, std::uint64_t at) {
  constexpr std::size_t longest_sizes = 20;  // two numbers at the beginning of a difference
  std::vector<std::uint64_t> chain;
  std::uint64_t largest = 0;
  for (;;) {
    if (const auto known = pack.measured.find(at); known != pack.measured.end()) {
      largest = std::max(largest, known->second);
      break;
    }
    pack.measured.emplace(at, endless_chain);  // until it is known: who meets it again goes in circles
    chain.push_back(at);
    const auto stored = stored_at(pack, at, longest_tables);
    if (!stored) break;
    largest = std::max(largest, stored->size);
    if (!stored->base) break;
    if (const auto sizes = inflate_head(
            stored->bytes, static_cast<std::size_t>(std::min<std::uint64_t>(stored->size, longest_sizes)))) {
      std::string_view rest = *sizes;
      for (int i = 0; i < 2; ++i) largest = std::max(largest, take_number(rest).value_or(0));
    }
    at = *stored->base;
  }
  for (const std::uint64_t place : chain) pack.measured[place] = largest;
  return largest;
}

std::optional<std::uint64_t> PackHeads::largest_of_chain(const std::string& id) const {
  std::optional<std::uint64_t> largest;
  // libgit2 reads the object from whichever pack it meets first.
  for (const Pack& pack : packs_) {
    const auto at = find(pack, id);
    if (!at) continue;
    if (!pack.measured.contains(*at)) {
      const auto stored = stored_at(pack, *at, longest_header);
      if (stored && !stored->base) continue;
    }
    largest = std::max(largest.value_or(0), measure(pack, *at));
  }
  return largest;
}

std::optional<std::string> PackHeads::patched(const Pack& pack, std::uint64_t base, std::string_view delta,
                                              std::size_t length, int depth) const {
  const auto base_size = take_number(delta);
  const auto size = take_number(delta);
  if (!base_size || !size) return std::nullopt;
  const std::uint64_t wanted = std::min<std::uint64_t>(*size, length);
  std::vector<Step> steps;
  std::uint64_t made = 0;
  std::uint64_t needed = 0;
  while (made < wanted) {
    const auto step = take_step(delta);
    if (!step) return std::nullopt;
    const std::uint64_t used = std::min(step->size + step->text.size(), wanted - made);
    if (step->text.empty()) needed = std::max(needed, step->offset + used);
    made += used;
    steps.push_back(*step);
  }
  if (needed > longest_base || needed > *base_size) return std::nullopt;
  const auto from =
      needed == 0 ? std::optional(std::string()) : head_at(pack, base, static_cast<std::size_t>(needed), depth + 1);
  if (!from || from->size() < needed) return std::nullopt;
  std::string out;
  for (const Step& step : steps) {
    const std::size_t left = static_cast<std::size_t>(wanted) - out.size();
    if (step.text.empty())
      out.append(*from, static_cast<std::size_t>(step.offset), std::min<std::size_t>(left, step.size));
    else out.append(step.text.substr(0, left));
  }
  return out;
}

std::optional<std::string> PackHeads::head(std::string_view oid, std::size_t length) const {
  if (oid.size() != 40) return std::nullopt;
  const auto id = bytes_of_hex(oid);
  if (!id) return std::nullopt;
  for (const Pack& pack : packs_)
    if (const auto at = find(pack, *id)) return head_at(pack, *at, length, 0);
  return std::nullopt;
}

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
