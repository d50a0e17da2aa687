// What was made from what, as sentences, tables and commands of a document say it.
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/base_terms.h"
#include "auditor/evidence/models/descent_reader.h"
#include "auditor/evidence/models/named_base.h"
#include "auditor/evidence/models/parents.h"
#include "auditor/evidence/repository/links.h"
#include "auditor/evidence/repository/readings.h"
#include "auditor/prose/prose.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <optional>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_reach = 90;  // bytes between the relation's words and the parent's name

struct Vocabulary {
  std::vector<std::pair<std::string, std::vector<std::string>>> relations;
  std::vector<std::string> design_words;
  std::vector<std::string> design_ends;
  std::vector<std::string> other_models;
  std::vector<std::string> base_options;
  std::vector<std::string> base_columns;
  WordSet adapter_words;
  std::vector<std::string> document_subjects;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/models.yaml");
    Vocabulary v;
    for (const char* relation : {"quantized", "adapter", "merge", "distilled", "finetune"})
      v.relations.emplace_back(relation, string_list(data.at("relations"), relation));
    v.design_words = string_list(data, "design_words");
    v.design_ends = string_list(data, "design_ends");
    v.other_models = string_list(data, "other_models");
    v.base_columns = string_list(data, "base_columns");
    v.base_options = string_list(data, "base_options");
    v.adapter_words = word_set(data, "adapter_words");
    v.document_subjects = Packed::of_resource("rules/vocabulary/hub.yaml").at("document_subjects").strings();
    return v;
  }();
  return loaded;
}

class Sentences {
 public:
  Sentences(Repository& repository, const OwnNames& own, const std::string& path, ParentList& parents)
      : repository_(repository), own_(own), path_(path), parents_(parents) {}

