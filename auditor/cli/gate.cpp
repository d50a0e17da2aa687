// auditor gate SOURCE: an audit under the release policy, made for pipelines.
#include "auditor/assess/gate.h"

#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  RuleArgs rules;
  OutputArgs output;
  std::string baseline;
  std::string fail_on = "error";
};

int run(const Args& args, const Context& context) {
  if (const auto checked = check_output(args.output); !checked) return complain(checked.error());
  auto report = make_report(args.source, args.rules, context, args.baseline);
  if (!report) {
    const int code = complain(report.error());
    // Nothing is there that met the policy.
    return report.error().message == nothing_to_audit ? findings : code;
  }
  (*report)["gate"] = assess::gate_json(*report, assess::blocking(*report, args.fail_on), args.fail_on);
  if (const auto written = write_reports(*report, args.output, context); !written) return complain(written.error());
  if (assess::is_on_no_model(*report)) {
    say(Level::error, "no model: nothing was judged by the policy, and what was not judged is not released");
    return source;
  }
  return exit_code_for(*report, args.fail_on);
}

}  // namespace

void add_gate(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  args->rules.repository_config = true;
  CLI::App* command = app.add_subcommand("gate", "Audit under the release policy and fail when it is not met");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  add_rule_options(*command, args->rules);
  command
      ->add_option("--policy", args->rules.policy,
                   "Policy from outside the repository: its own file can add to it, never weaken it")
      ->type_name("FILE");
  command->add_option("--baseline", args->baseline, "Earlier JSON report or revision: only what is new or worse counts")
      ->type_name("REPORT|REV");
  add_output_options(*command, args->output);
  command->add_option("--fail-on", args->fail_on, "Exit with 1 on findings of this severity or worse")
      ->check(CLI::IsMember({"error", "warning", "note", "never"}))
      ->type_name("LEVEL")
      ->capture_default_str();
  command->footer(
      "Examples:\n  auditor gate . --baseline origin/main\n  auditor gate . --policy /etc/auditor/release.yaml "
      "--report sarif=auditor.sarif\n"
      "Exit codes: 0 released, 1 blocked, 2 usage or configuration, 3 the source could not be read.");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
