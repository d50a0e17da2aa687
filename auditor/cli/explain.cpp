// auditor explain ID…: what a rule, fact, licence, class or other id of a report means.
#include "auditor/cli/explain.h"

#include "auditor/cli/terminal.h"
#include "auditor/explain/find.h"
#include "auditor/report/escape.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  std::vector<std::string> ids;
  std::vector<std::string> rules;
  std::string format = "text";
  std::string output;
};

int run(const Args& args, const Context& context) {
  assess::Library library(context.rules_dir);
  report::RenderOptions how;
  fit_to_terminal(how, args.output, context);
  std::string text;
  Json all = Json::array();
  for (const std::string& id : args.ids) {
    const auto pages = explain::find_pages(id, library, args.rules);
    if (!pages) return complain(pages.error());
    for (const explain::Page& page : *pages) {
      all.push_back(explain::to_json(page));
      text += (text.empty() ? "" : "\n\n") + explain::to_text(page, how);
    }
  }
  const auto written = write_output(args.output, args.format == "json" ? report::dump_safe(all) : text);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_explain(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("explain", "Say what a rule, fact, licence or class of a report means");
  command
      ->add_option(
          "ID", args->ids,
          "A rule, a rule set or its level (mof-1.0/III), a fact's path (data.status), a licence id, a class, a "
          "kind of doubt, a use, or another word of a report")
      ->required();
  command->add_option("--rules", args->rules, "More rule sets to look in: YAML files; a comma between them")
      ->delimiter(',')
      ->type_name("FILE");
  add_text_or_json(*command, args->format, args->output);
  command->footer(
      "Examples:\n  auditor explain weights-license-text\n  auditor explain data.status restricted-weights "
      "CC-BY-NC-4.0");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
