#include "auditor/cli/pipeline.h"

#include "auditor/assess/asked_answers.h"
#include "auditor/assess/gate.h"
#include "auditor/assess/known_rules.h"
#include "auditor/assess/mof.h"
#include "auditor/cli/day.h"
#include "auditor/cli/limits.h"
#include "auditor/cli/log.h"
#include "auditor/cli/terminal.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/facts/build.h"
#include "auditor/facts/source_facts.h"
#include "auditor/fleet/manifest.h"
#include "auditor/report/render.h"
#include "auditor/source/root.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <set>

namespace auditor::cli {
namespace {

Result<void> write_one(const Json& report, std::string_view format, const std::string& path, const OutputArgs& args,
                       const Context& context) {
  report::RenderOptions options;
  fit_to_terminal(options, path, context);
  options.leave_out_waived = args.leave_out_waived;
  options.cyclonedx_version = args.cyclonedx_version;
  const Stopwatch stopwatch("report written");
  auto bytes = report::render(format, report, options);
  if (!bytes) return tl::unexpected(bytes.error());
  auto written = write_output(path, *bytes);
  if (written) say(Level::info, fmt::format("{} report written", format), {{"path", path}, {"format", format}});
  return written;
}

}  // namespace

void add_source_options(CLI::App& command, SourceArgs& args) {
  command.add_option("SOURCE", args.where, "Clone, bare repository, folder, hub cache, model of a store, weight file or URL")
      ->required();
  CLI::Option* revision = command.add_option("--rev", args.open.revision, "Revision, branch or tag to read")
                              ->type_name("REV")
                              ->capture_default_str();
  command.add_option("--path", args.open.path, "Read only this folder of the repository")->type_name("FOLDER");
  command.add_flag("--worktree", args.open.worktree, "Read the work tree with its uncommitted changes")
      ->excludes(revision);
  command.add_option("--limit", args.limits, "Bound what is read, reported when reached: " + limit_help())
      ->type_name("NAME=VALUE");
}

void add_related_option(CLI::App& command, SourceArgs& args) {
  command.add_option("--with", args.with, "Local repositories of base models or data sets, to resolve lineage")
      ->type_name("FOLDER");
}

void add_rule_options(CLI::App& command, RuleArgs& args) {
  command
      .add_option("--rules", args.rules,
                  "Rule sets by id, or YAML files; a comma between them; +ID or +FILE adds to those that would run")
      ->delimiter(',')
      ->type_name("ID");
  command.add_option("--config", args.config, "Configuration to use instead of the repository's .auditor.yaml")
      ->type_name("FILE");
}

void add_output_options(CLI::App& command, OutputArgs& args) {
  std::string names;
  for (const std::string_view name : report::formats()) names += (names.empty() ? "" : " ") + std::string(name);
  command.add_option("-f,--format", args.format, "Output format: " + names)->type_name("FORMAT")->capture_default_str();
  command.add_option("-o,--output", args.output, "Write to this file instead of standard output")->type_name("FILE");
  command.add_option("--report", args.reports, "Also write this format to a file; may be repeated")
      ->type_name("FORMAT=FILE");
  command.add_flag("--leave-out-waived", args.leave_out_waived,
                   "SARIF: leave waived findings out instead of suppressing them");
  command.add_option("--cyclonedx-version", args.cyclonedx_version, "1.7 or 1.6")
      ->check(CLI::IsMember({"1.7", "1.6"}))
      ->type_name("VERSION")
      ->capture_default_str();
}

Result<std::unique_ptr<source::Snapshot>> open_source(const SourceArgs& args) {
  const Stopwatch stopwatch("source opened");
  Progress progress;
  source::OpenOptions options = args.open;
  for (const std::string& limit : args.limits)
    if (const auto set = set_limit(options.limits, limit); !set) return tl::unexpected(set.error());
  options.progress = [&](std::string_view what, auto done, auto total) { progress.show(what, done, total); };
  return source::open_snapshot(args.where, options);
}

Json Opened::facts(facts::Options options) const {
  const Stopwatch stopwatch("evidence gathered");
  for (const auto& other : related) options.related.push_back(other.get());
  return facts::build(*snapshot, options);
}

std::vector<const source::Snapshot*> Opened::all() const {
  std::vector<const source::Snapshot*> out = {snapshot.get()};
  for (const auto& other : related) out.push_back(other.get());
  return out;
}

Result<Opened> open_all(const SourceArgs& args) {
  auto snapshot = open_source(args);
  if (!snapshot) return tl::unexpected(snapshot.error());
  Opened opened{std::move(*snapshot), {}};
  if (logs(Level::info)) {
    const source::SourceInfo& info = opened.snapshot->info();
    say(Level::info,
        fmt::format("{}{}: {} {}", info.name, info.commit.empty() ? "" : " at " + info.commit.substr(0, 12),
                    opened.snapshot->entries().size(), opened.snapshot->entries().size() == 1 ? "entry" : "entries"),
        {{"source", info.name}, {"commit", info.commit}, {"entries", opened.snapshot->entries().size()}});
  }
  for (const std::string& where : args.with) {
    auto other = source::open_snapshot(where, {});
    if (!other) return tl::unexpected(other.error());
    opened.related.push_back(std::move(*other));
  }
  return opened;
}

namespace {

constexpr std::size_t max_config = 1U << 20U;

Result<assess::Config> read_config_file(const std::string& path) {
  const auto text = read_input(path, max_config);
  if (!text) return fail(ErrorCode::usage, text.error().message, path);
  return assess::parse_config(*text, path, "given");
}

Result<assess::ConfigSources> config_sources(const RuleArgs& args) {
  assess::ConfigSources sources;
  sources.own_counts = args.repository_config;
  for (const auto& [path, config] : {std::pair{&args.config, &sources.given}, {&args.policy, &sources.policy}}) {
    if (path->empty()) continue;
    auto read = read_config_file(*path);
    if (!read) return tl::unexpected(read.error());
    *config = std::move(*read);
  }
  return sources;
}

void tell_left_out(const assess::LeftOut& left_out) {
  for (const Error& error : left_out) say(Level::warning, error.message, {{"path", error.path}, {"line", error.line}});
}

}  // namespace

namespace {

// "." below the root of a repository means the repository, as it does to git; a folder that is named means that folder.
SourceArgs from_root(SourceArgs args) {
  if ((args.where != "." && args.where != "./") || !args.open.path.empty()) return args;
  const auto above = source::root_above(args.where);
  if (!above) return args;
  say(Level::warning,
      "this folder is a part of a repository, which is audited from its root; for the folder alone: --path " +
          printable(above->below.generic_string()),
      {{"path", above->root.string()}});
  args.where = above->root.string();
  return args;
}

}  // namespace

Result<Json> gather_facts(const SourceArgs& args) {
  const auto opened = open_all(from_root(args));
  if (!opened) return tl::unexpected(opened.error());
  return opened->facts();
}

namespace {

bool may_be_record(const std::string& path) {
  std::error_code ignored;
  return (path.ends_with(".yml") || path.ends_with(".yaml")) && std::filesystem::is_regular_file(path, ignored);
}

// A file of the Model Openness Tool instead of a repository.
Result<Json> report_of_record(const std::string& path, const assess::AssessOptions& options) {
  const auto bytes = read_input(path, 4U << 20U);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto record = parse_yaml(*bytes, path);
  if (!record) return tl::unexpected(record.error());
  if (!assess::is_mof_record(record->value))
    return fail(ErrorCode::source, "is neither a repository nor a record of the Model Openness Tool", path);
  return assess::mof_report(*record, std::string(base_name(path)), options);
}

}  // namespace

Error no_revisions(const std::string& where) {
  return {ErrorCode::usage, "is no git repository: it has no revisions to compare", where, 0};
}

Result<std::string> rules_digest(const RuleArgs& rules, const Context& context) {
  std::vector<std::string> ids = rules.rules;
  std::string bytes;
  if (!rules.config.empty()) {
    const auto config = read_config_file(rules.config);
    if (!config) return tl::unexpected(config.error());
    if (ids.empty()) ids = config->rules;
    auto read = read_input(rules.config, max_config);
    if (!read) return tl::unexpected(read.error());
    bytes = std::move(*read);
  }
  if (!rules.policy.empty())
    if (const auto policy = read_config_file(rules.policy); !policy) return tl::unexpected(policy.error());
  const auto loaded = assess::load_rules(assess::sets_asked(ids, {}), context.rules_dir);
  if (!loaded) return tl::unexpected(loaded.error());
  return fleet::rules_digest(*loaded, bytes);
}

std::string clock_in_reports(const RuleArgs& rules) {
  return (rules.config.empty() ? "" : today()) + "/" + generated_time();
}

namespace {

// What could not be read is in the report; a message each only for those who ask.
void tell_problems(const Json& facts) {
  if (!logs(Level::info)) return;
  for (const Json& problem : facts.value("diagnostics", Json::array()))
    say(Level::info, problem.value("message", ""), problem);
}

// However little it says: somebody has described something here.
bool has_readme(const source::Snapshot& snapshot) {
  const auto entries = snapshot.entries();
  return std::any_of(entries.begin(), entries.end(),
                     [](const source::Entry& entry) { return starts_with_i(base_name(entry.path), "readme"); });
}

void tell_verdict(const Json& report) {
  if (!logs(Level::info)) return;
  const Json* verdict = find_path(report, "verdict.class");
  const std::string shown = verdict != nullptr && verdict->is_string() ? verdict->get<std::string>() : "no verdict";
  say(Level::info, fmt::format("{}; {} findings", shown, report["findings"].size()),
      {{"verdict", shown}, {"findings", report["findings"].size()}, {"rule_sets", report["rule_sets"].size()}});
}

// A name that the audited source itself could have put there is no report: "origin/main" may be a file of it.
bool could_be_planted(const std::string& file, const std::string& where) {
  std::error_code failed;
  const auto inside =
      std::filesystem::canonical(file, failed).lexically_relative(std::filesystem::canonical(where, failed));
  return !failed && !inside.empty() && *inside.begin() != ".." && !file.ends_with(".json");
}

bool is_of_source(const Json& earlier, const SourceArgs& source) {
  const auto opened = open_source(source);
  if (!opened) return true;  // said when it is audited
  return assess::is_report_of(earlier, (*opened)->info(), [&](const std::string& commit) {
    SourceArgs at = source;
    at.open.revision = commit;
    at.open.worktree = false;
    return open_source(at).has_value();
  });
}

Result<Json> read_earlier_report(const std::string& file, const SourceArgs& source) {
  if (could_be_planted(file, source.where))
    return fail(ErrorCode::usage, "is no revision, and a report in the audited source must end in .json", file);
  const auto bytes = read_input(file);
  if (!bytes) return fail(ErrorCode::usage, bytes.error().message, file);
  auto earlier = assess::parse_earlier_report(*bytes, file);
  if (earlier && !is_of_source(*earlier, source))
    return fail(ErrorCode::usage, "is a report of another repository", file);
  return earlier;
}

// A revision of the source goes before a file of the same name, which a repository could hold.
Result<assess::Baseline> read_baseline(const std::string& baseline, const SourceArgs& source, const RuleArgs& rules,
                                       const Context& context) {
  if (baseline.empty()) return assess::Baseline{};
  SourceArgs before = source;
  before.open.revision = baseline;
  before.open.worktree = false;
  const auto opened = open_source(before);
  const bool revision = opened && (*opened)->info().kind != source::SourceKind::folder;
  std::error_code ignored;
  if (!revision && std::filesystem::is_regular_file(baseline, ignored)) {
    auto earlier = read_earlier_report(baseline, source);
    if (!earlier) return tl::unexpected(earlier.error());
    return assess::Baseline{std::move(*earlier), std::nullopt};
  }
  if (!opened)
    return fail(ErrorCode::usage, "is neither a revision nor a report file: " + opened.error().message, baseline);
  auto earlier = make_report(before, rules, context);
  if (!earlier) return fail(ErrorCode::usage, "cannot be audited: " + earlier.error().message, baseline);
  if (!assess::has_revisions(*earlier)) return tl::unexpected(no_revisions(source.where));
  auto own = assess::config_of(**opened);
  if (!own) return fail(ErrorCode::usage, own.error().message, baseline + ":" + own.error().path, own.error().line);
  return assess::Baseline{std::move(*earlier), std::move(*own)};
}

}  // namespace

Result<Json> make_report(const SourceArgs& args, const RuleArgs& rules, const Context& context,
                         const std::string& baseline) {
  const SourceArgs source = from_root(args);
  const auto earlier = read_baseline(baseline, source, rules, context);
  if (!earlier) return tl::unexpected(earlier.error());
  if (may_be_record(source.where)) {
    const auto options = assess::load_rules(assess::sets_asked(rules.rules, {}), context.rules_dir);
    return options ? report_of_record(source.where, *options) : tl::unexpected(options.error());
  }
  const auto opened = open_all(source);
  if (!opened) return tl::unexpected(opened.error());
  const auto sources = config_sources(rules);
  if (!sources) return tl::unexpected(sources.error());
  assess::LeftOut left_out;
  auto config = assess::choose_config(*opened->snapshot, *sources, left_out);
  if (!config) return tl::unexpected(config.error());
  config = assess::beside_baseline(*earlier, std::move(*config), *sources);
  if (config->origin != "none")
    say(Level::info, "configuration used", {{"path", config->path}, {"origin", config->origin}});
  const auto options = assess::rules_for(*config, rules.rules, context.rules_dir, *opened->snapshot,
                                         sources->policy.has_value(), left_out);
  tell_left_out(left_out);
  if (!options) return tl::unexpected(options.error());
  if (const auto checked = assess::check_waivers(*config, *options, context.rules_dir); !checked)
    return tl::unexpected(checked.error());
  facts::Options given;
  given.answers = config->answers;
  if (!given.answers.empty()) given.asked_answers = assess::asked_answers(*options);
  Json facts = opened->facts(std::move(given));
  tell_problems(facts);
  if (assess::has_nothing(facts) && !has_readme(*opened->snapshot))
    return fail(ErrorCode::source, std::string(nothing_to_audit), source.where);
  const assess::Day day{today(), generated_time()};
  const Stopwatch stopwatch("rules evaluated");
  Json report = assess::judge(std::move(facts), *config, *options, *earlier, day);
  tell_verdict(report);
  return report;
}

namespace {

struct Target {
  std::string format;
  std::string path;  // "" and "-": standard output
};

// Every report that is asked for, in the order of writing.
Result<std::vector<Target>> targets(const OutputArgs& args) {
  std::vector<Target> all;
  for (const std::string& pair : args.reports) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      return fail(ErrorCode::usage, "--report takes FORMAT=FILE, not '" + pair + "'");
    all.push_back({pair.substr(0, equals), pair.substr(equals + 1)});
  }
  // Files were asked for and nothing else: stay quiet.
  if (args.reports.empty() || !args.output.empty() || args.format != "text") all.push_back({args.format, args.output});
  return all;
}

}  // namespace

