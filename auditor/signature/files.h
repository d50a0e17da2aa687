// The files of a model beside the list that was signed: each digest again, and every file that no one signed.
#pragma once

#include "auditor/core/check.h"
#include "auditor/signature/statement.h"
#include "auditor/source/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::signature {

struct FileOptions {
  std::string only;                   // the model is this one file of the source
  std::vector<std::string> left_out;  // paths that the user leaves out, beside those of the signer
  std::string_view signature;         // bytes of the signature: the file that holds them is not part of the model
};

// Bytes are read once, in pieces. A pointer without its bytes says which digest they should have; that is no proof, and
// never holds.
void check_files(const Manifest& manifest, const source::Snapshot& snapshot, const FileOptions& options,
                 Checks& checks);

}  // namespace auditor::signature
