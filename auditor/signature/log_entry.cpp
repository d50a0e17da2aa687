#include "auditor/signature/log_entry.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/signature/statement.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace auditor::signature {
namespace {

using Log = CertificateLog;

std::string node(std::string_view left, std::string_view right) {
  std::string bytes(1, '\x01');
  bytes.append(left).append(right);
  return digest_of(HashKind::sha256, bytes);
}

// A signed note: a text, an empty line, and lines of signatures, each with a name and a hint of its key.
struct Note {
  std::string_view text;  // with its last line end
  std::vector<std::string_view> signatures;
};

std::optional<Note> read_note(std::string_view envelope) {
  const std::size_t end = envelope.find("\n\n");
  if (end == std::string_view::npos || !envelope.ends_with("\n")) return std::nullopt;
  Note note{envelope.substr(0, end + 1), {}};
  std::string_view rest = envelope.substr(end + 2);
  rest.remove_suffix(rest.empty() ? 0 : 1);
  if (!rest.empty()) note.signatures = split(rest, '\n');
  return note;
}

// Whether one line is this log's signature of the text. The name is that of the log, which begins the text.
bool is_signature_of(const Log& log, const Note& note, std::string_view line) {
  constexpr std::string_view dash = "\xE2\x80\x94 ";
  if (!line.starts_with(dash)) return false;
  line.remove_prefix(dash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string name(line.substr(0, space));
  if (!note.text.starts_with(name + "\n") && !note.text.starts_with(name + " - ")) return false;
  const auto bytes = strict_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= 4 || bytes->substr(0, 4) != log.id.substr(0, 4)) return false;
  return log.key.verify(note.text, std::string_view(*bytes).substr(4), HashKind::sha256);
}

// What is wrong with the checkpoint; empty: nothing.
std::string wrong_with_checkpoint(const InclusionProof& proof, const Log& log) {
  const auto note = read_note(proof.checkpoint);
  if (!note) return "the checkpoint is no signed note";
  const auto lines = split(note->text, '\n');  // origin, size, root, and perhaps more
  if (lines.size() < 4) return "the checkpoint says no tree";
  if (lines[1] != std::to_string(proof.tree_size)) return "the checkpoint is of a tree of another size";
  const auto root = strict_base64(lines[2]);
  if (!root || *root != proof.root) return "the checkpoint has another root than the proof";
  const bool is_signed = std::any_of(note->signatures.begin(), note->signatures.end(),
                                     [&](std::string_view line) { return is_signature_of(log, *note, line); });
  return is_signed ? "" : "the checkpoint is not signed by the log";
}

void check_inclusion(const LogEntry& entry, const Log& log, Checks& checks) {
  if (!entry.proof) {
    add_check(checks, "log", Answer::unknown, "the entry comes without a proof that the log includes it");
    return;
  }
  if (!is_included(entry.body, *entry.proof))
    add_check(checks, "log", Answer::fails, "the proof does not lead from the entry to the root of the log");
  else if (const std::string wrong = wrong_with_checkpoint(*entry.proof, log); !wrong.empty())
    add_check(checks, "log", Answer::fails, wrong);
  else
    add_check(checks, "log", Answer::holds,
              fmt::format("includes the entry, in a signed tree of {}", entry.proof->tree_size),
              std::to_string(entry.index));
  // The first logs count over several trees, and only the proof knows the place in this one.
  if (entry.promise.empty() && entry.index != entry.proof->index)
    add_check(checks, "log", Answer::fails, "the entry says another place in the log than its proof");
}

bool is_promised(const LogEntry& entry, const Log& log) {
  const std::string text = fmt::format(R"({{"body":"{}","integratedTime":{},"logID":"{}","logIndex":{}}})",
                                       entry.body_base64, entry.time, hex_of(log.id), entry.index);
  return log.key.verify(text, entry.promise, HashKind::sha256);
}

std::optional<std::int64_t> check_promise(const LogEntry& entry, const Log& log, Checks& checks) {
  if (entry.promise.empty()) {
    if (entry.time != 0) add_check(checks, "time", Answer::fails, "the entry says a time that the log has not signed");
    return std::nullopt;
  }
  if (!is_promised(entry, log)) {
    add_check(checks, "time", Answer::fails, "the log's signature over the time of the entry does not hold");
    return std::nullopt;
  }
  if (!log.valid.covers(entry.time)) {
    add_check(checks, "time", Answer::fails, "the log's key was not valid when the entry was made");
    return std::nullopt;
  }
  return entry.time;
}

// Base64 of a PEM certificate, or of DER.
bool is_certificate(std::string_view base64, bool pem, const Certificate& leaf) {
  const auto bytes = strict_base64(base64);
  if (!bytes) return false;
  if (!pem) return *bytes == leaf.der();
  const auto read = Certificate::all_of_pem(*bytes);
  return read && read->size() == 1 && read->front().der() == leaf.der();
}

// dsse 0.0.1: digest of the payload, signature, certificate.
std::string wrong_with_dsse(const Json& spec, const Bundle& bundle, const Certificate& leaf) {
  const Json& payload = member(spec, "payloadHash");
  if (text(payload, "algorithm") != "sha256" ||
      text(payload, "value") != hex_of(digest_of(HashKind::sha256, bundle.payload)))
    return "the log's entry is on another payload";
  const Json& signatures = member(spec, "signatures");
  if (!signatures.is_array() || signatures.size() != 1) return "the log's entry has no one signature";
  if (strict_base64(text(signatures[0], "signature")) != bundle.signature)
    return "the log's entry is on another signature";
  return is_certificate(text(signatures[0], "verifier"), true, leaf) ? "" : "the log's entry is on another certificate";
}

// 0.0.2 of both kinds: the digest is over what is signed (hashedrekord) or over the payload (dsse).
std::string wrong_with_second(const Json& digest, const Json& signature, std::string_view bytes, const Bundle& bundle,
                              const Certificate& leaf) {
  if (text(digest, "algorithm") != "SHA2_256" ||
      strict_base64(text(digest, "digest")) != digest_of(HashKind::sha256, bytes))
    return "the log's entry is on another payload";
  if (strict_base64(text(signature, "content")) != bundle.signature) return "the log's entry is on another signature";
  const Json& certificate = member(member(signature, "verifier"), "x509Certificate");
  return is_certificate(text(certificate, "rawBytes"), false, leaf) ? "" : "the log's entry is on another certificate";
}

void check_body(const LogEntry& entry, const Bundle& bundle, const Certificate& leaf, Checks& checks) {
  const auto body = parse_json(entry.body, "log entry", 16);
  if (!body || text(*body, "kind") != entry.kind || text(*body, "apiVersion") != entry.version ||
      !repeated_key(entry.body).empty()) {
    add_check(checks, "log", Answer::fails, "the entry is not of the kind that it says");
    return;
  }
  const std::string kind = entry.kind + " " + entry.version;
  const Json& spec = member(*body, "spec");
  std::string wrong;
  if (kind == "dsse 0.0.1") {
    wrong = wrong_with_dsse(spec, bundle, leaf);
  } else if (kind == "hashedrekord 0.0.2") {
    const Json& inner = member(spec, "hashedRekordV002");
    wrong = wrong_with_second(member(inner, "data"), member(inner, "signature"),
                              signed_bytes(bundle.payload_type, bundle.payload), bundle, leaf);
  } else if (kind == "dsse 0.0.2") {
    const Json& inner = member(spec, "dsseV002");
    const Json& signatures = member(inner, "signatures");
    const bool one = signatures.is_array() && signatures.size() == 1;
    wrong = one ? wrong_with_second(member(inner, "payloadHash"), signatures[0], bundle.payload, bundle, leaf)
                : "the log's entry has no one signature";
  } else {
    add_check(checks, "log", Answer::unknown, "the entry is of a kind that this version does not know: " + kind);
    return;
  }
  add_check(checks, "log", wrong.empty() ? Answer::holds : Answer::fails,
            wrong.empty() ? "the entry is on this payload, signature and certificate" : wrong);
}

}  // namespace

