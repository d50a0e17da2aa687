// Who signed: a key, a certificate with its chain, or somebody known to a Sigstore. Anything else does not hold.
#include "auditor/signature/log_entry.h"
#include "tests/signature/verified.h"
#include "tests/support/catch.h"

#include <fmt/format.h>
#include <functional>

using namespace auditor;
using namespace auditor::test;

namespace {

const std::string mail = "keeper@orchard.example";
const std::string issuer = "https://login.orchard.example";

Json signed_by(const SigningKey& key, const Json& statement) {
  return bundle_of(key_material(key), envelope(statement.dump(), key));
}

const Sigstore& sigstore() {
  static const Sigstore made;
  return made;
}

const Json& keyless() {
  static const Json made = sigstore().sign(statement_on(orchard), mail, issuer);
  return made;
}

Verified verify_keyless(const std::function<void(Json&)>& forge) {
  static const Model model(orchard);
  Json forged = keyless();
  forge(forged);
  return model.verify(forged, trust_in(sigstore(), mail, issuer));
}

Json& entry_of(Json& bundle) { return bundle["verificationMaterial"]["tlogEntries"][0]; }

CertificateOptions named(const std::string& name, bool authority = false) {
  CertificateOptions options;
  options.name = name;
  options.authority = authority;
  return options;
}

// Every byte of the text with its lowest bit turned, one at a time; the positions at which it still holds.
std::string unnoticed(const std::string& bundle, const signature::Trust& trust) {
  const Model model(orchard);
  const auto snapshot = model.open();
  std::string out;
  for (std::size_t i = 0; i < bundle.size(); ++i) {
    std::string flipped = bundle;
    flipped[i] ^= 1;
    if (verified(flipped, trust, *snapshot).holds())
      out += fmt::format("{}: …{}…\n", i, flipped.substr(i < 20 ? 0 : i - 20, 40));
  }
  return out;
}

}  // namespace

TEST_CASE("a key of each curve signs, and another key does not") {
  const Model model(orchard);
  for (const char* curve : {"P-256", "P-384", "P-521"}) {
    CAPTURE(curve);
    const SigningKey key(curve);
    const Json made = signed_by(key, statement_on(orchard));
    CHECK(model.verify(made, trust_in(key)).holds());
    const Verified v = model.verify(made, trust_in(SigningKey(curve)));
    CHECK(v.fails("the signature names another key"));
    CHECK(v.fails("is not by the key over these bytes"));
  }
  const SigningKey other("ED25519");
  CHECK(model.verify(signed_by(other, statement_on(orchard)), trust_in(other)).unknown("P-256, P-384 and P-521 alone"));
}

TEST_CASE("a signature of before 1.1 carries its key, which must be the one given") {
  const SigningKey key("P-384");
  Json made = signed_by(key, statement_on(orchard));
  made["verificationMaterial"]["publicKey"] = {{"rawBytes", base64(key.public_pem())},
                                               {"keyDetails", "PKIX_ECDSA_P384_SHA_384"}};
  made["dsseEnvelope"]["signatures"][0]["keyid"] = nullptr;
  CHECK(Model(orchard).verify(made, trust_in(key)).holds());
  made["verificationMaterial"]["publicKey"]["rawBytes"] = base64(SigningKey("P-384").public_pem());
  CHECK(Model(orchard).verify(made, trust_in(key)).fails("the signature carries another key"));
}

