#include "auditor/prose/language/names.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <array>

namespace auditor::language {
namespace {

using evidence::WordSet;

struct Lists {
  WordSet families, suffixes, not_models, verbs, before_names, particles;
  std::vector<std::string> pairs;  // families of two words
  std::vector<std::string> german_endings;
};

const Lists& lists() {
  static const Lists made = [] {
    const Packed file = Packed::of_resource("rules/language/names.yaml");
    Lists l;
    for (const std::string& family : file.at("families").strings()) {
      if (family.find(' ') != std::string::npos) l.pairs.push_back(family);
      else l.families.insert(family);
    }
    l.suffixes = evidence::word_set(file, "suffixes");
    l.not_models = evidence::word_set(file, "not_models");
    l.verbs = evidence::word_set(file, "verbs");
    l.before_names = evidence::word_set(file, "before_names");
    l.particles = evidence::word_set(file, "particles");
    l.german_endings = file.at("german_endings").strings();
    return l;
  }();
  return made;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_name_byte(char c) {
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '/' || c == '+' ||
         static_cast<unsigned char>(c) == 0xC3;
}

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;
  std::string lower;
};

// Runs of letters, digits and the signs that names hold; a trailing stop is none of it.
std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_name_byte(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() &&
           (is_name_byte(text[end]) || (end > i && static_cast<unsigned char>(text[end - 1]) == 0xC3)))
      ++end;
    std::size_t last = end;
    while (last > i && !is_alnum(text[last - 1]) && static_cast<unsigned char>(text[last - 1]) < 0x80) --last;
    if (last > i) out.push_back({i, last, text.substr(i, last - i), to_lower(text.substr(i, last - i))});
    i = end;
  }
  return out;
}

// "7b", "1.3B", "350m", "8x7b".
bool is_size(std::string_view word) {
  if (word.size() < 2 || !is_digit(word[0])) return false;
  const char unit = static_cast<char>(word.back() | 0x20);
  if (unit != 'b' && unit != 'm') return false;
  return word.substr(0, word.size() - 1).find_first_not_of("0123456789.xX") == std::string_view::npos;
}

bool is_version(std::string_view word) {
  if (word.starts_with("v") && word.size() > 1) word.remove_prefix(1);
  return !word.empty() && word.size() <= 5 && word.find_first_not_of("0123456789.") == std::string_view::npos;
}

// "birch-7b", "Heron-13B-chat": letters, and a size between hyphens.
bool has_size(std::string_view lower) {
  std::size_t begin = 0;
  bool letters = false;
  while (begin <= lower.size()) {
    const std::size_t end = std::min(lower.find_first_of("-_", begin), lower.size());
    const std::string_view part = lower.substr(begin, end - begin);
    if (letters && is_size(part)) return true;
    letters = letters || std::any_of(part.begin(), part.end(), [](char c) {
                return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
              });
    begin = end + 1;
  }
  return false;
}

std::string_view family_part(std::string_view lower) {
  std::size_t end = 0;
  while (end < lower.size() && (is_alnum(lower[end]) || lower[end] == '.')) ++end;
  return lower.substr(0, end);
}

bool of_family(std::string_view lower) {
  const Lists& l = lists();
  if (l.families.contains(std::string(lower)) || l.families.contains(std::string(family_part(lower)))) return true;
  std::string_view letters = lower;
  while (!letters.empty() && !is_digit(letters.front())) letters.remove_prefix(1);
  // "qwen2.5-7b": digits behind a family.
  const std::string_view head = lower.substr(0, lower.size() - letters.size());
  return head.size() >= 2 && !letters.empty() &&
         l.families.contains(std::string(head.ends_with("-") ? head.substr(0, head.size() - 1) : head));
}

// "AraBERT", "BERTurk", "ruGPT-3": a family's name in capitals within another.
bool holds_family(std::string_view word) {
  constexpr std::size_t shortest = 3;
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  for (std::size_t begin = 0, end = 0; begin < word.size(); begin = end + 1) {
    for (end = begin; end < word.size() && upper(word[end]);) ++end;
    if (end - begin < shortest || end - begin == word.size()) continue;
    if (lists().families.contains(to_lower(word.substr(begin, end - begin)))) return true;
  }
  return false;
}

bool is_hub_id(std::string_view text, Language language) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash < 2 || slash + 2 >= text.size()) return false;
  if (text.find('/', slash + 1) != std::string_view::npos || !is_alnum(text.front())) return false;
  const std::string_view name = text.substr(slash + 1);
  static constexpr std::array<std::string_view, 22> endings = {
      "py",  "md",   "txt", "json", "yaml", "yml",   "sh",   "com", "org", "ai",  "example",
      "pdf", "html", "cpp", "h",    "js",   "ipynb", "toml", "csv", "png", "jpg", "svg"};
  const std::string ending = evidence::extension_of(name);
  if (std::find(endings.begin(), endings.end(), std::string_view(ending)) != endings.end()) return false;
  if (is_digit(text.front()) && is_digit(name.front())) return false;  // "8/16"
  return text.find_first_of("0123456789-_") != std::string_view::npos || is_unspaced(language);
}

