#include "auditor/core/packed.h"

#include "auditor/core/msgpack.h"
#include "auditor/core/resources.h"

#include <cassert>
#include <cstdint>

namespace auditor {
namespace {

enum class Kind : std::uint8_t { scalar, text, list, map };

// The first bytes of a value: what it is, and how many bytes (scalar, text), values (list) or pairs (map) follow.
struct Head {
  Kind kind = Kind::scalar;
  std::size_t size = 0;
};

class Walker {
 public:
  explicit Walker(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] Packed here() const { return Packed(bytes_); }

  Head head() {
    const auto tag = static_cast<unsigned>(number(1));
    if (tag < 0x80 || tag >= 0xE0) return {};
    if (tag < 0x90) return {Kind::map, tag & 0x0FU};
    if (tag < 0xA0) return {Kind::list, tag & 0x0FU};
    if (tag < 0xC0) return {Kind::text, tag & 0x1FU};
    switch (tag) {
      case 0xD9: return {Kind::text, number(1)};
      case 0xDA: return {Kind::text, number(2)};
      case 0xDB: return {Kind::text, number(4)};
      case 0xDC: return {Kind::list, number(2)};
      case 0xDD: return {Kind::list, number(4)};
      case 0xDE: return {Kind::map, number(2)};
      case 0xDF: return {Kind::map, number(4)};
      case 0xCC:
      case 0xD0: return {Kind::scalar, 1};
      case 0xCD:
      case 0xD1: return {Kind::scalar, 2};
      case 0xCA:
      case 0xCE:
      case 0xD2: return {Kind::scalar, 4};
      case 0xCB:
      case 0xCF:
      case 0xD3: return {Kind::scalar, 8};
      default: return {};  // null, false, true
    }
  }

  std::string_view text(std::size_t size) {
    assert(size <= bytes_.size());
    const std::string_view out(reinterpret_cast<const char*>(bytes_.data()), size);
    bytes_ = bytes_.subspan(size);
    return out;
  }

  std::string_view key() { return text(head().size); }

  // Steps over one value with all it holds.
  void skip() {
    for (std::size_t open = 1; open > 0; --open) {
      const Head next = head();
      if (next.kind == Kind::list) open += next.size;
      else if (next.kind == Kind::map) open += 2 * next.size;
      else text(next.size);
    }
  }

 private:
  // Big-endian.
  std::size_t number(std::size_t width) {
    assert(width <= bytes_.size());
    std::size_t n = 0;
    for (std::size_t i = 0; i < width; ++i) n = n << 8U | std::to_integer<std::size_t>(bytes_[i]);
    bytes_ = bytes_.subspan(width);
    return n;
  }

  std::span<const std::byte> bytes_;
};

}  // namespace

Packed Packed::of_resource(std::string_view name) {
  const Resource* found = find_resource(name);
  assert(found != nullptr && found->packed);
  return Packed(found->bytes);
}

std::string_view Packed::text() const {
  if (bytes_.empty()) return {};
  Walker walker(bytes_);
  const Head head = walker.head();
  return head.kind == Kind::text ? walker.text(head.size) : std::string_view{};
}

Packed Packed::at(std::string_view key) const {
  if (bytes_.empty()) return {};
  Walker walker(bytes_);
  const Head head = walker.head();
  for (std::size_t i = 0; head.kind == Kind::map && i < head.size; ++i) {
    if (walker.key() == key) return walker.here();
    walker.skip();
  }
  return {};
}

std::vector<std::pair<std::string_view, Packed>> Packed::items() const {
  std::vector<std::pair<std::string_view, Packed>> out;
  if (bytes_.empty()) return out;
  Walker walker(bytes_);
  const Head head = walker.head();
  if (head.kind != Kind::map) return out;
  out.reserve(head.size);
  for (std::size_t i = 0; i < head.size; ++i) {
    const std::string_view key = walker.key();
    out.emplace_back(key, walker.here());
    walker.skip();
  }
  return out;
}

std::vector<Packed> Packed::list() const {
  std::vector<Packed> out;
  if (bytes_.empty()) return out;
  Walker walker(bytes_);
  const Head head = walker.head();
  if (head.kind != Kind::list) return out;
  out.reserve(head.size);
  for (std::size_t i = 0; i < head.size; ++i) {
    out.push_back(walker.here());
    walker.skip();
  }
  return out;
}

std::vector<std::string_view> Packed::texts() const {
  std::vector<std::string_view> out;
  for (const Packed& value : list())
    if (const std::string_view text = value.text(); text.data() != nullptr) out.push_back(text);
  return out;
}

std::vector<std::string> Packed::strings() const {
  const std::vector<std::string_view> views = texts();
  return {views.begin(), views.end()};
}

Json Packed::json() const { return decode_msgpack(bytes_); }

}  // namespace auditor
