// auditor fleet LIST|FOLDER: many repositories, one JSON line each, in parallel; can resume and be split into shards.
#include "auditor/cli/fleet.h"

#include "auditor/cli/fleet_run.h"
#include "auditor/cli/output.h"
#include "auditor/cli/site.h"
#include "auditor/core/text.h"
#include "auditor/fleet/record.h"
#include "auditor/fleet/resume.h"
#include "auditor/fleet/shard.h"
#include "auditor/source/redact.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <set>
#include <thread>

namespace auditor::cli {
namespace {

namespace fs = std::filesystem;

struct Args {
  std::string where;
  RuleArgs rules;
  std::string output;
  std::string shard;
  std::string shard_by = "hash";
  bool resume = false;
  bool manifest = false;
  std::string retry;
  unsigned attempts = 3;
  bool full = false;
  std::string cache;
  std::string since;
  unsigned jobs = 0;
  std::string time = "60s";
  std::string memory = "1GiB";
};

struct Unit {
  std::string_view name;
  unsigned factor;
};

// "90", "90s", "2m" in the first of the units; 0 for what is no number above 0, or above the bound.
unsigned quantity(std::string_view text, std::initializer_list<Unit> units, unsigned least, unsigned most) {
  unsigned number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{}) return 0;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units)
    if ((rest.empty() ? &unit == units.begin() : iequals(rest, unit.name)) && number <= most / unit.factor &&
        number * unit.factor >= least)
      return number * unit.factor;
  return 0;
}

unsigned seconds_of(std::string_view text) { return quantity(text, {{"s", 1}, {"m", 60}, {"h", 3600}}, 1, 86400); }
unsigned mebibytes_of(std::string_view text) {
  return quantity(text, {{"MiB", 1}, {"M", 1}, {"GiB", 1024}, {"G", 1024}}, 64, 1U << 20U);
}

// What one run does, once its arguments are read.
struct Plan {
  fleet::Shard shard;
  fleet::Retry retry;
  fleet::Manifest manifest;
  std::vector<std::string> all;      // sources of the whole list
  std::vector<FleetSource> sources;  // of the shard, not done yet
  fleet::Begun begun;                // of an earlier run
  std::optional<fleet::LineIndex> since;
};

// A shard is a part of something: it says of what. Else each line is one source, as readers of lines expect.
bool with_manifest(const Args& args) { return args.manifest || !args.shard.empty(); }

bool to_file(const Args& args) { return !args.output.empty() && args.output != "-"; }

Result<void> check_together(const Args& args) {
  if (args.resume && !to_file(args))
    return fail(ErrorCode::usage, "--resume needs the --output file of the earlier run");
  if (!args.retry.empty() && !args.resume)
    return fail(ErrorCode::usage, "--retry needs --resume: it is about lines of an earlier run");
  return {};
}

Result<fleet::Manifest> manifest_for(const Args& args, const Plan& plan, const Context& context) {
  const auto rules = rules_digest(args.rules, context);
  if (!rules) return tl::unexpected(rules.error());
  fleet::Manifest manifest;
  manifest.version = AUDITOR_VERSION;
  manifest.rules_digest = *rules;
  manifest.lines = std::string(args.full ? "report" : "digest") + (args.since.empty() ? "" : "+changes");
  manifest.list_digest = fleet::list_digest(shown(plan.all));
  manifest.shard = plan.shard.str();
  if (!plan.shard.whole()) manifest.by = args.shard_by;
  return manifest;
}

void take_sources(Plan& plan) {
  for (std::size_t i = 0; i < plan.all.size(); ++i) {
    FleetSource source{plan.all[i], source::without_credentials(plan.all[i]), 1};
    if (!plan.shard.has(source.shown, i) || plan.begun.done.contains(source.shown)) continue;
    if (const auto at = plan.begun.retried.find(source.shown); at != plan.begun.retried.end())
      source.attempt = at->second + 1;
    plan.sources.push_back(std::move(source));
  }
}

