#include "auditor/core/json.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/shards.h"
#include "tests/formats/builder.h"
#include "tests/formats/zip_builder.h"
#include "tests/support/catch.h"

#include <fmt/format.h>

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using namespace std::string_literals;

namespace {

const std::string harmful = "\x80\x02" + global("os", "system") + "X\x01\x00\x00\x00x\x85R."s;

std::string npy(const std::string& descr, const std::string& shape, const std::string& data, unsigned version = 1) {
  const std::string header = "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
  return "\x93NUMPY" + number(version, 1) + number(0, 1) + sized(header, version == 1 ? 2 : 4) + data;
}

std::string tar_entry(const std::string& name, const std::string& bytes, char type = '0') {
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  const std::string size = fmt::format("{:011o}", bytes.size());
  header.replace(124, size.size(), size);
  header[156] = type;
  header.replace(257, 5, "ustar");
  header.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  header.replace(148, 7, fmt::format("{:06o}", sum) + '\0');
  std::string data = bytes;
  return header + data.append((512 - data.size() % 512) % 512, '\0');
}

// A file of any size that holds `head` and then zeros, and counts what is read of it.
class SparseSource final : public ByteSource {
 public:
  SparseSource(std::string head, std::uint64_t size) : head_(std::move(head)), size_(size) {}
  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override {
    if (offset >= size_) return std::size_t{0};
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - offset));
    for (std::size_t i = 0; i < n; ++i)
      out[i] = offset + i < head_.size() ? static_cast<std::byte>(head_[static_cast<std::size_t>(offset + i)])
                                         : std::byte{0};
    read += n;
    return n;
  }
  mutable std::uint64_t read = 0;

 private:
  std::string head_;
  std::uint64_t size_;
};

}  // namespace

TEST_CASE("a NumPy header gives shape and dtype in every version") {
  for (const unsigned version : {1U, 2U, 3U}) {
    const Inspection i = look(npy("'<f4'", "(2, 3)", std::string(24, '\0'), version));
    CHECK(i.format == "numpy");
    CHECK(i.verdict == Verdict::safe);
    CHECK(i.dtypes == std::map<std::string, std::uint64_t>{{"F32", 6}});
  }
}

TEST_CASE("an object array is its pickle") {
  CHECK(look(npy("'|O'", "(1,)", harmful)).verdict == Verdict::unsafe);
  CHECK(look(npy("[('a', '<f4'), ('b', 'O')]", "(1,)", harmful)).verdict == Verdict::unsafe);
  CHECK(look(npy("'|O'", "(1,)", "\x80\x02]."s)).verdict == Verdict::safe);
  CHECK(look(npy("'|O'", "(1,)", "")).verdict == Verdict::malformed);
}

TEST_CASE("broken NumPy headers are malformed") {
  CHECK(look(npy("'<f4'", "(2, 3)", "short")).verdict == Verdict::malformed);
  CHECK(look(npy("'<f4'", "(99999999999, 99999999999)", "")).verdict == Verdict::malformed);
  CHECK(look(npy("__import__('os')", "(1,)", "1234")).verdict == Verdict::malformed);
  CHECK(look("\x93NUMPY\x09\x00\x02\x00{}"s).verdict == Verdict::malformed);
  CHECK(look("\x93NUMPY\x01\x00\xff\xff{}"s).verdict == Verdict::malformed);
}

TEST_CASE(".npz is its arrays") {
  const Inspection i = look(ZipBuilder()
                                .add("a.npy", npy("'<f4'", "(2,)", std::string(8, '\0')))
                                .add("b.npy", npy("'|O'", "(1,)", harmful), true)
                                .bytes());
  CHECK(i.format == "npz");
  CHECK(i.verdict == Verdict::unsafe);
  CHECK(i.tensors == 2);
}

TEST_CASE("gzip, zlib and tar around a pickle do not hide it") {
  CHECK(look(deflated(harmful, MAX_WBITS + 16)).verdict == Verdict::unsafe);
  CHECK(look(deflated(harmful, MAX_WBITS)).format == "zlib+pickle");
  CHECK(look(tar_entry("a/model.pkl", harmful)).verdict == Verdict::unsafe);
  CHECK(look(tar_entry("../model.pkl", "\x80\x02].")).verdict == Verdict::suspicious);
  CHECK(look(tar_entry("storages", "\x80\x02]."s) + tar_entry("pickle", "\x80\x02].")).format == "pytorch-tar");
  CHECK(look(tar_entry("notes", "text")).verdict == Verdict::unknown);
}

