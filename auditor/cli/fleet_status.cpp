// auditor fleet status: how far the shards of a folder are.
#include "auditor/cli/fleet.h"
#include "auditor/fleet/status.h"

#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  std::string folder;
  std::string format = "text";
  std::string output;
  bool missing = false;
};

std::string as_text(const fleet::Status& status) {
  std::string out = fmt::format("{} shards: {} done, {} begun, {} missing\n", status.shards, status.done.size(),
                                status.begun.size(), status.missing.size());
  std::size_t errors = 0;
  for (const auto& [reason, count] : status.errors) errors += count;
  out += fmt::format("{} lines, {} errors, {} broken\n", status.lines, errors, status.broken);
  for (const auto& [reason, count] : status.errors) out += fmt::format("{:>7} {}\n", count, reason);
  if (status.seconds > 0)
    out += fmt::format("{:.1f} lines a second\n", static_cast<double>(status.lines) / status.seconds);
  return out;
}

int run(const Args& args) {
  const auto status = fleet::status_of(args.folder);
  if (!status) return complain(status.error());
  const std::string text = args.missing            ? fleet::unfinished(*status) + "\n"
                           : args.format == "json" ? dump_json(fleet::to_json(*status)) + "\n"
                                                   : as_text(*status);
  const auto written = write_output(args.output, text);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_fleet_status(CLI::App& fleet, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = fleet.add_subcommand("status", "Say how far the shards of a folder are, from its files alone");
  command->add_option("DIR", args->folder, "Folder of shard-NNNNN.jsonl and shard-NNNNN.….part")->required();
  command->add_flag("--missing-shards", args->missing, "Only the numbers of shards that are not done: 1,4-6");
  add_text_or_json(*command, args->format, args->output);
  command->footer(
      "Example:\n  sbatch --array=$(auditor fleet status out --missing-shards) audit.sbatch list.txt out 2000");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
