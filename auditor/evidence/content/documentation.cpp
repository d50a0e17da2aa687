#include "auditor/evidence/content/documentation.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/metrics.h"
#include "auditor/evidence/content/own_name.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <optional>

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
  std::vector<std::string> headings;    // in the place of a word of `beside`
  std::vector<std::string> columns;     // of tables that give results, folded, a space at both ends
  std::vector<std::string> tool_pages;  // links that lead to a tool, not to what it holds
  bool figures = false;
  bool results = false;  // a section counts when it gives any
  bool in_code = false;
};

std::vector<std::string> folded(const Packed& item, const char* key) {
  std::vector<std::string> list = string_list(item, key);
  for (std::string& phrase : list) phrase = " " + fold_phrase(phrase) + " ";
  return list;
}

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
                      string_list(item, "others_headings"), string_list(item, "headings"), folded(item, "columns"),
                      string_list(item, "tool_pages"), static_cast<bool>(item.at("figures")),
                      static_cast<bool>(item.at("results")), in_code.contains(std::string(id))});
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

// "71.9", "89 %": as results are written, not as versions, counts and years are.
bool gives_figure(std::string_view text) {
  const auto is_digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(at)) continue;
    const bool inside =
        at > 0 && (is_alnum(text[at - 1]) || std::string_view("-_./").find(text[at - 1]) != std::string_view::npos);
    std::size_t end = at;
    std::size_t points = 0;
    for (; is_digit(end) || (end < text.size() && text[end] == '.' && is_digit(end + 1)); ++end)
      points += text[end] == '.' ? 1 : 0;
    const std::string_view rest = text.substr(end);
    const bool percent = rest.starts_with("%") || rest.starts_with(" %");
    const bool word = !rest.empty() && (is_alnum(rest[0]) || rest[0] == '-' || rest[0] == '_');
    if (!inside && (percent || (points == 1 && !word))) return true;
    at = end;
  }
  return false;
}

bool gives_result(const Item& item, const Block& block) {
  if (block.kind == BlockKind::code || block.kind == BlockKind::comment || block.kind == BlockKind::heading)
    return false;
  if (block.kind == BlockKind::table_row)
    return !block.header_row && std::any_of(block.cells.begin(), block.cells.end(), [](const std::string& cell) {
      const std::size_t first = cell.find_first_not_of(" *_~`");
      return first != std::string::npos && cell[first] >= '0' && cell[first] <= '9';
    });
  if (std::any_of(block.links.begin(), block.links.end(), [](const Link& link) { return link.image; })) return true;
  return gives_figure(block.text) || first_phrase(to_lower(block.text), item.phrases) != nullptr;
}

// "| Task | Accuracy |": a column of what is measured.
bool heads_results(const Item& item, const Block& header) {
  return std::any_of(header.cells.begin(), header.cells.end(), [&](const std::string& cell) {
    const std::string words = " " + fold_phrase(cell) + " ";
    return std::any_of(item.columns.begin(), item.columns.end(),
                       [&](const std::string& column) { return words.find(column) != std::string::npos; });
  });
}

// Results in a table that stands in no section on evaluation.
void read_tables(Repository& repository, const Card& card, const ResultTables& tables, Documentation& found) {
  for (const Item& item : items()) {
    if (item.columns.empty() || found.items[item.id].status != Presence::absent) continue;
    bool measured = false;
    for (const Block& block : card.document.blocks) {
      const bool row = block.kind == BlockKind::table_row;
      if (!row || block.header_row) measured = row && heads_results(item, block);
      if (!measured || block.header_row || tables.is_of_another(block) || !gives_result(item, block)) continue;
      raise(found.items[item.id], Presence::stated,
            repository.cite(card.path, block.start_line, block.end_line, "table", Confidence::medium));
      break;
    }
  }
}

// The first block of a section that gives results of this model; a heading and commands give none.
const Block* result_of(const Item& item, const Card& card, const ResultTables& tables, const CardSection& section) {
  const auto& blocks = card.document.blocks;
  auto block = std::lower_bound(blocks.begin(), blocks.end(), section.start_line,
                                [](const Block& b, int line) { return b.start_line < line; });
  for (; block != blocks.end() && block->start_line <= section.end_line; ++block)
    if (!tables.is_of_another(*block) && gives_result(item, *block)) return &*block;
  return nullptr;
}

