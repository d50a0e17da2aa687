// Which files are documents about models or data, and which are licence files, by name and place
// (rules/vocabulary/files.yaml). Content is looked at by the readers that follow.
#pragma once

#include "auditor/evidence/repository/repository.h"
#include "auditor/prose/vocabulary.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct Documents {
  std::vector<std::string> model_cards;  // dedicated cards, without translations
  std::vector<std::string> dataset_cards;
  std::vector<std::string> readmes;             // the root's first, then those of sub-folders
  std::vector<std::string> translations;        // of any of these
  std::vector<std::string> front_matter_files;  // card metadata in a file of its own
};

[[nodiscard]] Documents find_documents(const Repository& repository);

// What a file is by name and place alone, also one that no snapshot holds any more (history).
enum class DocumentRole { none, card, license };
[[nodiscard]] DocumentRole document_role(const std::string& path);

// Whether one of these folders lies anywhere above the file: "model-cards/English/wren.md". Names in lower case.
[[nodiscard]] bool in_folder_of(const WordSet& folders, std::string_view path);

// True for folders of tests, templates and other people's work anywhere above the file.
[[nodiscard]] bool is_foreign(std::string_view path);

// Folders that look like a whole project of their own: a licence file beside a build manifest. Copies of other people's
// projects, unless the root's README speaks of them.
[[nodiscard]] std::vector<std::string> project_folders(const Repository& repository);

// "README_zh.md": the same document in another language.
[[nodiscard]] bool is_translation(std::string_view path);

// "MODEL-LICENSE.txt" -> "modellicense"; the extension is dropped when it is a document's.
[[nodiscard]] std::string normalized_stem(std::string_view path);

enum class LicenseFileRole { general, code, weights, data, documentation, output, notice, policy };

struct LicenseFile {
  std::string path;
  std::string name;  // the path by whose name it is a licence file: of a link to `path`, else the same
  LicenseFileRole role = LicenseFileRole::general;
  std::string folder;        // of what it covers: "" for the root ("LICENSES/" and "model_licenses/" are dropped)
  bool readable = true;      // false for PDF, pictures, documents of an office: named, unread
  bool translation = false;  // named as the same in another language
};

// A format that is named as terms and not read: PDF, pictures, documents of an office.
[[nodiscard]] bool has_unread_format(std::string_view path);

// Where a symbolic link leads: a regular file of the repository; empty when it leads elsewhere or nowhere.
[[nodiscard]] std::string link_target(const source::Snapshot& snapshot, const source::Entry& link);

// A link that was checked out as a file, with nothing in it but the path of another file of the repository: that file;
// else empty.
[[nodiscard]] std::string target_in_words(const source::Snapshot& snapshot, const source::Entry& entry);

// Licence files of the repository itself (none from foreign folders), by path; no more than the bound.
inline constexpr std::size_t most_license_files = 4'000;
[[nodiscard]] std::vector<LicenseFile> find_license_files(const Repository& repository);

}  // namespace auditor::evidence
