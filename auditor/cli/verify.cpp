// auditor verify REPORT [SOURCE]: a saved report against its repository. With --signature a model in SOURCE against its
// signature (verify_signature.cpp). Nothing is fetched, and nothing is written but the answer.
#include "auditor/cli/verify.h"

#include "auditor/assess/citation_check.h"
#include "auditor/assess/gate.h"
#include "auditor/assess/verification.h"
#include "auditor/cli/limits.h"
#include "auditor/cli/pipeline.h"
#include "auditor/cli/verify_signature.h"
#include "auditor/core/hex.h"
#include "auditor/core/text.h"
#include "auditor/report/verification.h"
#include "auditor/source/names.h"
#include "auditor/source/remote.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

using assess::text_at;

constexpr std::size_t max_report = 128U << 20U;
constexpr std::size_t max_outside = 1U << 20U;

struct Args {
  std::string report;
  SourceArgs source;
  RuleArgs rules;
  std::string baseline;
  SignatureArgs signature;
  std::string format = "text";
  std::string output;
};

struct Saved {
  Json report;
  std::string repeated;  // a key that stands twice in it
};

// What is no report cannot be checked: exit code 3.
Result<Saved> read_report(const std::string& file) {
  const auto bytes = read_input(file, max_report);
  if (!bytes) return tl::unexpected(bytes.error());
  auto report = assess::parse_earlier_report(*bytes, file);
  if (!report) {
    Error error = report.error();
    error.code = ErrorCode::malformed;
    return tl::unexpected(error);
  }
  if (text_at(*report, "source.kind") == "mof-record")
    return fail(ErrorCode::unsupported, "is on a record of the Model Openness Tool, which cites no repository", file);
  return Saved{std::move(*report), repeated_key(*bytes)};
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

Result<void> check_is_local(const std::string& where) {
  std::error_code ignored;
  if (std::filesystem::exists(where, ignored) || source::file_url_path(where) ||
      source::locate(where) == source::Location::local)
    return {};
  return fail(ErrorCode::usage, "is no path: nothing is fetched to verify a report; clone it first", where);
}

// A report names no place of a machine: its remote may be one, or its name a folder here.
Result<std::string> place_of_source(const Args& args, const Json& report) {
  for (const std::string& where : args.source.with)
    if (auto local = check_is_local(where); !local) return tl::unexpected(local.error());
  const std::string& given = args.source.where;
  if (!given.empty()) {
    auto local = check_is_local(given);
    return local ? Result<std::string>(given) : tl::unexpected(local.error());
  }
  std::string remote = text_at(report, "source.remote");
  if (auto path = source::file_url_path(remote)) remote = *path;
  if (remote.starts_with("/") && is_folder(remote)) return remote;
  const std::string name = text_at(report, "source.name");
  if (!name.empty() && !name.starts_with("/") && source::is_inside(name) && is_folder(name)) return name;
  return fail(ErrorCode::usage,
              fmt::format("SOURCE is needed: the report is on {}, which is no folder here", printable(name)));
}

// The source at the report's commit; null when that is not there, which is then among the checks. Error: the source
// itself cannot be read.
Result<std::unique_ptr<source::Snapshot>> open_at_commit(SourceArgs& source, const Json& report, Checks& checks) {
  const std::string commit = text_at(report, "source.commit");
  source.open.path = text_at(report, "source.path");
  if (!source::is_inside(source.open.path)) {
    add_check(checks, "source", Answer::fails, "leads out of the repository", source.open.path, "/source/path");
    return std::unique_ptr<source::Snapshot>();
  }
  if (!commit.empty() && !is_hex(commit, git_id_digits)) {
    add_check(checks, "commit", Answer::fails, "is no id of a commit", commit, "/source/commit");
    return std::unique_ptr<source::Snapshot>();
  }
  if (!commit.empty()) source.open.revision = commit;
  auto opened = open_source(source);
  if (opened || commit.empty()) return opened;
  SourceArgs now = source;
  now.open.revision = "HEAD";
  now.open.path.clear();
  const auto readable = open_source(now);
  if (!readable) return tl::unexpected(readable.error());
  SourceArgs whole = source;
  whole.open.path.clear();
  const source::SourceInfo& info = (*readable)->info();
  if (info.kind == source::SourceKind::folder)
    add_check(checks, "commit", Answer::unknown, "the source is a folder without history", commit, "/source/commit");
  else if (!source.open.path.empty() && open_source(whole))
    add_check(checks, "source", Answer::fails, "is no folder of this commit: " + opened.error().message,
              source.open.path, "/source/path");
  else if (opened.error().code != ErrorCode::not_found || info.shallow || info.partial)
    add_check(checks, "commit", Answer::unknown,
              opened.error().message + (info.shallow ? ": the clone's history is cut" : ""), commit, "/source/commit");
  else
    add_check(checks, "commit", Answer::fails,
              fmt::format("is not in the source ({}): {}", info.name, opened.error().message), commit,
              "/source/commit");
  return std::unique_ptr<source::Snapshot>();
}

// The rule sets that the report names and that are here. A name with a slash is a file of this machine: never opened
// because a report says so.
std::vector<std::string> rule_sets_of(const Json& report, const std::string& rules_dir) {
  std::vector<std::string> ids;
  assess::Library library(rules_dir, false);
  const Json& sets = report.at("rule_sets");
  for (std::size_t i = 0; i < sets.size() && i < assess::most_rule_sets; ++i) {
    const std::string id = text_at(sets[i], "id");
    const bool usable = !id.empty() && !assess::names_file(id) && source::is_inside(id) &&
                        std::find(ids.begin(), ids.end(), id) == ids.end();
    if (usable && library.load(id)) ids.push_back(id);
  }
  return ids;
}

// The report made again under the rules of the saved one. Error: why it cannot be.
Result<Json> audit_again(const Args& args, const Json& report, const Context& context) {
  RuleArgs rules = args.rules;
  const std::string origin = text_at(report, "policy.origin");
  const bool given = !rules.config.empty() || !rules.policy.empty();
  if (origin == "given" && !given)
    return fail(ErrorCode::unavailable, fmt::format("it was judged under {}, which is not given (--policy or --config)",
                                                    printable(text_at(report, "policy.file"))));
  rules.repository_config = origin == "repository" || !rules.policy.empty();
  if (rules.rules.empty() && origin.empty()) {
    rules.rules = rule_sets_of(report, context.rules_dir);
    if (rules.rules.empty()) return fail(ErrorCode::unavailable, "none of the report's rule sets is here");
  }
  auto again = make_report(args.source, rules, context, args.baseline);
  if (again && report.contains("gate")) {
    const std::string fail_on = text_at(report, "gate.fail_on");
    (*again)["gate"] = assess::gate_json(*again, assess::blocking(*again, fail_on), fail_on);
  }
  return again;
}

// Files beside the repository that a report may cite: the policy it names, as it was given now.
Result<assess::CitationOptions> citation_options(const Args& args, const Json& report) {
  assess::CitationOptions options;
  const std::string kind = text_at(report, "source.kind");
  const Json* dirty = find_path(report, "source.dirty");
  options.may_have_changed = kind == "folder" || (dirty != nullptr && *dirty == Json(true));
  if (text_at(report, "policy.origin") != "given") return options;
  // Of both the report names the policy, and cites what the configuration demands more by its own path.
  const bool both = !args.rules.config.empty() && !args.rules.policy.empty();
  const std::string named = text_at(report, "policy.file");
  options.outside[named] = {};
  for (const std::string* file : {&args.rules.config, &args.rules.policy}) {
    if (file->empty()) continue;
    auto bytes = read_input(*file, max_outside);
    if (!bytes) return fail(ErrorCode::usage, bytes.error().message, *file);
    options.outside[both && file == &args.rules.config ? printable(*file) : named] = std::move(*bytes);
  }
  return options;
}

// Why a right report may differ from a new audit.
std::vector<std::string> causes_of(bool same_program, bool same_source, bool same_rules, const Json& report,
                                   const Json& again) {
  std::vector<std::string> causes;
  if (!same_program) causes.emplace_back("another program");
  if (!same_source) causes.emplace_back("another copy or state of the source");
  if (!same_rules) causes.emplace_back("other rules");
  if (assess::lacks_large_files(report, again)) causes.emplace_back("large files that are not here");
  if (assess::has_baseline(report) != assess::has_baseline(again)) causes.emplace_back("the baseline");
  return causes;
}

// What is wrong with the rules is then the caller's to mend.
bool chooses_rules(const Args& args) {
  return !args.rules.rules.empty() || !args.rules.config.empty() || !args.rules.policy.empty() ||
         !args.baseline.empty();
}

Result<Checks> verify(Args& args, const Saved& saved, const Context& context) {
  const Json& report = saved.report;
  Checks checks;
  if (saved.repeated.empty()) add_check(checks, "report", Answer::holds, "follows its schema");
  else
    add_check(checks, "report", Answer::fails, "stands twice in one object: which one a reader takes cannot be told",
              saved.repeated);
  const bool same_program = assess::check_program(report, checks);
  const auto snapshot = open_at_commit(args.source, report, checks);
  if (!snapshot) return tl::unexpected(snapshot.error());
  if (*snapshot == nullptr) {
    add_check(checks, "citation", Answer::unknown, "none can be looked up");
    add_check(checks, "verdict", Answer::unknown, "cannot be judged again", text_at(report, "verdict.class"));
    return checks;
  }
  const bool same_source = assess::check_source(report, (*snapshot)->info(), checks);
  const auto options = citation_options(args, report);
  if (!options) return tl::unexpected(options.error());
  assess::check_citations(report, **snapshot, *options, checks);
  const auto again = audit_again(args, report, context);
  if (!again) {
    if (again.error().code == ErrorCode::usage && chooses_rules(args)) return tl::unexpected(again.error());
    add_check(checks, "verdict", Answer::unknown, "cannot be judged again: " + again.error().message,
              text_at(report, "verdict.class"));
    return checks;
  }
  const bool same_rules = assess::check_rules(report, *again, checks);
  assess::check_judgement(report, *again, causes_of(same_program, same_source, same_rules, report, *again), checks);
  return checks;
}

// The first argument is then the source.
int run_signature(Args& args) {
  if (!args.source.where.empty())
    return complain(Error{ErrorCode::usage, "--signature takes one SOURCE, which no report is needed for", {}, 0});
  if (auto local = check_is_local(args.report); !local) return complain(local.error());
  args.source.where = args.report;
  return verify_signature(args.signature, args.source, args.format, args.output);
}

int run(Args& args, const Context& context) {
  if (!args.signature.signature.empty()) return run_signature(args);
  const auto saved = read_report(args.report);
  if (!saved) return complain(saved.error());
  const auto where = place_of_source(args, saved->report);
  if (!where) return complain(where.error());
  args.source.where = *where;
  const auto checks = verify(args, *saved, context);
  if (!checks) return complain(checks.error());
  const auto rendered = report::render_verification(args.format, assess::to_json(*checks, saved->report));
  if (!rendered) return complain(rendered.error());
  if (const auto written = write_output(args.output, *rendered); !written) return complain(written.error());
  const Answer result = result_of(*checks);
  return result == Answer::holds ? ok : result == Answer::fails ? findings : source;
}

}  // namespace

void add_verify(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      app.add_subcommand("verify", "Check a saved report against its repository, or a model against its signature");
  command
      ->add_option("REPORT", args->report,
                   "JSON report of `auditor audit --format json`; - for standard input. With --signature: SOURCE")
      ->required();
  command->add_option("SOURCE", args->source.where,
                      "Clone, bare repository, folder or Hugging Face cache folder; else the one the report names");
  command->add_option("--limit", args->source.limits, "Bounds that the report was made with: " + limit_help())
      ->type_name("NAME=VALUE");
  add_related_option(*command, args->source);
  add_rule_options(*command, args->rules);
  command->add_option("--policy", args->rules.policy, "Policy that the report was made under")->type_name("FILE");
  command->add_option("--baseline", args->baseline, "Earlier report or revision that the report was compared with")
      ->type_name("REPORT|REV");
  add_signature_options(*command, args->signature);
  add_text_or_json(*command, args->format, args->output);
  command->footer(
      "Examples:\n  auditor verify report.json ~/models/whisper\n"
      "  auditor verify ~/models/whisper --signature model.sig --key signer.pub\n"
      "Exit codes: 0 everything holds, 1 something does not, 2 usage, 3 something could not be checked.");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
