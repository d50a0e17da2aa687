#include "tests/formats/builder.h"
#include "tests/formats/zip_builder.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using namespace std::string_literals;

namespace {

// Protocol buffer pieces.
std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
  return out + static_cast<char>(value);
}
std::string field(unsigned number, std::uint64_t value) { return varint(number << 3U) + varint(value); }
std::string field(unsigned number, const std::string& bytes) {
  return varint((number << 3U) | 2U) + varint(bytes.size()) + bytes;
}

std::string tensor(const std::string& name, std::uint64_t type, std::initializer_list<std::uint64_t> dims) {
  std::string packed;
  for (const std::uint64_t d : dims) packed += varint(d);
  return field(1, packed) + field(2, type) + field(8, name);
}
std::string onnx(const std::string& graph, const std::string& more = "") {
  return field(1, 8) + field(2, "pytorch"s) + field(7, graph) + field(8, field(2, 17)) + more;
}
std::string external(const std::string& location) {
  return field(13, field(1, "location"s) + field(2, location)) + field(14, 1);
}

std::string saved_model(const std::string& op) {
  const std::string node = field(1, "n"s) + field(2, op);
  return field(1, 1) + field(2, field(1, field(5, "2.15.0"s)) + field(2, field(1, node)));
}

}  // namespace

TEST_CASE("ONNX initializers are counted in the graph, in subgraphs and in functions") {
  const std::string inner = field(5, tensor("inner", 10, {5}));
  const std::string node = field(4, "If"s) + field(5, field(6, inner));
  const std::string function = field(25, field(7, field(5, field(5, tensor("constant", 7, {})))));
  const Inspection i = look(onnx(field(5, tensor("w", 1, {2, 300})) + field(1, node),
                                 function + field(14, field(1, "license"s) + field(2, "mit"s))));
  CHECK(i.format == "onnx");
  CHECK(i.verdict == Verdict::safe);
  CHECK(i.dtypes == std::map<std::string, std::uint64_t>{{"F16", 5}, {"F32", 600}, {"I64", 1}});
  CHECK(i.metadata.at("license") == "mit");
  CHECK(i.metadata.at("onnx.opset_import") == "ai.onnx 17");
}

TEST_CASE("external data stays in the model's folder") {
  const auto at = [](const std::string& location) {
    return look(onnx(field(5, tensor("w", 1, {2}) + external(location))), "m.onnx").verdict;
  };
  CHECK(at("weights.bin") == Verdict::safe);
  CHECK(at("data/weights.bin") == Verdict::safe);
  CHECK(at("../../etc/passwd") == Verdict::unsafe);
  CHECK(at("/etc/passwd") == Verdict::unsafe);
  CHECK(at("C:\\data") == Verdict::unsafe);
}

TEST_CASE("broken ONNX is malformed") {
  CHECK(look(field(1, 8), "m.onnx").verdict == Verdict::malformed);
  CHECK(look(onnx(field(5, tensor("w", 99, {2}))), "m.onnx").verdict == Verdict::malformed);
  CHECK(look(onnx(field(5, tensor("w", 1, {1ULL << 40U, 1ULL << 40U}))), "m.onnx").verdict == Verdict::malformed);
  const std::string whole = onnx(field(5, tensor("w", 1, {2})));
  CHECK(look(whole.substr(0, whole.size() - 3), "m.onnx").verdict == Verdict::malformed);
  std::string deep = field(5, tensor("w", 1, {1}));
  for (int n = 0; n < 60; ++n) deep = field(1, field(5, field(6, deep)));
  CHECK(says(look(onnx(deep), "m.onnx"), "nested deeper"));
}

TEST_CASE("operators that reach files or Python make a TensorFlow graph unsafe") {
  const Inspection safe = look(saved_model("MatMul"), "saved_model.pb");
  CHECK(safe.format == "tensorflow-savedmodel");
  CHECK(safe.verdict == Verdict::safe);
  CHECK(safe.metadata.at("tensorflow.version") == "2.15.0");
  for (const char* op : {"ReadFile", "WriteFile", "PyFunc", "EagerPyFunc"})
    CHECK(look(saved_model(op), "x.bin").verdict == Verdict::unsafe);
  const std::string function = field(2, field(1, field(3, field(2, "WriteFile"s))));
  CHECK(look(field(1, field(1, "n"s) + field(2, "Add"s)) + function, "frozen.pb").verdict == Verdict::unsafe);
}

