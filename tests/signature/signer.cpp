#include "tests/signature/signer.h"

#include <algorithm>
#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace auditor::test {
namespace {

void need(bool worked, const char* what) {
  if (!worked) throw std::runtime_error(what);
}

std::string digest(const std::string& name, const std::string& bytes) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  need(EVP_Digest(bytes.data(), bytes.size(), out, &size, EVP_get_digestbyname(name.c_str()), nullptr) == 1, "digest");
  return {reinterpret_cast<char*>(out), size};
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

template <class T, class Write>
std::string der_of(T* value, Write write) {
  unsigned char* out = nullptr;
  const int size = write(value, &out);
  need(size > 0, "DER");
  std::string der(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

std::string number(std::uint64_t value, unsigned bytes) {
  std::string out;
  for (unsigned i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8U * i) & 0xFFU));
  return out;
}

std::string with_length(const std::string& bytes, unsigned length) { return number(bytes.size(), length) + bytes; }

void add(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  need(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "extension");
  X509_EXTENSION_free(extension);
}

void add_raw(X509* certificate, ASN1_OBJECT* id, const std::string& value) {
  ASN1_OCTET_STRING* octets = ASN1_OCTET_STRING_new();
  ASN1_OCTET_STRING_set(octets, reinterpret_cast<const unsigned char*>(value.data()), static_cast<int>(value.size()));
  X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, id, 0, octets);
  need(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "extension");
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(octets);
}

void add_issuer_of_identity(X509* certificate, const std::string& issuer) {
  ASN1_OBJECT* id = OBJ_txt2obj("1.3.6.1.4.1.57264.1.8", 1);
  add_raw(certificate, id, "\x0C" + with_length(issuer, 1));  // a UTF8String of less than 128 bytes
  ASN1_OBJECT_free(id);
}

// RFC 6962, 3.2: over the certificate without the receipt, and put into it.
void add_receipt(X509* certificate, const SigningKey& log, const SigningKey& issuer_key) {
  const std::string time = number(static_cast<std::uint64_t>(signing_day) * 1000, 8);
  const std::string bytes = number(0, 1) + number(0, 1) + time + number(1, 2) + sha256(issuer_key.public_der()) +
                            with_length(der_of(certificate, i2d_re_X509_tbs), 3) + number(0, 2);
  const std::string receipt = number(0, 1) + sha256(log.public_der()) + time + number(0, 2) + "\x04\x03" +
                              with_length(log.sign_with(bytes, "SHA256"), 2);
  const std::string list = with_length(with_length(receipt, 2), 2);
  add_raw(certificate, OBJ_nid2obj(NID_ct_precert_scts),
          "\x04" + std::string(list.size() < 128 ? "" : "\x81") + with_length(list, 1));
}

std::string pae(const std::string& payload) {
  const std::string type = "application/vnd.in-toto+json";
  return fmt::format("DSSEv1 {} {} {} {}", type.size(), type, payload.size(), payload);
}

Json statement_with(Json resources, Json serialization) {
  serialization["allow_symlinks"] = false;
  Json statement = {{"_type", "https://in-toto.io/Statement/v1"},
                    {"subject", Json::array({{{"name", "finch"}, {"digest", {{"sha256", ""}}}}})},
                    {"predicateType", "https://model_signing/signature/v1.0"},
                    {"predicate", {{"serialization", serialization}, {"resources", std::move(resources)}}}};
  seal(statement);
  return statement;
}

std::string digest_by(const std::string& hash, const std::string& bytes) {
  return hex(digest(hash == "blake2b" ? "BLAKE2b512" : "SHA256", bytes));
}

// RFC 6962, 2.1: the root of a tree, and the path from one leaf to it, as the text defines them.
std::size_t split_of(std::size_t leaves) {
  std::size_t half = 1;
  while (half * 2 < leaves) half *= 2;
  return half;
}

std::string root_of(const std::vector<std::string>& leaves) {
  if (leaves.size() == 1) return sha256(std::string(1, '\0') + leaves[0]);
  const auto half = leaves.begin() + static_cast<std::ptrdiff_t>(split_of(leaves.size()));
  return sha256("\x01" + root_of({leaves.begin(), half}) + root_of({half, leaves.end()}));
}

std::vector<std::string> path_to(std::size_t leaf, const std::vector<std::string>& leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t split = split_of(leaves.size());
  const auto half = leaves.begin() + static_cast<std::ptrdiff_t>(split);
  const std::vector<std::string> left(leaves.begin(), half);
  const std::vector<std::string> right(half, leaves.end());
  std::vector<std::string> path = leaf < split ? path_to(leaf, left) : path_to(leaf - split, right);
  path.push_back(leaf < split ? root_of(right) : root_of(left));
  return path;
}

