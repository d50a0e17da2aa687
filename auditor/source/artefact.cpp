#include "auditor/source/artefact.h"

#include "auditor/core/digest.h"
#include "auditor/core/source_digest.h"
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/source/folder_walk.h"
#include "auditor/source/names.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

namespace auditor::source {
namespace {

// A stretch of a file that it owns.
class StretchSource final : public ByteSource {
 public:
  StretchSource(std::unique_ptr<ByteSource> whole, std::uint64_t offset, std::uint64_t length)
      : whole_(std::move(whole)), stretch_(*whole_, offset, length) {}
  [[nodiscard]] std::uint64_t size() const override { return stretch_.size(); }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    return stretch_.read_at(offset, out);
  }

 private:
  std::unique_ptr<ByteSource> whole_;
  formats::SliceSource stretch_;
};

// The beginning of what is packed: what lies behind it was not unpacked, which is no end.
class HeadSource final : public ByteSource {
 public:
  HeadSource(const std::string& head, std::uint64_t size) : head_(head), size_(size) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset >= size_) return std::size_t{0};
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - offset));
    if (offset + wanted > head_.size()) return fail(ErrorCode::limit, "packed: only its beginning was unpacked");
    std::memcpy(out.data(), head_.data() + offset, wanted);
    return wanted;
  }

 private:
  const std::string& head_;
  std::uint64_t size_;
};

class ArtefactSnapshot final : public SnapshotBase, public Artefact, public Claims {
 public:
  using StoredFiles = std::map<std::string, Stored, std::less<>>;
  ArtefactSnapshot(SourceInfo info, ArtefactInfo artefact, Listing::Content content, Folder store, StoredFiles files,
                   std::vector<std::string> archive_names, std::vector<Stored> archives, const Limits& limits)
      : SnapshotBase(std::move(info), std::move(content), limits),
        artefact_(std::move(artefact)),
        store_(std::move(store)),
        files_(std::move(files)),
        archive_names_(std::move(archive_names)),
        archives_(std::move(archives)) {}

  [[nodiscard]] const ArtefactInfo& artefact() const override { return artefact_; }

  [[nodiscard]] std::vector<Claim> claims() const override {
    std::vector<Claim> out;
    for (const Entry& entry : content_.entries) {
      const Stored* stored = stored_of(entry);
      if (stored == nullptr) continue;
      out.push_back({entry.path, stored->sha256, size(entry).value_or(stored->size), status_of(*stored),
                     stored->archive ? archive_names_[*stored->archive] : std::string()});
    }
    for (std::size_t i = 0; i < archives_.size(); ++i)
      out.push_back({archive_names_[i], archives_[i].sha256, archives_[i].size, status_of(archives_[i]), {}});
    return out;
  }

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> archive(const std::string& path) const override {
    const auto at = std::find(archive_names_.begin(), archive_names_.end(), path);
    if (at == archive_names_.end()) return fail(ErrorCode::not_found, "there is no such layer", path);
    return bytes_of(archives_[static_cast<std::size_t>(at - archive_names_.begin())], path);
  }

