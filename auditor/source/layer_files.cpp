#include "auditor/source/layer_files.h"

#include "auditor/core/text.h"
#include "auditor/formats/cursor.h"
#include "auditor/formats/inspect.h"
#include "auditor/formats/tar_header.h"
#include "auditor/formats/unpack.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

namespace auditor::source {
namespace {

using formats::tar_block;

constexpr std::uint64_t largest_whole = 1U << 20U;   // a packed file up to this is kept whole
constexpr std::uint64_t longest_head = 8U << 20U;    // of packed weights: their header
constexpr std::uint64_t shortest_head = 16U << 10U;  // of anything else
constexpr std::string_view whiteout = ".wh.";        // beginning of names

// Bytes of an archive in their order.
class Forward {
 public:
  Forward() = default;
  Forward(const Forward&) = delete;
  Forward& operator=(const Forward&) = delete;
  virtual ~Forward() = default;
  // Fewer only at the end.
  [[nodiscard]] virtual std::string read(std::size_t length) = 0;
  // False when the archive ends before.
  [[nodiscard]] virtual bool skip(std::uint64_t length) = 0;
  // Where reading goes on, for bytes that lie in the file as they are.
  [[nodiscard]] virtual std::optional<std::uint64_t> position() const = 0;
  // Why it ended, when that was not the end of the archive.
  [[nodiscard]] virtual std::string stopped() const { return {}; }
};

class PlainArchive final : public Forward {
 public:
  explicit PlainArchive(const ByteSource& bytes) : bytes_(bytes) {}
  [[nodiscard]] std::string read(std::size_t length) override {
    auto got = bytes_.read(at_, length);
    at_ += got ? got->size() : 0;
    return got ? std::move(*got) : std::string();
  }
  [[nodiscard]] bool skip(std::uint64_t length) override {
    const bool inside = length <= bytes_.size() - std::min(at_, bytes_.size());
    at_ = inside ? at_ + length : bytes_.size();
    return inside;
  }
  [[nodiscard]] std::optional<std::uint64_t> position() const override { return at_; }

 private:
  const ByteSource& bytes_;
  std::uint64_t at_ = 0;
};

class PackedArchive final : public Forward {
 public:
  PackedArchive(const ByteSource& bytes, formats::Codec codec, std::uint64_t& left)
      : stream_(bytes, codec), left_(left) {}
  [[nodiscard]] std::string read(std::size_t length) override {
    std::string out(static_cast<std::size_t>(std::min<std::uint64_t>(length, left_)), '\0');
    spent_ = spent_ || out.size() < length;
    out.resize(stream_.read(out));
    left_ -= out.size();
    return out;
  }
  [[nodiscard]] bool skip(std::uint64_t length) override {
    constexpr std::uint64_t piece = 1U << 16U;
    while (length > 0) {
      const std::string passed = read(static_cast<std::size_t>(std::min(length, piece)));
      if (passed.empty()) return false;
      length -= passed.size();
    }
    return true;
  }
  [[nodiscard]] std::optional<std::uint64_t> position() const override { return std::nullopt; }
  [[nodiscard]] std::string stopped() const override {
    if (spent_ || stream_.given_up()) return "more is packed in it than is unpacked: the rest was not read";
    return stream_.damaged() ? "its packed bytes break: the rest was not read" : "";
  }

 private:
  formats::UnpackingStream stream_;
  std::uint64_t& left_;
  bool spent_ = false;
};

// "./model/card.md" as archives write names.
std::string plain_name(std::string_view name) {
  while (name.starts_with("./")) name.remove_prefix(2);
  return std::string(name);
}

class Members {
 public:
  Members(const LayerPlace& layer, LayerBudget& budget, ArtefactBuilder& builder, Forward& archive)
      : layer_(layer), budget_(budget), builder_(builder), archive_(archive) {}

  void read() {
    for (;;) {
      const std::string header = archive_.read(tar_block);
      if (header.size() < tar_block) return stop(header.empty() && archive_.stopped().empty() ? "" : "it ends early");
      if (header.find_first_not_of('\0') == std::string::npos) {
        constexpr int last_zero_block = 2;
        if (++zero_blocks_ == last_zero_block) return look_behind_end();
        continue;
      }
      if (!formats::tar_checksum_fits(header)) return stop("the checksum of an entry is wrong: the rest was not read");
      if (budget_.members == 0 || builder_.full()) return stop("more files than are read");
      --budget_.members;
      if (!member(headers_.read(header))) return;
    }
  }

