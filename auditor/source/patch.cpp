#include "auditor/source/patch.h"

#include "auditor/source/git.h"

namespace auditor::source {
namespace {

using GitPatch = std::unique_ptr<git_patch, Freer<git_patch_free>>;

struct Buffer {
  git_buf bytes = GIT_BUF_INIT;
  Buffer() = default;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { git_buf_dispose(&bytes); }
};

}  // namespace

Result<std::string> unified_patch(const std::string& path, std::optional<std::string_view> before,
                                  std::string_view after) {
  start_git();
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags = GIT_DIFF_FORCE_TEXT;
  git_patch* made = nullptr;
  const bool failed = git_patch_from_buffers(&made, before ? before->data() : nullptr, before ? before->size() : 0,
                                             path.c_str(), after.data(), after.size(), path.c_str(), &options) != 0;
  const GitPatch patch(made);
  if (failed) return fail(ErrorCode::unsupported, git_message(), path);
  if (patch == nullptr) return std::string();
  Buffer text;
  if (git_patch_to_buf(&text.bytes, patch.get()) != 0) return fail(ErrorCode::unsupported, git_message(), path);
  return std::string(text.bytes.ptr, text.bytes.size);
}

}  // namespace auditor::source