  [[nodiscard]] Result<std::string_view> text(const Entry& entry) const override {
    if (const auto known = texts_.find(entry.path); known != texts_.end()) return std::string_view(known->second);
    const auto bytes = size(entry);
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto allowed = spend(*bytes, entry.path); !allowed) return tl::unexpected(allowed.error());
    const auto from = source_of(entry);
    if (!from) return tl::unexpected(from.error());
    auto content = (*from)->read(0, static_cast<std::size_t>(*bytes));
    if (!content) return fail(content.error().code, content.error().message, entry.path);
    if (const Entry* own = find(entry.path))
      content_.entries[static_cast<std::size_t>(own - content_.entries.data())].oid = blob_id(*content);
    return std::string_view(texts_.emplace(entry.path, std::move(*content)).first->second);
  }

  [[nodiscard]] Result<std::uint64_t> size(const Entry& entry) const override {
    const Stored* stored = stored_of(entry);
    if (stored == nullptr || stored->place == Stored::Place::missing)
      return fail(ErrorCode::unavailable, "the file is not here", entry.path);
    if (stored->place == Stored::Place::memory) return stored->bytes.size();
    if (stored->place == Stored::Place::head) return stored->size;
    if (stored->length) return *stored->length;
    const auto info = store_.stat(stored->file);
    if (!info || !S_ISREG(info->st_mode)) return fail(ErrorCode::unavailable, "the file is not here", entry.path);
    return static_cast<std::uint64_t>(info->st_size);
  }

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> open(const Entry& entry) const override {
    if (const auto behind = pointer(entry)) return open_real_bytes(*behind, entry.path);
    return source_of(entry);
  }

  // Of what the store keeps, also of a pointer.
  [[nodiscard]] Result<std::string> head(const Entry& entry, std::size_t length) const override {
    const auto from = source_of(entry);
    if (!from) return tl::unexpected(from.error());
    return (*from)->read(0, length);
  }

 private:
  [[nodiscard]] const Stored* stored_of(const Entry& entry) const {
    const auto at = files_.find(entry.path);
    return at == files_.end() ? nullptr : &at->second;
  }

  static ClaimStatus status_of(const Stored& stored) {
    if (stored.checked) return ClaimStatus::checked;
    if (stored.place == Stored::Place::refused) return ClaimStatus::wrong;
    return stored.sha256.empty() ? ClaimStatus::unknown : ClaimStatus::claimed;
  }

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> source_of(const Entry& entry) const {
    const Stored* stored = stored_of(entry);
    if (stored == nullptr) return fail(ErrorCode::unavailable, "the file is not here", entry.path);
    return bytes_of(*stored, entry.path);
  }

  [[nodiscard]] Result<std::unique_ptr<ByteSource>> bytes_of(const Stored& stored, const std::string& path) const {
    if (stored.place == Stored::Place::missing) return fail(ErrorCode::unavailable, "the file is not here", path);
    if (stored.place == Stored::Place::refused)
      return fail(ErrorCode::malformed, "not read: its bytes are not those that the store says", path);
    if (stored.place == Stored::Place::memory) return std::make_unique<MemorySource>(stored.bytes);
    if (stored.place == Stored::Place::head) return std::make_unique<HeadSource>(stored.bytes, stored.size);
    auto file = store_.source(stored.file);
    if (!file) return fail(file.error().code, file.error().message, path);
    if (!stored.length) return file;
    return std::make_unique<StretchSource>(std::move(*file), stored.offset, *stored.length);
  }

  ArtefactInfo artefact_;
  Folder store_;
  StoredFiles files_;
  std::vector<std::string> archive_names_;  // of their claims
  std::vector<Stored> archives_;
  mutable std::unordered_map<std::string, std::string> texts_;
};

bool is_good_path(const std::string& path) {
  if (!is_inside(path)) return false;
  const auto steps = split(path, '/');
  return std::none_of(steps.begin(), steps.end(),
                      [](std::string_view step) { return judge_name(step) == NameVerdict::invalid; });
}

}  // namespace

const Artefact* artefact_of(const Snapshot& snapshot) { return dynamic_cast<const Artefact*>(&snapshot); }

ArtefactBuilder::ArtefactBuilder(Folder store, const Limits& limits)
    : store_(std::move(store)), limits_(limits), listing_(limits) {}

bool ArtefactBuilder::accept(const std::string& path) {
  if (!is_good_path(path)) {
    problem(path, "the name leaves the model or is not allowed: not read", "invalid-name");
    return false;
  }
  const std::string_view name = base_name(path);
  const auto depth = 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
  return listing_.accept(std::string_view(path).substr(0, path.size() - name.size()), name, depth);
}

void ArtefactBuilder::add(const std::string& path, Stored stored) {
  if (!accept(path)) return;
  if (stored_.contains(path)) {
    // Which of them a program takes differs: what the other says is not known.
    problem(path, "the model names this file twice: the first was read", "malformed");
    return;
  }
  listing_.add("", path, EntryKind::file, {});
  stored_.emplace(path, std::move(stored));
}

