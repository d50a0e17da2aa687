#include "auditor/formats/zip.h"

#include "auditor/formats/cursor.h"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <zlib.h>

namespace auditor::formats {
namespace {

constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t central_signature = 0x02014b50;
constexpr std::uint32_t descriptor_signature = 0x08074b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::size_t end_size = 22;
constexpr std::size_t longest_comment = 65535;
constexpr std::size_t most_entries = 100'000;
constexpr std::size_t longest_name = 1024;
constexpr std::uint64_t longest_search = 64U << 20U;
constexpr std::uint32_t saturated = 0xFFFFFFFFU;

struct End {
  std::uint64_t place = 0;
  std::uint64_t entries = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
};

// Looks for the end record from the back; a comment may follow it.
bool find_end(const ByteSource& source, End& end) {
  const std::uint64_t size = source.size();
  if (size < end_size) return false;
  const std::uint64_t begin = size > end_size + longest_comment ? size - end_size - longest_comment : 0;
  const auto tail = source.read(begin, end_size + longest_comment);
  if (!tail) return false;
  const std::size_t at = tail->rfind("PK\x05\x06");
  if (at == std::string::npos || at + end_size > tail->size()) return false;
  end.place = begin + at;
  Cursor cursor(source, end.place + 10);
  end.entries = cursor.u16();
  end.size = cursor.u32();
  end.offset = cursor.u32();
  // PyTorch always writes the 64-bit record, and readers prefer it when it is there.
  if (end.place < 20) return true;
  Cursor locator(source, end.place - 20);
  if (locator.u32() != 0x07064b50) return true;
  locator.skip(4);
  Cursor wide(source, locator.u64());
  if (wide.u32() != 0x06064b50) return true;
  wide.skip(28);
  end.entries = wide.u64();
  end.size = wide.u64();
  end.offset = wide.u64();
  end.place -= 20 + 56;
  return true;
}

// Zip64 sizes from an extra field, in the order in which the saturated 32-bit fields stand.
void read_zip64(std::string_view extra, std::initializer_list<std::uint64_t*> fields) {
  const auto u16 = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(extra[at]) |
                                    (static_cast<unsigned char>(extra[at + 1]) << 8));
  };
  while (extra.size() >= 4) {
    const std::size_t id = u16(0);
    const std::size_t length = std::min(u16(2), extra.size() - 4);
    std::string_view body = extra.substr(4, length);
    extra.remove_prefix(4 + length);
    if (id != 1) continue;
    for (std::uint64_t* field : fields) {
      if (*field != saturated || body.size() < 8) continue;
      std::uint64_t value = 0;
      for (unsigned i = 0; i < 8; ++i) value |= std::uint64_t{static_cast<unsigned char>(body[i])} << (8U * i);
      *field = value;
      body.remove_prefix(8);
    }
    return;
  }
}

// The name and sizes in the local header at entry.header; false when there is none.
bool read_local(const ByteSource& source, std::uint64_t at, ZipEntry& entry) {
  if (at >= source.size()) return false;
  Cursor cursor(source, at);
  if (cursor.u32() != local_signature) return false;
  cursor.skip(2);
  entry.header = at;
  entry.flags = cursor.u16();
  entry.method = cursor.u16();
  cursor.skip(4);
  entry.crc = cursor.u32();
  entry.packed = cursor.u32();
  entry.size = cursor.u32();
  const std::uint16_t name = cursor.u16();
  const std::uint16_t extra = cursor.u16();
  if (cursor.failed() || cursor.left() < std::uint64_t{name} + extra) return false;
  entry.name = cursor.text(name);
  entry.name.resize(std::min<std::size_t>(entry.name.size(), longest_name));
  read_zip64(cursor.text(extra), {&entry.size, &entry.packed});
  entry.data = cursor.position();
  return !cursor.failed();
}

bool read_central(Cursor& cursor, std::uint64_t shift, ZipEntry& entry) {
  if (cursor.u32() != central_signature) return false;
  cursor.skip(4);
  entry.flags = cursor.u16();
  entry.method = cursor.u16();
  cursor.skip(4);
  entry.crc = cursor.u32();
  entry.packed = cursor.u32();
  entry.size = cursor.u32();
  const std::uint16_t name = cursor.u16();
  const std::uint16_t extra = cursor.u16();
  const std::uint16_t comment = cursor.u16();
  cursor.skip(8);
  entry.header = cursor.u32();
  if (cursor.failed() || cursor.left() < std::uint64_t{name} + extra + comment) return false;
  entry.name = cursor.text(name);
  entry.name.resize(std::min<std::size_t>(entry.name.size(), longest_name));
  read_zip64(cursor.text(extra), {&entry.size, &entry.packed, &entry.header});
  cursor.skip(comment);
  if (!add_checked(entry.header, shift, entry.header)) return false;
  return !cursor.failed();
}

