#include "auditor/fleet/line_writer.h"

#include "auditor/fleet/packing.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace auditor::fleet {
namespace {

constexpr unsigned most_lines = 64;
constexpr std::chrono::seconds longest{1};

Error not_written(const std::string& path) {
  const int reason = errno;
  return {ErrorCode::usage, "cannot be written" + (reason == 0 ? "" : ": " + std::generic_category().message(reason)),
          path, 0};
}

// The name of a file is safe when its folder is.
void sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  const source::FileDescriptor open(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open.get() >= 0) (void)::fsync(open.get());
}

}  // namespace

LineWriter LineWriter::standard_output() {
  return {source::FileDescriptor(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)), "standard output", false};
}

Result<LineWriter> LineWriter::append(const std::string& path) {
  errno = 0;
  source::FileDescriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (file.get() < 0) return tl::unexpected(not_written(path));
  return LineWriter(std::move(file), path, is_packed_name(path));
}

Result<LineWriter> LineWriter::replacement(const std::string& path, Safe safe) {
  std::string name = path + ".XXXXXX";
  errno = 0;
  source::FileDescriptor file(::mkostemp(name.data(), O_APPEND | O_CLOEXEC));
  if (file.get() < 0) return tl::unexpected(not_written(path));
  const mode_t mask = ::umask(0);  // a file as any other program makes it
  ::umask(mask);
  (void)::fchmod(file.get(), 0666U & ~mask);
  LineWriter writer(std::move(file), path, is_packed_name(path));
  writer.temporary_ = std::move(name);
  writer.durable_ = safe;
  return writer;
}

LineWriter::~LineWriter() {
  if (file_.get() >= 0 && !temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<void> LineWriter::put(std::string_view bytes) {
  errno = 0;
  if (!source::write_all(file_.get(), bytes)) return tl::unexpected(not_written(path_));
  return {};
}

Result<void> LineWriter::flush() {
  if (frame_.empty()) return {};
  const auto packed = pack(frame_);
  if (!packed) return fail(ErrorCode::usage, packed.error().message, path_);
  frame_.clear();
  return put(*packed);
}

Result<void> LineWriter::write(std::string_view line) {
  std::string bytes(line);
  bytes += '\n';
  if (packed_) frame_ += bytes;
  else if (auto written = put(bytes); !written) return written;
  if (++lines_ < most_lines && Clock::now() - safe_ < longest) return {};
  return sync();
}

Result<void> LineWriter::sync() {
  if (auto written = flush(); !written) return written;
  lines_ = 0;
  safe_ = Clock::now();
  if (durable_ == Safe::no) return {};
  errno = 0;
  // Pipes and devices have nothing to make safe.
  if (::fdatasync(file_.get()) != 0 && errno != EINVAL && errno != EROFS) return tl::unexpected(not_written(path_));
  return {};
}

Result<void> LineWriter::replace() {
  if (auto written = sync(); !written) return written;
  errno = 0;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return tl::unexpected(not_written(path_));
  temporary_.clear();
  if (durable_ == Safe::yes) sync_folder_of(path_);
  return {};
}

}  // namespace auditor::fleet
