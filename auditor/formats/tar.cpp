// Tar archives as Python's tarfile reads them, PyTorch's oldest format among them: a member of a type that nobody knows
// is a file, only a block of zeros ends an archive, and records of pax and GNU give the next member another name or
// size.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/readers.h"

#include <algorithm>
#include <optional>

namespace auditor::formats {
namespace {

constexpr int most_members = 10'000;
constexpr std::uint64_t block = 512;
constexpr std::size_t longest_record = 1U << 20U;  // of pax and GNU

// An octal number of a header, or binary when its first bit is set.
std::uint64_t number_of(std::string_view field) {
  std::uint64_t value = 0;
  if (!field.empty() && (static_cast<unsigned char>(field[0]) & 0x80U) != 0) {
    for (const char c : field.substr(field.size() - 8)) value = (value << 8U) | static_cast<unsigned char>(c);
    return value;
  }
  for (const char c : field)
    if (c >= '0' && c <= '7' && value >> 60U == 0) value = value * 8 + static_cast<std::uint64_t>(c - '0');
  return value;
}

std::string text_of(std::string_view field) { return std::string(field.substr(0, field.find('\0'))); }

// Tar writers have summed bytes with and without their sign.
bool checksum_fits(std::string_view header) {
  std::int64_t with = 0;
  std::int64_t without = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const char c = i >= 148 && i < 156 ? ' ' : header[i];
    with += static_cast<signed char>(c);
    without += static_cast<unsigned char>(c);
  }
  const auto stated = static_cast<std::int64_t>(number_of(header.substr(148, 8)));
  return stated == with || stated == without;
}

struct Member {
  std::string name;
  std::uint64_t size = 0;
  char type = '0';
};

// "30 path=some/name\n": the value of a key of a pax record.
std::optional<std::string> pax_value(std::string_view text, std::string_view key) {
  std::optional<std::string> found;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) break;
    std::size_t length = 0;
    for (const char c : text.substr(0, space))
      length = c >= '0' && c <= '9' && length < longest_record ? length * 10 + static_cast<std::size_t>(c - '0') : 0;
    if (length <= space + 1 || length > text.size()) break;
    const std::string_view record = text.substr(space + 1, length - space - 2);
    if (record.starts_with(key) && record.substr(key.size()).starts_with('='))
      found = std::string(record.substr(key.size() + 1));
    text.remove_prefix(length);
  }
  return found;
}

class TarReader {
 public:
  TarReader(const Input& input, Inspection& out) : input_(input), out_(out) {}

  void read() {
    for (std::uint64_t at = 0; at + block <= input_.bytes.size();) {
      const auto header = input_.bytes.read(at, block);
      if (!header) return note(out_, Verdict::unknown, "not read: " + header.error().message);
      if (header->size() < block) break;
      at += block;
      if (header->find_first_not_of('\0') == std::string::npos) {
        if (++zero_blocks_ > most_zero_blocks) break;
        continue;
      }
      if (++members_ > most_members) {
        note(out_, Verdict::unknown, "more entries than are read");
        break;
      }
      if (!checksum_fits(*header)) {
        // After the end anything may stand; before it some readers stop here and some go on.
        if (zero_blocks_ > 0) break;
        note(out_, Verdict::malformed, "the checksum of an entry is wrong");
        if (header->substr(257, 5) != "ustar") continue;
      }
      if (!member(*header, at)) break;
    }
    if (pickle_ && storages_) out_.format = "pytorch-tar";
    else if (!recognised_) note_unrecognised(out_, "nothing in the archive is a known weight format");
  }

 private:
  static constexpr int most_zero_blocks = 64;  // writers fill the last 10 KiB

