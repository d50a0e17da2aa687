#include "auditor/formats/inspect.h"

#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "auditor/formats/budget.h"
#include "auditor/formats/readers.h"
#include "auditor/formats/zip.h"

#include <algorithm>
#include <array>
#include <limits>

namespace auditor::formats {
namespace {

constexpr std::size_t most_reasons = 200;
constexpr std::size_t most_metadata = 256;
constexpr std::size_t longest_metadata = 4096;
constexpr std::size_t most_licenses = 32;
constexpr std::size_t most_tensor_names = 200'000;
constexpr std::size_t head_size = 4096;
constexpr std::uint64_t least_read = 256;

// An archive can follow anything: readers of zip look from the end. What is in front keeps its format.
void read_archive_behind(const Input& input, Inspection& out) {
  if (input.depth >= deepest || is_zip(input) || !ends_as_zip(input.bytes)) return;
  Inspection archive;
  archive.verdict = Verdict::safe;
  read_zip_archive(input, archive);
  // An archive that is the last member of another one stands near the end too, and was read there.
  const bool inside = out.format.find("tar") != std::string::npos && archive.verdict == Verdict::safe;
  if (inside) return;
  if (out.format == "unknown") {
    out.format = archive.format;
    note(out, Verdict::unknown, "what stands before the archive is no known format");
  } else {
    note(out, Verdict::suspicious, "two formats in one file: " + out.format + " and " + archive.format);
  }
  absorb(out, archive, "zip behind it");
}

// Formats whose mark does not stand at the very beginning, or that have none: a file of another format can be one too,
// and a loader that is told so reads it.
constexpr std::array also{Reader{"hdf5", is_hdf5_behind, read_hdf5}, Reader{"tflite", is_tflite, read_tflite},
                          Reader{"tar", is_tar, read_tar}, Reader{"onnx", is_whole_onnx, read_onnx},
                          Reader{"pickle", runs_as_pickle, read_pickle}};

void read_other_formats(const Input& input, const Reader& main, Inspection& out) {
  for (const Reader& reader : also) {
    if (reader.read == main.read || !reader.sniff(input)) continue;
    Inspection other;
    other.format = reader.format;
    other.verdict = Verdict::safe;
    reader.read(input, other);
    // A mark can stand there by chance; what then does not read as the format is none.
    if (other.verdict == Verdict::malformed || (other.verdict == Verdict::unknown && !other.unread)) continue;
    // Letters that a pickle can begin with stand anywhere, and an array of objects holds one: what it imports decides.
    if (other.verdict == Verdict::safe && other.format == "pickle") continue;
    note(out, Verdict::suspicious, "two formats in one file: " + out.format + " and " + other.format);
    absorb(out, other, "read as " + other.format);
  }
}

// In the order in which content is asked; formats without a magic number come last.
constexpr std::array readers{
    Reader{"gguf", is_gguf, read_gguf},
    Reader{"zip", is_zip, read_zip_archive},
    Reader{"numpy", is_numpy, read_numpy},
    Reader{"hdf5", is_hdf5, read_hdf5},
    Reader{"tflite", is_tflite, read_tflite},
    Reader{"7z", is_seven_zip, read_seven_zip},
    Reader{"compressed", is_compressed, read_compressed},
    Reader{"tar", is_tar, read_tar},
    Reader{"named-only", is_named_only, read_named_only},
    Reader{"program", is_program, read_program},
    Reader{"json", is_model_json, read_model_json},
    Reader{"serialized-json", is_serialized_json, read_serialized_json},
    Reader{"tensorflow-text", is_tensorflow_text, read_tensorflow_text},
    Reader{"model-yaml", is_model_yaml, read_model_yaml},
    Reader{"chat-template", is_template_file, read_template_file},
    Reader{"safetensors", is_safetensors, read_safetensors},
    Reader{"onnx", is_onnx, read_onnx},
    Reader{"tensorflow", is_tensorflow, read_tensorflow},
    Reader{"pickle", is_pickle, read_pickle},
};

int severity(Verdict verdict) {
  switch (verdict) {
    case Verdict::safe: return 0;
    case Verdict::unknown: return 1;
    case Verdict::malformed: return 2;
    case Verdict::suspicious: return 3;
    case Verdict::unsafe: return 4;
  }
  return 4;
}

void sort_unique(std::vector<std::string>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::safe: return "safe";
    case Verdict::suspicious: return "suspicious";
    case Verdict::unsafe: return "unsafe";
    case Verdict::malformed: return "malformed";
    case Verdict::unknown: return "unknown";
  }
  return "unknown";
}

std::string quote(std::string_view name) { return "\"" + ellipsize(printable(name.substr(0, 200)), 120) + "\""; }

void note_unrecognised(Inspection& out, std::string reason) {
  const bool unread = out.unread;
  note(out, Verdict::unknown, std::move(reason));
  out.unread = unread;
}

void note(Inspection& out, Verdict verdict, std::string reason) {
  out.unread = out.unread || verdict == Verdict::unknown;
  if (severity(verdict) > severity(out.verdict)) out.verdict = verdict;
  if (out.reasons.size() < most_reasons) out.reasons.push_back(std::move(reason));
}

void absorb(Inspection& whole, const Inspection& part, std::string_view where) {
  if (severity(part.verdict) > severity(whole.verdict)) whole.verdict = part.verdict;
  whole.unread = whole.unread || part.unread;
  for (const std::string& reason : part.reasons) {
    if (whole.reasons.size() >= most_reasons) break;
    whole.reasons.push_back(where.empty() ? reason : printable(where) + ": " + reason);
  }
  whole.imports.insert(whole.imports.end(), part.imports.begin(), part.imports.end());
}

void absorb_contents(Inspection& whole, const Inspection& part) {
  whole.tensors += part.tensors;
  for (const auto& [dtype, elements] : part.dtypes) add_parameters(whole, dtype, elements);
  for (const std::string& name : part.tensor_names) add_tensor_name(whole, name);
  for (const auto& [key, value] : part.metadata) add_metadata(whole, key, value);
}

void add_metadata(Inspection& out, std::string_view key, std::string_view value) {
  // A licence is kept behind any number of other keys, and whole: it may be a text.
  const bool licence = tells_license(key);
  if (out.metadata.size() >= most_metadata + (licence ? most_licenses : 0)) return;
  const std::size_t longest = licence ? longest_license : longest_metadata;
  out.metadata.try_emplace(to_valid_utf8(key.substr(0, 256)),
                           ellipsize(to_valid_utf8(value.substr(0, longest * 2)), longest));
}

bool tells_license(std::string_view key) { return contains_i(key, "licen"); }

void add_tensor_name(Inspection& out, std::string_view name) {
  if (out.tensor_names.size() < most_tensor_names) out.tensor_names.emplace_back(name.substr(0, 512));
}

void add_parameters(Inspection& out, std::string_view dtype, std::uint64_t elements) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t& count = out.dtypes[std::string(dtype)];
  count = elements > most - count ? most : count + elements;
  out.parameters = elements > most - out.parameters ? most : out.parameters + elements;
}

