// Blocks of a file that no licence text holds, and whether they change the licence beside them.
#pragma once

#include "auditor/licenses/texts/identify.h"
#include "auditor/licenses/texts/match.h"
#include "auditor/licenses/texts/wording.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace auditor::licenses {

// Neighbouring words of one sentence or paragraph, [first, last].
struct Block {
  std::size_t first = 0;
  std::size_t last = 0;
  bool whole_lines = false;  // no other words stand on its lines

  [[nodiscard]] std::size_t size() const { return last - first + 1; }
};

// A file as its words, and which of them accepted texts hold.
struct FileView {
  std::string_view text;
  const Tokens& tokens;
  const TextMatches& matches;
  mutable std::optional<FoldedWords> folded{};  // of all tokens, made when first asked for
};

// True when a sentence or paragraph ends between two neighbouring words.
[[nodiscard]] bool sentence_ends(const FileView& file, std::size_t before, std::size_t after);

// Blocks outside the accepted texts, and whole-line blocks that only a wildcard of a text held.
[[nodiscard]] std::vector<Block> open_blocks(const FileView& file);

// Those of the blocks that add, remove or change terms.
[[nodiscard]] std::vector<Block> changing_blocks(const FileView& file, const std::vector<Block>& blocks);

// True when the block limits use in so many words, whatever else it says.
[[nodiscard]] bool restricts(const FileView& file, const Block& block);
// The same, but for what a standard notice says of the licence it names ("may not use … except in compliance with").
[[nodiscard]] bool restricts_beyond_notice(const FileView& file, const Block& block);

// Blocks inside the span of a text that it does not have.
[[nodiscard]] std::vector<Block> unmatched_blocks(const FileView& file, const TextMatch& match);

// Words of a block, folded: views into the file's.
[[nodiscard]] std::span<const std::string_view> block_words(const FileView& file, const Block& block);

// Share of licence-like words in a block's words, 0 to 1.
[[nodiscard]] double legal_share(const FileView& file, const Block& block);

[[nodiscard]] LineRange lines_of(const FileView& file, const Block& block);

}  // namespace auditor::licenses
