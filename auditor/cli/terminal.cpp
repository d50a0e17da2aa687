#include "auditor/cli/terminal.h"

#include "auditor/core/text.h"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace auditor::cli {
namespace {

constexpr std::size_t fewest_columns = 40;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

// The first of the three that is set decides, as for setlocale(). None set says nothing of the terminal.
bool speaks_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const std::string_view locale = variable(name); !locale.empty())
      return contains_i(locale, "utf-8") || contains_i(locale, "utf8");
  return true;
}

std::size_t columns() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0U;
}

}  // namespace

void fit_to_terminal(report::RenderOptions& options, const std::string& output, const Context& context,
                     bool width_given) {
  const bool terminal = (output.empty() || output == "-") && isatty(STDOUT_FILENO) == 1;
  options.color = terminal && context.color_allowed && variable("TERM") != "dumb";
  if (!terminal) return;
  options.unicode = options.unicode && speaks_utf8();
  const std::size_t here = columns();
  if (!width_given && here != 0 && here < options.width) options.width = std::max(here, fewest_columns);
}

}  // namespace auditor::cli
