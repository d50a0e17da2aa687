#include "auditor/evidence/content/documentation.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/metrics.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/prose/words.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_citations = 3;

struct Item {
  std::string id;
  std::vector<std::string> sections;
  std::vector<std::string> files;
  std::vector<std::string> links;
  std::vector<std::string> phrases;
  std::vector<std::string> beside;  // words one of which must stand in the block of a phrase or its heading
  std::vector<std::string> front_matter;
  WordSet folders;
  WordSet folder_extensions;
  WordSet own_words;  // empty: every link counts
  std::vector<std::string> own_phrases;
  std::vector<std::string> others_headings;
  bool figures = false;
  bool in_code = false;
};

const std::vector<Item>& items() {
  static const std::vector<Item> loaded = [] {
    std::vector<Item> list;
    const Packed data = Packed::of_resource("rules/vocabulary/documentation.yaml");
    const WordSet in_code = word_set(data, "in_code");
    for (const auto& [id, item] : data.at("items").items())
      list.push_back({std::string(id), string_list(item, "sections"), string_list(item, "files"),
                      string_list(item, "links"), string_list(item, "phrases"), string_list(item, "beside"),
                      string_list(item, "front_matter"), word_set(item, "folders"), word_set(item, "folder_extensions"),
                      word_set(item, "own_words"), string_list(item, "own_phrases"),
                      string_list(item, "others_headings"), static_cast<bool>(item.at("figures")),
                      in_code.contains(std::string(id))});
    return list;
  }();
  return loaded;
}

// Stronger statuses replace weaker ones; equal ones add evidence.
void raise(DocumentationItem& item, Presence status, Citation citation) {
  const auto rank = [](Presence p) {
    return p == Presence::included ? 3 : p == Presence::linked ? 2 : p == Presence::stated ? 1 : 0;
  };
  if (rank(status) > rank(item.status)) {
    item.status = status;
    item.evidence.clear();
  }
  if (rank(status) == rank(item.status) && item.evidence.size() < max_citations)
    item.evidence.push_back(std::move(citation));
}

bool lies_below(const Item& item, std::string_view path, std::string_view name) {
  if (item.folders.empty() || name == "__init__.py" || !item.folder_extensions.contains(extension_of(path)))
    return false;
  return in_folder_of(item.folders, path);
}

void read_folders(Repository& repository, Documentation& found) {
  constexpr auto deepest = 5;
  for (const source::Entry& entry : repository.entries()) {
    if (std::count(entry.path.begin(), entry.path.end(), '/') > deepest || is_foreign(entry.path)) continue;
    const std::string name = to_lower(base_name(entry.path));
    for (const Item& item : items()) {
      DocumentationItem& target = found.items[item.id];
      if (target.status == Presence::included || !lies_below(item, entry.path, name)) continue;
      raise(target, Presence::included, repository.cite_file(entry.path, "file-name"));
    }
  }
}

void read_files(Repository& repository, Documentation& found) {
  for (const source::Entry& entry : repository.entries()) {
    if (std::count(entry.path.begin(), entry.path.end(), '/') > 2 || is_foreign(entry.path)) continue;
    const std::string name = to_lower(base_name(entry.path));
    for (const Item& item : items())
      for (const std::string& file : item.files)
        if (name.starts_with(file))
          raise(found.items[item.id], Presence::included, repository.cite_file(entry.path, "file-name"));
  }
}

void read_front_matter(Repository& repository, const Card& card, Documentation& found) {
  for (const Item& item : items()) {
    for (const std::string& key : item.front_matter) {
      if (!card.front_matter.is_object() || !card.front_matter.contains(key) || card.front_matter[key].is_null())
        continue;
      const int at = card.line_of(key);
      DocumentationItem& target = found.items[item.id];
      if (card.front_matter[key].is_primitive())
        target.value =
            printable(ellipsize(card.front_matter[key].is_string() ? card.front_matter[key].get<std::string>()
                                                                   : card.front_matter[key].dump(),
                                120));
      raise(target, Presence::stated, repository.cite(card.path, at, at, "front-matter"));
    }
  }
}

void read_sections(Repository& repository, const Card& card, Documentation& found) {
  for (const CardSection& section : card.sections) {
    if (section.placeholder || section.words < 3) continue;
    for (const Item& item : items())
      for (const std::string& wanted : item.sections)
        if (std::find(section.sections.begin(), section.sections.end(), wanted) != section.sections.end())
          raise(found.items[item.id], Presence::stated,
                repository.cite(card.path, section.start_line, section.end_line, "section"));
  }
}

// The blocks of one document, each held against every item of the vocabulary.
class BlockReader {
 public:
  BlockReader(Repository& repository, const OwnNames& own, const Card& card, Documentation& found)
      : repository_(repository), card_(card), own_(letters_and_digits(own.name())) {
    for (const Item& item : items()) targets_.push_back({item, found.items[item.id]});
    if (!card.document.sections.empty()) {
      const std::string title = fold_phrase(card.document.sections.front().heading);
      title_ = letters_and_digits(title.substr(0, title.find(' ')));
    }
  }