TEST_CASE("release 0.2 signed other bytes, and its statements alone may be signed so") {
  const SigningKey key("P-384");
  Json old = {{"_type", "https://in-toto.io/Statement/v1"},
              {"subject", Json::array()},
              {"predicateType", "https://model_signing/Digests/v0.1"},
              {"predicate", {{"unused", "it's \\ this"}}}};
  for (const auto& [path, bytes] : orchard)
    old["subject"].push_back({{"name", path},
                              {"digest", {{"sha256", hex(sha256(bytes))}}},
                              {"annotations", {{"actual_hash_algorithm", "file-sha256"}}}});
  const auto sealed = [&](const Json& statement) {
    const std::string payload = statement.dump(2);
    // What Python's repr of these bytes is, written out by hand for the characters that are in them.
    std::string shown;
    for (const char c : payload)
      shown += c == '\n' ? "\\n" : c == '\'' ? "\\'" : c == '\\' ? "\\\\" : std::string(1, c);
    const std::string bytes = fmt::format("DSSEV1 28 application/vnd.in-toto+json {} b'{}'", payload.size(), shown);
    Json made = bundle_of(key_material(key), envelope(payload, key));
    made["dsseEnvelope"]["signatures"][0]["sig"] = base64(key.sign(bytes));
    return made;
  };
  CHECK(Model(orchard).verify(sealed(old), trust_in(key)).holds());
  CHECK(Model(orchard).verify(sealed(statement_on(orchard)), trust_in(key)).fails("is not by the key"));
}

TEST_CASE("a certificate leads to a root that was given, and is for signing") {
  const SigningKey root_key("P-384");
  const SigningKey between_key("P-256");
  const SigningKey key("P-384");
  const SigningCertificate root(root_key, named("root", true));
  const SigningCertificate between(between_key, named("between", true), &root, &root_key);
  const SigningCertificate leaf(key, named("keeper"), &between, &between_key);
  const Json sealed = envelope(statement_on(orchard).dump(), key);
  const Model model(orchard);
  const Json made = bundle_of(chain_material({leaf, between}), sealed);
  const Verified v = model.verify(made, trust_in(root));
  INFO(v.said(Answer::fails));
  CHECK(v.holds());
  CHECK(v.said(Answer::holds).find("nothing attests the day of signing") != std::string::npos);

  const SigningKey stranger("P-384");
  CHECK(model.verify(made, trust_in(SigningCertificate(stranger, named("root", true)))).fails("no chain to a"));
  CHECK(model.verify(bundle_of(chain_material({leaf}), sealed), trust_in(root)).fails("no chain to a"));
  CHECK(model
            .verify(bundle_of(chain_material({leaf, between, SigningCertificate(stranger, named("x"))}), sealed),
                    trust_in(root))
            .fails("not part of the chain"));

  CertificateOptions no_signing = named("keeper");
  no_signing.for_signing = false;
  const SigningCertificate other(key, no_signing, &between, &between_key);
  CHECK(model.verify(bundle_of(chain_material({other, between}), sealed), trust_in(root)).fails("is not for signing"));

  // One who has a certificate is no authority.
  const SigningCertificate forged(stranger, named("keeper"), &leaf, &key);
  const Json by_stranger = envelope(statement_on(orchard).dump(), stranger);
  CHECK(model.verify(bundle_of(chain_material({forged, leaf, between}), by_stranger), trust_in(root))
            .fails("no chain to a"));
}

TEST_CASE("a keyless signature holds with everything that vouches for it") {
  const Verified v = verify_keyless([](Json&) {});
  INFO(v.said(Answer::fails) << v.said(Answer::unknown) << v.refused);
  CHECK(v.holds());
  const std::string said = v.said(Answer::holds);
  for (const char* part : {"includes the entry, in a signed tree of 7", "on this payload, signature and certificate",
                           "is signed by the log", "valid at 2025-10-09T08:53:20Z", "receipt of a certificate log",
                           "is the one asked for", "vouched for the identity"}) {
    CAPTURE(part);
    CHECK(said.find(part) != std::string::npos);
  }
}

TEST_CASE("a keyless signature of somebody else does not hold") {
  const Model model(orchard);
  CHECK(model.verify(keyless(), trust_in(sigstore(), "other@orchard.example", issuer)).fails("is not other@orchard"));
  CHECK(model.verify(keyless(), trust_in(sigstore(), mail, "https://evil.example")).fails("not https://evil.example"));
  const Sigstore another;
  const Verified v = model.verify(keyless(), trust_in(another, mail, issuer));
  CHECK(v.unknown("of a log that the trusted root does not name"));
}

