#include "auditor/cli/pipeline.h"

#include "auditor/assess/assess.h"
#include "auditor/assess/clauses.h"
#include "auditor/assess/config.h"
#include "auditor/assess/mof.h"
#include "auditor/assess/regressions.h"
#include "auditor/assess/report_document.h"
#include "auditor/cli/limits.h"
#include "auditor/cli/log.h"
#include "auditor/cli/terminal.h"
#include "auditor/core/schema.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/facts/build.h"
#include "auditor/facts/source_facts.h"
#include "auditor/report/render.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <set>

namespace auditor::cli {
namespace {

// Seconds of SOURCE_DATE_EPOCH, when it is set to a number.
std::optional<std::int64_t> source_date_epoch() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr) return std::nullopt;
  const std::string_view text = epoch;
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return seconds;
}

// The day that waivers are held against: YYYY-MM-DD.
std::string today() {
  const std::int64_t now = source_date_epoch().value_or(static_cast<std::int64_t>(std::time(nullptr)));
  return facts::iso_time(now).substr(0, 10);
}

// The one time in a report: SOURCE_DATE_EPOCH, else the commit's.
std::string generated_time(const Json& facts) {
  if (const auto seconds = source_date_epoch()) return facts::iso_time(*seconds);
  const Json* time = find_path(facts, "source.time");
  return time != nullptr && time->is_string() ? time->get<std::string>() : std::string{};
}

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

int rank(std::string_view severity) {
  return severity == "error" ? 3 : severity == "warning" ? 2 : severity == "note" ? 1 : 0;
}

}  // namespace

