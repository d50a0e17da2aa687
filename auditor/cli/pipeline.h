// What audit, gate, diff, compare and fleet share: arguments to a report document, and a report document to files.
#pragma once

#include "auditor/cli/command.h"
#include "auditor/core/json.h"
#include "auditor/facts/build.h"
#include "auditor/source/snapshot.h"

#include <memory>
#include <string>
#include <vector>

namespace auditor::cli {

struct SourceArgs {
  std::string where;  // path or URL
  source::OpenOptions open;
  std::vector<std::string> limits;  // NAME=VALUE (auditor/cli/limits.h)
  std::vector<std::string> with;    // other local repositories: base models, data sets
};

struct RuleArgs {
  std::vector<std::string> rules;  // ids or files; empty: the configuration's, else the default sets
  std::string config;              // --config: instead of the repository's .auditor.yaml
  std::string policy;              // --policy: wins over the repository's file
  bool repository_config = false;  // the repository's own .auditor.yaml counts (gate); else only its answers do
};

struct OutputArgs {
  std::string format = "text";
  std::string output;                // "" and "-": standard output
  std::vector<std::string> reports;  // F=FILE
  bool leave_out_waived = false;
  std::string cyclonedx_version = "1.7";
};

void add_source_options(CLI::App& command, SourceArgs& args);
void add_related_option(CLI::App& command, SourceArgs& args);  // --with
void add_rule_options(CLI::App& command, RuleArgs& args);
void add_output_options(CLI::App& command, OutputArgs& args);

// The snapshot of one source, with progress shown and bounds as given. Error: usage (a bound), source.
[[nodiscard]] Result<std::unique_ptr<source::Snapshot>> open_source(const SourceArgs& args);

// The snapshots of one audit: what is audited, and what its lineage may point at (--with).
struct Opened {
  std::unique_ptr<source::Snapshot> snapshot;
  std::vector<std::unique_ptr<source::Snapshot>> related;

  [[nodiscard]] Json facts(facts::Options options = {}) const;
  [[nodiscard]] std::vector<const source::Snapshot*> all() const;  // what is audited first
};

// As open_source(), with those of --with.
[[nodiscard]] Result<Opened> open_all(const SourceArgs& args);

// The facts document of one source.
[[nodiscard]] Result<Json> gather_facts(const SourceArgs& args);

// The digest of rule sets and configuration, when they can be used: asked before many sources are audited with them.
// Error: usage.
[[nodiscard]] Result<std::string> rules_digest(const RuleArgs& rules, const Context& context);

// What of the clock reports may depend on: the day, when a configuration may hold waivers; SOURCE_DATE_EPOCH.
[[nodiscard]] std::string clock_in_reports(const RuleArgs& rules);

// The report document: source, facts, assessment. Also takes a Model Openness Tool record (a YAML file).
// `baseline` is a revision of the source, else an earlier report of it (a JSON file): what got worse since then becomes
// findings, and of the others only what is new or worse counts. Error: usage, when it is neither.
[[nodiscard]] Result<Json> make_report(const SourceArgs& source, const RuleArgs& rules, const Context& context,
                                       const std::string& baseline = {});

// What make_report says of an empty or a wrong folder.
inline constexpr std::string_view nothing_to_audit = "nothing to audit: there is no model, card, code or licence";

// That the source of a report has none (see assess::has_revisions).
[[nodiscard]] Error no_revisions(const std::string& where);

// Whether what is asked for can be written, before any work is done. Error: usage (unknown format, one file twice).
[[nodiscard]] Result<void> check_output(const OutputArgs& args);

// Writes --output and every --report. Error: usage (file that cannot be written).
[[nodiscard]] Result<void> write_reports(const Json& report, const OutputArgs& args, const Context& context);

// `findings` when one that failed or could not be judged is at or above the level (error, warning, note; never: none).
// Then says on standard error which rules those are of: a report may have gone to a file only.
[[nodiscard]] ExitCode exit_code_for(const Json& report, const std::string& fail_on);

}  // namespace auditor::cli
