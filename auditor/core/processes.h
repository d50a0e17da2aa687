// Work in processes of its own: what hangs, crashes or takes all memory costs itself and nothing else.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace auditor {

struct ProcessLimits {
  unsigned jobs = 1;
  std::chrono::seconds time{60};     // for one piece of work
  std::uint64_t memory = 1U << 30U;  // bytes of one process; not bounded in builds with sanitizers
};

struct WorkEnd {
  enum class Reason { done, crash, time, memory } reason = Reason::done;
  std::string output;  // when done
  int signal = 0;      // that ended the process, in a crash; 0: it ended by itself
};

// Calls `work` for 0 to count - 1, each in one of `jobs` processes that are made from this one and used again, and
// `ended` in this process as they end. `may_start` can hold back a number (they start in order; when none runs, the
// next one has to be allowed). The caller has one thread. False: no process can be made, and what is left was not done.
struct Work {
  std::size_t count = 0;
  std::function<std::string(std::size_t)> work;
  std::function<bool(std::size_t)> may_start;
  std::function<void(std::size_t, WorkEnd)> ended;
};
[[nodiscard]] bool run_in_processes(const Work& work, const ProcessLimits& limits);

}  // namespace auditor
