// Files below a folder, opened step by step so that no symbolic link is ever followed out of it.
#pragma once

#include "auditor/core/byte_source.h"
#include "auditor/core/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/stat.h>

namespace auditor::source {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(other.release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }
  [[nodiscard]] int release();

 private:
  int fd_ = -1;
};

// All of them, however often the system takes a part; false, with errno, when it takes no more.
[[nodiscard]] bool write_all(int file, std::string_view bytes);

class Folder {
 public:
  explicit Folder(FileDescriptor fd) : fd_(std::move(fd)) {}

  // `path` itself may be reached through links: the user named it.
  [[nodiscard]] static std::optional<Folder> open(const std::filesystem::path& path);

  [[nodiscard]] int fd() const { return fd_.get(); }

  // A descriptor of a folder or regular file below; nothing else is opened (no pipes, no devices).
  [[nodiscard]] FileDescriptor open_folder(std::string_view path) const;
  [[nodiscard]] FileDescriptor open_file(std::string_view path) const;

  [[nodiscard]] std::optional<struct stat> stat(std::string_view path) const;
  [[nodiscard]] std::optional<std::string> read_link(std::string_view path) const;

  // Whole content of a regular file of at most `limit` bytes.
  [[nodiscard]] Result<std::string> read(std::string_view path, std::uint64_t limit) const;
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> source(std::string_view path) const;

  // Puts a regular file in place as a whole, making the folders on the way. What is there keeps its permissions; a link
  // or anything else that is no regular file is not replaced. Error: usage.
  [[nodiscard]] Result<void> write(std::string_view path, std::string_view bytes) const;

 private:
  FileDescriptor parent_of(std::string_view path, std::string& name) const;

  FileDescriptor fd_;
};

}  // namespace auditor::source
