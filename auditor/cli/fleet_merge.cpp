// auditor fleet merge: parts of a fleet to one file.
#include "auditor/cli/fleet.h"
#include "auditor/cli/log.h"
#include "auditor/cli/output.h"
#include "auditor/fleet/merge.h"

#include <algorithm>
#include <fmt/format.h>
#include <iostream>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  std::string output;
  std::string list;
  std::string format = "text";
  bool partial = false;
  std::vector<std::string> parts;
};

constexpr std::size_t most_named = 20;

void name_some(const std::vector<std::string>& inputs, std::string_view what) {
  for (std::size_t i = 0; i < std::min(inputs.size(), most_named); ++i)
    say(Level::warning, inputs[i] + ": " + std::string(what), {{"source", inputs[i]}});
  if (inputs.size() > most_named) say(Level::warning, fmt::format("and {} more", inputs.size() - most_named));
}

void tell(const fleet::Merged& merged, const Args& args, const Context& context) {
  if (!merged.unmarked.empty())
    say(Level::warning, "no manifest: which version and rules made these lines is not known",
        {{"path", merged.unmarked.front()}});
  name_some(merged.missing, "missing");
  name_some(merged.different, "results that differ; the newest is kept");
  if (args.format == "json") {
    std::cout << dump_json(fleet::to_json(merged)) << "\n";
    return;
  }
  if (context.quiet) return;
  std::cout << fmt::format(
      "{} wanted, {} done, {} failed, {} missing, {} duplicate, {} different; {} broken lines dropped, {} not in the "
      "list\n",
      merged.wanted, merged.done, merged.failed, merged.missing.size(), merged.duplicate, merged.different.size(),
      merged.broken, merged.unlisted);
}

int run(const Args& args, const Context& context) {
  fleet::MergeOptions options;
  options.parts = args.parts;
  options.output = args.output;
  options.partial = args.partial;
  if (args.output == "-")
    return complain(Error{ErrorCode::usage, "--output is a file: it takes its name when all is written", {}, 0});
  if (args.partial && !args.list.empty())
    return complain(Error{ErrorCode::usage, "--partial merges attempts at one shard: it takes no --list", {}, 0});
  if (const auto own = check_own_path(args.output); !own) return complain(own.error());
  if (!args.list.empty()) {
    const auto sources = read_sources(args.list);
    if (!sources) return complain(sources.error());
    options.list = shown(*sources);
  }
  const auto merged = fleet::merge(options);
  if (!merged) return complain(merged.error());
  tell(*merged, args, context);
  return !merged->missing.empty() ? source : merged->different.empty() ? ok : findings;
}

}  // namespace

void add_fleet_merge(CLI::App& fleet, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      fleet.add_subcommand("merge", "Merge parts into one file: every source once, in the list's order");
  command->add_option("PART", args->parts, "Files that fleet --output has written")
      ->required()
      ->expected(1, CLI::detail::expected_max_vector_size);
  command->add_option("-o,--output", args->output, "File to write, packed when it ends in .zst")
      ->required()
      ->type_name("FILE");
  command->add_option("--list", args->list, "The list of sources: what is missing is said, and exits with 3")
      ->type_name("LIST");
  command->add_flag("--partial", args->partial, "Parts are attempts at one shard, to be gone on with (--resume)");
  command->add_option("-f,--format", args->format, "Of the counts: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  command->footer("Example:\n  auditor fleet merge --list list.txt -o all.jsonl out/shard-*.jsonl");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