constexpr std::uint64_t longest_descriptor = 24;  // behind an entry whose sizes follow it

// Finds the local header of a directory entry and says where the two disagree.
void reconcile(const ByteSource& source, ZipEntry& entry, std::vector<std::string>& damages) {
  ZipEntry local;
  const auto damage = [&](std::string_view what) {
    if (damages.size() < 20) damages.push_back("entry \"" + entry.name + "\" " + std::string(what));
  };
  if (!read_local(source, entry.header, local)) return damage("has no local header");
  entry.data = local.data;
  if (local.name != entry.name) damage("has another name in its local header");
  if (local.method != entry.method) damage("has another compression in its local header");
  if (((local.flags ^ entry.flags) & 0x2061U) != 0) damage("has other flags in its local header");
  const bool sizes_follow = (local.flags & 8U) != 0;
  if (!sizes_follow && (local.packed != entry.packed || local.size != entry.size || local.crc != entry.crc))
    damage("has another size or checksum in its local header");
  entry.packed = std::max(entry.packed, sizes_follow ? 0 : local.packed);
  entry.size = std::max(entry.size, sizes_follow ? 0 : local.size);
}

// The next signature of any record at or after `at`, within the search budget.
std::uint64_t find_record(const ByteSource& source, std::uint64_t at, bool any, std::uint64_t& budget) {
  constexpr std::size_t longest_step = 65536;
  std::size_t step = 512;  // the next record is often near
  while (at + 4 <= source.size() && budget > 0) {
    const auto block = source.read(at, step + 3);
    budget -= std::min<std::uint64_t>(budget, step);
    if (!block || block->size() < 4) return source.size();
    for (std::size_t i = block->find("PK"); i != std::string::npos && i + 4 <= block->size();
         i = block->find("PK", i + 1)) {
      const char c = (*block)[i + 2];
      const char d = (*block)[i + 3];
      if ((c == 3 && d == 4) || (any && ((c == 1 && d == 2) || (c == 7 && d == 8)))) return at + i;
    }
    at += step;
    step = std::min(longest_step, step * 4);
  }
  return source.size();
}

// Local headers in what no entry of the directory accounts for: who reads an archive as a stream finds them.
bool hides_entries(const ByteSource& source, const ZipDirectory& out, std::uint64_t end) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known;
  known.reserve(out.entries.size());
  for (const ZipEntry& entry : out.entries)
    if (entry.data != 0 && entry.packed <= source.size() - entry.data)
      known.emplace_back(entry.header, entry.data + entry.packed);
  std::sort(known.begin(), known.end());
  known.emplace_back(end, end);
  std::uint64_t at = 0;
  std::uint64_t budget = longest_search;
  for (const auto& [begin, behind] : known) {
    if (begin > at && (at == 0 || begin - at > longest_descriptor)) {
      const std::uint64_t found = find_record(source, at, false, budget);
      if (budget == 0 || found < begin) return true;
    }
    at = std::max(at, behind);
  }
  return false;
}

bool list_central(const ByteSource& source, ZipDirectory& out) {
  End end;
  if (!find_end(source, end)) {
    out.damages.emplace_back("no end of central directory");
    return false;
  }
  std::uint64_t directory_end = 0;
  if (!add_checked(end.offset, end.size, directory_end) || directory_end > end.place) {
    out.damages.emplace_back("the central directory lies outside the file");
    return false;
  }
  // Bytes in front of an archive move everything that its records point at.
  std::uint64_t shift = end.place - directory_end;
  if (shift != 0 && end.entries > 0 && Cursor(source, end.offset).u32() == central_signature) {
    // Some readers take the offset as it stands, some count from the end: this archive has an answer for both.
    out.damages.emplace_back("the central directory is in two places");
    shift = 0;
  }
  Cursor cursor(source, end.offset + shift);
  for (std::uint64_t i = 0; i < end.entries; ++i) {
    if (out.entries.size() >= most_entries) {
      out.complete = false;
      return true;
    }
    ZipEntry entry;
    if (!read_central(cursor, shift, entry)) {
      out.damages.emplace_back("the central directory is damaged");
      return false;
    }
    reconcile(source, entry, out.damages);
    out.entries.push_back(std::move(entry));
  }
  if (out.damages.empty() && hides_entries(source, out, end.offset + shift))
    out.damages.emplace_back("holds entries that its central directory does not name");
  return true;
}

