// HDF5 as Keras writes it: the attributes of the root group, of which model_config names the layers. The root
// object header is read; what it does not show is looked for in the first bytes of the file.
#include "auditor/formats/cursor.h"
#include "auditor/formats/keras.h"
#include "auditor/formats/readers.h"

#include <algorithm>

namespace auditor::formats {
namespace {

constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
constexpr std::size_t longest_attribute = 16U << 20U;
constexpr std::size_t scanned = 4U << 20U;
constexpr int most_blocks = 64;
constexpr int most_messages = 2000;
constexpr std::uint64_t undefined = ~std::uint64_t{0};

enum Message : unsigned {
  dataspace_message = 1,
  attribute_message = 0x0C,
  attribute_info_message = 0x15,
  continuation_message = 0x10
};

std::uint64_t find_signature(const ByteSource& bytes) {
  for (std::uint64_t at = 0; at + signature.size() <= bytes.size(); at = at == 0 ? 512 : at * 2) {
    const auto text = bytes.read(at, signature.size());
    if (text && *text == signature) return at;
    if (at > (std::uint64_t{1} << 40U)) break;
  }
  return undefined;
}

struct Attribute {
  std::string name;
  std::string value;
};

class Hdf5Reader {
 public:
  Hdf5Reader(const ByteSource& source, std::uint64_t base, Inspection& out) : source_(source), base_(base), out_(out) {}

  // The text attributes of the root group; false when the header cannot be followed.
  bool read(std::vector<Attribute>& attributes) {
    Cursor cursor(source_, base_ + signature.size());
    const unsigned version = cursor.u8();
    std::uint64_t root = undefined;
    if (version <= 1) {
      cursor.skip(4);
      offsets_ = cursor.u8();
      lengths_ = cursor.u8();
      if (!sizes_fit()) return false;
      cursor.skip(version == 0 ? 9 : 13);
      cursor.skip(std::uint64_t{4} * offsets_ + offsets_);  // four addresses, then the root entry's name
      root = cursor.number(offsets_);
    } else if (version <= 3) {
      offsets_ = cursor.u8();
      lengths_ = cursor.u8();
      if (!sizes_fit()) return false;
      cursor.skip(1 + std::uint64_t{3} * offsets_);
      root = cursor.number(offsets_);
    } else {
      note(out_, Verdict::malformed, "superblock version " + std::to_string(version) + " is not known");
      return false;
    }
    if (cursor.failed() || !object_header(root, attributes)) return false;
    return !dense_;
  }

 private:
  [[nodiscard]] bool sizes_fit() const {
    const auto fits = [](unsigned n) { return n == 2 || n == 4 || n == 8; };
    if (fits(offsets_) && fits(lengths_)) return true;
    note(out_, Verdict::malformed, "sizes of offsets and lengths are wrong");
    return false;
  }

  [[nodiscard]] std::uint64_t place(std::uint64_t address) const {
    std::uint64_t out = 0;
    return add_checked(address, base_, out) && out < source_.size() ? out : undefined;
  }

  bool object_header(std::uint64_t address, std::vector<Attribute>& attributes) {
    const std::uint64_t at = place(address);
    if (at == undefined) {
      note(out_, Verdict::malformed, "the root group lies outside the file");
      return false;
    }
    Cursor cursor(source_, at);
    const bool second = cursor.peek(4) == "OHDR";
    std::uint64_t size = 0;
    unsigned flags = 0;
    if (second) {
      cursor.skip(5);
      flags = cursor.u8();
      if ((flags & 0x20U) != 0) cursor.skip(16);
      if ((flags & 0x10U) != 0) cursor.skip(4);
      size = cursor.number(1U << (flags & 3U));
    } else {
      if (cursor.u8() != 1) return false;
      cursor.skip(7);
      size = cursor.u32();
      cursor.skip(4);
    }
    blocks_.push_back({cursor.position(), size});
    for (std::size_t i = 0; i < blocks_.size() && i < most_blocks; ++i) block(blocks_[i], second, flags, attributes);
    return !cursor.failed();
  }

  struct Block {
    std::uint64_t begin;
    std::uint64_t size;
  };

  void block(Block block, bool second, unsigned flags, std::vector<Attribute>& attributes) {
    std::uint64_t end = 0;
    if (!add_checked(block.begin, block.size, end)) return;
    Cursor cursor(source_, block.begin);
    const unsigned header = second ? ((flags & 4U) != 0 ? 6 : 4) : 8;
    while (!cursor.failed() && end - cursor.position() >= header && cursor.position() < end &&
           ++messages_ <= most_messages) {
      const unsigned type = second ? cursor.u8() : cursor.u16();
      const std::uint64_t size = cursor.u16();
      cursor.skip(header - (second ? 3U : 4U));
      const std::uint64_t next = cursor.position() + size;
      if (cursor.failed() || next > end) return;
      message(type, cursor.position(), size, second, attributes);
      cursor.seek(next);
    }
  }

