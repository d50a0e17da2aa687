#include "auditor/licenses/texts/match.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace auditor::licenses {

namespace {

// Of a text's required trigrams. A changed word breaks three and counts twice: of a text that is 0.82 similar, one in
// eleven words changed, three quarters are left; neighbouring words lose fewer.
constexpr double kCandidateShare = 0.56;
constexpr double kSimilarShare = 0.30;
constexpr std::uint32_t kFewest = 2;            // trigrams that any text shares
constexpr std::uint32_t kSimilarTrigrams = 25;  // a similar text of use shares at least so many
constexpr std::size_t kMostSimilar = 8;
constexpr std::uint8_t kMostTimesLaid = 4;
constexpr std::size_t kMostCandidates = 64;  // laid along the file in one round
constexpr std::size_t kMostRounds = 100;     // different texts in one file
constexpr std::ptrdiff_t kTitleWords = 2;    // beside a text, so few words of another are chance ("the license")
constexpr std::size_t kOwnGap = 12;          // added words up to which a gap inside a match belongs to it

struct Candidate {
  std::uint32_t number;
  double bound;     // hardly an alignment has a greater value
  double expected;  // its likely value
};

// Words that stand behind so many lost trigrams: as many when the words are neighbours, a third when they are apart,
// which few of many are.
struct LostWords {
  double fewest;
  double likely;
};
LostWords words_of(std::uint32_t lost) {
  constexpr double apart = 24;
  const double all = lost;
  return {all <= apart ? all / 3 : apart / 3 + (all - apart) / 2, 0.7 * all};
}

Candidate candidate_of(std::uint32_t number, const Text& text, std::uint32_t count) {
  const auto lost = [&](std::uint32_t all) { return words_of(all > count ? all - count : 0); };
  const LostWords any = lost(text.trigrams);
  const LostWords required = lost(text.required_trigrams);
  const auto words = static_cast<double>(text.words.size());
  // What an appendix would have added is forgiven.
  const double bound = may_lack_appendix(text) ? words : words - any.fewest - 2 * required.fewest;
  return {number, bound, words - any.likely - 2 * required.likely};
}

// Where two texts stand for the same words, what only the other explains counts against a text.
double unexplained(const Alignment& own, const Alignment& other) {
  if (other.first > own.last || other.last < own.first) return 0;
  const std::size_t shared = std::min(own.last, other.last) - std::max(own.first, other.first) + 1;
  if (shared * 2 < other.last - other.first + 1) return 0;
  const auto outside = std::count_if(other.places.begin(), other.places.end(),
                                     [&](std::uint32_t place) { return place < own.first || place > own.last; });
  return outside > kTitleWords ? 2.0 * static_cast<double>(outside) : 0;
}

// Of two that hold all words of one place, the form that asks for more of them; else the greater value, then the form
// that asks for more words, then the plainer id.
bool better(const TextMatch& a, const TextMatch& b) {
  const auto whole = [](const Alignment& at) { return at.missing == 0 && at.extra == 0; };
  if (whole(a.alignment) && whole(b.alignment) && a.alignment.first == b.alignment.first &&
      a.alignment.last == b.alignment.last && a.text.required != b.text.required)
    return a.text.required > b.text.required;
  const double value_a = a.alignment.value() - unexplained(a.alignment, b.alignment);
  const double value_b = b.alignment.value() - unexplained(b.alignment, a.alignment);
  if (value_a != value_b) return value_a > value_b;
  if (a.text.required != b.text.required) return a.text.required > b.text.required;
  return a.text.id.size() != b.text.id.size() ? a.text.id.size() < b.text.id.size() : a.text.id < b.text.id;
}

class Matcher {
 public:
  Matcher(const Tokens& tokens, const FileTrigrams& trigrams, const Index& index)
      : index_(index), words_(tokens.words), trigrams_(trigrams), live_(trigrams, index.text_count()) {
    result_.covered.resize(tokens.size());
    left_ = words_.size() - static_cast<std::size_t>(std::count(words_.begin(), words_.end(), Word{0}));
    forget_laid();
    const std::vector<std::uint32_t>& counts = live_.counts();
    for (std::uint32_t number = 0; number < counts.size(); ++number)
      if (counts[number] >= kFewest && counts[number] >= kSimilarShare * index_.required_trigrams(number))
        likely_.push_back(number);
  }

  TextMatches run() {
    for (std::size_t round = 0; round < kMostRounds && accept_best(kAccepted, result_.accepted); ++round) {
    }
    forget_laid();
    for (std::size_t round = 0; round < kMostSimilar && accept_best(kSimilar, result_.similar); ++round) {
    }
    const auto by_place = [](const TextMatch& a, const TextMatch& b) { return a.alignment.first < b.alignment.first; };
    std::stable_sort(result_.accepted.begin(), result_.accepted.end(), by_place);
    std::stable_sort(result_.similar.begin(), result_.similar.end(), by_place);
    return std::move(result_);
  }

