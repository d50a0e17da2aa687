// Sequential, buffered reading over a ByteSource: what every reader of a binary header uses. A read past the end or
// a failing source never throws: it sets failed(), and every value read from then on is zero.
#pragma once

#include "auditor/core/byte_source.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace auditor::formats {

// `length` bytes of another source from `offset`, as a source of its own. The other source must outlive it.
class SliceSource final : public ByteSource {
 public:
  SliceSource(const ByteSource& whole, std::uint64_t offset, std::uint64_t length);
  [[nodiscard]] std::uint64_t size() const override { return length_; }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  const ByteSource& whole_;
  std::uint64_t offset_;
  std::uint64_t length_;
};

class Cursor {
 public:
  explicit Cursor(const ByteSource& source, std::uint64_t begin = 0);

  [[nodiscard]] std::uint64_t position() const { return base_ + at_; }
  [[nodiscard]] std::uint64_t left() const { return size_ - position(); }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return position() >= size_; }
  void set_big_endian(bool big) { big_endian_ = big; }

  [[nodiscard]] std::uint8_t u8() {
    if (at_ < filled_) return static_cast<std::uint8_t>(buffer_[at_++]);
    return refill() ? static_cast<std::uint8_t>(buffer_[at_++]) : std::uint8_t{0};
  }
  [[nodiscard]] std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  [[nodiscard]] std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  [[nodiscard]] std::uint64_t u64() { return number(8); }
  // An unsigned number of 1 to 8 bytes in the order set.
  [[nodiscard]] std::uint64_t number(unsigned bytes);

  // At most `n` (up to 4096) bytes that come next, without passing over them; fewer at the end.
  [[nodiscard]] std::string_view peek(std::size_t n);
  // Passes over `n` bytes without reading them.
  void skip(std::uint64_t n);
  void seek(std::uint64_t position);
  // The next `length` bytes; the caller has bounded `length`.
  [[nodiscard]] std::string text(std::size_t length);
  // Up to and without the next newline, of which at most `keep` bytes are kept. Fails at the end of the bytes and
  // after 16 MiB without a newline.
  [[nodiscard]] std::string line(std::size_t keep = 4096);

 private:
  bool refill();

  const ByteSource* source_;
  std::uint64_t size_;
  std::uint64_t base_ = 0;  // position of buffer_[0]
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  bool failed_ = false;
  bool big_endian_ = false;
  std::size_t want_ = 512;  // grows while reading goes on: headers are often short
  std::array<char, 16384> buffer_;
};

// Sums and products that cannot wrap: false when the result does not fit.
[[nodiscard]] bool add_checked(std::uint64_t a, std::uint64_t b, std::uint64_t& out);
[[nodiscard]] bool multiply_checked(std::uint64_t a, std::uint64_t b, std::uint64_t& out);

}  // namespace auditor::formats