Json period() { return {{"start", "2021-01-12T11:53:27.000Z"}}; }

}  // namespace

std::string base64(const std::string& bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                                      static_cast<int>(bytes.size()))));
  return out;
}

std::string hex(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string sha256(const std::string& bytes) { return digest("SHA256", bytes); }

SigningKey::SigningKey(const std::string& kind) : kind_(kind) {
  EVP_PKEY* key = kind == "ED25519" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                    : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", kind.c_str());
  need(key != nullptr, "key");
  key_ = {key, EVP_PKEY_free};
}

std::string SigningKey::sign_with(const std::string& bytes, const std::string& digest) const {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const EVP_MD* kind = digest.empty() ? nullptr : EVP_get_digestbyname(digest.c_str());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = 0;
  need(EVP_DigestSignInit(context, nullptr, kind, nullptr, key_.get()) == 1 &&
           EVP_DigestSign(context, nullptr, &size, data, bytes.size()) == 1,
       "sign");
  std::string out(size, '\0');
  need(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(out.data()), &size, data, bytes.size()) == 1, "sign");
  out.resize(size);
  EVP_MD_CTX_free(context);
  return out;
}

std::string SigningKey::sign(const std::string& bytes) const {
  return sign_with(bytes, kind_ == "ED25519" ? ""
                          : kind_ == "P-256" ? "SHA256"
                          : kind_ == "P-384" ? "SHA384"
                                             : "SHA512");
}

std::string SigningKey::public_pem() const {
  BIO* out = BIO_new(BIO_s_mem());
  need(PEM_write_bio_PUBKEY(out, key_.get()) == 1, "PEM");
  return text_of(out);
}

std::string SigningKey::private_pem() const {
  BIO* out = BIO_new(BIO_s_mem());
  need(PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, "PEM");
  return text_of(out);
}

std::string SigningKey::public_der() const { return der_of(key_.get(), i2d_PUBKEY); }

SigningCertificate::SigningCertificate(const SigningKey& key, const CertificateOptions& options,
                                       const SigningCertificate* issuer, const SigningKey* issuer_key) {
  static long serial = 1;
  certificate_ = {X509_new(), X509_free};
  X509* made = certificate_.get();
  X509_set_version(made, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(made), options.from);
  ASN1_TIME_set(X509_getm_notAfter(made), options.until);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(options.name.c_str()), -1, -1, 0);
  X509_set_issuer_name(made, X509_get_subject_name(issuer == nullptr ? made : issuer->handle()));
  X509_set_pubkey(made, key.handle());
  add(made, NID_basic_constraints, options.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (options.authority) add(made, NID_key_usage, "critical,keyCertSign");
  else if (options.for_signing) add(made, NID_key_usage, "critical,digitalSignature");
  else add(made, NID_key_usage, "critical,keyEncipherment");
  if (!options.authority && options.for_signing)
    add(made, NID_ext_key_usage, options.for_time_stamps ? "critical,timeStamping" : "codeSigning");
  if (!options.mail.empty()) add(made, NID_subject_alt_name, "critical,email:" + options.mail);
  if (!options.issuer.empty()) add_issuer_of_identity(made, options.issuer);
  const SigningKey& signer = issuer_key == nullptr ? key : *issuer_key;
  const auto sign = [&] { need(X509_sign(made, signer.handle(), EVP_sha384()) > 0, "certificate"); };
  sign();
  if (options.log == nullptr) return;
  add_receipt(made, *options.log, signer);
  sign();
}

std::string SigningCertificate::der() const { return der_of(certificate_.get(), i2d_X509); }

std::string SigningCertificate::pem() const {
  BIO* out = BIO_new(BIO_s_mem());
  need(PEM_write_bio_X509(out, certificate_.get()) == 1, "PEM");
  return text_of(out);
}

