// What a format reader is, and how it writes down what it found. To add a format: one file with a sniff and a read
// function, their declaration in readers.h, one line in the table of inspect.cpp.
#pragma once

#include "auditor/core/byte_source.h"
#include "auditor/formats/inspect.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace auditor::formats {

// Bytes that may still be read and unpacked for one file, over all nesting: entries that overlap or contain each other
// would otherwise be read again and again.
struct Work {
  std::uint64_t left = std::uint64_t{512} << 20U;
  void spend(std::uint64_t bytes) { left -= std::min(left, bytes); }
};

// Counts what is read; fails when nothing is left.
class MeteredSource final : public ByteSource {
 public:
  MeteredSource(const ByteSource& whole, Work& work) : whole_(whole), work_(work) {}
  [[nodiscard]] std::uint64_t size() const override { return whole_.size(); }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  const ByteSource& whole_;
  Work& work_;
};

struct Input {
  std::string_view name;  // file name, or the entry's name inside an archive
  const ByteSource& bytes;
  std::string_view head;  // the first bytes, at most 4096
  Work& work;
  int depth = 0;  // archives and pickles around this one
};

struct Reader {
  std::string_view format;
  bool (*sniff)(const Input& input);
  void (*read)(const Input& input, Inspection& out);
};

// Nesting of archives and pickles that is followed.
inline constexpr int deepest = 4;

// Reads the first bytes, chooses the reader and runs it: for what lies inside archives.
[[nodiscard]] Inspection inspect_nested(std::string_view name, const ByteSource& bytes, int depth, Work& work);

// Writes a reason and raises the verdict: safe < unknown < malformed < suspicious < unsafe.
void note(Inspection& out, Verdict verdict, std::string reason);

// The same for what was read to its end and holds nothing that is known.
void note_unrecognised(Inspection& out, std::string reason);

// Adds the verdict, reasons (prefixed by `where`) and imports of a part to the whole.
void absorb(Inspection& whole, const Inspection& part, std::string_view where);

// Adds the tensors, parameters and metadata of a part to the whole.
void absorb_contents(Inspection& whole, const Inspection& part);

// Metadata, tensor names and counts, within bounds.
void add_metadata(Inspection& out, std::string_view key, std::string_view value);

// Whether a key of metadata speaks of a licence; such values are kept up to `longest_license` bytes.
[[nodiscard]] bool tells_license(std::string_view key);
inline constexpr std::size_t longest_license = 64U << 10U;
void add_tensor_name(Inspection& out, std::string_view name);
void add_parameters(Inspection& out, std::string_view dtype, std::uint64_t elements);

// Notes phrases that are code in a metadata text, and what leads to Python's own functions in a chat template.
void note_code_in_text(Inspection& out, std::string_view where, std::string_view text);
void note_code_in_template(Inspection& out, std::string_view text);
// The same for "chat_template" of a configuration: one template, or several by name.
void note_templates(Inspection& out, const nlohmann::json& value);

// A name from a file, quoted and made safe to show.
[[nodiscard]] std::string quote(std::string_view name);

}  // namespace auditor::formats
