#include "auditor/source/watchdog.h"

#include <csignal>

namespace auditor::source {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int interruption = SIGURG;  // ignored where nothing is set, and used by nothing here
constexpr std::chrono::milliseconds between_barks{200};

void nothing(int) {}

// Without SA_RESTART a call that waits returns.
void let_interrupt() {
  struct sigaction action {};
  action.sa_handler = nothing;
  sigemptyset(&action.sa_mask);
  ::sigaction(interruption, &action, nullptr);
}

}  // namespace

Watchdog::Watchdog(std::chrono::milliseconds patience)
    : watched_(::pthread_self()), deadline_(Clock::now() + patience) {
  let_interrupt();
  thread_ = std::thread([this] { watch(); });
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Watchdog::moved(std::chrono::milliseconds patience) {
  const std::lock_guard lock(mutex_);
  deadline_ = Clock::now() + patience;
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    changed_.wait_until(lock, deadline_, [this] { return over_; });
    if (over_ || Clock::now() < deadline_) continue;
    barked_ = true;
    ::pthread_kill(watched_, interruption);
    deadline_ = Clock::now() + between_barks;
  }
}

}  // namespace auditor::source
