// May a file be one that a loader opens? Asked of every file of a repository, so the first bytes have to do.
#include "auditor/formats/readers.h"
#include "auditor/formats/unpack.h"

#include <array>

namespace auditor::formats {
namespace {

using namespace std::string_view_literals;

// First bytes of formats that are read, unpacked, or run by the machine itself.
constexpr std::array magics{"GGUF"sv,
                            "PK\x03\x04"sv,
                            "PK\x05\x06"sv,
                            "\x93NUMPY"sv,
                            "7z\xbc\xaf\x27\x1c"sv,
                            "BZh"sv,
                            "\xfd"
                            "7zXZ\0"sv,
                            "\x5d\0\0"sv,
                            "\x28\xb5\x2f\xfd"sv,
                            "\x04\x22\x4d\x18"sv,
                            "Rar!\x1a\x07"sv,
                            "\x02\x21\x4c\x18"sv,
                            "LZIP\x01"sv,
                            "\x1f\x9d\x90"sv,
                            "MZqFpD"sv,
                            "APEDBG"sv,
                            "jartsr"sv,
                            "lmgg"sv,
                            "fmgg"sv,
                            "tjgg"sv,
                            "algg"sv,
                            "\x89HDF\r\n\x1a\n"sv};

// A protocol buffer of a model: a version, or a graph's first node with its name.
bool begins_as_graph(std::string_view head) {
  if (head.size() < 8) return false;
  if (head[0] == 0x08 && head[1] > 0 && head[1] <= 64) {
    const auto next = static_cast<unsigned char>(head[2]);
    return (next & 7U) == 2 && (next >> 3U) >= 1 && (next >> 3U) <= 26;
  }
  // 0x0a is a new line too: the length of a node and its first field tell them apart.
  const std::size_t inner = static_cast<unsigned char>(head[1]) < 0x80 ? 2 : 3;
  return head[0] == 0x0a && head[inner] == 0x0a && static_cast<unsigned char>(head[1]) > 3 &&
         static_cast<unsigned char>(head[inner + 1]) < 0x80 && head[inner + 1] > 0;
}

// Eight bytes of a length that a header can have, then the header.
bool begins_as_safetensors(std::string_view head) {
  return head.size() > 9 && head[8] == '{' && head.substr(4, 4) == "\0\0\0\0"sv;
}

// Most streams are tables and texts, and the first packed bytes are enough to see it. A compression that works in large
// blocks shows nothing so soon.
bool begins_as_stream(std::string_view path, std::string_view head, Codec codec) {
  const Unpacked inner = unpack(MemorySource(std::string(head)), codec, sniffed_bytes);
  if (inner.bytes.size() < 64) return !(codec == Codec::zlib && inner.bytes.empty() && inner.damaged);
  return may_be_loadable(path, inner.bytes);
}

}  // namespace

bool may_be_loadable(std::string_view path, std::string_view head) {
  if (head.empty()) return false;
  if (const auto codec = codec_of(head)) return begins_as_stream(path, head, *codec);
  if (is_plain_array(head)) return false;
  for (const std::string_view magic : magics)
    if (head.starts_with(magic)) return true;
  if (head.size() > 8 && head.substr(4, 4) == "TFL3") return true;
  if (head.size() > 520 && head.substr(512, 8) == "\x89HDF\r\n\x1a\n"sv) return true;
  if (begins_as_safetensors(head) || begins_as_graph(head) || may_begin_pickle(head)) return true;
  const MemorySource bytes{std::string(head)};
  Work work;
  const Input input{path, bytes, head, work, 0};
  return is_tar(input) || is_program(input) || is_serialized_json(input) || is_tensorflow_text(input) ||
         is_configuration(path);
}

}  // namespace auditor::formats
