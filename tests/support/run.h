// Runs the built program as a user would, with its output and exit code.
#pragma once

#include <string>
#include <vector>

namespace auditor::test {

struct Run {
  int code = -1;
  std::string out;
  std::string err;
};

// `environment` holds "NAME=value" beside the test's own environment.
[[nodiscard]] Run run_auditor(const std::vector<std::string>& arguments, const std::string& input = {},
                              const std::vector<std::string>& environment = {});

// The same with standard output to a file of the system, "/dev/full"; `out` stays empty.
[[nodiscard]] Run run_auditor_to(const std::string& file, const std::vector<std::string>& arguments);

// The same with standard output and error on a terminal, both in `out`.
[[nodiscard]] Run run_on_terminal(const std::vector<std::string>& arguments,
                                  const std::vector<std::string>& environment = {});

}  // namespace auditor::test
