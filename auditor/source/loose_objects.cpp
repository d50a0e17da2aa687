#include "auditor/source/loose_objects.h"

#include "auditor/core/hex.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <dirent.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>

namespace auditor::source {
namespace {

constexpr std::size_t longest_header = 32;  // "commit ", a size, a zero byte
constexpr std::size_t chunk = std::size_t{64} << 10U;

std::string file_of(std::string_view oid) { return std::string(oid.substr(0, 2)).append("/").append(oid.substr(2)); }

tl::unexpected<Error> broken(const char* what) {
  return fail(ErrorCode::malformed, std::string("corrupt object: ") + what);
}

// A zlib stream read from a file, no further than asked.
class Inflater {
 public:
  explicit Inflater(const ByteSource& file) : file_(file) { ready_ = inflateInit(&stream_) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Up to `room` bytes into `out`; fewer only at the end of the stream. `budget`: packed bytes that may be read for it.
  [[nodiscard]] std::optional<std::size_t> read(char* out, std::size_t room, std::uint64_t budget) {
    std::size_t made = 0;
    const std::uint64_t last = at_ + budget;
    while (ready_ && made < room && !ended_) {
      if (stream_.avail_in == 0 && !fill(last)) return std::nullopt;
      const std::size_t step = std::min<std::size_t>(room - made, std::size_t{1} << 30U);
      stream_.next_out = reinterpret_cast<Bytef*>(out + made);
      stream_.avail_out = static_cast<uInt>(step);
      const int status = ::inflate(&stream_, Z_NO_FLUSH);
      made += step - stream_.avail_out;
      ended_ = status == Z_STREAM_END;
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return std::nullopt;
    }
    return ready_ ? std::optional(made) : std::nullopt;
  }

  // Nothing more comes: the checksum that follows the last byte was read and holds.
  [[nodiscard]] bool ends() {
    char more = 0;
    const auto made = read(&more, 1, chunk);
    return made && *made == 0 && ended_;
  }

 private:
  // False at the end of the file, or of the bytes allowed.
  bool fill(std::uint64_t last) {
    if (at_ >= last) return false;
    const auto got = file_.read_at(at_, std::as_writable_bytes(std::span(input_)));
    if (!got || *got == 0) return false;
    at_ += *got;
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<uInt>(*got);
    return true;
  }

  const ByteSource& file_;
  z_stream stream_{};
  std::array<Bytef, 16 * 1024> input_{};
  std::uint64_t at_ = 0;
  bool ready_ = false;
  bool ended_ = false;
};

git_object_t kind_named(std::string_view name) {
  if (name == "blob") return GIT_OBJECT_BLOB;
  if (name == "tree") return GIT_OBJECT_TREE;
  if (name == "commit") return GIT_OBJECT_COMMIT;
  return name == "tag" ? GIT_OBJECT_TAG : GIT_OBJECT_INVALID;
}

std::optional<ObjectHeader> parse_header(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  ObjectHeader header{kind_named(text.substr(0, space)), 0};
  const std::string_view size = text.substr(space + 1);
  const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), header.size);
  const bool whole = error == std::errc{} && end == size.data() + size.size();
  return whole && header.kind != GIT_OBJECT_INVALID ? std::optional(header) : std::nullopt;
}

// Header and the bytes of the body that came with it.
struct Begin {
  ObjectHeader header;
  std::string body;
};

Result<Begin> begin(Inflater& stream) {
  std::array<char, longest_header> first{};
  const auto made = stream.read(first.data(), first.size(), chunk);
  if (!made) return broken("its stream is cut short or none");
  const std::string_view text(first.data(), *made);
  const std::size_t end = text.find('\0');
  const auto header = end == std::string_view::npos ? std::nullopt : parse_header(text.substr(0, end));
  if (!header) return broken("no header");
  return Begin{*header, std::string(text.substr(end + 1))};
}

}  // namespace

bool LooseObjects::exists(std::string_view oid) const {
  const auto info = folder_ ? folder_->stat(file_of(oid)) : std::nullopt;
  return info && S_ISREG(info->st_mode);
}

Result<ObjectHeader> LooseObjects::header(std::string_view oid) const { return read(oid, {}); }

Result<ObjectHeader> LooseObjects::read(std::string_view oid, const MakeRoom& make_room) const {
  if (!folder_) return fail(ErrorCode::unavailable, "the object is missing");
  const auto file = folder_->source(file_of(oid));  // no pipe or device is opened
  if (!file) return tl::unexpected(file.error());
  Inflater stream(**file);
  const auto first = begin(stream);
  if (!first) return tl::unexpected(first.error());
  if (!make_room) return first->header;
  const ObjectHeader& header = first->header;
  if (first->body.size() > header.size) return broken("it holds more than its header states");
  char* room = make_room(header);
  if (room == nullptr) return fail(ErrorCode::limit, "the object is too large: " + human_size(header.size));
  std::copy(first->body.begin(), first->body.end(), room);
  const auto left = static_cast<std::size_t>(header.size - first->body.size());
  // What does not compress grows by some bytes a block, and no more.
  const auto made = stream.read(room + first->body.size(), left, 2 * header.size + chunk);
  if (!made || *made < left) return broken("it holds less than its header states");
  if (!stream.ends()) return broken("it holds more than its header states, or its stream is cut short");
  return header;
}

std::vector<std::string> LooseObjects::beginning_with(std::string_view digits) const {
  std::vector<std::string> found;
  FileDescriptor fd = folder_ && digits.size() >= 2 ? folder_->open_folder(digits.substr(0, 2)) : FileDescriptor();
  if (!fd.valid()) return found;
  DIR* folder = ::fdopendir(fd.get());
  if (folder == nullptr) return found;
  static_cast<void>(fd.release());  // closed with the folder
  const std::string_view rest = digits.substr(2);
  while (const dirent* item = ::readdir(folder)) {
    const std::string_view name(item->d_name);
    const bool is_id = is_hex(name, git_id_digits - 2);
    if (is_id && name.starts_with(rest)) found.push_back(std::string(digits.substr(0, 2)).append(name));
    if (found.size() > 1) break;
  }
  ::closedir(folder);
  return found;
}

}  // namespace auditor::source
