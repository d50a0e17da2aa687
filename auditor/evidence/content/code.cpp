#include "auditor/evidence/content/code.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <unordered_map>

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
  WordSet weak_words;
  std::vector<std::string> strong_content;
  std::vector<std::string> document_code;
};

struct Vocabulary {
  WordSet extensions;
  WordSet excluded_folders;
  WordSet code_hosts;
  WordSet example_folders;
  std::vector<Role> roles;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/code.yaml");
    Vocabulary v{word_set(data, "extensions"),
                 word_set(data, "excluded_folders"),
                 word_set(data, "code_hosts"),
                 word_set(data, "example_folders"),
                 {}};
    for (const auto& [id, role] : data.at("roles").items())
      v.roles.push_back({std::string(id), word_set(role, "words"), word_set(role, "folders"),
                         word_set(role, "excluded_words"), string_list(role, "phrases"), string_list(role, "content"),
                         string_list(data.at("link_words"), id), word_set(role, "weak_words"),
                         string_list(role, "strong_content"), string_list(data.at("document_code"), id)});
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
    if (!v.extensions.contains(extension)) continue;
    ++code.files;
    ++code.languages[extension];
    CodeFile file{entry.path, name_words(entry.path), {}, to_lower(base_name(entry.path))};
    for (const std::string_view folder : split(dir_name(entry.path), '/'))
      if (!folder.empty()) file.folders.push_back(to_lower(folder));
    if (!excluded(v, file.folders, file.words)) files.push_back(std::move(file));
  }
  return files;
}

bool any_in(const WordSet& set, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const auto& w) { return set.contains(w); });
}

// 0: no; 1: by folder; 2: by a word of the name; 3: by a phrase; -1: by a weak word.
int name_strength(const Role& role, const CodeFile& file) {
  if (first_phrase(file.lower_name, role.phrases) != nullptr) return 3;
  if (any_in(role.excluded_words, file.words)) return 0;
  if (any_in(role.words, file.words)) return 2;
  if (any_in(role.folders, file.folders) && file.lower_name != "__init__.py") return 1;
  return file.folders.size() <= 1 && any_in(role.weak_words, file.words) ? -1 : 0;
}

bool content_holds(Repository& repository, const std::vector<std::string>& wanted, const CodeFile& file) {
  const source::Entry* entry = repository.file(file.path);
  if (entry == nullptr) return false;
  const auto size = repository.snapshot().size(*entry);
  if (!size || *size > max_content_bytes) return false;
  const auto bytes = repository.text(file.path);
  return bytes && std::any_of(wanted.begin(), wanted.end(),
                              [&](const auto& s) { return bytes->find(s) != std::string_view::npos; });
}

struct Candidate {
  int strength;
  const CodeFile* file;
};

// Strongest and shallowest first, so that few files need to be opened.
std::vector<Candidate> candidates_of(const Role& role, const std::vector<CodeFile>& files) {
  std::vector<Candidate> found;
  for (const CodeFile& file : files)
    if (const int strength = name_strength(role, file); strength != 0) found.push_back({strength, &file});
  std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return std::pair(-a.strength, a.file->folders.size()) < std::pair(-b.strength, b.file->folders.size());
  });
  return found;
}

// Whether the file has the role; opening it where the name alone is not enough, within `reads`.
bool has_role(Repository& repository, const Role& role, const Candidate& candidate, std::size_t& reads) {
  const bool by_phrase = candidate.strength == 3;
  const auto& wanted = candidate.strength < 0 ? role.strong_content : role.content;
  if (by_phrase || (wanted.empty() && candidate.strength > 0)) return true;
  return reads++ < max_content_reads && content_holds(repository, wanted, *candidate.file);
}

void collect_role(Repository& repository, const Role& role, const std::vector<CodeFile>& files, Code& code) {
  CodeRole& found = code.roles[role.id];
  std::size_t reads = 0;
  for (const Candidate& candidate : candidates_of(role, files)) {
    // A few confirmed files settle the role; the rest would only illustrate it.
    const bool opens = !role.content.empty() && candidate.strength != 3;
    if (found.files.size() == max_role_files || (opens && found.files.size() >= 3)) break;
    if (!has_role(repository, role, candidate, reads)) continue;
    const bool adapts = role.id == "training" && any_in(vocabulary().example_folders, candidate.file->folders);
    CodeRole& target = adapts ? code.roles["fine-tuning"] : found;
    target.files.push_back(candidate.file->path);
  }
}

