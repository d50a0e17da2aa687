#include "tests/formats/builder.h"
#include "tests/support/catch.h"

using namespace auditor;
using namespace auditor::formats;
using namespace auditor::formats::test;
using Catch::Matchers::Contains;

namespace {

// A GGUF file piece by piece, in any version and byte order.
struct Gguf {
  unsigned version = 3;
  bool big = false;
  std::string pairs;
  std::string tensors;
  std::uint64_t pair_count = 0;
  std::uint64_t tensor_count = 0;

  [[nodiscard]] unsigned wide() const { return version == 1 ? 4 : 8; }
  [[nodiscard]] std::string u(std::uint64_t value, unsigned bytes) const { return number(value, bytes, big); }
  [[nodiscard]] std::string text(std::string_view value) const { return sized(value, wide(), big); }

  Gguf& raw(std::string_view key, std::uint32_t type, std::string value) {
    pairs += text(key) + u(type, 4) + value;
    ++pair_count;
    return *this;
  }
  Gguf& pair(std::string_view key, std::string_view value) { return raw(key, 8, text(value)); }
  Gguf& tensor(std::string_view name, std::vector<std::uint64_t> dims, std::uint32_t type, std::uint64_t offset) {
    tensors += text(name) + u(dims.size(), 4);
    for (const std::uint64_t d : dims) tensors += u(d, wide());
    tensors += u(type, 4) + u(offset, 8);
    ++tensor_count;
    return *this;
  }
  [[nodiscard]] std::string bytes(std::size_t data = 0, std::size_t alignment = 32) const {
    std::string out = "GGUF" + u(version, 4) + u(tensor_count, wide()) + u(pair_count, wide()) + pairs + tensors;
    if (tensor_count > 0) out.resize((out.size() + alignment - 1) / alignment * alignment, '\0');
    return out + std::string(data, '\0');
  }
};

std::string malformed_reason(const std::string& bytes) {
  const Inspection i = look(bytes);
  CHECK(i.verdict == Verdict::malformed);
  return i.reasons.empty() ? "" : i.reasons[0];
}

}  // namespace

TEST_CASE("GGUF metadata and tensors are read in every version and byte order") {
  for (const auto& [version, big] : {std::pair{1U, false}, {2U, false}, {3U, false}, {3U, true}}) {
    Gguf file;
    file.version = version;
    file.big = big;
    file.pair("general.architecture", "llama").pair("general.license", "apache-2.0");
    file.raw("general.file_type", 4, file.u(15, 4));
    file.raw("general.tags", 9, file.u(8, 4) + file.u(2, file.wide()) + file.text("chat") + file.text("en"));
    file.raw("tokens", 9, file.u(8, 4) + file.u(1, file.wide()) + file.text("<s>"));
    file.tensor("blk.0", {256, 2}, 12, 0).tensor("norm", {8}, 0, 288);
    const Inspection i = look(file.bytes(288 + 32));
    INFO(version << (big ? " big" : " little"));
    CHECK(i.format == "gguf");
    CHECK(i.verdict == Verdict::safe);
    CHECK(i.reasons.empty());
    CHECK(i.tensors == 2);
    CHECK(i.dtypes == std::map<std::string, std::uint64_t>{{"F32", 8}, {"Q4_K", 512}});
    CHECK(i.metadata.at("general.license") == "apache-2.0");
    CHECK(i.metadata.at("general.file_type") == "15");
    CHECK(i.metadata.at("general.tags") == "chat, en");
  }
}

TEST_CASE("counts are held against the bytes that are left") {
  CHECK_THAT(malformed_reason("GGUF" + number(3, 4) + number(0, 8) + number(~0ULL, 8)),
             Contains("more key-value pairs"));
  CHECK_THAT(malformed_reason("GGUF" + number(3, 4) + number(~0ULL, 8) + number(0, 8)), Contains("more tensors"));
  Gguf strings;
  strings.raw("a", 9, number(8, 4) + number(1U << 30U, 8));
  CHECK_THAT(malformed_reason(strings.bytes()), Contains("longer than the file"));
  Gguf text;
  text.raw("a", 8, number(1ULL << 40U, 8));
  CHECK_THAT(malformed_reason(text.bytes()), Contains("longer than the file"));
  CHECK_THAT(malformed_reason("GGUF" + number(3, 4)), Contains("ends inside"));
}

