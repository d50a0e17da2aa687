#include "auditor/notice/texts.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_files.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/permissions/clauses.h"
#include "auditor/licenses/permissions/record.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/source/beneath.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace auditor::notice {
namespace {

constexpr std::uint64_t most_bytes = 1U << 20U;
constexpr std::size_t most_files = 500;

// A text does not say whether later versions may be chosen: that stands in notices.
bool is_text_of(const std::string& id, std::string_view license) {
  return id == license ||
         permissions::without_version_range(id) == permissions::without_version_range(std::string(license));
}

bool holds(const RepositoryText& file, std::string_view license) {
  return std::any_of(file.ids.begin(), file.ids.end(), [&](const std::string& id) { return is_text_of(id, license); });
}

// The id of a file that holds one known text and nothing else; empty for any other.
std::string only_text(std::string_view bytes) {
  const licenses::Identification found = licenses::identify(bytes, {false, true});
  std::string id;
  for (const licenses::Match& match : found.matches) {
    if (match.kind != licenses::MatchKind::text || (!id.empty() && !is_text_of(id, match.id))) return {};
    id = match.id;
  }
  return id;
}

}  // namespace

Texts::Texts(const std::vector<const source::Snapshot*>& repositories, const std::string& folder) {
  for (const source::Snapshot* repository : repositories) read_repository(*repository);
  if (!folder.empty()) read_folder(folder);
}

void Texts::read_repository(const source::Snapshot& snapshot) {
  evidence::Repository repository(snapshot);
  for (const evidence::LicenseText& file : evidence::read_license_files(repository, {})) {
    const bool notice = file.file.role == evidence::LicenseFileRole::notice;
    const auto bytes = file.file.readable ? repository.text(file.file.path) : std::nullopt;
    // Terms in words of its own are no text of a licence; what nobody read may be one.
    if (bytes && !notice && !file.text) continue;
    const bool large = bytes && bytes->size() > most_bytes;
    if (!bytes || large || files_.size() >= most_files) {
      left_out_.push_back({&snapshot, file.file.path,
                           !bytes  ? "it could not be read"
                           : large ? fmt::format("it is larger than {}", human_size(most_bytes))
                                   : fmt::format("no more than {} files are taken", most_files)});
      continue;
    }
    files_.push_back(
        {&snapshot, file.file.path, notice ? std::vector<std::string>{} : file.ids, notice, std::string(*bytes)});
  }
}

void Texts::read_folder(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed))
    if (at->symlink_status(failed).type() == std::filesystem::file_type::regular)
      names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  if (names.size() > most_files) names.resize(most_files);  // a licence that is missed for it is named as missing
  const auto opened = source::Folder::open(folder);
  if (!opened) return;
  for (const std::string& name : names) {
    const auto bytes = opened->read(name, most_bytes);
    if (!bytes) continue;
    if (std::string id = only_text(*bytes); !id.empty())
      folder_.push_back({(std::filesystem::path(folder) / name).string(), std::move(id), *bytes});
  }
}

std::optional<Text> Texts::find(std::string_view license, const source::Snapshot* repository) const {
  const auto of = [&](const RepositoryText& file) {
    return Text{file.bytes, fmt::format("{} of {}", printable(file.path), file.repository->info().name)};
  };
  for (const RepositoryText& file : files_)
    if (file.repository == repository && holds(file, license)) return of(file);
  if (permissions::has_holder_line(license)) return std::nullopt;
  for (const RepositoryText& file : files_)
    if (file.ids.size() == 1 && holds(file, license)) return of(file);
  for (const FolderText& file : folder_)
    if (is_text_of(file.id, license)) return Text{file.bytes, file.path};
  return std::nullopt;
}

std::string address_of(std::string_view license) {
  const licenses::License* known = licenses::find_license(license);
  if (known != nullptr && known->spdx) return fmt::format("https://spdx.org/licenses/{}.html", known->id);
  static const Json all = resource_json("rules/licenses/ai.yaml").at("licenses");
  const auto entry = known == nullptr ? all.end() : all.find(known->id);
  if (entry == all.end()) return {};
  const auto urls = entry->value("urls", std::vector<std::string>{});
  return urls.empty() ? std::string() : "https://" + urls.front();
}

}  // namespace auditor::notice
