#include "auditor/formats/unpack.h"

#include <algorithm>
#include <array>
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <memory>
#include <span>
#include <zlib.h>
#include <zstd.h>

namespace auditor::formats {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t most_memory = 96U << 20U;  // of a decoder's own: what xz -9 needs
constexpr int longest_window = 26;                 // zstd: 64 MiB
constexpr std::size_t block = 65536;
constexpr int most_streams = 10'000;  // one after the other

enum class Status { more, end, broken };

// One stream. step() takes from the front of `in` and fills the front of `out`.
class Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;
  virtual Status step(std::span<char>& in, std::span<char>& out) = 0;
};

class Deflate final : public Decoder {
 public:
  explicit Deflate(int window_bits) { ready_ = inflateInit2(&stream_, window_bits) == Z_OK; }
  ~Deflate() override { inflateEnd(&stream_); }
  Status step(std::span<char>& in, std::span<char>& out) override {
    if (!ready_) return Status::broken;
    stream_.next_in = reinterpret_cast<Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    in = in.last(stream_.avail_in);
    out = out.last(stream_.avail_out);
    if (status == Z_STREAM_END) return Status::end;
    return status == Z_OK || status == Z_BUF_ERROR ? Status::more : Status::broken;
  }

 private:
  z_stream stream_{};
  bool ready_ = false;
};

class Bzip2 final : public Decoder {
 public:
  Bzip2() { ready_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK; }
  ~Bzip2() override { BZ2_bzDecompressEnd(&stream_); }
  Status step(std::span<char>& in, std::span<char>& out) override {
    if (!ready_) return Status::broken;
    stream_.next_in = in.data();
    stream_.avail_in = static_cast<unsigned>(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<unsigned>(out.size());
    const int status = BZ2_bzDecompress(&stream_);
    in = in.last(stream_.avail_in);
    out = out.last(stream_.avail_out);
    if (status == BZ_STREAM_END) return Status::end;
    return status == BZ_OK ? Status::more : Status::broken;
  }

 private:
  bz_stream stream_{};
  bool ready_ = false;
};

class Lzma final : public Decoder {
 public:
  explicit Lzma(bool alone) {
    ready_ =
        (alone ? lzma_alone_decoder(&stream_, most_memory) : lzma_stream_decoder(&stream_, most_memory, 0)) == LZMA_OK;
  }
  ~Lzma() override { lzma_end(&stream_); }
  Status step(std::span<char>& in, std::span<char>& out) override {
    if (!ready_) return Status::broken;
    stream_.next_in = reinterpret_cast<std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret status = lzma_code(&stream_, LZMA_RUN);
    in = in.last(stream_.avail_in);
    out = out.last(stream_.avail_out);
    if (status == LZMA_STREAM_END) return Status::end;
    return status == LZMA_OK || status == LZMA_BUF_ERROR ? Status::more : Status::broken;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ready_ = false;
};

class Zstd final : public Decoder {
 public:
  Zstd() { ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, longest_window); }
  Status step(std::span<char>& in, std::span<char>& out) override {
    ZSTD_inBuffer packed{in.data(), in.size(), 0};
    ZSTD_outBuffer plain{out.data(), out.size(), 0};
    const std::size_t status = ZSTD_decompressStream(context_.get(), &plain, &packed);
    in = in.subspan(packed.pos);
    out = out.subspan(plain.pos);
    if (ZSTD_isError(status) != 0) return Status::broken;
    return status == 0 ? Status::end : Status::more;
  }

 private:
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_{ZSTD_createDCtx(), &ZSTD_freeDCtx};
};

class Lz4 final : public Decoder {
 public:
  Lz4() { ready_ = LZ4F_isError(LZ4F_createDecompressionContext(&context_, LZ4F_VERSION)) == 0; }
  ~Lz4() override { LZ4F_freeDecompressionContext(context_); }
  Status step(std::span<char>& in, std::span<char>& out) override {
    if (!ready_) return Status::broken;
    std::size_t taken = in.size();
    std::size_t made = out.size();
    const std::size_t status = LZ4F_decompress(context_, out.data(), &made, in.data(), &taken, nullptr);
    in = in.subspan(taken);
    out = out.subspan(made);
    if (LZ4F_isError(status) != 0) return Status::broken;
    return status == 0 ? Status::end : Status::more;
  }

