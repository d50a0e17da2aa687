#include "auditor/source/tree.h"

#include <cstring>

namespace auditor::source {

git_oid TreeItem::oid() const {
  git_oid out;
  std::memcpy(out.id, id, GIT_OID_RAWSZ);
  return out;
}

std::optional<TreeItem> TreeReader::next() {
  if (rest_.empty()) return std::nullopt;
  malformed_ = true;  // until the item proves whole
  TreeItem item;
  std::size_t at = 0;
  for (; at < rest_.size() && at < 8 && rest_[at] >= '0' && rest_[at] <= '7'; ++at) {
    item.mode = item.mode * 8 + static_cast<std::uint32_t>(rest_[at] - '0');
  }
  if (at == 0 || at >= rest_.size() || rest_[at] != ' ') return std::nullopt;
  const std::size_t name_end = rest_.find('\0', at);
  if (name_end == std::string_view::npos || rest_.size() - name_end - 1 < GIT_OID_RAWSZ) return std::nullopt;
  item.name = rest_.substr(at + 1, name_end - at - 1);
  item.id = reinterpret_cast<const unsigned char*>(rest_.data()) + name_end + 1;
  rest_.remove_prefix(name_end + 1 + GIT_OID_RAWSZ);
  malformed_ = false;
  return item;
}

std::string_view object_bytes(const GitOdbObject& object) {
  return {static_cast<const char*>(git_odb_object_data(object.get())), git_odb_object_size(object.get())};
}

namespace {

tl::unexpected<Error> other(const git_oid& id) {
  return fail(ErrorCode::malformed, "the object " + to_hex(id) + " is not of the kind its folder says");
}

}  // namespace

Result<GitOdbObject> read_object(git_odb* odb, const git_oid& id, git_object_t type) {
  // A folder can name a file of any size as its folder: asked before it is unpacked.
  std::size_t size = 0;
  git_object_t kind = type;
  if (type != GIT_OBJECT_BLOB && git_odb_read_header(&size, &kind, odb, &id) == 0 && kind != type) return other(id);
  git_odb_object* raw = nullptr;
  const int status = git_odb_read(&raw, odb, &id);
  GitOdbObject object(raw);
  if (status == GIT_ENOTFOUND) return fail(ErrorCode::unavailable, "the object " + to_hex(id) + " is not here");
  if (status != 0) return fail(ErrorCode::malformed, "the object " + to_hex(id) + " is corrupt: " + git_message());
  if (git_odb_object_type(object.get()) != type) return other(id);
  return object;
}

}  // namespace auditor::source