TEST_CASE("an archive that cannot be looked into is never safe") {
  CHECK(look("Rar!\x1a\x07\x01\x00"s).verdict == Verdict::unknown);
  CHECK(look("\xfd"
             "7zXZ\0"s)
            .verdict == Verdict::unknown);
  const std::string seven = "7z\xbc\xaf\x27\x1c\0\x04"s + number(0, 4) + number(0, 8) + number(40, 8) + number(0, 4);
  CHECK(look(seven + "\x17" + std::string(40, 'x')).verdict == Verdict::suspicious);
  CHECK(look(seven + "\x01" + "a\0.\0p\0k\0l\0"s + std::string(40, 'x')).verdict == Verdict::suspicious);
  CHECK(look(seven + "\x01" + std::string(40, 'x')).verdict == Verdict::unknown);
}

TEST_CASE("arrays that joblib writes into its pickle are passed over") {
  const auto wrapper = [](const std::string& dtype, const std::string& array) {
    return "\x80\x04" + short_text("joblib.numpy_pickle") + short_text("NumpyArrayWrapper") + "\x93)\x81}(" +
           short_text("shape") + "K\x03\x85" + short_text("dtype") + short_text("numpy") + short_text("dtype") +
           "\x93" + short_text(dtype) + "\x85R" + short_text("numpy_array_alignment_bytes") + "K\x10ub" + array;
  };
  const Inspection plain = look(wrapper("f8", "\x02\xff\xff" + std::string(24, '\0')) + ".", "m.joblib");
  CHECK(plain.verdict == Verdict::safe);
  CHECK(plain.reasons.empty());
  CHECK(look(wrapper("f8", "\x02\xff\xff" + std::string(24, '\0')) + "0" + harmful, "m.joblib").verdict ==
        Verdict::unsafe);
  CHECK(look(wrapper("O8", harmful) + ".", "m.joblib").verdict == Verdict::unsafe);
}

TEST_CASE("adapters and shard indexes are known by their names and content") {
  const Inspection adapter =
      look(R"({"base_model_name_or_path":"org/base","peft_type":"LORA","r":8})", "x/adapter_config.json");
  CHECK(adapter.format == "adapter-config");
  CHECK(adapter.metadata.at("base_model_name_or_path") == "org/base");
  const Inspection index =
      look(R"({"metadata":{"total_size":12},"weight_map":{"a":"m-1.safetensors"}})", "model.safetensors.index.json");
  CHECK(index.format == "shard-index");
  CHECK(index.metadata.at("index.total_size") == "12");
  CHECK(look(R"({"weight_map":{"a":"../b"}})", "m.index.json").verdict == Verdict::malformed);
}

TEST_CASE("a shard index is held against the files that are there") {
  const auto index = read_shard_index(R"({"weight_map":{"a":"m-1","b":"m-1","c":"m-2","d":"m-3"}})", "m.index.json");
  REQUIRE(index);
  const ShardCheck check = check_shards(*index, [](const std::string& name) -> std::optional<Inspection> {
    Inspection i;
    if (name == "m-2") return std::nullopt;
    if (name == "m-1") i.tensor_names = {"a", "x"};
    i.tensors = i.tensor_names.size();
    return i;
  });
  CHECK(check.missing_files == std::vector<std::string>{"m-2"});
  CHECK(check.missing_tensors == std::vector<std::string>{"b in m-1"});
  CHECK(check.unlisted_tensors == std::vector<std::string>{"x in m-1"});
  CHECK_FALSE(check.complete());
}

TEST_CASE("numbered file names tell which shards are missing") {
  const auto shard = parse_shard_name("model-00002-of-00003.gguf");
  REQUIRE(shard);
  CHECK(shard->stem == "model");
  CHECK(shard->name(1) == "model-00001-of-00003.gguf");
  CHECK(missing_shards({"model-00002-of-00003.gguf", "model-00003-of-00003.gguf"}) ==
        std::vector<std::string>{"model-00001-of-00003.gguf"});
  CHECK_FALSE(parse_shard_name("model-00004-of-00003.gguf"));
  CHECK_FALSE(parse_shard_name("model-1-of-3.gguf"));
  CHECK_FALSE(parse_shard_name("-of-00003.gguf"));
}

