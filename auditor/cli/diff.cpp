// auditor diff SOURCE A B: what became more or less open or documented between two revisions.
#include "auditor/assess/changes.h"
#include "auditor/assess/gate.h"
#include "auditor/cli/pipeline.h"
#include "auditor/report/changes.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  RuleArgs rules;
  std::string before;
  std::string after;
  std::string format = "text";
  std::string output;
  bool fail_on_regression = false;
};

int run(const Args& args, const Context& context) {
  SourceArgs source = args.source;
  source.open.revision = args.before;
  const auto before = make_report(source, args.rules, context);
  if (!before) return complain(before.error());
  if (!assess::has_revisions(*before)) return complain(no_revisions(args.source.where));
  source.open.revision = args.after;
  const auto after = make_report(source, args.rules, context);
  if (!after) return complain(after.error());
  const auto changes = assess::compare_reports(*before, *after);
  const auto rendered = report::render_changes(args.format, assess::to_json(changes, *before, *after));
  if (!rendered) return complain(rendered.error());
  if (const auto written = write_output(args.output, *rendered); !written) return complain(written.error());
  return args.fail_on_regression && assess::has_regression(changes) ? findings : ok;
}

}  // namespace

void add_diff(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      app.add_subcommand("diff", "Say what became more or less open or documented between two revisions");
  command->add_option("SOURCE", args->source.where, "Clone, bare repository or URL")->required();
  command->add_option("REV_A", args->before, "Earlier revision")->required();
  command->add_option("REV_B", args->after, "Later revision")->required();
  command->add_option("--path", args->source.open.path, "Read only this folder of the repository")->type_name("FOLDER");
  add_rule_options(*command, args->rules);
  command->add_option("-f,--format", args->format, "text, markdown or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
  command->add_option("-o,--output", args->output, "Write to this file instead of standard output")->type_name("FILE");
  command->add_flag("--fail-on-regression", args->fail_on_regression, "Exit with 1 when something got worse");
  command->footer("Example:\n  auditor diff . v1.0 HEAD --fail-on-regression");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
