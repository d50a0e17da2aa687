#include "auditor/licenses/texts/changed.h"

#include "auditor/licenses/texts/decode.h"

#include <algorithm>

namespace auditor::licenses {

namespace {

constexpr std::size_t kWholeLineWords = 4;  // a block of whole lines counts from here
constexpr std::size_t kHarmlessStart = 5;   // a harmless form begins among these first words
constexpr std::size_t kLeadingEnd = 6;      // words at whose end a sentence says that it leads to a text
constexpr std::size_t kTitleWords = 3;
constexpr std::size_t kLeadingReach = 40;  // words up to that text
constexpr std::size_t kInlineWords = 8;    // a block within lines from here
constexpr std::size_t kExceptedNear = 3;   // words from "except" to what is taken out
constexpr std::size_t kForeignLetters = 6;
constexpr std::size_t kForeignWords = 2;
constexpr std::size_t kUnknownWords = 3;

void mark_whole_lines(const FileView& file, Block& block) {
  const auto& places = file.tokens.places;
  const bool starts = block.first == 0 || places[block.first - 1].line < places[block.first].line;
  const bool ends = block.last + 1 == places.size() || places[block.last + 1].line > places[block.last].line;
  block.whole_lines = starts && ends;
}

// Neighbouring words that `open` marks, cut at the ends of sentences.
void collect(const FileView& file, const std::vector<char>& open, bool whole_lines_only, std::vector<Block>& into) {
  const std::size_t size = file.tokens.size();
  for (std::size_t i = 0; i < size;) {
    if (open[i] == 0) {
      ++i;
      continue;
    }
    Block block{i, i, false};
    while (block.last + 1 < size && open[block.last + 1] != 0 && !sentence_ends(file, block.last, block.last + 1))
      ++block.last;
    mark_whole_lines(file, block);
    i = block.last + 1;
    if (block.whole_lines || !whole_lines_only) into.push_back(block);
  }
}

// Signs of program text in the block and right beside it.
std::size_t code_signs(const FileView& file, const Block& block, std::string_view signs) {
  const Token& first = file.tokens.places[block.first];
  const Token& last = file.tokens.places[block.last];
  const std::size_t from = first.offset > 0 ? first.offset - 1 : 0;
  const std::string_view text = file.text.substr(from, last.offset + last.length + 2 - from);
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [signs](char c) { return signs.find(c) != std::string_view::npos; }));
}

// Program text around a licence is no clause.
bool looks_like_code(const FileView& file, const Block& block) { return code_signs(file, block, "{}=_[]()#;\\") >= 3; }

// One or two words that match by chance amid words that do not ("the License") are no part of the text.
void forget_islands(std::vector<char>& open, const std::vector<char>& wild) {
  constexpr std::size_t island = 2;
  constexpr std::size_t sea = 3;
  std::size_t before = 0;  // open or wild words before the run of held ones
  for (std::size_t i = 0; i < open.size();) {
    if (open[i] != 0 || wild[i] != 0) {
      ++before;
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < open.size() && open[end] == 0 && wild[end] == 0) ++end;
    std::size_t after = end;
    while (after < open.size() && after - end < sea && (open[after] != 0 || wild[after] != 0)) ++after;
    const bool lonely = end - i <= island && before >= sea && after - end >= sea;
    if (lonely)
      std::fill(open.begin() + static_cast<std::ptrdiff_t>(i), open.begin() + static_cast<std::ptrdiff_t>(end), 1);
    before = lonely ? before + (end - i) : 0;
    i = end;
  }
}

// A block with the words around it: an added "not" restricts with the "may" before it.
class BlockInPlace {
 public:
  BlockInPlace(const FileView& file, const Block& block)
      : before_(std::min(around, block.first)),
        size_(block.size()),
        words_(
            block_words(file, {block.first - before_, std::min(block.last + around, file.tokens.size() - 1), false})) {}

  [[nodiscard]] std::span<const std::string_view> words() const { return words_.subspan(before_, size_); }

