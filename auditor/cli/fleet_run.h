// The audits of a fleet, each in a process of its own, to one line each.
#pragma once

#include "auditor/cli/fleet.h"
#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/processes.h"
#include "auditor/fleet/cache.h"
#include "auditor/fleet/line_index.h"
#include "auditor/fleet/line_writer.h"
#include "auditor/fleet/stop_request.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace auditor::cli {

// One audit to do.
struct FleetSource {
  std::string where;
  std::string shown;     // the same without credentials
  unsigned attempt = 1;  // of it, over all runs
};

struct FleetOptions {
  RuleArgs rules;
  bool full = false;
  ProcessLimits limits;
  const fleet::Cache* cache = nullptr;      // may be null
  const fleet::LineIndex* since = nullptr;  // earlier lines: only what changed is written; may be null
  bool same_rules = true;                   // as those of the earlier lines: an unchanged commit needs no audit
};

// Hands lines on in the order of the sources, whatever order the audits end in. Lines that wait for an earlier one are
// bounded, so memory does not grow with the number of repositories.
class FleetRun {
 public:
  FleetRun(std::vector<FleetSource> sources, const FleetOptions& options, const Context& context,
           fleet::LineWriter& out, const fleet::StopRequest& stop)
      : sources_(std::move(sources)), options_(options), context_(context), out_(out), stop_(stop) {}

  // How many lines by their word: a class, "reported", "unchanged", "error". Error: source (no process can be made),
  // usage (the output cannot be written).
  [[nodiscard]] Result<std::map<std::string, std::size_t>> run();

  // Whether every source has its line.
  [[nodiscard]] bool complete() const { return written_ == sources_.size(); }

 private:
  [[nodiscard]] std::string audit(std::size_t index) const;
  [[nodiscard]] Json line_of(const FleetSource& source) const;
  [[nodiscard]] Json line_of_snapshot(const FleetSource& source) const;
  [[nodiscard]] Json fresh_line(const FleetSource& source, const source::Snapshot* snapshot) const;
  [[nodiscard]] Result<Json> earlier_line(const fleet::Place& place) const;
  [[nodiscard]] Json beside_earlier(Json line, const fleet::Place* place) const;
  void finish(std::size_t index, WorkEnd how);
  void write_waiting();

  std::vector<FleetSource> sources_;
  const FleetOptions& options_;
  const Context& context_;
  fleet::LineWriter& out_;
  const fleet::StopRequest& stop_;
  std::map<std::size_t, std::string> waiting_;
  std::size_t written_ = 0;
  std::optional<Error> failed_;  // to write
  Progress progress_;
  std::map<std::string, std::size_t> words_;
};

}  // namespace auditor::cli
