#include "auditor/formats/tar_header.h"

namespace auditor::formats {
namespace {

// An octal number of a header, or binary when its first bit is set.
std::uint64_t number_of(std::string_view field) {
  std::uint64_t value = 0;
  if (!field.empty() && (static_cast<unsigned char>(field[0]) & 0x80U) != 0) {
    for (const char c : field.substr(field.size() - 8)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
  }
  for (const char c : field)
    if (c >= '0' && c <= '7' && value >> 60U == 0) value = value * 8 + static_cast<std::uint64_t>(c - '0');
  return value;
}

std::string text_of(std::string_view field) { return std::string(field.substr(0, field.find('\0'))); }

// "30 path=some/name\n": the value of a key of a pax record.
std::optional<std::string> pax_value(std::string_view text, std::string_view key) {
  std::optional<std::string> found;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) break;
    std::size_t length = 0;
    for (const char c : text.substr(0, space))
      length =
          c >= '0' && c <= '9' && length < longest_tar_record ? length * 10 + static_cast<std::size_t>(c - '0') : 0;
    if (length <= space + 1 || length > text.size()) break;
    const std::string_view record = text.substr(space + 1, length - space - 2);
    if (record.starts_with(key) && record.substr(key.size()).starts_with('='))
      found = std::string(record.substr(key.size() + 1));
    text.remove_prefix(length);
  }
  return found;
}

std::uint64_t decimal_size(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value >> 58U != 0) return ~std::uint64_t{0};
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace

bool TarMember::is_record() const { return type == 'L' || type == 'K' || type == 'x' || type == 'g' || type == 'X'; }

bool tar_checksum_fits(std::string_view header) {
  std::int64_t with = 0;
  std::int64_t without = 0;
  for (std::size_t i = 0; i < tar_block; ++i) {
    const char c = i >= 148 && i < 156 ? ' ' : header[i];
    with += static_cast<signed char>(c);
    without += static_cast<unsigned char>(c);
  }
  const auto stated = static_cast<std::int64_t>(number_of(header.substr(148, 8)));
  return stated == with || stated == without;
}

bool begins_tar(std::string_view head) {
  return head.size() >= tar_block &&
         (head.substr(257, 5) == "ustar" || (head[0] != '\0' && tar_checksum_fits(head.substr(0, tar_block))));
}

TarMember TarHeaders::read(std::string_view header) {
  TarMember m{text_of(header.substr(0, 100)), number_of(header.substr(124, 12)), header[156]};
  if (const std::string prefix = text_of(header.substr(345, 155));
      header.substr(257, 6) == std::string_view("ustar\0", 6) && !prefix.empty())
    m.name = prefix + "/" + m.name;
  if (!m.is_record()) take_records(m);
  if (m.has_no_data()) m.size = 0;
  return m;
}

void TarHeaders::keep_record(const TarMember& member, std::string_view data) {
  if (member.type == 'L') next_name_ = text_of(data);
  if (member.type == 'K' || member.type == 'L') return;
  (member.type == 'g' ? global_ : next_) = data;
}

void TarHeaders::take_records(TarMember& member) {
  for (const std::string& record : {global_, next_}) {
    if (auto path = pax_value(record, "path")) member.name = std::move(*path);
    if (const auto size = pax_value(record, "size")) member.size = decimal_size(*size);
  }
  if (!next_name_.empty()) member.name = next_name_;
  next_.clear();
  next_name_.clear();
}

}  // namespace auditor::formats
