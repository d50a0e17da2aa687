#include "tests/support/run.h"

#include "tests/support/git_fixture.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/wait.h>

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

}  // namespace

Run run_auditor(const std::vector<std::string>& arguments, const std::string& input,
                const std::vector<std::string>& environment) {
  const TempFolder folder;
  folder.write("in", input);
  std::string command = "env";
  for (const std::string& variable : environment) command += " " + quoted(variable);
  command += " " + quoted(AUDITOR_BINARY);
  for (const std::string& argument : arguments) command += " " + quoted(argument);
  command += " <" + quoted(folder.str() + "/in") + " >" + quoted(folder.str() + "/out") + " 2>" +
             quoted(folder.str() + "/err");
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_all(folder.path() / "out"),
          read_all(folder.path() / "err")};
}

}  // namespace auditor::test
