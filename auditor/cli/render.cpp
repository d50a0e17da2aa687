// auditor render: other formats from a saved report
#include "auditor/report/render.h"

#include "auditor/cli/command.h"
#include "auditor/cli/terminal.h"
#include "auditor/core/json.h"

namespace auditor::cli {
namespace {

struct Options {
  std::string path;
  std::string format = "text";
  std::string output;
  report::RenderOptions render;
  bool width_given = false;
};

int run(const Options& options, const Context& context) {
  const auto bytes = read_input(options.path);
  if (!bytes) return complain(bytes.error());
  const auto document = parse_json(*bytes, options.path);
  if (!document) return complain(document.error());
  report::RenderOptions how = options.render;
  fit_to_terminal(how, options.output, context, options.width_given);
  auto rendered = report::render(options.format, *document, how);
  if (!rendered) {
    if (rendered.error().code == ErrorCode::malformed) rendered.error().path = options.path;
    return complain(rendered.error());
  }
  const auto written = write_output(options.output, *rendered);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_render(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("render", "Write a saved JSON report in another format");
  command->add_option("REPORT", options->path, "JSON report of `auditor audit --format json`; - for standard input")
      ->required();
  std::string known;
  for (const std::string_view name : report::formats()) known += (known.empty() ? "" : ", ") + std::string(name);
  command->add_option("-f,--format", options->format, "One of: " + known)->type_name("FORMAT")->capture_default_str();
  command->add_option("-o,--output", options->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  CLI::Option* width = command->add_option("--width", options->render.width, "Columns of the text format")
                           ->type_name("N")
                           ->check(CLI::Range(40, 400))
                           ->capture_default_str();
  command->add_flag_callback(
      "--ascii", [options] { options->render.unicode = false; }, "Text format without symbols beyond ASCII");
  command->add_flag("--leave-out-waived", options->render.leave_out_waived,
                    "SARIF without waived findings instead of suppressed ones");
  command->add_option("--cyclonedx-version", options->render.cyclonedx_version, "1.7 or 1.6")
      ->check(CLI::IsMember({"1.7", "1.6"}))
      ->type_name("VERSION")
      ->capture_default_str();
  command->footer("Example:\n  auditor render report.json --format html --output report.html");
  command->callback([options, width, &context] {
    options->width_given = width->count() > 0;
    context.exit_code = run(*options, context);
  });
}

}  // namespace auditor::cli
