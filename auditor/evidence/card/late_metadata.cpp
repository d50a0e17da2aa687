#include "auditor/evidence/card/late_metadata.h"

#include "auditor/core/text.h"
#include "auditor/evidence/card/metadata_keys.h"

#include <algorithm>

namespace auditor::evidence {
namespace {

bool is_fence(std::string_view line) { return trim(line) == "---"; }

// "license: mit", under a key of the hub in its own spelling: between two rules "License: MIT" is prose.
bool has_known_key(std::string_view line) {
  const auto colon = line.find(':');
  return colon != std::string_view::npos && is_hub_key(line.substr(0, colon));
}

class Finder {
 public:
  Finder(const Card& card, std::string_view text) : card_(card), lines_(split_lines(text)) {
    for (const Block& block : card.document.blocks)
      if (block.kind == BlockKind::code || block.kind == BlockKind::comment)
        shown_.emplace_back(block.start_line, block.end_line);
  }

  std::optional<LateMetadata> run() {
    const bool second = card_.front_matter_start > 0;
    const int first = second ? card_.document.front_matter.end_line : 1;
    for (auto i = static_cast<std::size_t>(first); i + 1 < lines_.size(); ++i) {
      if (!is_fence(lines_[i]) || trim(lines_[i + 1]).empty() || is_shown(static_cast<int>(i) + 1)) continue;
      if (auto found = block_at(i, second ? 2 : 1)) return found;
    }
    return std::nullopt;
  }

 private:
  // Code shows how metadata are written.
  bool is_shown(int line) {
    while (at_ < shown_.size() && shown_[at_].second < line) ++at_;
    return at_ < shown_.size() && shown_[at_].first <= line;
  }

  std::optional<LateMetadata> block_at(std::size_t open, std::ptrdiff_t least) const {
    constexpr std::size_t longest = 64U << 10U;
    const auto begin = lines_.begin() + static_cast<std::ptrdiff_t>(open) + 1;
    const auto close = std::find_if(begin, lines_.end(), is_fence);
    if (std::count_if(begin, close, has_known_key) < least) return std::nullopt;
    LateMetadata found;
    found.line = static_cast<int>(open) + 1;
    std::string yaml;
    for (auto line = begin; line != close && yaml.size() < longest; ++line) yaml.append(*line).push_back('\n');
    if (close != lines_.end() && yaml.size() < longest) {
      FrontMatter read = read_front_matter(yaml, found.line + 1);
      if (read.value.is_object()) {
        found.values = std::move(read.value);
        found.lines = std::move(read.lines);
        return found;
      }
    }
    // Broken or not closed, and meant as metadata all the same.
    return has_known_key(*begin) ? std::optional(std::move(found)) : std::nullopt;
  }

  const Card& card_;
  std::vector<std::string_view> lines_;
  std::vector<std::pair<int, int>> shown_;  // lines of code and comments
  std::size_t at_ = 0;                      // among them
};

}  // namespace

std::optional<LateMetadata> find_late_metadata(const Card& card, std::string_view text) {
  if (text.find("---") == std::string_view::npos) return std::nullopt;
  return Finder(card, text).run();
}

}  // namespace auditor::evidence
