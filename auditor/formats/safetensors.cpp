// safetensors: a length, a JSON header, then the data. The header is parsed as a stream and every tensor is held
// against the file's size, its own shape and its neighbours.
#include "auditor/core/json.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_set>

namespace auditor::formats {
namespace {

constexpr std::uint64_t longest_header = 100'000'000;

struct Dtype {
  std::string_view name;
  unsigned bits;
};

constexpr Dtype dtypes[] = {{"F4", 4},          {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"BOOL", 8},    {"U8", 8},
                            {"I8", 8},          {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8},
                            {"F8_E5M2FNUZ", 8}, {"I16", 16},    {"U16", 16},    {"F16", 16},    {"BF16", 16},
                            {"I32", 32},        {"U32", 32},    {"F32", 32},    {"F64", 64},    {"I64", 64},
                            {"U64", 64},        {"C64", 64}};

const Dtype* find_dtype(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(dtypes), std::end(dtypes), [&](const Dtype& d) { return d.name == name; });
  return found == std::end(dtypes) ? nullptr : found;
}

struct Extent {
  std::uint64_t begin;
  std::uint64_t end;
  std::string name;
};

// Feeds nlohmann's streaming parser from a cursor, so that a header of 100 MB is never held as one string.
class HeaderIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  HeaderIterator() = default;
  HeaderIterator(Cursor& cursor, std::uint64_t left) : cursor_(&cursor), left_(left) { load(); }
  char operator*() const { return current_; }
  HeaderIterator& operator++() {
    --left_;
    load();
    return *this;
  }
  bool operator==(const HeaderIterator& other) const { return done() == other.done(); }
  bool operator!=(const HeaderIterator& other) const { return !(*this == other); }

 private:
  [[nodiscard]] bool done() const { return cursor_ == nullptr || left_ == 0 || cursor_->failed(); }
  void load() {
    if (left_ > 0) current_ = static_cast<char>(cursor_->u8());
  }
  Cursor* cursor_ = nullptr;
  std::uint64_t left_ = 0;
  char current_ = 0;
};

// Builds tensors from parser events. Depth 1 is the header, 2 a tensor or __metadata__, 3 shape or data_offsets.
class HeaderHandler final : public nlohmann::json_sax<Json> {
 public:
  HeaderHandler(Inspection& out, std::vector<Extent>& extents) : out_(out), extents_(extents) {}

  std::string problem;

  bool null() override { return refuse("null where a value is needed"); }
  bool boolean(bool) override { return refuse("a truth value where a number or text is needed"); }
  bool number_integer(std::int64_t) override { return refuse("a negative number"); }
  bool number_float(double, const std::string&) override { return refuse("a number that is not whole"); }
  bool binary(Json::binary_t&) override { return refuse("binary data"); }

  bool number_unsigned(std::uint64_t value) override {
    if (depth_ != 3 || list_ == nullptr) return refuse("a number where none belongs");
    if (list_->size() >= 64) return refuse("a shape of more than 64 dimensions");
    list_->push_back(value);
    return true;
  }

  bool string(std::string& value) override {
    if (depth_ == 2 && in_metadata_) {
      add_metadata(out_, key_, value);
      note_code_in_text(out_, key_, value);
      return true;
    }
    if (depth_ == 2 && key_ == "dtype") {
      dtype_ = value;
      return true;
    }
    return refuse("text where none belongs");
  }

  bool start_object(std::size_t) override {
    if (++depth_ > 2) return refuse("an object nested too deep");
    if (depth_ == 2) begin_entry();
    return true;
  }

  bool key(std::string& value) override {
    if (depth_ == 1) {
      if (!names_.insert(value).second) return refuse("duplicate key " + quote(value));
      name_ = value;
    } else {
      if (in_metadata_ ? !metadata_keys_.insert(value).second : !remember_field(value))
        return refuse("duplicate or unknown key " + quote(value) + " in " + quote(name_));
      key_ = value;
    }
    return true;
  }

  bool end_object() override {
    const bool tensor = depth_ == 2 && !in_metadata_;
    --depth_;
    return !tensor || finish_tensor();
  }

  bool start_array(std::size_t) override {
    if (depth_ != 2 || in_metadata_) return refuse("a list where none belongs");
    list_ = key_ == "shape" ? &shape_ : key_ == "data_offsets" ? &offsets_ : nullptr;
    if (list_ == nullptr) return refuse("a list as " + quote(key_));
    ++depth_;
    return true;
  }

  bool end_array() override {
    --depth_;
    list_ = nullptr;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return refuse("the header is not valid JSON");
  }

 private:
  bool refuse(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return false;
  }

