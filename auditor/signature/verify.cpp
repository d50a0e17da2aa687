#include "auditor/signature/verify.h"

#include "auditor/core/text.h"
#include "auditor/signature/log_entry.h"

#include <algorithm>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace auditor::signature {
namespace {

Answer answer_of(const Error& error) { return error.code == ErrorCode::malformed ? Answer::fails : Answer::unknown; }

std::string day(std::int64_t time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(time)));
}

// The certificates of a bundle, leaf first; a check says what is wrong.
std::vector<Certificate> read_chain(const Bundle& bundle, Checks& checks) {
  std::vector<Certificate> chain;
  for (const std::string& der : bundle.certificates) {
    auto read = Certificate::from_der(der);
    if (!read) {
      add_check(checks, "certificate", Answer::fails, read.error().message);
      return {};
    }
    chain.push_back(std::move(*read));
  }
  return chain;
}

// Whether the envelope is signed by the key. Release 0.2 signed other bytes, with SHA-256 where it had a certificate.
void check_envelope(const Bundle& bundle, const PublicKey& key, bool old_format, Checks& checks) {
  if (!key.is_supported()) {
    add_check(checks, "signature", Answer::unknown, "is by a kind of key that cannot be checked here", key.kind());
    return;
  }
  const bool holds = key.verify(signed_bytes(bundle.payload_type, bundle.payload), bundle.signature);
  if (holds) {
    add_check(checks, "signature", Answer::holds, "is by the key", key.kind());
    return;
  }
  const std::string old = old_format ? old_signed_bytes(bundle.payload_type, bundle.payload) : std::string();
  const auto hash = bundle.method == Method::key ? std::nullopt : std::optional(HashKind::sha256);
  if (old_format && key.verify(old, bundle.signature, hash))
    add_check(checks, "signature", Answer::holds, "is by the key, over the bytes that release 0.2 signed", key.kind());
  else add_check(checks, "signature", Answer::fails, "is not by the key over these bytes", key.kind());
}

void verify_key(const Bundle& bundle, const PublicKey& key, bool old_format, Checks& checks) {
  const std::string hint = hex_of(digest_of(HashKind::sha256, key.pem()));
  if (key.kind() == "Ed25519") {
    add_check(checks, "key", Answer::unknown, "this format has signatures by P-256, P-384 and P-521 alone", key.kind());
    return;
  }
  if (!bundle.raw_key.empty()) {
    const auto own = PublicKey::from_pem(bundle.raw_key);
    const bool same = own && own->der() == key.der() && own->pem() == bundle.raw_key;
    add_check(checks, "key", same ? Answer::holds : Answer::fails,
              same ? "is the one that the signature carries" : "the signature carries another key", hint);
  }
  if (!bundle.hint.empty())
    add_check(checks, "key", bundle.hint == hint ? Answer::holds : Answer::fails,
              bundle.hint == hint ? "is the one that the signature names" : "the signature names another key", hint);
  if (!bundle.log.empty() || !bundle.timestamps.empty())
    add_check(checks, "log", Answer::unknown, "log entries and time stamps of a signature by a key are not read");
  check_envelope(bundle, key, old_format, checks);
}

void verify_certificate(const Bundle& bundle, const Trust& trust, bool old_format, Signer& signer, Checks& checks) {
  const auto chain = read_chain(bundle, checks);
  if (chain.empty()) return;
  const Certificate& leaf = chain.front();
  const Period valid = leaf.valid();
  signer.subject = leaf.subject();
  // The day of signing is not attested: the certificate is looked at when it became valid.
  const auto found = find_chain(leaf, {chain.begin() + 1, chain.end()}, trust.certificates, valid.from);
  if (!found) {
    add_check(checks, "certificate", Answer::fails, "no chain to a certificate given: " + found.error().message,
              signer.subject);
  } else {
    add_check(checks, "certificate", Answer::holds,
              fmt::format("leads to {}; valid from {} to {}, and nothing attests the day of signing",
                          found->back().subject(), day(valid.from), day(valid.until.value_or(0))),
              signer.subject);
    // What is not part of the chain is not covered by anything.
    if (chain.size() > found->size() ||
        !std::equal(chain.begin(), chain.end(), found->begin(),
                    [](const Certificate& a, const Certificate& b) { return a.der() == b.der(); }))
      add_check(checks, "certificate", Answer::fails, "the bundle carries a certificate that is not part of the chain");
  }
  if (!leaf.may_sign())
    add_check(checks, "certificate", Answer::fails, "is not for signing (its key usage)", signer.subject);
  if (!bundle.timestamps.empty())
    add_check(checks, "time", Answer::unknown, "time stamps of a signature by a certificate are not read");
  const auto key = leaf.key();
  if (!key) return add_check(checks, "certificate", Answer::fails, key.error().message);
  signer.key = key->kind();
  check_envelope(bundle, *key, old_format, checks);
}

