// Signatures of models: a bundle with all that vouches for it, the statement in it, and a trusted root.
#include "auditor/signature/verify.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace auditor;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  signature::Trust trust;
  if (const auto root = signature::read_trusted_root(text, "root.json")) trust.root = *root;
  else trust.root = signature::TrustedRoot{};
  static_cast<void>(signature::read_statement("application/vnd.in-toto+json", text));
  const auto bundle = signature::read_bundle(text, "model.sig");
  if (!bundle) return 0;
  signature::Signer signer;
  Checks checks;
  static_cast<void>(signature::verify_bundle(*bundle, trust, signer, checks));
  return 0;
}
