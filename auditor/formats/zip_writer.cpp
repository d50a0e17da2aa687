#include "auditor/formats/zip_writer.h"

#include <algorithm>
#include <memory>
#include <minizip/zip.h>

namespace auditor::formats {
namespace {

constexpr uLong first_day = (1U << 21U) | (1U << 16U);  // of the clock of DOS
constexpr std::size_t most_bytes = 0x7fffffff;          // without the extension for large archives

// What minizip writes, in memory.
struct Memory {
  std::string bytes;
  std::size_t at = 0;
};

Memory& memory_of(voidpf opaque) { return *static_cast<Memory*>(opaque); }

voidpf open_memory(voidpf opaque, const char* /*name*/, int /*mode*/) { return opaque; }

uLong read_memory(voidpf opaque, voidpf /*stream*/, void* to, uLong size) {
  Memory& memory = memory_of(opaque);
  const std::size_t count = std::min<std::size_t>(size, memory.bytes.size() - std::min(memory.at, memory.bytes.size()));
  std::copy_n(memory.bytes.data() + memory.at, count, static_cast<char*>(to));
  memory.at += count;
  return static_cast<uLong>(count);
}

uLong write_memory(voidpf opaque, voidpf /*stream*/, const void* from, uLong size) {
  Memory& memory = memory_of(opaque);
  if (memory.at + size > memory.bytes.size()) memory.bytes.resize(memory.at + size);
  std::copy_n(static_cast<const char*>(from), size, memory.bytes.data() + memory.at);
  memory.at += size;
  return size;
}

long tell_memory(voidpf opaque, voidpf /*stream*/) { return static_cast<long>(memory_of(opaque).at); }

long seek_memory(voidpf opaque, voidpf /*stream*/, uLong offset, int origin) {
  Memory& memory = memory_of(opaque);
  const std::size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? memory.at
                           : origin == ZLIB_FILEFUNC_SEEK_END ? memory.bytes.size()
                                                              : 0;
  if (base + offset > memory.bytes.size()) return -1;
  memory.at = base + offset;
  return 0;
}

int close_memory(voidpf /*opaque*/, voidpf /*stream*/) { return 0; }
int error_memory(voidpf /*opaque*/, voidpf /*stream*/) { return 0; }

// Closes an archive that was given up.
struct Close {
  void operator()(void* archive) const { zipClose(archive, nullptr); }
};

bool add_file(zipFile archive, const std::string& name, const std::string& bytes) {
  zip_fileinfo about{};
  about.dosDate = first_day;
  if (zipOpenNewFileInZip(archive, name.c_str(), &about, nullptr, 0, nullptr, 0, nullptr, 0, 0) != ZIP_OK) return false;
  return zipWriteInFileInZip(archive, bytes.data(), static_cast<unsigned>(bytes.size())) == ZIP_OK &&
         zipCloseFileInZip(archive) == ZIP_OK;
}

}  // namespace

Result<std::string> write_zip(const std::map<std::string, std::string>& files) {
  std::size_t size = 0;
  for (const auto& [name, bytes] : files) size += name.size() + bytes.size();
  if (size > most_bytes) return fail(ErrorCode::limit, "more than a zip archive holds");
  Memory memory;
  zlib_filefunc_def functions{open_memory, read_memory,  write_memory, tell_memory,
                              seek_memory, close_memory, error_memory, &memory};
  std::unique_ptr<void, Close> archive(zipOpen2("", APPEND_STATUS_CREATE, nullptr, &functions));
  if (!archive) return fail(ErrorCode::limit, "the archive cannot be begun");
  for (const auto& [name, bytes] : files)
    if (!add_file(archive.get(), name, bytes)) return fail(ErrorCode::limit, "cannot be added to the archive", name);
  if (zipClose(archive.release(), nullptr) != ZIP_OK) return fail(ErrorCode::limit, "the archive cannot be ended");
  return std::move(memory.bytes);
}

}  // namespace auditor::formats
