// HDF5 behind its signature.
#include "fuzz/fuzz_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return auditor::formats::fuzz(data, size, "model.h5", "\x89HDF\r\n\x1a\n");
}
