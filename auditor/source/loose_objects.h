// Objects that git keeps one a file: a zlib stream of "kind size", a zero byte and the body.
#pragma once

#include "auditor/source/beneath.h"
#include "auditor/source/git.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace auditor::source {

struct ObjectHeader {
  git_object_t kind = GIT_OBJECT_INVALID;
  std::uint64_t size = 0;
};

class LooseObjects {
 public:
  explicit LooseObjects(const std::filesystem::path& objects) : folder_(Folder::open(objects)) {}

  // `oid` in 40 hex digits. A regular file of that name is there; it is not opened.
  [[nodiscard]] bool exists(std::string_view oid) const;
  // Errors: unavailable (no such file), malformed.
  [[nodiscard]] Result<ObjectHeader> header(std::string_view oid) const;

  // The body goes to where `make_room` says, called once with the header; null: it is not wanted (error: limit).
  // Exactly the stated bytes are written, and the stream has to end there.
  using MakeRoom = std::function<char*(const ObjectHeader&)>;
  [[nodiscard]] Result<ObjectHeader> read(std::string_view oid, const MakeRoom& make_room) const;

  // The ids that begin with at least two digits, at most two of them: more than one is already too many.
  [[nodiscard]] std::vector<std::string> beginning_with(std::string_view digits) const;

 private:
  std::optional<Folder> folder_;
};

}  // namespace auditor::source
