// Chat templates are programs of Jinja that a tokenizer runs for every conversation. What leads from a value to
// Python's own functions is found by shape, not by name: names can be put together and escaped.
#include "auditor/core/json.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <set>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_template = 16U << 20U;

struct Words {
  std::vector<std::string> attributes;
  std::set<std::string, std::less<>> names;
  std::set<std::string, std::less<>> frames;
  std::set<std::string, std::less<>> statements;
};

const Words& words() {
  static const Words shipped = [] {
    const Json document = resource_json("rules/vocabulary/weights.yaml");
    return Words{document.at("template_attributes").get<std::vector<std::string>>(),
                 document.at("template_names").get<std::set<std::string, std::less<>>>(),
                 document.at("template_frames").get<std::set<std::string, std::less<>>>(),
                 document.at("template_statements").get<std::set<std::string, std::less<>>>()};
  }();
  return shipped;
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c < 0;
}
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// One {{ … }} or {% … %}, read token by token.
class Expression {
 public:
  Expression(std::string_view text, bool statement, Inspection& out) : text_(text), statement_(statement), out_(out) {}

  void check() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\'' || c == '"') literal(c);
      else if (is_name(c)) name();
      else punctuation(c);
    }
  }

 private:
  struct Bracket {
    char kind;  // '[' of a subscript, ',' of a list, '(' and '{'
    bool literal = false;
    bool operation = false;
  };

  void found(const std::string& what) { note(out_, Verdict::suspicious, "the chat template reaches for " + what); }

  // Text that names a private attribute, is a part of such a name, or spells ordinary letters by escapes.
  void literal(char quote_mark) {
    std::size_t end = at_ + 1;
    bool escaped = false;
    while (end < text_.size() && text_[end] != quote_mark) {
      escaped = escaped || is_letter_escape(text_.substr(end));
      end += text_[end] == '\\' ? 2 : 1;
    }
    const std::string_view inner = text_.substr(at_ + 1, std::min(end, text_.size()) - at_ - 1);
    if (escaped) found("a text whose letters are escaped: " + quote(inner));
    else if (is_private(inner, end + 1)) found("a private name, " + quote(inner));
    else if (words().frames.contains(inner)) found("Python's own frames or code, " + quote(inner));
    else if (inner.find("%c") != std::string_view::npos) found("a text made from numbers: " + quote(inner));
    at_ = std::min(text_.size(), end + 1);
    if (!open_.empty()) open_.back().literal = true;
    before_ = Before::literal;
  }

  // The name of a private attribute or a part of one. A text of several words is one only for a method or a filter.
  [[nodiscard]] bool is_private(std::string_view inner, std::size_t after) const {
    if (std::all_of(inner.begin(), inner.end(), is_name))
      return inner == "_" || inner.starts_with("__") || (inner.size() > 2 && inner.ends_with("__"));
    while (after < text_.size() && is_blank(text_[after])) ++after;
    const bool changed = after < text_.size() && (text_[after] == '.' || text_[after] == '|' || text_[after] == '[');
    return changed && inner.find("__") != std::string_view::npos;
  }

  static bool is_letter_escape(std::string_view rest) {
    if (rest.size() < 4 || rest[0] != '\\') return false;
    const char kind = rest[1];
    if (kind == 'N') return true;
    if (kind != 'x' && kind != 'u' && kind != 'U' && (kind < '0' || kind > '7')) return false;
    const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 3;
    const std::string text(rest.substr(kind >= '0' && kind <= '7' ? 1 : 2, digits));
    const int base = kind >= '0' && kind <= '7' ? 8 : 16;
    std::size_t used = 0;
    unsigned long value = 0;
    for (; used < text.size(); ++used) {
      const int digit = text[used] >= '0' && text[used] <= '9'   ? text[used] - '0'
                        : text[used] >= 'a' && text[used] <= 'f' ? text[used] - 'a' + 10
                        : text[used] >= 'A' && text[used] <= 'F' ? text[used] - 'A' + 10
                                                                 : 99;
      if (digit >= base) break;
      value = value * static_cast<unsigned long>(base) + static_cast<unsigned long>(digit);
    }
    return used > 0 && value > 0x20 && value < 0x7F;
  }

  void name() {
    std::size_t end = at_;
    while (end < text_.size() && is_name(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    const bool number = word[0] >= '0' && word[0] <= '9';
    const bool first = before_ == Before::nothing && statement_;
    if (before_ == Before::dot && word[0] == '_') found("a private attribute, " + quote(word));
    else if (before_ == Before::dot && words().frames.contains(word))
      found("Python's own frames or code, " + quote(word));
    else if (before_ == Before::pipe && word == "attr") found("an attribute by a computed name (attr)");
    else if (first && words().statements.contains(word)) found("another template (" + std::string(word) + ")");
    else if (before_ != Before::dot && before_ != Before::pipe && words().names.contains(word) &&
             !is_keyword_argument(end))
      found("the engine's own " + quote(word));
    else if (before_ != Before::dot && word.starts_with("__")) found("a private name, " + quote(word));
    if (!open_.empty() && before_ == Before::pipe) open_.back().operation = true;
    at_ = end;
    before_ = number ? Before::number : is_word_operator(word) ? Before::operation : Before::value;
  }

  [[nodiscard]] bool is_keyword_argument(std::size_t end) const {
    while (end < text_.size() && is_blank(text_[end])) ++end;
    return end + 1 < text_.size() && text_[end] == '=' && text_[end + 1] != '=';
  }

  static bool is_word_operator(std::string_view word) {
    return word == "in" || word == "not" || word == "and" || word == "or" || word == "if" || word == "else" ||
           word == "is" || word == "set" || word == "for" || word == "elif";
  }

  void punctuation(char c) {
    ++at_;
    if (is_blank(c)) return;
    if (c == '[') open_.push_back({before_is_value() ? '[' : ','});
    else if (c == '(' || c == '{') open_.push_back({c});
    else if (c == ']' || c == ')' || c == '}') close();
    else if ((c == '~' || c == '+' || c == '*' || c == '%') && !open_.empty()) open_.back().operation = true;
    before_ = c == '.'                           ? Before::dot
              : c == '|'                         ? Before::pipe
              : c == ']' || c == ')' || c == '}' ? Before::value
                                                 : Before::operation;
  }

  [[nodiscard]] bool before_is_value() const { return before_ == Before::value || before_ == Before::literal; }

  // A key that is put together has a name to hide.
  void close() {
    if (open_.empty()) return;
    const Bracket bracket = open_.back();
    open_.pop_back();
    if (bracket.kind == '[' && bracket.literal && bracket.operation) found("a key that is put together");
    if (!open_.empty() && bracket.kind != '[') {
      open_.back().literal = open_.back().literal || bracket.literal;
      open_.back().operation = open_.back().operation || bracket.operation;
    }
  }

  enum class Before { nothing, value, literal, number, dot, pipe, operation };

  std::string_view text_;
  bool statement_;
  Inspection& out_;
  std::size_t at_ = 0;
  Before before_ = Before::nothing;
  std::vector<Bracket> open_;
};

// The end of a block that begins at `at`, outside of quoted texts.
std::size_t end_of_block(std::string_view text, std::size_t at, char mark) {
  char quoted = '\0';
  for (std::size_t i = at; i + 1 < text.size(); ++i) {
    const char c = text[i];
    if (quoted != '\0') {
      if (c == '\\') ++i;
      else if (c == quoted) quoted = '\0';
    } else if (c == '\'' || c == '"') {
      quoted = c;
    } else if (c == mark && text[i + 1] == '}') {
      return i;
    }
  }
  return text.size();
}

}  // namespace

