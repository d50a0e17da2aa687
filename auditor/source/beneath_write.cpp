#include "auditor/source/beneath.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <random>
#include <unistd.h>

namespace auditor::source {
namespace {

tl::unexpected<Error> not_written(std::string_view path, std::string_view why) {
  return fail(ErrorCode::usage, fmt::format("cannot be written: {}", why), std::string(path));
}

tl::unexpected<Error> not_written(std::string_view path) { return not_written(path, std::strerror(errno)); }

// A new file of a name that cannot be foreseen: a repository may hold a link of any name.
FileDescriptor open_temporary(int folder, std::string& name, mode_t mode) {
  std::random_device source;
  name = fmt::format(".auditor-{:08x}{:08x}.tmp", source(), source());
  return FileDescriptor(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
}

}  // namespace

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(file, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

Result<void> Folder::write(std::string_view path, std::string_view bytes) const {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    std::string name;
    const FileDescriptor parent = parent_of(path.substr(0, slash), name);
    if (!parent.valid()) return not_written(path, "a folder on the way is a link or no folder");
    if (::mkdirat(parent.get(), name.c_str(), 0777) != 0 && errno != EEXIST) return not_written(path);
  }
  std::string name;
  const FileDescriptor parent = parent_of(path, name);
  if (!parent.valid()) return not_written(path, "a folder on the way is a link or no folder");
  struct stat info {};
  const bool there = ::fstatat(parent.get(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
  if (there && !S_ISREG(info.st_mode)) return not_written(path, "is a link or no regular file");
  std::string temporary;
  const FileDescriptor file = open_temporary(parent.get(), temporary, there ? info.st_mode & 0777U : 0666U);
  if (!file.valid()) return not_written(path);
  auto written = write_all(file.get(), bytes) ? Result<void>() : not_written(path);
  if (written && ::renameat(parent.get(), temporary.c_str(), parent.get(), name.c_str()) != 0)
    written = not_written(path);
  if (!written) ::unlinkat(parent.get(), temporary.c_str(), 0);
  return written;
}

}  // namespace auditor::source
