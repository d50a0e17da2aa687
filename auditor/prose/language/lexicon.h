// The words of every concept, one table a language (rules/language/lexicon/<code>.yaml), and which language a text is
// in.
#pragma once

#include "auditor/prose/language/concepts.h"
#include "auditor/prose/words.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace auditor::language {

// An index into languages().
using Language = std::uint8_t;

// ISO 639-1 codes; English first.
[[nodiscard]] std::span<const std::string_view> languages();
inline constexpr Language english = 0;

// Of the visible words of a text. English where nothing speaks for another: most documents are, and names of licences
// and models are English in all.
[[nodiscard]] Language language_of(std::string_view text);

// Whether a small word of the language stands in the text: "the", "und".
[[nodiscard]] bool has_small_words(std::string_view text, Language language);

// Words are written without spaces: a phrase is found inside any run of text.
[[nodiscard]] bool is_unspaced(Language language);
// Has letters of its own: Latin ones stand out, and one with a capital begins a name.
[[nodiscard]] bool has_own_script(Language language);
// All nouns have capitals, not names alone: German.
[[nodiscard]] bool has_capital_nouns(Language language);

// Where a negation stands: before what it denies ("not permitted"), after it (Japanese, Korean, Turkish), on both sides
// (German), or right before it (Chinese).
enum class Negation : std::uint8_t { before, after, both, adjacent };
[[nodiscard]] Negation negation_of(Language language);
// Negations of one clause agree and do not deny each other: "никто не", "ni … ni … no".
[[nodiscard]] bool has_negative_concord(Language language);
[[nodiscard]] std::string_view code_of(Language language);

// Phrases of one language, each with the number of its concept. Made when it is first asked for.
[[nodiscard]] const evidence::PhraseTable& lexicon(Language language);

// Adds the words of one concept in one language to a table of the caller's, each with the number `id`: for tables over
// few concepts of all languages, which cost less than the lexicons they stand for.
void add_phrases(evidence::PhraseTable& table, Language language, Concept what, int id);

// Whether a folded word stands in the lexicon or among the function words of a language: then it is no proper name.
[[nodiscard]] bool is_known_word(Language language, std::string_view folded);

}  // namespace auditor::language