  void begin_entry() {
    in_metadata_ = name_ == "__metadata__";
    dtype_.clear();
    shape_.clear();
    offsets_.clear();
    fields_ = 0;
  }

  bool remember_field(std::string_view field) {
    const unsigned bit = field == "dtype" ? 1U : field == "shape" ? 2U : field == "data_offsets" ? 4U : 0U;
    if (bit == 0 || (fields_ & bit) != 0) return false;
    fields_ |= bit;
    return true;
  }

  bool finish_tensor() {
    if (fields_ != 7U) return refuse("tensor " + quote(name_) + " lacks dtype, shape or data_offsets");
    const Dtype* dtype = find_dtype(dtype_);
    if (dtype == nullptr) return refuse("tensor " + quote(name_) + " has unknown dtype " + quote(dtype_));
    if (offsets_.size() != 2 || offsets_[0] > offsets_[1])
      return refuse("tensor " + quote(name_) + " has data_offsets that are not a range");
    std::uint64_t elements = 1;
    for (const std::uint64_t dimension : shape_)
      if (!multiply_checked(elements, dimension, elements))
        return refuse("the shape of " + quote(name_) + " overflows");
    std::uint64_t bits = 0;
    if (!multiply_checked(elements, dtype->bits, bits)) return refuse("the shape of " + quote(name_) + " overflows");
    if (bits % 8 != 0) return refuse("tensor " + quote(name_) + " does not fill whole bytes");
    if (bits / 8 != offsets_[1] - offsets_[0])
      return refuse("tensor " + quote(name_) + " has " + std::to_string(offsets_[1] - offsets_[0]) +
                    " bytes, its shape needs " + std::to_string(bits / 8));
    extents_.push_back({offsets_[0], offsets_[1], name_});
    ++out_.tensors;
    add_parameters(out_, dtype->name, elements);
    add_tensor_name(out_, name_);
    return true;
  }

  Inspection& out_;
  std::vector<Extent>& extents_;
  int depth_ = 0;
  bool in_metadata_ = false;
  unsigned fields_ = 0;
  std::string name_;
  std::string key_;
  std::string dtype_;
  std::vector<std::uint64_t> shape_;
  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint64_t>* list_ = nullptr;
  std::unordered_set<std::string> names_;
  std::unordered_set<std::string> metadata_keys_;
};

// Sorted by place, tensors run from 0 to the end of the file without hole or overlap.
void check_layout(std::vector<Extent>& extents, std::uint64_t data_size, Inspection& out) {
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) {
    return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
  });
  std::uint64_t at = 0;
  for (const Extent& extent : extents) {
    if (extent.end > data_size) {
      note(out, Verdict::malformed, "tensor " + quote(extent.name) + " reaches past the end of the file");
      return;
    }
    if (extent.begin != at) {
      note(out, Verdict::malformed,
           extent.begin < at ? "tensor " + quote(extent.name) + " overlaps the one before"
                             : "hole of " + std::to_string(extent.begin - at) + " bytes before " + quote(extent.name));
      return;
    }
    at = extent.end;
  }
  if (at != data_size) note(out, Verdict::malformed, std::to_string(data_size - at) + " bytes after the last tensor");
}

std::uint64_t header_length(std::string_view head) {
  std::uint64_t length = 0;
  for (unsigned i = 0; i < 8; ++i) length |= std::uint64_t{static_cast<unsigned char>(head[i])} << (8U * i);
  return length;
}

}  // namespace

bool is_safetensors(const Input& input) {
  if (input.head.size() < 8) return false;
  if (input.name.ends_with(".safetensors")) return true;
  return input.head.size() > 9 && input.head[8] == '{' &&
         (input.head[9] == '"' || input.head[9] == '}' || input.head[9] == ' ') &&
         header_length(input.head) <= longest_header;
}

void read_safetensors(const Input& input, Inspection& out) {
  const std::uint64_t length = header_length(input.head);
  const std::uint64_t after = input.bytes.size() - 8;
  if (length > longest_header)
    return note(out, Verdict::malformed, "header of " + std::to_string(length) + " bytes, more than 100000000");
  if (length > after) return note(out, Verdict::malformed, "the header reaches past the end of the file");
  if (length == 0 || input.head.size() < 9 || input.head[8] != '{')
    return note(out, Verdict::malformed, "the header does not begin with {");
  Cursor cursor(input.bytes, 8);
  std::vector<Extent> extents;
  HeaderHandler handler(out, extents);
  const bool parsed = Json::sax_parse(HeaderIterator(cursor, length), HeaderIterator(), &handler);
  if (!parsed || !handler.problem.empty()) return note(out, Verdict::malformed, handler.problem);
  check_layout(extents, after - length, out);
}

}  // namespace auditor::formats
