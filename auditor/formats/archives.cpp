// What stands around weights and is not unpacked: 7z, whose names are looked at, and formats that are only named.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <array>

namespace auditor::formats {
namespace {

constexpr std::array<std::string_view, 9> pickle_endings{".pkl",  ".pickle", ".pt",   ".pth", ".bin",
                                                         ".ckpt", ".joblib", ".dill", ".npy"};

struct Named {
  std::string_view magic;
  std::string_view format;
};

constexpr std::array named{Named{"Rar!\x1a\x07", "rar"},
                           Named{"\x02\x21\x4c\x18", "lz4-legacy"},
                           Named{"LZIP\x01", "lzip"},
                           Named{"\x1f\x9d\x90", "compress"},
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
