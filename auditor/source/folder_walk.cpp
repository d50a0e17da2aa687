#include "auditor/source/folder_walk.h"

#include "auditor/source/names.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fmt/format.h>
#include <mbedtls/sha1.h>

namespace auditor::source {

namespace {

struct DirectoryCloser {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

struct Found {
  std::string name;
  unsigned char type;
};

// Names in one folder, sorted in git's order (a folder's name counts with its slash).
std::vector<Found> read_names(FileDescriptor fd) {
  std::vector<Found> names;
  const int raw = fd.release();
  const std::unique_ptr<DIR, DirectoryCloser> directory(::fdopendir(raw));
  if (!directory) return names;
  while (const dirent* found = ::readdir(directory.get())) {
    const std::string_view name = found->d_name;
    if (name != "." && name != "..") names.push_back(Found{std::string(name), found->d_type});
  }
  const auto key_less = [](const Found& a, const Found& b) {
    return (a.type == DT_DIR ? a.name + "/" : a.name) < (b.type == DT_DIR ? b.name + "/" : b.name);
  };
  std::sort(names.begin(), names.end(), key_less);
  return names;
}

class FolderWalk {
 public:
  FolderWalk(const Folder& folder, Listing& listing, const std::function<bool(std::string_view)>& keep)
      : folder_(folder), listing_(listing), keep_(keep) {}

  void run() {
    pending_.push_back(Pending{"", 0});
    while (!pending_.empty() && !listing_.full()) {
      const Pending next = std::move(pending_.back());
      pending_.pop_back();
      read(next);
    }
  }

 private:
  struct Pending {
    std::string prefix;
    std::size_t depth;
  };

  void read(const Pending& at) {
    FileDescriptor fd =
        folder_.open_folder(std::string_view(at.prefix).substr(0, at.prefix.size() - !at.prefix.empty()));
    if (!fd.valid()) {
      listing_.problem(at.prefix, fmt::format("the folder cannot be read: {}", std::strerror(errno)), "unavailable");
      return;
    }
    for (const Found& found : read_names(std::move(fd))) {
      // A folder's own .git is how git works, not a hostile name.
      if (found.name == ".git") continue;
      if (!listing_.accept(at.prefix, found.name, at.depth + 1)) {
        if (listing_.full()) return;
        continue;
      }
      add(at, found);
    }
  }

  void add(const Pending& at, const Found& found) {
    const std::string path = at.prefix + found.name;
    const auto info = folder_.stat(path);
    if (!info) return;  // deleted meanwhile
    if (S_ISDIR(info->st_mode)) {
      if (keep_(path + "/")) pending_.push_back(Pending{path + "/", at.depth + 1});
    } else if (!keep_(path)) {
      return;
    } else if (S_ISLNK(info->st_mode)) {
      listing_.add(at.prefix, found.name, EntryKind::symlink, {});
    } else if (S_ISREG(info->st_mode)) {
      listing_.add(at.prefix, found.name, (info->st_mode & S_IXUSR) != 0 ? EntryKind::executable : EntryKind::file, {});
    } else {
      listing_.problem(path, "neither a file, a folder nor a link: not read", "unsupported");
    }
  }

  const Folder& folder_;
  Listing& listing_;
  const std::function<bool(std::string_view)>& keep_;
  std::vector<Pending> pending_;
};

}  // namespace

void walk_folder(const Folder& folder, Listing& listing, const std::function<bool(std::string_view path)>& keep) {
  FolderWalk(folder, listing, keep).run();
}

std::string blob_id(std::string_view bytes) {
  mbedtls_sha1_context context;
  mbedtls_sha1_init(&context);
  mbedtls_sha1_starts_ret(&context);
  const std::string header = fmt::format("blob {}", bytes.size());
  const auto feed = [&](std::string_view part) {
    mbedtls_sha1_update_ret(&context, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  };
  feed(std::string_view(header.c_str(), header.size() + 1));
  feed(bytes);
  std::array<unsigned char, 20> digest{};
  mbedtls_sha1_finish_ret(&context, digest.data());
  mbedtls_sha1_free(&context);
  std::string out;
  out.reserve(40);
  for (const unsigned char byte : digest) fmt::format_to(std::back_inserter(out), "{:02x}", byte);
  return out;
}

}  // namespace auditor::source
