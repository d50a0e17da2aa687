#include "auditor/evidence/conclusion/obligations.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

std::string term(const Json& terms, std::string_view key) {
  const auto found = terms.find(key);
  return found != terms.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

bool stated(const std::string& value) {
  return !value.empty() && value != "none" && value != "no" && !value.starts_with("no ");
}

class Checker {
 public:
  Checker(Repository& repository, const std::vector<LicenseText>& files, const std::vector<std::string>& documents,
          const std::string& concluded)
      : repository_(repository), files_(files), documents_(documents), concluded_(concluded) {}

  std::vector<Obligation> run(const Parent& parent) {
    const Json terms = licenses::terms_of(parent.license);
    out_.clear();
    if (terms.is_object()) {
      check_copy(parent, terms);
      check_naming(parent, terms);
      check_policy(parent, terms);
      check_restrictions(parent, terms);
    }
    return std::move(out_);
  }

 private:
  void add(std::string kind, const Parent& parent, std::string status, std::string text, Citations evidence) {
    out_.push_back({std::move(kind), parent.id, std::move(status), std::move(text), std::move(evidence)});
  }

  void check_copy(const Parent& parent, const Json& terms) {
    const std::string duty = term(terms, "attribution_duty");
    const bool wanted = stated(duty) || stated(term(terms, "pass_through"));
    if (!wanted) return;
    const auto copy = std::find_if(files_.begin(), files_.end(), [&](const LicenseText& f) {
      return f.text && std::find(f.ids.begin(), f.ids.end(), parent.license) != f.ids.end();
    });
    const bool met = copy != files_.end();
    add("licence-copy", parent, met ? "met" : "unmet",
        "The text of " + parent.license + " goes with what is made from " + printable(parent.id) + ".",
        met ? copy->evidence : Citations{repository_.cite_file("LICENSE", "file-name")});
    if (!stated(duty)) return;
    const auto notice = std::find_if(files_.begin(), files_.end(),
                                     [](const LicenseText& f) { return f.file.role == LicenseFileRole::notice; });
    if (notice != files_.end()) add("attribution", parent, "unknown", "Attribution: " + duty + ".", notice->evidence);
    else
      add("attribution", parent, "unmet", "Attribution: " + duty + ".", {repository_.cite_file("NOTICE", "file-name")});
  }

  // The phrase that must be shown stands between quotation marks in the term.
  void check_naming(const Parent& parent, const Json& terms) {
    const std::string duty = term(terms, "naming_duty");
    if (!stated(duty)) return;
    const auto open = duty.find('"');
    const auto close = open == std::string::npos ? open : duty.find('"', open + 1);
    if (close == std::string::npos) return add("naming", parent, "unknown", "Naming: " + duty + ".", parent.evidence);
    const std::string phrase = to_lower(duty.substr(open + 1, close - open - 1));
    for (const std::string& path : documents_) {
      const auto text = repository_.text(path);
      if (!text || to_lower(*text).find(phrase) == std::string::npos) continue;
      return add("naming", parent, "met", "Naming: " + duty + ".", {repository_.cite_file(path, "sentence")});
    }
    add("naming", parent, "unmet", "Naming: " + duty + ".", parent.evidence);
  }

  void check_policy(const Parent& parent, const Json& terms) {
    const std::string restrictions = term(terms, "use_restrictions");
    if (!stated(restrictions)) return;
    const auto policy = std::find_if(files_.begin(), files_.end(),
                                     [](const LicenseText& f) { return f.file.role == LicenseFileRole::policy; });
    const bool copied = std::any_of(files_.begin(), files_.end(), [&](const LicenseText& f) {
      return f.text && std::find(f.ids.begin(), f.ids.end(), parent.license) != f.ids.end();
    });
    if (policy != files_.end()) add("pass-through", parent, "met", "Use restrictions are passed on.", policy->evidence);
    else
      add("pass-through", parent, copied ? "met" : "unmet", "Use restrictions (" + restrictions + ") are passed on.",
          parent.evidence);
  }

  void check_restrictions(const Parent& parent, const Json& terms) {
    const auto openness = licenses::openness_of(concluded_);
    if (term(terms, "commercial") == "no") {
      const bool met = openness == licenses::Openness::noncommercial || openness == licenses::Openness::proprietary ||
                       openness == licenses::Openness::no_derivatives;
      add("non-commercial", parent, met ? "met" : "unmet",
          printable(parent.id) + " may not be used commercially; neither may what is made from it.", parent.evidence);
    }
    if (term(terms, "share_alike") == "yes") {
      const bool met = licenses::holds(concluded_, parent.license);
      add("share-alike", parent, met ? "met" : "unmet",
          "What is made from " + printable(parent.id) + " is shared under " + parent.license + ".", parent.evidence);
    }
  }

  Repository& repository_;
  const std::vector<LicenseText>& files_;
  const std::vector<std::string>& documents_;
  const std::string& concluded_;
  std::vector<Obligation> out_;
};

}  // namespace

std::vector<Obligation> check_obligations(Repository& repository, const Lineage& lineage,
                                          const std::vector<LicenseText>& files,
                                          const std::vector<std::string>& documents, const std::string& concluded) {
  std::vector<Obligation> out;
  std::set<std::string> seen;  // a base that is named in several ways owes its duties once
  for (const Parent& parent : with_ancestors(lineage)) {
    if (parent.license.empty() || !seen.insert(parent.license).second) continue;
    for (Obligation& obligation : Checker(repository, files, documents, concluded).run(parent))
      out.push_back(std::move(obligation));
  }
  return out;
}

}  // namespace auditor::evidence
