// What the program's commands share. Each command is one file that adds itself to the application.
#pragma once

#include "auditor/cli/options.h"
#include "auditor/core/json.h"
#include "auditor/core/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::cli {

// Exit codes are part of the product (README, "Exit codes").
enum ExitCode : int { ok = 0, findings = 1, usage = 2, source = 3 };

struct Context {
  int exit_code = ok;         // set by the command that ran
  bool quiet = false;         // --quiet: no messages but errors, no summaries
  bool color_allowed = true;  // --no-color or NO_COLOR unset
  std::string rules_dir;      // --rules-dir; empty: embedded data
  Json report;                // the last one made: kept to the end, where nothing is destroyed (main.cpp)
};

// An error on standard error.
void complain(std::string_view message);
// Exit code that belongs to an error; also complains.
int complain(const Error& error);

// "cannot be read: No such file or directory", with the system's reason for what just failed.
[[nodiscard]] std::string because_of_system(std::string_view what);

// Bytes of a file, or of standard input for "-". Bounded.
[[nodiscard]] Result<std::string> read_input(const std::string& path, std::size_t limit = 256U << 20U);

// Writes to a file through a temporary name, or to standard output for "" and "-".
[[nodiscard]] Result<void> write_output(const std::string& path, std::string_view bytes);

// Whether everything that was printed has reached standard output. Error: usage, with the cause (a full disk).
[[nodiscard]] Result<void> finish_output();

// Versions of the program, its data and its libraries.
[[nodiscard]] std::string version_text();

// Commands, in the order of --help. Each is defined in the file named after it.
void add_audit(CLI::App& app, Context& context);
void add_gate(CLI::App& app, Context& context);
void add_facts(CLI::App& app, Context& context);
void add_inspect(CLI::App& app, Context& context);
void add_rules(CLI::App& app, Context& context);
void add_render(CLI::App& app, Context& context);
void add_completion(CLI::App& app, Context& context);
void add_manual(CLI::App& app, Context& context);
void add_compare(CLI::App& app, Context& context);
void add_diff(CLI::App& app, Context& context);
void add_history(CLI::App& app, Context& context);
void add_fleet(CLI::App& app, Context& context);

// --format and --output of the commands that print text or JSON.
void add_text_or_json(CLI::App& command, std::string& format, std::string& output);

// Subcommands of `inspect`, one file each: inspect_card.cpp, inspect_license.cpp, inspect_weights.cpp.
void add_inspect_card(CLI::App& inspect, Context& context);
void add_inspect_license(CLI::App& inspect, Context& context);
void add_inspect_weights(CLI::App& inspect, Context& context);

}  // namespace auditor::cli
