#include "auditor/fleet/stop_request.h"

#include <ctime>

namespace auditor::fleet {
namespace {

sigset_t terminate() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

StopRequest::StopRequest() {
  const sigset_t set = terminate();
  ::sigprocmask(SIG_BLOCK, &set, &before_);
}

StopRequest::~StopRequest() {
  const sigset_t set = terminate();
  const timespec at_once{};
  if (asked()) (void)::sigtimedwait(&set, nullptr, &at_once);
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool StopRequest::asked() const {
  sigset_t pending;
  sigemptyset(&pending);
  return ::sigpending(&pending) == 0 && sigismember(&pending, SIGTERM) == 1;
}

}  // namespace auditor::fleet
