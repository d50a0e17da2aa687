// Weights in zip archives: PyTorch, TorchScript, PT2, NumPy .npz, Keras, skops, and pickles in any other zip.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/keras.h"
#include "auditor/formats/readers.h"
#include "auditor/formats/zip.h"

#include <algorithm>
#include <unordered_set>
#include <zlib.h>

namespace auditor::formats {
namespace {

constexpr std::size_t longest_entry = 64U << 20U;     // unpacked bytes of one entry
constexpr std::size_t longest_nested = 24U << 20U;    // of one inside another archive
constexpr std::uint64_t longest_total = 256U << 20U;  // unpacked bytes of all entries
constexpr std::size_t most_looked_at = 20'000;        // entries whose first bytes are read
constexpr std::size_t most_shared = 16;               // entries that lie where another one does
constexpr std::size_t longest_configuration = 16U << 20U;
constexpr std::uint64_t checked_crc = 1U << 20U;  // stored entries up to this size have their checksum tested

// The part of an archive's entry name that says what it is.
enum class Role { main, part, storage, other };

class ArchiveReader {
 public:
  ArchiveReader(const Input& input, Inspection& out) : input_(input), out_(out) {}

  void read() {
    directory_ = list_zip(input_.bytes);
    if (!directory_.complete) note(out_, Verdict::unknown, "more entries than are listed");
    for (const std::string& damage : directory_.damages)
      note(out_, Verdict::malformed, "damaged zip: " + printable(damage));
    if (directory_.entries.empty()) return note_unrecognised(out_, "an archive without entries");
    out_.format = kind();
    check_names();
    if (holds("MANIFEST.json") && under("MAR-INF/"))
      note(out_, Verdict::suspicious, "an archive of TorchServe: the server imports the handler that it holds");
    check_ratio();
    std::size_t looked_at = 0;
    for (const ZipEntry& entry : directory_.entries) {
      if (++looked_at > most_looked_at) {
        note(out_, Verdict::unknown, "more than " + std::to_string(most_looked_at) + " entries: the rest was not read");
        break;
      }
      if (entry.data != 0 && entry.packed != 0 && !read_.insert(entry.data).second && ++shared_ > most_shared) {
        note(out_, Verdict::unknown, "many entries share their bytes: the rest was not read");
        break;
      }
      read_entry(entry);
    }
    if (shared_ > 0) note(out_, Verdict::malformed, "entries share their bytes");
    if (out_.format == "zip" && !recognised_)
      note_unrecognised(out_, "nothing in the archive is a known weight format");
  }

 private:
  [[nodiscard]] bool holds(std::string_view ending) const {
    return std::any_of(directory_.entries.begin(), directory_.entries.end(),
                       [&](const ZipEntry& e) { return base_name(e.name) == ending; });
  }

  [[nodiscard]] bool under(std::string_view folder) const {
    return std::any_of(directory_.entries.begin(), directory_.entries.end(),
                       [&](const ZipEntry& e) { return e.name.find(folder) != std::string::npos; });
  }

  [[nodiscard]] std::string kind() const {
    const auto& entries = directory_.entries;
    if (holds("archive_format") && under("models/")) return "pt2";
    if (under("/data.pkl")) return holds("constants.pkl") && under("/code/") ? "torchscript" : "pytorch-zip";
    if (holds("model.weights.h5") || (holds("config.json") && holds("metadata.json"))) return "keras";
    if (input_.name.ends_with(".skops") && holds("schema.json")) return "skops";
    if (std::all_of(entries.begin(), entries.end(), [](const ZipEntry& e) { return e.name.ends_with(".npy"); }))
      return "npz";
    return "zip";
  }

  // Names that leave the folder an archive is unpacked into.
  void check_names() {
    for (const ZipEntry& entry : directory_.entries) {
      const auto parts = split(entry.name, '/');
      const bool up = std::find(parts.begin(), parts.end(), "..") != parts.end();
      if (up || entry.name.starts_with('/') || entry.name.find('\\') != std::string::npos)
        note(out_, Verdict::suspicious, "entry " + quote(entry.name) + " points outside the archive");
    }
  }

  void check_ratio() {
    std::uint64_t total = 0;
    for (const ZipEntry& entry : directory_.entries)
      if (entry.method != 0 && !add_checked(total, entry.size, total)) total = ~std::uint64_t{0};
    if (total > (std::uint64_t{1} << 30U) && total / 100 > input_.bytes.size())
      note(out_, Verdict::suspicious, "unpacks to more than 100 times its size: " + human_size(total));
  }

  [[nodiscard]] Role role(const ZipEntry& entry) const {
    const std::string_view base = base_name(entry.name);
    if (base == "data.pkl" || (out_.format == "npz" && base.ends_with(".npy"))) return Role::main;
    if (out_.format == "keras" && base.ends_with(".h5")) return Role::main;
    for (const std::string_view ending :
         {".pkl", ".pickle", ".joblib", ".npy", ".npz", ".pt", ".pth", ".bin", ".h5", ".onnx", ".zip", ".pb"})
      if (base.ends_with(ending)) return Role::part;
    return entry.name.find("/data/") != std::string::npos ? Role::storage : Role::other;
  }

  // JSON that says which classes rebuild the model.
  void read_configuration(const ZipEntry& entry) {
    const auto content = open_entry(input_.bytes, entry, longest_configuration);
    const auto text =
        content ? content->bytes->read(0, longest_configuration) : Result<std::string>(fail(ErrorCode::malformed, ""));
    if (!text) return note(out_, Verdict::unknown, "entry " + quote(entry.name) + " was not read");
    if (content->cut) return note(out_, Verdict::unknown, "entry " + quote(entry.name) + " is larger than is read");
    const bool expected = out_.format == "keras" || out_.format == "skops";
    if (!expected && text->find("class") == std::string::npos) return;
    recognised_ = true;
    if (entry.name == "schema.json") check_skops_schema(*text, out_);
    else check_keras_config(*text, out_);
  }