// One chain is looked for at each time.
void add_time(Signer& signer, std::int64_t time) {
  if (std::find(signer.times.begin(), signer.times.end(), time) == signer.times.end()) signer.times.push_back(time);
}

bool is_malformed(const Error& error) { return error.code == ErrorCode::malformed; }

// Times that clocks of the root have signed.
void check_timestamps(const Bundle& bundle, const TrustedRoot& root, Signer& signer, Checks& checks) {
  for (const std::string& stamp : bundle.timestamps) {
    std::optional<Error> error;
    std::optional<std::int64_t> held;
    for (const Authority& clock : root.clocks) {
      const auto time = check_timestamp(stamp, bundle.signature, clock.chain);
      if (!time) {
        if (!error || is_malformed(time.error())) error = time.error();
        continue;
      }
      if (clock.valid.covers(*time)) held = *time;
      else error = Error{ErrorCode::malformed, "the clock was not trusted at " + day(*time), {}, 0};
      break;
    }
    if (held) {
      add_time(signer, *held);
      add_check(checks, "time", Answer::holds, "is signed by a clock of the trusted root", day(*held));
    }
    if (!held && !error)
      add_check(checks, "time", Answer::unknown, "a time stamp is there, and the trusted root names no clock");
    if (!held && error)
      add_check(checks, "time", answer_of(*error), "no clock of the trusted root has signed it: " + error->message);
  }
}

// A chain from an authority that was trusted at that time; null when there is none.
Result<std::vector<Certificate>> find_authority(const std::vector<Certificate>& chain, const TrustedRoot& root,
                                                std::int64_t time) {
  Error error{ErrorCode::malformed, "no authority of the trusted root was trusted then", {}, 0};
  for (const Authority& authority : root.authorities) {
    if (!authority.valid.covers(time)) continue;
    std::vector<Certificate> between(chain.begin() + 1, chain.end());
    between.insert(between.end(), authority.chain.begin(), authority.chain.end() - 1);
    auto found = find_chain(chain.front(), between, {authority.chain.back()}, time);
    if (found) return found;
    error = found.error();
  }
  return tl::unexpected(error);
}

void check_authority(const std::vector<Certificate>& chain, const TrustedRoot& root, const Signer& signer,
                     Checks& checks) {
  if (signer.times.empty()) {
    add_check(checks, "certificate", Answer::unknown, "nothing that is trusted says when it was signed");
    return;
  }
  for (const std::int64_t time : signer.times) {
    const auto found = find_authority(chain, root, time);
    if (!found) {
      add_check(checks, "certificate", Answer::fails,
                fmt::format("no chain to the trusted root at {}: {}", day(time), found.error().message));
      continue;
    }
    add_check(checks, "certificate", Answer::holds,
              fmt::format("was given by {} and valid at {}", found->back().subject(), day(time)));
    if (root.certificate_logs.empty()) continue;
    if (found->size() < 2) {
      add_check(checks, "certificate", Answer::fails, "is the authority's own");
    } else if (const auto logged = check_receipts(found->front(), (*found)[1], root.certificate_logs); !logged) {
      add_check(checks, "certificate", Answer::fails, logged.error().message);
    } else {
      add_check(checks, "certificate", Answer::holds, "has the receipt of a certificate log");
    }
  }
}