Result<Plan> make_plan(const Args& args, const Context& context) {
  Plan plan;
  if (auto fits = check_together(args); !fits) return tl::unexpected(fits.error());
  auto shard = fleet::parse_shard(args.shard, args.shard_by == "position" ? fleet::Deal::position : fleet::Deal::hash);
  if (!shard) return tl::unexpected(shard.error());
  plan.shard = *shard;
  auto reasons = fleet::parse_reasons(args.retry);
  if (!reasons) return tl::unexpected(reasons.error());
  plan.retry = {std::move(*reasons), args.attempts};
  auto all = read_sources(args.where);
  if (!all) return tl::unexpected(all.error());
  plan.all = std::move(*all);
  auto manifest = manifest_for(args, plan, context);
  if (!manifest) return tl::unexpected(manifest.error());
  plan.manifest = std::move(*manifest);
  if (!args.since.empty())
    if (auto added = plan.since.emplace().add(args.since); !added) return tl::unexpected(added.error());
  if (args.resume) {
    auto begun = fleet::read_begun(args.output, plan.manifest, with_manifest(args), plan.retry);
    if (!begun) return tl::unexpected(begun.error());
    plan.begun = std::move(*begun);
  }
  take_sources(plan);
  return plan;
}

// Devices and pipes are written to; a regular file begins anew, or goes on behind what is kept.
Result<fleet::LineWriter> open_output(const Args& args, const Plan& plan) {
  if (!to_file(args)) return fleet::LineWriter::standard_output();
  if (auto created = create_output(args.output); !created) return tl::unexpected(created.error());
  std::error_code unknown;
  if (fs::is_regular_file(args.output, unknown) && !args.output.starts_with("/dev/") &&
      !args.output.starts_with("/proc/"))
    return fleet::go_on(args.output, plan.begun, plan.manifest, with_manifest(args), plan.retry);
  auto writer = fleet::LineWriter::append(args.output);
  if (!writer || !with_manifest(args)) return writer;
  if (auto written = writer->write(dump_json(fleet::to_json(plan.manifest), -1)); !written)
    return tl::unexpected(written.error());
  return writer;
}

// Whether the earlier lines were made by the same rules; else every source is audited, and the user is told.
bool same_rules(const Plan& plan) {
  if (!plan.since) return true;
  const auto& manifests = plan.since->manifests();
  if (!manifests.empty() && manifests.front().version == plan.manifest.version &&
      manifests.front().rules_digest == plan.manifest.rules_digest)
    return true;
  say(Level::warning,
      "the earlier lines were made by other rules or tell nothing of theirs: every source is audited, "
      "and changes may be those of the rules");
  return false;
}

// Lines for sources that the list no longer names. Of a shard by position only the first can know them.
Result<void> write_removed(const Plan& plan, fleet::LineWriter& out, std::map<std::string, std::size_t>& words) {
  const auto names = shown(plan.all);
  const std::set<std::string> listed(names.begin(), names.end());
  for (const fleet::Place& place : plan.since->places()) {
    if (listed.contains(place.input) || plan.begun.done.contains(place.input)) continue;
    if (!plan.shard.has(plan.shard.by == fleet::Deal::hash ? place.input : "", 0)) continue;
    const Json line = {{"input", place.input}, {"change", "removed"}, {"changes", Json::array()}};
    if (auto written = out.write(dump_json(line, -1)); !written) return written;
    ++words["removed"];
  }
  return {};
}

FleetOptions options_for(const Args& args, const Plan& plan) {
  FleetOptions options;
  options.rules = args.rules;
  options.full = args.full;
  options.limits.jobs = std::max(1U, args.jobs != 0 ? args.jobs : std::thread::hardware_concurrency());
  options.limits.time = std::chrono::seconds(seconds_of(args.time));
  options.limits.memory = std::uint64_t{mebibytes_of(args.memory)} << 20U;
  options.since = plan.since ? &*plan.since : nullptr;
  options.same_rules = same_rules(plan);
  return options;
}

int exit_code(const Args& args, const Plan& plan, bool complete, const std::map<std::string, std::size_t>& words) {
  if (!complete) return stopped;
  const bool errors = words.contains("error") || plan.begun.has_errors();
  return !args.retry.empty() && errors ? with_errors : ok;
}

