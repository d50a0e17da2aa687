// Builds zip archives for tests, honest or with any field wrong.
#pragma once

#include "tests/formats/builder.h"
#include "tests/support/deflated.h"

#include <optional>
#include <string>
#include <vector>

namespace auditor::formats::test {

using auditor::test::deflated;

struct ZipBuilder {
  struct Entry {
    std::string name;
    std::string packed;
    std::uint32_t size;
    std::uint32_t crc;
    std::uint16_t method;
    std::uint16_t flags = 0;
    bool sizes_follow = false;                  // bit 3: sizes in a descriptor after the data
    std::optional<std::uint32_t> central_size;  // packed size in the directory
    std::optional<std::uint32_t> claimed_size;  // unpacked size everywhere
    std::optional<std::string> central_name;
  };
  std::vector<Entry> entries;
  bool with_directory = true;
  std::uint32_t directory_shift = 0;  // added to the directory's offset

  ZipBuilder& add(std::string name, const std::string& bytes, bool deflate = false) {
    const auto crc = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
    entries.push_back({std::move(name),
                       deflate ? deflated(bytes, -MAX_WBITS) : bytes,
                       static_cast<std::uint32_t>(bytes.size()),
                       crc,
                       static_cast<std::uint16_t>(deflate ? 8 : 0),
                       0,
                       false,
                       {},
                       {},
                       {}});
    return *this;
  }

  [[nodiscard]] std::string bytes() const {
    std::string out;
    std::string directory;
    for (const Entry& e : entries) {
      const std::uint32_t size = e.claimed_size.value_or(e.size);
      const std::uint16_t flags = static_cast<std::uint16_t>(e.flags | (e.sizes_follow ? 8U : 0U));
      const auto packed = static_cast<std::uint32_t>(e.packed.size());
      const std::string common = number(flags, 2) + number(e.method, 2) + number(0, 4);
      const std::string name = e.central_name.value_or(e.name);
      directory += "PK\x01\x02" + number(20, 2) + number(20, 2) + common + number(e.crc, 4) +
                   number(e.central_size.value_or(packed), 4) + number(size, 4) + number(name.size(), 2) +
                   number(0, 12) + number(out.size(), 4) + name;
      out += "PK\x03\x04" + number(20, 2) + common;
      out += e.sizes_follow ? number(0, 12) : number(e.crc, 4) + number(packed, 4) + number(size, 4);
      out += number(e.name.size(), 2) + number(0, 2) + e.name + e.packed;
      if (e.sizes_follow) out += "PK\x07\x08" + number(e.crc, 4) + number(packed, 4) + number(size, 4);
    }
    if (!with_directory) return out;
    const std::size_t begin = out.size();
    return out + directory + "PK\x05\x06" + number(0, 4) + number(entries.size(), 2) + number(entries.size(), 2) +
           number(directory.size(), 4) + number(begin + directory_shift, 4) + number(0, 2);
  }
};

}  // namespace auditor::formats::test
