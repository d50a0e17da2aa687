// A Sigstore bundle as it stands in a file: what was signed, by what, and what vouches for the time. Nothing of it is
// trusted yet; only its form is checked.
//
// The form is read strictly: a field that this version does not know may change what the others mean.
#pragma once

#include "auditor/core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::signature {

inline constexpr std::size_t max_bundle = 64U << 20U;

enum class Method { key, certificate, keyless };
[[nodiscard]] std::string_view to_string(Method method);

// That a log (Rekor) has an entry at a place in its tree.
struct InclusionProof {
  std::uint64_t index = 0;
  std::uint64_t tree_size = 0;
  std::string root;                 // raw
  std::vector<std::string> hashes;  // raw, from the leaf up
  std::string checkpoint;           // signed note: the log's name, tree size and root
};

struct LogEntry {
  std::uint64_t index = 0;  // over all trees of the log
  std::string log_id;       // raw
  std::string kind;         // "dsse"
  std::string version;      // "0.0.1"
  std::int64_t time = 0;    // seconds since the epoch; 0 when the entry says none
  std::string promise;      // signature over time and entry (SET); empty when there is none
  std::optional<InclusionProof> proof;
  std::string body;         // the entry itself, JSON
  std::string body_base64;  // as it stands in the bundle
};

struct Bundle {
  std::string media_type;
  Method method = Method::key;
  std::string hint;                       // of the key: SHA-256 of its PEM, in hexadecimal
  std::string raw_key;                    // before 1.1 instead: the PEM itself
  std::vector<std::string> certificates;  // DER, leaf first
  std::vector<LogEntry> log;
  std::vector<std::string> timestamps;  // RFC 3161, DER
  std::string payload_type;
  std::string payload;    // raw
  std::string signature;  // raw
};

// Errors: malformed; unsupported, which names what this version does not know; limit.
[[nodiscard]] Result<Bundle> read_bundle(std::string_view json, std::string_view path);

// Whether a text is a bundle at all, by its media type: for telling one from another file.
[[nodiscard]] bool looks_like_bundle(std::string_view json);

}  // namespace auditor::signature