TEST_CASE("a file of 100 GB is read only at its edges") {
  constexpr std::uint64_t size = 100ULL << 30U;
  const std::string header = R"({"w":{"dtype":"U8","shape":[107374182320],"data_offsets":[0,107374182320]}})";
  for (const std::string& head :
       {safetensors(header), "\x80\x02]."s, "\x80\x04\x8e" + number(size - 100, 8), "GGUF" + number(3, 4),
        "PK\x03\x04"s, "\x89HDF\r\n\x1a\n"s, "\x93NUMPY\x01\x00"s, ""s}) {
    const SparseSource file(head, size);
    static_cast<void>(inspect("model.bin", file));
    INFO(file.read);
    CHECK(file.read < (96U << 20U));
  }
  const SparseSource file(safetensors(header), 8 + header.size() + 107374182320);
  CHECK(inspect("m.safetensors", file).parameters == 107374182320);
  CHECK(file.read < 200'000);
}

TEST_CASE("file names that look like weights") {
  for (const char* name : {"a/model.safetensors", "model-00001-of-00002.GGUF", "pytorch_model.bin", "x.pt",
                           "ckpt/model.onnx", "adapter_model.bin"})
    CHECK(looks_like_weights(name));
  for (const char* name : {"README.md", "model.safetensors.index.json", "tokenizer.model", "data.bin", "src/model.py",
                           ".bin", "config.json"})
    CHECK_FALSE(looks_like_weights(name));
}

TEST_CASE("the JSON of an inspection follows its contract") {
  const auto json = to_json("m.safetensors", look(safetensors("{}"), "m.safetensors"));
  for (const char* key : {"path", "format", "verdict", "reasons", "tensors", "parameters", "dtypes", "metadata"})
    CHECK(json.contains(key));
  CHECK(json["verdict"] == "safe");
  CHECK(dump_json(to_json("\xff", look("\x80\x02" + global("\xff", "\x1b[31m") + "."))).find('\x1b') ==
        std::string::npos);
}

TEST_CASE("a tar archive is read as its loader reads it") {
  const std::string harmful = "\x80\x02" + global("os", "system") + ")R.";
  const std::string harmless = tar_entry("model.safetensors", safetensors("{}"));
  const std::string end(1024, '\0');
  CHECK(look(harmless + end, "model.nemo").verdict == Verdict::safe);
  // A type that nobody knows is a file.
  for (const char type : {'7', 'Z', '\0'})
    CHECK(look(harmless + tar_entry("model.ckpt", harmful, type) + end, "model.nemo").verdict == Verdict::unsafe);
  // An empty name ends nothing.
  CHECK(look(harmless + tar_entry("", "") + tar_entry("model.ckpt", harmful) + end, "x.nemo").verdict ==
        Verdict::unsafe);
  // A record of pax gives the next member its size.
  const std::string record = tar_entry("pax", "12 size=999\n", 'x');
  CHECK(look(record + tar_entry("a.txt", harmful) + end, "x.nemo").verdict != Verdict::safe);
  // No type but that of a folder or link has no bytes: what follows is the next header.
  CHECK(look(tar_entry("folder/", "", '5') + tar_entry("model.ckpt", harmful) + end, "x.nemo").verdict ==
        Verdict::unsafe);
  const auto nemo = [&](const std::string& target) {
    return look(tar_entry("./model_config.yaml", "encoder:\n  _target_: " + target + "\n") + harmless + end, "m.nemo")
        .verdict;
  };
  CHECK(nemo("nemo.collections.asr.modules.ConformerEncoder") == Verdict::safe);
  CHECK(nemo("os.system") == Verdict::unsafe);
  CHECK(nemo("my.own.Thing") == Verdict::suspicious);
}

TEST_CASE("a file of two formats is judged as both") {
  // The first bytes run as a pickle and are the header of an archive as well.
  std::string both = "\x80\x02" + global("os", "system") + "(X" + number(2, 4) + "idtR.";
  both.resize(257, '\0');
  both += "ustar" + std::string(512 - 262, '\0') + tar_entry("model.safetensors", safetensors("{}"));
  CHECK(look(both, "pytorch_model.bin").verdict == Verdict::unsafe);
  // BINFLOAT takes "GUF…", and goes on.
  CHECK(look("GGUF" + number(3, 4) + "\0"s + global("os", "system") + ")R.", "m.gguf").verdict == Verdict::unsafe);
  CHECK(look("GGUF" + number(3, 4) + number(0, 8) + number(0, 8), "m.gguf").verdict == Verdict::safe);
}

TEST_CASE("the array that joblib skips is the one whose dictionary builds the wrapper") {
  const std::string wrapper = "\x80\x04" + global("joblib.numpy_pickle", "NumpyArrayWrapper") + ")\x81";
  const std::string dtype = short_text("dtype") + global("numpy", "dtype") + short_text("f8") + "\x89\x88\x87R";
  const auto shape = [](unsigned n) { return short_text("shape") + "M" + number(n, 2) + "\x85"; };
  const auto state = [&](unsigned n) { return "}(" + shape(n) + dtype + "u"; };
  const std::string harm = "0" + global("os", "system") + ")R";
  const std::string array(8, '\0');
  CHECK(look(wrapper + state(1) + "b" + array + ".", "m.joblib").verdict == Verdict::safe);
  // A decoy that is made and dropped before BUILD says nothing of the array.
  const std::string decoy = "}(" + shape(100) + "u0";
  CHECK(look(wrapper + state(1) + decoy + "b" + array + harm + std::string(800, '\0'), "m.joblib").verdict ==
        Verdict::unsafe);
  // A state that is no dictionary, or a dtype that was changed: what follows was not read.
  CHECK(look(wrapper + ")b" + array + ".", "m.joblib").verdict == Verdict::unknown);
  const std::string changed = short_text("dtype") + global("numpy", "dtype") + short_text("V8") +
                              "\x89\x88\x87R(K\x03" + short_text("|") + "NNNM" + number(900, 2) + "K\x01K\0tb"s;
  CHECK(look(wrapper + "}(" + shape(1) + changed + "ub" + array + ".", "m.joblib").verdict == Verdict::unknown);
}

TEST_CASE("a program under the name of a model is not safe") {
  for (const std::string& head : {"\x7f"
                                  "ELF\x02"s,
                                  "#!/bin/sh\n"s, "\xcf\xfa\xed\xfe"s})
    CHECK(look(head + std::string(600, '\0'), "model.bin").verdict == Verdict::suspicious);
  CHECK(look("\x7f"
             "ELF" +
                 std::string(600, '\0'),
             "libfoo.so")
            .format == "unknown");
}

TEST_CASE("an archive is read as every loader reads it") {
  const std::string pickle = "\x80\x02" + global("collections", "OrderedDict") + ")R.";
  const std::string lambda = R"({"class_name":"Lambda","config":{"function":["x"]}})";
  const auto with = [&](const std::string& more) {
    return look(ZipBuilder().add("metadata.json", "{}").add("config.json", more).add("a/data.pkl", pickle).bytes(),
                "m.keras");
  };
  CHECK(with(lambda).verdict == Verdict::unsafe);
  CHECK(with(R"({"class_name":"Dense","config":{}})").verdict == Verdict::safe);
  CHECK(
      look(ZipBuilder().add("archive_format", "pt2").add("models/a", "").add("config.json", lambda).bytes(), "m.keras")
          .verdict == Verdict::unsafe);
  CHECK(look(ZipBuilder().add("MAR-INF/MANIFEST.json", "{}").add("handler.py", "import os").bytes(), "m.mar").verdict ==
        Verdict::suspicious);
  const auto script = [&](const std::string& code) {
    return look(ZipBuilder()
                    .add("a/data.pkl", pickle)
                    .add("a/constants.pkl", "\x80\x02).")
                    .add("a/code/__torch__.py", code)
                    .bytes(),
                "m.pt")
        .verdict;
  };
  CHECK(script("def forward(self, x):\n  return torch.add(x, 1)\n") == Verdict::safe);
  CHECK(script("ops.aten.save(x, \"/tmp/y\")\n") == Verdict::suspicious);
}

TEST_CASE("pickles in Base64 inside JSON are read") {
  // Base64 of a pickle that imports collections.OrderedDict, and of one that calls os.system.
  const auto archive = [](const std::string& text) {
    return look(ZipBuilder()
                    .add("data", R"({"policy": {":type:": "x", ":serialized:": ")" + text + "\"}}", true)
                    .bytes(),
                "ppo.zip")
        .verdict;
  };
  CHECK(archive("gAJjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKKVIu") == Verdict::safe);
  CHECK(archive("gAJjb3MKc3lzdGVtCilSLg==") == Verdict::unsafe);
  CHECK(archive("neither") == Verdict::unknown);
}

