#include "auditor/prose/placeholder.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

namespace auditor::evidence {
namespace {

constexpr std::size_t longest_placeholder = 400;
constexpr std::size_t longest_label = 60;

struct Vocabulary {
  std::unordered_set<std::string> missing, blank;
  std::vector<std::string> bracketed;
};

const Vocabulary& vocabulary() {
  static const Vocabulary loaded = [] {
    Vocabulary v;
    const Packed data = Packed::of_resource("rules/vocabulary/placeholders.yaml");
    for (const char* key : {"missing", "template"})
      for (const auto item : data.at(key).texts()) v.missing.insert(fold_phrase(item));
    for (const auto item : data.at("blank").texts()) v.blank.insert(fold_phrase(item));
    for (const auto item : data.at("bracketed").texts()) v.bracketed.push_back(fold_phrase(item));
    return v;
  }();
  return loaded;
}

// The text without {{ template expressions }}; `found` tells that there was one.
std::string without_residue(std::string_view text, bool& found) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find("{{");
    const auto close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) break;
    found = true;
    out.append(text.substr(0, open));
    text.remove_prefix(close + 2);
  }
  return out.append(text);
}

// "[populate the name]", "<insert link>": a remark in brackets to whoever fills the template.
bool is_bracketed_remark(std::string_view text, const std::string& folded) {
  const bool bracketed = (text.front() == '[' && text.back() == ']') || (text.front() == '<' && text.back() == '>');
  if (!bracketed) return false;
  return std::any_of(vocabulary().bracketed.begin(), vocabulary().bracketed.end(), [&](const std::string& start) {
    return folded == start || (folded.starts_with(start) && folded[start.size()] == ' ');
  });
}

// The value behind a label ("Hardware type: ", "BibTeX:"); the text itself when there is no label.
std::string_view without_label(std::string_view text) {
  const std::size_t wide = text.find("：");
  const std::size_t colon = std::min(text.find(':'), wide);
  if (colon == std::string_view::npos || colon > longest_label) return text;
  const bool address = text.compare(colon, 3, "://") == 0;
  return address ? text : trim(text.substr(colon + (colon == wide ? 3 : 1)));
}

Filling filling_of_value(std::string_view text) {
  if (text.empty()) return Filling::nothing;
  if (text.size() > longest_placeholder) return Filling::filled;
  const std::string folded = fold_phrase(text);
  if (folded.empty()) {
    const bool dots = text.find_first_not_of(".…") == std::string_view::npos;
    const bool dash = text.find_first_not_of("-–—") == std::string_view::npos;
    return dots ? Filling::missing : dash ? Filling::blank : Filling::nothing;
  }
  // Whatever follows "More information needed" in the same short sentence only says for what.
  const bool needed = folded.starts_with("more information needed") && folded.size() < 80;
  if (needed || vocabulary().missing.contains(folded) || is_bracketed_remark(text, folded)) return Filling::missing;
  if (vocabulary().blank.contains(folded)) return Filling::blank;
  return Filling::filled;
}

// A line that only names what should follow: "BibTeX:".
bool is_bare_label(std::string_view text) {
  return text.size() <= longest_label && (text.ends_with(':') || text.ends_with("："));
}

Filling filling_of_code(const Block& block) {
  bool residue = false;
  const std::string text = without_residue(block.text, residue);
  const std::string_view bare = trim(text);
  if (bare.empty()) return residue ? Filling::missing : Filling::nothing;
  const bool bracketed = bare.front() == '[' && bare.back() == ']';
  return bracketed && filling_of_value(bare) == Filling::missing ? Filling::missing : Filling::filled;
}

// A row of results: its cells count, not the name of the row. An empty or barred cell is a result.
Filling filling_of_row(const Block& block) {
  if (block.header_row) return Filling::nothing;
  for (std::size_t i = block.cells.size() > 1 ? 1 : 0; i < block.cells.size(); ++i) {
    const Filling cell = filling_of(block.cells[i]);
    if (cell == Filling::filled || cell == Filling::blank) return Filling::filled;
  }
  return Filling::missing;
}

// "Coming soon" as the text of a link is an answer: the link. "More information needed" asks for one all the same.
bool is_link_text(const Block& block, std::string_view text) {
  if (contains_i(text, "need")) return false;
  return std::any_of(block.links.begin(), block.links.end(),
                     [&](const Link& link) { return !link.url.empty() && link.url != "#" && trim(link.text) == text; });
}

}  // namespace

Filling filling_of(std::string_view text) {
  bool residue = false;
  const std::string plain = without_residue(text, residue);
  const std::string_view bare = trim(plain);
  const Filling whole = filling_of_value(bare);
  if (whole != Filling::filled) return residue ? Filling::missing : whole;
  if (is_bare_label(bare)) return residue ? Filling::missing : Filling::nothing;
  const std::string_view value = without_label(bare);
  return value.size() == bare.size() ? whole
                                     : std::max(residue ? Filling::missing : Filling::nothing, filling_of_value(value));
}

Filling filling_of(const Block& block) {
  if (block.kind == BlockKind::comment || block.kind == BlockKind::heading) return Filling::nothing;
  if (block.kind == BlockKind::code) return filling_of_code(block);
  if (block.kind == BlockKind::table_row) return filling_of_row(block);
  if (block.text.empty()) return block.links.empty() ? Filling::nothing : Filling::filled;
  Filling fullest = Filling::nothing;
  for (const Sentence& sentence : sentences(block)) {
    Filling filling = filling_of(sentence.text);
    if (filling == Filling::missing && is_link_text(block, trim(sentence.text))) filling = Filling::filled;
    fullest = std::max(fullest, filling);
    if (fullest == Filling::filled) break;
  }
  const bool image = std::any_of(block.links.begin(), block.links.end(), [](const Link& link) { return link.image; });
  return image ? Filling::filled : fullest;
}

}  // namespace auditor::evidence
