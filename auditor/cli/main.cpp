// The program: arguments in, exit code out. Everything else is in the library.
#include "auditor/cli/command.h"
#include "auditor/cli/explain.h"
#include "auditor/cli/fix.h"
#include "auditor/cli/init.h"
#include "auditor/cli/inventory.h"
#include "auditor/cli/log.h"
#include "auditor/cli/may.h"
#include "auditor/cli/notice.h"
#include "auditor/cli/pack.h"
#include "auditor/cli/uses.h"
#include "auditor/cli/verify.h"
#include "auditor/cli/waive.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iostream>
#include <malloc.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// A folder given with --rules-dir must hold rule sets: a typo would silently mean the embedded ones.
std::string rules_folder_problem(const std::string& folder) {
  std::error_code failed;
  if (!std::filesystem::is_directory(folder, failed)) return folder + ": there is no such folder";
  for (const char* below : {"/sets", ""})
    for (std::filesystem::directory_iterator at(folder + below, failed), end; !failed && at != end;
         at.increment(failed))
      if (at->path().extension() == ".yaml") return {};
  return folder + ": holds no rule set (*.yaml, or sets/*.yaml)";
}

// The command that the arguments led to: "auditor rules show".
std::pair<const CLI::App*, std::string> command_meant(const CLI::App& app) {
  const CLI::App* command = &app;
  std::string name = "auditor";
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    name += " " + command->get_name();
  }
  return {command, name};
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(inner->get_name());
  return names;
}

// "; did you mean --format?" for a misspelt option that a message speaks of.
std::string option_meant(const CLI::App& command, const std::string& error) {
  std::vector<std::string> known;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  for (std::string_view word : split(error, ' ')) {
    word = word.substr(0, word.find('='));
    if (!word.starts_with("--") || std::find(known.begin(), known.end(), word) != known.end()) continue;
    if (std::string meant = did_you_mean(word, known); !meant.empty()) return meant;
  }
  return {};
}

// What is wrong with the arguments, and where help is.
std::string usage_message(const CLI::App& app, const std::string& error) {
  const auto [command, name] = command_meant(app);
  std::string message = error + option_meant(*command, error);
  if (command->get_require_subcommand_min() > 0) {
    const auto words = app.remaining(true);
    if (words.empty()) message = "a command is needed: ";
    else
      message =
          (words[0].starts_with("-") ? "there is no option " : "there is no command ") + words[0] + "; commands: ";
    const auto names = names_of_commands(*command);
    if (!words.empty() && !words[0].starts_with("-"))
      message.insert(message.find("; commands"), did_you_mean(words[0], names));
    message += fmt::format("{}", fmt::join(names, ", "));
  }
  return message + " (see " + name + " --help)";
}

// The log is set up by arguments that could be read; here they could not.
LogFormat log_format_in(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--log-format=json" ||
        (word == "--log-format" && i + 1 < argc && argv[i + 1] == std::string_view("json")))
      return LogFormat::json;
  }
  return LogFormat::text;
}

// `auditor .` audits: when the first word is no command and looks like a source, "audit" goes before it.
std::vector<char*> with_command(const CLI::App& app, int argc, char** argv) {
  std::vector<char*> words(argv, argv + argc);
  const auto commands = names_of_commands(app);
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--log-format" || word == "--rules-dir") ++i;  // the word after it is its value
    if (word.starts_with("-")) continue;
    std::error_code failed;
    const bool command = std::find(commands.begin(), commands.end(), word) != commands.end();
    const bool source = word.find_first_of("./:") != std::string_view::npos || std::filesystem::exists(word, failed);
    static char audit[] = "audit";
    if (!command && source) words.insert(words.begin() + 1, audit);
    break;
  }
  return words;
}

struct LogArgs {
  LogOptions options;
  std::string format = "text";
};

// What holds for every command; `context` and `log` outlive the parsing.
void add_common_options(CLI::App& app, Context& context, LogArgs& log) {
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag(
      "--version", [] { return version_text(); }, "Versions of the program, its data and its libraries");
  app.add_flag("-q,--quiet", context.quiet, "Say nothing but errors");
  app.add_flag("-v,--verbose", log.options.verbose,
               "Say what is done and what could not be read; twice also how long it took");
  app.add_option("--log-format", log.format, "Messages on standard error: text, or json (one object a line)")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT")
      ->capture_default_str();
  app.add_flag_callback(
      "--no-color", [&context] { context.color_allowed = false; }, "No colour (also NO_COLOR)");
  app.add_option("--rules-dir", context.rules_dir, "Rule sets of this folder go before the embedded ones of their name")
      ->type_name("FOLDER")
      ->check(rules_folder_problem);
  app.parse_complete_callback([&context, &log] {
    log.options.quiet = context.quiet;
    log.options.format = log.format == "json" ? LogFormat::json : LogFormat::text;
    set_up_log(log.options);
  });
  app.footer("Examples:\n  auditor .\n  auditor audit . --report html=report.html");
}

void add_commands(CLI::App& app, Context& context) {
  add_audit(app, context);
  add_gate(app, context);
  add_init(app, context);
  add_waive(app, context);
  add_facts(app, context);
  add_inspect(app, context);
  add_rules(app, context);
  add_explain(app, context);
  add_render(app, context);
  add_verify(app, context);
  add_pack(app, context);
  add_compare(app, context);
  add_diff(app, context);
  add_history(app, context);
  add_inventory(app, context);
  add_uses(app, context);
  add_may(app, context);
  add_notice(app, context);
  add_fix(app, context);
  add_fleet(app, context);
  add_completion(app, context);
  add_manual(app, context);
}

int run(int argc, char** argv) {
  static Context context;  // outlives this function: what it keeps need not be destroyed
  context.color_allowed = std::getenv("NO_COLOR") == nullptr;
  CLI::App app{"Audits machine-learning model repositories for openness and accountability."};
  LogArgs log;
  add_common_options(app, context, log);
  add_commands(app, context);

  try {
    std::vector<char*> words = with_command(app, argc, argv);
    if (const CLI::Parsed parsed = app.parse(static_cast<int>(words.size()), words.data()); parsed.failed) {
      log.options.format = log_format_in(argc, argv);
      set_up_log(log.options);
      complain(usage_message(app, parsed.error));
      return usage;
    }
  } catch (const std::exception& e) {
    complain(std::string("internal error: ") + e.what());
    return usage;
  }
  if (context.exit_code == ok || context.exit_code == findings)
    if (const auto printed = finish_output(); !printed) return complain(printed.error());
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
