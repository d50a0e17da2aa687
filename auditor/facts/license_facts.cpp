#include "auditor/core/text.h"
#include "auditor/facts/model_facts.h"
#include "auditor/facts/parts.h"
#include "auditor/licenses/catalog/approval.h"
#include "auditor/licenses/catalog/catalog.h"

namespace auditor::facts {
namespace {

Json scopes_list(evidence::Scopes scopes) {
  Json out = Json::array();
  if ((scopes & evidence::scope_code) != 0) out.push_back("code");
  if ((scopes & evidence::scope_weights) != 0) out.push_back("weights");
  if ((scopes & evidence::scope_data) != 0) out.push_back("data");
  if ((scopes & evidence::scope_documentation) != 0) out.push_back("documentation");
  return out;
}

Json file_json(const evidence::LicenseText& file) {
  Json matches = Json::array();
  if (file.identification != nullptr)
    for (const licenses::Match& m : file.identification->matches) {
      matches.push_back({{"id", m.id},
                         {"score", m.score},
                         {"start_line", m.lines.start},
                         {"end_line", m.lines.end},
                         {"kind", licenses::to_string(m.kind)}});
      if (!m.similar_to.empty()) matches.back()["similar_to"] = m.similar_to;
    }
  static constexpr std::string_view roles[] = {"general",       "code",   "weights", "data",
                                               "documentation", "output", "notice",  "policy"};
  return {{"path", printable(file.file.path)},
          {"role", roles[static_cast<std::size_t>(file.file.role)]},
          {"folder", printable(file.file.folder)},
          {"scopes", scopes_list(file.scopes())},
          {"expression", or_null(file.expression)},
          {"ids", file.ids},
          {"readable", file.file.readable},
          {"text", file.text},
          {"openness", openness_name(file.expression)},
          {"matches", std::move(matches)},
          {"evidence", evidence::to_json(file.evidence)}};
}

Json label_json(const evidence::LicenseStatement& label) {
  const Json scopes = scopes_list(label.scopes);
  return {{"value", label.label},
          {"expression", or_null(label.expression)},
          {"scope", scopes.size() == 1 ? scopes[0] : Json("project")},
          {"scopes", scopes},
          {"kind", label.kind},
          {"ambiguous", label.ambiguous},
          {"unread", label.unread},
          {"link", or_null(printable(label.linked_file))},
          {"broken_link", or_null(printable(label.broken_link))},
          {"evidence", evidence::to_json(label.citation.path.empty() ? evidence::Citations{}
                                                                     : evidence::Citations{label.citation})}};
}

Json conflict_json(const evidence::Conflict& c) {
  return {{"scope", c.scope},
          {"kind", c.kind},
          {"declared", or_null(c.declared)},
          {"detected", or_null(c.detected)},
          {"concluded", or_null(c.concluded)},
          {"explanation", printable(c.explanation)},
          {"evidence", evidence::to_json(c.evidence)}};
}

}  // namespace

Json scope_json(const evidence::ScopeTerms& terms) {
  // What else is asked for takes the approval away with the openness.
  const std::string_view approved = terms.openness == "unknown" ? "unknown"
                                    : terms.openness == "open"
                                        ? licenses::to_string(licenses::osi_approval_of(terms.concluded))
                                        : "no";
  Json duties = Json::array();
  for (const evidence::Duty& duty : terms.duties)
    duties.push_back({{"kind", duty.kind},
                      {"text", duty.text},
                      {"request", duty.request},
                      {"evidence", evidence::to_json(duty.evidence)}});
  return {{"status", terms.status()},
          {"concluded", or_null(terms.concluded)},
          {"openness", terms.openness},
          {"declared", printable_list(terms.declared)},
          {"detected", printable_list(terms.detected)},
          {"inherited", printable_list(terms.inherited)},
          {"unread", printable_list(terms.unread)},
          {"terms", terms.concluded.empty() ? Json::object() : licenses::terms_of(terms.concluded)},
          {"duties", std::move(duties)},
          {"evidence", evidence::to_json(terms.evidence)},
          {"osi_approved", approved}};
}

Json licenses_json(const evidence::ModelEvidence& found) {
  Json files = Json::array();
  for (const evidence::LicenseText& file : found.license_files) files.push_back(file_json(file));
  Json labels = Json::array();
  for (const evidence::LicenseStatement& label : found.labels) labels.push_back(label_json(label));
  Json conflicts = Json::array();
  for (const evidence::Conflict& c : found.conflicts) conflicts.push_back(conflict_json(c));
  const auto& payload = found.payload;
  const auto& declared = found.weights.concluded.empty() ? found.code : found.weights;
  return {{"files", std::move(files)},
          {"labels", std::move(labels)},
          {"code", scope_json(found.code)},
          {"weights", scope_json(found.weights)},
          {"data", scope_json(found.data)},
          {"documentation", scope_json(found.documentation)},
          {"conflicts", std::move(conflicts)},
          {"payload",
           {{"text", payload.text ? "present" : (payload.text_known ? "absent" : "unknown")},
            {"copyright_notice", payload.copyright_notice ? "present" : "absent"},
            {"notices", payload.notices ? "present" : "absent"},
            {"license", declared.concluded},
            // Of what lacks its text; a text that is there is its own.
            {"evidence", payload.text ? Json::array() : evidence::to_json(declared.evidence)}}}};
}

}  // namespace auditor::facts
