#include "auditor/evidence/content/documentation.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/metrics.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

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
  std::vector<std::string> beside;  // words one of which must stand in the block of a phrase
  std::vector<std::string> front_matter;
};

const std::vector<Item>& items() {
  static const std::vector<Item> loaded = [] {
    std::vector<Item> list;
    const Packed data = Packed::of_resource("rules/vocabulary/documentation.yaml");
    for (const auto& [id, item] : data.at("items").items())
      list.push_back({std::string(id), string_list(item, "sections"), string_list(item, "files"),
                      string_list(item, "links"), string_list(item, "phrases"), string_list(item, "beside"),
                      string_list(item, "front_matter")});
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

void read_files(Repository& repository, Documentation& found) {
  for (const source::Entry& entry : repository.entries()) {
    if (std::count(entry.path.begin(), entry.path.end(), '/') > 2) continue;
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
  BlockReader(Repository& repository, const Card& card, Documentation& found) : repository_(repository), card_(card) {
    for (const Item& item : items()) targets_.push_back({item, found.items[item.id]});
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

  void read_links(const Target& target, const Block& block) {
    for (std::size_t i = 0; i < urls_.size(); ++i) {
      const bool hit = std::any_of(target.item.links.begin(), target.item.links.end(),
                                   [&](const auto& part) { return urls_[i].find(part) != std::string::npos; });
      const int line = block.links[i].line;
      if (hit && target.found.evidence.size() < max_citations)
        raise(target.found, Presence::linked, repository_.cite(card_.path, line, line, "link"));
    }
  }

  void read_phrases(const Target& target, const Block& block, const WordStarts& starts) {
    if (target.found.status == Presence::linked || target.found.status == Presence::included ||
        target.found.evidence.size() >= max_citations)
      return;
    // The hardware of the training, not what a user needs: code tells nothing of it.
    const std::vector<std::string>& beside = target.item.beside;
    if (!beside.empty() && (block.kind == BlockKind::code || first_phrase(lower_, starts, beside) == nullptr)) return;
    for (const std::string& phrase : target.item.phrases) {
      if (!phrase.starts_with('@') && !starts.may_hold(phrase)) continue;
      const TextSpan hit = find_special(lower_, phrase);
      if (!hit) continue;
      if (target.found.value.empty() && phrase.starts_with('@'))
        target.found.value = printable(block.text.substr(hit.start, hit.length));
      const int line = block.line_at(hit.start);
      raise(target.found, Presence::stated, repository_.cite(card_.path, line, line, "sentence", Confidence::medium));
      break;
    }
  }

  Repository& repository_;
  const Card& card_;
  std::vector<Target> targets_;
  std::string lower_;              // text of the block
  std::vector<std::string> urls_;  // of its links, lower case
};

}  // namespace

Documentation collect_documentation(Repository& repository, const std::vector<std::string>& documents) {
  Documentation found;
  for (const Item& item : items()) found.items[item.id];
  read_files(repository, found);
  for (const std::string& path : documents) {
    const Card* card = repository.card(path);
    if (card == nullptr) continue;
    read_front_matter(repository, *card, found);
    read_sections(repository, *card, found);
    BlockReader reader(repository, *card, found);
    for (const Block& block : card->document.blocks)
      if (block.kind != BlockKind::comment) reader.read(block);
    collect_metrics(repository, *card, found.metrics);
  }
  collect_eval_results(repository, found.metrics);
  return found;
}

}  // namespace auditor::evidence