  // A restricting phrase of which at least one word is the block's.
  // `in_notice`: what a standard notice says of its own licence is none.
  [[nodiscard]] bool restricts(bool in_notice = false) const {
    const Wording& wording = Wording::shared();
    for (std::size_t at = 0; at < before_ + size_; ++at) {
      if (in_notice && at < words_.size()) {
        if (const std::size_t said = wording.binding.match_at(words_, at); said > 0) {
          at += said - 1;
          continue;
        }
      }
      const std::size_t length = wording.restricting.match_at(words_, at);
      if (length > 0 && at + length > before_) return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t around = 2;
  std::size_t before_;
  std::size_t size_;
  std::span<const std::string_view> words_;
};

// "Unless otherwise noted, the files are under the following license:" above a text. Nothing but scope may be said.
bool leads_to_text(const FileView& file, const Block& block, std::span<const std::string_view> words) {
  const Wording& wording = Wording::shared();
  // The name of the licence may be taken for the text's title: "the following [MIT license]:".
  const auto end = block_words(file, {block.last - std::min(block.size(), kLeadingEnd) + 1,
                                      std::min(block.last + kTitleWords, file.tokens.size() - 1), false});
  if (!wording.leading.matches_any(end) || !wording.led_to.matches_any(end) || wording.topical.matches_any(words))
    return false;
  for (std::size_t at = 0; at < words.size(); ++at)
    if (wording.normative.match_at(words, at) > 0 && wording.scope.match_at(words, at) == 0) return false;
  return std::any_of(file.matches.accepted.begin(), file.matches.accepted.end(), [&](const TextMatch& match) {
    return match.alignment.first > block.last && match.alignment.first - block.last <= kLeadingReach;
  });
}

// "all parts that are not externally maintained libraries": what is left out is other people's.
bool takes_out_others(std::span<const std::string_view> words, std::size_t negation) {
  if (negation < 2) return false;
  const std::string_view verb = words[negation - 1];
  const std::string_view relative = words[negation - 2];
  return (verb == "are" || verb == "is") && (relative == "that" || relative == "which") &&
         Wording::shared().others.matches_any(words.subspan(negation + 1), kExceptedNear);
}

// "This license applies to all files unless otherwise noted": says which files a text speaks of, and takes out nothing
// that is released.
bool only_scopes(std::span<const std::string_view> words) {
  const Wording& wording = Wording::shared();
  if (!wording.scoping.matches_any(words)) return false;
  bool takes_out = false;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].starts_with("except")) {
      takes_out = true;
      if (!wording.excepted.matches_any(words.subspan(at + 1), kExceptedNear)) return false;
    } else if (words[at] == "not" && takes_out_others(words, at)) {
      takes_out = true;
    } else if (words[at] != "unless" && wording.normative.match_at(words, at) > 0 &&
               wording.scope.match_at(words, at) == 0) {
      return false;
    }
    if (takes_out && wording.released.match_at(words, at) > 0) return false;
  }
  return true;
}

// A sentence in a language or script that the texts of the file do not have: nobody has read what it says.
bool is_in_another_language(const FileView& file, const Block& block) {
  const auto words = block_words(file, block);
  const std::vector<std::string>& foreign = Wording::shared().foreign;
  std::size_t letters = 0;    // of scripts where a character is a word
  std::size_t scripted = 0;   // words of other scripts
  std::size_t unknown = 0;    // words of no licence that are no names
  std::size_t functions = 0;  // words of other languages that no English sentence has
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Token& place = file.tokens.places[block.first + i];
    std::size_t at = 0;
    const char32_t first = words[i].empty() ? U' ' : next_code_point(words[i], at);
    if (first >= 0x3000) ++letters;
    else if (first >= 0x370) ++scripted;
    else if (std::binary_search(foreign.begin(), foreign.end(), words[i])) ++functions;
    const char shown = file.text[place.offset];
    const bool name = shown >= 'A' && shown <= 'Z';
    unknown += file.tokens.words[block.first + i] == 0 && !name && words[i].size() > 2 ? 1U : 0U;
  }
  return letters >= kForeignLetters || scripted >= kForeignWords || functions >= 2 ||
         (unknown >= kUnknownWords && unknown * 2 >= words.size() && Wording::shared().english.count(words) < 2 &&
          code_signs(file, block, "{}=_[]#;\\</@|") == 0);
}

bool changes_terms(const FileView& file, const Block& block) {
  const Wording& wording = Wording::shared();
  const bool only_foreign = std::all_of(file.tokens.words.begin() + static_cast<std::ptrdiff_t>(block.first),
                                        file.tokens.words.begin() + static_cast<std::ptrdiff_t>(block.last) + 1,
                                        [](Word w) { return w == 0; });
  const BlockInPlace here(file, block);
  if (!looks_like_code(file, block) && is_in_another_language(file, block) &&
      !wording.harmless.matches_any(here.words(), kHarmlessStart))
    return true;
  if (only_foreign && block.size() < kWholeLineWords) return false;  // a misspelt word or a name
  if (only_scopes(here.words())) return false;
  if (here.restricts()) return true;
  if (block.size() < (block.whole_lines ? kWholeLineWords : kInlineWords)) return false;
  const auto words = here.words();
  return (wording.normative.matches_any(words) || wording.topical.count(words) >= 2) && !looks_like_code(file, block) &&
         !wording.harmless.matches_any(words, kHarmlessStart) && !leads_to_text(file, block, words);
}

}  // namespace

