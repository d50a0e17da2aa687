// auditor facts SOURCE: the facts document, unjudged.
#include "auditor/cli/pipeline.h"
#include "auditor/report/escape.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  std::string output;
};

void run(const Args& args, Context& context) {
  auto facts = gather_facts(args.source);
  if (!facts) {
    context.exit_code = complain(facts.error());
    return;
  }
  if (auto written = write_output(args.output, report::dump_safe(*facts)); !written)
    context.exit_code = complain(written.error());
}

}  // namespace

void add_facts(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("facts", "Print the evidence as one JSON document, unjudged");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  command->add_option("-o,--output", args->output, "Write to this file instead of standard output")->type_name("FILE");
  command->footer("Example:\n  auditor facts . | jq .licenses.weights");
  command->callback([args, &context] { run(*args, context); });
}

}  // namespace auditor::cli