void note_code_in_template(Inspection& out, std::string_view text) {
  for (const std::string& attribute : words().attributes)
    if (text.find(attribute) != std::string_view::npos)
      note(out, Verdict::suspicious, "the chat template reaches for " + quote(attribute));
  for (std::size_t at = text.find('{'); at != std::string_view::npos && at + 1 < text.size(); at = text.find('{', at)) {
    const char kind = text[at + 1];
    if (kind == '#') {
      const std::size_t end = text.find("#}", at + 2);
      if (end == std::string_view::npos) return;
      at = end + 2;
    } else if (kind == '{' || kind == '%') {
      std::size_t begin = at + 2;
      if (begin < text.size() && (text[begin] == '-' || text[begin] == '+')) ++begin;
      const std::size_t end = end_of_block(text, begin, kind == '{' ? '}' : '%');
      Expression(text.substr(begin, end - begin), kind == '%', out).check();
      at = std::min(text.size(), end + 2);
    } else {
      ++at;
    }
  }
}

void note_templates(Inspection& out, const Json& value) {
  if (value.is_string()) return note_code_in_template(out, value.get_ref<const std::string&>());
  if (!value.is_structured()) return;
  // Several by name: a list of {"name", "template"}, or an object.
  for (const Json& one : value)
    if (one.is_string()) note_code_in_template(out, one.get_ref<const std::string&>());
    else if (one.is_object() && one.contains("template")) note_templates(out, one["template"]);
}

bool is_template_file(const Input& input) {
  return ends_with_i(input.name, ".jinja") || ends_with_i(input.name, ".jinja2");
}

void read_template_file(const Input& input, Inspection& out) {
  const auto text = input.bytes.read(0, longest_template);
  if (!text) return note(out, Verdict::unknown, "not read: " + text.error().message);
  if (input.bytes.size() > longest_template) note(out, Verdict::unknown, "more than " + human_size(longest_template));
  note_code_in_template(out, *text);
}

}  // namespace auditor::formats
