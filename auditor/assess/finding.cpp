#include "auditor/assess/finding.h"

#include "auditor/core/digest.h"

#include <algorithm>
#include <tuple>

namespace auditor::assess {

Json to_json(const Finding& finding) {
  // Members in the order of their names, each put at the end: a report has a hundred.
  Json json = Json::object();
  auto& members = json.get_ref<Json::object_t&>();
  const auto put = [&](const char* key, auto&& value) { members.emplace_hint(members.end(), key, value); };
  if (!finding.baseline.empty()) put("baseline", finding.baseline);
  put("dimension", finding.dimension);
  put("evidence", finding.evidence);
  put("fingerprint", finding.fingerprint);
  if (!finding.grade.empty()) put("grade", finding.grade);
  put("message", finding.message);
  put("references", finding.references);
  put("remedy", finding.remedy);
  put("rule", finding.rule);
  put("rule_set", finding.rule_set);
  put("severity", to_string(finding.severity));
  put("status", to_string(finding.status));
  put("title", finding.title);
  if (!finding.waiver.is_null()) put("waiver", finding.waiver);
  return json;
}

void sort_findings(std::vector<Finding>& findings) {
  const auto place = [](const Finding& f) {
    if (f.evidence.empty()) return std::tuple<std::string_view, int>("", 0);
    const Json& first = f.evidence[0];
    return std::tuple<std::string_view, int>(*first["path"].get_ptr<const std::string*>(),
                                             first["start_line"].get<int>());
  };
  std::stable_sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    if (const int order = a.rule_set.compare(b.rule_set)) return order < 0;
    if (a.severity != b.severity) return a.severity < b.severity;
    if (const int order = a.rule.compare(b.rule)) return order < 0;
    return std::tuple_cat(place(a), std::tie(a.fingerprint)) < std::tuple_cat(place(b), std::tie(b.fingerprint));
  });
}

std::string make_fingerprint(std::string_view rule, std::string_view subject, const Json& evidence) {
  std::vector<std::string_view> quotes;
  for (const Json& citation : evidence)
    if (const auto quote = citation.find("quote"); quote != citation.end() && quote->is_string() && !quote->empty())
      quotes.push_back(*quote->get_ptr<const std::string*>());
  std::sort(quotes.begin(), quotes.end());
  quotes.erase(std::unique(quotes.begin(), quotes.end()), quotes.end());
  std::string text(rule);
  text.append(1, '\0').append(subject);
  for (const auto quote : quotes) text.append(1, '\0').append(quote);
  return fingerprint_hex(text);
}

}  // namespace auditor::assess
