// auditor::audit(): a repository in, a report out. auditor::gate(): the same under a release policy, with an answer.
//
//   auto snapshot = auditor::open("models/whisper");
//   auto report = auditor::audit(*snapshot);
//   std::cout << report->verdict();
//
// Both are deterministic: no clock, environment or network is read. Times come in as values, and the same snapshot,
// options and version give the same bytes. Rule sets and licence fingerprints are inside the library. Threads: calls on
// different snapshots may run at the same time. What they share is built once, on first use.
#pragma once

#include "auditor/report.h"
#include "auditor/snapshot.h"

#include <string>
#include <vector>

namespace auditor {

struct AuditOptions {
  std::vector<std::string> rules;  // rule sets by id, or YAML files; empty: those `auditor audit` uses
  std::string rules_folder;        // of further rule sets; empty: none
  // Other repositories that lineage may point at (base models, data sets). Not owned: they outlive the call.
  std::vector<const Snapshot*> related;
  std::string generated;  // time the report shall name, ISO 8601; empty: the commit's
};

// Errors: usage (a rule set that is missing or wrong).
// A repository whose parts cannot be read still gives a report: what was not read is unknown there, and said.
[[nodiscard]] Result<Report> audit(const Snapshot& snapshot, const AuditOptions& options = {});

// The evidence alone, unjudged: JSON of schemas/facts.schema.json.
[[nodiscard]] Result<std::string> facts_json(const Snapshot& snapshot, const AuditOptions& options = {});

struct GateOptions {
  AuditOptions audit;
  std::string policy;                // text of a YAML policy; the repository's own .auditor.yaml can add to it, not
                                     // weaken it. Empty: the repository's own counts
  std::string today;                 // YYYY-MM-DD, for waivers; empty: a waiver that expires does not hold
  const Report* baseline = nullptr;  // an earlier report of it: only what is new or worse keeps a release back
  const Snapshot* baseline_of = nullptr;  // the snapshot it was made of: what its .auditor.yaml asked for still holds
  Severity fail_on = Severity::error;     // what keeps a release back: this and worse
};

struct GateResult {
  Report report;
  bool released = false;              // false also when there is no model to judge
  std::vector<std::string> blocking;  // rules that failed or could not be judged, each once
  std::vector<Error> left_out;        // of the repository's own configuration, beside a policy
};

// Errors: usage (policy, configuration or rule set, with file and line; a baseline that is no report of this
// repository).
[[nodiscard]] Result<GateResult> gate(const Snapshot& snapshot, const GateOptions& options = {});

}  // namespace auditor