 private:
  LZ4F_dctx* context_ = nullptr;
  bool ready_ = false;
};

std::unique_ptr<Decoder> decoder_for(Codec codec) {
  switch (codec) {
    case Codec::zlib: return std::make_unique<Deflate>(MAX_WBITS);
    case Codec::gzip: return std::make_unique<Deflate>(MAX_WBITS + 16);
    case Codec::bzip2: return std::make_unique<Bzip2>();
    case Codec::xz: return std::make_unique<Lzma>(false);
    case Codec::lzma: return std::make_unique<Lzma>(true);
    case Codec::zstd: return std::make_unique<Zstd>();
    case Codec::lz4: return std::make_unique<Lz4>();
  }
  return nullptr;
}

bool is_zlib(std::string_view head) {
  if (head.size() < 3 || head[0] != '\x78') return false;
  const auto second = static_cast<unsigned>(static_cast<unsigned char>(head[1]));
  return (0x78U * 256U + second) % 31U == 0 && (second & 0x20U) == 0;
}

// A frame that readers of zstd and lz4 pass over; what follows says whose it is.
bool is_skippable(std::string_view head) {
  return head.size() > 8 && (static_cast<unsigned char>(head[0]) & 0xF0U) == 0x50U &&
         head.substr(1, 3) == "\x2a\x4d\x18"sv;
}

Codec codec_behind(std::string_view head) {
  while (is_skippable(head)) {
    std::size_t length = 0;
    for (unsigned i = 4; i > 0; --i) length = (length << 8U) | static_cast<unsigned char>(head[3 + i]);
    if (length > head.size() - 8) break;
    head.remove_prefix(8 + length);
  }
  return head.starts_with("\x04\x22\x4d\x18"sv) ? Codec::lz4 : Codec::zstd;
}

// Properties, a dictionary of a sensible size, and a length that is unknown or fits 48 bits.
bool is_lzma(std::string_view head) {
  return head.size() > 13 && head.starts_with("\x5d\0\0"sv) &&
         (head.substr(5, 8) == "\xff\xff\xff\xff\xff\xff\xff\xff"sv || head.substr(11, 2) == "\0\0"sv);
}

// The packed bytes, block by block.
class Feed {
 public:
  explicit Feed(const ByteSource& source) : source_(source) {}
  // What is left of the block, or the next one; empty at the end.
  std::span<char>& rest() {
    if (!rest_.empty()) return rest_;
    const auto n = source_.read_at(at_, std::as_writable_bytes(std::span(buffer_)));
    const std::size_t got = n ? *n : 0;
    at_ += got;
    rest_ = std::span(buffer_).first(got);
    return rest_;
  }
  // Zeros between streams are padding.
  void skip_zeros() {
    while (!rest().empty() && rest_.front() == '\0') rest_ = rest_.subspan(1);
  }
  // Whether a stream of the same kind follows. A magic on the border of two blocks is read whole.
  bool next_is(Codec codec) {
    const std::size_t left = rest_.size();
    auto head = source_.read(at_ - left, 64);
    return head && codec_of(*head) == codec;
  }

 private:
  const ByteSource& source_;
  std::uint64_t at_ = 0;
  std::array<char, block> buffer_{};
  std::span<char> rest_;
};

}  // namespace

std::optional<Codec> codec_of(std::string_view head) {
  if (head.starts_with("\x1f\x8b\x08"sv)) return Codec::gzip;
  if (head.starts_with("BZh"sv) && head.size() > 9 && head[3] >= '1' && head[3] <= '9' &&
      (head.substr(4, 6) == "1AY&SY"sv || head.substr(4, 6) == "\x17rE8P\x90"sv))
    return Codec::bzip2;
  if (head.starts_with("\xfd"
                       "7zXZ\0"sv))
    return Codec::xz;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return Codec::zstd;
  if (head.starts_with("\x04\x22\x4d\x18"sv)) return Codec::lz4;
  if (is_skippable(head)) return codec_behind(head);
  if (is_zlib(head)) return Codec::zlib;
  return is_lzma(head) ? std::optional(Codec::lzma) : std::nullopt;
}

std::string_view name_of(Codec codec) {
  constexpr std::array names{"zlib"sv, "gzip"sv, "bzip2"sv, "xz"sv, "lzma"sv, "zstd"sv, "lz4"sv};
  return names[static_cast<std::size_t>(codec)];
}

struct UnpackingStream::State {
  State(const ByteSource& source, Codec packed) : feed(source), codec(packed), decoder(decoder_for(packed)) {}

  // Fills the front of `room`, which is moved behind it; false at the end.
  bool step(std::span<char>& room) {
    std::span<char>& in = feed.rest();
    const std::size_t in_before = in.size();
    const std::size_t room_before = room.size();
    const Status status = decoder->step(in, room);
    if (status == Status::end) return next_stream();
    damaged = status == Status::broken || (room.size() == room_before && in.size() == in_before);
    return !damaged;
  }

  bool next_stream() {
    if (codec != Codec::zlib) feed.skip_zeros();
    if (!feed.next_is(codec)) return false;
    given_up = ++streams == most_streams;
    if (!given_up) decoder = decoder_for(codec);
    return !given_up;
  }

  Feed feed;
  Codec codec;
  std::unique_ptr<Decoder> decoder;
  int streams = 0;
  bool damaged = false;
  bool given_up = false;
  bool ended = false;
};

UnpackingStream::UnpackingStream(const ByteSource& source, Codec codec)
    : state_(std::make_unique<State>(source, codec)) {}
UnpackingStream::~UnpackingStream() = default;

std::size_t UnpackingStream::read(std::span<char> out) {
  std::span<char> room = out;
  while (!room.empty() && !state_->ended) state_->ended = !state_->step(room);
  return out.size() - room.size();
}

bool UnpackingStream::damaged() const { return state_->damaged; }
bool UnpackingStream::given_up() const { return state_->given_up; }

Unpacked unpack(const ByteSource& source, Codec codec, std::size_t limit) {
  Unpacked out;
  UnpackingStream stream(source, codec);
  std::array<char, block> plain;
  for (;;) {
    const std::size_t made = stream.read(plain);
    const std::size_t kept = std::min(made, limit - out.bytes.size());
    out.bytes.append(plain.data(), kept);
    out.cut = kept < made || stream.given_up();
    out.damaged = !out.cut && stream.damaged();
    if (out.cut || made < plain.size()) return out;
  }
}

}  // namespace auditor::formats
