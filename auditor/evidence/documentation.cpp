#include "auditor/evidence/documentation.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/metrics.h"
#include "auditor/evidence/prose.h"
#include "auditor/evidence/vocabulary.h"

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
  std::vector<std::string> front_matter;
};

const std::vector<Item>& items() {
  static const std::vector<Item> loaded = [] {
    std::vector<Item> list;
    const Packed data = Packed::of_resource("rules/vocabulary/documentation.yaml");
    for (const auto& [id, item] : data.at("items").items())
      list.push_back({std::string(id), string_list(item, "sections"), string_list(item, "files"), string_list(item, "links"),
                      string_list(item, "phrases"), string_list(item, "front_matter")});
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
      const auto line = std::find_if(card.front_matter_lines.begin(), card.front_matter_lines.end(),
                                     [&](const auto& k) { return k.first == key; });
      const int at = line == card.front_matter_lines.end() ? card.front_matter_start : line->second;
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

void read_block(Repository& repository, const Card& card, const Block& block, Documentation& found) {
  const std::string lower = to_lower(block.text);
  const WordStarts starts(lower);
  for (const Item& item : items()) {
    DocumentationItem& target = found.items[item.id];
    for (const Link& link : block.links) {
      const std::string url = to_lower(link.url);
      const bool hit = std::any_of(item.links.begin(), item.links.end(),
                                   [&](const auto& part) { return url.find(part) != std::string::npos; });
      if (hit && target.evidence.size() < max_citations)
        raise(target, Presence::linked, repository.cite(card.path, link.line, link.line, "link"));
    }
    if (target.status == Presence::linked || target.status == Presence::included ||
        target.evidence.size() >= max_citations)
      continue;
    for (const std::string& phrase : item.phrases) {
      if (!phrase.starts_with('@') && !starts.may_hold(phrase)) continue;
      const TextSpan hit = find_special(lower, phrase);
      if (!hit) continue;
      if (target.value.empty() && phrase.starts_with('@'))
        target.value = printable(block.text.substr(hit.start, hit.length));
      const int line = block.line_at(hit.start);
      raise(target, Presence::stated, repository.cite(card.path, line, line, "sentence", Confidence::medium));
      break;
    }
  }
}

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
    for (const Block& block : card->document.blocks)
      if (block.kind != BlockKind::comment) read_block(repository, *card, block, found);
    collect_metrics(repository, *card, found.metrics);
  }
  return found;
}

}  // namespace auditor::evidence
