// The wire format of protocol buffers, read in place: fields are visited one by one, large ones are passed over.
#pragma once

#include "auditor/formats/cursor.h"

#include <cstdint>
#include <string>

namespace auditor::formats {

struct ProtoField {
  std::uint32_t number = 0;
  std::uint32_t wire = 0;    // 0 varint, 1 64-bit, 2 bytes, 5 32-bit
  std::uint64_t value = 0;   // of a varint or fixed number
  std::uint64_t begin = 0;   // of bytes: where they are
  std::uint64_t length = 0;  // and how many
};

// Reads one message. Messages inside are read by a reader of their own on [begin, begin + length).
class ProtoReader {
 public:
  ProtoReader(const ByteSource& source, std::uint64_t begin, std::uint64_t end) : cursor_(source, begin), end_(end) {}
  ProtoReader(const ByteSource& source, const ProtoField& field)
      : ProtoReader(source, field.begin, field.begin + field.length) {}

  // The next field, its bytes passed over; false at the end of the message or when it is broken.
  bool next(ProtoField& field);
  [[nodiscard]] bool broken() const { return broken_; }

  // The bytes of the field just read, at most `limit`.
  [[nodiscard]] static std::string text(const ByteSource& source, const ProtoField& field, std::size_t limit = 4096);

 private:
  bool varint(std::uint64_t& out);

  Cursor cursor_;
  std::uint64_t end_;
  bool broken_ = false;
};

}  // namespace auditor::formats