  void read_sentences() {
    const Card* card = repository_.card(path_);
    if (card == nullptr) return;
    const Block* header = nullptr;  // of the table that is being read
    for (const Block& block : card->document.blocks) {
      if (block.kind != BlockKind::table_row) header = nullptr;
      else if (header == nullptr || block.header_row) header = &block;
      else read_row(*header, block);
      if (block.kind == BlockKind::code) read_command(block);
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment || block.kind == BlockKind::heading)
        continue;
      if (is_news_of_another(block)) continue;
      for (const Sentence& sentence : sentences(block)) read_sentence(block, sentence);
    }
  }

  // What the sentences say in other words and languages, where the phrases above found no parent.
  void read_other_words() {
    const language::DocumentReading* document = parents_.has_of(path_) ? nullptr : reading_of(repository_, own_, path_);
    if (document == nullptr) return;
    const std::vector<DescentFinding> descent = read_descent(*document);
    if (descent.size() >= max_descent_findings)
      repository_.report({path_, 0, "limit", "more models named as bases than are read"});
    for (const DescentFinding& found : descent)
      parents_.add({found.base,
                    found.relation == "distilled" ? "unknown" : std::string(found.relation),
                    {},
                    {},
                    path_,
                    {repository_.cite(path_, found.start_line, found.end_line, "sentence", Confidence::medium)}});
  }

  // An entry of news that sends the reader to another repository speaks of what is there.
  [[nodiscard]] bool is_news_of_another(const Block& block) const {
    if (own_.name().empty() || !begins_with_date(block.text)) return false;
    return std::any_of(block.links.begin(), block.links.end(), [&](const Link& link) {
      const auto forge = link.image ? std::nullopt : forge_id_of(link.url);
      return forge && !forge->name.empty() && !own_.is_self(*forge) && iequals(forge->owner, own_.owner());
    });
  }

  // "| Model | Language part | Download |": the base of a model that the same row links.
  void read_row(const Block& header, const Block& row) {
    for (std::size_t i = 0; i < std::min(header.cells.size(), row.cells.size()); ++i) {
      constexpr std::size_t longest = 200;  // bytes
      if (header.cells[i].size() > longest) continue;
      const std::string column = to_lower(trim(header.cells[i]));
      const auto& columns = vocabulary().base_columns;
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) continue;
      const std::string_view cell = trim(row.cells[i]);
      std::string id;
      bool offered = false;
      for (const Link& link : row.links) {
        const auto hub = link.image ? std::nullopt : hub_id_of(link.url);
        if (!hub || hub->name.empty()) continue;
        const bool here = !link.text.empty() && cell.find(link.text) != std::string_view::npos;
        if (here && id.empty()) id = hub->owner + "/" + hub->name;
        else if (!here) offered = true;
      }
      if (!offered) return;
      if (id.empty() && !base_terms_in(cell).expression.empty()) id = cell;
      if (!id.empty())
        parents_.add({id,
                      "finetune",
                      {},
                      {},
                      path_,
                      {repository_.cite(path_, row.start_line, row.end_line, "table", Confidence::medium)}});
      return;
    }
  }

  // "--base_model 'owner/base' --lora_weights 'nest/wren-lora'": the base of the project's own adapter.
  void read_command(const Block& block) {
    const std::string& text = block.text;
    for (const std::string& option : vocabulary().base_options) {
      const std::size_t at = text.find(option);
      if (at == std::string::npos) continue;
      const std::size_t line_end = std::min(text.find('\n', at), text.size());
      const auto rest = std::string_view(text).substr(at + option.size(), line_end - at - option.size());
      const std::size_t start = rest.find_first_not_of(" ='\"");
      if (start == std::string_view::npos) continue;
      const std::string id(rest.substr(start, rest.find_first_of(" '\"\\,)", start) - start));
      if (id.find('/') == std::string::npos || base_terms(id).expression.empty() || !names_own_adapter(text)) continue;
      const int line = block.line_at(at);
      parents_.add(
          {id, "adapter", {}, {}, path_, {repository_.cite(path_, line, line, "command", Confidence::medium)}});
      return;
    }
  }

  // "nest/wren-lora-7b" of the repository's own owner or name.
  [[nodiscard]] bool names_own_adapter(std::string_view text) const {
    for (std::size_t slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
      const auto inside = [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; };
      std::size_t start = slash;
      while (start > 0 && inside(text[start - 1])) --start;
      std::size_t end = slash + 1;
      while (end < text.size() && inside(text[end])) ++end;
      const std::string owner = to_lower(text.substr(start, slash - start));
      const std::string_view name = text.substr(slash + 1, end - slash - 1);
      const auto words = name_words(std::string(name) + ".id");
      const bool adapter =
          std::any_of(words.begin(), words.end(), [](const auto& w) { return vocabulary().adapter_words.contains(w); });
      const bool own = (!own_.owner().empty() && owner == own_.owner()) ||
                       (own_.name().size() >= 3 && to_lower(name).starts_with(own_.name()));
      if (adapter && own) return true;
    }
    return false;
  }

  bool is_denied(std::string_view sentence) {
    if (!denied_) {
      const language::DocumentReading* document = reading_of(repository_, own_, path_);
      denied_ = document == nullptr ? std::set<std::string_view>{} : denied_descent(*document);
    }
    return denied_->contains(sentence);
  }

  void read_sentence(const Block& block, const Sentence& sentence) {
    if (sentence.text.size() > 1500) return;
    const std::string lower = to_lower(sentence.text);
    const auto& texts = vocabulary().document_subjects;
    if (std::any_of(texts.begin(), texts.end(), [&](const auto& t) { return trim(lower).starts_with(t); })) return;
    const WordStarts starts(lower);
    for (const auto& [relation, phrases] : vocabulary().relations) {
      const std::string* phrase = first_phrase(lower, starts, phrases);
      if (phrase == nullptr) continue;
      if (first_phrase(lower, starts, vocabulary().other_models) != nullptr) return;
      if (is_denied(sentence.text)) return;
      // "A is trained on X and B is trained on Y": every place of the words.
      for (std::size_t at = find_phrase(lower, *phrase); at != std::string::npos;) {
        const std::size_t end = at + phrase->size();
        const auto offset = static_cast<std::size_t>(sentence.text.data() - block.text.data()) + end;
        std::string id = model_at(block, offset);
        if (id.empty() || *phrase == "trained on")
          id = parent_after(block, sentence.text.substr(end), *phrase == "trained on");
        if (!id.empty())
          parents_.add(
              {id,
               relation == "distilled" ? "unknown" : relation,
               {},
               {},
               path_,
               {repository_.cite(path_, sentence.start_line, sentence.end_line, "sentence", Confidence::medium)}});
        const std::size_t next = find_phrase(std::string_view(lower).substr(end), *phrase);
        at = next == std::string_view::npos ? std::string::npos : end + next;
      }
      return;
    }
  }

  // The model that the words after "fine-tuned from" name: a link to a hub, or a family whose terms are known.
  static std::string parent_after(const Block& block, std::string_view rest, bool near_only) {
    const std::string_view near = rest.substr(0, std::min(rest.size(), max_reach));
    const BaseTerms terms = base_terms_in(near);
    const bool family = !terms.expression.empty() && !is_design(near.substr(terms.end)) &&
                        !names_another_first(near.substr(0, terms.start)) &&
                        !far_off(near.substr(0, terms.start), near_only);
    for (const Link& link : block.links) {
      const std::size_t at = link.text.empty() ? std::string_view::npos : near.find(link.text);
      if (link.image || at == std::string_view::npos || (family && terms.end <= at)) continue;
      if (near_only && (at > 8 || base_terms(link.text).expression.empty())) continue;  // data sets are trained on
      const auto id = hub_id_of(link.url);
      if (!id || is_design(near.substr(at + link.text.size()))) continue;
      if (!id->name.empty()) return id->owner + "/" + id->name;
      // The hub's first models have no owner: [gpt2](https://huggingface.co/gpt2).
      if (iequals(link.text, id->owner)) return id->owner;
    }
    return family ? whole_name(near, terms.start, terms.end) : std::string{};
  }

  // "Wren2.5-Math-7B" around "Wren2.5": the version and size decide on the terms.
  static std::string whole_name(std::string_view text, std::size_t start, std::size_t end) {
    const auto inside = [](char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/'; };
    std::size_t first = start;
    std::size_t last = end;
    while (first > 0 && inside(text[first - 1])) --first;
    while (last < text.size() && inside(text[last])) ++last;
    std::string_view name = text.substr(first, last - first);
    while (!name.empty() && (name.back() == '.' || name.back() == '-' || name.back() == '/')) name.remove_suffix(1);
    const bool version = name.find_first_of("0123456789") != std::string_view::npos;
    const bool id = name.find('/') == std::string_view::npos || is_model_id(name);
    return std::string(version && id ? name : trim(text.substr(start, end - start)));
  }

  // "based on the number of tokens would be unfair to models like Llama": a sentence of its own stands between.
  static bool far_off(std::string_view before, bool near_only) {
    const std::size_t most_words = near_only ? 2 : 9;
    const std::string lower = to_lower(before);
    for (const std::string_view stop : {"，", "。", "；", "技术"})
      if (lower.find(stop) != std::string::npos) return true;
    std::size_t words = 0;
    for (const std::string_view word : split(lower, ' ')) {
      if (word == "would" || word == "will" || word == "is" || word == "are" || word == "was" || word == "were")
        return true;
      words += word.empty() ? 0 : 1;
    }
    return words > most_words;
  }

  // "based on Wren-130B, and its chat version …": the base is a name that stands before, with a number in it.
  static bool names_another_first(std::string_view before) {
    for (const std::string_view word : split(before, ' ')) {
      const bool capital = !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
      const bool number = word.find_first_of("0123456789") != std::string_view::npos;
      if (capital && number && (word.ends_with(",") || word.ends_with(";") || word.ends_with("."))) return true;
    }
    return false;
  }

  static bool is_design(std::string_view after) {
    std::string lower = to_lower(after.substr(0, std::min<std::size_t>(after.size(), 30)));
    // "[wren-base] on the nest dataset": what follows the preposition is no part of the name.
    for (const std::string& end : vocabulary().design_ends)
      if (const auto at = lower.find(end); at != std::string::npos) lower.resize(at);
    return std::any_of(vocabulary().design_words.begin(), vocabulary().design_words.end(),
                       [&](const auto& word) { return lower.find(word) != std::string::npos; });
  }

 private:
  Repository& repository_;
  const OwnNames& own_;
  const std::string& path_;
  ParentList& parents_;
  std::optional<std::set<std::string_view>> denied_;  // sentences
};

}  // namespace

void read_said_bases(Repository& repository, const OwnNames& own, const std::string& document, ParentList& parents) {
  Sentences reader(repository, own, document, parents);
  reader.read_sentences();
  reader.read_other_words();
}

}  // namespace auditor::evidence