 private:
  bool member(const formats::TarMember& m) {
    const std::uint64_t padded = (m.size + tar_block - 1) / tar_block * tar_block;
    if (m.size > ~std::uint64_t{0} - tar_block) return fail_with("an entry of no possible size");
    std::uint64_t taken = 0;
    if (m.is_record()) taken = keep_record(m);
    else if (m.has_no_data()) note_odd(m);
    else taken = file(m);
    if (archive_.skip(padded - taken)) return true;
    return fail_with(fmt::format("{} ends early", printable(ellipsize(m.name, 200))));
  }

  std::uint64_t keep_record(const formats::TarMember& m) {
    if (m.size > formats::longest_tar_record) {
      stop("an extended header longer than is read");
      return 0;
    }
    const std::string data = archive_.read(static_cast<std::size_t>(m.size));
    headers_.keep_record(m, data);
    return data.size();
  }

  void note_odd(const formats::TarMember& m) {
    if (m.is_folder()) return;
    builder_.problem(layer_.prefix + plain_name(m.name),
                     m.is_link() ? "is a link in an archive: not followed" : "is a device or a pipe: not read",
                     m.is_link() ? "unavailable" : "unsupported");
  }

  // How many bytes of the file were read.
  std::uint64_t file(const formats::TarMember& m) {
    Stored stored;
    stored.size = m.size;
    std::uint64_t taken = 0;
    if (const auto at = archive_.position()) {
      stored.file = layer_.file;
      stored.offset = layer_.offset + *at;
      stored.length = m.size;
    } else {
      const std::uint64_t wanted = std::min(wanted_of(m), budget_.kept);
      stored.bytes = archive_.read(static_cast<std::size_t>(wanted));
      taken = stored.bytes.size();
      budget_.kept -= taken;
      stored.place = taken == m.size ? Stored::Place::memory : Stored::Place::head;
    }
    const std::string name = layer_.prefix + plain_name(m.name);
    stored.archive = layer_.archive;
    if (is_whiteout(name, m.size)) remove(name);
    else builder_.add(name, std::move(stored));
    return taken;
  }

  static std::uint64_t wanted_of(const formats::TarMember& m) {
    if (m.size <= largest_whole) return m.size;
    return std::min(m.size, formats::looks_like_weights(m.name) ? longest_head : shortest_head);
  }

  // Marks of an image's layers that a file of a layer below is gone. What holds something is a file like others.
  static bool is_whiteout(std::string_view name, std::uint64_t size) {
    return size == 0 && base_name(name).starts_with(whiteout);
  }

  // ".wh.NAME" removes NAME, ".wh..wh..opq" all that the folder has.
  void remove(std::string_view name) {
    const std::string_view target = base_name(name).substr(whiteout.size());
    std::string folder(dir_name(name));
    if (target != ".wh..opq") folder.append(folder.empty() ? "" : "/").append(target);
    builder_.remove_below(folder, layer_.archive);
  }

  // Zeros fill the last block of a writer. Other programs may read on where this archive ends.
  void look_behind_end() {
    constexpr std::size_t piece = 1U << 16U;
    constexpr std::size_t most_padding = 1U << 20U;
    for (std::size_t passed = 0; passed < most_padding;) {
      const std::string part = archive_.read(piece);
      if (part.empty()) return stop("");
      if (part.find_first_not_of('\0') != std::string::npos)
        return stop("something follows the end of the archive: not read");
      passed += part.size();
    }
    stop("more follows the end of the archive than is read");
  }

  bool fail_with(const std::string& why) {
    stop(why);
    return false;
  }

  void stop(std::string why) {
    if (const std::string stopped = archive_.stopped(); !stopped.empty()) why = stopped;
    if (!why.empty()) builder_.problem("", fmt::format("{}: {}", layer_.shown, why), "limit");
  }

  const LayerPlace& layer_;
  LayerBudget& budget_;
  ArtefactBuilder& builder_;
  Forward& archive_;
  formats::TarHeaders headers_;
  int zero_blocks_ = 0;
};

}  // namespace

void add_layer_files(const LayerPlace& layer, LayerBudget& budget, ArtefactBuilder& builder) {
  const auto file = builder.store().source(layer.file);
  if (!file) return builder.not_fetched("", layer.shown + ": is named by the manifest and is not in the store");
  const std::uint64_t size = (*file)->size();
  const formats::SliceSource bytes(**file, layer.offset, layer.length.value_or(size - std::min(layer.offset, size)));
  const auto head = bytes.read(0, 64);
  if (!head) return builder.problem("", fmt::format("{}: {}", layer.shown, head.error().message), "limit");
  if (const auto codec = formats::codec_of(*head)) {
    PackedArchive archive(bytes, *codec, budget.unpacked);
    Members(layer, budget, builder, archive).read();
  } else {
    PlainArchive archive(bytes);
    Members(layer, budget, builder, archive).read();
  }
}

}  // namespace auditor::source
