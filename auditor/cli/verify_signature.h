// auditor verify SOURCE --signature FILE: the signature of a model (docs/verify.md).
#pragma once

#include "auditor/cli/pipeline.h"

namespace auditor::cli {

struct SignatureArgs {
  std::string signature;  // file, or a path in the source; empty: a report is to be verified
  std::string key;
  std::vector<std::string> certificates;
  std::string trusted_root;
  std::string identity;
  std::string issuer;
  std::vector<std::string> left_out;  // --ignore
  std::string revision;               // --rev; empty: the files as they lie on the disk
  std::string path;                   // --path
};

void add_signature_options(CLI::App& command, SignatureArgs& args);

// The answer, written; the exit code.
[[nodiscard]] int verify_signature(const SignatureArgs& args, const SourceArgs& source, const std::string& format,
                                   const std::string& output);

}  // namespace auditor::cli
