// auditor waive RULE: one more waiver in `.auditor.yaml`.
#include "auditor/cli/waive.h"

#include "auditor/assess/config_choice.h"
#include "auditor/assess/config_edit.h"
#include "auditor/assess/known_rules.h"
#include "auditor/cli/day.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/text.h"
#include "auditor/source/root.h"

#include <filesystem>
#include <memory>

namespace auditor::cli {
namespace {

namespace fs = std::filesystem;

struct Args {
  assess::Waiver waiver;
  std::string where = ".";
};

constexpr std::size_t max_config = 1U << 20U;

Result<void> check(const assess::Waiver& waiver) {
  if (trim(waiver.reason).empty()) return fail(ErrorCode::usage, "--reason: a waiver without a reason does not hold");
  if (waiver.expires < today())
    return fail(ErrorCode::usage,
                "--until: " + printable(waiver.expires) + " is no day to come (today is " + today() + ")");
  return {};
}

// The rule runs under this configuration, or is shipped.
Result<void> check_rule(const std::string& rule, const std::string& text, const fs::path& folder,
                        const std::string& rules_dir) {
  const auto config = assess::parse_config(text, ".auditor.yaml", "repository");
  if (!config) return tl::unexpected(config.error());
  SourceArgs args;
  args.where = folder.string();
  std::error_code failed;
  args.open.worktree = fs::exists(folder / ".git", failed);
  const auto snapshot = open_source(args);
  if (!snapshot) return tl::unexpected(snapshot.error());
  assess::LeftOut left_out;
  const auto options = assess::rules_for(*config, {}, rules_dir, **snapshot, false, left_out);
  if (!options) return tl::unexpected(options.error());
  return assess::check_rule_name(rule, *options, rules_dir);
}

int run(const Args& args, const Context& context) {
  if (const auto checked = check(args.waiver); !checked) return complain(checked.error());
  std::error_code failed;
  if (!fs::is_directory(args.where, failed))
    return complain(Error{ErrorCode::usage, "is no folder of this machine", args.where, 0});
  fs::path folder = args.where;
  if (const auto above = source::root_above(folder)) folder = above->root;
  const fs::path file = folder / ".auditor.yaml";
  const auto kind = fs::symlink_status(file, failed).type();
  std::string text;
  if (kind == fs::file_type::regular) {
    const auto read = read_input(file.string(), max_config);
    if (!read) return complain(read.error());
    text = *read;
  } else if (kind != fs::file_type::not_found) {
    return complain(Error{ErrorCode::usage, "is no regular file: not changed", file.string(), 0});
  }
  if (const auto known = check_rule(args.waiver.rule, text, folder, context.rules_dir); !known)
    return complain(known.error());
  const auto edited = assess::with_waiver(text, file.string(), args.waiver);
  if (!edited) return complain(edited.error());
  if (const auto written = write_output(file.string(), *edited); !written) return complain(written.error());
  if (context.quiet) return ok;
  const auto said =
      write_output("", args.waiver.rule + " is waived until " + args.waiver.expires + " in " + file.string() + "\n");
  return said ? static_cast<int>(ok) : complain(said.error());
}

}  // namespace

void add_waive(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("waive", "Let a rule fail for a time: adds a waiver to .auditor.yaml");
  command->add_option("RULE", args->waiver.rule, "A rule's id, or RULE-SET/RULE")->required();
  command->add_option("SOURCE", args->where, "Work tree of a repository, or a folder")->capture_default_str();
  command->add_option("--reason", args->waiver.reason, "Why it may stay")->required()->type_name("TEXT");
  command->add_option("--until", args->waiver.expires, "The last day it holds, YYYY-MM-DD")
      ->required()
      ->type_name("DAY");
  command->add_option("--owner", args->waiver.owner, "Who answers for it")->type_name("NAME");
  command->add_option("--scope", args->waiver.scope, "Only findings in these files and folders")
      ->delimiter(',')
      ->type_name("PATH");
  command->footer(
      "Example:\n  auditor waive card-environmental-impact --reason \"measured next quarter\" --until 2027-03-31 "
      "--owner ml-platform");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
