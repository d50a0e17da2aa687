// auditor audit SOURCE: the main job.
#include "auditor/cli/pipeline.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  RuleArgs rules;
  OutputArgs output;
  std::string fail_on = "never";
};

void run(const Args& args, Context& context) {
  if (const auto checked = check_output(args.output); !checked) {
    context.exit_code = complain(checked.error());
    return;
  }
  auto report = make_report(args.source, args.rules, context);
  if (!report) {
    context.exit_code = complain(report.error());
    return;
  }
  context.report = std::move(*report);
  if (auto written = write_reports(context.report, args.output, context); !written) {
    context.exit_code = complain(written.error());
    return;
  }
  context.exit_code = exit_code_for(context.report, args.fail_on);
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("audit", "Audit a model repository and report");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  add_rule_options(*command, args->rules);
  add_output_options(*command, args->output);
  command->add_option("--fail-on", args->fail_on, "Exit with 1 on findings of this severity or worse")
      ->check(CLI::IsMember({"error", "warning", "note", "never"}))
      ->type_name("LEVEL")
      ->capture_default_str();
  command->footer(
      "Examples:\n  auditor audit .\n  auditor audit ~/models/whisper --rev v20240930 --format markdown\n"
      "  auditor audit repo.git --report html=report.html --report sarif=report.sarif");
  command->callback([args, &context] { run(*args, context); });
}

}  // namespace auditor::cli
