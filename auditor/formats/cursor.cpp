#include "auditor/formats/cursor.h"

#include <algorithm>
#include <limits>

namespace auditor::formats {
namespace {

constexpr std::uint64_t longest_line = 16U << 20U;

}  // namespace

SliceSource::SliceSource(const ByteSource& whole, std::uint64_t offset, std::uint64_t length)
    : whole_(whole), offset_(std::min(offset, whole.size())), length_(std::min(length, whole.size() - offset_)) {}

Result<std::size_t> SliceSource::read_at(std::uint64_t offset, std::span<std::byte> out) const {
  if (offset >= length_) return std::size_t{0};
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), length_ - offset));
  return whole_.read_at(offset_ + offset, out.first(n));
}

Cursor::Cursor(const ByteSource& source, std::uint64_t begin)
    : source_(&source), size_(source.size()), base_(std::min(begin, source.size())) {}

bool Cursor::refill() {
  if (failed_) return false;
  base_ += at_;
  at_ = 0;
  filled_ = 0;
  const auto n = source_->read_at(base_, std::as_writable_bytes(std::span(buffer_).first(want_)));
  want_ = std::min(buffer_.size(), want_ * 4);
  if (!n || *n == 0) {
    failed_ = true;
    return false;
  }
  filled_ = *n;
  return true;
}

std::uint64_t Cursor::number(unsigned bytes) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) {
    const std::uint64_t byte = u8();
    value = big_endian_ ? (value << 8U) | byte : value | (byte << (8U * i));
  }
  return failed_ ? 0 : value;
}

std::string_view Cursor::peek(std::size_t n) {
  n = static_cast<std::size_t>(std::min<std::uint64_t>(n, left()));
  if (filled_ - at_ < n) {
    want_ = std::max<std::size_t>(want_, 4096);
    if (!refill()) return {};
  }
  return {buffer_.data() + at_, std::min(n, filled_ - at_)};
}

void Cursor::skip(std::uint64_t n) {
  if (n > left()) {
    failed_ = true;
    seek(size_);
    return;
  }
  if (n <= filled_ - at_) {
    at_ += static_cast<std::size_t>(n);
    return;
  }
  seek(position() + n);
}

void Cursor::seek(std::uint64_t position) {
  base_ = std::min(position, size_);
  at_ = 0;
  filled_ = 0;
}

std::string Cursor::text(std::size_t length) {
  if (length > left()) {
    failed_ = true;
    return {};
  }
  std::string out;
  out.reserve(length);
  while (out.size() < length) {
    if (at_ == filled_ && !refill()) return {};
    const std::size_t n = std::min(length - out.size(), filled_ - at_);
    out.append(buffer_.data() + at_, n);
    at_ += n;
  }
  return out;
}

std::string Cursor::line(std::size_t keep) {
  std::string out;
  for (std::uint64_t seen = 0; seen < longest_line; ++seen) {
    const std::uint8_t c = u8();
    if (failed_) return out;
    if (c == '\n') return out;
    if (out.size() < keep) out.push_back(static_cast<char>(c));
  }
  failed_ = true;
  return out;
}

bool add_checked(std::uint64_t a, std::uint64_t b, std::uint64_t& out) {
  if (b > std::numeric_limits<std::uint64_t>::max() - a) return false;
  out = a + b;
  return true;
}

bool multiply_checked(std::uint64_t a, std::uint64_t b, std::uint64_t& out) {
  if (a != 0 && b > std::numeric_limits<std::uint64_t>::max() / a) return false;
  out = a * b;
  return true;
}

}  // namespace auditor::formats
