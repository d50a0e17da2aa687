// auditor inspect weights FILE…: what weight files are, what they hold and whether loading them can run code.
#include "auditor/cli/command.h"
#include "auditor/core/byte_source.h"
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "auditor/formats/inspect.h"
#include "auditor/report/escape.h"

#include <fmt/format.h>

namespace auditor::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  std::string output;
};

Result<std::unique_ptr<ByteSource>> open(const std::string& path) {
  if (path != "-") {
    auto file = open_file(path);
    if (!file) file.error().message = "cannot be read: " + file.error().message;
    return file;
  }
  auto bytes = read_input(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return std::make_unique<MemorySource>(std::move(*bytes));
}

std::string as_text(std::string_view path, const formats::Inspection& inspection) {
  std::string out = fmt::format("{}: {}, {}, {}\n", printable(path), inspection.format, to_string(inspection.verdict),
                                human_size(inspection.size));
  if (inspection.tensors > 0 || inspection.parameters > 0) {
    out += fmt::format("  {} tensors, {} parameters", inspection.tensors, inspection.parameters);
    const char* separator = " (";
    for (const auto& [dtype, elements] : inspection.dtypes) {
      out += fmt::format("{}{} {}", separator, printable(dtype), elements);
      separator = ", ";
    }
    out += inspection.dtypes.empty() ? "\n" : ")\n";
  }
  for (const std::string& reason : inspection.reasons) out += fmt::format("  - {}\n", printable(reason));
  for (const auto& [key, value] : inspection.metadata)
    out += fmt::format("  {}: {}\n", printable(key), ellipsize(printable(value), 200));
  return out;
}

void run(const Options& options, Context& context) {
  Json list = Json::array();
  std::string text;
  for (const std::string& path : options.files) {
    const auto bytes = open(path);
    if (!bytes) {
      context.exit_code = complain(bytes.error());
      continue;
    }
    const formats::Inspection inspection = formats::inspect(path, **bytes);
    if (options.format == "json") list.push_back(formats::to_json(path, inspection));
    else text += as_text(path, inspection);
  }
  if (options.format == "json") text = report::dump_safe(list);
  if (const auto written = write_output(options.output, text); !written) context.exit_code = complain(written.error());
}

}  // namespace

void add_inspect_weights(CLI::App& inspect, Context& context) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = inspect.add_subcommand("weights", "Format, parameters and loading safety of weight files");
  command->add_option("FILE", options->files, "Weight files; - reads standard input")->required();
  add_text_or_json(*command, options->format, options->output);
  command->footer("Example:\n  auditor inspect weights pytorch_model.bin");
  command->callback([options, &context] { run(*options, context); });
}

}  // namespace auditor::cli
