#include "auditor/signature/bundle.h"

#include "auditor/core/check.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/signature/fields.h"

#include <array>
#include <fmt/format.h>

namespace auditor::signature {
namespace {

constexpr std::size_t most_certificates = 16;
constexpr std::size_t most_entries = 8;
constexpr std::size_t most_timestamps = 8;
constexpr std::size_t most_hashes = 64;  // a tree of 2^64 leaves
constexpr std::string_view media_type = "application/vnd.dev.sigstore.bundle";

// All releases of the format write version 0.3. Nothing signs this field: of two versions that mean the same none could
// be told from a changed one.
constexpr std::array<std::string_view, 2> media_types = {"application/vnd.dev.sigstore.bundle.v0.3+json",
                                                         "application/vnd.dev.sigstore.bundle+json;version=0.3"};

void bound(Fields& fields, const Json& items, std::size_t most, std::string_view what) {
  if (items.size() > most) fields.wrong(fmt::format("has more than {} {}", most, what), ErrorCode::limit);
}

void read_key(Fields& fields, const Json& key, Bundle& bundle) {
  bundle.method = Method::key;
  bundle.hint = fields.text(key, "hint");
  bundle.raw_key = fields.bytes(key, "rawBytes");
  const std::string details = fields.text(key, "keyDetails");
  constexpr std::array<std::string_view, 4> known = {"", "PKIX_ECDSA_P256_SHA_256", "PKIX_ECDSA_P384_SHA_384",
                                                     "PKIX_ECDSA_P521_SHA_512"};
  if (std::find(known.begin(), known.end(), details) == known.end())
    fields.wrong("has a key of a kind that this version does not know: " + ellipsize(printable(details), 60),
                 ErrorCode::unsupported);
}

void read_certificates(Fields& fields, const Json& material, Bundle& bundle) {
  if (const Json& one = fields.object(material, "certificate", {"rawBytes"}); !one.is_null()) {
    bundle.method = Method::keyless;
    bundle.certificates.push_back(fields.bytes(one, "rawBytes"));
    return;
  }
  const Json& chain = fields.array(fields.object(material, "x509CertificateChain", {"certificates"}), "certificates");
  bundle.method = Method::certificate;
  bound(fields, chain, most_certificates, "certificates");
  for (const Json& one : chain) {
    if (fields.error()) return;
    fields.only(one, {"rawBytes"}, "a certificate");
    bundle.certificates.push_back(fields.bytes(one, "rawBytes"));
  }
  if (bundle.certificates.empty()) fields.wrong("has an empty chain of certificates");
}

std::optional<InclusionProof> read_proof(Fields& fields, const Json& entry) {
  const Json& proof =
      fields.object(entry, "inclusionProof", {"logIndex", "rootHash", "treeSize", "hashes", "checkpoint"});
  if (proof.is_null()) return std::nullopt;
  InclusionProof out;
  out.index = fields.number(proof, "logIndex");
  out.tree_size = fields.number(proof, "treeSize");
  out.root = fields.bytes(proof, "rootHash");
  const Json& hashes = fields.array(proof, "hashes");
  bound(fields, hashes, most_hashes, "hashes in one proof");
  for (const Json& hash : hashes) {
    if (fields.error()) break;
    out.hashes.push_back(fields.bytes_of(hash, "a hash"));
  }
  out.checkpoint = fields.text(fields.object(proof, "checkpoint", {"envelope"}), "envelope");
  return out;
}

LogEntry read_entry(Fields& fields, const Json& entry) {
  fields.only(
      entry,
      {"logIndex", "logId", "kindVersion", "integratedTime", "inclusionPromise", "inclusionProof", "canonicalizedBody"},
      "a log entry");
  LogEntry out;
  out.index = fields.number(entry, "logIndex");
  out.log_id = fields.bytes(fields.object(entry, "logId", {"keyId"}), "keyId");
  const Json& kind = fields.object(entry, "kindVersion", {"kind", "version"});
  out.kind = fields.text(kind, "kind");
  out.version = fields.text(kind, "version");
  const std::uint64_t time = fields.number(entry, "integratedTime");
  if (time > std::uint64_t{1} << 40U) fields.wrong("a log entry is of no time");
  out.time = static_cast<std::int64_t>(time);
  const Json& promise = fields.object(entry, "inclusionPromise", {"signedEntryTimestamp"});
  out.promise = fields.bytes(promise, "signedEntryTimestamp");
  out.proof = read_proof(fields, entry);
  out.body_base64 = fields.text(entry, "canonicalizedBody");
  out.body = fields.bytes(entry, "canonicalizedBody");
  return out;
}

void read_material(Fields& fields, const Json& document, Bundle& bundle) {
  const Json& material =
      fields.object(document, "verificationMaterial",
                    {"publicKey", "certificate", "x509CertificateChain", "tlogEntries", "timestampVerificationData"});
  const Json& key = fields.object(material, "publicKey", {"hint", "rawBytes", "keyDetails"});
  const int kinds =
      !key.is_null() + !member(material, "certificate").is_null() + !member(material, "x509CertificateChain").is_null();
  if (kinds != 1) return fields.wrong("does not say by what it is signed: a key, a certificate or a chain of them");
  if (!key.is_null()) read_key(fields, key, bundle);
  else read_certificates(fields, material, bundle);
  const Json& entries = fields.array(material, "tlogEntries");
  bound(fields, entries, most_entries, "log entries");
  for (const Json& entry : entries) {
    if (fields.error()) return;
    bundle.log.push_back(read_entry(fields, entry));
  }
  const Json& data = fields.object(material, "timestampVerificationData", {"rfc3161Timestamps"});
  const Json& stamps = fields.array(data, "rfc3161Timestamps");
  bound(fields, stamps, most_timestamps, "time stamps");
  for (const Json& stamp : stamps) {
    if (fields.error()) return;
    fields.only(stamp, {"signedTimestamp"}, "a time stamp");
    bundle.timestamps.push_back(fields.bytes(stamp, "signedTimestamp"));
  }
}

void read_envelope(Fields& fields, const Json& document, Bundle& bundle) {
  const Json& envelope = fields.object(document, "dsseEnvelope", {"payload", "payloadType", "signatures"});
  if (envelope.is_null()) return fields.wrong("has no signed envelope (dsseEnvelope)");
  bundle.payload = fields.bytes(envelope, "payload");
  bundle.payload_type = fields.text(envelope, "payloadType");
  const Json& signatures = fields.array(envelope, "signatures");
  if (signatures.size() != 1)
    return fields.wrong(fmt::format("has {} signatures where one is expected", signatures.size()));
  fields.only(signatures[0], {"sig", "keyid"}, "the signature");
  if (!fields.text(signatures[0], "keyid").empty())
    fields.wrong("names a key in its envelope, which this format leaves empty", ErrorCode::unsupported);
  bundle.signature = fields.bytes(signatures[0], "sig");
  if (bundle.payload.empty() || bundle.signature.empty()) fields.wrong("has an empty envelope");
}

}  // namespace

std::string_view to_string(Method method) {
  return method == Method::key ? "key" : method == Method::certificate ? "certificate" : "keyless";
}

Result<Bundle> read_bundle(std::string_view json, std::string_view path) {
  if (json.size() > max_bundle) return fail(ErrorCode::limit, "is too large for a signature", std::string(path));
  auto document = parse_json(json, path, 16);
  if (!document) return tl::unexpected(document.error());
  Fields fields(path);
  Bundle bundle;
  bundle.media_type = fields.text(*document, "mediaType");
  if (!bundle.media_type.starts_with(media_type))
    return fail(ErrorCode::malformed, "is no Sigstore bundle: it does not say its media type", std::string(path));
  if (std::find(media_types.begin(), media_types.end(), bundle.media_type) == media_types.end())
    fields.wrong("is a bundle of a version that is not known here: " + ellipsize(printable(bundle.media_type), 80),
                 ErrorCode::unsupported);
  if (const std::string key = repeated_key(json); !key.empty())
    fields.wrong("says one thing twice: " + ellipsize(printable(key), 60));
  if (document->contains("messageSignature"))
    fields.wrong("signs one message (messageSignature), not the list of a model's files", ErrorCode::unsupported);
  fields.only(*document, {"mediaType", "verificationMaterial", "dsseEnvelope"}, "the bundle");
  read_material(fields, *document, bundle);
  if (!fields.error()) read_envelope(fields, *document, bundle);
  if (fields.error()) return tl::unexpected(*fields.error());
  // A keyless signature may carry its chain: what tells them apart is the log.
  if (bundle.method == Method::certificate && !bundle.log.empty()) bundle.method = Method::keyless;
  return bundle;
}

bool looks_like_bundle(std::string_view json) {
  const auto document = parse_json(json, "", 16);
  return document && text(*document, "mediaType").starts_with(media_type);
}

}  // namespace auditor::signature
