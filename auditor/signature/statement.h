// What the envelope of a model's signature says: its files with their digests (OMS 1.0, and 0.2 before it).
#pragma once

#include "auditor/core/result.h"
#include "auditor/signature/crypto.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::signature {

// A file, or with shards a part of one.
struct Resource {
  std::string path;
  std::uint64_t start = 0;
  std::uint64_t end = 0;  // of a shard: behind its last byte
  std::string digest;     // raw
};

struct Manifest {
  bool old_format = false;  // OMS 0.2
  std::string model;        // name of the signed folder or file; for information only
  std::string root_digest;  // hexadecimal, over all digests; empty in the old format
  bool shards = false;
  std::uint64_t shard_size = 0;
  HashKind hash = HashKind::sha256;
  bool allow_symlinks = false;
  std::vector<std::string> left_out;  // paths that the signer ignored
  std::vector<Resource> resources;
};

// The bytes that are signed: the payload with its type and length before it.
[[nodiscard]] std::string signed_bytes(std::string_view type, std::string_view payload);
// As release 0.2 of the reference program wrote them by mistake.
[[nodiscard]] std::string old_signed_bytes(std::string_view type, std::string_view payload);

// Errors: malformed; unsupported (another kind of statement is malformed: it signs no model); limit.
[[nodiscard]] Result<Manifest> read_statement(std::string_view payload_type, std::string_view payload);

}  // namespace auditor::signature