Result<std::size_t> MeteredSource::read_at(std::uint64_t offset, std::span<std::byte> out) const {
  if (work_.left == 0) return fail(ErrorCode::limit, "more than is read of one file");
  auto read = whole_.read_at(offset, out);
  // A small read costs more than its bytes.
  if (read) work_.spend(std::max<std::uint64_t>(*read, least_read));
  return read;
}

Inspection inspect_nested(std::string_view name, const ByteSource& source, int depth, Work& work) {
  const MeteredSource bytes(source, work);
  Inspection out;
  out.format = "unknown";
  out.size = bytes.size();
  auto head = bytes.read(0, head_size);
  if (!head) {
    note(out, Verdict::unknown, "not read: " + head.error().message);
    return out;
  }
  const Input input{name, bytes, *head, work, depth};
  const auto* reader = std::find_if(readers.begin(), readers.end(), [&](const Reader& r) { return r.sniff(input); });
  if (reader == readers.end()) {
    out.reasons.emplace_back(head->empty() ? "empty file" : "no known weight format");
  } else {
    out.format = reader->format;
    out.verdict = Verdict::safe;
    reader->read(input, out);
    read_other_formats(input, *reader, out);
  }
  read_archive_behind(input, out);
  sort_unique(out.reasons);
  sort_unique(out.imports);
  return out;
}

Inspection inspect(std::string_view name, const ByteSource& bytes) {
  std::uint64_t left = Work{}.left;
  return inspect_within(name, bytes, left);
}

Inspection inspect_within(std::string_view name, const ByteSource& bytes, std::uint64_t& left) {
  Work work{std::min(left, Work{}.left)};
  const std::uint64_t before = work.left;
  Inspection out = inspect_nested(name, bytes, 0, work);
  left -= before - work.left;
  if (work.left == 0)
    note(out, Verdict::unknown, "more to read and unpack than one file is given: the rest was not read");
  return out;
}

Json to_json(std::string_view path, const Inspection& inspection) {
  Json metadata = Json::object();
  for (const auto& [key, value] : inspection.metadata) metadata[key] = value;
  Json out = {
      {"path", to_valid_utf8(path)},         {"format", inspection.format}, {"verdict", to_string(inspection.verdict)},
      {"reasons", inspection.reasons},       {"size", inspection.size},     {"tensors", inspection.tensors},
      {"parameters", inspection.parameters}, {"dtypes", inspection.dtypes}, {"metadata", std::move(metadata)}};
  if (!inspection.imports.empty()) out["imports"] = inspection.imports;
  return out;
}

}  // namespace auditor::formats
