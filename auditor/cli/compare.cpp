// auditor compare SOURCE…: several models side by side.
#include "auditor/report/compare.h"

#include "auditor/cli/pipeline.h"
#include "auditor/cli/terminal.h"

#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

constexpr std::size_t most_sources = 50;

struct Args {
  std::vector<std::string> sources;
  RuleArgs rules;
  std::string format = "text";
  std::string output;
};

// A saved report is taken as it is; anything else is audited.
Result<Json> report_of(const std::string& where, const RuleArgs& rules, const Context& context) {
  if (where.ends_with(".json")) {
    const auto bytes = read_input(where);
    if (!bytes) return tl::unexpected(bytes.error());
    auto report = parse_json(*bytes, where);
    if (report && (!report->is_object() || report->value("schema", Json()) != "auditor-report/1"))
      return fail(ErrorCode::malformed, "not a report document (schema auditor-report/1)", where);
    return report;
  }
  SourceArgs source;
  source.where = where;
  return make_report(source, rules, context);
}

int run(const Args& args, const Context& context) {
  if (args.sources.size() > most_sources)
    return complain(Error{ErrorCode::usage, fmt::format("at most {} sources are compared", most_sources), {}, 0});
  std::vector<Json> reports;
  for (const std::string& where : args.sources) {
    auto report = report_of(where, args.rules, context);
    if (!report) return complain(report.error());
    reports.push_back(std::move(*report));
  }
  report::RenderOptions options;
  fit_to_terminal(options, args.output, context);
  const auto rendered = report::render_comparison(args.format, reports, options);
  if (!rendered) return complain(rendered.error());
  const auto written = write_output(args.output, *rendered);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_compare(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("compare", "Several models side by side, by dimension");
  command->add_option("SOURCE", args->sources, "Repositories, or saved JSON reports (*.json)")
      ->required()
      ->expected(2, CLI::detail::expected_max_vector_size);
  add_rule_options(*command, args->rules);
  command->add_option("-f,--format", args->format, "text, markdown, html or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "markdown", "html", "json"}))
      ->capture_default_str();
  command->add_option("-o,--output", args->output, "Write to this file instead of standard output")->type_name("FILE");
  command->footer("Example:\n  auditor compare models/whisper models/esm --format html --output comparison.html");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
