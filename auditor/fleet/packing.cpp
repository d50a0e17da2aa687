#include "auditor/fleet/packing.h"

#include "auditor/source/beneath.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <vector>
#include <zstd.h>

namespace auditor::fleet {
namespace {

using namespace std::literals;

constexpr int level = 3;
constexpr int longest_window = 26;  // 64 MiB
constexpr std::uint64_t most_plain = 1ULL << 40U;

// A new file for what is unpacked, with its name for as long as it is opened again.
struct Temporary {
  std::string name;
  source::FileDescriptor file;
};

Result<Temporary> make_temporary(const std::string& path) {
  std::error_code failed;
  std::string name = (std::filesystem::temp_directory_path(failed) / "auditor.XXXXXX").string();
  source::FileDescriptor file(failed ? -1 : ::mkostemp(name.data(), O_CLOEXEC));
  if (file.get() < 0) return fail(ErrorCode::source, "no temporary file to unpack it: "s + std::strerror(errno), path);
  return Temporary{std::move(name), std::move(file)};
}

class Unpacker {
 public:
  Unpacker(const ByteSource& packed, int out) : packed_(packed), out_(out) {
    ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, longest_window);
  }

  // Whether the packed bytes are whole. Error: source, limit.
  Result<bool> run(const std::string& path) {
    std::size_t status = 0;
    for (std::uint64_t at = 0; at < packed_.size();) {
      const auto bytes = packed_.read(at, ZSTD_DStreamInSize());
      if (!bytes) return tl::unexpected(bytes.error());
      if (bytes->empty()) break;
      at += bytes->size();
      for (ZSTD_inBuffer in{bytes->data(), bytes->size(), 0}; in.pos < in.size || full_;) {
        status = step(in);
        if (ZSTD_isError(status) != 0) return false;
        if (failed_) return fail(ErrorCode::source, "cannot be unpacked: "s + std::strerror(errno), path);
        if (made_ > most_plain) return fail(ErrorCode::limit, "more than a TiB unpacked", path);
      }
    }
    return status == 0;
  }

 private:
  std::size_t step(ZSTD_inBuffer& in) {
    ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
    const std::size_t status = ZSTD_decompressStream(context_.get(), &out, &in);
    full_ = out.pos == out.size && ZSTD_isError(status) == 0;
    made_ += out.pos;
    failed_ = !source::write_all(out_, {buffer_.data(), out.pos});
    return status;
  }

  const ByteSource& packed_;
  int out_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_{ZSTD_createDCtx(), &ZSTD_freeDCtx};
  std::vector<char> buffer_ = std::vector<char>(ZSTD_DStreamOutSize());
  std::uint64_t made_ = 0;
  bool full_ = false;  // there may be more without more bytes
  bool failed_ = false;
};

Result<void> copy(std::istream& in, int out, const std::string& path) {
  std::vector<char> buffer(1U << 20U);
  std::uint64_t copied = 0;
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto read = static_cast<std::size_t>(in.gcount());
    copied += read;
    if (copied > most_plain) return fail(ErrorCode::limit, "more than a TiB", path);
    if (!source::write_all(out, {buffer.data(), read}))
      return fail(ErrorCode::source, "cannot be copied to a temporary file: "s + std::strerror(errno), path);
  }
  if (in.bad()) return fail(ErrorCode::source, "cannot be read", path);
  return {};
}

}  // namespace

bool is_packed(std::string_view head) { return head.starts_with("\x28\xb5\x2f\xfd"sv); }
bool is_packed_name(std::string_view path) { return path.ends_with(".zst"); }

Result<std::string> pack(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), level);
  if (ZSTD_isError(size) != 0) return fail(ErrorCode::source, ZSTD_getErrorName(size));
  out.resize(size);
  return out;
}

Result<std::unique_ptr<ByteSource>> copy_to_file(std::istream& in, const std::string& path) {
  auto temporary = make_temporary(path);
  if (!temporary) return tl::unexpected(temporary.error());
  const auto copied = copy(in, temporary->file.get(), path);
  auto file = open_file(temporary->name);
  ::unlink(temporary->name.c_str());
  if (!copied) return tl::unexpected(copied.error());
  return file;
}

Result<PlainFile> unpack_to_file(const ByteSource& packed, const std::string& path) {
  auto temporary = make_temporary(path);
  if (!temporary) return tl::unexpected(temporary.error());
  const auto whole = Unpacker(packed, temporary->file.get()).run(path);
  auto plain = open_file(temporary->name);
  ::unlink(temporary->name.c_str());
  if (!whole) return tl::unexpected(whole.error());
  if (!plain) return tl::unexpected(plain.error());
  return PlainFile{std::move(*plain), !*whole};
}

}  // namespace auditor::fleet
