#include "auditor/report/site/page.h"

#include "auditor/report/html_model.h"
#include "auditor/report/html_page.h"

#include <algorithm>

namespace auditor::report::site {
namespace {

constexpr std::size_t most_findings = 1000;

// What failed or is open, in full; what passed, by its title alone; what does not apply, not at all.
void sort_findings(Json& findings) {
  Json shown = Json::array();
  Json passed = Json::array();
  std::size_t left_out = 0;
  for (Json& item : findings["items"]) {
    const std::string status = item["status"];
    if (status == "pass") passed.push_back({{"heading", item["heading"]}, {"rule", item["rule"]}});
    else if (status != "not-applicable" && shown.size() < most_findings) shown.push_back(std::move(item));
    else if (status != "not-applicable") ++left_out;
  }
  findings = {{"any", !shown.empty()},
              {"count", shown.size()},
              {"items", std::move(shown)},
              {"left_out", left_out},
              {"passed", passed.empty() ? Json(false) : Json{{"count", passed.size()}, {"list", passed}}}};
}

// Uses with the same answer for the same reasons are one row.
void group_uses(Json& permissions) {
  if (!permissions.is_object()) return;
  Json rows = Json::array();
  for (Json& use : permissions["rows"]) {
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const Json& row) {
      return row["answer"] == use["answer"] && row["conditions"] == use["conditions"];
    });
    Json& row = same == rows.end()
                    ? rows.emplace_back(
                          Json{{"answer", use["answer"]}, {"conditions", use["conditions"]}, {"uses", Json::array()}})
                    : *same;
    row["uses"].push_back({{"title", use["title"]}});
  }
  permissions["rows"] = std::move(rows);
}

Json repository_link(const Entry& entry, const Json& report) {
  const std::string address = Forges::repository_address(text(member(report, "source"), "remote"));
  return link(address.empty() ? entry.address : address);
}

}  // namespace

std::string model_page(const Entry& entry, const Forges& forges) {
  Json page = Json::object();
  add_overview(page, entry.report);
  add_findings(page, entry.report);
  add_terms(page, entry.report);
  add_weights(page, entry.report);
  add_provenance(page, entry.report);
  page["name"] = entry.name;
  page["title"] = entry.name + ": " + page["verdict"].get<std::string>();
  page["repository"] = repository_link(entry, entry.report);
  group_uses(page["permissions"]);
  sort_findings(page["findings"]);
  forges.link_citations(page, entry.report);
  return fill_template("site/model.html", page);
}

}  // namespace auditor::report::site