void seal(Json& statement) {
  std::string all;
  for (const Json& resource : statement["predicate"]["resources"]) {
    const auto text = resource["digest"].get<std::string>();
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
      all.push_back(static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  statement["subject"][0]["digest"]["sha256"] = hex(sha256(all));
}

Json statement_on(const Files& files, const std::string& hash) {
  Json resources = Json::array();
  for (const auto& [path, bytes] : files)
    resources.push_back({{"name", path}, {"algorithm", hash}, {"digest", digest_by(hash, bytes)}});
  return statement_with(std::move(resources), {{"method", "files"}, {"hash_type", hash}});
}

Json sharded_statement_on(const Files& files, std::size_t shard_size) {
  Json resources = Json::array();
  for (const auto& [path, bytes] : files)
    for (std::size_t at = 0; at < bytes.size(); at += shard_size) {
      const std::string part = bytes.substr(at, shard_size);
      resources.push_back({{"name", fmt::format("{}:{}:{}", path, at, at + part.size())},
                           {"algorithm", "sha256"},
                           {"digest", digest_by("sha256", part)}});
    }
  return statement_with(std::move(resources),
                        {{"method", "shards"}, {"hash_type", "sha256"}, {"shard_size", shard_size}});
}

Json envelope(const std::string& payload, const SigningKey& key) {
  return {{"payload", base64(payload)},
          {"payloadType", "application/vnd.in-toto+json"},
          {"signatures", Json::array({{{"sig", base64(key.sign(pae(payload)))}, {"keyid", ""}}})}};
}

Json bundle_of(const Json& material, const Json& envelope) {
  return {{"mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json"},
          {"verificationMaterial", material},
          {"dsseEnvelope", envelope}};
}

Json key_material(const SigningKey& key) {
  return {{"publicKey", {{"hint", hex(sha256(key.public_pem()))}}}, {"tlogEntries", Json::array()}};
}

Json chain_material(const std::vector<SigningCertificate>& chain) {
  Json certificates = Json::array();
  for (const auto& one : chain) certificates.push_back({{"rawBytes", base64(one.der())}});
  return {{"x509CertificateChain", {{"certificates", certificates}}}, {"tlogEntries", Json::array()}};
}

namespace {

CertificateOptions authority_options(const std::string& name) {
  CertificateOptions options;
  options.name = name;
  options.authority = true;
  options.from = signing_day - 100'000'000;
  options.until = signing_day + 100'000'000;
  return options;
}

CertificateOptions clock_options() {
  CertificateOptions options = authority_options("orchard clock");
  options.authority = false;
  options.for_time_stamps = true;
  return options;
}

std::string unbase64(const std::string& text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size) - static_cast<std::size_t>(std::count(text.begin(), text.end(), '=')));
  return out;
}

}  // namespace

Sigstore::Sigstore(const std::string& log_kind)
    : log(log_kind),
      authority(authority_key, authority_options("orchard")),
      between(between_key, authority_options("orchard between"), &authority, &authority_key),
      clock(clock_key, clock_options(), &authority, &authority_key) {}

void Sigstore::stamp(Json& bundle) const {
  TS_MSG_IMPRINT* imprint = TS_MSG_IMPRINT_new();
  X509_ALGOR* algorithm = X509_ALGOR_new();
  X509_ALGOR_set_md(algorithm, EVP_sha256());
  TS_MSG_IMPRINT_set_algo(imprint, algorithm);
  std::string digest = sha256(unbase64(bundle["dsseEnvelope"]["signatures"][0]["sig"]));
  TS_MSG_IMPRINT_set_msg(imprint, reinterpret_cast<unsigned char*>(digest.data()), static_cast<int>(digest.size()));
  TS_REQ* request = TS_REQ_new();
  TS_REQ_set_version(request, 1);
  TS_REQ_set_msg_imprint(request, imprint);
  TS_REQ_set_cert_req(request, 1);
  const std::string asked = der_of(request, i2d_TS_REQ);
  TS_RESP_CTX* context = TS_RESP_CTX_new();
  ASN1_OBJECT* policy = OBJ_txt2obj("1.3.6.1.4.1.57264.2", 1);
  TS_RESP_CTX_set_signer_cert(context, clock.handle());
  TS_RESP_CTX_set_signer_key(context, clock_key.handle());
  TS_RESP_CTX_set_signer_digest(context, EVP_sha256());
  TS_RESP_CTX_set_def_policy(context, policy);
  TS_RESP_CTX_add_md(context, EVP_sha256());
  TS_RESP_CTX_set_time_cb(
      context,
      [](TS_RESP_CTX*, void*, long* seconds, long* fraction) {
        *seconds = signing_day + 1;
        *fraction = 0;
        return 1;
      },
      nullptr);
  TS_RESP_CTX_set_serial_cb(
      context,
      [](TS_RESP_CTX*, void*) {
        ASN1_INTEGER* serial = ASN1_INTEGER_new();
        ASN1_INTEGER_set(serial, 7);
        return serial;
      },
      nullptr);
  BIO* in = BIO_new_mem_buf(asked.data(), static_cast<int>(asked.size()));
  TS_RESP* response = TS_RESP_create_response(context, in);
  need(response != nullptr, "time stamp");
  bundle["verificationMaterial"]["timestampVerificationData"]["rfc3161Timestamps"].push_back(
      {{"signedTimestamp", base64(der_of(response, i2d_TS_RESP))}});
  BIO_free(in);
  TS_RESP_free(response);
  TS_RESP_CTX_free(context);
  ASN1_OBJECT_free(policy);
  TS_REQ_free(request);
  X509_ALGOR_free(algorithm);
  TS_MSG_IMPRINT_free(imprint);
}

