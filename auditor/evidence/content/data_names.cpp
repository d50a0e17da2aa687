#include "auditor/evidence/content/data_names.h"

#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/dataset_mentions.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/prose/words.h"

#include <algorithm>
#include <array>
#include <span>

namespace auditor::evidence {
namespace {

using language::Concept;
using language::Mention;
using language::Reading;

constexpr std::size_t longest = 70;
constexpr std::size_t most_links = 200;  // of a block
constexpr std::size_t most_loose = 24;   // of a sentence

struct Letter {
  char32_t code = 0;
  std::size_t bytes = 1;
};

Letter letter_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const unsigned b = byte(0);
  if (b < 0x80) return {b, 1};
  if (b < 0xE0) return {((b & 0x1FU) << 6U) | (byte(1) & 0x3FU), 2};
  if (b < 0xF0) return {((b & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU), 3};
  return {0xFFFF, 4};
}

bool is_capital(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c >= 0xC0 && c <= 0xDE) return c != 0xD7;
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return c % 2 == 1;
  if ((c >= 0x100 && c <= 0x177) || (c >= 0x1E00 && c <= 0x1EFF)) return c % 2 == 0;
  return (c >= 0x410 && c <= 0x42F) || c == 0x401 || c == 0x1A0 || c == 0x1AF;
}

bool is_cjk(char32_t c) {
  return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

// Letters of alphabets, digits and the signs inside names.
bool is_name_letter(char32_t c) {
  if (c < 0x80) return is_alnum(static_cast<char>(c)) || c == '-' || c == '_' || c == '.' || c == '/' || c == '+';
  return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7 && c != 0x60C && c != 0x61B && c != 0x61F) ||
         (c >= 0xAC00 && c <= 0xD7A3) || is_cjk(c) || (c >= 0x1E00 && c <= 0x1EFF);
}

// "convert.py", "eval/run.sh"
bool is_file_name(std::string_view words) {
  static constexpr std::array<std::string_view, 18> endings = {"py",   "sh",   "md", "ipynb", "yaml", "yml",
                                                               "toml", "cpp",  "h",  "js",    "pdf",  "html",
                                                               "txt",  "gguf", "pt", "pth",   "ckpt", "bin"};
  const std::string ending = extension_of(words);
  return std::find(endings.begin(), endings.end(), std::string_view(ending)) != endings.end();
}

// Libraries and harnesses by the name of their repository: "NumPy" and "datatrove" are no data.
bool is_project(std::string_view lower) {
  static const WordSet known = [] {
    WordSet set = word_set(Packed::of_resource("rules/vocabulary/data.yaml"), "libraries");
    const Packed data = Packed::of_resource("rules/licenses/code-projects.yaml");
    for (const Packed& project : data.at("projects").list()) {
      const std::string id(project.at("id").text());
      set.insert(id.substr(id.rfind('/') + 1));
    }
    return set;
  }();
  return known.contains(std::string(lower));
}

// "RunModel.predict"
bool is_identifier(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name[dot + 1] >= 'a' &&
         name[dot + 1] <= 'z' && name.find(' ') == std::string_view::npos && name.find("://") == std::string_view::npos;
}

// A link to a repository of code names data only when something says so.
bool is_code_host(std::string_view lower_url) {
  const std::string_view host = url_host(lower_url);
  return host == "github.com" || host == "gitlab.com" || host == "gitee.com" || host == "bitbucket.org";
}

bool says_data(std::string_view lower) {
  static constexpr std::array<std::string_view, 7> marks = {"data",    "corpus",   "corpora", "bench",
                                                            "caption", "treebank", "qa"};
  return std::any_of(marks.begin(), marks.end(),
                     [&](std::string_view mark) { return lower.find(mark) != std::string_view::npos; });
}

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;
};

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> out;
  for (std::size_t i = 0; i < text.size();) {
    const Letter first = letter_at(text, i);
    if (!is_name_letter(first.code) || (first.code < 0x80 && !is_alnum(text[i]))) {
      i += first.bytes;
      continue;
    }
    std::size_t end = i;
    for (Letter l = first; end < text.size() && is_name_letter(l.code); l = letter_at(text, end)) end += l.bytes;
    end = std::min(end, text.size());
    std::size_t last = end;
    while (last > i + 1 && static_cast<unsigned char>(text[last - 1]) < 0x80 && !is_alnum(text[last - 1])) --last;
    out.push_back({i, last, text.substr(i, last - i)});
    i = end;
  }
  return out;
}

