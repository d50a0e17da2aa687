#include "auditor/licenses/texts/unknown.h"

#include <algorithm>

namespace auditor::licenses {

namespace {

// Measured: AI licences unknown to the index have 0.16 to 0.5 known triples per word and 0.04 to 0.13 legal words;
// READMEs, use policies and contribution guides up to 0.15 and 0.04.
constexpr double kKnownShare = 0.17;
constexpr double kLegalWords = 0.04;
constexpr double kBoth = 0.28;  // known triples and twice the legal words
constexpr std::size_t kWindow = 60;
constexpr std::size_t kStep = 30;
constexpr std::size_t kJoin = 150;     // words between stretches of one text
constexpr std::size_t kShortest = 30;  // words of a stretch in a file that holds little else
// A part of a longer document must be long and plainly legal: model cards and READMEs speak about licences, too.
constexpr std::size_t kLongEnough = 150;
constexpr double kPlainlyLegal = 0.07;

// A list has one entry on a line, of some words each: unlike a text written in one column, or in Chinese.
constexpr double kEntriesPerLine = 1.5;
constexpr double kLeastOfEntry = 2;
constexpr double kMostOfEntry = 10;

// A stretch of words that no text holds.
struct Stretch {
  std::size_t first;
  std::size_t end;
};

std::vector<Stretch> stretches(const std::vector<char>& covered) {
  std::vector<Stretch> out;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (covered[i] != 0) continue;
    if (!out.empty() && out.back().end == i) out.back().end = i + 1;
    else out.push_back({i, i + 1});
  }
  return out;
}

class Finder {
 public:
  Finder(const FileView& file, const FileTrigrams& trigrams) : file_(file), trigrams_(trigrams) {}

  std::vector<Block> run() {
    for (const Stretch& stretch : stretches(covered()))
      if (long_enough(stretch.end - stretch.first)) search(stretch);
    std::erase_if(found_, [&](const Block& block) { return !stands(block); });
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::vector<char> covered() const {
    std::vector<char> covered = file_.matches.covered;
    for (const TextMatch& match : file_.matches.similar)
      for (std::size_t i = match.alignment.first; i <= match.alignment.last; ++i) covered[i] = 1;
    return covered;
  }

  [[nodiscard]] bool is_most(std::size_t words) const { return words * 2 >= file_.tokens.size(); }
  [[nodiscard]] bool long_enough(std::size_t words) const {
    return words >= (is_most(words) ? kShortest : kLongEnough);
  }
  [[nodiscard]] bool stands(const Block& block) const {
    return long_enough(block.size()) && !is_list(block) &&
           (is_most(block.size()) || legal_share(file_, block) >= kPlainlyLegal);
  }

  // Lines of one entry each ("GPL-2.0-with-GCC-exception",) name licences and are none.
  [[nodiscard]] bool is_list(const Block& block) const {
    const Token& first = file_.tokens.places[block.first];
    const Token& last = file_.tokens.places[block.last];
    std::size_t entries = 1;
    for (std::size_t at = first.offset + 1; at <= last.offset; ++at)
      entries += is_space(file_.text[at - 1]) && !is_space(file_.text[at]) ? 1U : 0U;
    const double lines = last.line - first.line + 1;
    const double words = static_cast<double>(block.size()) / lines;
    return static_cast<double>(entries) < kEntriesPerLine * lines && words >= kLeastOfEntry && words < kMostOfEntry;
  }
  static bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }

  // Windows that speak as a licence; neighbours join.
  void search(const Stretch& stretch) {
    bool joins = false;
    for (std::size_t at = stretch.first; at < stretch.end; at += kStep) {
      const std::size_t end = std::min(at + kWindow, stretch.end);
      if (end - at < kShortest && at != stretch.first) break;
      if (!speaks(at, end)) continue;
      joins = joins && found_.back().last + kJoin >= at;
      if (joins) found_.back().last = end - 1;
      else found_.push_back({at, end - 1, true});
      joins = true;
    }
  }

  [[nodiscard]] bool speaks(std::size_t first, std::size_t end) const {
    std::size_t triples = 0;
    for (std::size_t i = first; i < end; ++i) triples += trigrams_.is_known(i) ? 1U : 0U;
    const double known = static_cast<double>(triples) / static_cast<double>(end - first);
    if (known < kKnownShare) return false;
    const double legal = legal_share(file_, {first, end - 1, false});
    return legal >= kLegalWords || (legal >= kLegalWords / 2 && known + 2 * legal >= kBoth);
  }

  const FileView& file_;
  const FileTrigrams& trigrams_;
  std::vector<Block> found_;
};

}  // namespace

std::vector<Block> licence_like(const FileView& file, const FileTrigrams& trigrams) {
  if (static_cast<double>(trigrams.known()) < kKnownShare * kShortest) return {};
  return Finder(file, trigrams).run();
}

}  // namespace auditor::licenses
