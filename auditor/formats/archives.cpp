// What stands around weights: gzip and zlib streams, tar archives (PyTorch's oldest format among them), 7z, and
// formats that are named and not read.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/readers.h"
#include "auditor/formats/zip.h"

#include <algorithm>
#include <array>
#include <zlib.h>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_inflated = 64U << 20U;
constexpr int most_members = 10'000;
constexpr std::uint64_t tar_block = 512;

bool is_zlib(std::string_view head) {
  return head.size() > 2 && head[0] == '\x78' &&
         (head[1] == '\x01' || head[1] == '\x5e' || head[1] == '\x9c' || head[1] == '\xda');
}

// An octal number of a tar header, or binary when its first bit is set.
std::uint64_t tar_number(std::string_view field) {
  std::uint64_t value = 0;
  if (!field.empty() && static_cast<unsigned char>(field[0]) == 0x80) {
    for (const char c : field.substr(field.size() - 8)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
  }
  for (const char c : field)
    if (c >= '0' && c <= '7' && value >> 60U == 0) value = value * 8 + static_cast<std::uint64_t>(c - '0');
  return value;
}

constexpr std::array<std::string_view, 9> pickle_endings{".pkl",  ".pickle", ".pt",   ".pth", ".bin",
                                                         ".ckpt", ".joblib", ".dill", ".npy"};

bool holds_pickle_name(std::string_view name) {
  return std::any_of(pickle_endings.begin(), pickle_endings.end(),
                     [&](std::string_view e) { return ends_with_i(name, e); });
}

struct Named {
  std::string_view magic;
  std::string_view format;
};

constexpr std::array named{Named{"Rar!\x1a\x07", "rar"},
                           Named{"\xfd"
                                 "7zXZ",
                                 "xz"},
                           Named{"BZh", "bzip2"},
                           Named{"\x28\xb5\x2f\xfd", "zstd"},
                           Named{"\x04\x22\x4d\x18", "lz4"},
                           Named{"lmgg", "ggml"},
                           Named{"fmgg", "ggml"},
                           Named{"tjgg", "ggml"},
                           Named{"algg", "ggml"},
                           Named{"MZqFpD", "llamafile"},
                           Named{"APEDBG", "llamafile"},
                           Named{"jartsr", "llamafile"},
                           Named{"version https://git-lfs.github.com/spec/v1\n", "git-lfs-pointer"},
                           Named{"# xet version 0", "xet-pointer"}};

const Named* find_named(std::string_view head) {
  for (const Named& entry : named)
    if (head.starts_with(entry.magic)) return &entry;
  return nullptr;
}

}  // namespace

bool is_compressed(const Input& input) { return input.head.starts_with("\x1f\x8b\x08") || is_zlib(input.head); }

void read_compressed(const Input& input, Inspection& out) {
  const bool zlib = is_zlib(input.head);
  out.format = zlib ? "zlib" : "gzip";
  if (input.depth >= deepest) return note(out, Verdict::unknown, "archives nested deeper than are read");
  Inflated inflated = inflate_from(input.bytes, 0, zlib ? MAX_WBITS : MAX_WBITS + 16, longest_inflated);
  const bool cut = !inflated.finished && inflated.bytes.size() >= longest_inflated;
  if (inflated.bytes.empty()) return note(out, Verdict::unknown, "nothing could be unpacked");
  input.work.spend(inflated.bytes.size());
  const MemorySource bytes(std::move(inflated.bytes));
  const Inspection part = inspect_nested(input.name, bytes, input.depth + 1, input.work);
  if (part.format != "unknown") out.format += "+" + part.format;
  absorb(out, part, "");
  absorb_contents(out, part);
  if (cut) note(out, Verdict::unknown, "only the first " + human_size(longest_inflated) + " were read");
  else if (!inflated.finished) note(out, Verdict::malformed, "the compressed data are cut short or damaged");
}

