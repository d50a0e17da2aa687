#include "auditor/formats/protobuf.h"

#include <algorithm>

namespace auditor::formats {

bool ProtoReader::varint(std::uint64_t& out) {
  out = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (cursor_.position() >= end_) return false;
    const std::uint64_t byte = cursor_.u8();
    if (cursor_.failed() || (shift == 63 && byte > 1)) return false;
    out |= (byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return true;
  }
  return false;
}

bool ProtoReader::next(ProtoField& field) {
  if (broken_ || cursor_.position() >= end_) return false;
  std::uint64_t tag = 0;
  broken_ = true;  // until the field is whole
  if (!varint(tag) || tag >> 3U == 0 || tag >> 3U > 536'870'911) return false;
  field = ProtoField{static_cast<std::uint32_t>(tag >> 3U), static_cast<std::uint32_t>(tag & 7U), 0, 0, 0};
  switch (field.wire) {
    case 0:
      if (!varint(field.value)) return false;
      break;
    case 1: field.value = cursor_.u64(); break;
    case 5: field.value = cursor_.u32(); break;
    case 2:
      if (!varint(field.length)) return false;
      field.begin = cursor_.position();
      if (field.length > end_ - field.begin) return false;
      cursor_.skip(field.length);
      break;
    default: return false;
  }
  if (cursor_.failed() || cursor_.position() > end_) return false;
  broken_ = false;
  return true;
}

std::string ProtoReader::text(const ByteSource& source, const ProtoField& field, std::size_t limit) {
  auto bytes = source.read(field.begin, static_cast<std::size_t>(std::min<std::uint64_t>(field.length, limit)));
  return bytes ? std::move(*bytes) : std::string();
}

}  // namespace auditor::formats