  void message(unsigned type, std::uint64_t at, std::uint64_t size, bool second, std::vector<Attribute>& attributes) {
    if (type == attribute_message) return attribute(at, size, attributes);
    Cursor cursor(source_, at);
    if (type == continuation_message) {
      const std::uint64_t begin = place(cursor.number(offsets_));
      const std::uint64_t length = cursor.number(lengths_);
      // A second-version block has a signature in front and a checksum behind.
      if (begin != undefined && length > 8)
        blocks_.push_back(second ? Block{begin + 4, length - 8} : Block{begin, length});
    }
    if (type == attribute_info_message) {
      cursor.skip(1);
      const unsigned flags = cursor.u8();
      if ((flags & 1U) != 0) cursor.skip(2);
      dense_ = dense_ || cursor.number(offsets_) != (undefined >> (64 - 8 * offsets_));
    }
  }

  void attribute(std::uint64_t at, std::uint64_t size, std::vector<Attribute>& attributes) {
    Cursor cursor(source_, at);
    const unsigned version = cursor.u8();
    cursor.skip(1);
    const std::uint64_t name_size = cursor.u16();
    const std::uint64_t type_size = cursor.u16();
    const std::uint64_t space_size = cursor.u16();
    if (version == 3) cursor.skip(1);
    if (version < 1 || version > 3 || name_size + type_size + space_size > size) return;
    const auto padded = [&](std::uint64_t n) { return version == 1 ? (n + 7) / 8 * 8 : n; };
    Attribute out;
    out.name = cursor.peek(static_cast<std::size_t>(std::min<std::uint64_t>(name_size, 256)));
    out.name.resize(std::min(out.name.find('\0'), out.name.size()));
    cursor.skip(padded(name_size));
    const std::uint64_t type_at = cursor.position();
    const unsigned type_class = cursor.u8() & 0x0FU;
    cursor.skip(3);
    const std::uint64_t value_size = cursor.u32();
    const std::uint64_t data = type_at + padded(type_size) + padded(space_size);
    if (cursor.failed()) return;
    if (type_class == 3) out.value = fixed_text(data, std::min(value_size, size));
    else if (type_class == 9) out.value = heap_text(data);
    else return;
    attributes.push_back(std::move(out));
  }

  std::string fixed_text(std::uint64_t at, std::uint64_t size) const {
    auto text = source_.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(size, longest_attribute)));
    if (!text) return {};
    text->resize(std::min(text->find('\0'), text->size()));
    return std::move(*text);
  }

  // A text of variable length lies in a global heap: length, address of the collection, index of the object.
  std::string heap_text(std::uint64_t at) const {
    Cursor cursor(source_, at);
    const std::uint64_t length = cursor.u32();
    const std::uint64_t heap = place(cursor.number(offsets_));
    const std::uint32_t wanted = cursor.u32();
    if (cursor.failed() || heap == undefined) return {};
    Cursor objects(source_, heap);
    if (objects.text(4) != "GCOL") return {};
    objects.skip(4);
    const std::uint64_t end = heap + std::min(objects.number(lengths_), source_.size() - heap);
    for (int i = 0; i < most_messages && objects.position() < end; ++i) {
      const std::uint32_t index = objects.u16();
      objects.skip(6);
      const std::uint64_t size = objects.number(lengths_);
      if (objects.failed() || index == 0) return {};
      if (index == wanted) return fixed_text(objects.position(), std::min(length, size));
      if (size > source_.size()) return {};
      objects.skip((size + 7) / 8 * 8);
    }
    return {};
  }

  const ByteSource& source_;
  std::uint64_t base_;
  Inspection& out_;
  unsigned offsets_ = 8;
  unsigned lengths_ = 8;
  bool dense_ = false;
  int messages_ = 0;
  std::vector<Block> blocks_;
};

// A configuration that the header does not lead to: its text, from its first brace to where the braces close.
std::string scan_for_config(const ByteSource& bytes) {
  const auto text = bytes.read(0, scanned);
  if (!text) return {};
  const std::size_t at = text->find("{\"class_name\"");
  if (at == std::string::npos) return {};
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = at; i < text->size(); ++i) {
    const char c = (*text)[i];
    if (in_string && c == '\\') ++i;
    else if (c == '"') in_string = !in_string;
    else if (!in_string && c == '{') ++depth;
    else if (!in_string && c == '}' && --depth == 0) return text->substr(at, i + 1 - at);
  }
  return {};
}

}  // namespace

bool is_hdf5_behind(const Input& input) {
  return !input.head.starts_with(signature) && find_signature(input.bytes) != undefined;
}

bool is_hdf5(const Input& input) {
  if (input.head.starts_with(signature)) return true;
  return (input.name.ends_with(".h5") || input.name.ends_with(".hdf5")) && find_signature(input.bytes) != undefined;
}

void read_hdf5(const Input& input, Inspection& out) {
  std::vector<Attribute> attributes;
  Hdf5Reader reader(input.bytes, find_signature(input.bytes), out);
  const bool followed = reader.read(attributes);
  std::string config;
  for (const Attribute& attribute : attributes) {
    if (attribute.name == "model_config") {
      // Of two with one name a loader may take either.
      if (!config.empty()) check_keras_config(config, out);
      config = attribute.value;
    } else if (attribute.name != "training_config") add_metadata(out, attribute.name, attribute.value);
  }
  if (config.empty()) config = scan_for_config(input.bytes);
  if (!config.empty()) {
    out.format = "keras-hdf5";
    check_keras_config(config, out);
  } else if (!followed && out.verdict == Verdict::safe) {
    note(out, Verdict::unknown, "the attributes of the root group were not read");
  }
}

}  // namespace auditor::formats
