// TensorFlow Lite: a FlatBuffer. The tensors that have bytes of their own and the names of custom operators are read.
#include "auditor/formats/cursor.h"
#include "auditor/formats/operators.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <array>

namespace auditor::formats {
namespace {

constexpr std::uint32_t most_items = 50'000;
constexpr std::array<std::string_view, 19> tensor_types{"F32",     "F16", "I32", "U8",  "I64",  "STRING", "BOOL",
                                                        "I16",     "C64", "I8",  "F64", "C128", "U64",    "RESOURCE",
                                                        "VARIANT", "U32", "U16", "I4",  "BF16"};

// Tables and vectors by position; a position outside the file is 0, which every reader takes as "not there".
class FlatBuffer {
 public:
  explicit FlatBuffer(const ByteSource& source) : source_(source) {}

  [[nodiscard]] std::uint64_t root() const { return follow(0); }
  // The position of a field of a table; 0 when it is not set.
  [[nodiscard]] std::uint64_t field(std::uint64_t table, unsigned index) const {
    if (table == 0) return 0;
    const auto back = static_cast<std::int32_t>(number(table, 4));
    const std::int64_t vtable = static_cast<std::int64_t>(table) - back;
    if (vtable <= 0 || static_cast<std::uint64_t>(vtable) + 4 > source_.size()) return 0;
    const auto at = static_cast<std::uint64_t>(vtable);
    if (4 + 2 * std::uint64_t{index} + 2 > number(at, 2)) return 0;
    const std::uint64_t offset = number(at + 4 + 2 * std::uint64_t{index}, 2);
    return offset == 0 || table + offset >= source_.size() ? 0 : table + offset;
  }
  // The position an offset at `at` points to.
  [[nodiscard]] std::uint64_t follow(std::uint64_t at) const {
    const std::uint64_t target = at + number(at, 4);
    return target == at || target + 4 > source_.size() ? 0 : target;
  }
  [[nodiscard]] std::uint64_t reference(std::uint64_t table, unsigned index) const {
    const std::uint64_t at = field(table, index);
    return at == 0 ? 0 : follow(at);
  }
  [[nodiscard]] std::uint64_t length(std::uint64_t vector) const { return vector == 0 ? 0 : number(vector, 4); }
  [[nodiscard]] std::string text(std::uint64_t vector) const {
    const auto out = source_.read(vector + 4, static_cast<std::size_t>(std::min<std::uint64_t>(length(vector), 512)));
    return vector == 0 || !out ? std::string() : *out;
  }
  [[nodiscard]] std::uint64_t number(std::uint64_t at, unsigned bytes) const {
    std::array<std::byte, 8> raw{};
    const auto n = source_.read_at(at, std::span(raw).first(bytes));
    if (!n || *n < bytes) return 0;
    std::uint64_t value = 0;
    for (unsigned i = 0; i < bytes; ++i) value |= std::to_integer<std::uint64_t>(raw[i]) << (8U * i);
    return value;
  }
  [[nodiscard]] bool holds(std::uint64_t vector, unsigned item) const {
    return vector == 0 || length(vector) <= (source_.size() - vector - 4) / item;
  }

 private:
  const ByteSource& source_;
};

void read_tensor(const FlatBuffer& file, std::uint64_t tensor, std::uint64_t buffers, Inspection& out) {
  const std::uint64_t shape = file.reference(tensor, 0);
  const std::uint64_t type_at = file.field(tensor, 1);
  const std::uint64_t buffer_at = file.field(tensor, 2);
  const std::uint64_t buffer = buffer_at == 0 ? 0 : file.number(buffer_at, 4);
  if (buffer == 0 || buffer >= file.length(buffers)) return;
  const std::uint64_t table = file.follow(buffers + 4 + 4 * buffer);
  // Bytes inside the buffer, or after the FlatBuffer by offset and size.
  const std::uint64_t outside = file.field(table, 2);
  if (file.length(file.reference(table, 0)) == 0 && (outside == 0 || file.number(outside, 8) == 0)) return;
  if (!file.holds(shape, 4) || file.length(shape) > 64)
    return note(out, Verdict::malformed, "a shape reaches past the end of the file");
  std::uint64_t elements = 1;
  for (std::uint64_t i = 0; i < file.length(shape); ++i)
    if (!multiply_checked(elements, file.number(shape + 4 + 4 * i, 4), elements))
      return note(out, Verdict::malformed, "a shape overflows");
  const std::uint64_t type = type_at == 0 ? 0 : file.number(type_at, 1);
  ++out.tensors;
  add_parameters(
      out, type < tensor_types.size() ? tensor_types[static_cast<std::size_t>(type)] : "type " + std::to_string(type),
      elements);
  add_tensor_name(out, file.text(file.reference(tensor, 3)));
}

void read_operators(const FlatBuffer& file, std::uint64_t codes, Inspection& out) {
  for (std::uint64_t i = 0; i < file.length(codes); ++i) {
    const std::string custom = file.text(file.reference(file.follow(codes + 4 + 4 * i), 1));
    if (custom.empty()) continue;
    const Verdict verdict = judge_tflite_operator(custom);
    if (verdict == Verdict::unsafe) note(out, verdict, "operator " + quote(custom) + " reaches files or Python");
    else if (verdict != Verdict::safe) note(out, verdict, "operator " + quote(custom) + " is not known to be harmless");
    add_metadata(out, "tflite.custom_operator." + custom, "used");
  }
}

}  // namespace

bool is_tflite(const Input& input) { return input.head.size() >= 8 && input.head.substr(4, 4) == "TFL3"; }

void read_tflite(const Input& input, Inspection& out) {
  const FlatBuffer file(input.bytes);
  const std::uint64_t model = file.root();
  const std::uint64_t codes = file.reference(model, 1);
  const std::uint64_t graphs = file.reference(model, 2);
  const std::uint64_t buffers = file.reference(model, 4);
  if (model == 0 || !file.holds(codes, 4) || !file.holds(graphs, 4) || !file.holds(buffers, 4))
    return note(out, Verdict::malformed, "a table lies outside the file");
  if (const std::uint64_t version = file.field(model, 0); version != 0)
    add_metadata(out, "tflite.version", std::to_string(file.number(version, 4)));
  add_metadata(out, "tflite.description", file.text(file.reference(model, 3)));
  if (file.length(codes) < most_items) read_operators(file, codes, out);
  else note(out, Verdict::unknown, "more operators than are read");
  std::uint64_t seen = 0;
  for (std::uint64_t g = 0; g < file.length(graphs); ++g) {
    const std::uint64_t tensors = file.reference(file.follow(graphs + 4 + 4 * g), 0);
    if (!file.holds(tensors, 4)) return note(out, Verdict::malformed, "a table lies outside the file");
    for (std::uint64_t t = 0; t < file.length(tensors); ++t) {
      if (++seen > most_items) return note(out, Verdict::unknown, "more tensors than are read");
      read_tensor(file, file.follow(tensors + 4 + 4 * t), buffers, out);
    }
    if (++seen > most_items) return note(out, Verdict::unknown, "more graphs than are read");
  }
}

}  // namespace auditor::formats
