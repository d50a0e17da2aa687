// in-toto Statement v1: the report as predicate, bound to the commit, the weight files, the cards and licence texts by
// their digests, so that a signing tool can attest the audit.
#include "auditor/core/digest.h"
#include "auditor/core/hex.h"
#include "auditor/report/bill.h"
#include "auditor/report/escape.h"
#include "auditor/report/renderers.h"

#include <set>

namespace auditor::report {
namespace {

class Subjects {
 public:
  void add(std::string_view name, Json digest) {
    if (!digest.empty() && !name.empty() && names_.insert(clean(name)).second)
      list.push_back({{"name", clean(name)}, {"digest", std::move(digest)}});
  }
  Json list = Json::array();

 private:
  std::set<std::string> names_;
};

// SHA-256 where the facts know it, and the id of the git blob.
Json file_digest(std::string_view sha256, const Json& evidence, std::string_view path) {
  Json digest = Json::object();
  if (is_sha256(sha256)) digest["sha256"] = std::string(sha256);
  for (const Json* citation : objects(evidence)) {
    const std::string_view oid = text(*citation, "oid");
    if (text(*citation, "path") == path && is_hex(oid, git_id_digits)) digest["gitBlob"] = std::string(oid);
  }
  return digest;
}

void add_source(Subjects& subjects, const Json& report) {
  const Json& source = member(report, "source");
  Json digest = Json::object();
  if (const auto commit = text(source, "commit"); is_hex(commit, git_id_digits))
    digest["gitCommit"] = std::string(commit);
  if (const auto tree = text(source, "tree"); is_hex(tree, git_id_digits)) digest["gitTree"] = std::string(tree);
  const std::string_view remote = text(source, "remote");
  subjects.add(is_web_url(remote) ? "git+" + std::string(remote) : std::string(source_name(report)), digest);
}

}  // namespace

std::string render_in_toto(const Json& report, const RenderOptions& /*options*/) {
  const Json& facts = member(report, "facts");
  Subjects subjects;
  add_source(subjects, report);
  for (const Json* file : objects(at(facts, "weights.files")))
    subjects.add(repository_path(report, text(*file, "path")), file_digest(text(*file, "sha256"), {}, {}));
  for (const Json* file : objects(at(facts, "licenses.files")))
    subjects.add(repository_path(report, text(*file, "path")),
                 file_digest(text(*file, "sha256"), member(*file, "evidence"), text(*file, "path")));
  for (const std::string_view card : texts(member(report, "cards")))
    subjects.add(repository_path(report, card), file_digest({}, at(facts, "card.evidence"), card));
  // A folder without history is bound by the facts that were read from it.
  if (subjects.list.empty()) subjects.add("facts", {{"sha256", sha256_hex(dump_json(facts, -1))}});
  return dump_safe({{"_type", "https://in-toto.io/Statement/v1"},
                    {"subject", subjects.list},
                    {"predicateType", "urn:auditor:report:1"},
                    {"predicate", report}});
}

}  // namespace auditor::report