TEST_CASE("each part of a log entry is checked by itself") {
  const Json second = sigstore().sign(statement_on({{"other", "file"}}), mail, issuer);
  Json others = second;
  CHECK(
      verify_keyless([&](Json& b) { entry_of(b) = entry_of(others); }).fails("the log's entry is on another payload"));
  CHECK(verify_keyless([](Json& b) {
          entry_of(b)["integratedTime"] = "1760000001";
        }).fails("time of the entry does not"));
  CHECK(verify_keyless([](Json& b) { entry_of(b)["logIndex"] = "1004"; }).fails("time of the entry does not hold"));
  CHECK(verify_keyless([](Json& b) { entry_of(b)["inclusionProof"]["logIndex"] = "2"; }).fails("does not lead from"));
  CHECK(verify_keyless([](Json& b) { entry_of(b)["inclusionProof"]["treeSize"] = "8"; }).fails("log: "));
  CHECK(verify_keyless([](Json& b) { entry_of(b)["inclusionProof"]["hashes"].erase(0); }).fails("does not lead from"));
  CHECK(verify_keyless([&](Json& b) {
          entry_of(b)["inclusionProof"]["checkpoint"] = entry_of(others)["inclusionProof"]["checkpoint"];
        }).fails("another root than the proof"));
  CHECK(verify_keyless([](Json& b) { entry_of(b).erase("inclusionProof"); }).unknown("without a proof"));
  CHECK(verify_keyless([](Json& b) { entry_of(b).erase("inclusionPromise"); }).fails("that the log has not signed"));
  CHECK(verify_keyless([](Json& b) { b["verificationMaterial"]["tlogEntries"] = Json::array(); }).fails("no log has"));
  CHECK(verify_keyless([](Json& b) { entry_of(b)["kindVersion"]["version"] = "0.0.9"; }).fails("not of the kind"));
  CHECK(verify_keyless([&](Json& b) {
          b["verificationMaterial"]["certificate"] = others["verificationMaterial"]["certificate"];
        }).fails("the log's entry is on another certificate"));
}

TEST_CASE("without a signed time nothing says that the certificate was valid") {
  const Verified v = verify_keyless([](Json& b) {
    entry_of(b).erase("inclusionPromise");
    entry_of(b).erase("integratedTime");
    entry_of(b)["logIndex"] = "3";
  });
  CHECK(v.unknown("nothing that is trusted says when it was signed"));
}

TEST_CASE("a time stamp of a clock in the trusted root says when, also where the log does not") {
  const Model model(orchard);
  Json stamped = keyless();
  sigstore().stamp(stamped);
  const auto trust = trust_in(sigstore(), mail, issuer);
  const Verified both = model.verify(stamped, trust);
  INFO(both.said(Answer::fails) << both.said(Answer::unknown));
  CHECK(both.holds());
  CHECK(both.said(Answer::holds).find("2025-10-09T08:53:21Z: is signed by a clock") != std::string::npos);

  entry_of(stamped).erase("inclusionPromise");
  entry_of(stamped).erase("integratedTime");
  entry_of(stamped)["logIndex"] = "3";
  CHECK(model.verify(stamped, trust).holds());

  Json of_another = keyless();
  Json other = sigstore().sign(statement_on({{"other", "file"}}), mail, issuer);
  sigstore().stamp(other);
  of_another["verificationMaterial"]["timestampVerificationData"] =
      other["verificationMaterial"]["timestampVerificationData"];
  CHECK(model.verify(of_another, trust).fails("message imprint mismatch"));

  Json by_stranger = keyless();
  const Sigstore stranger;
  stranger.stamp(by_stranger);
  CHECK(model.verify(by_stranger, trust).unknown("its signer leads to none of them"));
}

TEST_CASE("a log with an Ed25519 key is a log") {
  const Sigstore second("ED25519");
  const Verified v =
      Model(orchard).verify(second.sign(statement_on(orchard), mail, issuer), trust_in(second, mail, issuer));
  INFO(v.said(Answer::fails) << v.said(Answer::unknown));
  CHECK(v.holds());
}

