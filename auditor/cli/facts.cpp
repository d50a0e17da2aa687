// auditor facts SOURCE: the facts document, unjudged.
#include "auditor/assess/explain_fact.h"
#include "auditor/cli/pipeline.h"
#include "auditor/report/escape.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  std::string output;
  std::string explain;
};

void run(const Args& args, Context& context) {
  auto facts = gather_facts(args.source);
  if (!facts) {
    context.exit_code = complain(facts.error());
    return;
  }
  std::string text;
  if (args.explain.empty()) {
    text = report::dump_safe(*facts);
  } else if (auto explained = assess::explain_fact(*facts, args.explain)) {
    text = std::move(*explained);
  } else {
    context.exit_code = complain(
        {ErrorCode::usage, "no fact " + args.explain + ": give a path such as documentation.parameters", {}, 0});
    return;
  }
  if (auto written = write_output(args.output, text); !written) context.exit_code = complain(written.error());
}

}  // namespace

void add_facts(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("facts", "Print the evidence as one JSON document, unjudged");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  command->add_option("-o,--output", args->output, "Write to this file instead of standard output")->type_name("FILE");
  command
      ->add_option("--explain", args->explain,
                   "Print how this fact came about: its value and the lines it was read from")
      ->type_name("FACT");
  command->footer(
      "Examples:\n  auditor facts . | jq .licenses.weights\n  auditor facts . --explain documentation.parameters");
  command->callback([args, &context] { run(*args, context); });
}

}  // namespace auditor::cli
