#include "auditor/prose/language/reading.h"

#include "auditor/core/text.h"
#include "auditor/prose/language/grammar.h"

#include <algorithm>
#include <array>

namespace auditor::language {
namespace {

using enum Concept;

constexpr std::size_t max_mentions = 300;

// English words in a sentence of another language: content only, its small words mean something else there.
bool crosses_from_english(Concept what, std::size_t bytes) {
  static constexpr std::array function_like = {
      historical, present, future, advice,   polite,  threshold, yes,      no,        negation,   require, allow,
      use,        release, get,    reported, cell_no, cell_yes,  compares, condition, capability, only,    trained_on};
  return bytes >= 5 && std::find(function_like.begin(), function_like.end(), what) == function_like.end();
}

// "NON_COMMERCIAL": a name in code, not words.
bool is_constant(std::string_view text) {
  return text.find('_') != std::string_view::npos &&
         std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool overlaps(std::size_t a, std::size_t b, std::size_t c, std::size_t d) { return a < d && c < b; }

}  // namespace

std::vector<Concept> parts_of(const Reading& reading, const Mention& mention) {
  const evidence::Words words(reading.bytes(mention));
  std::vector<std::pair<std::size_t, Concept>> parts;
  for (const auto& match : lexicon(reading.language()).find(words))
    if (const auto what = static_cast<Concept>(match.id); what == weights || what == model || what == code)
      parts.emplace_back(match.first, what == model ? weights : what);
  std::sort(parts.begin(), parts.end());
  std::vector<Concept> out;
  for (const auto& [at, what] : parts)
    if (out.empty() || out.back() != what) out.push_back(what);
  return out;
}

bool speaks_of_feedback(const Reading& reading) { return !grammar().feedback().find(reading.words()).empty(); }

bool speaks_of_law(const Reading& reading) { return !grammar().law().find(reading.words()).empty(); }

bool speaks_of_terms(const Concepts& concepts) {
  static const Concepts telling = set_of({commerce, license_word, license_open, license_restricted, license_unknown,
                                          license_file, permission, noncommercial, purpose_limited});
  return (concepts & telling).any();
}

std::size_t gap(const Mention& a, const Mention& b) {
  const Mention& left = a.at <= b.at ? a : b;
  const Mention& right = a.at <= b.at ? b : a;
  return right.at > left.stop ? right.at - left.stop : 0;
}

Reading::Reading(std::string_view text, Language language, std::span<const NameSpan> names)
    : text_(text), language_(language), words_(text) {
  index_characters();
  find_words();
  std::erase_if(mentions_, [&](const Mention& m) {
    return std::any_of(names.begin(), names.end(),
                       [&](const NameSpan& n) { return n.begin <= m.begin && m.end <= n.end; });
  });
  for (const NameSpan& name : names)
    mentions_.push_back({name.what, name.begin, name.end, character(name.begin), character(name.end)});
  std::stable_sort(mentions_.begin(), mentions_.end(), [](const Mention& a, const Mention& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  for (const Mention& m : mentions_) concepts_.set(static_cast<std::size_t>(m.what));
  std::string_view tail = trim(text);
  while (!tail.empty() && (tail.back() == '"' || tail.back() == ')' || tail.back() == '*')) tail.remove_suffix(1);
  question_ = tail.ends_with("?") || tail.ends_with("？") || tail.ends_with("؟") || tail.ends_with("?”") ||
              tail.ends_with("か。") || tail.ends_with("か");
}

void Reading::index_characters() {
  const bool ascii =
      std::all_of(text_.begin(), text_.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return;
  characters_.resize(text_.size() + 1);
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    characters_[i] = count;
    if (i + 1 == text_.size() || (static_cast<unsigned char>(text_[i + 1]) & 0xC0U) != 0x80U) ++count;
  }
  characters_[text_.size()] = count;
}

std::size_t Reading::character(std::size_t byte) const { return characters_.empty() ? byte : characters_[byte]; }

void Reading::find_words() {
  const auto add = [&](Concept what, std::size_t begin, std::size_t end) {
    cut_ = mentions_.size() >= max_mentions;
    if (!cut_ && !is_constant(text_.substr(begin, end - begin)))
      mentions_.push_back({what, begin, end, character(begin), character(end)});
  };
  const auto find = [&](const evidence::PhraseTable& table, bool foreign) {
    for (const auto& match : table.find(words_)) {
      const auto what = static_cast<Concept>(match.id);
      const std::size_t begin = words_[match.first].begin;
      const std::size_t end = words_[match.last].end;
      if (!foreign || crosses_from_english(what, end - begin)) add(what, begin, end);
    }
  };
  for (const auto& match : grammar().breaks().find(words_))
    breaks_.push_back({words_[match.first].begin, words_[match.last].end, match.id == 0});
  find(lexicon(language_), false);
  if (language_ != english) find(lexicon(english), true);
  for (std::size_t i = 1; i < words_.size(); ++i)  // "don't" is two words
    if (words_[i].text == "t" && words_[i - 1].text.ends_with('n') && words_[i].begin > words_[i - 1].end &&
        text_[words_[i - 1].end] != ' ')
      add(negation, words_[i - 1].begin, words_[i].end);
  // What a set phrase covers means nothing, unless the phrase itself is part of a longer one.
  std::vector<Mention> stops;
  for (const Mention& m : mentions_) {
    const bool within = std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& o) {
      return o.what != stop && o.begin <= m.begin && m.end <= o.end && o.end - o.begin > m.end - m.begin;
    });
    if (m.what == stop && !within) stops.push_back(m);
  }
  for (Mention& m : mentions_)
    if (m.what == advice && grammar().holds("polite", evidence::fold_phrase(bytes(m)))) m.what = polite;
  std::vector<Mention> kept;
  for (const Mention& m : mentions_) {
    if (m.what == stop) continue;
    const bool stopped = std::any_of(stops.begin(), stops.end(),
                                     [&](const Mention& s) { return overlaps(s.begin, s.end, m.begin, m.end); });
    const bool hidden = std::any_of(mentions_.begin(), mentions_.end(), [&](const Mention& o) {
      return o.what != stop && o.begin <= m.begin && m.end <= o.end && o.end - o.begin > m.end - m.begin &&
             hides(o.what, m.what);
    });
    const bool repeated =
        std::any_of(kept.begin(), kept.end(), [&](const Mention& k) { return k.what == m.what && k.begin == m.begin; });
    if (!stopped && !hidden && !repeated) kept.push_back(m);
  }
  mentions_ = std::move(kept);
}

std::string Reading::between(const Mention& left, const Mention& right) const {
  return right.begin > left.end ? evidence::fold_phrase(text_.substr(left.end, right.begin - left.end)) : std::string{};
}

bool Reading::together(const Mention& a, const Mention& b) const {
  const std::size_t from = std::min(a.end, b.end);
  const std::size_t to = std::max(a.begin, b.begin);
  if (to <= from) return true;
  const std::string_view gap = text_.substr(from, to - from);
  for (const std::string_view stop : {", ", ";", "，", "、", "；", "،", "。", ". "})
    if (gap.find(stop) != std::string_view::npos) return false;
  return true;
}

bool Reading::quoted(const Mention& mention) const {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> marks = {
      {{"“", "”"}, {"«", "»"}, {"„", "“"}, {"「", "」"}, {"『", "』"}, {"\"", "\""}}};
  for (const auto& [open, close] : marks) {
    std::size_t at = text_.find(open);
    while (at != std::string_view::npos && at < mention.begin) {
      const std::size_t end = text_.find(close, at + open.size());
      if (end == std::string_view::npos) break;
      if (end >= mention.end && end - at > 8) return true;
      at = text_.find(open, end + close.size());
    }
  }
  return false;
}

std::string_view Reading::word_before(std::size_t byte) const {
  const auto& words = words_.all();
  const auto behind = std::partition_point(words.begin(), words.end(), [&](const auto& w) { return w.end <= byte; });
  return behind == words.begin() ? std::string_view{} : std::prev(behind)->text;
}

bool Reading::opens_with(Concept what) const {
  constexpr std::size_t first_words = 9;
  return std::any_of(mentions_.begin(), mentions_.end(),
                     [&](const Mention& m) { return m.what == what && m.at <= first_words; });
}

bool Reading::is_topic(const Mention& m) const {
  constexpr std::size_t letter = 3;  // bytes of a kana or Hangul syllable
  return m.end + letter <= text_.size() && is_grammar_word("topic_particles", text_.substr(m.end, letter));
}

}  // namespace auditor::language
