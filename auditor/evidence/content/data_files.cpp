#include "auditor/evidence/content/data_files.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <optional>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_files = 3;
constexpr std::size_t max_candidates = 200;
constexpr std::uint64_t smallest_data = 16U << 10U;  // bytes: below, an index or a sample
constexpr std::size_t shortest_name = 6;             // a shorter file name is found everywhere

struct Vocabulary {
  WordSet folders;
  WordSet extensions;
  WordSet excluded_folders;
  WordSet other_words;
  WordSet training_words;
  std::vector<std::string> training_phrases;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/data.yaml");
    Vocabulary v{word_set(data, "data_folders"),        word_set(data, "data_extensions"),
                 word_set(data, "excluded_folders"),    word_set(data, "other_file_words"),
                 word_set(data, "training_file_words"), string_list(data, "training_phrases")};
    for (std::string& phrase : string_list(data, "fine_tuning_phrases"))
      v.training_phrases.push_back(std::move(phrase));
    return v;
  }();
  return loaded;
}

bool any_in(const WordSet& set, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const auto& w) { return set.contains(w); });
}

struct Candidate {
  const source::Entry* entry;
  bool says_training;
};

// A data file by place, ending and size, whose name does not say that it is something else.
std::optional<Candidate> candidate_of(const Repository& repository, const source::Entry& entry) {
  const Vocabulary& v = vocabulary();
  if (entry.kind != source::EntryKind::file || !v.extensions.contains(extension_of(entry.path))) return std::nullopt;
  bool in_data = false;
  std::vector<std::string> words = name_words(entry.path);
  for (const std::string_view folder : split(dir_name(entry.path), '/')) {
    const std::string lower = to_lower(folder);
    if (v.excluded_folders.contains(lower)) return std::nullopt;
    in_data = in_data || v.folders.contains(lower);
    for (std::string& word : name_words(lower)) words.push_back(std::move(word));
  }
  if (!in_data || any_in(v.other_words, words)) return std::nullopt;
  const auto size = repository.snapshot().size(entry);
  if ((!size || *size < smallest_data) && !repository.snapshot().pointer(entry)) return std::nullopt;
  return Candidate{&entry, any_in(v.training_words, words)};
}

class Finder {
 public:
  Finder(Repository& repository, const std::vector<std::string>& documents, const std::vector<std::string>& cards,
         const Code& code)
      : repository_(repository), documents_(documents), cards_(cards), code_(code) {}

  Citations run() {
    std::vector<Candidate> candidates;
    for (const source::Entry& entry : repository_.entries()) {
      if (candidates.size() == max_candidates) break;
      if (const auto candidate = candidate_of(repository_, entry)) candidates.push_back(*candidate);
    }
    Citations found;
    std::size_t files = 0;
    for (const Candidate& candidate : candidates) {
      std::optional<Citation> namer;
      if (!candidate.says_training && !has_card(candidate.entry->path) && !(namer = named_by(candidate.entry->path)))
        continue;
      found.push_back(repository_.cite_file(candidate.entry->path, "file-name", Confidence::medium));
      if (namer) found.push_back(std::move(*namer));
      if (++files == max_files) break;
    }
    return found;
  }

 private:
  [[nodiscard]] bool has_card(const std::string& path) const {
    return std::any_of(cards_.begin(), cards_.end(), [&](const std::string& card) {
      const std::string_view folder = dir_name(card);
      return !folder.empty() && path.starts_with(std::string(folder) + "/");
    });
  }

  // What tells that the file trains: words on training that name it, or code that trains.
  std::optional<Citation> named_by(const std::string& path) {
    const std::string name = to_lower(base_name(path));
    if (name.size() < shortest_name) return std::nullopt;
    for (const std::string& document : documents_)
      if (auto citation = named_in_document(document, name)) return citation;
    for (const char* role : {"training", "fine-tuning", "data-preparation"}) {
      const auto found = code_.roles.find(role);
      if (found == code_.roles.end()) continue;
      for (const std::string& file : found->second.files)
        if (auto citation = named_in_code(file, name)) return citation;
    }
    return std::nullopt;
  }

  std::optional<Citation> named_in_document(const std::string& path, const std::string& name) {
    const Card* card = repository_.card(path);
    if (card == nullptr) return std::nullopt;
    for (const Block& block : card->document.blocks) {
      const std::string lower = to_lower(block.text);
      const std::size_t at = lower.find(name);
      if (at == std::string::npos || first_phrase(lower, vocabulary().training_phrases) == nullptr) continue;
      const int line = block.line_at(at);
      return repository_.cite(path, line, line, "sentence", Confidence::medium);
    }
    return std::nullopt;
  }

  std::optional<Citation> named_in_code(const std::string& path, const std::string& name) {
    const auto bytes = repository_.file(path) == nullptr ? std::nullopt : repository_.text(path);
    if (!bytes) return std::nullopt;
    const std::string lower = to_lower(*bytes);
    const std::size_t at = lower.find(name);
    if (at == std::string::npos) return std::nullopt;
    const int line =
        1 + static_cast<int>(std::count(lower.begin(), lower.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    return repository_.cite(path, line, line, "code", Confidence::medium);
  }

  Repository& repository_;
  const std::vector<std::string>& documents_;
  const std::vector<std::string>& cards_;
  const Code& code_;
};

}  // namespace

Citations find_training_files(Repository& repository, const std::vector<std::string>& documents,
                              const std::vector<std::string>& dataset_cards, const Code& code) {
  return Finder(repository, documents, dataset_cards, code).run();
}

}  // namespace auditor::evidence