void add_source_options(CLI::App& command, SourceArgs& args) {
  command.add_option("SOURCE", args.where, "Clone, bare repository, folder, Hugging Face cache folder or URL")
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
  command.add_option("--rules", args.rules, "Rule sets by id, or YAML files; a comma between them")
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

namespace {

// The snapshots of one audit: what is audited, and what its lineage may point at.
struct Opened {
  std::unique_ptr<source::Snapshot> snapshot;
  std::vector<std::unique_ptr<source::Snapshot>> related;

  [[nodiscard]] Json facts(Json answers) const {
    const Stopwatch stopwatch("evidence gathered");
    facts::Options options;
    options.answers = std::move(answers);
    for (const auto& other : related) options.related.push_back(other.get());
    return facts::build(*snapshot, options);
  }
};

Result<Opened> open(const SourceArgs& args) {
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

constexpr std::string_view config_name = ".auditor.yaml";
constexpr std::size_t max_config = 1U << 20U;

Result<assess::Config> read_config_file(const std::string& path) {
  const auto text = read_input(path, max_config);
  if (!text) return fail(ErrorCode::usage, text.error().message, path);
  return assess::parse_config(*text, path, "given");
}

Result<assess::Config> repository_config(const source::Snapshot& snapshot) {
  const source::Entry* entry = snapshot.find(config_name);
  const auto& problems = snapshot.problems();
  const bool odd = std::any_of(problems.begin(), problems.end(), [](const source::Problem& problem) {
    return problem.path == config_name && problem.kind == "unsupported";
  });
  if (odd || (entry != nullptr && entry->kind == source::EntryKind::symlink))
    return fail(ErrorCode::usage, "is no regular file: not read", std::string(config_name));
  if (entry == nullptr || entry->kind == source::EntryKind::submodule) return assess::Config{};
  const auto text = snapshot.text(*entry);
  if (!text) return fail(ErrorCode::usage, text.error().message, std::string(config_name));
  return assess::parse_config(*text, std::string(config_name), "repository");
}

// A repository audits nobody but itself: outside the gate its own file may only answer questions, and beside a policy
// from outside it may only add.
Result<assess::Config> choose_config(const source::Snapshot& snapshot, const RuleArgs& args) {
  if (!args.config.empty()) {
    auto given = read_config_file(args.config);
    if (!given || args.policy.empty()) return given;
    auto policy = read_config_file(args.policy);
    return policy ? assess::merge_policy(*policy, *given) : policy;
  }
  auto own = repository_config(snapshot);
  if (!args.policy.empty()) {
    auto policy = read_config_file(args.policy);
    if (!policy) return policy;
    if (!own)
      say(Level::warning, "the repository's own configuration is left out: " + own.error().message,
          {{"path", own.error().path}, {"line", own.error().line}});
    return own ? assess::merge_policy(*policy, *own) : *policy;
  }
  if (args.repository_config) return own;
  assess::Config answers;
  if (own) answers.answers = own->answers;
  return answers;
}

}  // namespace

Result<Json> gather_facts(const SourceArgs& args) {
  const auto opened = open(args);
  if (!opened) return tl::unexpected(opened.error());
  return opened->facts(Json::object());
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

bool has_revisions(const Json& report) {
  const Json* kind = find_path(report, "source.kind");
  return kind != nullptr && *kind != "folder" && *kind != "mof-record";
}

Error no_revisions(const std::string& where) {
  return {ErrorCode::usage, "is no git repository: it has no revisions to compare", where, 0};
}

Result<void> check_rules(const RuleArgs& rules, const Context& context) {
  std::vector<std::string> ids = rules.rules;
  if (!rules.config.empty()) {
    const auto config = read_config_file(rules.config);
    if (!config) return tl::unexpected(config.error());
    if (ids.empty()) ids = config->rules;
  }
  const auto loaded = assess::load_rules(ids, context.rules_dir);
  return loaded ? Result<void>{} : tl::unexpected(loaded.error());
}

namespace {

// What could not be read is in the report; a message each only for those who ask.
void tell_problems(const Json& facts) {
  if (!logs(Level::info)) return;
  for (const Json& problem : facts.value("diagnostics", Json::array()))
    say(Level::info, problem.value("message", ""), problem);
}

void tell_verdict(const Json& report) {
  if (!logs(Level::info)) return;
  const Json* verdict = find_path(report, "verdict.class");
  const std::string shown = verdict != nullptr && verdict->is_string() ? verdict->get<std::string>() : "no verdict";
  say(Level::info, fmt::format("{}; {} findings", shown, report["findings"].size()),
      {{"verdict", shown}, {"findings", report["findings"].size()}, {"rule_sets", report["rule_sets"].size()}});
}

// What an audit is compared with.
struct Baseline {
  Json report;                           // null without a baseline
  std::optional<assess::Config> config;  // the repository's own, when the baseline is a revision
};

// A name that the audited source itself could have put there is no report: "origin/main" may be a file of it.
bool could_be_planted(const std::string& file, const std::string& where) {
  std::error_code failed;
  const auto inside =
      std::filesystem::canonical(file, failed).lexically_relative(std::filesystem::canonical(where, failed));
  return !failed && !inside.empty() && *inside.begin() != ".." && !file.ends_with(".json");
}

// A report of this repository: of one of its commits, or, where those are not here, of its remote or name.
bool is_of_source(const Json& earlier, const SourceArgs& source) {
  const auto opened = open_source(source);
  if (!opened) return true;  // said when it is audited
  const source::SourceInfo& info = (*opened)->info();
  const Json& from = earlier.at("source");
  if (from.value("path", "") != info.path) return false;
  const std::string commit = from.value("commit", "");
  if (!commit.empty() && !info.commit.empty()) {
    SourceArgs at = source;
    at.open.revision = commit;
    at.open.worktree = false;
    if (open_source(at)) return true;
  }
  const std::string remote = from.value("remote", "");
  if (!remote.empty() && !info.remote.empty()) return remote == info.remote || from.value("name", "") == info.name;
  const bool could_tell = !commit.empty() && !info.commit.empty() && !info.shallow;
  return !could_tell && from.value("name", "") == info.name;
}

Result<Json> read_earlier_report(const std::string& file, const SourceArgs& source) {
  if (could_be_planted(file, source.where))
    return fail(ErrorCode::usage, "is no revision, and a report in the audited source must end in .json", file);
  const auto bytes = read_input(file);
  if (!bytes) return fail(ErrorCode::usage, bytes.error().message, file);
  auto earlier = parse_json(*bytes, file);
  if (!earlier) return fail(ErrorCode::usage, earlier.error().message, file, earlier.error().line);
  if (const auto problems = validate_schema(*earlier, "schemas/report.schema.json"); !problems.empty())
    return fail(ErrorCode::usage,
                "is no report of auditor: " + problems[0].message +
                    (problems[0].pointer.empty() ? "" : " (at " + printable(problems[0].pointer) + ")"),
                file);
  try {
    if (!is_of_source(*earlier, source)) return fail(ErrorCode::usage, "is a report of another repository", file);
  } catch (const Json::exception&) {
    return fail(ErrorCode::usage, "is no report of auditor: its source is not one", file);
  }
  return earlier;
}

// A revision of the source goes before a file of the same name, which a repository could hold.
Result<Baseline> read_baseline(const std::string& baseline, const SourceArgs& source, const RuleArgs& rules,
                               const Context& context) {
  if (baseline.empty()) return Baseline{};
  SourceArgs before = source;
  before.open.revision = baseline;
  before.open.worktree = false;
  const auto opened = open_source(before);
  const bool revision = opened && (*opened)->info().kind != source::SourceKind::folder;
  std::error_code ignored;
  if (!revision && std::filesystem::is_regular_file(baseline, ignored)) {
    auto earlier = read_earlier_report(baseline, source);
    return earlier ? Result<Baseline>(Baseline{std::move(*earlier), std::nullopt}) : tl::unexpected(earlier.error());
  }
  if (!opened)
    return fail(ErrorCode::usage, "is neither a revision nor a report file: " + opened.error().message, baseline);
  auto earlier = make_report(before, rules, context);
  if (!earlier) return fail(ErrorCode::usage, "cannot be audited: " + earlier.error().message, baseline);
  if (!has_revisions(*earlier)) return tl::unexpected(no_revisions(source.where));
  auto own = repository_config(**opened);
  if (!own) return fail(ErrorCode::usage, own.error().message, baseline + ":" + own.error().path, own.error().line);
  return Baseline{std::move(*earlier), std::move(*own)};
}

// Rule sets of the caller's choice, then those of the repository's own file, which come from its snapshot alone.
Result<assess::AssessOptions> rules_of(const assess::Config& config, const RuleArgs& rules,
                                       const source::Snapshot& snapshot, const Context& context) {
  const bool given = !rules.rules.empty();
  std::vector<std::string> ids = given ? rules.rules : config.rules;
  const std::vector<std::string> own = given ? std::vector<std::string>{} : config.own_rules;
  const bool only_own = ids.empty() && !own.empty();
  auto options = assess::load_rules(ids, context.rules_dir);
  if (!options || own.empty()) return options;
  if (only_own) options->rule_sets.clear();
  const auto added = assess::add_own_rules(
      own, context.rules_dir,
      [&](const std::string& path) -> Result<std::string> {
        const source::Entry* entry = snapshot.find(path);
        if (entry == nullptr || entry->kind == source::EntryKind::symlink ||
            entry->kind == source::EntryKind::submodule)
          return fail(ErrorCode::usage, "no such rule set in the repository", printable(path));
        const auto text = snapshot.text(*entry);
        return text ? Result<std::string>(std::string(*text))
                    : fail(ErrorCode::usage, text.error().message, printable(path));
      },
      *options);
  if (added) {
    if (only_own) options->added = 0;
    return options;
  }
  if (rules.policy.empty()) return tl::unexpected(added.error());
  say(Level::warning, "the repository's own rule sets are left out: " + added.error().message,
      {{"path", added.error().path}, {"line", added.error().line}});
  return options;
}

Json judge(Json facts, const assess::Config& config, const assess::AssessOptions& options, const Json& baseline) {
  const Stopwatch stopwatch("rules evaluated");
  const std::string generated = generated_time(facts);
  assess::Assessment assessment = assess::assess(facts, options);
  // Before the configuration, so that its severities and waivers also meet what got worse.
  if (!baseline.is_null())
    assess::add_regressions(assessment,
                            assess::compare_reports(baseline, assess::build_report(facts, assessment, generated)));
  const bool configured = !config.path.empty() || config.origin != "none";
  if (configured) assess::apply_config(assessment, config, options, facts, today());
  Json report = assess::build_report(std::move(facts), assessment, generated);
  assess::add_clauses(options.rule_sets, report);
  if (configured) report["policy"] = assess::policy_json(config, assessment);
  if (!baseline.is_null()) assess::apply_baseline(report, baseline);
  return report;
}

}  // namespace

Result<Json> make_report(const SourceArgs& source, const RuleArgs& rules, const Context& context,
                         const std::string& baseline) {
  const auto earlier = read_baseline(baseline, source, rules, context);
  if (!earlier) return tl::unexpected(earlier.error());
  if (may_be_record(source.where)) {
    const auto options = assess::load_rules(rules.rules, context.rules_dir);
    return options ? report_of_record(source.where, *options) : tl::unexpected(options.error());
  }
  const auto opened = open(source);
  if (!opened) return tl::unexpected(opened.error());
  auto config = choose_config(*opened->snapshot, rules);
  if (!config) return tl::unexpected(config.error());
  if (earlier->config && rules.repository_config && rules.config.empty() && rules.policy.empty())
    config = assess::merge_earlier(*earlier->config, *config);
  if (config->origin != "none")
    say(Level::info, "configuration used", {{"path", config->path}, {"origin", config->origin}});
  const auto options = rules_of(*config, rules, *opened->snapshot, context);
  if (!options) return tl::unexpected(options.error());
  Json facts = opened->facts(config->answers);
  tell_problems(facts);
  Json report = judge(std::move(facts), *config, *options, earlier->report);
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

namespace {

// What could not be judged blocks as what failed does: a gate never opens on what is unknown.
bool counts(const Json& finding, int threshold) {
  const std::string status = finding.value("status", "");
  return (status == "fail" || status == "unknown") && finding.value("baseline", "") != "unchanged" &&
         rank(finding.value("severity", "")) >= threshold;
}

}  // namespace

ExitCode exit_code_for(const Json& report, const std::string& fail_on) {
  const int threshold = rank(fail_on);
  if (threshold == 0) return ok;
  const Json all = report.value("findings", Json::array());
  return std::any_of(all.begin(), all.end(), [&](const Json& f) { return counts(f, threshold); }) ? findings : ok;
}

void tell_what_blocks(const Json& report, const std::string& fail_on) {
  constexpr std::size_t most_rules = 8;
  std::size_t count = 0;
  std::size_t unknown = 0;
  Json rules = Json::array();
  std::set<std::string> named;
  for (const Json& finding : report.value("findings", Json::array())) {
    if (!counts(finding, rank(fail_on))) continue;
    ++count;
    if (finding.value("status", "") == "unknown") ++unknown;
    if (std::string rule = finding.value("rule", ""); named.insert(rule).second) rules.push_back(std::move(rule));
  }
  std::string list;
  for (std::size_t i = 0; i < rules.size() && i < most_rules; ++i)
    list += (i == 0 ? "" : ", ") + rules[i].get<std::string>();
  if (rules.size() > most_rules) list += fmt::format(" and {} more", rules.size() - most_rules);
  const std::string_view above = fail_on == "error" ? "" : " or worse";
  const std::string unjudged = unknown == 0 ? "" : fmt::format(" ({} could not be judged)", unknown);
  say(Level::error,
      fmt::format("blocked by {} finding{} of severity {}{}{}: {}", count, count == 1 ? "" : "s", fail_on, above,
                  unjudged, list),
      {{"findings", count}, {"unknown", unknown}, {"rules", rules}});
}

}  // namespace auditor::cli
