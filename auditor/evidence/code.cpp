#include "auditor/evidence/code.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/evidence/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_role_files = 20;
constexpr std::size_t max_content_reads = 40;  // files opened per role to confirm it
constexpr std::uint64_t max_content_bytes = 1U << 20U;

struct Role {
  std::string id;
  WordSet words;
  WordSet folders;
  WordSet excluded_words;
  std::vector<std::string> phrases;
  std::vector<std::string> content;
  std::vector<std::string> link_words;
};

struct Vocabulary {
  WordSet extensions;
  WordSet script_extensions;
  WordSet excluded_folders;
  WordSet code_hosts;
  std::vector<Role> roles;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Json data = resource_json("rules/vocabulary/code.yaml");
    Vocabulary v{word_set(data, "extensions"),
                 word_set(data, "script_extensions"),
                 word_set(data, "excluded_folders"),
                 word_set(data, "code_hosts"),
                 {}};
    for (const auto& [id, role] : data.at("roles").items())
      v.roles.push_back({id, word_set(role, "words"), word_set(role, "folders"), word_set(role, "excluded_words"),
                         string_list(role, "phrases"), string_list(role, "content"),
                         string_list(data.at("link_words"), id)});
    return v;
  }();
  return loaded;
}

// What the name of one code file says, computed once for all roles.
struct CodeFile {
  std::string path;
  std::vector<std::string> words;
  std::vector<std::string> folders;
  std::string lower_name;
};

bool excluded(const Vocabulary& v, const std::vector<std::string>& folders, const std::vector<std::string>& words) {
  const bool other =
      std::any_of(folders.begin(), folders.end(), [&](const auto& f) { return v.excluded_folders.contains(f); });
  return other || (!words.empty() && words.front() == "test");
}

std::vector<CodeFile> code_files(Repository& repository, Code& code) {
  const Vocabulary& v = vocabulary();
  std::vector<CodeFile> files;
  for (const source::Entry& entry : repository.entries()) {
    if (entry.kind != source::EntryKind::file && entry.kind != source::EntryKind::executable) continue;
    const std::string extension = extension_of(entry.path);
    if (!v.extensions.contains(extension) && !v.script_extensions.contains(extension)) continue;
    ++code.files;
    ++code.languages[extension];
    CodeFile file{entry.path, name_words(entry.path), {}, to_lower(base_name(entry.path))};
    for (const std::string_view folder : split(dir_name(entry.path), '/'))
      if (!folder.empty()) file.folders.push_back(to_lower(folder));
    if (!excluded(v, file.folders, file.words)) files.push_back(std::move(file));
  }
  return files;
}

// 0: no; 1: by folder; 2: by a word of the name; 3: by a phrase.
int name_strength(const Role& role, const CodeFile& file) {
  if (first_phrase(file.lower_name, role.phrases) != nullptr) return 3;
  const auto has = [](const WordSet& set, const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const auto& w) { return set.contains(w); });
  };
  if (has(role.excluded_words, file.words)) return 0;
  if (has(role.words, file.words)) return 2;
  return has(role.folders, file.folders) && file.lower_name != "__init__.py" ? 1 : 0;
}

bool content_confirms(Repository& repository, const Role& role, const CodeFile& file) {
  const source::Entry* entry = repository.file(file.path);
  if (entry == nullptr) return false;
  const auto size = repository.snapshot().size(*entry);
  if (!size || *size > max_content_bytes) return false;
  const auto bytes = repository.text(file.path);
  return bytes && std::any_of(role.content.begin(), role.content.end(),
                              [&](const auto& s) { return bytes->find(s) != std::string_view::npos; });
}

void collect_role(Repository& repository, const Role& role, const std::vector<CodeFile>& files, CodeRole& found) {
  std::vector<std::pair<int, const CodeFile*>> candidates;
  for (const CodeFile& file : files)
    if (const int strength = name_strength(role, file); strength > 0) candidates.emplace_back(-strength, &file);
  // Strongest and shallowest first, so that few files need to be opened.
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first, a.second->folders.size()) < std::pair(b.first, b.second->folders.size());
  });
  std::size_t reads = 0;
  for (const auto& [strength, file] : candidates) {
    if (found.files.size() == max_role_files) break;
    if (!role.content.empty() && strength > -3) {
      // One confirmed file settles the role; the rest only illustrate it.
      if (found.files.size() >= 3 || reads++ == max_content_reads) break;
      if (!content_confirms(repository, role, *file)) continue;
    }
    found.files.push_back(file->path);
  }
  if (found.files.empty()) return;
  found.status = Presence::included;
  for (std::size_t i = 0; i < found.files.size() && i < 3; ++i)
    found.evidence.push_back(repository.cite_file(found.files[i], "file-name", Confidence::medium));
  std::sort(found.files.begin(), found.files.end());
}

bool future_tense(std::string_view lower) {
  static const std::vector<std::string> phrases = {"will be released", "will release",           "coming soon",
                                                   "to be released",   "will be made available", "plan to release",
                                                   "not yet"};
  return first_phrase(lower, phrases) != nullptr;
}

void collect_links(Repository& repository, const std::string& path, Code& code) {
  const Vocabulary& v = vocabulary();
  const Card* card = repository.card(path);
  if (card == nullptr) return;
  for (const Block& block : card->document.blocks) {
    if (block.links.empty() || block.kind == BlockKind::code || block.kind == BlockKind::comment) continue;
    const std::string lower = to_lower(block.text);
    for (const Role& role : v.roles) {
      CodeRole& found = code.roles[role.id];
      if (found.status == Presence::included || first_phrase(lower, role.link_words) == nullptr || future_tense(lower))
        continue;
      for (const Link& link : block.links) {
        if (link.image || !v.code_hosts.contains(url_host(link.url))) continue;
        found.status = Presence::linked;
        found.links.push_back(link.url);
        found.evidence.push_back(repository.cite(path, link.line, link.line, "link", Confidence::medium));
      }
    }
  }
}

}  // namespace

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::included: return "included";
    case Presence::linked: return "linked";
    case Presence::stated: return "stated";
    case Presence::absent: return "absent";
    case Presence::unknown: break;
  }
  return "unknown";
}

Code collect_code(Repository& repository, const std::vector<std::string>& documents) {
  Code code;
  const std::vector<CodeFile> files = code_files(repository, code);
  for (const Role& role : vocabulary().roles) collect_role(repository, role, files, code.roles[role.id]);
  for (const std::string& path : documents) collect_links(repository, path, code);
  for (auto& [id, role] : code.roles) {
    std::sort(role.links.begin(), role.links.end());
    role.links.erase(std::unique(role.links.begin(), role.links.end()), role.links.end());
  }
  code.dependencies = collect_dependencies(repository);
  return code;
}

}  // namespace auditor::evidence
