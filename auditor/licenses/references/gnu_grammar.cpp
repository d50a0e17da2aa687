#include "auditor/licenses/references/gnu_grammar.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace auditor::licenses {
namespace {

constexpr std::size_t look_ahead = 30;
constexpr std::size_t look_back = 16;

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

// Words that may stand between a family's name and its version.
bool is_filler(const LabelWord& word) {
  static constexpr std::array<std::string_view, 36> fillers = {
      "as",      "at",        "boston",   "by", "choice",   "either", "foundation", "free",     "fsf",
      "general", "gnu",       "gpl",      "in", "inc",      "is",     "it",         "its",      "lesser",
      "lgpl",    "library",   "ma",       "no", "nr",       "number", "option",     "or",       "program",
      "public",  "published", "released", "s",  "software", "that",   "using",      "versions", "your"};
  return word.noise || one_of(word.text, fillers);
}

bool is_later_word(std::string_view word) {
  static constexpr std::array<std::string_view, 11> words = {
      "above", "future", "greater", "higher", "later", "latter", "newer", "onwards", "over", "subsequent", "upwards"};
  return one_of(word, words);
}

// "dated June 1991", "29 June 2007": the GNU licences' own dates.
bool is_date(std::string_view word) {
  static constexpr std::array<std::string_view, 10> words = {"1989",  "1991",     "1999", "2007",  "29.0",
                                                             "dated", "february", "june", "march", "november"};
  return one_of(word, words);
}

bool is_version(GnuFamily family, std::string_view word) {
  switch (family) {
    case GnuFamily::gpl: return word == "1.0" || word == "2.0" || word == "3.0";
    case GnuFamily::lgpl: return word == "2.0" || word == "2.1" || word == "3.0";
    case GnuFamily::agpl: return word == "1.0" || word == "3.0";
    case GnuFamily::gfdl: return word == "1.0" || word == "1.1" || word == "1.2" || word == "1.3";
  }
  return false;
}

class Grammar {
 public:
  Grammar(std::span<const LabelWord> words, std::size_t at) : words_(words), at_(at) {}

  std::optional<GnuMention> read() {
    if (!family()) return std::nullopt;
    if (!mention_.versions.empty()) read_later(mention_.end);
    else if (!version_before()) version_after();
    return mention_;
  }

 private:
  [[nodiscard]] std::string_view word(std::size_t i) const {
    return i < words_.size() ? words_[i].text : std::string_view();
  }
  [[nodiscard]] bool license_word(std::size_t i) const {
    const auto w = word(i);
    return w.starts_with("licen");
  }

  // The family's name from at_, `gnu` included.
  bool family() {
    std::size_t i = at_;
    const bool gnu = word(i) == "gnu";
    if (gnu) ++i;
    std::string version;  // "GNUv2 General Public License"
    if (gnu && is_version(GnuFamily::gpl, word(i))) version = word(i++);
    while (gnu && (word(i) == "s" || word(i) == "the" || word(i) == "project")) ++i;
    if (!acronym(i) && !spelled(i, gnu)) return false;
    mention_.begin = at_;
    if (!version.empty()) mention_.versions.push_back(version);
    // "General Public License (GPL)": the abbreviation belongs to the name.
    std::size_t j = mention_.end;
    while (license_word(j)) ++j;
    if (word(j) == "gnu") ++j;
    if (mention_.spelled_out &&
        (word(j) == "gpl" || word(j) == "lgpl" || word(j) == "agpl" || word(j) == "gfdl" || word(j) == "fdl"))
      ++j;
    mention_.end = j;
    return true;
  }

  bool acronym(std::size_t i) {
    const auto w = word(i);
    if (w == "gpl") return found(GnuFamily::gpl, i + 1);
    if (w == "lgpl") return found(GnuFamily::lgpl, i + 1);
    if (w == "agpl") return found(GnuFamily::agpl, i + 1);
    if (w == "gfdl" || w == "fdl") return found(GnuFamily::gfdl, i + 1);
    return false;
  }

  bool spelled(std::size_t i, bool gnu) {
    GnuFamily family = GnuFamily::gpl;
    bool qualified = false;
    for (int k = 0; k < 5; ++k) {  // "Library or Lesser", "Lesser/Library"
      const auto w = word(i);
      if (w == "lesser") mention_.lesser = true;
      if (w == "lesser" || w == "library" || w == "limited") family = GnuFamily::lgpl;
      else if (w == "affero") family = GnuFamily::agpl;
      else if (!(qualified && (w == "or" || w == "gnu"))) break;
      qualified = true;
      ++i;
    }
    if (qualified && word(i) == "gpl") return found(family, i + 1);
    mention_.spelled_out = true;
    if (word(i) == "general" && word(i + 1) == "public" && (gnu || qualified || license_word(i + 2)))
      return found(family, i + 2);
    if (qualified && word(i) == "public" && license_word(i + 1) && (gnu || family != GnuFamily::gpl))
      return found(family, i + 1);
    if (gnu && word(i) == "public" && license_word(i + 1)) return found(family, i + 1);
    if (word(i) == "free" && word(i + 1) == "documentation" && (gnu || license_word(i + 2)) && !qualified)
      return found(GnuFamily::gfdl, i + 2);
    if (family != GnuFamily::gpl && gnu && license_word(i)) return found(family, i);
    return false;
  }

  bool found(GnuFamily family, std::size_t end) {
    mention_.family = family;
    mention_.end = end;
    return true;
  }