  // TorchScript runs no Python, but its operators reach files.
  void read_script(const ZipEntry& entry) {
    const auto content = open_entry(input_.bytes, entry, longest_configuration);
    const auto text =
        content ? content->bytes->read(0, longest_configuration) : Result<std::string>(fail(ErrorCode::malformed, ""));
    if (!text || content->cut) return note(out_, Verdict::unknown, "entry " + quote(entry.name) + " was not read");
    input_.work.spend(text->size());
    for (const std::string_view call :
         {"ops.aten.save", "ops.aten.from_file", "aten::save", "aten::from_file", "torch.save(", "torch.load(",
          "torch.from_file(", "ops.torchaudio.", "ops.load_library"})
      if (text->find(call) != std::string::npos)
        note(out_, Verdict::suspicious, "the code of " + quote(entry.name) + " reaches files: " + quote(call));
    if (text->find("__torch__.torch.classes.") != std::string::npos)
      note(out_, Verdict::suspicious, "the code of " + quote(entry.name) + " uses classes of an extension");
  }

  void read_entry(const ZipEntry& entry) {
    const std::string_view base = base_name(entry.name);
    // What an archive looks like to us does not say as what it is loaded: Keras and skops look for these names only.
    if (entry.name == "config.json" || entry.name == "schema.json" || (out_.format == "keras" && base == "config.json"))
      read_configuration(entry);
    if (out_.format == "torchscript" && ends_with_i(entry.name, ".py")) return read_script(entry);
    const Role what = role(entry);
    if (entry.name.ends_with('/') && entry.size == 0 && entry.packed == 0) return;
    if (what == Role::other && !begins_like_loadable(entry)) return;
    if (unpacked_ >= longest_total)
      return note(out_, Verdict::unknown,
                  "more than " + human_size(longest_total) + " to unpack: the rest was not read");
    const std::size_t longest = input_.depth == 0 ? longest_entry : longest_nested;
    const auto limit =
        static_cast<std::size_t>(std::min<std::uint64_t>({longest, longest_total - unpacked_, input_.work.left}));
    const auto content = open_entry(input_.bytes, entry, limit);
    if (!content) {
      if (what != Role::storage)
        note(out_, Verdict::unknown, "entry " + quote(entry.name) + ": " + content.error().message);
      return;
    }
    if (entry.method != 0) {
      unpacked_ += content->bytes->size();
      input_.work.spend(content->bytes->size());
    }
    look_at(entry, what, *content);
  }

  void look_at(const ZipEntry& entry, Role what, const ZipContent& content) {
    const auto first = content.bytes->read(0, sniffed_bytes);
    if (what == Role::storage && first && !may_be_loadable(entry.name, *first)) return;
    if (input_.depth >= deepest) return note(out_, Verdict::unknown, "archives nested deeper than are read");
    const Inspection part = inspect_nested(entry.name, *content.bytes, input_.depth + 1, input_.work);
    // Random bytes of a storage can begin like a pickle: there only certain harm counts.
    if (what == Role::storage && part.verdict != Verdict::unsafe) return;
    if (what == Role::other && part.verdict == Verdict::malformed) return;
    if (entry.encrypted() && part.verdict != Verdict::unsafe)
      return note(out_, Verdict::unknown, "entry " + quote(entry.name) + " is encrypted");
    if (part.format == "unknown" && what != Role::main) return;
    recognised_ = true;
    absorb(out_, part, entry.name);
    if (what == Role::main || directory_.entries.size() == 1) absorb_contents(out_, part);
    if (content.cut)
      note(out_, Verdict::unknown,
           "entry " + quote(entry.name) + ": only the first " + human_size(content.bytes->size()) + " were read");
    if (content.damaged) note(out_, Verdict::malformed, "entry " + quote(entry.name) + " is cut short or damaged");
    else if (!content.cut) check_crc(entry, *content.bytes);
  }

  // Most entries of an archive are pictures and texts: their first bytes say so, and the rest is not unpacked.
  bool begins_like_loadable(const ZipEntry& entry) {
    const auto head = open_entry(input_.bytes, entry, sniffed_bytes);
    if (!head) {
      note(out_, Verdict::unknown, "entry " + quote(entry.name) + ": " + head.error().message);
      return false;
    }
    const auto first = head->bytes->read(0, sniffed_bytes);
    return entry.encrypted() || !first || may_be_loadable(entry.name, *first);
  }

  void check_crc(const ZipEntry& entry, const ByteSource& bytes) {
    if (bytes.size() > checked_crc) return;
    const auto text = bytes.read(0, checked_crc);
    if (!text) return;
    const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(text->data()), static_cast<uInt>(text->size()));
    if (crc != entry.crc && (entry.crc != 0 || (entry.flags & 8U) == 0))
      note(out_, Verdict::malformed, "the checksum of entry " + quote(entry.name) + " is wrong");
  }

  const Input& input_;
  Inspection& out_;
  ZipDirectory directory_;
  std::uint64_t unpacked_ = 0;
  bool recognised_ = false;
  std::unordered_set<std::uint64_t> read_;  // where the bytes of entries begin
  std::size_t shared_ = 0;
};

}  // namespace

bool is_zip(const Input& input) { return input.head.starts_with("PK\x03\x04"); }

void read_zip_archive(const Input& input, Inspection& out) { ArchiveReader(input, out).read(); }

}  // namespace auditor::formats
