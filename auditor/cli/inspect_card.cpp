// auditor inspect card FILE…
#include "auditor/cli/command.h"
#include "auditor/core/text.h"
#include "auditor/evidence/bias/bias.h"
#include "auditor/evidence/card/card.h"
#include "auditor/report/escape.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::cli {
namespace {

constexpr std::size_t most_bytes = 256U << 20U;

struct Arguments {
  std::vector<std::string> files;
  std::string format = "text";
  std::string output;
};

std::string as_text(const evidence::Card& card, const evidence::Bias& bias) {
  static constexpr const char* levels[] = {"absent", "placeholder or mention", "stated", "measured", "accountable"};
  std::string out = fmt::format("{}\n", printable(card.path));
  for (const auto& error : card.front_matter_errors)
    out += fmt::format("  front matter, line {}: {}\n", error.line, printable(error.message));
  for (const auto& problem : card.document.problems) out += fmt::format("  limit: {}\n", problem);
  for (const auto& section : card.sections) {
    std::string names;
    for (const auto& name : section.sections) names += (names.empty() ? "" : ", ") + name;
    out += fmt::format("  {:>5}-{:<5} {}{}{}{}\n", section.start_line, section.end_line,
                       std::string(static_cast<std::size_t>(std::clamp(section.level - 1, 0, 5)) * 2, ' '),
                       printable(section.heading), names.empty() ? "" : "  [" + names + "]",
                       section.placeholder ? "  (placeholder)" : fmt::format("  {} words", section.words));
  }
  out += fmt::format("  bias: level {}, {}\n", bias.level, levels[std::clamp(bias.level, 0, 4)]);
  for (const auto& signal : bias.signals)
    out += fmt::format("  {:>5}-{:<5} {} {}: {}\n", signal.start_line, signal.end_line, signal.level, signal.kind,
                       printable(signal.quote));
  return out;
}

void run(const Arguments& arguments, Context& context) {
  Json list = Json::array();
  std::string text;
  for (const auto& path : arguments.files) {
    const auto bytes = read_input(path, most_bytes);
    if (!bytes) {
      context.exit_code = complain(bytes.error());
      continue;
    }
    const evidence::Card card = evidence::read_card(path, *bytes);
    const evidence::Bias bias = evidence::bias_of(card.document, card.front_matter);
    if (arguments.format == "json") {
      list.push_back(evidence::to_json(card));
      list.back()["bias"] = evidence::to_json(bias);
    } else {
      text += as_text(card, bias);
    }
  }
  if (arguments.format == "json") text = report::dump_safe(list);
  if (const auto written = write_output(arguments.output, text); !written)
    context.exit_code = complain(written.error());
}

}  // namespace

void add_inspect_card(CLI::App& inspect, Context& context) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = inspect.add_subcommand("card", "Front matter, sections, placeholders and bias level of cards");
  command->add_option("FILE", arguments->files, "Cards; - reads standard input")->required();
  add_text_or_json(*command, arguments->format, arguments->output);
  command->footer("Example:\n  auditor inspect card README.md --format json");
  command->callback([arguments, &context] { run(*arguments, context); });
}

}  // namespace auditor::cli
