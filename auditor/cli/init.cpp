// auditor init SOURCE: a first release policy and baseline, from the repository's state.
#include "auditor/cli/init.h"

#include "auditor/assess/config_start.h"
#include "auditor/assess/gate.h"
#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/json_view.h"
#include "auditor/report/escape.h"
#include "auditor/source/root.h"

#include <filesystem>
#include <memory>

namespace auditor::cli {
namespace {

namespace fs = std::filesystem;

struct Args {
  SourceArgs source;
  RuleArgs rules;
};

// The folder that gets the files.
Result<fs::path> folder_of(const std::string& where) {
  std::error_code failed;
  const fs::path folder = where;
  if (!fs::is_directory(folder, failed))
    return fail(ErrorCode::usage, "is no folder of this machine: the policy is written into the repository", where);
  if (const auto above = source::root_above(folder)) return above->root;
  return folder;
}

Result<void> check_free(const fs::path& file) {
  std::error_code failed;
  if (fs::symlink_status(file, failed).type() == fs::file_type::not_found) return {};
  return fail(ErrorCode::usage, "is there already: it is not written over", file.string());
}

int run(Args args) {
  const auto folder = folder_of(args.source.where);
  if (!folder) return complain(folder.error());
  const fs::path config = *folder / ".auditor.yaml";
  const fs::path baseline = *folder / assess::baseline_name;
  for (const fs::path& file : {config, baseline})
    if (const auto is_free = check_free(file); !is_free) return complain(is_free.error());
  std::error_code failed;
  args.source.where = folder->string();
  args.source.open.worktree = fs::exists(*folder / ".git", failed);
  const auto report = make_report(args.source, args.rules, {});
  if (!report) return complain(report.error());
  if (assess::is_on_no_model(*report))
    return complain(Error{ErrorCode::source, "no model: a gate would judge nothing", args.source.where, 0});
  if (!args.source.open.worktree && text(member(*report, "source"), "kind") == "git")
    return complain(Error{ErrorCode::usage, "is a bare repository: begin in a work tree of it", args.source.where, 0});
  const std::pair<fs::path, std::string> files[] = {{config, assess::first_config(*report)},
                                                    {baseline, report::dump_safe(assess::first_baseline(*report))}};
  for (const auto& [file, bytes] : files)
    if (const auto written = write_output(file.string(), bytes); !written) return complain(written.error());
  const std::string said = "wrote " + config.string() + " and " + baseline.string() +
                           "\nlook them over and commit them; then: auditor gate . --worktree --baseline " +
                           std::string(assess::baseline_name) + "\n";
  const auto written = write_output("", said);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_init(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("init", "Write a first .auditor.yaml and a baseline from the present state");
  command->add_option("SOURCE", args->source.where, "Work tree of a repository, or a folder")->required();
  command->footer("Example:\n  auditor init . && auditor gate . --worktree --baseline .auditor-baseline.json");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
