#include "tests/support/run.h"

#include "tests/support/git_fixture.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace auditor::test {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// `env NAME=value … auditor ARGUMENT…`, for a shell.
std::string command_line(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  std::string command = "env";
  for (const std::string& variable : environment) command += " " + quoted(variable);
  command += " " + quoted(AUDITOR_BINARY);
  for (const std::string& argument : arguments) command += " " + quoted(argument);
  return command;
}

int exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

}  // namespace

Run run_auditor(const std::vector<std::string>& arguments, const std::string& input,
                const std::vector<std::string>& environment) {
  const TempFolder folder;
  folder.write("in", input);
  const std::string command = command_line(arguments, environment) + " <" + quoted(folder.str() + "/in") + " >" +
                              quoted(folder.str() + "/out") + " 2>" + quoted(folder.str() + "/err");
  const int status = std::system(command.c_str());
  return {exit_code(status), read_all(folder.path() / "out"), read_all(folder.path() / "err")};
}

Run run_auditor_to(const std::string& file, const std::vector<std::string>& arguments) {
  const TempFolder folder;
  const std::string command = command_line(arguments, {}) + " >" + quoted(file) + " 2>" + quoted(folder.str() + "/err");
  const int status = std::system(command.c_str());
  return {exit_code(status), {}, read_all(folder.path() / "err")};
}

Run run_on_terminal(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  const std::string command = command_line(arguments, environment);
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child < 0) return {};
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
  }
  Run run;
  char buffer[4096];
  // The end of the child reads as an error of the terminal.
  for (ssize_t n = read(terminal, buffer, sizeof buffer); n > 0; n = read(terminal, buffer, sizeof buffer))
    run.out.append(buffer, static_cast<std::size_t>(n));
  int status = 0;
  waitpid(child, &status, 0);
  close(terminal);
  run.code = exit_code(status);
  return run;
}

}  // namespace auditor::test
