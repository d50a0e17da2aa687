// A signature verified inside of the test, with what came of it.
#pragma once

#include "auditor/core/check.h"
#include "auditor/signature/files.h"
#include "auditor/signature/verify.h"
#include "auditor/source/folder_snapshot.h"
#include "tests/signature/signer.h"
#include "tests/support/git_fixture.h"

namespace auditor::test {

struct Verified {
  Answer result = Answer::unknown;
  Checks checks;
  std::string refused;  // the bundle could not be read

  // Subjects and messages of one answer, each on a line.
  [[nodiscard]] std::string said(Answer answer) const {
    std::string out;
    for (const Check& check : checks)
      if (check.answer == answer) out += check.about + ": " + check.subject + ": " + check.message + "\n";
    return out;
  }
  [[nodiscard]] bool fails(const std::string& part) const {
    return result == Answer::fails && said(Answer::fails).find(part) != std::string::npos;
  }
  [[nodiscard]] bool unknown(const std::string& part) const {
    return result == Answer::unknown && (said(Answer::unknown) + refused).find(part) != std::string::npos;
  }
  [[nodiscard]] bool holds() const { return result == Answer::holds; }
};

inline Verified verified(const std::string& bundle, const signature::Trust& trust, const source::Snapshot& snapshot,
                         signature::FileOptions options = {}) {
  Verified out;
  const auto read = signature::read_bundle(bundle, "model.sig");
  if (!read) {
    out.refused = read.error().message;
    return out;
  }
  signature::Signer signer;
  const auto manifest = signature::verify_bundle(*read, trust, signer, out.checks);
  options.signature = bundle;
  if (manifest) signature::check_files(*manifest, snapshot, options, out.checks);
  out.result = result_of(out.checks);
  return out;
}

// A model of files in a folder.
class Model {
 public:
  explicit Model(const Files& files) {
    for (const auto& [path, bytes] : files) folder.write(path, bytes);
  }
  [[nodiscard]] std::unique_ptr<source::Snapshot> open() const {
    return std::move(*source::open_folder(folder.path(), {}));
  }
  [[nodiscard]] Verified verify(const Json& bundle, const signature::Trust& trust,
                                const signature::FileOptions& options = {}) const {
    return verified(bundle.dump(), trust, *open(), options);
  }

  TempFolder folder;
};

inline signature::Trust trust_in(const SigningKey& key) {
  signature::Trust trust;
  trust.key = *signature::PublicKey::from_pem(key.public_pem());
  return trust;
}

inline signature::Trust trust_in(const SigningCertificate& root) {
  signature::Trust trust;
  trust.certificates = *signature::Certificate::all_of_pem(root.pem());
  return trust;
}

inline signature::Trust trust_in(const Sigstore& sigstore, const std::string& identity, const std::string& issuer) {
  signature::Trust trust;
  const auto root = signature::read_trusted_root(sigstore.trusted_root().dump(), "root.json");
  if (root) trust.root = *root;
  trust.identity = identity;
  trust.issuer = issuer;
  return trust;
}

inline const Files orchard = {{"config.json", "{\"model_type\": \"finch\"}\n"},
                              {"model.safetensors", std::string(3000, 'w')},
                              {"tokenizer/vocab.txt", "a\nb\n"}};

}  // namespace auditor::test