TEST_CASE("a certificate that no certificate log has seen does not hold") {
  Json root = sigstore().trusted_root();
  const SigningKey other("P-256");
  root["ctlogs"][0]["publicKey"]["rawBytes"] = base64(other.public_der());
  signature::Trust trust = trust_in(sigstore(), mail, issuer);
  trust.root = *signature::read_trusted_root(root.dump(), "root.json");
  CHECK(Model(orchard).verify(keyless(), trust).fails("the receipt of the certificate log is not over this"));
  root["ctlogs"][0]["logId"]["keyId"] = base64(sha256(other.public_der()));
  trust.root = *signature::read_trusted_root(root.dump(), "root.json");
  CHECK(Model(orchard).verify(keyless(), trust).fails("no certificate log of the trusted root"));
}

TEST_CASE("an authority that was not trusted then gives nothing") {
  Json root = sigstore().trusted_root();
  root["certificateAuthorities"][0]["validFor"]["end"] = "2024-01-01T00:00:00Z";
  signature::Trust trust = trust_in(sigstore(), mail, issuer);
  trust.root = *signature::read_trusted_root(root.dump(), "root.json");
  CHECK(Model(orchard).verify(keyless(), trust).fails("no authority of the trusted root was trusted then"));
}

TEST_CASE("one flipped bit anywhere in a signature is noticed") {
  const SigningKey key("P-256");
  CHECK(unnoticed(signed_by(key, statement_on(orchard)).dump(1), trust_in(key)) == "");
  CHECK(unnoticed(keyless().dump(), trust_in(sigstore(), mail, issuer)) == "");
}

TEST_CASE("bundles that are none, or say more than is known here, are refused by name") {
  const SigningKey key("P-256");
  const Json good = signed_by(key, statement_on(orchard));
  const Model model(orchard);
  const auto forged = [&](const std::function<void(Json&)>& forge) {
    Json bundle = good;
    forge(bundle);
    return model.verify(bundle, trust_in(key));
  };
  CHECK(forged([](Json& b) { b.erase("dsseEnvelope"); }).unknown("has no signed envelope"));
  CHECK(forged([](Json& b) { b.erase("verificationMaterial"); }).unknown("does not say by what it is signed"));
  CHECK(forged([](Json& b) {
          b["mediaType"] = "application/vnd.dev.sigstore.bundle.v9+json";
        }).unknown("not known here"));
  CHECK(forged([](Json& b) { b["more"] = 1; }).unknown("a field that this version does not know: more"));
  CHECK(forged([](Json& b) { b["dsseEnvelope"]["signatures"].push_back(1); }).unknown("has 2 signatures"));
  CHECK(forged([](Json& b) { b["messageSignature"] = Json::object(); }).unknown("signs one message"));
  CHECK(forged([](Json& b) { b = Json::array({1}); }).unknown("is no Sigstore bundle"));
  const auto text = [&](const std::string& bundle) { return verified(bundle, trust_in(key), *model.open()); };
  CHECK(text("").unknown("not valid JSON"));
  std::string twice = good.dump();
  twice.insert(1, R"("mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",)");
  CHECK(text(twice).unknown("says one thing twice: mediaType"));
  // What is given does not fit what it was signed by.
  CHECK(model.verify(good, trust_in(sigstore(), mail, issuer)).unknown("by a key: give it with --key"));
}

TEST_CASE("a proof that leads to no place of the tree proves nothing") {
  signature::InclusionProof proof;
  proof.tree_size = 1;
  proof.root = sha256(std::string(1, '\0') + "leaf");
  CHECK(signature::is_included("leaf", proof));
  CHECK_FALSE(signature::is_included("Leaf", proof));
  proof.index = 1;
  CHECK_FALSE(signature::is_included("leaf", proof));
  proof.index = 0;
  proof.tree_size = 0;
  CHECK_FALSE(signature::is_included("leaf", proof));
  proof.tree_size = ~std::uint64_t{0};
  proof.hashes = std::vector<std::string>(64, std::string(32, 'h'));
  CHECK_FALSE(signature::is_included("leaf", proof));
}