void ArtefactBuilder::add_blob(const std::string& path, Stored stored) {
  check(stored, path);
  add(path, std::move(stored));
}

std::optional<std::size_t> ArtefactBuilder::add_archive(Stored layer, const std::string& shown) {
  check(layer, "", shown + ": ");
  const bool good = layer.place == Stored::Place::file;
  archives_.push_back(std::move(layer));
  return good ? std::optional(archives_.size() - 1) : std::nullopt;
}

void ArtefactBuilder::remove_below(const std::string& path, std::size_t archive) { removed_[path] = archive; }

// A program that runs an image does not see what a later layer removes; one that unpacks its layers does.
void ArtefactBuilder::tell_removed() {
  const auto removes = [&](std::string_view path, const Stored& stored) {
    const auto at = removed_.find(path);
    return at != removed_.end() && (!stored.archive || *stored.archive < at->second);
  };
  for (const auto& [path, stored] : stored_) {
    std::string_view at = path;
    while (!at.empty() && !removes(at, stored)) at = dir_name(at);
    if (removes(at, stored))
      problem(path, "a later layer removes it: whether it belongs to the model is not known", "malformed");
  }
}

void ArtefactBuilder::check(Stored& stored, const std::string& path, std::string_view shown) {
  const auto info = stored.file.empty() ? std::nullopt : store_.stat(stored.file);
  if (!info || !S_ISREG(info->st_mode)) {
    stored.place = Stored::Place::missing;
    const bool odd = info.has_value();
    not_fetched(path, fmt::format("{}{}", shown,
                                  odd ? "is no file in the store: not read"
                                      : "is named by the manifest and is not in the store"));
    return;
  }
  const std::uint64_t size = stored.length.value_or(static_cast<std::uint64_t>(info->st_size));
  if (size != stored.size) {
    stored.place = Stored::Place::refused;
    problem(path, fmt::format("{}holds {} bytes, the manifest says {}: not read", shown, size, stored.size),
            "malformed");
    return;
  }
  // What is small enough to be read as a text is hashed; weights on request.
  if (size > limits_.blob_bytes || size > limits_.total_bytes - std::min(hashed_, limits_.total_bytes)) return;
  hashed_ += size;
  const auto file = store_.source(stored.file);
  const auto digest =
      file ? sha256_of(formats::SliceSource(**file, stored.offset, size)) : tl::unexpected(file.error());
  stored.checked = digest && *digest == stored.sha256;
  if (stored.checked) return;
  stored.place = Stored::Place::refused;
  problem(path, fmt::format("{}its bytes do not have the digest that the manifest states: not read", shown),
          "malformed");
}

void ArtefactBuilder::problem(std::string_view path, std::string message, std::string kind) {
  listing_.problem(path, std::move(message), std::move(kind));
}

void ArtefactBuilder::not_fetched(std::string_view path, std::string message) {
  partial_ = true;
  problem(path, std::move(message), "not-fetched");
}

std::string ArtefactBuilder::free_name(const std::string& name) const {
  if (!has(name)) return name;
  const std::size_t dot = name.rfind('.');
  const std::string stem = name.substr(0, dot);
  const std::string extension = dot == std::string::npos ? "" : name.substr(dot);
  std::size_t number = 2;
  while (has(fmt::format("{}-{}{}", stem, number, extension))) ++number;
  return fmt::format("{}-{}{}", stem, number, extension);
}

std::unique_ptr<Snapshot> ArtefactBuilder::finish(SourceInfo info, ArtefactInfo artefact) && {
  info.partial = info.partial || partial_;
  if (!removed_.empty()) tell_removed();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < archives_.size(); ++i) names.push_back(free_name(fmt::format("layer-{}.tar", i + 1)));
  return std::make_unique<ArtefactSnapshot>(std::move(info), std::move(artefact), std::move(listing_).finish(),
                                            std::move(store_), std::move(stored_), std::move(names),
                                            std::move(archives_), limits_);
}

}  // namespace auditor::source