TEST_CASE("graphs in text and configurations in YAML are read for what they call") {
  CHECK(look("node { name: \"a\" op: \"MatMul\" }", "graph.pbtxt").verdict == Verdict::safe);
  CHECK(look("node { name: \"a\"\n op : 'PyFunc' }", "saved_model.pbtxt").verdict == Verdict::unsafe);
  CHECK(look("node { op: \"WholeFileReaderV2\" }", "graph.pbtxt").verdict == Verdict::suspicious);
  CHECK(look("a: 1\nb: [x, y]\n", "conf.yaml").verdict == Verdict::safe);
  CHECK(look("a: !!python/object/apply:os.system [id]\n", "conf.yaml").verdict == Verdict::suspicious);
  CHECK(look("model:\n  _target_: src.models.Mine\n", "conf.yaml").verdict == Verdict::safe);
  CHECK(look("model:\n  _target_: os.system\n", "conf.yaml").verdict == Verdict::unsafe);
}

TEST_CASE("a layer that Keras makes from a call is known by what it calls") {
  const auto layer = [](const std::string& name, const std::string& config) {
    return look(ZipBuilder()
                    .add("metadata.json", "{}")
                    .add("config.json", R"({"class_name": ")" + name + R"(", "config": )" + config + "}")
                    .bytes(),
                "m.keras")
        .verdict;
  };
  CHECK(layer("TFOpLambda", R"({"function": "math.add"})") == Verdict::safe);
  CHECK(layer("TFOpLambda", R"({"function": "compat.v1.transpose"})") == Verdict::safe);
  CHECK(layer("SlicingOpLambda", R"({"function": "__operators__.getitem"})") == Verdict::safe);
  CHECK(layer("TFOpLambda", R"({"function": "io.write_file"})") == Verdict::suspicious);
  CHECK(layer("TFOpLambda", "{}") == Verdict::suspicious);
  CHECK(layer("TensorFlowOpLayer", R"({"node_def": {"op": "MatMul"}})") == Verdict::safe);
  CHECK(layer("TensorFlowOpLayer", R"({"node_def": {"op": "WriteFile"}})") == Verdict::unsafe);
}

