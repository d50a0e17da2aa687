// Raw pickles of any protocol, PyTorch's legacy format and joblib's arrays.
#include "fuzz/fuzz_format.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return auditor::formats::fuzz(data, size, "model.pkl");
}