  // Reads one member whose data begin at `at`, which is moved behind them; false when they leave the file.
  bool member(std::string_view header, std::uint64_t& at) {
    Member m{text_of(header.substr(0, 100)), number_of(header.substr(124, 12)), header[156]};
    if (const std::string prefix = text_of(header.substr(345, 155));
        header.substr(257, 6) == std::string_view("ustar\0", 6) && !prefix.empty())
      m.name = prefix + "/" + m.name;
    const bool record = m.type == 'L' || m.type == 'K' || m.type == 'x' || m.type == 'g' || m.type == 'X';
    if (!record) take_records(m);
    const bool empty = m.type >= '1' && m.type <= '6';  // links, devices, folders, pipes: no data follow
    const std::uint64_t size = empty ? 0 : m.size;
    if (size > input_.bytes.size() - at) {
      note(out_, Verdict::malformed, "entry " + quote(m.name) + " reaches past the end of the file");
      look_at(m, at, input_.bytes.size() - at);
      return false;
    }
    if (record) keep_record(m, at);
    else if (empty) check_name(m);
    else look_at(m, at, size);
    at += (size + block - 1) / block * block;
    return true;
  }

  void keep_record(const Member& m, std::uint64_t at) {
    if (m.size > longest_record) note(out_, Verdict::unknown, "an extended header longer than is read");
    const auto text = input_.bytes.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(m.size, longest_record)));
    if (!text) return note(out_, Verdict::unknown, "not read: " + text.error().message);
    if (m.type == 'L') next_name_ = text_of(*text);
    if (m.type == 'K') return;
    std::string& kept = m.type == 'g' ? global_ : next_;
    if (m.type != 'L') kept = *text;
  }

  void take_records(Member& m) {
    for (const std::string& record : {global_, next_}) {
      if (const auto path = pax_value(record, "path")) m.name = *path;
      if (const auto size = pax_value(record, "size")) m.size = decimal_size(*size);
    }
    if (!next_name_.empty()) m.name = next_name_;
    next_.clear();
    next_name_.clear();
  }

  static std::uint64_t decimal_size(std::string_view text) {
    std::uint64_t value = 0;
    for (const char c : text) {
      if (c < '0' || c > '9' || value >> 58U != 0) return ~std::uint64_t{0};
      value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
  }

  void check_name(const Member& m) {
    if (m.name.starts_with('/') || m.name.find("../") != std::string::npos)
      note(out_, Verdict::suspicious, "entry " + quote(m.name) + " points outside the archive");
    if (m.type == '1' || m.type == '2') note(out_, Verdict::suspicious, "entry " + quote(m.name) + " is a link");
  }

  void look_at(const Member& m, std::uint64_t at, std::uint64_t size) {
    check_name(m);
    if (size == 0) return;
    const SliceSource bytes(input_.bytes, at, size);
    const auto head = bytes.read(0, sniffed_bytes);
    if (!head) return note(out_, Verdict::unknown, "entry " + quote(m.name) + " was not read");
    pickle_ = pickle_ || m.name == "pickle";
    storages_ = storages_ || m.name == "storages" || m.name == "tensors";
    const bool named = looks_like_weights(m.name) || m.name == "pickle" ||
                       is_model_yaml({m.name, bytes, *head, input_.work, input_.depth + 1});
    if (!named && !may_be_loadable(m.name, *head)) return;
    const Inspection part = inspect_nested(m.name, bytes, input_.depth + 1, input_.work);
    if (part.format == "unknown") return;
    recognised_ = true;
    // Bytes of any kind can look like a broken file of a format that has no magic.
    if (part.verdict != Verdict::malformed || named) absorb(out_, part, m.name);
  }

  const Input& input_;
  Inspection& out_;
  int members_ = 0;
  int zero_blocks_ = 0;
  bool pickle_ = false;
  bool storages_ = false;
  bool recognised_ = false;
  std::string next_;       // pax record for the next member
  std::string global_;     // for all that follow
  std::string next_name_;  // GNU's
};

}  // namespace

bool is_tar(const Input& input) {
  if (input.head.size() < block) return false;
  // Older archives have no magic; their header still adds up to the checksum it states.
  return input.head.substr(257, 5) == "ustar" || (input.head[0] != '\0' && checksum_fits(input.head.substr(0, block)));
}

void read_tar(const Input& input, Inspection& out) {
  if (input.depth >= deepest) return note(out, Verdict::unknown, "archives nested deeper than are read");
  TarReader(input, out).read();
}

}  // namespace auditor::formats
