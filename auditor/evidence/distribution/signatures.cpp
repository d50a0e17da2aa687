#include "auditor/evidence/distribution/signatures.h"

#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/signature/bundle.h"
#include "auditor/signature/certificate.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::evidence {
namespace {

struct Names {
  std::vector<std::string> names;               // of signatures, whatever is in them
  std::vector<std::string> endings;             // likewise
  std::vector<std::string> endings_of_bundles;  // of other files too: a signature when it is a bundle
};

const Names& known_names() {
  static const Names loaded = [] {
    const Packed data = Packed::of_resource("rules/vocabulary/files.yaml").at("signature_files");
    return Names{string_list(data, "names"), string_list(data, "endings"), string_list(data, "endings_of_bundles")};
  }();
  return loaded;
}

bool ends_as(std::string_view name, const std::vector<std::string>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](const std::string& one) { return name.ends_with(one); });
}

void read_claims(std::string_view text, SignatureFile& file) {
  const auto bundle = signature::read_bundle(text, file.path);
  if (!bundle) return;
  file.method = signature::to_string(bundle->method);
  if (bundle->method != signature::Method::keyless || bundle->certificates.empty()) return;
  const auto leaf = signature::Certificate::from_der(bundle->certificates.front());
  if (!leaf) return;
  const auto identities = leaf->identities();
  file.identity = fmt::format("{}", fmt::join(identities, ", "));
  file.issuer = leaf->issuer_of_identity();
}

}  // namespace

std::vector<SignatureFile> find_signatures(Repository& repository) {
  const Names& known = known_names();
  std::vector<SignatureFile> found;
  for (const source::Entry& entry : repository.entries()) {
    const std::string name = to_lower(base_name(entry.path));
    const bool named = std::find(known.names.begin(), known.names.end(), name) != known.names.end();
    const bool sure = named || ends_as(name, known.endings);
    if (!sure && !ends_as(name, known.endings_of_bundles)) continue;
    if (repository.file(entry.path) == nullptr || is_foreign(entry.path)) continue;
    if (found.size() >= most_signatures) {
      repository.report({entry.path, 0, "limit", fmt::format("more than {} signatures", most_signatures)});
      break;
    }
    const auto text = repository.text(entry.path);
    if (!sure && !(text && signature::looks_like_bundle(*text))) continue;
    SignatureFile file{entry.path, "unknown", {}, {}, {repository.cite_file(entry.path, "file-name")}};
    if (text) read_claims(*text, file);
    found.push_back(std::move(file));
  }
  return found;
}

Json to_json(const std::vector<SignatureFile>& signatures) {
  Json list = Json::array();
  for (const SignatureFile& one : signatures)
    list.push_back({{"path", printable(one.path)},
                    {"method", one.method},
                    {"verified", false},
                    {"identity", one.identity.empty() ? Json() : Json(ellipsize(printable(one.identity), 300))},
                    {"issuer", one.issuer.empty() ? Json() : Json(ellipsize(printable(one.issuer), 300))},
                    {"evidence", to_json(one.evidence)}});
  return list;
}

}  // namespace auditor::evidence
