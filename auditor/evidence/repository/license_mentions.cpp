#include "auditor/evidence/repository/license_mentions.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/references/creative_commons.h"
#include "auditor/licenses/references/gnu_grammar.h"
#include "auditor/licenses/references/label_words.h"
#include "auditor/licenses/references/names.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace auditor::evidence {
namespace {

using language::Concept;
using language::NameSpan;
using licenses::LabelWord;

constexpr std::size_t max_name_words = 10;

// Words of rules/vocabulary/licensing.yaml that name a kind of licence by its terms, and those that make a name of one.
struct Lists {
  PhraseTable restricted;
  std::vector<std::string> nouns;
  WordSet generic;
  WordSet bare;  // names of one word that need no licence word beside them
  std::vector<std::string> prepositions;
  WordSet id_parts;
};

const Lists& lists() {
  static const Lists made = [] {
    const Packed file = Packed::of_resource("rules/vocabulary/licensing.yaml");
    Lists l;
    for (const std::string_view phrase : file.at("restricted_license_names").texts()) l.restricted.add(phrase, 0);
    l.nouns = file.at("license_nouns").strings();
    l.generic = word_set(file, "generic_license_names");
    l.bare = word_set(file, "bare_license_names");
    l.prepositions = file.at("license_prepositions").strings();
    l.id_parts = word_set(file, "license_id_parts");
    for (const char* word : {"this", "that", "each", "any", "no", "which", "what", "read", "both", "these", "spdx",
                             "github", "hugging", "face", "repository", "repo", "file", "source"})
      l.generic.insert(word);
    return l;
  }();
  return made;
}

Concept concept_of(std::string_view expression) {
  switch (licenses::openness_of(expression)) {
    case licenses::Openness::open:
    case licenses::Openness::permissive_unlisted: return Concept::license_open;
    case licenses::Openness::unknown: return Concept::license_unknown;
    default: return Concept::license_restricted;
  }
}

bool is_license_word(std::string_view word) { return word.starts_with("licen") || word.starts_with("lizen"); }

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text), cut_(text), words_(cut_.all()) {}

  std::vector<NameSpan> run() {
    for (std::size_t at = 0; at < words_.size();) {
      std::size_t end = creative_commons(at);
      if (end == 0) end = gnu(at);
      if (end == 0) end = listed(at);
      at = std::max(end, at + 1);
    }
    add_kinds();
    add_unknown();
    add_ids();
    std::sort(out_.begin(), out_.end(), [](const NameSpan& a, const NameSpan& b) { return a.begin < b.begin; });
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view word(std::size_t i) const {
    return i < words_.size() ? words_[i].text : std::string_view{};
  }

  [[nodiscard]] bool taken(std::size_t begin, std::size_t end) const {
    return std::any_of(out_.begin(), out_.end(), [&](const NameSpan& n) { return begin < n.end && n.begin < end; });
  }

  void add(Concept what, std::size_t first, std::size_t last) {
    // A licence word behind the name is part of it: "MIT licence".
    if (last < words_.size() && is_license_word(word(last)) && words_[last].begin <= words_[last - 1].end + 1) ++last;
    push(what, words_[first].begin, words_[last - 1].end);
  }

  void push(Concept what, std::size_t begin, std::size_t end) {
    if (!taken(begin, end)) out_.push_back({what, begin, end});
  }

  std::size_t creative_commons(std::size_t at) {
    const std::string_view w = word(at);
    if (w != "cc" && w != "creative" && w != "attribution" && w != "by") return 0;
    const auto mention = licenses::read_creative_commons(words_, at);
    if (!mention || mention->end <= at) return 0;
    const bool bare_by = w == "by" && mention->letters.find('-') == std::string::npos;
    if (bare_by || (w == "attribution" && mention->end == at + 1)) return 0;
    const bool limited =
        mention->letters.find("NC") != std::string::npos || mention->letters.find("ND") != std::string::npos;
    add(limited ? Concept::license_restricted : Concept::license_open, at, mention->end);
    return mention->end;
  }

  std::size_t gnu(std::size_t at) {
    const std::string_view w = word(at);
    static constexpr std::array<std::string_view, 6> heads = {"affero", "agpl", "gfdl", "gnu", "gpl", "lgpl"};
    if (std::find(heads.begin(), heads.end(), w) == heads.end()) return 0;
    const auto mention = licenses::read_gnu(words_, at);
    if (!mention || mention->end <= at) return 0;
    add(Concept::license_open, at, mention->end);
    return mention->end;
  }

  // The longest name of the tables at word `at`.
  std::size_t listed(std::size_t at) {
    if (words_[at].noise) return 0;
    const auto [table, of_family] = licenses::names_from(words_[at].text);
    if (table.empty() && !of_family) return 0;
    std::string key;
    std::string expression;
    std::size_t end = 0;
    bool several = false;
    for (std::size_t i = at; i < words_.size() && i < at + max_name_words; ++i) {
      if (i > at && breaks(i - 1)) break;
      if (words_[i].noise) continue;
      if (!key.empty()) key += ' ';
      key += words_[i].text;
      if (const auto id = licenses::id_of_name(key)) {
        expression = *id;
        end = i + 1;
        several = key.find(' ') != std::string::npos;
      }
    }
    if (end == 0 || expression.empty() || !accepts(at, end, several, expression)) return 0;
    add(concept_of(expression), at, end);
    return end;
  }

  [[nodiscard]] bool breaks(std::size_t left) const {
    const std::string_view between = text_.substr(words_[left].end, words_[left + 1].begin - words_[left].end);
    return between.find_first_of(";:|()") != std::string_view::npos || between.find(". ") != std::string_view::npos ||
           between.find(", ") != std::string_view::npos;
  }

  // Names of one word are words, too: they count in capitals or beside a licence word.
  [[nodiscard]] bool accepts(std::size_t at, std::size_t end, bool several, const std::string& expression) const {
    const bool beside = is_license_word(word(end)) || (at > 0 && is_license_word(word(at - 1))) || within(at, end);
    if (expression.starts_with("LicenseRef-")) return beside || word(end) == "terms" || word(end) == "agreement";
    if (several || beside) return true;
    // "GLIDE" and "JSON" are licences, too, and mostly something else.
    const std::string_view written = text_.substr(words_[at].begin, words_[end - 1].end - words_[at].begin);
    const bool capital = std::any_of(written.begin(), written.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return (capital || written.find_first_of("0123456789") != std::string_view::npos) &&
           lists().bare.contains(std::string(word(at)));
  }

  [[nodiscard]] bool within(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i)
      if (is_license_word(word(i))) return true;
    return false;
  }

  void add_kinds() {
    const Words words(text_);
    for (const auto& match : lists().restricted.find(words))
      push(Concept::license_restricted, words[match.first].begin, words[match.last].end);
  }

  // Capitalised words before a noun that makes a licence of them; names between 《 and 》.
  void add_unknown() {
    for (const std::string& noun : lists().nouns)
      for (std::size_t at = text_.find(noun); at != std::string_view::npos; at = text_.find(noun, at + 1)) {
        const std::size_t behind = at + noun.size();
        if (behind < text_.size() && (is_alnum(text_[behind]) || text_[behind] == '-' || text_[behind] == '_'))
          continue;
        const auto name = proper_name_before(at);
        if (name) push(Concept::license_unknown, *name, at + noun.size());
      }
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"《", "》"}, {"「", "」"}}) {
      const std::size_t at = text_.find(open);
      const std::size_t end = at == std::string_view::npos ? at : text_.find(close, at);
      if (end == std::string_view::npos || end - at > 150) continue;
      const std::string_view inside = text_.substr(at, end - at);
      for (const std::string_view noun : {"许可", "协议", "授权", "ライセンス", "規約", "라이선스", "약관"})
        if (inside.find(noun) != std::string_view::npos) push(Concept::license_unknown, at, end + close.size());
    }
  }

  // "under larch-nc-v1.0": an id that nobody knows, with a part that licences have.
  void add_ids() {
    for (const std::string& before : lists().prepositions)
      for (std::size_t at = text_.find(before); at != std::string_view::npos; at = text_.find(before, at + 1)) {
        std::size_t begin = at + before.size();
        if ((at > 0 && is_alnum(text_[at - 1])) || begin >= text_.size() || text_[begin] != ' ') continue;
        begin = std::min(text_.find_first_not_of(" `'\"", begin), text_.size());
        std::size_t end = begin;
        while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == '-' || text_[end] == '.')) ++end;
        while (end > begin && text_[end - 1] == '.') --end;
        if (is_license_id(text_.substr(begin, end - begin))) push(Concept::license_unknown, begin, end);
      }
  }

  static bool is_license_id(std::string_view id) {
    constexpr std::size_t longest = 60;
    if (id.find('-') == std::string_view::npos || id.size() > longest) return false;
    const std::string lower = to_lower(id);
    const std::vector<std::string_view> parts = split(lower, '-');
    return std::any_of(parts.begin(), parts.end(),
                       [](std::string_view part) { return lists().id_parts.contains(std::string(part)); });
  }

  [[nodiscard]] std::optional<std::size_t> proper_name_before(std::size_t at) const {
    std::size_t start = at;
    bool named = false;
    for (int count = 0; start > 0 && count < 6; ++count) {
      std::size_t end = start;
      while (end > 0 && (text_[end - 1] == ' ' || text_[end - 1] == '-')) --end;
      std::size_t begin = end;
      while (begin > 0 && (is_alnum(text_[begin - 1]) || text_[begin - 1] == '.')) --begin;
      const std::string_view piece = text_.substr(begin, end - begin);
      const bool capital =
          !piece.empty() && ((piece[0] >= 'A' && piece[0] <= 'Z') || (piece[0] >= '0' && piece[0] <= '9'));
      if (!capital) break;
      named = named || (!lists().generic.contains(to_lower(piece)) && piece[0] >= 'A');
      start = begin;
    }
    return named ? std::optional(start) : std::nullopt;
  }

  std::string_view text_;
  licenses::LabelWords cut_;
  std::span<const LabelWord> words_;
  std::vector<NameSpan> out_;
};

}  // namespace

std::vector<NameSpan> find_license_names(std::string_view text) { return Finder(text).run(); }

}  // namespace auditor::evidence