bool own_name(std::string_view lower, const OwnWords& own) {
  const std::string_view name = lower.substr(lower.find('/') == std::string_view::npos ? 0 : lower.find('/') + 1);
  return std::any_of(own.names.begin(), own.names.end(), [&](const std::string& n) {
    return (name.starts_with(n) &&
            (name.size() == n.size() || !is_alnum(name[n.size()]) || is_digit(name[n.size()]))) ||
           lower == n;
  });
}

class Finder {
 public:
  Finder(std::string_view text, Language language, const OwnWords& own, std::span<const NameSpan> taken)
      : text_(text), language_(language), own_(own), taken_(taken), tokens_(tokens_of(text)) {}

  std::vector<NameSpan> run() {
    const bool titled = is_titled();
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (is_taken(token)) continue;
      if (is_code_path(token)) {
        push(Concept::code, token.begin, token.end);
        continue;
      }
      if (own_name(token.lower, own_) || (!own_.owner.empty() && token.lower == own_.owner)) {
        push(Concept::this_model, token.begin, token.end);
      } else if (const std::size_t begin = foreign_begin(token); begin != token.begin) {
        push(Concept::other_model, begin, token.end);
      } else if (const std::size_t last = shaped(i); last != npos) {
        push(Concept::other_model, token.begin, tokens_[last].end);
        i = last;
      } else if (!titled && is_capitalised_name(i)) {
        push(Concept::other_model, token.begin, token.end);
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  [[nodiscard]] bool is_taken(const Token& t) const {
    return std::any_of(taken_.begin(), taken_.end(),
                       [&](const NameSpan& n) { return t.begin < n.end && n.begin < t.end; });
  }

  void push(Concept what, std::size_t begin, std::size_t end) { out_.push_back({what, begin, end}); }

  // "苍鹭-7B", "Цапля-7B": letters of another script before a size; where its words are not parted by spaces, up to a
  // particle. The beginning of the name, or the token's own where there is none.
  [[nodiscard]] std::size_t foreign_begin(const Token& token) const {
    constexpr std::size_t most_letters = 8;
    if (token.text.size() < 3 || token.text[0] != '-' || !is_size(token.text.substr(1))) return token.begin;
    std::size_t begin = token.begin;
    for (std::size_t letters = 0; begin > 0 && letters < most_letters; ++letters) {
      std::size_t at = begin - 1;
      while (at > 0 && (static_cast<unsigned char>(text_[at]) & 0xC0U) == 0x80U) --at;
      const std::string_view letter = text_.substr(at, begin - at);
      const bool outside = letter.size() < 2 || evidence::fold_phrase(letter).empty();
      if (outside || (is_unspaced(language_) && lists().particles.contains(std::string(letter)))) break;
      begin = at;
    }
    return begin;
  }

  // The last token of a name that begins at `i` by its shape; npos when none does.
  [[nodiscard]] std::size_t shaped(std::size_t i) const {
    const Token& token = tokens_[i];
    const bool pair = i + 1 < tokens_.size() &&
                      std::find(lists().pairs.begin(), lists().pairs.end(), token.lower + " " + tokens_[i + 1].lower) !=
                          lists().pairs.end();
    if (pair) return extended(i + 1);
    if (is_hub_id(token.text, language_)) return i;
    if (has_size(token.lower)) return i;
    if (of_family(token.lower) &&
        (is_upper(token.text[0]) || token.text.find_first_of("0123456789") != std::string_view::npos))
      return extended(i);
    if (holds_family(token.text)) return i;
    // "Birch 7B"
    if (is_upper(token.text[0]) && i + 1 < tokens_.size() && is_size(tokens_[i + 1].text) && beside(i) &&
        !is_known_word(language_, token.lower))
      return extended(i);
    return npos;
  }

  // "wren/serve.py", "src/": files and folders of code.
  [[nodiscard]] bool is_code_path(const Token& t) const {
    static constexpr std::array<std::string_view, 16> endings = {"py", "sh", "cpp",  "cc",    "c",  "h", "js", "ts",
                                                                 "rs", "go", "java", "ipynb", "cu", "r", "jl", "lua"};
    const std::string ending = evidence::extension_of(t.text);
    if (std::find(endings.begin(), endings.end(), std::string_view(ending)) != endings.end()) return true;
    static constexpr std::array<std::string_view, 9> weights_like = {
        "weights", "checkpoints", "models", "model", "ckpt", "ckpts", "data", "datasets", "dataset"};
    if (t.end >= text_.size() || text_[t.end] != '/' || (t.end + 1 < text_.size() && is_alnum(text_[t.end + 1])))
      return false;
    return std::find(weights_like.begin(), weights_like.end(), std::string_view(t.lower)) == weights_like.end();
  }

  [[nodiscard]] bool beside(std::size_t i) const { return tokens_[i + 1].begin == tokens_[i].end + 1; }

  // Versions, sizes and suffixes behind a name.
  [[nodiscard]] std::size_t extended(std::size_t i) const {
    while (i + 1 < tokens_.size() && beside(i) && text_[tokens_[i].end] == ' ' &&
           (is_size(tokens_[i + 1].text) || is_version(tokens_[i + 1].lower) ||
            (lists().suffixes.contains(tokens_[i + 1].lower) && is_upper(tokens_[i + 1].text[0]))))
      ++i;
    return i;
  }

  // Most words of a heading begin with capitals.
  [[nodiscard]] bool is_titled() const {
    if (has_own_script(language_)) return false;
    std::size_t capitals = 0;
    std::size_t words = 0;
    for (const Token& t : tokens_) {
      if (t.text.size() < 4) continue;
      ++words;
      capitals += is_upper(t.text[0]) ? 1 : 0;
    }
    return words >= 2 && capitals * 3 > words * 2;
  }

  [[nodiscard]] std::string_view before(std::size_t i) const {
    const std::size_t from = i == 0 ? 0 : tokens_[i - 1].end;
    return trim(text_.substr(from, tokens_[i].begin - from));
  }

  // Opens a sentence, a label's value, a quotation or a bracket.
  [[nodiscard]] bool is_initial(std::size_t i) const {
    const std::string_view gap = before(i);
    if (i == 0) return true;
    if (gap.empty()) return false;
    static constexpr std::array<std::string_view, 16> marks = {".", "!",  "?", ":", ";", ">", "*",  "|",
                                                               "#", "\"", "“", "«", "(", "—", "。", "："};
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view m) { return gap.find(m) != std::string_view::npos; });
  }

