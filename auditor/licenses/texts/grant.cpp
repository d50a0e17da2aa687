#include "auditor/licenses/texts/grant.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/texts/decode.h"

#include <algorithm>

namespace auditor::licenses {

namespace {

constexpr std::size_t kGrantReach = 80;   // words of a text from where a grant begins
constexpr std::size_t kRightReach = 25;   // from there to a right, or from a right to "are permitted"
constexpr std::size_t kNearby = 20;       // words around a break among which a moved or misspelt word is looked for
constexpr std::size_t kStem = 5;          // letters that "modify" and "modification" share
constexpr std::size_t kWholeClause = 60;  // of a longer part that is gone the similarity speaks
constexpr std::uint32_t kNotBefore = 6;   // words of a text from a negation to the right that it denies
constexpr std::size_t kAtEnd = 12;        // titles and remarks at the ends grant nothing
constexpr std::size_t kInsertion = 40;    // more words are a text of their own, which is judged as such
constexpr std::size_t kLeadIn = 5;        // words of a sentence before the text
constexpr std::size_t kInnocent = 5;      // words of the longest phrase that denies nothing
constexpr std::size_t kInGrant = 8;       // more words inside a grant are a clause of their own

// Phrases of whole words, as the reference texts have them.
class TextPhrases {
 public:
  explicit TextPhrases(const std::vector<std::string_view>& phrases) {
    for (const std::string_view phrase : phrases) {
      Phrase& added = phrases_.emplace_back();
      for (const std::string_view word : split(phrase, ' ')) {
        added.spelt.push_back(word);
        added.words.push_back(Index::shared().find_word(word));
      }
    }
  }

  struct Phrase {
    std::vector<std::string_view> spelt;
    std::vector<Word> words;
  };
  // The longest that begins at `at`; null: none does.
  [[nodiscard]] const Phrase* at(std::span<const Word> text, std::size_t at) const {
    const Phrase* longest = nullptr;
    for (const Phrase& phrase : phrases_) {
      if (at + phrase.words.size() > text.size() || (longest && longest->words.size() >= phrase.words.size())) continue;
      std::size_t i = 0;
      while (i < phrase.words.size() && phrase.words[i] != 0 && phrase.words[i] == word_number(text[at + i])) ++i;
      if (i == phrase.words.size()) longest = &phrase;
    }
    return longest;
  }

 private:
  std::vector<Phrase> phrases_;
};

struct Words {
  TextPhrases grants;
  TextPhrases ends;
  PhraseSet begins;  // the same two, of a file's words
  PhraseSet ends_here;
  TextPhrases granted;  // behind what is granted
  TextPhrases rights;
  TextPhrases binders;  // words of a right that may be gone
  PhraseSet grantees;
  PhraseSet denials;
  PhraseSet innocent;
  TextPhrases negations;
  PhraseSet things;
  PhraseSet plain;
  PhraseSet limits;

  static const Words& shared() {
    static const Words words = [] {
      const Packed data = Packed::of_resource("rules/licenses/changes.yaml");
      const auto text = [&](const char* key) { return TextPhrases(data.at(key).texts()); };
      const auto set = [&](const char* key) { return PhraseSet(data.at(key).texts()); };
      return Words{text("grants"),
                   text("grant_ends"),
                   set("grants"),
                   set("grant_ends"),
                   text("granted_before"),
                   text("rights"),
                   TextPhrases({"are", "hereby", "is"}),
                   set("grantees"),
                   set("denials"),
                   set("innocent_denials"),
                   text("negations"),
                   set("things"),
                   set("plain"),
                   set("limits")};
    }();
    return words;
  }
};

// At most one letter put in, left out or changed.
bool nearly_equal(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1 || a.size() < 2 || (b.size() < 3 && a[0] != b[0])) return false;
  const auto differ = std::mismatch(a.begin(), a.end(), b.begin());
  const auto from = static_cast<std::size_t>(differ.first - a.begin());
  return a.substr(from + (a.size() == b.size() && from < a.size() ? 1 : 0)) == b.substr(std::min(from + 1, b.size()));
}

bool same_stem(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  const std::string_view stem = a.substr(0, kStem);
  if (b.substr(stem.size()) == "out" || b == "copyright") return false;  // "with" and "without" differ
  return (stem.size() >= 3 && b.find(stem) != std::string_view::npos) || nearly_equal(a, b);
}

class Comparison {
 public:
  Comparison(const FileView& file, const TextMatch& match)
      : file_(file), match_(match), text_(match.text.words), words_(Words::shared()), held_(file.tokens.size()) {
    for (const std::uint32_t place : match.alignment.places) held_[place] = 1;
  }

