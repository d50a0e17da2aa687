// auditor rules: list, show, check and test rule sets.
#include "auditor/explain/rules.h"

#include "auditor/assess/library.h"
#include "auditor/assess/rule_check.h"
#include "auditor/cli/command.h"
#include "auditor/cli/terminal.h"
#include "auditor/core/json.h"
#include "auditor/evidence/licensing/pattern_examples.h"
#include "auditor/report/escape.h"

#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

using assess::Library;

struct Arguments {
  std::vector<std::string> names;
  std::string format = "text";
  std::string output;
  [[nodiscard]] bool json() const { return format == "json"; }
};

// 0, or what the unwritten output means.
int print(const Arguments& arguments, const std::string& text, int code = ok) {
  const auto written = write_output(arguments.output, text);
  return written ? code : complain(written.error());
}
int print(const Arguments& arguments, const Json& value, int code = ok) {
  return print(arguments, report::dump_safe(value), code);
}

std::vector<std::string> chosen(const Library& library, const Arguments& arguments) {
  return arguments.names.empty() ? library.ids() : arguments.names;
}

int list(Context& context, const Arguments& arguments) {
  Library library(context.rules_dir);
  Json all = Json::array();
  std::string text;
  for (const std::string& id : chosen(library, arguments)) {
    const auto set = library.load(id);
    if (!set) return complain(set.error());
    const auto& defaults = assess::default_rule_sets();
    const bool is_default = std::find(defaults.begin(), defaults.end(), (*set)->id) != defaults.end();
    all.push_back(
        {{"id", (*set)->id}, {"title", (*set)->title}, {"rules", (*set)->rules.size()}, {"default", is_default}});
    text += fmt::format("{:<20} {:>3} rules  {}{}\n", (*set)->id, (*set)->rules.size(), (*set)->title,
                        is_default ? "" : "  (by name: --rules)");
  }
  return arguments.json() ? print(arguments, all) : print(arguments, text);
}

int show(Context& context, const Arguments& arguments) {
  Library library(context.rules_dir);
  report::RenderOptions how;
  fit_to_terminal(how, arguments.output, context);
  Json all = Json::array();
  std::string text;
  for (const std::string& name : chosen(library, arguments)) {
    const auto set = library.load(name);
    if (!set) return complain(set.error());
    if (arguments.json()) all.push_back(*(*set)->source);
    else text += (text.empty() ? "" : "\n") + explain::to_text(explain::set_page(**set), how);
  }
  if (arguments.json()) return print(arguments, all.size() == 1 ? all[0] : all);
  return print(arguments, text);
}

int check(Context& context, const Arguments& arguments) {
  Library library(context.rules_dir);
  const auto names = chosen(library, arguments);
  std::vector<Error> errors;
  for (const std::string& name : names) {
    auto found = assess::check_rule_set(library, name);
    errors.insert(errors.end(), found.begin(), found.end());
  }
  auto more = assess::check_unique_ids(library, names);
  if (arguments.names.empty()) {
    const auto verdict = assess::check_verdict(library);
    more.insert(more.end(), verdict.begin(), verdict.end());
  }
  errors.insert(errors.end(), more.begin(), more.end());
  if (arguments.json()) {
    Json all = Json::array();
    for (const Error& e : errors) all.push_back({{"path", e.path}, {"line", e.line}, {"message", e.message}});
    return print(arguments, all, errors.empty() ? ok : usage);
  }
  for (const Error& e : errors) complain(e);
  if (!errors.empty()) return usage;
  return context.quiet ? static_cast<int>(ok)
                       : print(arguments, names.size() == 1 ? "the rule set is sound\n"
                                                            : fmt::format("{} rule sets are sound\n", names.size()));
}

int test(Context& context, const Arguments& arguments) {
  Library library(context.rules_dir);
  std::size_t total = 0;
  std::size_t failed = 0;
  Json all = Json::array();
  std::string text;
  for (const std::string& name : chosen(library, arguments)) {
    // Examples of a file with mistakes would be passed over in silence.
    const auto mistakes = assess::check_rule_set(library, name);
    for (const Error& e : mistakes) complain(e.str());
    if (!mistakes.empty()) return usage;
    const auto set = library.load(name);
    if (!set) return complain(set.error());
    for (const auto& result : assess::test_examples(**set)) {
      ++total;
      failed += result.ok() ? 0U : 1U;
      all.push_back({{"rule_set", (*set)->id},
                     {"rule", result.rule},
                     {"example", result.index},
                     {"expected", result.expected},
                     {"got", result.got},
                     {"ok", result.ok()}});
      if (!result.ok())
        text += fmt::format("{}: {} example {} of {} gives {}\n", (*set)->id, result.expected, result.index + 1,
                            result.rule, result.got);
    }
  }
  if (arguments.names.empty() && context.rules_dir.empty())
    for (const auto& result : evidence::test_patterns()) {
      ++total;
      failed += result.ok ? 0U : 1U;
      const std::string_view expected = result.finds ? "finds" : "finds_nothing";
      all.push_back({{"rule_set", "language/patterns"},
                     {"rule", result.pattern},
                     {"example", result.index},
                     {"expected", expected},
                     {"got", result.ok == result.finds ? "finds" : "finds_nothing"},
                     {"ok", result.ok}});
      if (!result.ok)
        text += fmt::format("language/patterns: {} example {} of {} does otherwise\n", expected, result.index + 1,
                            result.pattern);
    }
  text += fmt::format("{} examples, {} failed\n", total, failed);
  const int code = failed == 0 ? ok : usage;
  return arguments.json() ? print(arguments, all, code) : print(arguments, text, code);
}

void add(CLI::App& rules, Context& context, const char* name, const char* help, const char* example,
         int (*run)(Context&, const Arguments&)) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = rules.add_subcommand(name, help);
  command->add_option("SET", arguments->names, "Rule set ids or YAML files; none: all");
  add_text_or_json(*command, arguments->format, arguments->output);
  command->footer(fmt::format("Example:\n  auditor rules {}", example));
  command->callback([&context, arguments, run] { context.exit_code = run(context, *arguments); });
}

}  // namespace

void add_rules(CLI::App& app, Context& context) {
  CLI::App* rules = app.add_subcommand("rules", "The rule sets: list, show, check, test");
  rules->require_subcommand(1);
  rules->footer("Example:\n  auditor rules show mof-1.0");
  add(*rules, context, "list", "List rule sets", "list --format json", list);
  add(*rules, context, "show", "Explain a rule set: its rules, what to do, how levels come about", "show mof-1.0",
      show);
  add(*rules, context, "check", "Find mistakes in rule sets, with file and line", "check my-rules.yaml", check);
  add(*rules, context, "test", "Evaluate the examples inside rule sets", "test my-rules.yaml", test);
}

}  // namespace auditor::cli
