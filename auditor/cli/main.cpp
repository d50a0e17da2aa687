// The program: arguments in, exit code out. Everything else is in the library.
#include "auditor/cli/command.h"
#include "auditor/cli/log.h"

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <malloc.h>
#include <string>

namespace auditor::cli {
namespace {

// An audit makes and drops many small things: the heap grows in few steps and is not given back between them.
void set_up_memory() {
#ifdef M_TOP_PAD
  mallopt(M_TOP_PAD, 1 << 19);
  mallopt(M_TRIM_THRESHOLD, 1 << 28);
  mallopt(M_MMAP_THRESHOLD, 1 << 25);
#endif
}

int run(int argc, char** argv) {
  static Context context;  // outlives this function: what it keeps need not be destroyed
  context.color_allowed = std::getenv("NO_COLOR") == nullptr;

  CLI::App app{"Audits machine-learning model repositories for openness and accountability."};
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag(
      "--version", [] { return version_text(); }, "Versions of the program, its data and its libraries");
  app.add_flag("-q,--quiet", context.quiet, "Say nothing but errors");
  LogOptions log;
  app.add_flag("-v,--verbose", log.verbose, "Say what is done and what could not be read; twice also how long it took");
  std::string log_format = "text";
  app.add_option("--log-format", log_format, "Messages on standard error: text, or json (one object a line)")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  app.add_flag_callback(
      "--no-color", [&] { context.color_allowed = false; }, "No colour (also NO_COLOR)");
  app.add_option("--rules-dir", context.rules_dir, "Read rule sets from this folder instead of the embedded ones");
  app.parse_complete_callback([&] {
    log.quiet = context.quiet;
    log.format = log_format == "json" ? LogFormat::json : LogFormat::text;
    set_up_log(log);
  });
  app.footer("Example:\n  auditor audit . --report html=report.html");
  add_audit(app, context);
  add_gate(app, context);
  add_facts(app, context);
  add_inspect(app, context);
  add_rules(app, context);
  add_render(app, context);
  add_compare(app, context);
  add_diff(app, context);
  add_history(app, context);
  add_fleet(app, context);
  add_completion(app, context);
  add_manual(app, context);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e);
    return code == 0 ? ok : usage;
  } catch (const std::exception& e) {
    complain(std::string("internal error: ") + e.what());
    return usage;
  }
  return context.exit_code;
}

}  // namespace
}  // namespace auditor::cli

int main(int argc, char** argv) {
  auditor::cli::set_up_memory();
  const int code = auditor::cli::run(argc, argv);
#ifdef AUDITOR_QUICK_EXIT
  // The system frees what is left; destroying every table first costs a twentieth of a small audit.
  std::cout.flush();
  std::fflush(nullptr);
  std::_Exit(code);
#endif
  return code;
}