// Where the bytes of an entry end, when its local header does not say.
std::uint64_t measure(const ByteSource& source, const ZipEntry& entry, std::uint64_t& budget) {
  if (entry.method == 8) {
    const Inflated inflated = inflate_from(source, entry.data, -MAX_WBITS,
                                           static_cast<std::size_t>(std::min<std::uint64_t>(budget, 16U << 20U)));
    budget -= std::min<std::uint64_t>(budget, inflated.bytes.size());
    if (inflated.finished) return entry.data + inflated.consumed;
  }
  return find_record(source, entry.data, true, budget);
}

void list_local(const ByteSource& source, ZipDirectory& out) {
  std::unordered_set<std::uint64_t> known;
  for (const ZipEntry& entry : out.entries) known.insert(entry.data);
  std::uint64_t budget = longest_search;
  std::uint64_t at = find_record(source, 0, false, budget);
  while (at < source.size() && out.entries.size() < most_entries) {
    ZipEntry entry;
    if (!read_local(source, at, entry)) {
      at = find_record(source, at + 1, false, budget);
      continue;
    }
    std::uint64_t end = 0;
    if ((entry.flags & 8U) != 0 && entry.packed == 0) {
      end = measure(source, entry, budget);
      entry.packed = end - entry.data;
      entry.size = std::max(entry.size, entry.method == 0 ? entry.packed : 0);
    } else if (!add_checked(entry.data, entry.packed, end) || end > source.size()) {
      end = entry.data;
      entry.packed = source.size() - entry.data;
    }
    if (known.insert(entry.data).second) out.entries.push_back(entry);
    at = find_record(source, end, false, budget);
  }
  if (budget == 0 || out.entries.size() >= most_entries) out.complete = false;
}

}  // namespace

ZipDirectory list_zip(const ByteSource& source) {
  ZipDirectory out;
  // A directory that cannot be trusted may hide entries: then the local headers are listed too.
  if (!list_central(source, out) || !out.damages.empty()) list_local(source, out);
  return out;
}

bool ends_as_zip(const ByteSource& source) {
  End end;
  return find_end(source, end) && end.entries > 0 && end.offset + end.size <= end.place;
}

Inflated inflate_from(const ByteSource& source, std::uint64_t offset, int window_bits, std::size_t limit) {
  Inflated out;
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) return out;
  std::array<char, 32768> packed;
  std::array<char, 32768> plain;
  int status = Z_OK;
  while (status == Z_OK && out.bytes.size() < limit) {
    if (stream.avail_in == 0) {
      const auto n = source.read_at(offset + out.consumed, std::as_writable_bytes(std::span(packed)));
      if (!n || *n == 0) break;
      out.consumed += *n;
      stream.next_in = reinterpret_cast<Bytef*>(packed.data());
      stream.avail_in = static_cast<uInt>(*n);
    }
    stream.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.avail_out = static_cast<uInt>(plain.size());
    status = ::inflate(&stream, Z_NO_FLUSH);
    out.bytes.append(plain.data(), std::min(plain.size() - stream.avail_out, limit - out.bytes.size()));
  }
  out.consumed -= stream.avail_in;
  out.finished = status == Z_STREAM_END;
  inflateEnd(&stream);
  return out;
}

Result<ZipContent> open_entry(const ByteSource& source, const ZipEntry& entry, std::size_t limit) {
  if (entry.data == 0 || entry.data > source.size()) return fail(ErrorCode::malformed, "no data");
  ZipContent content;
  if (entry.method == 0) {
    const std::uint64_t length = std::max(entry.packed, entry.size);
    content.damaged = length > source.size() - entry.data;
    content.bytes = std::make_unique<SliceSource>(source, entry.data, length);
    return content;
  }
  if (entry.method != 8)
    return fail(ErrorCode::unsupported, "compression method " + std::to_string(entry.method) + " is not read");
  Inflated inflated = inflate_from(source, entry.data, -MAX_WBITS, limit);
  content.cut = !inflated.finished && inflated.bytes.size() >= limit;
  content.damaged = !inflated.finished && !content.cut;
  content.bytes = std::make_unique<MemorySource>(std::move(inflated.bytes));
  return content;
}

}  // namespace auditor::formats
