// The first bytes of an object of git, without unpacking the rest.
#pragma once

#include "auditor/source/beneath.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
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
  // The packs' index files: those that could be opened, and those that are too many to be looked into.
  [[nodiscard]] const std::vector<std::filesystem::path>& indexes() const { return indexes_; }
  // At most `length` bytes of the file `oid`. nullopt when it is in no pack, or would take more than a look.
  [[nodiscard]] std::optional<std::string> head(std::string_view oid, std::size_t length) const;

  // Bytes of the largest object that one stored as a difference is made from, itself included; `endless_chain` when it
  // is made from itself. nullopt for one that is stored whole, or in no pack. In several packs, the largest of them.
  static constexpr std::uint64_t endless_chain = ~std::uint64_t{0};
  [[nodiscard]] std::optional<std::uint64_t> largest_of_chain(const std::string& id) const;

 private:
  struct Pack {
    std::unique_ptr<ByteSource> index;
    std::unique_ptr<ByteSource> data;
    std::uint64_t begin = 0;  // of the index's tables: the older form has no head
    std::vector<std::uint32_t> fan;
    mutable std::unordered_map<std::uint64_t, std::uint64_t> measured;  // largest of the chain, by place
    [[nodiscard]] std::uint64_t objects() const { return fan.back(); }
  };
  // An object as a pack holds it, and what stands before its bytes.
  struct Stored {
    unsigned type = 0;
    std::uint64_t size = 0;
    std::optional<std::uint64_t> base;  // where the object begins that a difference is made from
    std::string bytes;                  // packed
  };

  [[nodiscard]] static std::optional<std::uint64_t> find(const Pack& pack, std::string_view id);
  [[nodiscard]] static std::optional<Stored> stored_at(const Pack& pack, std::uint64_t at, std::size_t length);
  [[nodiscard]] static std::uint64_t measure(const Pack& pack, std::uint64_t at);
  [[nodiscard]] std::optional<std::string> head_at(const Pack& pack, std::uint64_t at, std::size_t length,
                                                   int depth) const;
  [[nodiscard]] std::optional<std::string> patched(const Pack& pack, std::uint64_t base, std::string_view delta,
                                                   std::size_t length, int depth) const;

  std::vector<Pack> packs_;
  std::vector<std::filesystem::path> indexes_;
};

}  // namespace auditor::source
