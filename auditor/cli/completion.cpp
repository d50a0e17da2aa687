// auditor completion SHELL and auditor manual: both written from the commands' own definitions, so that they cannot
// differ from --help.
#include "auditor/cli/command.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  std::string shell;
  std::string output;
};

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  std::vector<const CLI::App*> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) commands.push_back(command);
  return commands;
}

// "--format" and "-f" of one command, the help option included.
std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

// What may follow a command: its options, and the commands inside it with theirs; each once.
std::vector<std::string> words_of(const CLI::App& command) {
  std::vector<std::string> words = option_names(command);
  for (const CLI::App* inner : commands_of(command)) {
    words.push_back(inner->get_name());
    if (command.get_parent() == nullptr) continue;
    for (const std::string& word : option_names(*inner))
      if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  return words;
}

std::string bash(const CLI::App& app) {
  std::string out =
      "# bash completion of auditor\n_auditor() {\n  local cur=${COMP_WORDS[COMP_CWORD]} words\n  case "
      "${COMP_WORDS[1]} in\n";
  for (const CLI::App* command : commands_of(app))
    out += fmt::format("    {}) words='{}' ;;\n", command->get_name(), fmt::join(words_of(*command), " "));
  out += fmt::format("    *) words='{}' ;;\n  esac\n", fmt::join(words_of(app), " "));
  return out + "  [ \"$COMP_CWORD\" -eq 1 ] && words='" + fmt::format("{}", fmt::join(words_of(app), " ")) +
         "'\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\") $(compgen -f -- \"$cur\"))\n}\ncomplete -o filenames -F "
         "_auditor auditor\n";
}

// Quotes for zsh and fish descriptions.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c != '\'' && c != ':' && c != '[' && c != ']' && c != '\\') out.push_back(c);
  return out;
}

std::string zsh(const CLI::App& app) {
  std::string out = "#compdef auditor\n_auditor() {\n  local -a commands\n  commands=(\n";
  for (const CLI::App* command : commands_of(app))
    out += fmt::format("    '{}:{}'\n", command->get_name(), plain(command->get_description()));
  out += "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n  case $words[2] in\n";
  for (const CLI::App* command : commands_of(app))
    out += fmt::format("    {}) compadd -- {} ;;\n", command->get_name(), fmt::join(words_of(*command), " "));
  return out + "  esac\n  _files\n}\n_auditor \"$@\"\n";
}

std::string fish(const CLI::App& app) {
  std::string out = "# fish completion of auditor\n";
  for (const CLI::App* command : commands_of(app)) {
    const std::string& name = command->get_name();
    out += fmt::format("complete -c auditor -n __fish_use_subcommand -a {} -d '{}'\n", name,
                       plain(command->get_description()));
    for (const CLI::Option* option : command->get_options())
      for (const std::string& word : option->get_lnames())
        out += fmt::format("complete -c auditor -n '__fish_seen_subcommand_from {}' -l {} -d '{}'\n", name, word,
                           plain(option->get_description()));
  }
  return out;
}

// Text of a manual page: backslashes and leading dots have a meaning to roff.
std::string roff(const std::string& text) {
  std::string out;
  for (const std::string_view line : split_lines(text)) {
    if (line.starts_with(".") || line.starts_with("'")) out += "\\&";
    for (const char c : line) out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
    out += "\n";
  }
  return out;
}

// A command and those inside it, each with its own help.
void manual_of(const CLI::App& command, const std::string& parent, std::string& out) {
  const std::string name = parent + " " + command.get_name();
  out += fmt::format(".SS {}\n.nf\n{}.fi\n", name, roff(command.help(parent)));
  for (const CLI::App* inner : commands_of(command)) manual_of(*inner, name, out);
}

std::string manual(const CLI::App& app) {
  std::string out = fmt::format(".TH AUDITOR 1 \"\" \"auditor {}\"\n.SH NAME\nauditor \\- {}.SH COMMANDS\n",
                                AUDITOR_VERSION, roff(app.get_description()));
  for (const CLI::App* command : commands_of(app)) manual_of(*command, "auditor", out);
  return out +
         ".SH EXIT STATUS\n0 done, nothing at or above \\-\\-fail\\-on; 1 findings; 2 usage, configuration or rule "
         "set, or output that could not be written; 3 the source could not be read, or what "
         "verify was given could not be checked, or what fleet merge was given is incomplete. Of fleet also 4: with "
         "\\-\\-retry, some sources could not be audited; 75: stopped by SIGTERM, \\-\\-resume goes on.\n";
}

int write(const std::string& path, const std::string& bytes) {
  const auto written = write_output(path, bytes);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_completion(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("completion", "Print the completion script of a shell");
  command->add_option("SHELL", args->shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->add_option("-o,--output", args->output, "Write to this file instead of standard output")->type_name("FILE");
  command->footer("Example:\n  auditor completion bash > ~/.local/share/bash-completion/completions/auditor");
  command->callback([args, &app, &context] {
    context.exit_code = write(args->output, args->shell == "bash"  ? bash(app)
                                            : args->shell == "zsh" ? zsh(app)
                                                                   : fish(app));
  });
}

void add_manual(CLI::App& app, Context& context) {
  auto output = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("manual", "Print the manual page");
  command->add_option("-o,--output", *output, "Write to this file instead of standard output")->type_name("FILE");
  command->footer("Example:\n  auditor manual | man -l -");
  command->callback([output, &app, &context] { context.exit_code = write(*output, manual(app)); });
}

}  // namespace auditor::cli
