#include "auditor/evidence/repository/documents.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/formats/inspect.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/source/links.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace auditor::evidence {
namespace {

struct Vocabulary {
  WordSet document_extensions;
  WordSet foreign_folders;
  WordSet languages;
  std::vector<std::string> card_containing;
  WordSet card_folders;
  WordSet card_excluded;
  std::vector<std::string> dataset_containing;
  WordSet dataset_folders;
  std::vector<std::string> header_containing;
  std::vector<std::string> license_starting;
  std::vector<std::string> license_containing;
  WordSet license_folders;
  WordSet license_extensions;
  std::vector<std::string> notice_stems;
  std::vector<std::string> policy_stems;
  WordSet loose_words;
  WordSet other_words;
  WordSet unread_extensions;
  WordSet weight_folders;
  WordSet license_names;                                    // words that name a licence, not what it covers
  std::vector<std::pair<LicenseFileRole, WordSet>> scopes;  // in order of precedence
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/files.yaml");
    const Packed licenses = data.at("license_files");
    const Packed scopes = data.at("scope_words");
    return Vocabulary{word_set(data, "document_extensions"),
                      word_set(data, "foreign_folders"),
                      word_set(data, "languages"),
                      string_list(data.at("model_card"), "stems_containing"),
                      word_set(data.at("model_card"), "folders"),
                      word_set(data.at("model_card"), "excluded_words"),
                      string_list(data.at("dataset_card"), "stems_containing"),
                      word_set(data.at("dataset_card"), "folders"),
                      string_list(data.at("front_matter_files"), "stems_containing"),
                      string_list(licenses, "stems_starting"),
                      string_list(licenses, "stems_containing"),
                      word_set(licenses, "folders"),
                      word_set(licenses, "extensions"),
                      string_list(licenses, "notice_stems"),
                      string_list(licenses, "policy_stems"),
                      word_set(licenses, "loose_words"),
                      word_set(licenses, "other_words"),
                      word_set(licenses, "unread_extensions"),
                      word_set(licenses, "weight_folders"),
                      word_set(data, "license_name_words"),
                      {{LicenseFileRole::output, word_set(scopes, "output")},
                       {LicenseFileRole::weights, word_set(scopes, "weights")},
                       {LicenseFileRole::data, word_set(scopes, "data")},
                       {LicenseFileRole::documentation, word_set(scopes, "documentation")},
                       {LicenseFileRole::code, word_set(scopes, "code")}}};
  }();
  return loaded;
}

bool contains_any(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const auto& p) { return text.find(p) != std::string_view::npos; });
}

bool starts_with_any(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const auto& p) { return text.starts_with(p); });
}

bool regular(const source::Entry& entry) {
  return entry.kind == source::EntryKind::file || entry.kind == source::EntryKind::executable;
}

enum class Kind { none, card, dataset_card, readme, header };

Kind kind_of(const std::string& path) {
  const Vocabulary& v = vocabulary();
  const std::string extension = extension_of(path);
  const std::string stem = normalized_stem(path);
  if (extension == "yaml" || extension == "yml")
    return contains_any(stem, v.header_containing) ? Kind::header : Kind::none;
  if (!v.document_extensions.contains(extension)) return Kind::none;
  const auto words = name_words(path);
  if (std::any_of(words.begin(), words.end(), [&](const auto& w) { return v.card_excluded.contains(w); }))
    return Kind::none;
  if (contains_any(stem, v.dataset_containing)) return Kind::dataset_card;
  const bool markup = extension == "md" || extension == "markdown" || extension == "mdx";
  if (contains_any(stem, v.card_containing)) return Kind::card;
  if (stem.starts_with("readme")) return Kind::readme;
  if (!markup) return Kind::none;
  if (in_folder_of(v.dataset_folders, path)) return Kind::dataset_card;
  return in_folder_of(v.card_folders, path) ? Kind::card : Kind::none;
}

void add(Documents& found, Kind kind, const std::string& path) {
  if (kind == Kind::header) {
    found.front_matter_files.push_back(path);
  } else if (is_translation(path)) {
    found.translations.push_back(path);
  } else if (kind == Kind::card) {
    found.model_cards.push_back(path);
  } else if (kind == Kind::dataset_card) {
    found.dataset_cards.push_back(path);
  } else {
    found.readmes.push_back(path);
  }
}

// A lone translation (README_zh.md without README.md) is the document itself.
void promote_lone_translations(Documents& found) {
  if (found.readmes.empty() && found.model_cards.empty()) {
    found.readmes.swap(found.translations);
  }
}

