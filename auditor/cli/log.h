// What the program says beside its results, on standard error: messages by level, and how far long work is.
// Levels: error always, warning unless --quiet, info with --verbose, debug with --verbose twice.
#pragma once

#include "auditor/core/json.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace auditor::cli {

enum class Level { error, warning, info, debug };
enum class LogFormat { text, json };  // json: one object a line: time, level, message, and the fields of the message

struct LogOptions {
  bool quiet = false;
  int verbose = 0;
  LogFormat format = LogFormat::text;
};

// Called once, when the arguments are known; before it messages are text and as without options.
void set_up_log(const LogOptions& options);
[[nodiscard]] bool logs(Level level);

// `fields` (path, line, milliseconds…) stand beside the message in JSON; in text only its path and line do, before it.
void say(Level level, std::string_view message, const Json& fields = Json::object());

// Says at its end how long something took (debug).
class Stopwatch {
 public:
  explicit Stopwatch(std::string_view what) : what_(what) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch();

 private:
  using Clock = std::chrono::steady_clock;
  std::string_view what_;
  Clock::time_point start_ = Clock::now();
};

// One line on a terminal that is written over; nothing elsewhere, with --quiet, or while the work is short.
class Progress {
 public:
  Progress() = default;
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // "what: done of total"; a total of 0 is unknown. May be called often.
  void show(std::string_view what, std::uint64_t done, std::uint64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point next_ = Clock::now() + std::chrono::milliseconds(500);
  bool shown_ = false;
};

}  // namespace auditor::cli