std::string Sigstore::log_id() const {
  const std::string der = log.public_der();
  if (log.sign("x").size() != 64) return sha256(der);
  return sha256("log.orchard.example\n\x01" + der.substr(der.size() - 32));  // Ed25519 in a signed note
}

Json Sigstore::trusted_root() const {
  return {{"mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1"},
          {"tlogs", Json::array({{{"baseUrl", "https://log.orchard.example"},
                                  {"publicKey", {{"rawBytes", base64(log.public_der())}, {"validFor", period()}}},
                                  {"logId", {{"keyId", base64(log_id())}}}}})},
          {"certificateAuthorities",
           Json::array({{{"certChain",
                          {{"certificates", Json::array({{{"rawBytes", base64(between.der())}},
                                                         {{"rawBytes", base64(authority.der())}}})}}},
                         {"validFor", period()}}})},
          {"ctlogs",
           Json::array({{{"publicKey", {{"rawBytes", base64(certificate_log.public_der())}, {"validFor", period()}}},
                         {"logId", {{"keyId", base64(sha256(certificate_log.public_der()))}}}}})},
          {"timestampAuthorities",
           Json::array({{{"certChain",
                          {{"certificates", Json::array({{{"rawBytes", base64(clock.der())}},
                                                         {{"rawBytes", base64(authority.der())}}})}}},
                         {"validFor", period()}}})}};
}

Json Sigstore::log_entry(const Json& envelope, const SigningCertificate& leaf) const {
  const std::string bytes = unbase64(envelope["payload"]);
  const Json signature = {{"signature", envelope["signatures"][0]["sig"]}, {"verifier", base64(leaf.pem())}};
  const std::string body = Json{{"apiVersion", "0.0.1"},
                                {"kind", "dsse"},
                                {"spec",
                                 {{"payloadHash", {{"algorithm", "sha256"}, {"value", hex(sha256(bytes))}}},
                                  {"signatures", Json::array({signature})}}}}
                               .dump();
  std::vector<std::string> leaves = {"one", "two", "three", body, "five", "six", "seven"};
  const std::string root = root_of(leaves);
  Json hashes = Json::array();
  for (const std::string& one : path_to(3, leaves)) hashes.push_back(base64(one));
  const std::string note = fmt::format("log.orchard.example - 77\n{}\n{}\n", leaves.size(), base64(root));
  const std::string promise = fmt::format(R"({{"body":"{}","integratedTime":{},"logID":"{}","logIndex":1003}})",
                                          base64(body), signing_day, hex(log_id()));
  return {{"logIndex", "1003"},
          {"logId", {{"keyId", base64(log_id())}}},
          {"kindVersion", {{"kind", "dsse"}, {"version", "0.0.1"}}},
          {"integratedTime", std::to_string(signing_day)},
          {"inclusionPromise", {{"signedEntryTimestamp", base64(log.sign(promise))}}},
          {"inclusionProof",
           {{"logIndex", "3"},
            {"treeSize", std::to_string(leaves.size())},
            {"rootHash", base64(root)},
            {"hashes", hashes},
            {"checkpoint",
             {{"envelope", note + "\n\xE2\x80\x94 log.orchard.example " +
                               base64(log_id().substr(0, 4) + log.sign(note)) + "\n"}}}}},
          {"canonicalizedBody", base64(body)}};
}

Json Sigstore::sign(const Json& statement, const std::string& mail, const std::string& issuer) const {
  const SigningKey once("P-256");
  CertificateOptions options;
  options.mail = mail;
  options.issuer = issuer;
  options.log = &certificate_log;
  const SigningCertificate leaf(once, options, &between, &between_key);
  const Json sealed = envelope(statement.dump(), once);
  return bundle_of(
      {{"certificate", {{"rawBytes", base64(leaf.der())}}}, {"tlogEntries", Json::array({log_entry(sealed, leaf)})}},
      sealed);
}

}  // namespace auditor::test
