// auditor fleet diff: what changed between two runs of a fleet.
#include "auditor/cli/fleet.h"
#include "auditor/cli/log.h"
#include "auditor/fleet/changes.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  std::string before;
  std::string after;
  std::string format = "text";
  std::string output;
  bool fail_on_regression = false;
};

int run(const Args& args) {
  const auto changes = fleet::compare_files(args.before, args.after);
  if (!changes) return complain(changes.error());
  for (const std::string& note : changes->notes) say(Level::warning, note);
  const std::string text =
      args.format == "json" ? dump_json(changes->document) + "\n" : fleet::changes_as_text(changes->document);
  if (const auto written = write_output(args.output, text); !written) return complain(written.error());
  if (!args.fail_on_regression) return ok;
  // A line that cannot be read may hide what got worse.
  return changes->regression ? findings : changes->broken != 0 ? source : ok;
}

}  // namespace

void add_fleet_diff(CLI::App& fleet, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      fleet.add_subcommand("diff", "Say what changed between two runs: class, licence, terms, safety, documentation");
  command->add_option("OLD", args->before, "Lines of the earlier run")->required();
  command->add_option("NEW", args->after, "Lines of the later run")->required();
  add_text_or_json(*command, args->format, args->output);
  command->add_flag("--fail-on-regression", args->fail_on_regression,
                    "Exit with 1 when something got worse, with 3 when lines could not be read");
  command->footer("Example:\n  auditor fleet diff monday.jsonl tuesday.jsonl --fail-on-regression");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