bool sentence_ends(const FileView& file, std::size_t before, std::size_t after) {
  const Token& a = file.tokens.places[before];
  const Token& b = file.tokens.places[after];
  if (b.line > a.line + 1) return true;
  const std::string_view between = file.text.substr(a.offset + a.length, b.offset - a.offset - a.length);
  const std::size_t stop = between.find_first_of(".;!?");
  if (stop == std::string_view::npos || stop + 1 >= between.size()) return false;
  const char next = between[stop + 1];
  return next == ' ' || next == '\n' || next == '\r' || next == '\t' || next == '"' || next == ')';
}

std::vector<Block> open_blocks(const FileView& file) {
  // Also short gaps inside a text are open: three words can turn what it grants.
  std::vector<char> open(file.tokens.size(), 1);
  std::vector<char> wild(file.tokens.size());
  for (const TextMatch& match : file.matches.accepted) {
    for (const std::uint32_t place : match.alignment.places) open[place] = 0;
    for (const std::uint32_t place : match.alignment.wild) {
      open[place] = 0;
      wild[place] = 1;
    }
  }
  forget_islands(open, wild);
  std::vector<Block> blocks;
  collect(file, open, false, blocks);
  const auto of_open = static_cast<std::ptrdiff_t>(blocks.size());
  // A clause of its own may stand where the text allows a name.
  collect(file, wild, true, blocks);
  std::inplace_merge(blocks.begin(), blocks.begin() + of_open, blocks.end(),
                     [](const Block& a, const Block& b) { return a.first < b.first; });
  return blocks;
}

std::vector<Block> changing_blocks(const FileView& file, const std::vector<Block>& blocks) {
  // An exception stands beside the notice of the licence it belongs to: only words inside it change it.
  const auto& texts = file.matches.accepted;
  const auto beside_exceptions = [&](const Block& block) {
    return !texts.empty() && std::all_of(texts.begin(), texts.end(), [&](const TextMatch& match) {
      return match.text.kind == TextKind::exception &&
             (block.last < match.alignment.first || block.first > match.alignment.last);
    });
  };
  std::vector<Block> changing;
  for (const Block& block : blocks)
    if (!beside_exceptions(block) && changes_terms(file, block)) changing.push_back(block);
  return changing;
}

bool restricts(const FileView& file, const Block& block) { return BlockInPlace(file, block).restricts(); }

bool restricts_beyond_notice(const FileView& file, const Block& block) {
  return BlockInPlace(file, block).restricts(true);
}

std::vector<Block> unmatched_blocks(const FileView& file, const TextMatch& match) {
  std::vector<char> open(file.tokens.size());
  std::fill(open.begin() + static_cast<std::ptrdiff_t>(match.alignment.first),
            open.begin() + static_cast<std::ptrdiff_t>(match.alignment.last) + 1, 1);
  for (const std::uint32_t place : match.alignment.places) open[place] = 0;
  for (const std::uint32_t place : match.alignment.wild) open[place] = 0;
  std::vector<Block> blocks;
  collect(file, open, false, blocks);
  return blocks;
}

std::span<const std::string_view> block_words(const FileView& file, const Block& block) {
  if (!file.folded) file.folded.emplace(file.text, file.tokens.places);
  return file.folded->range(block.first, block.last);
}

double legal_share(const FileView& file, const Block& block) {
  const auto words = block_words(file, block);
  const PhraseSet& phrases = Wording::shared().legal;
  std::size_t legal = 0;
  for (std::size_t i = 0; i < words.size(); ++i) legal += phrases.match_at(words, i) > 0 ? 1U : 0U;
  return words.empty() ? 0 : static_cast<double>(legal) / static_cast<double>(words.size());
}

LineRange lines_of(const FileView& file, const Block& block) {
  return {static_cast<int>(file.tokens.places[block.first].line),
          static_cast<int>(file.tokens.places[block.last].line)};
}

}  // namespace auditor::licenses
