// ONNX: initializers of the main graph, of subgraphs and of functions; external data that leaves the folder.
// Field numbers from onnx.proto.
#include "auditor/core/text.h"
#include "auditor/formats/operators.h"
#include "auditor/formats/protobuf.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <array>
#include <set>

namespace auditor::formats {
namespace {

constexpr int deepest_graph = 32;
constexpr std::uint64_t most_fields = 20'000'000;
constexpr std::size_t most_operators = 10'000;  // different ones

constexpr std::array<std::string_view, 27> data_types{
    "",    "F32",     "U8",      "I8",  "U16",  "I16",  "I32",     "I64",         "STRING",  "BOOL",        "F16",
    "F64", "U32",     "U64",     "C64", "C128", "BF16", "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2", "F8_E5M2FNUZ", "U4",
    "I4",  "F4_E2M1", "F8_E8M0", "U2",  "I2"};

// Numbers of ModelProto's fields.
bool is_model_field(std::uint32_t number) {
  return (number >= 1 && number <= 8) || number == 14 || number == 20 || number == 25 || number == 26;
}

class OnnxReader {
 public:
  OnnxReader(const ByteSource& source, Inspection& out) : source_(source), out_(out) {}

  void model() {
    ProtoReader reader(source_, 0, source_.size());
    ProtoField field;
    bool graph_seen = false;
    std::string opsets;
    while (next(reader, field)) {
      switch (field.number) {
        case 1: add_metadata(out_, "onnx.ir_version", std::to_string(field.value)); break;
        case 2: keep("onnx.producer_name", field); break;
        case 3: keep("onnx.producer_version", field); break;
        case 4: keep("onnx.domain", field); break;
        case 6: keep("onnx.doc_string", field); break;
        case 7:
          graph_seen = true;
          graph(field, 0);
          break;
        case 8: opsets += (opsets.empty() ? "" : ", ") + opset(field); break;
        case 14: property(field); break;
        case 20:
          each(field, [&](const ProtoField& f) {
            if (f.number <= 2) graph(f, 1);
          });
          break;
        case 25: function(field); break;
        default: break;
      }
    }
    if (reader.broken()) broken_ = true;
    judge_operators();
    if (!opsets.empty()) add_metadata(out_, "onnx.opset_import", opsets);
    if (broken_) note(out_, Verdict::malformed, "a message is cut short or broken");
    else if (!graph_seen) note(out_, Verdict::malformed, "a model without a graph");
    if (fields_ > most_fields) note(out_, Verdict::unknown, "more fields than are read");
  }

 private:
  struct Operator {
    std::string domain;
    std::string name;
    auto operator<=>(const Operator&) const = default;
  };

  bool next(ProtoReader& reader, ProtoField& field) { return ++fields_ <= most_fields && reader.next(field); }

  template <class Visit>
  void each(const ProtoField& message, Visit visit) {
    if (message.wire != 2) return;
    ProtoReader reader(source_, message);
    ProtoField field;
    while (next(reader, field)) visit(field);
    if (reader.broken()) broken_ = true;
  }

  void keep(std::string_view key, const ProtoField& field) {
    if (field.wire == 2) add_metadata(out_, key, ProtoReader::text(source_, field));
  }

  std::string opset(const ProtoField& message) {
    std::string domain = "ai.onnx";
    std::uint64_t version = 0;
    each(message, [&](const ProtoField& f) {
      if (f.number == 1 && f.length > 0) domain = ProtoReader::text(source_, f, 128);
      if (f.number == 2) version = f.value;
    });
    return domain + " " + std::to_string(version);
  }

  std::pair<std::string, std::string> entry(const ProtoField& message) {
    std::pair<std::string, std::string> out;
    each(message, [&](const ProtoField& f) {
      if (f.number == 1) out.first = ProtoReader::text(source_, f, 256);
      if (f.number == 2) out.second = ProtoReader::text(source_, f);
    });
    return out;
  }

  void property(const ProtoField& message) {
    const auto [key, value] = entry(message);
    add_metadata(out_, key, value);
    note_code_in_text(out_, key, value);
  }

  // A function of the model's own: nodes name it by its domain and name, like an operator.
  void function(const ProtoField& message) {
    Operator own;
    each(message, [&](const ProtoField& f) {
      if (f.number == 1) own.name = ProtoReader::text(source_, f, 512);
      if (f.number == 10) own.domain = ProtoReader::text(source_, f, 512);
      if (f.number == 7) node(f, 1);
      if (f.number == 11) attribute(f, 1);
    });
    if (functions_.size() < most_operators) functions_.insert(std::move(own));
  }

  void judge_operators() {
    for (const Operator& used : operators_) {
      const std::string shown = used.domain.empty() ? used.name : used.domain + "." + used.name;
      if (used.name == "PyOp" || used.name == "PythonOp" || used.domain == "ai.onnx.contrib.python")
        note(out_, Verdict::unsafe, "operator " + quote(shown) + " runs Python code");
      else if (!is_known_onnx_operator(used.domain, used.name) && !functions_.contains(used))
        note(out_, Verdict::suspicious, "operator " + quote(shown) + " is not known to be harmless");
    }
  }

