// openness SOURCE…: how open each model is, why, and whether a release of it would pass. Uses all of the public
// interface.
#include <auditor/audit.h>
#include <auditor/licenses.h>
#include <auditor/permissions.h>
#include <auditor/render.h>
#include <auditor/weights.h>
#include <iostream>

namespace {

int tell(const auditor::Error& error) {
  std::cerr << error.str() << "\n";
  return 1;
}

int show(const std::string& where) {
  const auto snapshot = auditor::open(where);
  if (!snapshot) return tell(snapshot.error());
  const auto report = auditor::audit(*snapshot);
  if (!report) return tell(report.error());

  std::cout << snapshot->info().name << ": " << report->verdict() << "\n";
  const auditor::Scope weights = report->scope("weights");
  std::cout << "  weights under " << (weights.license.empty() ? "no known terms" : weights.license) << " ("
            << weights.openness << ")\n";
  for (const auditor::Citation& at : weights.evidence) std::cout << "    " << at.path << ":" << at.start_line << "\n";
  std::cout << "  in a product: " << auditor::permission(*report, "commercial").answer << "\n";
  for (const auditor::Doubt& doubt : report->doubts()) std::cout << "  open question: " << doubt.text << "\n";
  for (const auditor::Finding& finding : report->findings())
    if (finding.status == auditor::Status::fail && finding.severity == auditor::Severity::error)
      std::cout << "  " << finding.rule << ": " << finding.message << "\n";

  auditor::GateOptions policy;
  policy.policy = "rules: [licensing]\nrequire: {class: open-weights}\n";
  const auto gate = auditor::gate(*snapshot, policy);
  if (!gate) return tell(gate.error());
  std::cout << "  as open weights: " << (gate->released ? "could be released" : "held back by");
  for (const std::string& rule : gate->blocking) std::cout << " " << rule;
  std::cout << "\n";

  const auto page = auditor::render("markdown", *report);
  if (!page) return tell(page.error());
  std::cout << "  as a page: " << page->size() << " bytes\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // The libraries below the audit need no repository.
  std::cout << "MIT is " << auditor::openness_of("MIT") << ", read from \"SPDX-License-Identifier: MIT\": "
            << auditor::identify_licenses("SPDX-License-Identifier: MIT").expression << "\n";
  std::cout << "a pickle that imports os: " << auditor::inspect_weights("model.pkl", "cos\nsystem\n.").verdict << "\n";
  int code = 0;
  for (int i = 1; i < argc; ++i) code |= show(argv[i]);
  return code;
}
