// auditor fleet LIST|FOLDER: many repositories, one JSON line each, in parallel; can resume and be split into shards.
#include "auditor/cli/log.h"
#include "auditor/cli/output.h"
#include "auditor/cli/pipeline.h"
#include "auditor/cli/site.h"
#include "auditor/core/processes.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/source/redact.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <map>
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
  bool resume = false;
  bool full = false;
  unsigned jobs = 0;
  unsigned seconds = 60;
  unsigned megabytes = 1024;
};

// The sources to audit, in a fixed order: lines of a file, or the folders below a folder.
Result<std::vector<std::string>> read_sources(const std::string& where) {
  std::vector<std::string> sources;
  std::error_code failed;
  if (fs::is_directory(where, failed)) {
    for (const auto& entry : fs::directory_iterator(where, failed))
      if (entry.is_directory(failed) && !entry.path().filename().string().starts_with('.'))  // .locks of a cache
        sources.push_back(entry.path().string());
    std::sort(sources.begin(), sources.end());
    return sources;
  }
  const auto text = read_input(where);
  if (!text) return tl::unexpected(text.error());
  for (const std::string_view line : split_lines(*text))
    if (const std::string_view source = trim(line); !source.empty() && source[0] != '#') sources.emplace_back(source);
  return sources;
}

// "2/5": the second of five shards.
Result<std::vector<std::string>> take_shard(std::vector<std::string> sources, const std::string& shard) {
  if (shard.empty()) return sources;
  unsigned index = 0;
  unsigned count = 0;
  char rest = 0;
  if (std::sscanf(shard.c_str(), "%u/%u%c", &index, &count, &rest) != 2 || index == 0 || index > count)
    return fail(ErrorCode::usage, "--shard takes I/N with 1 <= I <= N, not '" + shard + "'");
  std::vector<std::string> mine;
  for (std::size_t i = index - 1; i < sources.size(); i += count) mine.push_back(std::move(sources[i]));
  return mine;
}

// A run that was killed leaves half a line, which the next one must not write on to.
void drop_half_line(const std::string& output) {
  std::ifstream in(output, std::ios::binary);
  std::uintmax_t whole = 0;
  for (std::string line; std::getline(in, line) && !in.eof();) whole += line.size() + 1;
  in.close();
  std::error_code ignored;
  if (fs::is_regular_file(output, ignored) && fs::file_size(output, ignored) > whole)
    fs::resize_file(output, whole, ignored);
}

// Sources that an earlier run has written, from its JSON Lines.
std::set<std::string> finished(const std::string& output) {
  std::set<std::string> done;
  std::ifstream in(output);
  for (std::string line; std::getline(in, line);)
    if (const auto record = parse_json(line, output); record && record->is_object())
      done.insert(record->value("input", ""));
  return done;
}

Json concluded_of(const Json& scope) {
  const Json* concluded = find_path(scope, "license.concluded");
  return concluded == nullptr ? Json() : *concluded;
}

Json digest_of(const std::string& input, const Result<Json>& report, bool full) {
  if (!report) return {{"input", input}, {"error", report.error().str()}, {"reason", "open"}};
  if (full) return {{"input", input}, {"report", *report}};
  Json scopes = Json::object();
  const Json all = report->value("scopes", Json::object());
  for (const auto& [scope, value] : all.items())
    scopes[scope] = {{"status", value.value("status", "unknown")}, {"license", concluded_of(value)}};
  const Json* verdict = find_path(*report, "verdict.class");
  const Json* bias = find_path(*report, "bias.level");
  return {{"input", input},
          {"name", (*report)["source"].value("name", "")},
          {"commit", (*report)["source"].value("commit", "")},
          {"verdict", verdict == nullptr ? Json() : *verdict},
          {"scopes", std::move(scopes)},
          {"bias", bias == nullptr ? Json() : *bias},
          {"levels", report->value("levels", Json::object())},
          {"summary", report->value("summary", Json::object())}};
}

// What ends one audit by an exception ends no other.
Result<Json> report_of(const std::string& where, const RuleArgs& rules, const Context& context) {
  SourceArgs source;
  source.where = where;
  const std::string shown = source::without_credentials(where);
  try {
    return make_report(source, rules, context);
  } catch (const std::bad_alloc&) {
    throw;  // ends the process, which has taken all it may
  } catch (const std::exception& e) {
    return fail(ErrorCode::source, std::string("internal error: ") + e.what(), shown);
  }
}

// Of an audit that did not end by itself.
Json lost_line(const std::string& input, const WorkEnd& how, const Args& args) {
  Json line = {{"input", input}};
  switch (how.reason) {
    case WorkEnd::Reason::time:
      line["error"] = input + ": no end in " + std::to_string(args.seconds) + " seconds";
      line["reason"] = "time";
      break;
    case WorkEnd::Reason::memory:
      line["error"] = input + ": takes more than " + std::to_string(args.megabytes) + " MiB of memory";
      line["reason"] = "memory";
      break;
    default:
      line["error"] = input + ": the audit crashed";
      line["reason"] = "crash";
      if (how.signal != 0) line["signal"] = how.signal;
  }
  return line;
}

// Runs the audits, each in a process of its own, and hands their lines on in the order of the sources, whatever order
// they end in. Lines that wait for an earlier one are bounded, so memory does not grow with the number of repositories.
class Fleet {
 public:
  Fleet(std::vector<std::string> sources, const Args& args, const Context& context, std::ostream& out)
      : sources_(std::move(sources)), args_(args), context_(context), out_(out) {}