Result<void> check_output(const OutputArgs& args) {
  const auto all = targets(args);
  if (!all) return tl::unexpected(all.error());
  std::set<std::string> paths;
  for (const Target& target : *all) {
    if (!report::is_format(target.format)) return tl::unexpected(report::unknown_format(target.format));
    const std::string path = target.path.empty() || target.path == "-"
                                 ? "-"
                                 : std::filesystem::path(target.path).lexically_normal().string();
    if (!paths.insert(path).second)
      return fail(ErrorCode::usage,
                  path == "-" ? "two reports cannot both go to standard output" : "two reports cannot go to one file",
                  path == "-" ? "" : target.path);
  }
  return {};
}

Result<void> write_reports(const Json& report, const OutputArgs& args, const Context& context) {
  const auto all = targets(args);
  if (!all) return tl::unexpected(all.error());
  for (const Target& target : *all)
    if (auto written = write_one(report, target.format, target.path, args, context); !written) return written;
  return {};
}

ExitCode exit_code_for(const Json& report, const std::string& fail_on) {
  constexpr std::size_t most_rules = 8;
  const assess::Blocking found = assess::blocking(report, fail_on);
  if (found.findings == 0) return ok;
  std::string list;
  for (std::size_t i = 0; i < found.rules.size() && i < most_rules; ++i) list += (i == 0 ? "" : ", ") + found.rules[i];
  if (found.rules.size() > most_rules) list += fmt::format(" and {} more", found.rules.size() - most_rules);
  const std::string_view above = fail_on == "error" ? "" : " or worse";
  const std::string unjudged = found.unknown == 0 ? "" : fmt::format(" ({} could not be judged)", found.unknown);
  say(Level::error,
      fmt::format("blocked by {} finding{} of severity {}{}{}: {}", found.findings, found.findings == 1 ? "" : "s",
                  fail_on, above, unjudged, list),
      {{"findings", found.findings}, {"unknown", found.unknown}, {"rules", found.rules}});
  return findings;
}

}  // namespace auditor::cli