// "See our [results](https://lark.example/table)", "[EVAL.md](EVAL.md)": they are elsewhere. A harness is none.
bool leads_to_results(const Link& link) {
  struct Words {
    std::vector<std::string> words;
    std::vector<std::string> page_words;
    WordSet pages;
    std::vector<std::string> code;
  };
  static const Words known = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/documentation.yaml").at("result_links");
    return Words{string_list(data, "words"), string_list(data, "page_words"), word_set(data, "page_extensions"),
                 string_list(data, "code")};
  }();
  const std::string lower = to_lower(link.text);
  const bool code = std::any_of(known.code.begin(), known.code.end(),
                                [&](const std::string& ending) { return lower.find(ending) != std::string::npos; });
  if (link.image || code) return false;
  const bool page = known.pages.contains(extension_of(link.url)) && url_host(link.url).empty();
  return first_phrase(lower, known.words) != nullptr || (page && first_phrase(lower, known.page_words) != nullptr);
}

int line_of_linked_results(const Card& card, const CardSection& section) {
  const auto& blocks = card.document.blocks;
  auto block = std::lower_bound(blocks.begin(), blocks.end(), section.start_line,
                                [](const Block& b, int line) { return b.start_line < line; });
  for (; block != blocks.end() && block->start_line <= section.end_line; ++block) {
    const auto found = std::find_if(block->links.begin(), block->links.end(), leads_to_results);
    if (found != block->links.end()) return found->line;
  }
  return 0;
}

void read_section(Repository& repository, const Card& card, const ResultTables& tables, const CardSection& section,
                  const Item& item, DocumentationItem& found) {
  for (const std::string& wanted : item.sections) {
    if (std::find(section.sections.begin(), section.sections.end(), wanted) == section.sections.end()) continue;
    if (!item.results) {
      raise(found, Presence::stated, repository.cite(card.path, section.start_line, section.end_line, "section"));
      continue;
    }
    if (const Block* result = result_of(item, card, tables, section); result != nullptr) {
      raise(found, Presence::stated, repository.cite(card.path, result->start_line, result->end_line, "section"));
    } else if (const int line = line_of_linked_results(card, section); line > 0 && found.status == Presence::absent) {
      raise(found, Presence::linked, repository.cite(card.path, line, line, "link"));
    }
  }
}

void read_sections(Repository& repository, const Card& card, const ResultTables& tables, Documentation& found) {
  for (const CardSection& section : card.sections) {
    if (section.placeholder || section.words < 3) continue;
    for (const Item& item : items()) read_section(repository, card, tables, section, item, found.items[item.id]);
  }
}

// The blocks of one document, each held against every item of the vocabulary.
class BlockReader {
 public:
  BlockReader(Repository& repository, const OwnNames& own, const Card& card, const ResultTables& tables,
              Documentation& found)
      : repository_(repository), card_(card), tables_(tables), names_(plain_own_names(own, card)) {
    for (const Item& item : items()) targets_.push_back({item, found.items[item.id]});
  }

  void read(const Block& block) {
    lower_ = to_lower(block.text);
    urls_.clear();
    linked_.reset();
    for (const Link& link : block.links) urls_.push_back(to_lower(link.url));
    const WordStarts starts(lower_);
    for (const Target& target : targets_) {
      read_links(target, block, starts);
      read_phrases(target, block, starts);
    }
  }

 private:
  struct Target {
    const Item& item;
    DocumentationItem& found;
  };

  // What a block says of whose its links are; the same for every link of it.
  struct Ownership {
    bool others = false;  // stands under "Related work"
    bool told = false;    // "our paper"
  };

  [[nodiscard]] Ownership ownership_in(const Item& item, const Block& block, const WordStarts& starts) const {
    Ownership found;
    if (block.section >= 0) {
      const auto& section = card_.document.sections[static_cast<std::size_t>(block.section)];
      const std::string heading = fold_phrase(section.heading);
      found.others = std::any_of(item.others_headings.begin(), item.others_headings.end(),
                                 [&](const std::string& word) { return heading.starts_with(word); });
    }
    found.told = !found.others && first_phrase(lower_, starts, item.own_phrases) != nullptr;
    return found;
  }

  // Nothing but "paper", "arXiv" and the project's name.
  [[nodiscard]] bool has_own_text(const Item& item, const Link& link) const {
    if (begins_with_own_name(link.text, names_)) return true;
    const std::string folded = fold_phrase(link.text);
    const Words words(folded);
    return std::all_of(words.all().begin(), words.all().end(), [&](const Word& word) {
      return item.own_words.contains(std::string(word.text)) ||
             word.text.find_first_not_of("0123456789.") == std::string_view::npos;
    });
  }