bool is_included(std::string_view leaf, const InclusionProof& proof) {
  if (proof.index >= proof.tree_size) return false;
  std::uint64_t index = proof.index;
  std::uint64_t last = proof.tree_size - 1;
  std::string hash = digest_of(HashKind::sha256, std::string(1, '\0').append(leaf));
  for (const std::string& other : proof.hashes) {
    if (last == 0 || other.size() != 32) return false;
    if (index % 2 == 1 || index == last) {
      hash = node(other, hash);
      while (index % 2 == 0 && index != 0) {
        index /= 2;
        last /= 2;
      }
    } else {
      hash = node(hash, other);
    }
    index /= 2;
    last /= 2;
  }
  return last == 0 && hash == proof.root;
}

std::optional<std::int64_t> check_log_entry(const LogEntry& entry, const Bundle& bundle, const Certificate& leaf,
                                            const TrustedRoot& root, Checks& checks) {
  const auto log =
      std::find_if(root.logs.begin(), root.logs.end(), [&](const Log& one) { return one.id == entry.log_id; });
  if (log == root.logs.end()) {
    add_check(checks, "log", Answer::unknown, "the entry is of a log that the trusted root does not name",
              hex_of(entry.log_id));
    return std::nullopt;
  }
  check_inclusion(entry, *log, checks);
  check_body(entry, bundle, leaf, checks);
  return check_promise(entry, *log, checks);
}

}  // namespace auditor::signature
