#include "auditor/source/oci_blobs.h"

#include "auditor/core/digest.h"
#include "auditor/formats/tar_header.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace auditor::source {

std::optional<OciBlobs> OciBlobs::open(const fs::path& where) {
  std::error_code error;
  const fs::path path = fs::canonical(where, error);
  if (error) return std::nullopt;
  const bool archive = fs::is_regular_file(path, error);
  auto folder = Folder::open(archive ? path.parent_path() : path);
  if (!folder) return std::nullopt;
  OciBlobs blobs(std::move(*folder));
  if (!archive) return blobs;
  blobs.archive_ = path.filename().string();
  blobs.read_members();
  return blobs.members_.empty() ? std::nullopt : std::optional(std::move(blobs));
}

void OciBlobs::read_members() {
  constexpr int most_members = 100'000;
  const auto file = folder_.source(archive_);
  if (!file) return;
  const std::uint64_t size = (*file)->size();
  formats::TarHeaders headers;
  std::uint64_t at = 0;
  for (int seen = 0; at < size; ++seen) {
    const auto header = (*file)->read(at, formats::tar_block);
    if (seen == 0 && (!header || !formats::begins_tar(*header))) return;
    if (!header || header->size() < formats::tar_block) return stop("it ends early");
    if (header->find_first_not_of('\0') == std::string::npos) return;
    if (!formats::tar_checksum_fits(*header)) return stop("the checksum of an entry is wrong: the rest was not read");
    if (seen == most_members) return stop("more files than are read");
    at += formats::tar_block;
    const formats::TarMember m = headers.read(*header);
    if (m.size > size - at) return stop("it ends early");
    if (m.is_record()) {
      if (m.size > formats::longest_tar_record) return stop("an extended header longer than is read");
      const auto data = (*file)->read(at, static_cast<std::size_t>(m.size));
      if (!data) return stop(data.error().message);
      headers.keep_record(m, *data);
    } else if (!m.has_no_data()) {
      add_member(m.name.starts_with("./") ? m.name.substr(2) : m.name, {archive_, at, m.size});
    }
    at += (m.size + formats::tar_block - 1) / formats::tar_block * formats::tar_block;
  }
}

void OciBlobs::add_member(const std::string& name, const Stretch& stretch) {
  if (members_.emplace(name, stretch).second || twice_) return;
  // Which of them a program takes differs.
  twice_ = true;
  problems_.push_back({name, "the archive of the layout names this file twice: the first was read", "malformed"});
}

std::optional<OciBlobs::Stretch> OciBlobs::find(const std::string& path) const {
  if (!archive_.empty()) {
    const auto at = members_.find(path);
    return at == members_.end() ? std::nullopt : std::optional(at->second);
  }
  const auto info = folder_.stat(path);
  if (!info || !S_ISREG(info->st_mode)) return std::nullopt;
  return Stretch{path, 0, static_cast<std::uint64_t>(info->st_size)};
}

Result<std::string> OciBlobs::read(const std::string& path, std::uint64_t limit) const {
  const auto at = find(path);
  if (!at) return fail(ErrorCode::unavailable, "is not here", path);
  if (at->size > limit) return fail(ErrorCode::limit, "is larger than is read", path);
  const auto file = folder_.source(at->file);
  if (!file) return tl::unexpected(file.error());
  return (*file)->read(at->offset, static_cast<std::size_t>(at->size));
}

Result<std::string> OciBlobs::read_blob(const std::string& sha256, std::uint64_t limit) const {
  auto bytes = read("blobs/sha256/" + sha256, limit);
  // The store of Docker keeps manifests beside the blobs.
  if (!bytes && bytes.error().code == ErrorCode::unavailable) bytes = read("manifests/sha256/" + sha256, limit);
  if (bytes && sha256_hex(*bytes) != sha256)
    return fail(ErrorCode::malformed, "its bytes do not have the digest that names them", "blobs/sha256/" + sha256);
  return bytes;
}

}  // namespace auditor::source