TEST_CASE("an operator of TensorFlow is known to be harmless or it is not") {
  for (const char* op : {"MatMul", "VarHandleOp", "StatefulPartitionedCall", "LookupTableFindV2", "RestoreV2"})
    CHECK(look(saved_model(op), "saved_model.pb").verdict == Verdict::safe);
  for (const char* op : {"PrintV2", "WholeFileReaderV2", "LoadDataset", "InitializeTableFromTextFileV2", "NeverSeen"}) {
    const Inspection i = look(saved_model(op), "saved_model.pb");
    CHECK(i.verdict == Verdict::suspicious);
    CHECK(says(i, op));
  }
  // A function of the graph's own is called like an operator, and its body is read.
  const auto graph = [](const std::string& inner) {
    const std::string call = field(1, field(1, "n"s) + field(2, "my_function"s));
    const std::string body = field(1, field(1, "my_function"s)) + field(3, field(2, inner));
    return look(call + field(2, field(1, body)), "frozen.pb").verdict;
  };
  CHECK(graph("Add") == Verdict::safe);
  CHECK(graph("NeverSeen") == Verdict::suspicious);
}

TEST_CASE("an operator of ONNX is known by its domain, or is a function of the model's own") {
  const auto node = [](const std::string& domain, const std::string& name, const std::string& more = "") {
    return look(onnx(field(1, field(4, name) + (domain.empty() ? "" : field(7, domain))), more), "m.onnx").verdict;
  };
  CHECK(node("", "Gemm") == Verdict::safe);
  CHECK(node("ai.onnx", "Gemm") == Verdict::safe);
  CHECK(node("com.microsoft", "FusedMatMul") == Verdict::safe);
  CHECK(node("", "FusedMatMul") == Verdict::suspicious);
  CHECK(node("ai.onnx.contrib", "BertTokenizer") == Verdict::suspicious);
  CHECK(node("com.microsoft", "PythonOp") == Verdict::unsafe);
  const std::string own = field(1, "Mine"s) + field(10, "my.domain"s);
  CHECK(node("my.domain", "Mine", field(25, own + field(7, field(4, "Add"s)))) == Verdict::safe);
  CHECK(node("my.domain", "Mine", field(25, own + field(7, field(4, "Unheard"s)))) == Verdict::suspicious);
}

TEST_CASE("every tensor of an ONNX model may lie outside its folder") {
  const std::string outside = tensor("t", 1, {1}) + external("../../x");
  const std::string inside = tensor("t", 1, {1}) + external("x");
  const auto judged = [](const std::string& graph, const std::string& more = "") {
    return look(onnx(graph, more), "m.onnx").verdict;
  };
  const auto node = [](const std::string& attribute) { return field(1, field(4, "Constant"s) + field(5, attribute)); };
  for (const unsigned part : {1U, 2U}) {  // values and indices
    CHECK(judged(field(15, field(part, outside))) == Verdict::unsafe);
    CHECK(judged(field(15, field(part, inside))) == Verdict::safe);
    CHECK(judged(node(field(22, field(part, outside)))) == Verdict::unsafe);
    CHECK(judged(node(field(23, field(part, outside)))) == Verdict::unsafe);
  }
  const std::string attribute = field(25, field(1, "F"s) + field(11, field(5, outside)));
  CHECK(judged(field(5, inside), attribute) == Verdict::unsafe);
}

TEST_CASE("a Keras configuration may name what is known, whatever package it is in") {
  const auto layer = [](const std::string& object) {
    return look(ZipBuilder().add("metadata.json", "{}").add("config.json", object).bytes(), "m.keras").verdict;
  };
  const auto named = [&](const std::string& module, const std::string& name, const std::string& config = "{}") {
    return layer(R"({"module":")" + module + R"(","class_name":")" + name + R"(","config":)" + config + "}");
  };
  CHECK(named("keras.layers", "Conv2D") == Verdict::safe);
  CHECK(named("keras.src.layers.core.dense", "Dense") == Verdict::safe);
  CHECK(named("keras", "Custom>Dense") == Verdict::safe);
  CHECK(named("keras.activations", "function", R"("relu")") == Verdict::safe);
  CHECK(named("keras.layers", "StringLookup", R"({"vocabulary":["a","b"]})") == Verdict::safe);
  CHECK(named("keras.layers", "StringLookup", R"({"vocabulary":"/etc/passwd"})") == Verdict::unsafe);
  CHECK(named("keras.layers", "TFSMLayer", R"({"filepath":"x"})") == Verdict::unsafe);
  CHECK(named("keras.layers", "TorchModuleWrapper") == Verdict::unsafe);
  CHECK(named("keras.src.utils.file_utils", "function", R"("get_file")") != Verdict::safe);
  CHECK(named("keras.src.utils.io_utils", "function", R"("write_file")") != Verdict::safe);
  CHECK(named("keras_like.layers", "Dense") == Verdict::suspicious);
}