  // "## Training procedure" above "9,200 GPU hours".
  [[nodiscard]] bool heading_has(const Block& block, const std::vector<std::string>& phrases) const {
    if (block.section < 0) return false;
    const auto& section = card_.document.sections[static_cast<std::size_t>(block.section)];
    return first_phrase(to_lower(section.heading), phrases) != nullptr;
  }

  // The heading or one above it: "## News", "### May 2024".
  [[nodiscard]] bool stands_under(const Block& block, const std::vector<std::string>& phrases) const {
    if (phrases.empty()) return false;
    const auto& sections = card_.document.sections;
    int at = block.section;
    for (int level = 0; level < 7 && at >= 0; ++level) {
      const auto& section = sections[static_cast<std::size_t>(at)];
      if (first_phrase(to_lower(section.heading), phrases) != nullptr) return true;
      at = section.parent;
    }
    return false;
  }

  // The phrase is the text of a link: what it names lies there.
  [[nodiscard]] bool is_linked(const Block& block, const TextSpan& hit) const {
    if (!linked_) {
      linked_.emplace();
      for (const Link& link : block.links) {
        if (link.image || link.text.size() < 3 || url_host(link.url).empty()) continue;
        const std::size_t at = lower_.find(to_lower(link.text));
        if (at != std::string::npos) linked_->push_back({at, link.text.size()});
      }
    }
    return std::any_of(linked_->begin(), linked_->end(), [&](const TextSpan& link) {
      return link.start <= hit.start && hit.start + hit.length <= link.start + link.length;
    });
  }

  static bool holds_any(std::string_view url, const std::vector<std::string>& parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](const std::string& part) { return url.find(part) != std::string_view::npos; });
  }

  // A tool's home and its pages: nothing of this model lies there.
  static bool leads_to_tool(const Item& item, std::string_view url) {
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
      const std::size_t path = url.find('/', scheme + 3);
      if (path == std::string_view::npos || url.find_first_not_of("/?#", path) == std::string_view::npos) return true;
    }
    return holds_any(url, item.tool_pages);
  }

  void read_links(const Target& target, const Block& block, const WordStarts& starts) {
    std::optional<Ownership> whose;  // asked only of a block that has such a link
    for (std::size_t i = 0; i < urls_.size(); ++i) {
      if (target.found.evidence.size() >= max_citations) return;
      if (!holds_any(urls_[i], target.item.links) || leads_to_tool(target.item, urls_[i])) continue;
      if (!target.item.own_words.empty()) {
        if (!whose) whose = ownership_in(target.item, block, starts);
        if (whose->others) return;
        if (!whose->told && !has_own_text(target.item, block.links[i])) continue;
      }
      const int line = block.links[i].line;
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
    if (!beside.empty() && first_phrase(lower_, starts, beside) == nullptr && !heading_has(block, beside) &&
        !stands_under(block, target.item.headings))
      return;
    if (target.item.figures && lower_.find_first_of("0123456789") == std::string::npos) return;
    for (const std::string& phrase : target.item.phrases) {
      if (!phrase.starts_with('@') && !starts.may_hold(phrase)) continue;
      if (phrase == "@parameters" && tables_.is_of_another(block)) continue;
      const TextSpan hit = find_special(lower_, phrase);
      if (!hit) continue;
      if (phrase.starts_with('@')) {
        // A line that gives another value does not carry this one.
        const std::string value = printable(block.text.substr(hit.start, hit.length));
        if (target.found.value.empty()) target.found.value = value;
        else if (target.found.value != value) continue;
      }
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
  const ResultTables& tables_;
  std::vector<Target> targets_;
  std::vector<std::string> names_;
  std::string lower_;                                    // text of the block
  std::vector<std::string> urls_;                        // of its links, lower case
  mutable std::optional<std::vector<TextSpan>> linked_;  // where the texts of its links stand; found when first asked
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
    const ResultTables tables(own, *card);
    read_sections(repository, *card, tables, found);
    read_tables(repository, *card, tables, found);
    BlockReader reader(repository, own, *card, tables, found);
    for (const Block& block : card->document.blocks)
      if (block.kind != BlockKind::comment) reader.read(block);
    collect_metrics(repository, tables, *card, found.metrics);
  }
  found.deviations = collect_eval_results(repository, found.metrics);
  return found;
}

}  // namespace auditor::evidence
