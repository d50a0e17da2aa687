// The first bytes of an object of git, without unpacking the rest.
#pragma once

#include "auditor/source/beneath.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

// Of a loose object that is a file's: at most `length` bytes. nullopt when there is none, or it is no such object.
[[nodiscard]] std::optional<std::string> loose_object_head(const Folder& objects, std::string_view oid,
                                                           std::size_t length);

// The packs of a repository. An object that is stored as a difference is put together from the first bytes of what it
// differs from.
class PackHeads {
 public:
  // `objects` is the folder of that name.
  explicit PackHeads(const std::filesystem::path& objects);

  [[nodiscard]] bool empty() const { return packs_.empty(); }
  // At most `length` bytes of the file `oid`. nullopt when it is in no pack, or would take more than a look.
  [[nodiscard]] std::optional<std::string> head(std::string_view oid, std::size_t length) const;

 private:
  struct Pack {
    std::unique_ptr<ByteSource> index;
    std::unique_ptr<ByteSource> data;
    std::uint64_t objects = 0;
  };

  [[nodiscard]] static std::optional<std::uint64_t> find(const Pack& pack, std::string_view id);
  [[nodiscard]] std::optional<std::string> head_at(const Pack& pack, std::uint64_t at, std::size_t length,
                                                   int depth) const;
  [[nodiscard]] std::optional<std::string> patched(const Pack& pack, std::uint64_t base, std::string_view delta,
                                                   std::size_t length, int depth) const;

  std::vector<Pack> packs_;
};

}  // namespace auditor::source
