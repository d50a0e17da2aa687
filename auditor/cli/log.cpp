#include "auditor/cli/log.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"

#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

namespace auditor::cli {
namespace {

// The one log of a process.
struct Log {
  spdlog::logger logger{"auditor", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  LogOptions options;

  Log() {
    logger.set_pattern("auditor: %v");
    logger.set_level(spdlog::level::warn);
    logger.flush_on(spdlog::level::trace);
  }
};

Log& log() {
  static Log the_log;
  return the_log;
}

spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::error: return spdlog::level::err;
    case Level::warning: return spdlog::level::warn;
    case Level::info: return spdlog::level::info;
    case Level::debug: break;
  }
  return spdlog::level::debug;
}

std::string_view name_of(Level level) {
  switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::info: return "info";
    case Level::debug: break;
  }
  return "debug";
}

// "path:line: message", as errors are shown.
std::string as_text(std::string_view message, const Json& fields) {
  const std::string_view path = text(fields, "path");
  const auto line = number(fields, "line");
  if (path.empty()) return printable(message);
  return line == 0 ? fmt::format("{}: {}", printable(path), printable(message))
                   : fmt::format("{}:{}: {}", printable(path), line, printable(message));
}

// Without the braces: the pattern adds time and level.
std::string as_json(Level level, std::string_view message, Json fields) {
  if (!fields.is_object()) fields = Json::object();
  if (text(fields, "path").empty()) fields.erase("path");
  if (number(fields, "line") == 0) fields.erase("line");
  fields["level"] = name_of(level);
  fields["message"] = message;
  const std::string object = dump_json(fields, -1);
  return object.substr(1);
}

}  // namespace

void set_up_log(const LogOptions& options) {
  spdlog::logger& logger = log().logger;
  log().options = options;
  logger.set_level(options.quiet          ? spdlog::level::err
                   : options.verbose == 0 ? spdlog::level::warn
                   : options.verbose == 1 ? spdlog::level::info
                                          : spdlog::level::debug);
  if (options.format == LogFormat::json)
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v)",
                                                                     spdlog::pattern_time_type::utc));
}

bool logs(Level level) { return log().logger.should_log(spdlog_level(level)); }

void say(Level level, std::string_view message, const Json& fields) {
  if (!logs(level)) return;
  const bool json = log().options.format == LogFormat::json;
  const std::string line = json ? as_json(level, message, fields) : as_text(message, fields);
  log().logger.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

Stopwatch::~Stopwatch() {
  if (!logs(Level::debug)) return;
  const auto taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start_);
  const double milliseconds = static_cast<double>(taken.count()) / 1000.0;
  say(Level::debug, fmt::format("{}: {:.1f} ms", what_, milliseconds), {{"milliseconds", milliseconds}});
}

void Progress::show(std::string_view what, std::uint64_t done, std::uint64_t total) {
  if (Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::milliseconds(100);
  const LogOptions& options = log().options;
  if (options.quiet || options.format == LogFormat::json || isatty(STDERR_FILENO) != 1) return;
  std::cerr << "\r\x1b[K" << printable(what) << ": " << done;
  if (total != 0) std::cerr << " of " << total;
  std::cerr << std::flush;
  shown_ = true;
}

Progress::~Progress() {
  if (shown_) std::cerr << "\r\x1b[K" << std::flush;
}

}  // namespace auditor::cli