LicenseFileRole role_of(const std::string& path) {
  const Vocabulary& v = vocabulary();
  const std::string stem = normalized_stem(path);
  if (starts_with_any(stem, v.notice_stems)) return LicenseFileRole::notice;
  std::vector<std::string> words = name_words(path);
  const bool policy = std::find(words.begin(), words.end(), "policy") != words.end();
  if (policy || contains_any(stem, v.policy_stems)) return LicenseFileRole::policy;
  words.push_back(extension_of(path));
  for (const std::string& part : name_words(dir_name(path))) words.push_back(part);
  for (const auto& [role, set] : v.scopes)
    if (std::any_of(words.begin(), words.end(), [&known = set](const auto& w) { return known.contains(w); }))
      return role;
  return LicenseFileRole::general;
}

// "MIT-LICENSE.txt": the name tells the licence, not what it covers.
bool named_by_license_only(const std::string& path) {
  const Vocabulary& v = vocabulary();
  std::vector<std::string> words = name_words(path);
  words.push_back(extension_of(path));
  const WordSet& code = v.scopes.back().second;
  return std::none_of(words.begin(), words.end(),
                      [&](const auto& w) { return code.contains(w) && !v.license_names.contains(w); });
}

// A folder whose only licence files are named by their licence has them for everything in it.
void generalize_lone_files(std::vector<LicenseFile>& files) {
  std::set<std::string, std::less<>> general;  // folders with a file for all or for the weights
  for (const LicenseFile& f : files)
    if (f.role == LicenseFileRole::general || f.role == LicenseFileRole::weights) general.insert(f.folder);
  std::vector<LicenseFile*> lone;
  for (LicenseFile& file : files)
    if (file.role == LicenseFileRole::code && named_by_license_only(file.path) && !general.contains(file.folder))
      lone.push_back(&file);
  for (LicenseFile* file : lone) file->role = LicenseFileRole::general;
}

bool has_word(const std::string& path, const WordSet& known) {
  const auto words = name_words(path);
  return std::any_of(words.begin(), words.end(), [&](const auto& word) { return known.contains(word); });
}

// A name that tells terms where terms are looked for: at the root and beside weights.
bool is_loose_license_name(const std::string& path) {
  const Vocabulary& v = vocabulary();
  const std::string extension = extension_of(path);
  const std::string stem = normalized_stem(path);
  const bool named = has_word(path, v.loose_words) || stem.find("license") != std::string::npos ||
                     stem.find("licence") != std::string::npos;
  return named && !has_word(path, v.other_words) &&
         (v.license_extensions.contains(extension) || v.unread_extensions.contains(extension));
}

bool is_license_name(const std::string& path) {
  const Vocabulary& v = vocabulary();
  if (has_word(path, v.other_words)) return false;
  const std::string stem = normalized_stem(path);
  const std::string extension = extension_of(path);
  const bool named = starts_with_any(stem, v.license_starting) || contains_any(stem, v.license_containing) ||
                     starts_with_any(stem, v.notice_stems) || contains_any(stem, v.policy_stems);
  const bool text = v.license_extensions.contains(extension) || v.unread_extensions.contains(extension);
  if (named && (text || extension.size() > 4)) return true;
  const bool in_folder = v.license_folders.contains(to_lower(base_name(dir_name(path))));
  return in_folder &&
         (extension.empty() || extension == "txt" || extension == "md" || stem.find("license") != std::string::npos);
}

// Folders that hold weights, and those above them.
std::set<std::string_view> folders_of_weights(const Repository& repository) {
  std::set<std::string_view> folders;
  for (const source::Entry& entry : repository.entries()) {
    if (!formats::looks_like_weights(entry.path) || is_foreign(entry.path)) continue;
    for (std::string_view folder = dir_name(entry.path); folders.insert(folder).second; folder = dir_name(folder))
      if (folder.empty()) break;
  }
  return folders;
}

}  // namespace

DocumentRole document_role(const std::string& path) {
  if (is_foreign(path)) return DocumentRole::none;
  if (is_license_name(path)) return DocumentRole::license;
  return kind_of(path) == Kind::none ? DocumentRole::none : DocumentRole::card;
}

bool in_folder_of(const WordSet& folders, std::string_view path) {
  for (const std::string_view folder : split(dir_name(path), '/'))
    if (folders.contains(to_lower(folder))) return true;
  return false;
}

bool is_foreign(std::string_view path) { return in_folder_of(vocabulary().foreign_folders, path); }