TEST_CASE("escapes of YAML hide neither a key nor what it calls") {
  CHECK(look("m:\n  \"_target\\u005f\": \"os.popen\"\n", "conf.yaml").verdict == Verdict::unsafe);
  CHECK(look("m:\n  _target_: \"os\\x2esystem\"\n", "conf.yaml").verdict == Verdict::unsafe);
  CHECK(look("m: \"a\\tb\"\n", "conf.yaml").verdict == Verdict::safe);
}

TEST_CASE("source under the name of a model is not safe, prose is no source") {
  CHECK(look("# x\nimport os, sys\nos.system('id')\n", "model.bin").verdict == Verdict::suspicious);
  CHECK(look("from os import system\n", "model.bin").verdict == Verdict::suspicious);
  CHECK(look("@echo off\r\ncalc\r\n", "model.bin").verdict == Verdict::suspicious);
  CHECK(look("\"\"\"A model\nof birds.\n\"\"\"\nimport os\n", "model.bin").verdict == Verdict::suspicious);
  CHECK(look("import the weights from the address below\n", "model.bin").verdict == Verdict::unknown);
  CHECK(look("from 2021 on\n", "model.bin").verdict == Verdict::unknown);
}

TEST_CASE("an archive that is the last member of another one is no second format") {
  const std::string inner = ZipBuilder().add("m/data.pkl", "\x80\x02}.").bytes();
  std::string padding(512 - inner.size() % 512, '\0');
  CHECK(look(tar_entry("m.pt", inner + padding) + std::string(1024, '\0'), "m.tar").verdict == Verdict::safe);
}