// Capitals behind the first letter, with small ones beside them: "GitMoss".
bool is_camel(std::string_view text) {
  bool inner = false;
  bool small = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    inner = inner || (text[i] >= 'A' && text[i] <= 'Z');
    small = small || (text[i] >= 'a' && text[i] <= 'z');
  }
  return inner && small;
}

class Finder {
 public:
  Finder(const Reading& reading, const language::OwnWords& own, const Block* block, bool whole = false)
      : reading_(reading), text_(reading.text()), own_(own), block_(block), whole_(whole) {}

  [[nodiscard]] bool opens_with_name() const {
    const std::vector<Token> tokens = tokens_of(text_);
    if (tokens.size() < 2 || tokens[0].begin > 3) return false;
    const Token& first = tokens[0];
    const bool acts =
        language::is_grammar_word("name_followers", fold_phrase(tokens[1].text)) || fold_phrase(tokens[1].text) == "se";
    const bool capital = is_capital(letter_at(first.text, 0).code) && first.text.size() >= 3;
    return capital && !is_plain(first.text) && !is_own(first.text) &&
           !in_mention(first, {Concept::this_model, Concept::own}) && acts;
  }

  std::vector<DataName> run(bool with_loose = false) {
    if (block_ != nullptr) add_links();
    add_addresses();
    add_calls();
    add_quoted();
    if (language::code_of(reading_.language()) == "zh") add_chinese();
    if (language::code_of(reading_.language()) == "ko") add_korean();
    add_tokens();
    if (with_loose) add_loose_tokens();
    std::sort(out_.begin(), out_.end(), [](const DataName& a, const DataName& b) { return a.begin < b.begin; });
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool taken(std::size_t begin, std::size_t end) const {
    const auto overlaps = [&](const auto& n) { return begin < n.end && n.begin < end; };
    return std::any_of(out_.begin(), out_.end(), overlaps) || std::any_of(papers_.begin(), papers_.end(), overlaps);
  }

  void push(std::size_t begin, std::size_t end, bool strong, std::string url = {}) {
    const std::string name = clean_data_name(text_.substr(begin, end - begin));
    const std::string lower = to_lower(name);
    if (is_project(lower) || is_identifier(name) || language::is_grammar_word("metric_names", lower) ||
        language::is_grammar_word("hardware", std::string_view(lower).substr(0, lower.find(' '))))
      return;
    if (name.size() < 2 || name.size() > longest || taken(begin, end) || is_own(name)) return;
    out_.push_back({begin, end, name, std::move(url), strong});
  }

  [[nodiscard]] bool is_own(std::string_view name) const {
    const std::string lower = to_lower(name);
    const std::string_view last =
        std::string_view(lower).substr(lower.find('/') == std::string::npos ? 0 : lower.find('/') + 1);
    return std::any_of(own_.names.begin(), own_.names.end(), [&](const std::string& n) {
      if (!last.starts_with(n) || last.size() == n.size()) return last == n;
      const char next = name[name.size() - last.size() + n.size()];
      // "AmberChat" beside Amber, "wren-7b" beside Wren.
      return (n.size() >= 4 && next >= 'A' && next <= 'Z') || (!is_alnum(next) && language::has_model_shape(last));
    });
  }

  // Words of training and testing: "Score", "Teacher".
  [[nodiscard]] bool is_mentioned(std::string_view folded) const {
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      const bool word = m.what == Concept::training || m.what == Concept::testing || m.what == Concept::left_out ||
                        m.what == Concept::reader || m.what == Concept::component || m.what == Concept::learned_from;
      return word && fold_phrase(reading_.bytes(m)) == folded;
    });
  }

  [[nodiscard]] bool known(std::string_view folded) const {
    return language::is_known_word(reading_.language(), folded) || language::is_known_word(language::english, folded) ||
           language::is_grammar_word("data_kinds", folded) || language::is_grammar_word("peoples", folded) ||
           language::is_grammar_word("month_names", folded) || language::is_grammar_word("measures", folded) ||
           language::is_grammar_word("size_units", folded) || language::is_grammar_word("number_words", folded) ||
           language::is_grammar_word("data_labels", folded) || language::is_no_name(folded) || is_mentioned(folded);
  }

  // Every word of it has a meaning of its own: "the data", "training set"; or it is a method's name.
  [[nodiscard]] bool is_plain(std::string_view name) const {
    const std::string folded = fold_phrase(name);
    const std::size_t space = folded.rfind(' ');
    if (known(folded) || language::is_grammar_word("method_nouns", std::string_view(folded).substr(
                                                                       space == std::string::npos ? 0 : space + 1)))
      return true;
    if (is_cjk(letter_at(name, 0).code)) return false;  // every character is a word there
    for (std::size_t at = 0; at < folded.size();) {
      const std::size_t end = std::min(folded.find(' ', at), folded.size());
      if (!known(std::string_view(folded).substr(at, end - at))) return false;
      at = end + 1;
    }
    return true;
  }

  void push_link(std::size_t at, std::string_view words, const std::string& url) {
    const std::size_t before = out_.size();
    push(at, at + words.size(), true, url);
    if (out_.size() > before)
      out_.back().code = is_code_host(to_lower(url)) && !says_data(to_lower(url)) && !says_data(to_lower(words));
  }

  void add_links() {
    for (const Link& link : std::span(block_->links).first(std::min(block_->links.size(), most_links))) {
      const std::string_view words = trim(link.text);
      if (link.image || words.size() < 2 || words.size() > longest) continue;
      const std::size_t at = text_.find(words);
      if (at == std::string_view::npos || taken(at, at + words.size()) || url_host(link.url).empty() ||
          !url_host(words).empty() || is_file_name(words) || words.find(": ") != std::string_view::npos ||
          in_mention({at, at + words.size(), words},
                     {Concept::license_open, Concept::license_restricted, Concept::license_unknown}))
        continue;
      const std::string lower = to_lower(link.url);
      const bool model =
          (lower.find("huggingface.co/") != std::string::npos && lower.find("/datasets/") == std::string::npos) ||
          is_paper_url(lower);
      if (is_paper_url(lower)) papers_.push_back({at, at + words.size(), {}, {}, false});  // its title names nothing
      const bool capital =
          is_capital(letter_at(words, 0).code) || static_cast<unsigned char>(words[0]) >= 0x80 || has_digit(words);
      if (!model && std::count(words.begin(), words.end(), ' ') <= 4 && !is_plain(words) &&
          (capital || words.find_first_of("-_/") != std::string_view::npos))
        push_link(at, words, link.url);
    }
  }

  // A bare address of a data set on a hub: its id is the name.
  void add_addresses() {
    for (const std::string_view host : {"huggingface.co/datasets/", "hf.co/datasets/"})
      for (std::size_t at = text_.find(host); at != std::string_view::npos; at = text_.find(host, at + host.size())) {
        const std::size_t begin = at + host.size();
        std::size_t end = begin;
        while (end < text_.size() &&
               (is_alnum(text_[end]) || std::string_view("-_./").find(text_[end]) != std::string_view::npos))
          ++end;
        while (end > begin && !is_alnum(text_[end - 1])) --end;
        std::string_view id = text_.substr(begin, end - begin);
        if (const std::size_t slash = id.find('/'); slash != std::string_view::npos)
          id = id.substr(0, id.find('/', slash + 1));
        const std::size_t scheme = text_.substr(0, at).ends_with("https://") ? at - 8 : at;
        if (id.size() >= 2 && !taken(scheme, begin + id.size()))
          out_.push_back(
              {scheme, begin + id.size(), std::string(id), "https://huggingface.co/datasets/" + std::string(id), true});
      }
  }

  // load_dataset("conll2003") within a sentence.
  void add_calls() {
    constexpr std::string_view call = "load_dataset(";
    for (std::size_t at = text_.find(call); at != std::string_view::npos; at = text_.find(call, at + call.size())) {
      const std::size_t begin = text_.find_first_not_of("\"'", at + call.size());
      if (begin == std::string_view::npos || begin == at + call.size()) continue;
      const std::size_t end = text_.find_first_of("\"')", begin);
      if (end != std::string_view::npos &&
          text_.substr(begin, end - begin).find_first_of(" .<{") == std::string_view::npos)
        push(begin, end, true);
    }
  }

  void add_quoted() {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> marks = {
        {{"«", "»"}, {"“", "”"}, {"„", "“"}, {"„", "”"}, {"「", "」"}, {"『", "』"}, {"\"", "\""}}};
    for (const auto& [open, close] : marks)
      for (std::size_t at = text_.find(open); at != std::string_view::npos;) {
        const std::size_t begin = at + open.size();
        const std::size_t end = text_.find(close, begin);
        if (end == std::string_view::npos) break;
        const std::string_view words = trim(text_.substr(begin, end - begin));
        const Letter first = letter_at(words, 0);
        const bool named = is_capital(first.code) || is_cjk(first.code) || (first.code >= 0x600 && first.code < 0x700);
        const bool speech = words.find_first_of(".!?") != std::string_view::npos;
        if (named && !speech && words.size() <= 40 && std::count(words.begin(), words.end(), ' ') <= 3 &&
            !is_plain(words))
          push(begin, end, true);
        at = text_.find(open, end + close.size());
      }
  }

  // "在报春花问答上": what stands between the two and has no word of its own.
  void add_chinese() {
    static constexpr std::array<std::string_view, 12> plain = {"这", "该", "我", "的", "个", "此",
                                                               "本", "其", "多", "各", "不", "基础"};
    for (std::size_t at = text_.find("在"); at != std::string_view::npos; at = text_.find("在", at + 3)) {
      const std::size_t begin = at + 3;
      const std::size_t end = std::min({text_.find("上", begin), text_.find("中", begin), text_.find("，", begin)});
      if (end == std::string_view::npos || end - begin < 6 || end - begin > 36 || text_.compare(end, 3, "，") == 0)
        continue;
      const std::string_view words = text_.substr(begin, end - begin);
      const bool said = std::any_of(plain.begin(), plain.end(),
                                    [&](std::string_view p) { return words.find(p) != std::string_view::npos; });
      if (!said && !is_plain(words) && is_cjk(letter_at(words, 0).code)) push(begin, end, true);
    }
  }

  // "이끼-웹으로": a hyphen or Latin letters make a name of a word; its particle is none of it.
  void add_korean() {
    static constexpr std::array<std::string_view, 16> particles = {
        "에서는", "에서", "으로", "이라는", "라는", "에는", "을", "를", "은", "는", "이", "가", "로", "과", "와", "의"};
    for (const Token& t : tokens_of(text_)) {
      std::string_view word = t.text;
      for (const std::string_view p : particles)
        if (word.size() > p.size() + 5 && word.ends_with(p)) {
          word.remove_suffix(p.size());
          break;
        }
      const bool hangul = is_cjk(letter_at(word, 0).code);
      bool noun = false;
      for (std::size_t length : {6U, 9U, 12U})
        noun = noun ||
               (word.size() > length + 3 && language::is_grammar_word("data_nouns", word.substr(word.size() - length)));
      const bool latin = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
      if (hangul && !is_plain(word) && (word.find('-') != std::string_view::npos || latin || noun))
        push(t.begin, t.begin + word.size(), true);
    }
  }

  // --- capitalised words -------------------------------------------------------------------------------------------

  enum class Shape { none, weak, strong };

  void add_tokens() {
    const std::vector<Token> tokens = tokens_of(text_);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (taken(tokens[i].begin, tokens[i].end)) continue;
      const Shape shape = shape_of(tokens, i);
      if (shape == Shape::none) continue;
      const std::size_t last = extended(tokens, i);
      push(tokens[i].begin, tokens[last].end, shape == Shape::strong || last > i);
      i = last;
    }
  }

  void add_loose_tokens() {
    const std::vector<Token> tokens = tokens_of(text_);
    std::size_t found = 0;
    for (std::size_t i = 0; i < tokens.size() && found < most_loose; ++i) {
      if (taken(tokens[i].begin, tokens[i].end) || !is_loose(tokens[i])) continue;
      const std::size_t last = extended(tokens, i);
      const std::size_t before = out_.size();
      push(tokens[i].begin, tokens[last].end, false);
      if (out_.size() > before) out_.back().loose = true;
      found += out_.size() - before;
      i = last;
    }
  }

  // "owner/name", "XNLI", "Kelp", "squad_v2", "c4": written like a name, and no other word.
  [[nodiscard]] bool is_loose(const Token& t) const {
    if (t.text.size() < 2 || t.text.size() > 60 || is_something_else(t) || is_plain(t.text)) return false;
    const std::size_t slash = t.text.find('/');
    const bool id = slash != std::string_view::npos;
    const std::string_view last = id ? t.text.substr(slash + 1) : t.text;
    if (language::has_model_shape(last)) return false;
    if (id)
      return slash >= 2 && last.size() >= 2 && last.find('/') == std::string_view::npos &&
             t.text.find('.') == std::string_view::npos &&
             !(known(fold_phrase(t.text.substr(0, slash))) && known(fold_phrase(last)));
    const Letter first = letter_at(t.text, 0);
    if (is_cjk(first.code)) return false;
    if (is_known_dataset(t.text)) return true;
    if (!is_capital(first.code))
      return is_alnum(t.text[0]) && has_digit(t.text) && t.text.find_first_of("-_") != std::string_view::npos &&
             (t.text[0] < '0' || t.text[0] > '9');
    if (!language::has_capital_nouns(reading_.language())) return true;
    return in_mention(t, {Concept::other_model}) || is_camel(t.text) || has_digit(t.text) || to_upper(t.text) == t.text;
  }

  // A file, an address, this model, code or a licence.
  [[nodiscard]] bool is_something_else(const Token& t) const {
    return is_file_name(t.text) || in_address(t) ||
           in_mention(t, {Concept::this_model, Concept::code, Concept::license_open, Concept::license_restricted,
                          Concept::license_unknown});
  }

  [[nodiscard]] Shape shape_of(const std::vector<Token>& tokens, std::size_t i) const {
    const Token& t = tokens[i];
    const Letter first = letter_at(t.text, 0);
    if (t.text.size() < 3 || is_something_else(t) || is_possessor(t)) return Shape::none;
    if (t.text.find('/') != std::string_view::npos) return hub_id(t) ? Shape::strong : Shape::none;
    if (is_cjk(first.code)) return Shape::none;
    if (!is_capital(first.code)) return governed(t) ? Shape::strong : Shape::none;
    if (language::has_model_shape(t.text) || t.text.size() > 40) return Shape::none;
    if (is_known_dataset(t.text)) return Shape::strong;
    const bool capitals = to_upper(t.text) == t.text;
    if (has_noun_beside(tokens, i) && !is_plain(t.text)) return Shape::strong;
    if (capitals && t.text.find_first_of("-_") == std::string_view::npos && (t.text.size() <= 5 || has_digit(t.text)))
      return is_acronym(t) ? Shape::strong : Shape::none;
    if (capitals && has_digit(t.text)) return is_acronym(t) ? Shape::strong : Shape::none;
    const std::string folded = fold_phrase(t.text);
    const std::size_t space = folded.find(' ');
    const std::string_view head = std::string_view(folded).substr(0, space);
    if (is_plain(t.text)) return Shape::none;
    const std::size_t hyphen = t.text.find_first_of("-_");
    if (hyphen != std::string_view::npos && hyphen + 1 < t.text.size()) {
      const Letter next = letter_at(t.text, hyphen + 1);
      const bool title = is_capital(next.code) || has_digit(t.text.substr(hyphen));
      return title ? Shape::strong : known(head) ? Shape::none : Shape::weak;
    }
    if (is_camel(t.text) || (has_digit(t.text) && !known(head))) return Shape::strong;
    return is_proper(tokens, i) ? Shape::weak : Shape::none;
  }

  // "the Alder corpus", "korpus Olcha": a noun of data beside the word makes it a name.
  [[nodiscard]] bool has_noun_beside(const std::vector<Token>& tokens, std::size_t i) const {
    const auto is_noun = [](std::string_view word) {
      return language::is_grammar_word("data_nouns", fold_phrase(word));
    };
    const Token& t = tokens[i];
    if (language::has_capital_nouns(reading_.language()) ||
        in_mention(t, {Concept::other_model, Concept::own}) == false)
      return false;
    const bool behind = i + 1 < tokens.size() && tokens[i + 1].begin == t.end + 1 && text_[t.end] == ' ' &&
                        !is_capital(letter_at(tokens[i + 1].text, 0).code) && is_noun(tokens[i + 1].text);
    const bool before = i > 0 && tokens[i - 1].end + 1 == t.begin && text_[t.begin - 1] == ' ' &&
                        language::code_of(reading_.language()) != "en" && is_noun(tokens[i - 1].text);
    return behind || before;
  }

  // A word in capitals can be anything: it names data where words of training or testing stand right beside it, in a
  // list with such a name, or where it is all that a cell holds.
  [[nodiscard]] bool is_acronym(const Token& t) const {
    if (t.text.size() < 3 || is_plain(t.text) || language::is_grammar_word("hardware", fold_phrase(t.text)) ||
        t.text.find_first_not_of("0123456789.") == std::string_view::npos)
      return false;
    const std::string_view before = trim(text_.substr(0, t.begin));
    if (!before.empty() && ((before.back() >= '0' && before.back() <= '9') || before.ends_with("×"))) return false;
    if (whole_) return before.empty() && (t.end == text_.size() || text_.substr(t.end).starts_with(" ("));
    return is_ruled(t) || follows_in_list(t);
  }

  // "trained on NKJP", "eval: XNLI", "JGLUE の結果".
  [[nodiscard]] bool is_ruled(const Token& t) const {
    const std::string_view code = language::code_of(reading_.language());
    const bool verb_last = code == "tr" || code == "ja" || code == "ko" || code == "zh";
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      const bool verb =
          m.what == Concept::trained_on || m.what == Concept::learned_from || m.what == Concept::evaluated_on;
      const bool word = m.what == Concept::training || m.what == Concept::testing;
      if (!verb && !word) return false;
      const bool ahead = m.end <= t.begin;
      const std::string_view gap = ahead              ? text_.substr(m.end, t.begin - m.end)
                                   : m.begin >= t.end ? text_.substr(t.end, m.begin - t.end)
                                                      : std::string_view(";");
      if (gap.find_first_of(";()") != std::string_view::npos || gap.find(". ") != std::string_view::npos) return false;
      if (verb) return gap.size() <= (ahead || verb_last ? 24U : 8U);
      return ahead ? trim(gap) == ":" || trim(gap) == "：" : verb_last && gap.size() <= 6;
    });
  }

  // "PAWS, XNLI and KLUE": nothing but a comma or "and" stands behind a name.
  [[nodiscard]] bool follows_in_list(const Token& t) const {
    return std::any_of(out_.begin(), out_.end(), [&](const DataName& n) {
      if (n.end > t.begin || t.begin - n.end > 12) return false;
      const std::string_view gap = trim(text_.substr(n.end, t.begin - n.end));
      if (gap.empty()) return false;
      std::string_view word = gap;
      while (!word.empty() && (word.front() == ',' || word.front() == ' ')) word.remove_prefix(1);
      return word.empty() || gap == "、" || gap == "/" || language::is_grammar_word("joins", fold_phrase(word));
    });
  }

  [[nodiscard]] static std::string to_upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return out;
  }

  [[nodiscard]] bool in_mention(const Token& t, std::initializer_list<Concept> kinds) const {
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      return m.begin < t.end && t.begin < m.end && std::find(kinds.begin(), kinds.end(), m.what) != kinds.end();
    });
  }

  // Part of "https://moss.example/web" or "name@host".
  [[nodiscard]] bool in_address(const Token& t) const {
    const std::size_t space = text_.find_last_of(" (<|", t.begin);
    const std::string_view head = text_.substr(space == std::string_view::npos ? 0 : space + 1,
                                               t.end - (space == std::string_view::npos ? 0 : space + 1));
    return head.find("://") != std::string_view::npos || head.starts_with("doi:") ||
           (t.begin > 0 && (text_[t.begin - 1] == '@' || text_[t.begin - 1] == '#' || text_[t.begin - 1] == '$')) ||
           (t.end < text_.size() && text_[t.end] == '@') || text_.substr(t.end).starts_with("://");
  }

  // "Master's programme", "Alder’s team": whose something is; the data of somebody have a noun behind them.
  [[nodiscard]] bool is_possessor(const Token& t) const {
    std::string_view rest = text_.substr(t.end);
    if (!rest.starts_with("'s ") && !rest.starts_with("’s ")) return false;
    rest = rest.substr(rest.find(' ') + 1);
    return !says_data(to_lower(rest.substr(0, std::min(rest.find_first_of(".,;"), std::size_t{40}))));
  }

  // "grove/burdock", no file and no model.
  [[nodiscard]] static bool hub_id(const Token& t) {
    const std::size_t slash = t.text.find('/');
    if (slash < 2 || slash + 3 > t.text.size() || t.text.find('/', slash + 1) != std::string_view::npos) return false;
    const std::string_view name = t.text.substr(slash + 1);
    return name.find_first_of("-_0123456789") != std::string_view::npos && name.find('.') == std::string_view::npos &&
           !language::has_model_shape(name);
  }

  // "trained on sedge-v2": written small, right behind a word of training or testing.
  [[nodiscard]] bool governed(const Token& t) const {
    if (t.text.find_first_of("-_") == std::string_view::npos || is_plain(t.text) || !is_alnum(t.text[0]) ||
        (t.text[0] >= '0' && t.text[0] <= '9'))
      return false;
    if (!has_digit(t.text) && t.text.find('_') == std::string_view::npos) return false;
    return std::any_of(reading_.mentions().begin(), reading_.mentions().end(), [&](const Mention& m) {
      const bool data =
          m.what == Concept::trained_on || m.what == Concept::learned_from || m.what == Concept::evaluated_on;
      return data && t.begin >= m.end && t.begin - m.end <= 5;
    });
  }

  [[nodiscard]] bool is_initial(const Token& t) const {
    if (t.begin == 0) return true;
    const std::string_view before = trim(text_.substr(0, t.begin));
    if (before.empty()) return true;
    static constexpr std::array<std::string_view, 14> marks = {".", "!", "?", ":", ";", "*", "|",
                                                               "¿", "¡", "…", "—", "·", "]", ">"};
    return std::any_of(marks.begin(), marks.end(), [&](std::string_view m) { return before.ends_with(m); });
  }

  // A single capitalised word: where a sentence begins, only what follows can show that it is a name.
  [[nodiscard]] bool is_proper(const std::vector<Token>& tokens, std::size_t i) const {
    const Token& t = tokens[i];
    const bool german = language::code_of(reading_.language()) == "de";
    if (german) return in_mention(t, {Concept::other_model});
    const bool in_list = t.end < text_.size() && (text_[t.end] == ',' || (t.begin >= 2 && text_[t.begin - 2] == ','));
    if (!in_list && in_title_run(tokens, i)) return false;
    if (!is_initial(t)) return in_list || !in_title(tokens);
    if (in_mention(t, {Concept::other_model})) return true;
    const std::string_view rest = text_.substr(t.end);
    if (trim(rest).empty() || trim(rest) == ".") return true;
    static constexpr std::array<std::string_view, 6> signs = {" (", " +", " &", "[^", ",", ":"};
    if (std::any_of(signs.begin(), signs.end(), [&](std::string_view s) { return rest.starts_with(s); }))
      return !rest.starts_with(",") ||
             (i + 1 < tokens.size() &&
              (is_capital(letter_at(tokens[i + 1].text, 0).code) || has_digit(tokens[i + 1].text) ||
               language::is_grammar_word("articles", fold_phrase(tokens[i + 1].text))));
    if (i + 1 >= tokens.size()) return false;
    const std::string_view next = tokens[i + 1].text;
    return (next[0] >= '0' && next[0] <= '9') || language::is_grammar_word("name_followers", fold_phrase(next));
  }

  // Most words have capitals: a heading.
  [[nodiscard]] static bool in_title(const std::vector<Token>& tokens) {
    std::size_t words = 0;
    std::size_t capitals = 0;
    for (const Token& t : tokens) {
      if (t.text.size() < 4) continue;
      ++words;
      capitals += is_capital(letter_at(t.text, 0).code) ? 1 : 0;
    }
    return words >= 4 && capitals * 4 > words * 3;
  }

  // "Surprisal Predicts Human Reading Times": a title within a sentence.
  [[nodiscard]] static bool in_title_run(const std::vector<Token>& tokens, std::size_t i) {
    std::size_t capitals = 0;
    for (std::size_t k = i < 4 ? 0 : i - 4; k < std::min(tokens.size(), i + 5); ++k)
      capitals += tokens[k].text.size() > 3 && is_capital(letter_at(tokens[k].text, 0).code) &&
                          tokens[k].text.find_first_of("-_") == std::string_view::npos
                      ? 1
                      : 0;
    return capitals >= 5;
  }

  // "Lichen Books", "Heath-News 2024", "Moss v2": what follows closely and is written alike belongs to the name.
  [[nodiscard]] std::size_t extended(const std::vector<Token>& tokens, std::size_t i) const {
    while (i + 1 < tokens.size() && tokens[i + 1].begin == tokens[i].end + 1 && text_[tokens[i].end] == ' ' &&
           !taken(tokens[i + 1].begin, tokens[i + 1].end)) {
      const std::string_view next = tokens[i + 1].text;
      const bool capital = is_capital(letter_at(next, 0).code) && language::code_of(reading_.language()) != "de" &&
                           !in_mention(tokens[i + 1], {Concept::this_model});
      const bool year = next.size() == 4 && next.find_first_not_of("0123456789") == std::string_view::npos;
      const bool version = next.size() >= 2 && next.size() <= 4 && next[0] == 'v' && has_digit(next);
      const bool edition = next.size() == 1 && next[0] >= '1' && next[0] <= '9' &&
                           (tokens[i + 1].end == text_.size() ||
                            std::string_view(".,;:)").find(text_[tokens[i + 1].end]) != std::string_view::npos);
      if (!capital && !year && !version && !edition) break;
      ++i;
    }
    return i;
  }

  const Reading& reading_;
  std::string_view text_;
  const language::OwnWords& own_;
  const Block* block_;
  bool whole_ = false;  // the text is a cell of its own
  std::vector<DataName> out_;
  std::vector<DataName> papers_;
};

}  // namespace

