// A SIGTERM that waits: the work at hand is finished before it is obeyed.
#pragma once

#include <csignal>

namespace auditor::fleet {

// While one is there, SIGTERM neither ends the process nor those made from it.
class StopRequest {
 public:
  StopRequest();
  ~StopRequest();  // a signal that came meanwhile is taken
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  // Whether the signal has come.
  [[nodiscard]] bool asked() const;

 private:
  sigset_t before_{};
};

}  // namespace auditor::fleet
