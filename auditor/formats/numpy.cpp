// NumPy .npy: a magic, a Python dictionary that describes the array, then its bytes, or a pickle when the array
// holds Python objects.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/pickle_machine.h"
#include "auditor/formats/readers.h"

#include <algorithm>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_header = 10'000;  // numpy's own limit

// What a header says; the dictionary is read as the literal that numpy writes, nothing is evaluated.
struct ArrayHeader {
  std::string descr;  // the text of the literal
  std::vector<std::uint64_t> shape;
  std::string problem;
};

class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text) : text_(text) {}

  ArrayHeader read() {
    ArrayHeader out;
    bool have_descr = false;
    bool have_shape = false;
    bool have_order = false;
    if (!take('{')) return refuse(out, "the header is not a dictionary");
    while (!take('}')) {
      std::string key;
      if (!quoted_text(key) || !take(':')) return refuse(out, "the header is not a dictionary");
      if (key == "descr") have_descr = balanced(out.descr);
      else if (key == "shape") have_shape = shape(out.shape);
      else if (key == "fortran_order") have_order = truth();
      else return refuse(out, "unknown key " + quote(key));
      if (!have_descr && !have_shape && !have_order) return refuse(out, "the value of " + quote(key) + " is not read");
      static_cast<void>(take(','));
    }
    if (!have_descr || !have_shape || !have_order)
      return refuse(out, "descr, shape or fortran_order is missing or wrong");
    return out;
  }

 private:
  static ArrayHeader refuse(ArrayHeader& out, std::string why) {
    out.problem = std::move(why);
    return out;
  }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool quoted_text(std::string& out) {
    blanks();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) return false;
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) return false;
    out = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }
  // A quoted text, or a list or tuple with everything inside it.
  bool balanced(std::string& out) {
    blanks();
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) return quoted_text(out);
    const std::size_t begin = at_;
    int depth = 0;
    std::string ignored;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\'' || c == '"') {
        if (!quoted_text(ignored)) return false;
        continue;
      }
      ++at_;
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') --depth;
      if (depth <= 0) break;
    }
    out = text_.substr(begin, at_ - begin);
    return depth == 0 && out.size() > 1;
  }
  bool shape(std::vector<std::uint64_t>& out) {
    if (!take('(')) return false;
    while (!take(')')) {
      blanks();
      std::uint64_t value = 0;
      const std::size_t begin = at_;
      for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
        if (!multiply_checked(value, 10, value) ||
            !add_checked(value, static_cast<std::uint64_t>(text_[at_] - '0'), value))
          return false;
      if (at_ == begin || out.size() >= 64) return false;
      if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // Python 2
      out.push_back(value);
      static_cast<void>(take(','));
    }
    return true;
  }
  bool truth() {
    blanks();
    for (const std::string_view word : {"True", "False"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return true;
    }
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// "<f4" → F32. Anything else keeps its own spelling.
std::string dtype_name(std::string_view descr) {
  if (!descr.empty() && (descr[0] == '<' || descr[0] == '>' || descr[0] == '|' || descr[0] == '='))
    descr.remove_prefix(1);
  constexpr std::pair<std::string_view, std::string_view> names[] = {
      {"f2", "F16"}, {"f4", "F32"}, {"f8", "F64"}, {"i1", "I8"},  {"i2", "I16"},  {"i4", "I32"}, {"i8", "I64"},
      {"u1", "U8"},  {"u2", "U16"}, {"u4", "U32"}, {"u8", "U64"}, {"b1", "BOOL"}, {"c8", "C64"}, {"c16", "C128"}};
  for (const auto& [code, name] : names)
    if (descr == code) return std::string(name);
  return ellipsize(printable(descr), 64);
}

// Bytes of one element of a plain type; 0 when the description is structured.
std::uint64_t item_size(std::string_view descr) {
  if (descr.size() < 3 || descr[0] == '[' || descr[0] == '(') return 0;
  std::uint64_t size = 0;
  for (const char c : descr.substr(2)) {
    if (c < '0' || c > '9' || size > 1'000'000'000) return 0;
    size = size * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return descr[1] == 'U' ? size * 4 : size;
}

// A type code that numpy writes for plain numbers, texts, bytes and times: "<f4", "|S10", "<M8[ns]".
bool is_plain_type(std::string_view code) {
  if (!code.empty() && std::string_view("<>|=").find(code[0]) != std::string_view::npos) code.remove_prefix(1);
  if (code.empty() || std::string_view("?bBhHiIuUlLqQefdgFDGcSaVmM").find(code[0]) == std::string_view::npos)
    return false;
  code.remove_prefix(1);
  if (const auto unit = code.find('['); unit != std::string_view::npos && code.ends_with(']'))
    code = code.substr(0, unit);
  return code.find_first_not_of("0123456789") == std::string_view::npos;
}

// Whether every type in a list of fields is plain. A text after "(" is a field's name, any other a type.
bool are_plain_fields(std::string_view descr) {
  char before = '[';
  for (std::size_t i = 0; i < descr.size(); ++i) {
    const char c = descr[i];
    if (c == ' ') continue;
    if (c != '\'' && c != '"') {
      before = c;
      continue;
    }
    const std::size_t end = descr.find(c, i + 1);
    if (end == std::string_view::npos) return false;
    if (before != '(' && !is_plain_type(descr.substr(i + 1, end - i - 1))) return false;
    before = c;
    i = end;
  }
  return true;
}

// An O as a type code anywhere: "|O", "O8", [('a', '<f4'), ('b', 'O')].
bool names_objects(std::string_view descr) {
  for (std::size_t i = descr.find('O'); i != std::string_view::npos; i = descr.find('O', i + 1)) {
    const char before = i == 0 ? '\'' : descr[i - 1];
    if (before == '\'' || before == '"' || before == '|' || before == '<' || before == '>' || before == '=' ||
        before == ',' || (before >= '0' && before <= '9'))
      return true;
  }
  return false;
}

// Only types that are known to be plain hold no objects. numpy writes no escapes, and they could hide a type.
bool holds_objects(std::string_view descr) {
  if (names_objects(descr) || descr.find('\\') != std::string_view::npos) return true;
  return descr.starts_with('[') ? !are_plain_fields(descr) : !is_plain_type(descr);
}

void read_objects(const Input& input, std::uint64_t at, Inspection& out) {
  add_metadata(out, "numpy.objects", "true");
  PickleLog log;
  const PickleStreams streams = run_pickles(input.bytes, at, log, input.depth);
  judge_pickle(log, out);
  if (streams.complete == 0) note(out, Verdict::malformed, "the pickle of an object array is missing or broken");
}

}  // namespace

bool is_plain_array(std::string_view head) {
  if (!head.starts_with("\x93NUMPY") || head.size() < 12) return false;
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(head[i])); };
  const std::size_t begin = byte(6) == 1 ? 10 : 12;
  const std::size_t length = byte(8) + (byte(9) << 8U) + (begin == 12 ? (byte(10) << 16U) + (byte(11) << 24U) : 0);
  if (byte(6) < 1 || byte(6) > 3 || length > head.size() - begin) return false;
  const ArrayHeader header = LiteralReader(head.substr(begin, length)).read();
  return header.problem.empty() && !holds_objects(header.descr);
}

bool is_numpy(const Input& input) { return input.head.starts_with("\x93NUMPY"); }

void read_numpy(const Input& input, Inspection& out) {
  Cursor cursor(input.bytes, 6);
  const unsigned major = cursor.u8();
  static_cast<void>(cursor.u8());
  const std::uint64_t length = major == 1 ? cursor.u16() : cursor.u32();
  if (cursor.failed()) return note(out, Verdict::malformed, "the file ends inside the header");
  if (major < 1 || major > 3)
    return note(out, Verdict::malformed, "version " + std::to_string(major) + " is not known");
  if (length > cursor.left()) return note(out, Verdict::malformed, "the header reaches past the end of the file");
  const std::uint64_t data = cursor.position() + length;
  if (length > longest_header)
    note(out, Verdict::malformed, "header of " + std::to_string(length) + " bytes, more than numpy reads");
  const std::string text = cursor.text(static_cast<std::size_t>(std::min<std::uint64_t>(length, longest_header)));
  const ArrayHeader header = LiteralReader(text).read();
  if (holds_objects(header.descr.empty() ? std::string_view(text) : header.descr)) read_objects(input, data, out);
  if (!header.problem.empty()) return note(out, Verdict::malformed, header.problem);
  std::uint64_t elements = 1;
  for (const std::uint64_t dimension : header.shape)
    if (!multiply_checked(elements, dimension, elements)) return note(out, Verdict::malformed, "the shape overflows");
  out.tensors = 1;
  add_parameters(out, dtype_name(header.descr), elements);
  std::uint64_t bytes = 0;
  const std::uint64_t item = holds_objects(header.descr) ? 0 : item_size(header.descr);
  if (!multiply_checked(elements, item, bytes)) return note(out, Verdict::malformed, "the shape overflows");
  if (item > 0 && bytes > input.bytes.size() - data)
    note(out, Verdict::malformed, "the data are shorter than the shape needs");
}

}  // namespace auditor::formats
