#include "auditor/prose/language/lexicon.h"

#include "auditor/core/packed.h"
#include "auditor/core/resources.h"

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace auditor::language {
namespace {

constexpr std::string_view folder = "rules/language/lexicon/";
constexpr std::string_view traits_file = "rules/language/languages.yaml";

std::string_view code_in(std::string_view resource) {
  resource.remove_prefix(folder.size());
  return resource.substr(0, resource.find('.'));
}

// Arabic writes conjunctions, prepositions and the article onto the word that follows.
constexpr std::array<std::string_view, 12> arabic_prefixes = {"",  "ال", "و", "وال", "ب", "بال",
                                                              "ل", "لل", "ف", "فال", "ك", "كال"};

void add_arabic(evidence::PhraseTable& table, std::string_view phrase, int id) {
  constexpr std::string_view article = "ال";
  table.add(phrase, id);
  if (phrase.starts_with(article) && phrase.size() > 2 * article.size()) phrase.remove_prefix(article.size());
  for (const std::string_view prefix : arabic_prefixes)
    if (const std::string with = std::string(prefix) + std::string(phrase); with != phrase || prefix.empty())
      table.add(with, id);
}

// What is known of one language; tables are made when first asked for.
struct Known {
  std::string_view code;
  std::once_flag table_made;
  std::unique_ptr<evidence::PhraseTable> table;
  std::once_flag words_made;
  std::unordered_set<std::string> words;  // small ones, which no concept has
};

class Languages {
 public:
  Languages() {
    for (const std::string_view name : resource_names(folder)) codes_.push_back(code_in(name));
    std::stable_partition(codes_.begin(), codes_.end(), [](std::string_view code) { return code == "en"; });
    known_ = std::vector<Known>(codes_.size());
    for (std::size_t i = 0; i < codes_.size(); ++i) known_[i].code = codes_[i];
  }

  [[nodiscard]] std::span<const std::string_view> codes() const { return codes_; }

  const evidence::PhraseTable& table(Language language) {
    Known& known = known_.at(language);
    std::call_once(known.table_made, [&] {
      known.table = std::make_unique<evidence::PhraseTable>();
      for (const auto& [name, list] : concepts_of(known.code).items())
        if (const auto what = concept_named(name))  // the schema's test names others
          add(*known.table, known.code, list, static_cast<int>(*what));
    });
    return *known.table;
  }

  bool knows(Language language, std::string_view word) {
    if (table(language).holds_word(word)) return true;
    Known& known = known_.at(language);
    std::call_once(known.words_made, [&] {
      const Packed traits = Packed::of_resource(traits_file).at("languages").at(known.code);
      for (const std::string_view small : traits.at("words").texts()) known.words.insert(evidence::fold_phrase(small));
    });
    return known.words.contains(std::string(word));
  }

  void add_phrases(evidence::PhraseTable& table, Language language, Concept what, int id) const {
    const std::string_view code = codes_.at(language);
    add(table, code, concepts_of(code).at(name_of(what)), id);
  }

 private:
  static Packed concepts_of(std::string_view code) {
    return Packed::of_resource(std::string(folder) + std::string(code) + ".yaml").at("concepts");
  }

  static void add(evidence::PhraseTable& table, std::string_view code, const Packed& phrases, int id) {
    for (const std::string_view phrase : phrases.texts())
      if (code == "ar") add_arabic(table, phrase, id);
      else table.add(phrase, id);
  }

  std::vector<std::string_view> codes_;
  std::vector<Known> known_;
};

Languages& all() {
  static Languages languages;
  return languages;
}

// How a language writes and denies.
struct Traits {
  Negation negation = Negation::before;
  bool concord = false;
  bool own_script = false;
  bool unspaced = false;
  bool capital_nouns = false;
};

Negation negation_named(std::string_view place) {
  if (place == "after") return Negation::after;
  if (place == "both") return Negation::both;
  if (place == "adjacent") return Negation::adjacent;
  return Negation::before;
}

// One script or list of small words for each language.
class Guess {
 public:
  Guess() {
    const Packed traits = Packed::of_resource(traits_file).at("languages");
    for (std::size_t i = 0; i < languages().size(); ++i) {
      const Packed of = traits.at(languages()[i]);
      const auto id = static_cast<Language>(i);
      const std::string_view script = of.at("script").text();
      if (!script.empty()) scripts_.emplace_back(script, id);
      for (const std::string_view word : of.at("words").texts()) words_[evidence::fold_phrase(word)].push_back(id);
      for (std::string_view letters = of.at("letters").text(); !letters.empty();) {
        const std::size_t length = sequence(letters[0]);
        letters_.emplace_back(letters.substr(0, length), id);
        letters.remove_prefix(std::min(length, letters.size()));
      }
      traits_.push_back({negation_named(of.at("negation").text()), static_cast<bool>(of.at("concord")), !script.empty(),
                         static_cast<bool>(of.at("unspaced")), static_cast<bool>(of.at("capital_nouns"))});
    }
  }

  [[nodiscard]] const Traits& traits(Language language) const { return traits_[language]; }

  [[nodiscard]] bool has_small_words(std::string_view text, Language language) const {
    const evidence::Words words(text);
    return std::any_of(words.all().begin(), words.all().end(), [&](const evidence::Word& word) {
      const auto found = words_.find(std::string(word.text));
      return found != words_.end() &&
             std::find(found->second.begin(), found->second.end(), language) != found->second.end();
    });
  }

  [[nodiscard]] Language of(std::string_view text) const {
    if (const auto script = by_script(text)) return *script;
    std::vector<int> score(languages().size(), 0);
    score[english] = 3;
    const evidence::Words words(text);
    for (const evidence::Word& word : words.all())
      if (is_capitals(text.substr(word.begin, word.end - word.begin))) continue;  // "CC BY-NC"
      else if (const auto found = words_.find(std::string(word.text)); found != words_.end())
        for (const Language language : found->second) score[language] += found->second.size() == 1 ? 4 : 2;
    for (const auto& [letter, language] : letters_)
      if (text.find(letter) != std::string_view::npos) score[language] += 3;
    return static_cast<Language>(std::max_element(score.begin(), score.end()) - score.begin());
  }

 private:
  static std::size_t sequence(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
  }

  static bool is_capitals(std::string_view word) {
    return word.size() >= 2 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  struct Counts {
    int latin = 0, kana = 0, han = 0, hangul = 0, cyrillic = 0, arabic = 0;
  };

  static Counts count(std::string_view text) {
    Counts n;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t length = std::min(sequence(text[i]), text.size() - i);
      const auto b0 = static_cast<unsigned char>(text[i]);
      const auto b1 = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0U;
      if (length == 1) n.latin += (b0 | 0x20U) >= 'a' && (b0 | 0x20U) <= 'z' ? 1 : 0;
      else if (b0 == 0xD0 || b0 == 0xD1) ++n.cyrillic;
      else if (b0 >= 0xD8 && b0 <= 0xDB) ++n.arabic;
      else if (b0 == 0xE3 && b1 >= 0x81 && b1 <= 0x83) ++n.kana;
      else if (b0 >= 0xE4 && b0 <= 0xE9) ++n.han;
      else if (b0 >= 0xEA && b0 <= 0xED) ++n.hangul;
      i += length;
    }
    return n;
  }

  // A text of another script holds Latin words, too: a letter of such scripts weighs more.
  [[nodiscard]] std::optional<Language> by_script(std::string_view text) const {
    const Counts n = count(text);
    const auto speaks = [&](int letters) { return letters > 0 && letters * 8 > n.latin; };
    if (n.kana > 0 && speaks(3 * n.kana + n.han)) return script("kana");
    if (speaks(n.hangul)) return script("hangul");
    if (speaks(n.han)) return script("han");
    if (speaks(n.cyrillic)) return script("cyrillic");
    if (speaks(n.arabic)) return script("arabic");
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Language> script(std::string_view name) const {
    for (const auto& [script, language] : scripts_)
      if (script == name) return language;
    return std::nullopt;
  }

  std::unordered_map<std::string, std::vector<Language>> words_;
  std::vector<std::pair<std::string_view, Language>> scripts_;
  std::vector<std::pair<std::string_view, Language>> letters_;
  std::vector<Traits> traits_;
};

const Guess& guess() {
  static const Guess made;
  return made;
}

}  // namespace

std::span<const std::string_view> languages() { return all().codes(); }

std::string_view code_of(Language language) { return languages()[language]; }

Language language_of(std::string_view text) { return guess().of(text); }

bool has_small_words(std::string_view text, Language language) { return guess().has_small_words(text, language); }

bool is_unspaced(Language language) { return guess().traits(language).unspaced; }

bool has_own_script(Language language) { return guess().traits(language).own_script; }

bool has_capital_nouns(Language language) { return guess().traits(language).capital_nouns; }

Negation negation_of(Language language) { return guess().traits(language).negation; }

bool has_negative_concord(Language language) { return guess().traits(language).concord; }

const evidence::PhraseTable& lexicon(Language language) { return all().table(language); }

void add_phrases(evidence::PhraseTable& table, Language language, Concept what, int id) {
  all().add_phrases(table, language, what, id);
}

bool is_known_word(Language language, std::string_view folded) { return all().knows(language, folded); }

}  // namespace auditor::language
