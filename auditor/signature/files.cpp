#include "auditor/signature/files.h"

#include "auditor/core/text.h"
#include "auditor/source/links.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace auditor::signature {
namespace {

using source::Entry;
using source::EntryKind;

constexpr std::size_t most_listed = 1000;  // files of one answer
constexpr std::size_t most_named = 20;     // of those left out
constexpr std::size_t piece = 1U << 20U;

// Of every model, beside what the signer names.
constexpr std::array<std::string_view, 4> always_left_out = {".git", ".gitattributes", ".github", ".gitignore"};

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

bool is_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

class FileCheck {
 public:
  FileCheck(const Manifest& manifest, const source::Snapshot& snapshot, const FileOptions& options, Checks& checks)
      : manifest_(manifest), snapshot_(snapshot), options_(options), checks_(checks), buffer_(piece) {
    for (const Resource& resource : manifest.resources)
      parts_[resource.path == "." && !options.only.empty() ? options.only : resource.path].push_back(&resource);
  }

  void run() {
    for (const source::Problem& problem : snapshot_.problems())
      add("source", Answer::unknown, problem.message, problem.path);
    for (const auto& [path, parts] : parts_) check(path, parts);
    for (const Entry& entry : snapshot_.entries())
      if (!parts_.contains(entry.path) && (options_.only.empty() || entry.path == options_.only)) check_unsigned(entry);
    finish();
  }

 private:
  using Parts = std::vector<const Resource*>;

  void add(std::string_view about, Answer answer, std::string_view message, std::string_view subject) {
    if (++listed_[{std::string(about), answer}] <= most_listed) add_check(checks_, about, answer, message, subject);
  }
  void add_error(const Error& error, std::string_view path) {
    add("file", Answer::unknown, "cannot be read: " + error.message, path);
  }

  void check(const std::string& path, const Parts& parts) {
    if (path == ".") return add("file", Answer::unknown, "the signature is of a single file: name it as SOURCE", path);
    const Entry* entry = options_.only.empty() || path == options_.only ? snapshot_.find(path) : nullptr;
    if (entry == nullptr) return missing(path);
    if (entry->kind == EntryKind::symlink) {
      if (!manifest_.allow_symlinks) return add("file", Answer::fails, "is a symbolic link, and none was signed", path);
      entry = snapshot_.find(source::link_target(snapshot_, *entry));
      if (entry == nullptr)
        return add("file", Answer::unknown, "is a symbolic link that leads to no file here: it is not followed", path);
    }
    if (entry->kind == EntryKind::submodule)
      return add("file", Answer::unknown, "is a submodule: its content is another repository", path);
    const auto pointer = snapshot_.pointer(*entry);
    if (pointer && !pointer->object_present) return check_pointer(*entry, *pointer, path, parts);
    const auto bytes = snapshot_.open(*entry);
    if (!bytes) return add_error(bytes.error(), path);
    check_bytes(**bytes, path, parts);
  }