  [[nodiscard]] bool is_capitalised_name(std::size_t i) const {
    const Token& token = tokens_[i];
    if (!is_upper(token.text[0]) || token.text.size() < 3) return false;
    const bool letters = std::all_of(token.text.begin(), token.text.end(), [](char c) {
      return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || c == '-';
    });
    const bool capitals = std::all_of(token.text.begin(), token.text.end(), [](char c) { return c < 'a' || c > 'z'; });
    if (!letters || (capitals && token.text.size() <= 5)) return false;
    if (token.end < text_.size() && (text_[token.end] == '@' || text_[token.end] == '_')) return false;
    const std::string folded = evidence::fold_phrase(token.text);
    if (lists().not_models.contains(token.lower) || lists().not_models.contains(folded)) return false;
    const std::string_view first = std::string_view(folded).substr(0, folded.find(' '));
    if (is_known_word(language_, first) || (language_ != english && is_known_word(english, first))) return false;
    if (has_own_script(language_)) return true;
    const std::string_view next = i + 1 < tokens_.size() ? std::string_view(tokens_[i + 1].lower) : std::string_view{};
    const std::string_view after = text_.substr(token.end, 4);
    const bool acts = lists().verbs.contains(std::string(next)) || after.starts_with("'s") || after.starts_with("’s");
    const bool camel = std::any_of(token.text.begin() + 1, token.text.end(), is_upper) &&
                       std::any_of(token.text.begin(), token.text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (has_capital_nouns(language_)) {
      if (camel) return true;
      const bool noun = std::any_of(
          lists().german_endings.begin(), lists().german_endings.end(),
          [&](const std::string& e) { return token.lower.size() > e.size() + 1 && token.lower.ends_with(e); });
      if (noun) return false;
      if (is_initial(i)) return acts;
      return lists().before_names.contains(tokens_[i - 1].lower);
    }
    if (!is_initial(i)) return true;
    const bool third_person = language_ == english && next.size() > 3 && next.ends_with("s") && !next.ends_with("ss") &&
                              !is_plural_noun(next);
    return acts || camel || third_person;
  }

  [[nodiscard]] static bool is_plural_noun(std::string_view word) {
    static constexpr std::array<std::string_view, 14> nouns = {"models", "weights", "users", "licences",   "licenses",
                                                               "terms",  "results", "tests", "tasks",      "files",
                                                               "steps",  "types",   "sizes", "checkpoints"};
    return std::find(nouns.begin(), nouns.end(), word) != nouns.end();
  }

  std::string_view text_;
  Language language_;
  const OwnWords& own_;
  std::span<const NameSpan> taken_;
  std::vector<Token> tokens_;
  std::vector<NameSpan> out_;
};

}  // namespace

bool is_no_name(std::string_view folded) { return lists().not_models.contains(std::string(folded)); }

bool has_own_shape(std::string_view word) { return is_hub_id(word, english) || has_size(to_lower(word)); }

bool has_model_shape(std::string_view word) {
  const std::string lower = to_lower(word);
  return is_hub_id(word, english) || has_size(lower) || of_family(lower) || holds_family(word);
}

std::vector<NameSpan> find_model_names(std::string_view text, Language language, const OwnWords& own,
                                       std::span<const NameSpan> taken) {
  return Finder(text, language, own, taken).run();
}

}  // namespace auditor::language