  std::vector<Block> run() {
    for (const Break& gap : match_.alignment.breaks)
      if (denies(gap) || loses_right(gap) || bounds_grant(gap) || is_foreign(gap)) found_.push_back(block_of(gap));
    if (const auto lead = lead_in(); lead && denies(*lead)) found_.push_back(block_of(*lead));
    return std::move(found_);
  }

 private:
  // The words of the sentence that the text goes on with: "No [permission is hereby granted ...".
  [[nodiscard]] std::optional<Break> lead_in() const {
    const auto end = static_cast<std::uint32_t>(match_.alignment.first);
    std::uint32_t first = end;
    const auto& places = file_.tokens.places;
    while (first > 0 && end - first < kLeadIn && places[first - std::size_t{1}].line == places[end].line &&
           !sentence_ends(file_, first - std::size_t{1}, first))
      --first;
    if (first == end) return std::nullopt;
    return Break{first, end, 0, 0, false};
  }

  [[nodiscard]] std::span<const std::string_view> inserted(const Break& gap) const {
    if (gap.file == gap.file_end) return {};
    return block_words(file_, {gap.file, gap.file_end - std::size_t{1}, false});
  }

  [[nodiscard]] Block block_of(const Break& gap) const {
    if (gap.file < gap.file_end) return {gap.file, gap.file_end - std::size_t{1}, false};
    const std::size_t last = file_.tokens.size() - 1;
    return {std::min<std::size_t>(gap.file > 0 ? gap.file - 1 : 0, last), std::min<std::size_t>(gap.file, last), false};
  }

  // A word that the text has nearby and the file has not: it was only moved.
  [[nodiscard]] bool text_lost(std::string_view word, const Break& gap) const {
    const Word number = Index::shared().find_word(word);
    return number != 0 &&
           std::any_of(match_.alignment.breaks.begin(), match_.alignment.breaks.end(), [&](const Break& b) {
             if (b.text > gap.text_end + kNearby || b.text_end + kNearby < gap.text) return false;
             return std::any_of(text_.begin() + b.text, text_.begin() + b.text_end,
                                [&](Word w) { return word_number(w) == number; });
           });
  }

  // A negation that the text has nearby and the file has not.
  [[nodiscard]] bool text_lost_negation(const Break& gap) const {
    return std::any_of(match_.alignment.breaks.begin(), match_.alignment.breaks.end(), [&](const Break& b) {
      return b.text <= gap.text_end + kNearby && b.text_end + kNearby >= gap.text && negated(b.text, b.text_end);
    });
  }
  [[nodiscard]] bool negated(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i)
      if (words_.negations.at(text_, i) != nullptr) return true;
    return false;
  }

