// An end for calls that wait for the network without one.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <thread>

namespace auditor::source {

// While it lives, and when nothing has moved for `patience`, system calls of the thread that made it are interrupted,
// again and again, until what waits in them gives up. libgit2 sets no time limits and tries no interrupted call again.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::milliseconds patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Something has moved; from now on wait so long.
  void moved(std::chrono::milliseconds patience);
  [[nodiscard]] bool barked() const { return barked_; }

 private:
  void watch();

  pthread_t watched_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::chrono::steady_clock::time_point deadline_;
  bool over_ = false;
  std::atomic<bool> barked_{false};
  std::thread thread_;
};

}  // namespace auditor::source