 private:
  // Takes the best text of what is left of the file, wherever it stands; false: there is none.
  bool accept_best(double least, std::vector<TextMatch>& into) {
    std::optional<TextMatch> best;
    std::uint32_t best_number = 0;
    std::size_t tried = 0;
    for (const Candidate& candidate : candidates(least)) {
      if (best && candidate.bound < best->alignment.value()) continue;
      if (++tried > kMostCandidates) break;
      const std::vector<Alignment>& found = lay(candidate.number, least);
      if (found.empty()) continue;
      TextMatch match{index_.text(candidate.number), found.front()};
      if (best && !better(match, *best)) continue;
      best = std::move(match);
      best_number = candidate.number;
    }
    if (!best) return false;
    const double value = best->alignment.value();
    const Text text = best->text;
    take(std::move(*best), into);
    // Further copies of the same text are as certain as the first.
    for (const Alignment& other : laid_[laid_at_[best_number]].places)
      if (other.value() >= 0.97 * value && is_free(other)) take({text, other}, into);
    return true;
  }

  void forget_laid() {
    laid_at_.assign(index_.text_count(), kNotLaid);
    laid_.clear();
  }

  // Where a text stands, best first; kept from round to round while its words are free.
  const std::vector<Alignment>& lay(std::uint32_t number, double least) {
    if (laid_at_[number] == kNotLaid) {
      laid_at_[number] = static_cast<std::uint16_t>(laid_.size());
      laid_.push_back({align(index_.text(number), words_, trigrams_, least), 1});
      return laid_.back().places;
    }
    Laid& laid = laid_[laid_at_[number]];
    if (std::all_of(laid.places.begin(), laid.places.end(), [&](const Alignment& a) { return is_free(a); }))
      return laid.places;
    // Some of its places are taken. A file with hundreds of licences must not lay each of them again in each round.
    if (laid.times < kMostTimesLaid) {
      ++laid.times;
      laid.places = align(index_.text(number), words_, trigrams_, least);
    } else {
      std::erase_if(laid.places, [&](const Alignment& a) { return !is_free(a); });
    }
    return laid.places;
  }

  // Texts that enough trigrams of the rest of the file speak for, likeliest first.
  std::vector<Candidate> candidates(double least) {
    const bool similar = least < kAccepted;
    const double share = similar ? kSimilarShare : kCandidateShare;
    const std::uint32_t fewest = similar ? kSimilarTrigrams : kFewest;
    if (std::exchange(blanked_, false)) live_.update(words_);
    const std::vector<std::uint32_t>& counts = live_.counts();
    std::vector<Candidate> found;
    for (const std::uint32_t number : likely_) {
      if (counts[number] < fewest || counts[number] < share * index_.required_trigrams(number)) continue;
      if (laid_at_[number] != kNotLaid && laid_[laid_at_[number]].places.empty()) continue;
      const Text text = index_.text(number);
      const double asked = may_lack_appendix(text) ? least / 2 : least;
      if (static_cast<double>(left_) < asked * text.required) continue;  // more words are asked for than are left
      found.push_back(candidate_of(number, text, counts[number]));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Candidate& a, const Candidate& b) { return a.expected > b.expected; });
    return found;
  }

  [[nodiscard]] bool is_free(const Alignment& alignment) const {
    return std::all_of(alignment.places.begin(), alignment.places.end(),
                       [&](std::uint32_t i) { return words_[i] != 0; });
  }

  void take(TextMatch match, std::vector<TextMatch>& into) {
    const bool accepted = &into == &result_.accepted;
    blanked_ = true;
    const auto cover = [&](std::size_t from, std::size_t to) {
      for (std::size_t i = from; i < to; ++i) {
        left_ -= words_[i] != 0 ? 1U : 0U;
        words_[i] = 0;
        if (accepted) result_.covered[i] = 1;
      }
    };
    std::size_t behind = match.alignment.first;
    for (const std::uint32_t place : match.alignment.places) {
      if (place - behind < kOwnGap) cover(behind, place);
      cover(place, place + 1);
      behind = place + 1;
    }
    for (const std::uint32_t place : match.alignment.wild) cover(place, place + 1);
    into.push_back(std::move(match));
  }

  const Index& index_;
  std::vector<Word> words_;  // those taken are 0
  std::size_t left_ = 0;     // words that are not 0
  bool blanked_ = false;     // words since live_ was brought up to date
  struct Laid {
    std::vector<Alignment> places;
    std::uint8_t times = 0;
  };
  static constexpr std::uint16_t kNotLaid = 0xFFFF;

  const FileTrigrams& trigrams_;
  LiveCounts live_;
  std::vector<std::uint32_t> likely_;   // texts that may be found in any round: counts only fall
  std::vector<std::uint16_t> laid_at_;  // by text, into laid_
  std::vector<Laid> laid_;
  TextMatches result_;
};

}  // namespace

std::optional<TextMatches> match_whole(const Tokens& tokens, const Index& index) {
  const auto number = index.find_whole(tokens.words);
  if (!number) return std::nullopt;
  const std::size_t words = tokens.size();
  Alignment all;
  all.last = words - 1;
  all.matched = static_cast<std::uint32_t>(words);
  all.similarity = 1;
  all.places.resize(words);
  std::iota(all.places.begin(), all.places.end(), 0U);
  TextMatches found;
  found.accepted.push_back({index.text(*number), std::move(all)});
  found.covered.assign(words, 1);
  return found;
}

TextMatches match_texts(const Tokens& tokens, const FileTrigrams& trigrams, const Index& index) {
  if (trigrams.known() < kFewest) return {{}, {}, std::vector<char>(tokens.size())};
  return Matcher(tokens, trigrams, index).run();
}

}  // namespace auditor::licenses