  void read(const Block& block) {
    lower_ = to_lower(block.text);
    urls_.clear();
    for (const Link& link : block.links) urls_.push_back(to_lower(link.url));
    const WordStarts starts(lower_);
    for (const Target& target : targets_) {
      read_links(target, block);
      read_phrases(target, block, starts);
    }
  }

 private:
  struct Target {
    const Item& item;
    DocumentationItem& found;
  };

  // Nothing but "paper", "arXiv" and the project's name; or beside words that tell whose it is.
  [[nodiscard]] bool is_own_work(const Item& item, const Block& block, const Link& link) const {
    if (item.own_words.empty()) return true;
    if (block.section >= 0) {
      const auto& section = card_.document.sections[static_cast<std::size_t>(block.section)];
      const std::string heading = fold_phrase(section.heading);
      for (const std::string& word : item.others_headings)
        if (heading.starts_with(word)) return false;
    }
    const std::string plain = letters_and_digits(to_lower(link.text));
    for (const std::string& name : {own_, title_})
      if (name.size() >= 3 && plain.starts_with(name)) return true;
    const std::string folded = fold_phrase(link.text);
    const Words words(folded);
    const bool bare = std::all_of(words.all().begin(), words.all().end(), [&](const Word& word) {
      return item.own_words.contains(std::string(word.text)) ||
             word.text.find_first_not_of("0123456789.") == std::string_view::npos;
    });
    return bare || first_phrase(lower_, item.own_phrases) != nullptr;
  }

  // "## Training procedure" above "9,200 GPU hours".
  [[nodiscard]] bool heading_has(const Block& block, const std::vector<std::string>& phrases) const {
    if (block.section < 0) return false;
    const auto& section = card_.document.sections[static_cast<std::size_t>(block.section)];
    return first_phrase(to_lower(section.heading), phrases) != nullptr;
  }

  // The phrase is the text of a link: what it names lies there.
  [[nodiscard]] bool is_linked(const Block& block, const TextSpan& hit) const {
    return std::any_of(block.links.begin(), block.links.end(), [&](const Link& link) {
      if (link.image || link.text.size() < 3 || url_host(link.url).empty()) return false;
      const std::size_t at = lower_.find(to_lower(link.text));
      return at != std::string::npos && at <= hit.start && hit.start + hit.length <= at + link.text.size();
    });
  }

  void read_links(const Target& target, const Block& block) {
    for (std::size_t i = 0; i < urls_.size(); ++i) {
      const bool hit = std::any_of(target.item.links.begin(), target.item.links.end(),
                                   [&](const auto& part) { return urls_[i].find(part) != std::string::npos; });
      const int line = block.links[i].line;
      if (hit && target.found.evidence.size() < max_citations && is_own_work(target.item, block, block.links[i]))
        raise(target.found, Presence::linked, repository_.cite(card_.path, line, line, "link"));
    }
  }

  void read_phrases(const Target& target, const Block& block, const WordStarts& starts) {
    if (target.found.status == Presence::linked || target.found.status == Presence::included ||
        target.found.evidence.size() >= max_citations)
      return;
    // The hardware of the training, not what a user needs: code tells nothing of it.
    const std::vector<std::string>& beside = target.item.beside;
    if (block.kind == BlockKind::code && !target.item.in_code) return;
    if (!beside.empty() && first_phrase(lower_, starts, beside) == nullptr && !heading_has(block, beside)) return;
    if (target.item.figures && lower_.find_first_of("0123456789") == std::string::npos) return;
    for (const std::string& phrase : target.item.phrases) {
      if (!phrase.starts_with('@') && !starts.may_hold(phrase)) continue;
      const TextSpan hit = find_special(lower_, phrase);
      if (!hit) continue;
      if (target.found.value.empty() && phrase.starts_with('@'))
        target.found.value = printable(block.text.substr(hit.start, hit.length));
      const int line = block.line_at(hit.start);
      const bool linked = !target.item.links.empty() && is_linked(block, hit);
      if (linked && !target.item.own_words.empty()) continue;  // whose work it is was asked of the link
      raise(target.found, linked ? Presence::linked : Presence::stated,
            repository_.cite(card_.path, line, line, "sentence", Confidence::medium));
      break;
    }
  }

  Repository& repository_;
  const Card& card_;
  std::vector<Target> targets_;
  std::string own_;  // letters and digits of the project's name, and of the document's title's first word
  std::string title_;
  std::string lower_;              // text of the block
  std::vector<std::string> urls_;  // of its links, lower case
};

}  // namespace

Documentation collect_documentation(Repository& repository, const OwnNames& own,
                                    const std::vector<std::string>& documents) {
  Documentation found;
  for (const Item& item : items()) found.items[item.id];
  read_files(repository, found);
  read_folders(repository, found);
  for (const std::string& path : documents) {
    const Card* card = repository.card(path);
    if (card == nullptr) continue;
    read_front_matter(repository, *card, found);
    read_sections(repository, *card, found);
    BlockReader reader(repository, own, *card, found);
    for (const Block& block : card->document.blocks)
      if (block.kind != BlockKind::comment) reader.read(block);
    collect_metrics(repository, own, *card, found.metrics);
  }
  found.deviations = collect_eval_results(repository, found.metrics);
  return found;
}

}  // namespace auditor::evidence
