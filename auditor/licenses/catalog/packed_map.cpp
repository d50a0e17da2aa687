#include "auditor/licenses/catalog/packed_map.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <cstdint>

namespace auditor::licenses {
namespace {

// Walks MessagePack values; every step checks the end.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::span<const std::byte> since(std::size_t start) const { return bytes_.subspan(start, at_ - start); }

  // Number of pairs of the map that begins here; 0 when it is none.
  std::size_t map_size() {
    const unsigned tag = byte();
    if ((tag & 0xF0U) == 0x80) return tag & 0x0FU;
    if (tag == 0xDE) return number(2);
    if (tag == 0xDF) return number(4);
    ok_ = false;
    return 0;
  }

  std::string_view text() {
    const unsigned tag = byte();
    std::size_t size = 0;
    if ((tag & 0xE0U) == 0xA0) size = tag & 0x1FU;
    else if (tag >= 0xD9 && tag <= 0xDB) size = number(std::size_t{1} << (tag - 0xD9));
    else ok_ = false;
    const std::size_t start = at_;
    skip_bytes(size);
    return ok_ ? std::string_view(reinterpret_cast<const char*>(bytes_.data()) + start, size) : std::string_view{};
  }

  // Skips one value with all it holds; a counter instead of recursion, so depth costs nothing.
  void skip() {
    std::size_t open = 1;
    while (ok_ && open > 0) open = open - 1 + skip_head();
  }

 private:
  unsigned byte() {
    if (at_ >= bytes_.size()) {
      ok_ = false;
      return 0;
    }
    return std::to_integer<unsigned>(bytes_[at_++]);
  }

  std::size_t number(std::size_t width) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = (value << 8U) | byte();
    return value;
  }

  void skip_bytes(std::size_t count) {
    if (count > bytes_.size() - at_) ok_ = false;
    else at_ += count;
  }

  // Skips a value's head and scalar payload; returns how many values it holds.
  std::size_t skip_head() {
    const unsigned tag = byte();
    if (tag <= 0x7F || tag >= 0xE0 || (tag >= 0xC0 && tag <= 0xC3)) return 0;
    if (tag <= 0x8F) return std::size_t{2} * (tag & 0x0FU);
    if (tag <= 0x9F) return tag & 0x0FU;
    if (tag <= 0xBF) return skip_bytes(tag & 0x1FU), 0;
    switch (tag) {
      case 0xC4:
      case 0xD9: return skip_bytes(number(1)), 0;
      case 0xC5:
      case 0xDA: return skip_bytes(number(2)), 0;
      case 0xC6:
      case 0xDB: return skip_bytes(number(4)), 0;
      case 0xCC:
      case 0xD0: return skip_bytes(1), 0;
      case 0xCD:
      case 0xD1: return skip_bytes(2), 0;
      case 0xCA:
      case 0xCE:
      case 0xD2: return skip_bytes(4), 0;
      case 0xCB:
      case 0xCF:
      case 0xD3: return skip_bytes(8), 0;
      case 0xDC: return number(2);
      case 0xDD: return number(4);
      case 0xDE: return 2 * number(2);
      case 0xDF: return 2 * number(4);
      default: ok_ = false; return 0;  // extension types are never written
    }
  }

  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

Json PackedMap::Entry::json() const {
  const auto* first = reinterpret_cast<const std::uint8_t*>(value.data());
  return Json::from_msgpack(first, first + value.size(), true, false);
}

std::string_view PackedMap::Entry::text() const { return Reader(value).text(); }

PackedMap::PackedMap(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  const std::size_t count = reader.map_size();
  entries_.reserve(std::min(count, bytes.size() / 2));
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const std::string_view key = reader.text();
    const std::size_t start = reader.at();
    reader.skip();
    if (reader.ok()) entries_.push_back({key, reader.since(start)});
  }
  // The JSON library writes keys sorted; the check is cheap and `find` relies on it.
  const auto by_key = [](const Entry& a, const Entry& b) { return a.key < b.key; };
  if (!std::is_sorted(entries_.begin(), entries_.end(), by_key)) std::sort(entries_.begin(), entries_.end(), by_key);
}

PackedMap PackedMap::of_resource(std::string_view resource, std::string_view key) {
  const Resource* found = find_resource(resource);
  if (found == nullptr) return {};
  Reader reader(found->bytes);
  for (std::size_t left = reader.map_size(); left > 0 && reader.ok(); --left) {
    if (reader.text() == key) return PackedMap(found->bytes.subspan(reader.at()));
    reader.skip();
  }
  return {};
}

const PackedMap::Entry* PackedMap::find(std::string_view key) const {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), key,
                                   [](const Entry& e, std::string_view k) { return e.key < k; });
  return at != entries_.end() && at->key == key ? &*at : nullptr;
}

const PackedMap::Entry* PackedMap::find_any_case(std::string_view key) const {
  if (const Entry* exact = find(key)) return exact;
  const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return iequals(e.key, key); });
  return at != entries_.end() ? &*at : nullptr;
}

}  // namespace auditor::licenses