bool is_tar(const Input& input) {
  if (input.head.size() < tar_block) return false;
  if (input.head.substr(257, 5) == "ustar") return true;
  // Older archives have no magic; their header still adds up to the checksum it states.
  if (!input.name.ends_with(".tar") && !input.name.ends_with(".pt") && !input.name.ends_with(".pth")) return false;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < tar_block; ++i)
    sum += i >= 148 && i < 156 ? std::uint64_t{' '} : std::uint64_t{static_cast<unsigned char>(input.head[i])};
  return sum == tar_number(input.head.substr(148, 8)) && input.head[0] != '\0';
}

void read_tar(const Input& input, Inspection& out) {
  if (input.depth >= deepest) return note(out, Verdict::unknown, "archives nested deeper than are read");
  std::uint64_t at = 0;
  bool pickle = false;
  bool storages = false;
  bool recognised = false;
  int members = 0;
  for (; members < most_members && at + tar_block <= input.bytes.size(); ++members) {
    const auto header = input.bytes.read(at, tar_block);
    if (!header || header->size() < tar_block || (*header)[0] == '\0') break;
    const std::string_view view = *header;
    const std::string name(view.substr(0, std::min<std::size_t>(view.find('\0'), 100)));
    const std::uint64_t size = tar_number(view.substr(124, 12));
    const char type = view[156];
    at += tar_block;
    if (name.starts_with('/') || name.find("../") != std::string::npos)
      note(out, Verdict::suspicious, "entry " + quote(name) + " points outside the archive");
    if ((type == '1' || type == '2') && name.size() > 0)
      note(out, Verdict::suspicious, "entry " + quote(name) + " is a link");
    if (size > input.bytes.size() - at) {
      note(out, Verdict::malformed, "entry " + quote(name) + " reaches past the end of the file");
      break;
    }
    if ((type == '0' || type == '\0') && size > 0) {
      const SliceSource bytes(input.bytes, at, size);
      const Inspection part = inspect_nested(name, bytes, input.depth + 1, input.work);
      pickle = pickle || name == "pickle";
      storages = storages || name == "storages" || name == "tensors";
      recognised = recognised || part.format != "unknown";
      if (part.format != "unknown" &&
          (part.verdict != Verdict::malformed || holds_pickle_name(name) || name == "pickle"))
        absorb(out, part, name);
    }
    at += (size + tar_block - 1) / tar_block * tar_block;
  }
  if (members >= most_members) note(out, Verdict::unknown, "more entries than are read");
  if (pickle && storages) out.format = "pytorch-tar";
  else if (!recognised) note(out, Verdict::unknown, "nothing in the archive is a known weight format");
}

bool is_seven_zip(const Input& input) { return input.head.starts_with("7z\xbc\xaf\x27\x1c"); }

// The names of a 7z archive stand in its last header as UTF-16 when that header is not packed itself.
void read_seven_zip(const Input& input, Inspection& out) {
  Cursor cursor(input.bytes, 12);
  const std::uint64_t offset = cursor.u64();
  const std::uint64_t size = cursor.u64();
  std::uint64_t at = 0;
  if (cursor.failed() || !add_checked(offset, 32, at) || at >= input.bytes.size())
    return note(out, Verdict::malformed, "the archive is cut short");
  const auto header = input.bytes.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(size, 1U << 20U)));
  if (!header) return note(out, Verdict::unknown, "not read: " + header.error().message);
  if (header->starts_with('\x17'))
    return note(out, Verdict::suspicious, "a 7z archive whose list of files is packed: what it holds is not known");
  std::string narrow;
  for (const char c : *header)
    if (c != '\0') narrow.push_back(c);
  note(out, Verdict::unknown, "7z archives are not unpacked");
  if (std::any_of(pickle_endings.begin(), pickle_endings.end(),
                  [&](std::string_view e) { return contains_i(narrow, e); }))
    note(out, Verdict::suspicious, "holds pickles, which are not read");
}

bool is_named_only(const Input& input) { return find_named(input.head) != nullptr; }

void read_named_only(const Input& input, Inspection& out) {
  const Named* found = find_named(input.head);
  out.format = found->format;
  if (out.format == "llamafile") note(out, Verdict::suspicious, "a llamafile is a program: opening it runs code");
  else if (out.format.ends_with("-pointer")) note(out, Verdict::unknown, "a pointer: the bytes are not here");
  else note(out, Verdict::unknown, "named by its first bytes and not read");
}

}  // namespace auditor::formats