void conclude(Repository& repository, CodeRole& role) {
  std::sort(role.files.begin(), role.files.end());
  role.files.erase(std::unique(role.files.begin(), role.files.end()), role.files.end());
  if (role.files.empty()) return;
  role.status = Presence::included;
  for (std::size_t i = 0; i < role.files.size() && i < 3; ++i)
    role.evidence.push_back(repository.cite_file(role.files[i], "file-name", Confidence::medium));
}

// Code that trains or runs the model with classes of an open library: its architecture lies in that library.
void link_architecture(Repository& repository, Code& code) {
  constexpr std::size_t most_files = 6;
  CodeRole& architecture = code.roles["architecture"];
  if (architecture.status != Presence::absent) return;
  const auto& roles = vocabulary().roles;
  const auto role = std::find_if(roles.begin(), roles.end(), [](const Role& r) { return r.id == "architecture"; });
  if (role == roles.end()) return;
  std::size_t read = 0;
  for (const char* user : {"training", "fine-tuning", "inference"})
    for (const std::string& path : code.roles[user].files) {
      if (read++ == most_files) return;
      const auto bytes = repository.text(path);
      if (!bytes || bytes->size() > max_content_bytes) continue;
      for (const std::string& shown : role->document_code) {
        const std::size_t at = bytes->find(shown);
        if (at == std::string_view::npos) continue;
        const int line =
            1 + static_cast<int>(std::count(bytes->begin(), bytes->begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        architecture.status = Presence::linked;
        architecture.evidence.push_back(repository.cite(path, line, line, "code", Confidence::medium));
        return;
      }
    }
}

bool future_tense(std::string_view lower) {
  static const std::vector<std::string> phrases = {"will be released", "will release",           "coming soon",
                                                   "to be released",   "will be made available", "plan to release",
                                                   "not yet"};
  return first_phrase(lower, phrases) != nullptr;
}

// Licence of a well-known project by the URL of its repository; empty for others.
std::string project_license(std::string_view url) {
  static const std::unordered_map<std::string, std::string> known = [] {
    std::unordered_map<std::string, std::string> map;
    const Packed data = Packed::of_resource("rules/licenses/code-projects.yaml");
    for (const Packed& project : data.at("projects").list())
      map.emplace(project.at("id").text(), project.at("license").text());
    return map;
  }();
  const std::string host = url_host(url);
  const auto path = url.find(host.empty() ? "://" : "/", url.find("://") + 3);
  if (path == std::string_view::npos) return {};
  const auto parts = split(url.substr(path + 1), '/');
  if (parts.size() < 2) return {};
  std::string name(parts[1].substr(0, parts[1].find_first_of("#?")));
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  const auto found = known.find(to_lower(host + "/" + std::string(parts[0]) + "/" + name));
  return found == known.end() ? std::string{} : found->second;
}

// A code block that runs the model is inference code given in the document; one that names the classes of an open
// library shows where the architecture is.
void read_document_code(Repository& repository, const std::string& path, const Block& block, Code& code) {
  for (const Role& role : vocabulary().roles) {
    CodeRole& found = code.roles[role.id];
    if (found.status == Presence::included || found.status == Presence::linked) continue;
    const bool shown = std::any_of(role.document_code.begin(), role.document_code.end(),
                                   [&](const auto& s) { return block.text.find(s) != std::string::npos; });
    if (!shown) continue;
    found.status = role.id == "inference" ? Presence::included : Presence::linked;
    found.evidence.push_back(repository.cite(path, block.start_line, block.end_line, "code-block", Confidence::medium));
  }
}

void collect_links(Repository& repository, const std::string& path, Code& code) {
  const Vocabulary& v = vocabulary();
  const Card* card = repository.card(path);
  if (card == nullptr) return;
  for (const Block& block : card->document.blocks) {
    if (block.kind == BlockKind::code) read_document_code(repository, path, block, code);
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
        if (found.license.empty()) found.license = project_license(link.url);
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
  for (const Role& role : vocabulary().roles) collect_role(repository, role, files, code);
  for (auto& [id, role] : code.roles) conclude(repository, role);
  link_architecture(repository, code);
  for (const std::string& path : documents) collect_links(repository, path, code);
  for (auto& [id, role] : code.roles) {
    std::sort(role.links.begin(), role.links.end());
    role.links.erase(std::unique(role.links.begin(), role.links.end()), role.links.end());
  }
  code.dependencies = collect_dependencies(repository);
  return code;
}

}  // namespace auditor::evidence
