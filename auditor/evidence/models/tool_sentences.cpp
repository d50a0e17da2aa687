#include "auditor/evidence/models/tool_sentences.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

constexpr std::size_t most_bases = 200;  // above what a document may name, where the limit is said (ParentList::add)
constexpr std::size_t longest_block = 4000;

struct Words {
  std::string relation;
  std::vector<std::string> words;
};

struct Vocabulary {
  std::vector<Words> sentences;
  std::vector<std::string> merge_lists;
  std::vector<std::string> openers;
  std::vector<std::string> after_base;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/hub.yaml");
    Vocabulary v;
    for (const Packed& entry : data.at("tool_sentences").list())
      v.sentences.push_back({std::string(entry.at("relation").text()), entry.at("words").strings()});
    v.merge_lists = data.at("merge_lists").strings();
    v.openers = data.at("openers").strings();
    v.after_base = data.at("after_base").strings();
    return v;
  }();
  return loaded;
}

class Reader {
 public:
  std::vector<NamedBase> read(const Document& document) {
    for (const Block& block : document.blocks) {
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment || block.kind == BlockKind::table_row ||
          block.text.size() > longest_block)
        continue;
      const std::string lower = to_lower(block.text);
      read_list(block, lower);
      read_words(block, lower);
      read_opener(block, lower);
      read_behind_link(block, lower);
      if (out_.size() >= most_bases) break;
    }
    return std::move(out_);
  }

 private:
  void add(std::string id, std::string_view relation, const Block& block, std::size_t at) {
    for (const NamedBase& known : out_)
      if (iequals(known.id, id)) return;
    const int line = block.line_at(at);
    out_.push_back({std::move(id), std::string(relation), line, line});
  }

  // "The following models were included in the merge:" and the items below it.
  void read_list(const Block& block, std::string_view lower) {
    if (block.kind == BlockKind::list_item && in_merge_list_) {
      if (std::string id = model_at(block, 0); !id.empty()) add(std::move(id), "merge", block, 0);
      return;
    }
    const auto& leads = vocabulary().merge_lists;
    in_merge_list_ = std::any_of(leads.begin(), leads.end(), [&](const std::string& lead) {
      return find_phrase(lower, lead) != std::string_view::npos;
    });
  }

  void read_words(const Block& block, std::string_view lower) {
    const WordStarts starts(lower);
    for (const Words& tool : vocabulary().sentences)
      for (const std::string& words : tool.words) {
        if (!starts.may_hold(words)) continue;
        for (std::size_t at = find_phrase(lower, words); at != std::string_view::npos;) {
          const std::size_t end = at + words.size();
          if (end < lower.size() && !is_alnum(lower[end]))
            if (std::string id = model_at(block, end); !id.empty()) add(std::move(id), tool.relation, block, at);
          const std::size_t next = find_phrase(lower.substr(end), words);
          at = next == std::string_view::npos ? next : end + next;
        }
      }
  }

  // "Fine-tuned [base](link) on Japanese": the paragraph opens with what was done and to what.
  void read_opener(const Block& block, std::string_view lower) {
    if (block.kind == BlockKind::heading || block.links.empty()) return;
    for (const std::string& opener : vocabulary().openers)
      if (lower.starts_with(opener + " "))
        if (std::string id = model_at(block, opener.size()); !id.empty()) {
          const std::string_view relation = opener.starts_with("quant")    ? "quantized"
                                            : opener.starts_with("merged") ? "merge"
                                                                           : "finetune";
          return add(std::move(id), relation, block, 0);
        }
  }

  // "Wren is a [base model](link) fine-tuned on birds", "[base](link) fine-tuned on birds".
  void read_behind_link(const Block& block, std::string_view lower) {
    if (block.kind == BlockKind::heading) return;
    for (const Link& link : block.links) {
      const std::string_view text = trim(link.text);
      const std::size_t at = text.empty() ? std::string::npos : block.text.find(text);
      if (at == std::string::npos || !is_predicate(lower.substr(0, at))) continue;
      const std::string_view behind = trim(lower.substr(at + text.size()));
      const auto& words = vocabulary().after_base;
      if (std::none_of(words.begin(), words.end(), [&](const std::string& w) { return behind.starts_with(w); }))
        continue;
      if (std::string id = model_of_link(link); !id.empty()) add(std::move(id), "finetune", block, at);
    }
  }

  // Nothing before, or "… is a", "… is the".
  static bool is_predicate(std::string_view before) {
    before = trim(before);
    if (before.empty()) return true;
    if (before.find(". ") != std::string_view::npos) before = before.substr(before.rfind(". ") + 2);
    if (before.empty()) return true;
    return std::any_of(std::begin(verbs), std::end(verbs),
                       [&](std::string_view verb) { return before.ends_with(verb); });
  }
  static constexpr std::string_view verbs[] = {" is a", " is an", " is the", " is our", " is a pretrained"};

  std::vector<NamedBase> out_;
  bool in_merge_list_ = false;
};

}  // namespace

std::vector<NamedBase> read_tool_sentences(const Document& document) { return Reader().read(document); }

}  // namespace auditor::evidence