std::vector<DataName> find_cell_names(const Reading& reading, const language::OwnWords& own, const Block* block) {
  return Finder(reading, own, block, true).run();
}

std::vector<DataName> find_possible_data_names(const Reading& reading, const language::OwnWords& own,
                                               const Block* block, bool cell) {
  return Finder(reading, own, block, cell).run(true);
}

bool opens_with_name(const Reading& reading, const language::OwnWords& own) {
  return Finder(reading, own, nullptr).opens_with_name();
}

bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != std::string_view::npos; }

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string clean_data_name(std::string_view name) {
  name = trim(name);
  const bool bracket = name.ends_with(')') && name.find('(') != std::string_view::npos && name.front() != '(';
  while (!name.empty() && std::string_view("\"'`*_()[]{}<>,;:").find(name.front()) != std::string_view::npos)
    name.remove_prefix(1);
  while (!bracket && !name.empty() &&
         std::string_view("\"'`*_()[]{}<>,;:.").find(name.back()) != std::string_view::npos)
    name.remove_suffix(1);  // "LAION-2B(en)" keeps its bracket
  static constexpr std::array<std::string_view, 7> splits = {"/train", "/test", "/dev",  "/validation",
                                                             "/val",   "/eval", "/valid"};
  for (const std::string_view split : splits)
    if (name.size() > split.size() + 1 && name.ends_with(split)) name.remove_suffix(split.size());
  return std::string(name);
}

bool is_test_name(std::string_view name) {
  static constexpr std::array<std::string_view, 12> endings = {
      "qa", "bench", "eval", "test", "hard", "exam", "challenge", "arena", "mc", "probe", "quiz", "benchmark"};
  const std::string lower = to_lower(name);
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view e) {
    if (!lower.ends_with(e) || lower.size() <= e.size() + 1) return false;
    const char before = lower[lower.size() - e.size() - 1];
    return before == '-' || before == '_' || before == ' ' ||
           (name[lower.size() - e.size()] >= 'A' && name[lower.size() - e.size()] <= 'Z');
  });
}

}  // namespace auditor::evidence