TEST_CASE("a Lambda layer with code makes a Keras file unsafe, whatever the container") {
  const std::string lambda =
      R"({"class_name":"Functional","config":{"layers":[{"class_name":"Lambda","config":{"function":["4wEAAAAA",null]}}]}})";
  const std::string dense =
      R"({"class_name":"Sequential","module":"keras","config":{"layers":[{"module":"keras.layers","class_name":"Dense","config":{}}]}})";
  const std::string call = R"({"class_name":"function","module":"os","config":"system"})";
  const auto keras = [](const std::string& config) {
    return look(ZipBuilder().add("metadata.json", "{}").add("config.json", config, true).bytes(), "m.keras");
  };
  CHECK(keras(dense).format == "keras");
  CHECK(keras(dense).verdict == Verdict::safe);
  CHECK(keras(lambda).verdict == Verdict::unsafe);
  CHECK(keras(call).verdict == Verdict::unsafe);
  CHECK(keras(R"({"class_name":"Net","module":"my_layers"})").verdict == Verdict::suspicious);
  CHECK(keras("{").verdict == Verdict::malformed);
}

TEST_CASE("the attributes of an HDF5 root group are read from its object header") {
  const auto pad = [](std::string text, std::size_t to) { return text.append((to - text.size() % to) % to, '\0'); };
  const auto attribute = [&](const std::string& name, const std::string& value) {
    const std::string type = "\x13" + "\0\0\0"s + number(value.size(), 4);  // class 3: text of fixed length
    const std::string space = "\x01\0\0\0\0\0\0\0"s;
    return number(1, 1) + number(0, 1) + number(name.size() + 1, 2) + number(type.size(), 2) + number(space.size(), 2) +
           pad(name + '\0', 8) + pad(type, 8) + pad(space, 8) + pad(value, 8);
  };
  const auto file = [&](const std::string& body) {
    const std::string message = number(0x0C, 2) + number(body.size(), 2) + number(0, 4) + body;
    const std::string super = "\x89HDF\r\n\x1a\n"s + "\0\0\0\0\0\x08\x08\0"s + number(4, 2) + number(16, 2) +
                              number(0, 4) + number(0, 8) + number(~0ULL, 8) + number(4096, 8) + number(~0ULL, 8) +
                              number(0, 8) + number(96, 8) + number(0, 24);
    return super + number(1, 2) + number(1, 2) + number(1, 4) + number(message.size(), 4) + number(0, 4) + message;
  };
  const Inspection plain = look(file(attribute("keras_version", "2.15.0")));
  CHECK(plain.format == "hdf5");
  CHECK(plain.verdict == Verdict::safe);
  CHECK(plain.metadata.at("keras_version") == "2.15.0");
  const Inspection lambda =
      look(file(attribute("model_config", R"({"class_name":"Lambda","config":{"function":["x"]}})")));
  CHECK(lambda.format == "keras-hdf5");
  CHECK(lambda.verdict == Verdict::unsafe);
  CHECK(look("\x89HDF\r\n\x1a\n"s + std::string(200, '\xff')).verdict == Verdict::malformed);
}

TEST_CASE("skops names the classes it rebuilds") {
  const auto skops = [](const std::string& schema) {
    return look(ZipBuilder().add("schema.json", schema).bytes(), "m.skops").verdict;
  };
  CHECK(skops(R"({"__class__":"Pipeline","__module__":"sklearn.pipeline","__loader__":"ObjectNode"})") ==
        Verdict::safe);
  CHECK(skops(R"({"__class__":"Divide","__module__":"__main__"})") == Verdict::suspicious);
  CHECK(skops(R"({"__class__":"system","__module__":"os","__loader__":"FunctionNode"})") == Verdict::unsafe);
  CHECK(skops(R"({"__class__":"function","__module__":"builtins","__loader__":"FunctionNode",
                  "content":{"module_path":"os","function":"system"}})") == Verdict::unsafe);
  CHECK(skops(R"({"__class__":"Unheard","__module__":"sklearn.utils","__loader__":"TypeNode"})") ==
        Verdict::suspicious);
}
