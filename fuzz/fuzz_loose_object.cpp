// Loose objects of git. Structure-aware: the first byte says whether the rest is the file, or what the file unpacks to.
#include "auditor/source/loose_objects.h"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <zlib.h>

namespace {

// A folder of this process with room for one object.
const std::filesystem::path& objects() {
  static const std::filesystem::path made = [] {
    const auto path = std::filesystem::temp_directory_path() / ("fuzz-objects-" + std::to_string(::getpid()));
    std::filesystem::create_directories(path / "aa");
    return path;
  }();
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor::source;
  if (size == 0) return 0;
  std::string file(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    uLongf packed = compressBound(file.size());
    std::string out(packed, '\0');
    compress(reinterpret_cast<Bytef*>(out.data()), &packed, reinterpret_cast<const Bytef*>(file.data()), file.size());
    out.resize(packed);
    file = std::move(out);
  }
  const std::string id = "aa" + std::string(38, 'b');
  std::ofstream(objects() / "aa" / id.substr(2), std::ios::binary) << file;
  const LooseObjects store(objects());
  std::string body;
  const auto read = store.read(id, [&](const ObjectHeader& header) -> char* {
    if (header.size > (1U << 20U)) return nullptr;
    body.resize(header.size + 1);
    return body.data();
  });
  const auto header = store.header(id);
  if (read && (!header || header->size != read->size || header->kind != read->kind)) std::abort();
  return 0;
}