TEST_CASE("what ggml refuses is malformed") {
  CHECK_THAT(malformed_reason(Gguf().pair("a", "1").pair("a", "2").bytes()), Contains("duplicate key"));
  CHECK_THAT(malformed_reason(Gguf().raw("a", 13, "").bytes(64)), Contains("unknown type"));
  CHECK_THAT(malformed_reason(Gguf().raw("a", 9, number(9, 4) + number(0, 8)).bytes()), Contains("array of arrays"));
  CHECK_THAT(malformed_reason(Gguf().raw("general.alignment", 4, number(24, 4)).bytes()), Contains("power of two"));
  CHECK_THAT(malformed_reason(Gguf().raw("a", 7, "\x02").bytes()), Contains("neither true"));
  CHECK_THAT(malformed_reason(Gguf().pair("a\x01", "x").bytes()), Contains("ASCII"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {1, 1, 1, 1, 1}, 0, 0).bytes(4)), Contains("5 dimensions"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {1}, 0, 0).tensor("t", {1}, 0, 32).bytes(64)),
             Contains("duplicate tensor"));
  CHECK_THAT(malformed_reason(Gguf().tensor(std::string(64, 'x'), {1}, 0, 0).bytes(64)), Contains("64 bytes"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {1ULL << 40U, 1ULL << 40U}, 0, 0).bytes(64)), Contains("overflow"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {31}, 2, 0).bytes(64)), Contains("multiple of 32"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {8}, 0, 4).bytes(64)), Contains("not aligned"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {8}, 0, 32).bytes(64)), Contains("instead of 0"));
  CHECK_THAT(malformed_reason(Gguf().tensor("t", {64}, 0, 0).bytes(64)), Contains("past the end"));
  CHECK_THAT(malformed_reason("GGUF" + number(4, 4) + std::string(16, '\0')), Contains("version 4"));
}

TEST_CASE("an alignment of its own moves the data") {
  Gguf file;
  file.raw("general.alignment", 4, number(64, 4)).tensor("a", {2}, 0, 0).tensor("b", {2}, 0, 64);
  CHECK(look(file.bytes(128, 64)).verdict == Verdict::safe);
}

TEST_CASE("a chat template that reaches into Python is suspicious") {
  const Inspection i =
      look(Gguf().pair("tokenizer.chat_template", "{{ ''.__class__.__base__.__subclasses__() }}").bytes());
  CHECK(i.verdict == Verdict::suspicious);
  CHECK(says(i, "__subclasses__"));
}

TEST_CASE("templates in a list are read as one alone") {
  Gguf file;
  file.raw("tokenizer.chat_template", 9,
           number(8, 4) + number(2, 8) + sized("{{ x }}", 8) + sized("{{ x.__class__ }}", 8));
  CHECK(look(file.bytes()).verdict == Verdict::suspicious);
}

TEST_CASE("bytes after the last tensor are not passed over, zeros are") {
  Gguf file;
  file.tensor("a", {4}, 0, 0);
  CHECK(look(file.bytes(16)).verdict == Verdict::safe);
  CHECK(look(file.bytes(32)).verdict == Verdict::safe);
  CHECK(look(file.bytes(16) + "more").verdict == Verdict::unknown);
  CHECK(look(file.bytes(16) + "\x80\x02" + global("os", "system") + ")R.").verdict == Verdict::unsafe);
}

TEST_CASE("bytes that belong to no tensor are not passed over, with and without tensors") {
  const std::string harmful = "\x80\x02" + global("os", "system") + ")R.";
  Gguf vocabulary;
  vocabulary.pair("general.name", "Wren");
  CHECK(look(vocabulary.bytes()).verdict == Verdict::safe);
  CHECK(look(vocabulary.bytes() + std::string(40, '\0')).verdict == Verdict::safe);
  CHECK(look(vocabulary.bytes() + "more").verdict == Verdict::unknown);
  CHECK(look(vocabulary.bytes() + harmful).verdict == Verdict::unsafe);
  CHECK(look(vocabulary.bytes() + std::string(40, '\0') + harmful).verdict == Verdict::unsafe);
  CHECK(look(Gguf().bytes() + harmful).verdict == Verdict::unsafe);
  // An alignment that reaches past the end of the file, or as far as the writer likes, hides nothing.
  vocabulary.raw("general.alignment", 4, vocabulary.u(std::uint64_t{1} << 31U, 4));
  CHECK(look(vocabulary.bytes() + harmful).verdict == Verdict::unsafe);
  Gguf wide;
  wide.raw("general.alignment", 4, wide.u(4096, 4)).tensor("a", {4}, 0, 0);
  CHECK(look(wide.bytes(16, 4096)).verdict == Verdict::safe);
  std::string hidden = wide.bytes(16, 4096);
  hidden.replace(hidden.size() - 16 - harmful.size(), harmful.size(), harmful);
  CHECK(look(hidden).verdict == Verdict::unsafe);
}
