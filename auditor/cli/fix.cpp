// auditor fix SOURCE: a patch of what a machine can mend, or the change itself in the work tree.
#include "auditor/cli/fix.h"

#include "auditor/assess/gate.h"
#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/fix/plan.h"
#include "auditor/source/artefact.h"
#include "auditor/source/beneath.h"
#include "auditor/source/patch.h"
#include "auditor/source/root.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  RuleArgs rules;
  std::vector<std::string> only;
  bool apply = false;
  std::string output;
  std::string texts = "/usr/share/common-licenses";
};

// A rule that did not run cannot be mended: a misspelt name must not look like nothing to do.
Result<void> check_names(const std::vector<std::string>& only, const assess::AssessOptions& options) {
  std::vector<std::string> known;
  for (const auto& set : options.rule_sets)
    for (const assess::Rule& rule : set->rules) known.emplace_back(rule.id);
  for (const std::string& rule : only) {
    if (std::find(known.begin(), known.end(), rule) != known.end()) continue;
    const std::string meant = did_you_mean(rule, known);
    return fail(ErrorCode::usage, fmt::format("there is no rule {} in the sets that run{}", printable(rule),
                                              meant.empty() ? "; name its set with --rules" : meant));
  }
  return {};
}

// A patch is for what lies in the work tree, where there is one and no revision was named.
SourceArgs at_work_tree(SourceArgs args) {
  std::error_code ignored;
  if (args.open.revision == source::OpenOptions{}.revision &&
      std::filesystem::exists(std::filesystem::path(args.where) / ".git", ignored))
    args.open.worktree = true;
  return args;
}

std::string in_repository(const source::Snapshot& snapshot, const std::string& path) {
  const std::string& below = snapshot.info().path;
  return below.empty() ? path : below + "/" + path;
}

Result<std::string> patch_of(const source::Snapshot& snapshot, const fix::Files& files) {
  std::string out;
  for (const auto& [path, bytes] : files) {
    const source::Entry* entry = snapshot.find(path);
    std::optional<std::string_view> before;
    if (entry != nullptr) {
      const auto text = snapshot.text(*entry);
      if (!text) return tl::unexpected(text.error());
      before = text->empty() ? std::string_view("", 0) : *text;
    }
    const auto patch = source::unified_patch(in_repository(snapshot, path), before, bytes);
    if (!patch) return tl::unexpected(patch.error());
    out += *patch;
  }
  return out;
}

Result<void> apply(const Args& args, const source::Snapshot& snapshot, const fix::Files& files) {
  const source::SourceKind kind = snapshot.info().kind;
  if (kind != source::SourceKind::worktree && kind != source::SourceKind::folder)
    return fail(ErrorCode::usage, "has no work tree to write to; take the patch", args.source.where);
  if (source::artefact_of(snapshot) != nullptr)
    return fail(ErrorCode::usage, "is a model of a store, which is not written to; take the patch", args.source.where);
  const auto above = source::root_above(args.source.where);  // patches name files from the root
  const auto folder = source::Folder::open(above ? above->root.string() : args.source.where);
  if (!folder) return fail(ErrorCode::usage, "cannot be opened", args.source.where);
  for (const auto& [path, bytes] : files)
    if (auto written = folder->write(in_repository(snapshot, path), bytes); !written) return written;
  return {};
}

void tell(const fix::Plan& plan, std::ostream& out) {
  for (const fix::Step& step : plan.steps)
    out << fmt::format("{:<8} {}: {}\n", step.outcome, step.rule, printable(step.what));
  if (plan.steps.empty()) out << "nothing that failed can be mended by a machine\n";
}

int run(const Args& args, const Context& context) {
  const auto options = assess::load_rules(args.rules.rules, context.rules_dir);
  if (!options) return complain(options.error());
  if (const auto known = check_names(args.only, *options); !known) return complain(known.error());
  const auto opened = open_all(at_work_tree(args.source));
  if (!opened) return complain(opened.error());
  const auto repositories = opened->all();
  const fix::Judge judge = [&](const source::Snapshot& snapshot) {
    facts::Options given;
    given.related.assign(repositories.begin() + 1, repositories.end());
    return assess::judge(facts::build(snapshot, given), {}, *options, {}, {});
  };
  const fix::Plan plan =
      fix::make_plan(repositories, notice::Texts(repositories, args.texts), *options, args.only, judge);
  if (args.apply) {
    if (const auto applied = apply(args, *opened->snapshot, plan.files); !applied) return complain(applied.error());
    tell(plan, std::cout);
  } else {
    const auto patch = patch_of(*opened->snapshot, plan.files);
    if (!patch) return complain(patch.error());
    if (const auto written = write_output(args.output, *patch); !written) return complain(written.error());
    if (!context.quiet) tell(plan, std::cerr);
  }
  const bool left =
      std::any_of(plan.steps.begin(), plan.steps.end(), [](const fix::Step& step) { return step.outcome != "mended"; });
  return !args.only.empty() && left ? findings : ok;
}

}  // namespace

void add_fix(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("fix", "Print a patch of what a machine can mend, or apply it");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  command->add_option("--rule", args->only, "Mend only this rule; may be repeated")->type_name("ID");
  command->add_option("--rules", args->rules.rules, "Rule sets by id, or YAML files; a comma between them")
      ->delimiter(',')
      ->type_name("ID");
  command->add_flag("--apply", args->apply, "Write the work tree instead of printing a patch; nothing is committed");
  command->add_option("-o,--output", args->output, "Write the patch to this file instead of standard output")
      ->type_name("FILE");
  command->add_option("--texts", args->texts, "Folder of licence texts that this machine has")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->footer(
      "Examples:\n  auditor fix . | git apply\n  auditor fix . --rule weights-license-label --apply\n"
      "Exit codes: 0 done, 1 a rule named with --rule is not mended, 2 usage, 3 the source could not be read.");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