void check_identity(const Certificate& leaf, const Trust& trust, Signer& signer, Checks& checks) {
  const auto identities = leaf.identities();
  signer.issuer = leaf.issuer_of_identity();
  for (const std::string& one : identities) signer.identity += (signer.identity.empty() ? "" : ", ") + one;
  const bool same = std::find(identities.begin(), identities.end(), trust.identity) != identities.end();
  add_check(checks, "identity", same ? Answer::holds : Answer::fails,
            same ? "is the one asked for" : fmt::format("is not {}, which was asked for", printable(trust.identity)),
            signer.identity);
  const bool vouched = !signer.issuer.empty() && signer.issuer == trust.issuer;
  add_check(checks, "identity", vouched ? Answer::holds : Answer::fails,
            vouched ? "vouched for the identity"
                    : fmt::format("vouched for the identity, not {}, which was asked for", printable(trust.issuer)),
            signer.issuer.empty() ? "nobody" : signer.issuer);
}

void verify_keyless(const Bundle& bundle, const Trust& trust, bool old_format, Signer& signer, Checks& checks) {
  const auto chain = read_chain(bundle, checks);
  if (chain.empty()) return;
  const Certificate& leaf = chain.front();
  if (bundle.log.empty())
    add_check(checks, "log", Answer::fails, "no log has an entry of it, which a keyless signature needs");
  for (const LogEntry& entry : bundle.log)
    if (const auto time = check_log_entry(entry, bundle, leaf, *trust.root, checks)) {
      add_time(signer, *time);
      add_check(checks, "time", Answer::holds, "is signed by the log", day(*time));
    }
  check_timestamps(bundle, *trust.root, signer, checks);
  check_authority(chain, *trust.root, signer, checks);
  if (!leaf.is_for_code_signing())
    add_check(checks, "certificate", Answer::fails, "is not for signing (its extended key usage)");
  check_identity(leaf, trust, signer, checks);
  const auto key = leaf.key();
  if (!key) return add_check(checks, "certificate", Answer::fails, key.error().message);
  signer.key = key->kind();
  check_envelope(bundle, *key, old_format, checks);
}

// What the bundle is signed by, against what was given.
bool is_of_trust(const Bundle& bundle, const Trust& trust, Checks& checks) {
  const bool fits = bundle.method == Method::key           ? trust.key.has_value()
                    : bundle.method == Method::certificate ? !trust.certificates.empty()
                                                           : trust.root.has_value();
  if (fits) return true;
  const std::string_view needed = bundle.method == Method::key ? "by a key: give it with --key"
                                  : bundle.method == Method::certificate
                                      ? "by a certificate: give its root with --certificate"
                                      : "keyless: give --trusted-root, --identity and --issuer";
  add_check(checks, "signature", Answer::unknown, fmt::format("is {}", needed), to_string(bundle.method));
  return false;
}

}  // namespace

std::optional<Manifest> verify_bundle(const Bundle& bundle, const Trust& trust, Signer& signer, Checks& checks) {
  auto manifest = read_statement(bundle.payload_type, bundle.payload);
  const bool old_format = manifest && manifest->old_format;
  if (is_of_trust(bundle, trust, checks)) {
    if (bundle.method == Method::key) {
      signer.key = trust.key->kind();
      verify_key(bundle, *trust.key, old_format, checks);
    } else if (bundle.method == Method::certificate) {
      verify_certificate(bundle, trust, old_format, signer, checks);
    } else {
      verify_keyless(bundle, trust, old_format, signer, checks);
    }
  }
  if (!manifest) {
    add_check(checks, "statement", answer_of(manifest.error()), manifest.error().message);
    return std::nullopt;
  }
  add_check(checks, "statement", Answer::holds,
            fmt::format("lists {} digest{}{}", manifest->resources.size(), manifest->resources.size() == 1 ? "" : "s",
                        manifest->old_format ? ", in the format of release 0.2" : ""),
            manifest->model);
  return std::move(*manifest);
}

}  // namespace auditor::signature