  // A word that was put in and takes away.
  [[nodiscard]] bool denies(const Break& gap) const {
    const auto words = inserted(gap);
    if (words.size() > kInsertion) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::size_t length = words_.denials.match_at(words, i);
      if (length == 0 || text_lost(words[i], gap)) continue;
      const std::size_t last = std::min(gap.file + i + kInnocent, file_.tokens.size() - 1);
      if (words_.innocent.match_at(block_words(file_, {gap.file + i, last, false}), 0) > 0) continue;
      if (length > 1 || !text_lost_negation(gap)) return true;
    }
    return false;
  }

  // The file has the word among those nearby that the text does not explain, or a form of it.
  [[nodiscard]] bool moved(std::string_view word, const Break& gap) const {
    const std::size_t first = gap.file - std::min<std::size_t>(gap.file, kNearby);
    const std::size_t end = std::min<std::size_t>(gap.file_end + kNearby, held_.size());
    for (std::size_t i = first; i < end; ++i)
      if (held_[i] == 0 && same_stem(block_words(file_, {i, i, false}).front(), word)) return true;
    return false;
  }

  [[nodiscard]] bool in_grant(std::size_t at) const {
    const std::size_t first = at > kGrantReach ? at - kGrantReach : 0;
    for (std::size_t i = at; i-- > first;) {
      if (words_.ends.at(text_, i) != nullptr) return false;
      if (words_.grants.at(text_, i) != nullptr) return true;
    }
    return false;
  }
  // "Redistribution and use ... are permitted": what grants stands behind the right.
  [[nodiscard]] bool before_grant(std::size_t at) const {
    for (std::size_t i = at; i < std::min(at + kRightReach, text_.size()); ++i) {
      if (i > at && words_.ends.at(text_, i) != nullptr) return false;
      if (words_.granted.at(text_, i) != nullptr) return true;
    }
    return false;
  }

  // At an end of the text, a word that the file has beside it: another copy or notice may hold it.
  [[nodiscard]] bool stands_beside(Word word, const Break& gap) const {
    const std::size_t reach = gap.text_end - gap.text + kNearby;
    const auto& words = file_.tokens.words;
    const std::size_t first = gap.text == 0 ? gap.file - std::min<std::size_t>(gap.file, reach) : gap.file;
    const std::size_t end = gap.text == 0 ? gap.file : std::min(gap.file + reach, words.size());
    return std::find(words.begin() + static_cast<std::ptrdiff_t>(first),
                     words.begin() + static_cast<std::ptrdiff_t>(end),
                     word) != words.begin() + static_cast<std::ptrdiff_t>(end);
  }

  [[nodiscard]] bool loses_right(const Break& gap) const {
    const bool at_end = gap.text == 0 || gap.text_end == text_.size();
    if (gap.text_end - gap.text > (at_end ? kAtEnd : kWholeClause)) return false;
    for (std::size_t at = gap.text > 2 ? gap.text - 2 : 0; at < gap.text_end; ++at) {
      const auto* right = words_.rights.at(text_, at);
      if (right == nullptr || (!in_grant(at) && !before_grant(at)) ||
          negated(gap.text - std::min(gap.text, kNotBefore), at))
        continue;
      for (std::size_t i = 0; i < right->words.size(); ++i)
        if (at + i >= gap.text && at + i < gap.text_end && !is_optional(text_[at + i]) &&
            words_.binders.at(text_, at + i) == nullptr && !moved(right->spelt[i], gap) &&
            !(at_end && stands_beside(right->words[i], gap)))
          return true;
    }
    return false;
  }

  // Words of another script amid words that are not.
  [[nodiscard]] bool is_foreign(const Break& gap) const {
    const auto words = inserted(gap);
    if (gap.wild || words.empty() || gap.file == 0 ||
        has_own_script({gap.file - std::size_t{1}, gap.file - std::size_t{1}}))
      return false;
    return has_own_script({gap.file, gap.file_end - std::size_t{1}});
  }
  [[nodiscard]] bool has_own_script(const Block& block) const {
    constexpr char32_t first_greek = 0x370;
    const auto words = block_words(file_, block);
    return std::any_of(words.begin(), words.end(), [](std::string_view word) {
      std::size_t at = 0;
      return !word.empty() && next_code_point(word, at) >= first_greek;
    });
  }

  // The sentence of the file has begun to grant something.
  [[nodiscard]] bool sentence_grants(std::size_t at) const {
    std::size_t first = at;
    while (first > 0 && at - first < kGrantReach && !sentence_ends(file_, first - 1, first)) --first;
    if (first == at) return false;
    const auto words = block_words(file_, {first, at - 1, false});
    bool grants = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words_.begins.match_at(words, i) > 0) grants = true;
      else if (words_.ends_here.match_at(words, i) > 0) grants = false;
    }
    return grants;
  }

  // Words put into a grant that bound it: "in the Alps", or an adjective before whom or what it is for.
  [[nodiscard]] bool bounds_grant(const Break& gap) const {
    const auto words = inserted(gap);
    const bool put_in = gap.text == gap.text_end;
    if (gap.wild || words.empty() || words.size() > kInGrant || (!sentence_grants(gap.file) && !before_grant(gap.text)))
      return false;
    std::size_t rest = 0;
    bool limits = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words_.plain.match_at(words, i) > 0 || words_.things.match_at(words, i) > 0 || is_number(words[i])) continue;
      const bool misspelt = !put_in && file_.tokens.words[gap.file + i] == 0;
      if (misspelt || words[i].size() == 1 || text_lost(words[i], gap)) continue;
      if (put_in && words_.limits.match_at(words, i) > 0) limits = true;
      else ++rest;
    }
    if (rest == 0 || limits) return rest > 0;
    return gap.file_end < file_.tokens.size() &&
           words_.grantees.matches_any(block_words(file_, {gap.file_end, gap.file_end, false}));
  }

  static bool is_number(std::string_view word) {
    return word.empty() || (word.find_first_not_of("0123456789") == std::string_view::npos);
  }

  const FileView& file_;
  const TextMatch& match_;
  std::span<const Word> text_;
  const Words& words_;
  std::vector<char> held_;  // words of the file that the text explains
  std::vector<Block> found_;
};

}  // namespace

std::vector<Block> narrowed_grants(const FileView& file, const TextMatch& match) {
  return Comparison(file, match).run();
}

}  // namespace auditor::licenses