  void missing(const std::string& path) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const Entry* folder = snapshot_.find(path.substr(0, slash));
      if (folder != nullptr && folder->kind != EntryKind::file && folder->kind != EntryKind::executable)
        return add("file", Answer::unknown, "lies behind a link or in a submodule, which are not followed", path);
    }
    const bool partial = snapshot_.info().partial || !snapshot_.problems().empty();
    add("file", partial ? Answer::unknown : Answer::fails,
        partial ? "is signed and not here; the source is not whole" : "is signed and not in the source", path);
  }

  // The bytes are elsewhere. What was signed may have been the pointer itself.
  void check_pointer(const Entry& entry, const source::Pointer& pointer, const std::string& path, const Parts& parts) {
    if (const auto text = snapshot_.text(entry);
        text && parts.size() == 1 && !manifest_.shards && digest_of(manifest_.hash, *text) == parts.front()->digest) {
      ++pointers_;
      return;
    }
    const bool comparable = !manifest_.shards && manifest_.hash == HashKind::sha256 && !pointer.sha256.empty();
    if (!comparable)
      return add("file", Answer::unknown, "only a pointer is here, which says no digest to compare", path);
    const bool same = pointer.sha256 == hex_of(parts.front()->digest);
    add("file", same ? Answer::unknown : Answer::fails,
        same ? "only a pointer is here: the digest it claims is the signed one, the bytes were not read"
             : "only a pointer is here, and the digest it claims is not the signed one",
        path);
  }

  void check_bytes(const ByteSource& bytes, const std::string& path, const Parts& parts) {
    if (!manifest_.shards) {
      const auto digest = digest_between(bytes, 0, bytes.size());
      if (!digest) return add_error(digest.error(), path);
      if (*digest == parts.front()->digest) ++hold_;
      else
        add("file", Answer::fails,
            fmt::format("has another digest: {}, and {} was signed", hex_of(*digest), hex_of(parts.front()->digest)),
            path);
      return;
    }
    check_shards(bytes, path, parts);
  }

  void check_shards(const ByteSource& bytes, const std::string& path, Parts parts) {
    std::sort(parts.begin(), parts.end(), [](const Resource* a, const Resource* b) { return a->start < b->start; });
    std::uint64_t at = 0;
    for (const Resource* part : parts) {
      const std::uint64_t end = std::min(at + std::min(manifest_.shard_size, ~at), bytes.size());
      if (part->start != at || part->end != end)
        return add(
            "file", Answer::fails,
            fmt::format("is {} bytes long, and the part signed next is {} to {}", bytes.size(), part->start, part->end),
            path);
      const auto digest = digest_between(bytes, at, end);
      if (!digest) return add_error(digest.error(), path);
      if (*digest != part->digest)
        return add("file", Answer::fails,
                   fmt::format("bytes {} to {} have another digest: {}, and {} was signed", at, end, hex_of(*digest),
                               hex_of(part->digest)),
                   path);
      at = end;
    }
    if (at == bytes.size()) ++hold_;
    else
      add("file", Answer::fails, fmt::format("is {} bytes long, and {} of them were signed", bytes.size(), at), path);
  }

  [[nodiscard]] Result<std::string> digest_between(const ByteSource& bytes, std::uint64_t at, std::uint64_t end) {
    Hasher hasher(manifest_.hash);
    while (at < end) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), end - at));
      const auto got = bytes.read_at(at, std::span(buffer_).first(wanted));
      if (!got) return tl::unexpected(got.error());
      if (*got == 0) return fail(ErrorCode::unavailable, "the file ends early");
      hasher.add({reinterpret_cast<const char*>(buffer_.data()), *got});
      at += *got;
    }
    return hasher.finish();
  }

  void check_unsigned(const Entry& entry) {
    const auto covers = [&](std::string_view folder) { return is_below(entry.path, folder); };
    if (std::any_of(always_left_out.begin(), always_left_out.end(), covers) ||
        std::any_of(manifest_.left_out.begin(), manifest_.left_out.end(), covers) ||
        std::any_of(options_.left_out.begin(), options_.left_out.end(), covers)) {
      left_out_.push_back(entry.path);
      return;
    }
    if (is_signature(entry)) return;
    const auto size = snapshot_.size(entry);
    if (manifest_.shards && size && *size == 0) {  // of nothing there is no shard
      left_out_.push_back(entry.path);
      return;
    }
    add("file", Answer::fails,
        entry.kind == EntryKind::symlink     ? "is a symbolic link that was not signed"
        : entry.kind == EntryKind::submodule ? "is a submodule that was not signed"
                                             : "was not signed",
        entry.path);
  }

  [[nodiscard]] bool is_signature(const Entry& entry) const {
    if (entry.kind != EntryKind::file && entry.kind != EntryKind::executable) return false;
    const auto size = snapshot_.size(entry);
    if (!size || *size != options_.signature.size()) return false;
    const auto bytes = snapshot_.open(entry);
    if (!bytes || (*bytes)->size() != options_.signature.size()) return false;
    const auto text = (*bytes)->read(0, options_.signature.size());
    return text && *text == options_.signature;
  }

  void finish() {
    for (const auto& [kind, count] : listed_)
      if (count > most_listed)
        add_check(checks_, kind.first, kind.second, counted(count - most_listed, "more of these"));
    if (hold_ > 0)
      add_check(checks_, "file", Answer::holds,
                counted(hold_, "file") + (hold_ == 1 ? " has its" : " have their") + " signed digest" +
                    (hold_ == 1 ? "" : "s"));
    if (pointers_ > 0)
      add_check(checks_, "file", Answer::holds,
                counted(pointers_, "pointer") + (pointers_ == 1 ? " was" : " were") +
                    " signed as they are: nothing is said of the bytes they stand for");
    if (left_out_.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < std::min(left_out_.size(), most_named); ++i)
      names += (i > 0 ? ", " : "") + left_out_[i];
    if (left_out_.size() > most_named) names += fmt::format(" and {} more", left_out_.size() - most_named);
    add_check(checks_, "file", Answer::holds,
              "left out of the signature, which says nothing of " + std::string(left_out_.size() == 1 ? "it" : "them"),
              names);
  }

  const Manifest& manifest_;
  const source::Snapshot& snapshot_;
  const FileOptions& options_;
  Checks& checks_;
  std::vector<std::byte> buffer_;
  std::map<std::string, Parts, std::less<>> parts_;
  std::map<std::pair<std::string, Answer>, std::size_t> listed_;
  std::vector<std::string> left_out_;
  std::size_t hold_ = 0;
  std::size_t pointers_ = 0;
};

}  // namespace

void check_files(const Manifest& manifest, const source::Snapshot& snapshot, const FileOptions& options,
                 Checks& checks) {
  FileCheck(manifest, snapshot, options, checks).run();
}

}  // namespace auditor::signature
