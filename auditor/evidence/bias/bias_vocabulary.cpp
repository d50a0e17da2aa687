#include "auditor/evidence/bias/bias_vocabulary.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>

namespace auditor::evidence {
namespace {

constexpr std::size_t meanings = static_cast<std::size_t>(Meaning::count_);
constexpr std::size_t negation_reach = 7;  // words between a negation and what it denies

constexpr std::array<const char*, meanings> names = {"mask",
                                                     "bias",
                                                     "subject",
                                                     "subject_weak",
                                                     "toxic",
                                                     "group",
                                                     "group_weak",
                                                     "attribute",
                                                     "attribute_place",
                                                     "umbrella",
                                                     "person",
                                                     "thing",
                                                     "harm",
                                                     "worse",
                                                     "comparative",
                                                     "quality",
                                                     "source",
                                                     "imbalance",
                                                     "own",
                                                     "class_of_models",
                                                     "negation",
                                                     "testing",
                                                     "remedy",
                                                     "network",
                                                     "scope",
                                                     "prohibition",
                                                     "decision",
                                                     "benchmark",
                                                     "metric",
                                                     "counting",
                                                     "target",
                                                     "unevenness",
                                                     "mitigation",
                                                     "future",
                                                     "contact",
                                                     "boilerplate",
                                                     "inherit",
                                                     "toxicity_task",
                                                     "other_model",
                                                     "language",
                                                     "depicts",
                                                     "occupation",
                                                     "often",
                                                     "by_group",
                                                     "age_bound",
                                                     "age_year"};

const PhraseTable& table() {
  static const PhraseTable loaded = [] {
    PhraseTable t;
    const Packed data = Packed::of_resource("rules/vocabulary/bias.yaml");
    const auto lists = data.items();
    for (std::size_t i = 0; i < meanings; ++i) {
      const auto list = std::find_if(lists.begin(), lists.end(), [&](const auto& l) { return l.first == names[i]; });
      for (const std::string_view phrase : list->second.texts()) t.add(phrase, static_cast<int>(i));
    }
    return t;
  }();
  return loaded;
}

bool covers(const PhraseTable::Match& mask, const PhraseTable::Match& other) {
  return other.first <= mask.last && other.last >= mask.first && other.last - other.first <= mask.last - mask.first;
}

// Short names of benchmarks and metrics are words too ("air", "bold") unless written in capitals.
bool is_lower_case_name(const PhraseTable::Match& match, const Words& words) {
  if (match.id != static_cast<int>(Meaning::benchmark) || match.first != match.last) return false;
  const Word& word = words[match.first];
  const std::string_view written = words.source().substr(word.begin, word.end - word.begin);
  const auto capitals = std::count_if(written.begin(), written.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return word.text.size() <= 5 && capitals < 2;
}

// "att.ln_x.bias", "bias_ih": a word that is part of a name in code.
bool is_part_of_identifier(const PhraseTable::Match& match, const Words& words) {
  if (match.first != match.last) return false;
  const Word& word = words[match.first];
  const std::string_view source = words.source();
  const auto joins = [](char c) { return c == '.' || c == '_'; };
  const bool before = word.begin >= 2 && joins(source[word.begin - 1]) && is_alnum(source[word.begin - 2]) &&
                      source.substr(word.begin, word.end - word.begin) == words[match.first].text;
  return before || (word.end < source.size() && source[word.end] == '_');
}

bool is_ascii(std::string_view word) { return static_cast<unsigned char>(word[0]) < 0x80; }

}  // namespace

std::string_view name_of(Meaning meaning) { return names[static_cast<std::size_t>(meaning)]; }

Reading::Reading(std::string_view text) : words_(text) {
  const auto matches = table().find(words_);
  std::vector<PhraseTable::Match> masks;
  for (const auto& match : matches)
    if (match.id == static_cast<int>(Meaning::mask)) masks.push_back(match);
  for (const auto& match : matches) {
    const bool masked = match.id != static_cast<int>(Meaning::mask) &&
                        std::any_of(masks.begin(), masks.end(), [&](const auto& mask) { return covers(mask, match); });
    if (masked || is_lower_case_name(match, words_) || is_part_of_identifier(match, words_)) continue;
    hits_.push_back({static_cast<Meaning>(match.id), match.first, match.last});
    seen_ |= std::uint64_t{1} << static_cast<unsigned>(match.id);
  }
}

std::size_t Reading::count(Meaning meaning) const {
  return static_cast<std::size_t>(
      std::count_if(hits_.begin(), hits_.end(), [&](const Hit& hit) { return hit.meaning == meaning; }));
}

bool Reading::negated(const Hit& hit) const {
  return std::any_of(hits_.begin(), hits_.end(), [&](const Hit& negation) {
    if (negation.meaning != Meaning::negation && negation.meaning != Meaning::remedy) return false;
    if (negation.first >= hit.first && negation.last <= hit.last) return false;  // part of the phrase itself
    const bool only = negation.last + 1 < words_.size() &&
                      (words_[negation.last + 1].text == "only" || words_[negation.last + 1].text == "limited");
    if (only) return false;
    if (negation.last < hit.first) return hit.first - negation.last <= negation_reach;
    // Where the verb comes last, so does its negation.
    return negation.first > hit.last && negation.first - hit.last <= negation_reach && !is_ascii(words_[hit.last].text);
  });
}

bool Reading::affirms(Meaning meaning) const {
  return std::any_of(hits_.begin(), hits_.end(),
                     [&](const Hit& hit) { return hit.meaning == meaning && !negated(hit); });
}

std::string Reading::phrase(const Hit& hit) const {
  std::string out;
  for (std::size_t i = hit.first; i <= hit.last; ++i) {
    if (!out.empty()) out += ' ';
    out += words_[i].text;
  }
  return out;
}

}  // namespace auditor::evidence
