// Tar archives as Python's tarfile reads them, PyTorch's oldest format among them: a member of a type that nobody knows
// is a file, only a block of zeros ends an archive, and records of pax and GNU give the next member another name or
// size.
#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/readers.h"
#include "auditor/formats/tar_header.h"

#include <algorithm>

namespace auditor::formats {
namespace {

constexpr int most_members = 10'000;
class TarReader {
 public:
  TarReader(const Input& input, Inspection& out) : input_(input), out_(out) {}

  void read() {
    for (std::uint64_t at = 0; at + tar_block <= input_.bytes.size();) {
      const auto header = input_.bytes.read(at, tar_block);
      if (!header) return note(out_, Verdict::unknown, "not read: " + header.error().message);
      if (header->size() < tar_block) break;
      at += tar_block;
      if (header->find_first_not_of('\0') == std::string::npos) {
        if (++zero_blocks_ > most_zero_blocks) break;
        continue;
      }
      if (++members_ > most_members) {
        note(out_, Verdict::unknown, "more entries than are read");
        break;
      }
      if (!tar_checksum_fits(*header)) {
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
    const TarMember m = headers_.read(header);
    const std::uint64_t size = m.size;
    if (size > input_.bytes.size() - at) {
      note(out_, Verdict::malformed, "entry " + quote(m.name) + " reaches past the end of the file");
      look_at(m, at, input_.bytes.size() - at);
      return false;
    }
    if (m.is_record()) keep_record(m, at);
    else if (m.has_no_data()) check_name(m);
    else look_at(m, at, size);
    at += (size + tar_block - 1) / tar_block * tar_block;
    return true;
  }

  void keep_record(const TarMember& m, std::uint64_t at) {
    if (m.size > longest_tar_record) note(out_, Verdict::unknown, "an extended header longer than is read");
    const auto text =
        input_.bytes.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(m.size, longest_tar_record)));
    if (!text) return note(out_, Verdict::unknown, "not read: " + text.error().message);
    headers_.keep_record(m, *text);
  }

  void check_name(const TarMember& m) {
    if (m.name.starts_with('/') || m.name.find("../") != std::string::npos)
      note(out_, Verdict::suspicious, "entry " + quote(m.name) + " points outside the archive");
    if (m.is_link()) note(out_, Verdict::suspicious, "entry " + quote(m.name) + " is a link");
  }

  void look_at(const TarMember& m, std::uint64_t at, std::uint64_t size) {
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
  TarHeaders headers_;
};

}  // namespace

bool is_tar(const Input& input) { return begins_tar(input.head); }

void read_tar(const Input& input, Inspection& out) {
  if (input.depth >= deepest) return note(out, Verdict::unknown, "archives nested deeper than are read");
  TarReader(input, out).read();
}

}  // namespace auditor::formats