  void graph(const ProtoField& message, int depth) {
    if (depth > deepest_graph) return note(out_, Verdict::malformed, "graphs nested deeper than are read");
    each(message, [&](const ProtoField& f) {
      if (f.number == 1) node(f, depth);
      if (f.number == 5) tensor(f);
      if (f.number == 15) sparse_tensor(f);
    });
  }

  // Values and indices are tensors both, and each may lie outside the file.
  void sparse_tensor(const ProtoField& message) {
    each(message, [&](const ProtoField& part) {
      if (part.number == 1 || part.number == 2) tensor(part, part.number == 1);
    });
  }

  void node(const ProtoField& message, int depth) {
    Operator used;
    each(message, [&](const ProtoField& f) {
      if (f.number == 4) used.name = ProtoReader::text(source_, f, 512);
      if (f.number == 7) used.domain = ProtoReader::text(source_, f, 512);
      if (f.number == 5) attribute(f, depth);
    });
    if (used.name.empty()) return;  // nothing that a runtime would take
    if (operators_.size() < most_operators) operators_.insert(std::move(used));
    else note(out_, Verdict::unknown, "more different operators than are read");
  }

  void attribute(const ProtoField& message, int depth) {
    each(message, [&](const ProtoField& f) {
      if (f.number == 5 || f.number == 10) tensor(f);
      if (f.number == 22 || f.number == 23) sparse_tensor(f);
      if (f.number == 6 || f.number == 11) graph(f, depth + 1);
    });
  }

  void dimension(std::uint64_t value, std::uint64_t& elements, bool& sound) {
    sound = sound && value >> 63U == 0 && multiply_checked(elements, value, elements);
  }

  void tensor(const ProtoField& message, bool counted = true) {
    std::uint64_t elements = 1;
    std::uint64_t type = 0;
    bool sound = true;
    bool external = false;
    std::string name;
    each(message, [&](const ProtoField& f) {
      if (f.number == 1 && f.wire == 0) dimension(f.value, elements, sound);
      if (f.number == 1 && f.wire == 2) packed_dimensions(f, elements, sound);
      if (f.number == 2) type = f.value;
      if (f.number == 8) name = ProtoReader::text(source_, f, 512);
      if (f.number == 13) external_data(f);
      if (f.number == 14) external = f.value == 1;
    });
    if (!sound) return note(out_, Verdict::malformed, "the dimensions of " + quote(name) + " overflow");
    if (type == 0 || type >= data_types.size())
      return note(out_, Verdict::malformed, "tensor " + quote(name) + " has data type " + std::to_string(type));
    if (external) add_metadata(out_, "onnx.external_data", "true");
    if (!counted) return;
    ++out_.tensors;
    add_parameters(out_, data_types[static_cast<std::size_t>(type)], elements);
    add_tensor_name(out_, name);
  }

  void packed_dimensions(const ProtoField& field, std::uint64_t& elements, bool& sound) {
    // Packed numbers are varints one after the other; a shape of more than 64 is no shape.
    const std::string bytes = ProtoReader::text(source_, field, 640);
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      if (shift < 64) value |= std::uint64_t{byte & 0x7FU} << shift;
      shift += 7;
      if ((byte & 0x80U) != 0) continue;
      dimension(value, elements, sound);
      value = 0;
      shift = 0;
    }
  }

  void external_data(const ProtoField& message) {
    const auto [key, value] = entry(message);
    if (key != "location") return;
    const auto parts = split(value, '/');
    const bool up = std::find(parts.begin(), parts.end(), "..") != parts.end();
    if (up || value.starts_with('/') || value.find('\\') != std::string::npos || value.find(':') != std::string::npos)
      note(out_, Verdict::unsafe, "external data at " + quote(value) + ", outside the model's folder");
    else add_metadata(out_, "onnx.external_location", value);
  }

  const ByteSource& source_;
  Inspection& out_;
  std::uint64_t fields_ = 0;
  bool broken_ = false;
  std::set<Operator> operators_;
  std::set<Operator> functions_;
};

}  // namespace

// ONNX has no magic: a file is one when its fields are those of a model and a graph is among them.
bool is_onnx(const Input& input) {
  return (input.name.ends_with(".onnx") && !input.head.empty()) || is_whole_onnx(input);
}

bool is_whole_onnx(const Input& input) {
  if (input.head.size() < 4 || input.head[0] != 0x08 || input.head[1] == 0 || input.head[1] > 64) return false;
  ProtoReader reader(input.bytes, 0, input.bytes.size());
  ProtoField field;
  bool graph = false;
  for (int i = 0; i < 1000 && reader.next(field); ++i) {
    if (!is_model_field(field.number)) return false;
    graph = graph || (field.number == 7 && field.wire == 2);
  }
  return graph && !reader.broken();
}

void read_onnx(const Input& input, Inspection& out) { OnnxReader(input.bytes, out).model(); }

}  // namespace auditor::formats
