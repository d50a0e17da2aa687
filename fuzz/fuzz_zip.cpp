// Zip archives with what lies inside them; damaged ones are read through their local headers.
#include "fuzz/fuzz_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return auditor::formats::fuzz(data, size, "model.pt");
}
