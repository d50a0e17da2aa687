#include "auditor/evidence/conclusion/obligations.h"

#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/clauses.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
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

// The licence that a use policy belongs to, by its title ("Llama 2 Acceptable Use Policy") or the folder it is in;
// empty when neither says.
std::string license_of_policy(const LicenseText& policy, std::string_view text) {
  const auto lines = split_lines(text);
  const auto first =
      std::find_if(lines.begin(), lines.end(), [](std::string_view line) { return !trim(line).empty(); });
  std::string title(first == lines.end() ? std::string_view() : *first);
  std::erase_if(title, [](char c) { return c == '#' || c == '*'; });
  for (const std::string_view end : {"acceptable use", "prohibited use", "use policy"})
    if (const auto at = to_lower(title).find(end); at != std::string::npos && at < 60)
      if (const auto label = licenses::read_label(trim(title.substr(0, at))); !label.expression.empty())
        return label.expression;
  return licenses::read_label(base_name(policy.file.folder)).expression;
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
    if (permissions::has_holder_line(parent.license)) check_holder_line(parent, duty, met ? &*copy : nullptr);
    else check_notice(parent, duty);
  }

  // What has to be kept stands in the text itself: no file of notices is asked for.
  void check_holder_line(const Parent& parent, const std::string& duty, const LicenseText* copy) {
    const auto text = copy == nullptr ? std::nullopt : repository_.text(copy->file.path);
    add("attribution", parent,
        copy == nullptr                       ? "unmet"
        : text && has_copyright_notice(*text) ? "met"
                                              : "unknown",
        "Attribution: " + duty + ".",
        copy == nullptr ? Citations{repository_.cite_file("LICENSE", "file-name")} : copy->evidence);
  }

  // A line that the licence prescribes is looked for; what else is asked for cannot be told from a file's name.
  void check_notice(const Parent& parent, const std::string& duty) {
    const std::string& line = permissions::wording_of(parent.license).notice;
    const std::string kind = line.empty() ? "attribution" : "notice-file";
    const std::string text = line.empty() ? "Attribution: " + duty + "." : "A Notice file says: \"" + line + "\".";
    const LicenseText* last = nullptr;
    for (const LicenseText& file : files_) {
      if (file.file.role != LicenseFileRole::notice) continue;
      last = &file;
      const auto bytes = repository_.text(file.file.path);
      if (!line.empty() && bytes && permissions::holds_line(*bytes, line))
        return add(kind, parent, "met", text, file.evidence);
    }
    if (last == nullptr) return add(kind, parent, "unmet", text, {repository_.cite_file("NOTICE", "file-name")});
    const bool missed = !line.empty() && repository_.text(last->file.path).has_value();
    add(kind, parent, missed ? "unmet" : "unknown", text, last->evidence);
  }

  // Phrases of which one must be shown: in the card, where they can be seen.
  void check_naming(const Parent& parent, const Json& terms) {
    const std::string duty = term(terms, "naming_duty");
    if (!stated(duty) || duty.find("asks") != std::string::npos || duty.find(" only") != std::string::npos) return;
    const permissions::Wording& wording = permissions::wording_of(parent.license);
    if (!wording.prefix.empty()) check_prefix(parent, wording.prefix);
    if (wording.show.empty()) {
      if (wording.prefix.empty()) add("naming", parent, "unknown", "Naming: " + duty + ".", parent.evidence);
      return;
    }
    const std::string text = fmt::format("Show \"{}\".", fmt::join(wording.show, "\" or \""));
    for (const std::string& path : documents_)
      for (const std::string& phrase : wording.show)
        if (const int line = line_with(path, phrase); line > 0)
          return add("naming", parent, "met", text, {repository_.cite(path, line, line, "sentence")});
    add("naming", parent, "unmet", text, parent.evidence);
  }

  // The first line that holds the phrase; 0 when none does. Markup may stand in its words: then the document's first.
  int line_with(const std::string& path, const std::string& phrase) {
    const auto text = repository_.text(path);
    if (!text || !permissions::holds_line(*text, phrase)) return 0;
    const auto lines = split_lines(*text);
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (permissions::holds_line(lines[i], phrase)) return static_cast<int>(i) + 1;
    return 1;
  }

  // How the model is called: by its repository, where that has a name of its own and not only a folder's.
  void check_prefix(const Parent& parent, const std::string& prefix) {
    const source::SourceInfo& info = repository_.snapshot().info();
    const bool named = !info.remote.empty() || info.kind == source::SourceKind::huggingface_cache;
    const std::string_view name = base_name(info.name);
    const bool met = starts_with_i(name, prefix);
    const bool unmet = named && !met && parent.relation != "quantized" && parent.relation != "unknown";
    const std::string text = fmt::format("The model's name begins with \"{}\".", prefix);
    Citations evidence = parent.evidence;
    add("name-prefix", parent,
        met     ? "met"
        : unmet ? "unmet"
                : "unknown",
        unmet ? text + " It is called " + printable(name) + "." : text, std::move(evidence));
  }

  void check_policy(const Parent& parent, const Json& terms) {
    const std::string restrictions = term(terms, "use_restrictions");
    if (!stated(restrictions)) return;
    const auto policy = std::find_if(files_.begin(), files_.end(), [&](const LicenseText& f) {
      if (f.file.role != LicenseFileRole::policy) return false;
      const std::string of = license_of_policy(f, repository_.text(f.file.path).value_or(std::string_view()));
      return of.empty() || of == parent.license;
    });
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
