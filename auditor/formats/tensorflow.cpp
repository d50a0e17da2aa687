// TensorFlow protocol buffers: SavedModel (saved_model.pb), frozen graphs (GraphDef) and Keras metadata
// (keras_metadata.pb). What matters is which operators a graph holds: some read and write files or run Python.
#include "auditor/core/text.h"
#include "auditor/formats/keras.h"
#include "auditor/formats/operators.h"
#include "auditor/formats/protobuf.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <set>

namespace auditor::formats {
namespace {

constexpr std::uint64_t most_fields = 20'000'000;

constexpr std::size_t most_operators = 10'000;  // different ones

// The fields that the three kinds of file have at the top.
enum class Kind { none, saved_model, graph, keras_metadata };

class GraphReader {
 public:
  GraphReader(const ByteSource& source, Inspection& out) : source_(source), out_(out) {}

  void saved_model() {
    each(whole(), [&](const ProtoField& f) {
      if (f.number != 2) return;
      each(f, [&](const ProtoField& meta) {
        if (meta.number == 1) information(meta);
        if (meta.number == 2) graph(meta);
      });
    });
    finish();
  }

  void frozen_graph() {
    graph(whole());
    finish();
  }

  // SavedMetadata: nodes (1) whose metadata (5) is the JSON of a Keras object.
  void keras_metadata() {
    each(whole(), [&](const ProtoField& f) {
      if (f.number != 1) return;
      each(f, [&](const ProtoField& part) {
        if (part.number == 5) check_keras_config(ProtoReader::text(source_, part, 16U << 20U), out_);
      });
    });
    finish();
  }

 private:
  [[nodiscard]] ProtoField whole() const { return {0, 2, 0, 0, source_.size()}; }

  template <class Visit>
  void each(const ProtoField& message, Visit visit) {
    if (message.wire != 2) return;
    ProtoReader reader(source_, message);
    ProtoField field;
    while (++fields_ <= most_fields && reader.next(field)) visit(field);
    if (reader.broken()) broken_ = true;
  }

  void information(const ProtoField& message) {
    each(message, [&](const ProtoField& f) {
      if (f.number == 5 && f.wire == 2) add_metadata(out_, "tensorflow.version", ProtoReader::text(source_, f, 64));
    });
  }

  void graph(const ProtoField& message) {
    each(message, [&](const ProtoField& f) {
      if (f.number == 1) node(f);
      if (f.number != 2) return;
      each(f, [&](const ProtoField& function) {
        if (function.number != 1) return;
        each(function, [&](const ProtoField& part) {
          if (part.number == 1) signature(part);
          if (part.number == 3) node(part);
        });
      });
    });
  }

  // The name of a function of the graph's own: nodes call it like an operator.
  void signature(const ProtoField& message) {
    each(message, [&](const ProtoField& f) {
      if (f.number == 1 && f.wire == 2 && functions_.size() < most_operators)
        functions_.insert(ProtoReader::text(source_, f, 512));
    });
  }

  void node(const ProtoField& message) {
    each(message, [&](const ProtoField& f) {
      // Of a field that is there twice the last one counts to a loader; here both do.
      if (f.number != 2 || f.wire != 2) return;
      if (operators_.size() >= most_operators) note(out_, Verdict::unknown, "more different operators than are read");
      else operators_.insert(ProtoReader::text(source_, f, 512));
    });
  }

  void judge_operators() {
    for (const std::string& name : operators_) {
      const Verdict verdict = judge_tensorflow_operator(name);
      if (verdict == Verdict::unsafe)
        note(out_, Verdict::unsafe, "operator " + quote(name) + " reaches files or Python");
      else if (verdict == Verdict::suspicious && !functions_.contains(name))
        note(out_, Verdict::suspicious, "operator " + quote(name) + " is not known to be harmless");
    }
  }

  void finish() {
    judge_operators();
    if (broken_) note(out_, Verdict::malformed, "a message is cut short or broken");
    if (fields_ > most_fields) note(out_, Verdict::unknown, "more fields than are read");
  }

  const ByteSource& source_;
  Inspection& out_;
  std::uint64_t fields_ = 0;
  bool broken_ = false;
  std::set<std::string> operators_;
  std::set<std::string> functions_;
};

bool only_fields(const Input& input, std::initializer_list<std::pair<std::uint32_t, std::uint32_t>> known) {
  ProtoReader reader(input.bytes, 0, input.bytes.size());
  ProtoField field;
  int fields = 0;
  for (; fields < 2000 && reader.next(field); ++fields) {
    const bool fits = std::any_of(known.begin(), known.end(),
                                  [&](const auto& k) { return k.first == field.number && k.second == field.wire; });
    if (!fits) return false;
  }
  return fields > 0 && !reader.broken();
}

Kind kind_of(const Input& input) {
  const std::string_view name = base_name(input.name);
  if (name == "saved_model.pb") return Kind::saved_model;
  if (name == "keras_metadata.pb") return Kind::keras_metadata;
  if (input.head.size() < 4) return Kind::none;
  // SavedModel: schema version, then meta graphs. GraphDef: nodes, functions, versions.
  if (input.head[0] == 0x08 && input.head[2] == 0x12 && only_fields(input, {{1, 0}, {2, 2}})) return Kind::saved_model;
  if (input.head[0] == 0x0a && only_fields(input, {{1, 2}, {2, 2}, {3, 0}, {4, 2}, {5, 2}})) return Kind::graph;
  return Kind::none;
}

}  // namespace

bool is_tensorflow(const Input& input) { return !input.head.empty() && kind_of(input) != Kind::none; }

void read_tensorflow(const Input& input, Inspection& out) {
  GraphReader reader(input.bytes, out);
  switch (kind_of(input)) {
    case Kind::keras_metadata: out.format = "keras-metadata"; return reader.keras_metadata();
    case Kind::graph: out.format = "tensorflow-graph"; return reader.frozen_graph();
    default: out.format = "tensorflow-savedmodel"; return reader.saved_model();
  }
}

}  // namespace auditor::formats
