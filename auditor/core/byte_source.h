// Random access to bytes that may be far larger than memory: readers of weight formats take one of these.
#pragma once

#include "auditor/core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace auditor {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Total size in bytes.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  // Fills `out` from `offset`; returns how many bytes were there (fewer only at the end).
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const = 0;

  // At most `length` bytes from `offset`, as text.
  [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::size_t length) const;
};

// Bytes owned in memory.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string bytes) : bytes_(std::move(bytes)) {}
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> out) const override;

 private:
  std::string bytes_;
};

// A regular file read with pread; never mapped, so a file that shrinks gives a short read instead of a signal.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_file(const std::filesystem::path& path);

}  // namespace auditor