  // "version 2 [or any later version] of the <family>": needs the "of".
  bool version_before() {
    std::size_t i = at_;
    bool of = false;
    while (i > 0 && at_ - i < look_back) {
      const LabelWord& w = words_[i - 1];
      if (w.text == "of" && i > 1 && (word(i - 2) == "terms" || word(i - 2) == "conditions"))
        return false;  // "2) under"
      if (w.text == "of" || w.text == "du" || w.text == "der") of = true;
      else if (is_version(mention_.family, w.text) && of) break;
      else if (!(w.noise || w.text == "or" || w.text == "any" || w.text == "at" || w.text == "your" ||
                 w.text == "option" || w.text == "gnu" || w.text == "+" || is_later_word(w.text)))
        return false;
      --i;
    }
    if (i == 0 || at_ - i >= look_back || !of) return false;
    const std::size_t number = i - 1;
    const bool named =
        number > 0 && (words_[number - 1].text.starts_with("ver") || words_[number].end - words_[number].begin > 0);
    if (!named) return false;
    mention_.versions.emplace_back(words_[number].text);
    // "version 2 or version 3 of the": the one before, too.
    if (number >= 2 && (word(number - 1) == "or" || word(number - 2) == "or")) {
      for (std::size_t k = number; k-- > 0 && number - k <= 4;)
        if (is_version(mention_.family, word(k))) mention_.versions.emplace(mention_.versions.begin(), words_[k].text);
    }
    for (std::size_t k = number + 1; k < at_; ++k)
      if (is_later_word(word(k)) || word(k) == "+") mention_.or_later = true;
    mention_.begin = number;
    if (!mention_.or_later) read_later(mention_.end);
    return true;
  }

  void version_after() {
    const std::size_t stop = std::min(words_.size(), mention_.end + look_ahead);
    for (std::size_t i = mention_.end; i < stop; ++i) {
      const LabelWord& w = words_[i];
      if (w.text == ">=") {
        mention_.or_later = true;
        continue;
      }
      if (is_version(mention_.family, w.text)) {
        mention_.versions.emplace_back(w.text);
        mention_.end = i + 1;
        more_versions();
        read_later(mention_.end);
        return;
      }
      if (w.text == "+" && i == mention_.end) return;
      if (!is_filler(w)) return;
    }
  }

  // "2 or 3", "2 and version 3", "2 of the License, or (at your option) version 3".
  void more_versions() {
    static constexpr std::array<std::string_view, 8> between = {"and", "at",     "either", "gnu",
                                                                "gpl", "option", "or",     "your"};
    for (;;) {
      const std::size_t stop = std::min(words_.size(), mention_.end + 12);
      std::size_t i = mention_.end;
      while (i < stop && (words_[i].noise || is_date(word(i)) || one_of(word(i), between))) ++i;
      if (i == mention_.end || i >= stop || !is_version(mention_.family, word(i)) || word(i + 1) == "clause" ||
          std::find(mention_.versions.begin(), mention_.versions.end(), words_[i].text) != mention_.versions.end())
        return;
      mention_.versions.emplace_back(words_[i].text);
      mention_.end = i + 1;
    }
  }

  // "GPLv2 + Classpath Exception": this sign joins, "GPLv2+" says "or later".
  [[nodiscard]] bool adds(std::size_t i) const {
    return i > 0 && i + 1 < words_.size() && words_[i].begin > words_[i - 1].end &&
           words_[i + 1].begin == words_[i].end + 1;
  }

  // "or later" and its many forms, from `i`; a denial ("and no later", "only") ends it.
  void read_later(std::size_t i) {
    const std::size_t stop = std::min(words_.size(), i + 14);
    bool open = false;  // an "or", "and" or "any" was read
    for (; i < stop; ++i) {
      const auto w = word(i);
      if (w == "+" && adds(i)) return;
      if (w == "+" || is_later_word(w)) {
        // "any later version approved by": someone else chooses, the licensee does not.
        const bool conditional = word(i + 1).starts_with("version") &&
                                 (word(i + 2).starts_with("approv") || word(i + 2).starts_with("accept") ||
                                  word(i + 2).starts_with("endors"));
        if (w == "+" || (open && !conditional)) {
          mention_.or_later = true;
          mention_.end = i + 1;
        }
        return;
      }
      if (w == "not" || w == "only" || w == "no") return;
      if (w == "or" || w == "any" || w == "and") open = true;
      else if (!(is_filler(words_[i]) || w == "opinion" || w == "you" || w == "if" || w == "wish" || w == "prefer" ||
                 w == "his" || w == "for" || w == "users" || w == "user" || w == "this" || w == "see" || w == "copy" ||
                 w == "copying" || is_date(w)))
        return;
    }
  }

  std::span<const LabelWord> words_;
  std::size_t at_;
  GnuMention mention_;
};

}  // namespace

std::vector<std::string> GnuMention::ids() const {
  switch (family) {
    case GnuFamily::gpl:
      if (bare()) return {"GPL-1.0-or-later"};
      break;
    case GnuFamily::lgpl:
      if (bare()) return {lesser ? "LGPL-2.1-or-later" : "LGPL-2.0-or-later"};
      break;
    case GnuFamily::agpl:
      if (bare()) return {"AGPL-3.0-only"};
      break;
    case GnuFamily::gfdl:
      if (bare()) return {"GFDL-1.1-or-later"};
      break;
  }
  static constexpr std::array<std::string_view, 4> names = {"GPL-", "LGPL-", "AGPL-", "GFDL-"};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const bool later = or_later && i + 1 == versions.size();
    std::string number = versions[i];
    if (family == GnuFamily::gfdl && number == "1.0") number = "1.1";
    out.push_back(std::string(names[static_cast<std::size_t>(family)]) + number + (later ? "-or-later" : "-only"));
  }
  return out;
}

std::optional<GnuMention> read_gnu(std::span<const LabelWord> words, std::size_t at) {
  return Grammar(words, at).read();
}

}  // namespace auditor::licenses