int run_plan(const Args& args, const Plan& plan, const Context& context) {
  FleetOptions options = options_for(args, plan);
  std::optional<fleet::Cache> cache;
  if (!args.cache.empty())
    options.cache = &cache.emplace(args.cache, Json{{"version", plan.manifest.version},
                                                    {"rules_digest", plan.manifest.rules_digest},
                                                    {"lines", args.full ? "report" : "digest"},
                                                    {"clock", clock_in_reports(args.rules)}});
  const fleet::StopRequest stop;
  auto out = open_output(args, plan);
  if (!out) return complain(out.error());
  FleetRun run(plan.sources, options, context, *out, stop);
  auto words = run.run();
  if (!words) return complain(words.error());
  if (plan.since && run.complete())
    if (const auto written = write_removed(plan, *out, *words); !written) return complain(written.error());
  if (const auto safe = out->sync(); !safe) return complain(safe.error());
  if (!context.quiet)
    for (const auto& [word, count] : *words) std::cerr << fmt::format("{:>7} {}\n", count, word);
  if (!run.complete()) say(Level::warning, "stopped: --resume goes on");
  return exit_code(args, plan, run.complete(), *words);
}

int run(const Args& args, const Context& context) {
  const auto plan = make_plan(args, context);
  if (!plan) return complain(plan.error());
  // Nothing to do, nothing to drop: the file stays as it is.
  if (plan->begun.any && plan->sources.empty() && !plan->begun.drops() && !plan->since)
    return exit_code(args, *plan, true, {});
  return run_plan(args, *plan, context);
}

std::string wrong_time(const std::string& text) {
  return seconds_of(text) != 0 ? "" : "takes 1s to 24h, as 90s or 5m, not '" + printable(text) + "'";
}
std::string wrong_memory(const std::string& text) {
  return mebibytes_of(text) != 0 ? "" : "takes 64MiB to 1024GiB, as 512MiB or 2GiB, not '" + printable(text) + "'";
}

void add_audit_options(CLI::App& command, Args& args) {
  add_rule_options(command, args.rules);
  command
      .add_option("-o,--output", args.output, "JSON Lines file, packed when it ends in .zst; default standard output")
      ->type_name("FILE");
  command.add_flag("--full", args.full, "Whole reports instead of a digest a line");
  command.add_option("-j,--jobs", args.jobs, "Audits at a time; default one a core")->type_name("N");
  command.add_option("--time-per-source", args.time, "Time after which an audit is given up")
      ->type_name("TIME")
      ->check(wrong_time)
      ->capture_default_str();
  command.add_option("--memory-per-source", args.memory, "Memory that an audit may take")
      ->type_name("SIZE")
      ->check(wrong_memory)
      ->capture_default_str();
  command.add_option("--cache", args.cache, "Keep lines of repositories in this folder, by their tree and the rules")
      ->type_name("FOLDER");
  command.add_option("--since", args.since, "Audit only what changed since these lines, and say what changed")
      ->type_name("FILE");
}

void add_shard_options(CLI::App& command, Args& args) {
  command.add_option("--shard", args.shard, "Only the I-th of N parts of the list")->type_name("I/N");
  command.add_option("--shard-by", args.shard_by, "hash of the source, or position in the list")
      ->check(CLI::IsMember({"hash", "position"}))
      ->type_name("HOW")
      ->capture_default_str();
  command.add_flag("--manifest", args.manifest,
                   "Write first what made the lines: list, rules, version, shard (--shard always does)");
  command.add_flag("--resume", args.resume, "Skip sources that the output file already holds, and append");
  command
      .add_option("--retry", args.retry,
                  "With --resume: try errors again: error (open, crash), time, memory; exits "
                  "with 4 when some are left")
      ->type_name("REASONS");
  command.add_option("--attempts", args.attempts, "Tries of one source, the first included")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
}

}  // namespace

void add_fleet(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("fleet", "Audit many repositories into JSON Lines");
  command->add_option("SOURCES", args->where,
                      "A file with one source a line (- for standard input), or a folder of repositories");
  add_audit_options(*command, *args);
  add_shard_options(*command, *args);
  command->footer("Example:\n  auditor fleet repositories.txt --output audits.jsonl --resume");
  add_fleet_merge(*command, context);
  add_fleet_status(*command, context);
  add_fleet_diff(*command, context);
  add_site(*command, context);
  command->callback([args, command, &context] {
    if (!command->get_subcommands().empty()) return;  // which has run
    context.exit_code = args->where.empty()
                            ? complain(Error{ErrorCode::usage, "SOURCES is required (see auditor fleet --help)", {}, 0})
                            : run(*args, context);
  });
}

}  // namespace auditor::cli