std::vector<std::string> project_folders(const Repository& repository) {
  static const WordSet manifests = {"setup.py",     "setup.cfg",       "pyproject.toml",    "cargo.toml",
                                    "package.json", "contributing.md", "code_of_conduct.md"};
  std::vector<std::string> licensed;
  std::vector<std::string> built;
  for (const source::Entry& entry : repository.entries()) {
    const std::string_view folder = dir_name(entry.path);
    if (folder.empty() || !regular(entry)) continue;
    const std::string stem = normalized_stem(entry.path);
    if (stem == "license" || stem == "licence" || stem == "copying") licensed.emplace_back(folder);
    if (manifests.contains(to_lower(base_name(entry.path)))) built.emplace_back(folder);
  }
  std::sort(licensed.begin(), licensed.end());
  std::sort(built.begin(), built.end());
  std::vector<std::string> both;
  std::set_intersection(licensed.begin(), licensed.end(), built.begin(), built.end(), std::back_inserter(both));
  return both;
}

bool is_translation(std::string_view path) {
  const auto words = name_words(path);
  return words.size() > 1 &&
         std::any_of(words.begin() + 1, words.end(), [](const auto& w) { return vocabulary().languages.contains(w); });
}

std::string normalized_stem(std::string_view path) {
  std::string_view name = base_name(path);
  const std::string extension = extension_of(path);
  if (!extension.empty() && extension.size() <= 8) name = name.substr(0, name.size() - extension.size() - 1);
  std::string stem;
  for (const char c : to_lower(name))
    if (is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) stem.push_back(c);
  return stem;
}

Documents find_documents(const Repository& repository) {
  Documents found;
  for (const source::Entry& entry : repository.entries()) {
    if (!regular(entry)) continue;
    const Kind kind = kind_of(entry.path);
    // The forge shows `.github/README.md` before any other.
    const bool shown = kind == Kind::readme && iequals(dir_name(entry.path), ".github");
    if (kind != Kind::none && (shown || !is_foreign(entry.path))) add(found, kind, entry.path);
  }
  std::stable_sort(found.readmes.begin(), found.readmes.end(), [](const auto& a, const auto& b) {
    return std::count(a.begin(), a.end(), '/') < std::count(b.begin(), b.end(), '/');
  });
  promote_lone_translations(found);
  return found;
}

bool has_unread_format(std::string_view path) { return vocabulary().unread_extensions.contains(extension_of(path)); }

std::string link_target(const source::Snapshot& snapshot, const source::Entry& link) {
  return source::link_target(snapshot, link);
}

std::string target_in_words(const source::Snapshot& snapshot, const source::Entry& entry) {
  constexpr std::uint64_t longest_path = 200;
  const auto size = snapshot.size(entry);
  if (!size || *size == 0 || *size > longest_path) return {};
  const auto text = snapshot.text(entry);
  if (!text) return {};
  const std::string_view words = trim(*text);
  if (words.empty() || words.starts_with('/') || words.find_first_of(" \t\r\n") != std::string_view::npos) return {};
  const std::string target = source::resolved_path(dir_name(entry.path), words);
  const source::Entry* found = target.empty() ? nullptr : snapshot.find(target);
  return found != nullptr && regular(*found) ? found->path : std::string{};
}

std::vector<LicenseFile> find_license_files(const Repository& repository) {
  const std::set<std::string_view> near = folders_of_weights(repository);
  std::vector<LicenseFile> found;
  for (const source::Entry& entry : repository.entries()) {
    if (found.size() >= most_license_files) break;
    if (entry.kind == source::EntryKind::submodule || is_foreign(entry.path)) continue;
    const std::string_view folder = dir_name(entry.path);
    const bool is_near = folder.empty() || near.contains(folder);
    if (!is_license_name(entry.path) && !(is_near && is_loose_license_name(entry.path))) continue;
    LicenseFile file;
    file.path = regular(entry) ? entry.path : source::link_target(repository.snapshot(), entry);
    if (regular(entry))
      if (std::string target = target_in_words(repository.snapshot(), entry); !target.empty())
        file.path = std::move(target);
    // A link to a licence file of the same folder is another name of it.
    if (file.path.empty() || (file.path != entry.path && dir_name(file.path) == folder && is_license_name(file.path)))
      continue;
    file.name = entry.path;
    file.role = role_of(entry.path);
    file.folder = folder;
    file.readable = !has_unread_format(file.path);
    // The English one is read as well as any.
    static const WordSet english = {"en", "english"};
    file.translation = is_translation(entry.path) && !has_word(entry.path, english);
    // "weights/LICENSE" where no weights lie speaks for those that are offered.
    const std::string last = to_lower(base_name(file.folder));
    const bool for_offered = vocabulary().weight_folders.contains(last) && !near.contains(file.folder);
    if (vocabulary().license_folders.contains(last) || for_offered) file.folder = dir_name(file.folder);
    found.push_back(std::move(file));
  }
  generalize_lone_files(found);
  return found;
}

}  // namespace auditor::evidence
