// GGUF 1 to 3: key-value metadata and tensor infos, held against ggml's own limits and the file's size.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/ggml_types.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <unordered_set>

namespace auditor::formats {
namespace {

constexpr std::uint64_t longest_string = std::uint64_t{1} << 30U;
constexpr std::uint64_t most_elements = std::uint64_t{1} << 30U;
constexpr std::uint64_t longest_key = 65535;
constexpr std::uint64_t longest_tensor_name = 63;
constexpr std::uint64_t kept_text = 4096;
constexpr std::uint64_t longest_template = 16U << 20U;
constexpr std::string_view template_key = "tokenizer.chat_template";

enum ValueType : std::uint32_t { type_bool = 7, type_string = 8, type_array = 9, last_type = 12 };

// Bytes of a scalar by value type; 0 for string and array.
constexpr unsigned scalar_size[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

struct TensorInfo {
  std::string name;
  std::uint64_t offset;
  std::uint64_t bytes;  // 0 when the type is not known
  bool sized;
};

class GgufReader {
 public:
  GgufReader(const Input& input, Inspection& out)
      : bytes_(input.bytes),
        work_(input.work),
        depth_(input.depth),
        cursor_(input.bytes),
        size_(input.bytes.size()),
        out_(out) {}

  void read() {
    cursor_.skip(4);
    if (!read_version()) return;
    const std::uint64_t tensors = count();
    const std::uint64_t pairs = count();
    if (cursor_.failed()) return malformed("the file ends inside the header");
    // A pair takes at least a length, one byte of key, a type and one byte of value; a tensor four fields.
    if (pairs > cursor_.left() / (length_size() + 5)) return malformed("more key-value pairs than bytes left");
    for (std::uint64_t i = 0; i < pairs; ++i)
      if (!read_pair()) return;
    if (tensors > cursor_.left() / (2 * length_size() + 9)) return malformed("more tensors than bytes left");
    for (std::uint64_t i = 0; i < tensors; ++i)
      if (!read_tensor()) return;
    check_layout();
  }

 private:
  void malformed(std::string why) { note(out_, Verdict::malformed, std::move(why)); }
  bool refuse(std::string why) {
    malformed(std::move(why));
    return false;
  }
  bool cut_short() { return refuse("the file ends inside the header"); }

  bool read_version() {
    std::uint32_t version = cursor_.u32();
    if (cursor_.failed()) return cut_short();
    if (version != 0 && (version & 0xFFFFU) == 0) {
      version = ((version >> 24U) & 0xFFU) | ((version >> 8U) & 0xFF00U);
      cursor_.set_big_endian(true);
      add_metadata(out_, "gguf.endian", "big");
      if (version < 3) return refuse("big-endian version " + std::to_string(version));
    }
    if (version == 0 || version > 3) return refuse("version " + std::to_string(version) + " is not known");
    version_ = version;
    add_metadata(out_, "gguf.version", std::to_string(version));
    return true;
  }

  // Version 1 has 32-bit counts, lengths and dimensions.
  [[nodiscard]] unsigned length_size() const { return version_ == 1 ? 4 : 8; }
  std::uint64_t count() { return cursor_.number(length_size()); }

  bool read_pair() {
    const std::uint64_t length = count();
    if (cursor_.failed()) return cut_short();
    if (length == 0 || length > longest_key) return refuse("a key of " + std::to_string(length) + " bytes");
    const std::string key = cursor_.text(static_cast<std::size_t>(length));
    const std::uint32_t type = cursor_.u32();
    if (cursor_.failed()) return cut_short();
    if (std::any_of(key.begin(), key.end(), [](char c) { return c <= ' ' || c > '~'; }))
      return refuse("key " + quote(key) + " is not plain ASCII");
    if (!keys_.insert(key).second) return refuse("duplicate key " + quote(key));
    if (type > last_type) return refuse("key " + quote(key) + " has unknown type " + std::to_string(type));
    if (type == type_string) return read_string(key);
    if (type == type_array) return read_array(key);
    return read_scalar(key, type);
  }

  bool read_string(const std::string& key) {
    const std::uint64_t length = count();
    if (cursor_.failed()) return cut_short();
    if (length > longest_string || length > cursor_.left())
      return refuse("the value of " + quote(key) + " is longer than the file");
    if (key.starts_with(template_key)) {
      read_template(length);
      return !cursor_.failed() || cut_short();
    }
    const std::uint64_t keep = std::min<std::uint64_t>(length, tells_license(key) ? longest_license : kept_text);
    const std::string text = cursor_.text(static_cast<std::size_t>(keep));
    cursor_.skip(length - keep);
    if (cursor_.failed()) return cut_short();
    add_metadata(out_, key, text);
    return true;
  }

  void read_template(std::uint64_t length) {
    if (length > longest_template)
      note(out_, Verdict::unknown, "a chat template longer than is read: " + human_size(length));
    const std::uint64_t keep = std::min<std::uint64_t>(length, longest_template);
    note_code_in_template(out_, cursor_.text(static_cast<std::size_t>(keep)));
    cursor_.skip(length - keep);
  }

  bool read_array(const std::string& key) {
    const std::uint32_t element = cursor_.u32();
    const std::uint64_t elements = count();
    if (cursor_.failed()) return cut_short();
    if (element == type_array) return refuse("key " + quote(key) + " is an array of arrays");
    if (element > last_type)
      return refuse("key " + quote(key) + " has unknown element type " + std::to_string(element));
    if (elements > most_elements) return refuse("key " + quote(key) + " has " + std::to_string(elements) + " elements");
    if (element == type_string) return read_strings(key, elements);
    if (elements > cursor_.left() / scalar_size[element])
      return refuse("the array " + quote(key) + " is longer than the file");
    cursor_.skip(elements * scalar_size[element]);
    return true;
  }

  // Short lists (tags, languages, datasets) are kept, token lists passed over.
  bool read_strings(const std::string& key, std::uint64_t elements) {
    if (elements > cursor_.left() / length_size())
      return refuse("the array " + quote(key) + " is longer than the file");
    const bool keep = key.starts_with("general.") && elements <= 64;
    const bool is_template = key.starts_with(template_key);
    std::string joined;
    for (std::uint64_t i = 0; i < elements; ++i) {
      const std::uint64_t length = count();
      if (cursor_.failed() || length > cursor_.left())
        return refuse("the array " + quote(key) + " is longer than the file");
      const std::uint64_t kept = keep ? std::min<std::uint64_t>(length, 256) : 0;
      if (is_template) {
        read_template(length);
        continue;
      }
      if (kept > 0) joined += (i > 0 ? ", " : "") + cursor_.text(static_cast<std::size_t>(kept));
      cursor_.skip(length - kept);
    }
    if (cursor_.failed()) return cut_short();
    if (keep) add_metadata(out_, key, joined);
    return true;
  }

  bool read_scalar(const std::string& key, std::uint32_t type) {
    const unsigned bytes = scalar_size[type];
    const std::uint64_t raw = cursor_.number(bytes);
    if (cursor_.failed()) return cut_short();
    if (key == "general.alignment") return set_alignment(raw, type);
    if (type == type_bool && raw > 1) return refuse("key " + quote(key) + " is neither true nor false");
    if (type == 6) add_metadata(out_, key, fmt::format("{}", std::bit_cast<float>(static_cast<std::uint32_t>(raw))));
    else if (type == 12) add_metadata(out_, key, fmt::format("{}", std::bit_cast<double>(raw)));
    else if (type == type_bool) add_metadata(out_, key, raw == 1 ? "true" : "false");
    else if (type == 1 || type == 3 || type == 5 || type == 11) {
      const unsigned shift = 64 - 8 * bytes;
      add_metadata(out_, key, std::to_string(static_cast<std::int64_t>(raw << shift) >> shift));
    } else {
      add_metadata(out_, key, std::to_string(raw));
    }
    return true;
  }

  bool set_alignment(std::uint64_t value, std::uint32_t type) {
    if (type != 4) return refuse("general.alignment is not a 32-bit number");
    if (!std::has_single_bit(value))
      return refuse("general.alignment " + std::to_string(value) + " is not a power of two");
    alignment_ = value;
    return true;
  }

  bool read_tensor() {
    const std::uint64_t length = count();
    if (cursor_.failed()) return cut_short();
    if (length > longest_tensor_name) return refuse("a tensor name of " + std::to_string(length) + " bytes");
    TensorInfo tensor{cursor_.text(static_cast<std::size_t>(length)), 0, 0, false};
    const std::uint32_t dimensions = cursor_.u32();
    if (cursor_.failed()) return cut_short();
    if (dimensions > 4)
      return refuse("tensor " + quote(tensor.name) + " has " + std::to_string(dimensions) + " dimensions");
    if (!names_.insert(tensor.name).second) return refuse("duplicate tensor " + quote(tensor.name));
    std::uint64_t elements = 1;
    std::uint64_t row = 1;
    for (std::uint32_t i = 0; i < dimensions; ++i) {
      const std::uint64_t dimension = count();
      if (i == 0) row = dimension;
      if (!multiply_checked(elements, dimension, elements) || elements >> 63U != 0)
        return refuse("the dimensions of " + quote(tensor.name) + " overflow");
    }
    const std::uint32_t type = cursor_.u32();
    tensor.offset = cursor_.u64();
    if (cursor_.failed()) return cut_short();
    return finish_tensor(tensor, type, row, elements);
  }

  bool finish_tensor(TensorInfo& tensor, std::uint32_t id, std::uint64_t row, std::uint64_t elements) {
    ++out_.tensors;
    add_tensor_name(out_, tensor.name);
    const GgmlType* type = find_ggml_type(id);
    if (type == nullptr) {
      if (id > 255) return refuse("tensor " + quote(tensor.name) + " has type " + std::to_string(id));
      note(out_, Verdict::unknown, "ggml type " + std::to_string(id) + " is not known; its tensors are not measured");
      add_parameters(out_, "type " + std::to_string(id), elements);
    } else {
      if (row % type->block != 0)
        return refuse("a row of " + quote(tensor.name) + " is not a multiple of " + std::to_string(type->block));
      if (!multiply_checked(elements / type->block, type->bytes, tensor.bytes))
        return refuse("the dimensions of " + quote(tensor.name) + " overflow");
      tensor.sized = true;
      add_parameters(out_, type->name, elements);
    }
    tensors_.push_back(std::move(tensor));
    return true;
  }

  // ggml wants each tensor where the one before ends, rounded up to the alignment.
  void check_layout() {
    const std::uint64_t header = cursor_.position();
    std::uint64_t start = 0;
    if (!align(header, start)) return malformed("the alignment is larger than the file");
    // A file of vocabulary alone may end with its header; whatever follows it is no tensor's.
    if (tensors_.empty()) return check_stretch(header, size_, "the header");
    check_stretch(header, std::min(start, size_), "the header");
    std::uint64_t expected = 0;
    std::uint64_t last = start;
    for (const TensorInfo& tensor : tensors_) {
      if (tensor.offset % alignment_ != 0) return malformed("tensor " + quote(tensor.name) + " is not aligned");
      std::uint64_t end = 0;
      if (!add_checked(start, tensor.offset, end) || !add_checked(end, tensor.bytes, end) || end > size_)
        return malformed("tensor " + quote(tensor.name) + " reaches past the end of the file");
      if (!tensor.sized) return;
      if (tensor.offset != expected)
        return malformed("tensor " + quote(tensor.name) + " is at " + std::to_string(tensor.offset) + " instead of " +
                         std::to_string(expected));
      last = end;
      if (!align(tensor.offset + tensor.bytes, expected)) return malformed("the alignment is larger than the file");
    }
    check_stretch(last, size_, "the last tensor");
  }

  // Bytes that belong to nothing are read by no ggml; whoever put them there meant another reader. Zeros are padding.
  void check_stretch(std::uint64_t from, std::uint64_t to, const std::string& what) {
    constexpr std::size_t longest_padding = 1U << 20U;
    if (from >= to) return;
    const auto bytes = bytes_.read(from, static_cast<std::size_t>(std::min<std::uint64_t>(to - from, longest_padding)));
    const std::size_t begin = bytes ? bytes->find_first_not_of('\0') : 0;
    if (bytes && to - from <= longest_padding && begin == std::string::npos) return;
    note(out_, Verdict::unknown, std::to_string(to - from) + " bytes after " + what + " are not read");
    if (depth_ >= deepest) return;
    const std::uint64_t at = from + (begin == std::string::npos ? 0 : begin);
    const SliceSource behind(bytes_, at, to - at);
    const Inspection part = inspect_nested({}, behind, depth_ + 1, work_);
    if (part.format != "unknown") absorb(out_, part, "after " + what);
  }

  bool align(std::uint64_t value, std::uint64_t& out) const {
    if (!add_checked(value, alignment_ - 1, out)) return false;
    out &= ~(alignment_ - 1);
    return true;
  }

  const ByteSource& bytes_;
  Work& work_;
  int depth_;
  Cursor cursor_;
  std::uint64_t size_;
  Inspection& out_;
  std::uint32_t version_ = 3;
  std::uint64_t alignment_ = 32;
  std::unordered_set<std::string> keys_;
  std::unordered_set<std::string> names_;
  std::vector<TensorInfo> tensors_;
};

}  // namespace

bool is_gguf(const Input& input) { return input.head.starts_with("GGUF"); }

void read_gguf(const Input& input, Inspection& out) { GgufReader(input, out).read(); }

}  // namespace auditor::formats
