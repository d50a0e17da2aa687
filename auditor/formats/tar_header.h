// Headers of tar archives and the records that go before one: pax and GNU give the next member another name or size.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::formats {

inline constexpr std::uint64_t tar_block = 512;
inline constexpr std::size_t longest_tar_record = 1U << 20U;  // of pax and GNU

struct TarMember {
  std::string name;
  std::uint64_t size = 0;  // of the data that follow; 0 for what has none
  char type = '0';

  [[nodiscard]] bool is_record() const;  // speaks of the next member
  [[nodiscard]] bool is_link() const { return type == '1' || type == '2'; }
  [[nodiscard]] bool is_folder() const { return type == '5'; }
  [[nodiscard]] bool has_no_data() const { return type >= '1' && type <= '6'; }  // links, devices, folders, pipes
};

// Tar writers have summed bytes with and without their sign.
[[nodiscard]] bool tar_checksum_fits(std::string_view header);

// Whether the first bytes are those of an archive. Older ones have no magic; their header still adds up to the checksum
// it states.
[[nodiscard]] bool begins_tar(std::string_view head);

// Reads the headers of one archive in their order.
class TarHeaders {
 public:
  // `header` is one block.
  [[nodiscard]] TarMember read(std::string_view header);
  // The data of a member that is a record.
  void keep_record(const TarMember& member, std::string_view data);

 private:
  void take_records(TarMember& member);

  std::string next_;       // pax record for the next member
  std::string global_;     // for all that follow
  std::string next_name_;  // GNU's
};

}  // namespace auditor::formats