  Result<std::map<std::string, std::size_t>> run() {
    ProcessLimits limits;
    limits.jobs = std::max(1U, args_.jobs != 0 ? args_.jobs : std::thread::hardware_concurrency());
    limits.jobs = static_cast<unsigned>(std::min<std::size_t>(limits.jobs, std::max<std::size_t>(sources_.size(), 1)));
    limits.time = std::chrono::seconds(args_.seconds);
    limits.memory = std::uint64_t{args_.megabytes} << 20U;
    out_.flush();
    const Work work{sources_.size(), [this](std::size_t i) { return audit(i); },
                    [this](std::size_t i) { return i < written_ + max_waiting; },
                    [this](std::size_t i, WorkEnd how) { finish(i, std::move(how)); }};
    if (!run_in_processes(work, limits)) return fail(ErrorCode::source, because_of_system("no process can be made"));
    return verdicts_;
  }

 private:
  static constexpr std::size_t max_waiting = 64;

  // The line, behind a word for the summary.
  [[nodiscard]] std::string audit(std::size_t index) const {
    const std::string shown = source::without_credentials(sources_[index]);
    const Json line = digest_of(shown, report_of(sources_[index], args_.rules, context_), args_.full);
    if (line.contains("error")) say(Level::warning, line["error"].get<std::string>(), {{"source", shown}});
    return word_for(line) + "\n" + dump_json(line, -1);
  }

  static std::string word_for(const Json& line) {
    if (line.contains("error")) return "error";
    return line.contains("verdict") && line["verdict"].is_string() ? line["verdict"].get<std::string>() : "reported";
  }

  void finish(std::size_t index, WorkEnd how) {
    std::string word = "error";
    std::string line;
    if (how.reason == WorkEnd::Reason::done) {
      const std::size_t end = how.output.find('\n');
      word = how.output.substr(0, end);
      line = how.output.substr(end + 1);
    } else {
      const std::string shown = source::without_credentials(sources_[index]);
      const Json lost = lost_line(shown, how, args_);
      say(Level::warning, lost["error"].get<std::string>(), {{"source", shown}});
      line = dump_json(lost, -1);
    }
    ++verdicts_[word];
    waiting_.emplace(index, std::move(line));
    while (!waiting_.empty() && waiting_.begin()->first == written_) {
      out_ << waiting_.begin()->second << "\n";
      waiting_.erase(waiting_.begin());
      ++written_;
    }
    out_.flush();
    progress_.show("repositories audited", written_, sources_.size());
  }

  std::vector<std::string> sources_;
  const Args& args_;
  const Context& context_;
  std::ostream& out_;
  std::map<std::size_t, std::string> waiting_;
  std::size_t written_ = 0;
  Progress progress_;
  std::map<std::string, std::size_t> verdicts_;
};

int run(const Args& args, const Context& context) {
  if (args.where.empty())
    return complain(Error{ErrorCode::usage, "SOURCES is required (see auditor fleet --help)", {}, 0});
  const bool to_file = !args.output.empty() && args.output != "-";
  if (args.resume && !to_file)
    return complain(Error{ErrorCode::usage, "--resume needs the --output file of the earlier run", {}, 0});
  auto sources = read_sources(args.where);
  if (sources) sources = take_shard(std::move(*sources), args.shard);
  if (!sources) return complain(sources.error());
  if (const auto checked = check_rules(args.rules, context); !checked) return complain(checked.error());
  std::ofstream file;
  if (to_file) {
    if (const auto created = create_output(args.output); !created) return complain(created.error());
    if (args.resume) {
      drop_half_line(args.output);
      const std::set<std::string> done = finished(args.output);
      std::erase_if(*sources, [&](const std::string& s) { return done.contains(source::without_credentials(s)); });
    }
    errno = 0;
    file.open(args.output, args.resume ? std::ios::app : std::ios::trunc);
    if (!file) return complain(Error{ErrorCode::usage, because_of_system("cannot be written"), args.output, 0});
  }
  const auto verdicts =
      Fleet(std::move(*sources), args, context, file.is_open() ? static_cast<std::ostream&>(file) : std::cout).run();
  if (!verdicts) return complain(verdicts.error());
  if (!context.quiet)
    for (const auto& [verdict, count] : *verdicts) std::cerr << fmt::format("{:>7} {}\n", count, verdict);
  errno = 0;
  if (to_file && !file.flush())
    return complain(Error{ErrorCode::usage, because_of_system("cannot be written"), args.output, 0});
  return ok;
}

}  // namespace

void add_fleet(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("fleet", "Audit many repositories into JSON Lines");
  command->add_option("SOURCES", args->where,
                      "A file with one source a line (- for standard input), or a folder of repositories");
  add_rule_options(*command, args->rules);
  command->add_option("-o,--output", args->output, "JSON Lines file; default standard output")->type_name("FILE");
  command->add_flag("--resume", args->resume, "Skip sources that the output file already holds, and append");
  command->add_option("--shard", args->shard, "Only every N-th source, beginning with the I-th")->type_name("I/N");
  command->add_flag("--full", args->full, "Whole reports instead of a digest a line");
  command->add_option("-j,--jobs", args->jobs, "Audits at a time; default one a core")->type_name("N");
  command->add_option("--time-per-source", args->seconds, "Seconds after which an audit is given up")
      ->type_name("SECONDS")
      ->check(CLI::Range(1U, 86400U))
      ->capture_default_str();
  command->add_option("--memory-per-source", args->megabytes, "MiB of memory that an audit may take")
      ->type_name("MIB")
      ->check(CLI::Range(64U, 1U << 20U))
      ->capture_default_str();
  command->footer("Example:\n  auditor fleet repositories.txt --output audits.jsonl --resume");
  add_site(*command, context);
  command->callback([args, command, &context] {
    if (command->get_subcommands().empty()) context.exit_code = run(*args, context);
  });
}

}  // namespace auditor::cli
