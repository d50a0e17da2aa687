#include "auditor/core/processes.h"

#include "tests/support/catch.h"

#include <csignal>
#include <cstdlib>
#include <map>
#include <new>
#include <thread>
#include <unistd.h>

using namespace auditor;

namespace {

std::map<std::size_t, WorkEnd> run(std::size_t count, const std::function<std::string(std::size_t)>& work,
                                   ProcessLimits limits = {}) {
  std::map<std::size_t, WorkEnd> ends;
  REQUIRE(run_in_processes({count, work, [](std::size_t) { return true; },
                            [&](std::size_t i, WorkEnd end) { ends.emplace(i, std::move(end)); }},
                           limits));
  return ends;
}

}  // namespace

TEST_CASE("work is done in as many processes as asked for, and every output comes back whole") {
  ProcessLimits limits;
  limits.jobs = 3;
  const auto ends = run(
      50, [](std::size_t i) { return std::to_string(i) + std::string(i * 10000, 'x'); }, limits);
  REQUIRE(ends.size() == 50);
  for (const auto& [i, end] : ends) {
    CHECK(end.reason == WorkEnd::Reason::done);
    CHECK(end.output == std::to_string(i) + std::string(i * 10000, 'x'));
  }
}

TEST_CASE("work that crashes, ends the process, hangs or takes all memory costs itself and nothing else") {
  ProcessLimits limits;
  limits.jobs = 2;
  limits.time = std::chrono::seconds(1);
  const auto ends = run(
      12,
      [](std::size_t i) -> std::string {
        if (i == 1) ::raise(SIGUSR1);
        if (i == 4) ::_exit(0);
        if (i == 6) std::this_thread::sleep_for(std::chrono::hours(1));
        if (i == 9) throw std::bad_alloc();
        return "fine";
      },
      limits);
  REQUIRE(ends.size() == 12);
  CHECK(ends.at(4).reason == WorkEnd::Reason::crash);
  CHECK(ends.at(6).reason == WorkEnd::Reason::time);
  CHECK(ends.at(9).reason == WorkEnd::Reason::memory);
  CHECK(ends.at(1).reason == WorkEnd::Reason::crash);
  CHECK(ends.at(1).signal == SIGUSR1);
  for (const std::size_t i : {0, 2, 3, 5, 7, 8, 10, 11}) CHECK(ends.at(i).output == "fine");
}

TEST_CASE("a number that may not start yet waits for those before it") {
  std::size_t ended = 0;
  ProcessLimits limits;
  limits.jobs = 4;
  REQUIRE(run_in_processes({20, [](std::size_t) { return std::string("x"); },
                            [&](std::size_t i) {
                              CHECK(i <= ended + 1);
                              return i <= ended;
                            },
                            [&](std::size_t, const WorkEnd&) { ++ended; }},
                           limits));
  CHECK(ended == 20);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("memory is bounded a process") {
  ProcessLimits limits;
  limits.memory = 200U << 20U;
  const auto ends = run(
      2,
      [](std::size_t i) {
        const std::string taken(i == 0 ? std::size_t{1} << 30U : 1000, 'x');
        return taken.substr(0, 1);
      },
      limits);
  CHECK(ends.at(0).reason == WorkEnd::Reason::memory);
  CHECK(ends.at(1).output == "x");
}
#endif
