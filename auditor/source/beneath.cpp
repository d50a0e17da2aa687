#include "auditor/source/beneath.h"

#include "auditor/core/text.h"
#include "auditor/source/names.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace auditor::source {

namespace {

// O_NONBLOCK: a pipe put where a file was must not hang the audit.
constexpr int file_flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
constexpr int folder_flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_DIRECTORY;

class DescriptorSource final : public ByteSource {
 public:
  DescriptorSource(FileDescriptor fd, std::uint64_t size) : fd_(std::move(fd)), size_(size) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }

  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    std::size_t done = 0;
    while (done < out.size() && offset + done < size_) {
      const ssize_t n = ::pread(fd_.get(), out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(ErrorCode::unavailable, std::strerror(errno));
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

 private:
  FileDescriptor fd_;
  std::uint64_t size_;
};

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int FileDescriptor::release() {
  const int fd = fd_;
  fd_ = -1;
  return fd;
}

std::optional<Folder> Folder::open(const std::filesystem::path& path) {
  FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
  if (!fd.valid()) return std::nullopt;
  return Folder(std::move(fd));
}

FileDescriptor Folder::parent_of(std::string_view path, std::string& name) const {
  FileDescriptor at(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
  while (at.valid()) {
    const std::size_t slash = path.find('/');
    name = path.substr(0, slash);
    if (name.empty() || name == "." || name == "..") return {};
    if (slash == std::string_view::npos) return at;
    at = FileDescriptor(::openat(at.get(), name.c_str(), folder_flags));
    path.remove_prefix(slash + 1);
  }
  return {};
}

FileDescriptor Folder::open_folder(std::string_view path) const {
  if (path.empty()) return FileDescriptor(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
  std::string name;
  const FileDescriptor parent = parent_of(path, name);
  if (!parent.valid()) return {};
  return FileDescriptor(::openat(parent.get(), name.c_str(), folder_flags));
}

FileDescriptor Folder::open_file(std::string_view path) const {
  std::string name;
  const FileDescriptor parent = parent_of(path, name);
  if (!parent.valid()) return {};
  FileDescriptor fd(::openat(parent.get(), name.c_str(), file_flags));
  struct stat info {};
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return {};
  return fd;
}

std::optional<struct stat> Folder::stat(std::string_view path) const {
  std::string name;
  const FileDescriptor parent = parent_of(path, name);
  struct stat info {};
  if (!parent.valid() || ::fstatat(parent.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return info;
}

std::optional<std::string> Folder::read_link(std::string_view path) const {
  std::string name;
  const FileDescriptor parent = parent_of(path, name);
  if (!parent.valid()) return std::nullopt;
  std::array<char, 4096> buffer{};
  const ssize_t n = ::readlinkat(parent.get(), name.c_str(), buffer.data(), buffer.size());
  if (n < 0) return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(n));
}

Result<std::string> Folder::read(std::string_view path, std::uint64_t limit) const {
  auto bytes = source(path);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::uint64_t size = (*bytes)->size();
  if (size > limit) return fail(ErrorCode::limit, "not read: " + human_size(size), std::string(path));
  return (*bytes)->read(0, static_cast<std::size_t>(size));
}

Result<std::unique_ptr<ByteSource>> Folder::source(std::string_view path) const {
  FileDescriptor fd = open_file(path);
  struct stat info {};
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) {
    return fail(ErrorCode::unavailable, "the file is gone or cannot be read", std::string(path));
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  return std::make_unique<DescriptorSource>(std::move(fd), size);
}

}  // namespace auditor::source
