// auditor uses SOURCE: the models and data sets an application uses, with revisions and licences.
#include "auditor/cli/uses.h"

#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/text.h"
#include "auditor/evidence/content/uses.h"
#include "auditor/report/escape.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  std::string format = "text";
  std::string output;
};

std::string to_text(const Json& uses) {
  if (uses.empty()) return "No model or data set is named.\n";
  std::size_t width = 2;
  for (const Json& use : uses) width = std::max(width, use["id"].get_ref<const std::string&>().size());
  std::string out = fmt::format("{:<8} {:<{}} {:<14} {:<24} {:<14} {}\n", "kind", "id", width, "revision", "license",
                                "openness", "where");
  for (const Json& use : uses) {
    const std::string revision = use["revision"].is_string() ? use["revision"].get<std::string>() : "not given";
    const std::string shown = use["pinned"].get<bool>() ? revision.substr(0, 12) : ellipsize(revision, 14);
    const Json& place = use["evidence"].front();
    out += fmt::format("{:<8} {:<{}} {:<14} {:<24} {:<14} {}:{}{}\n", use["kind"].get<std::string>(),
                       use["id"].get<std::string>(), width, shown,
                       use["license"].is_string() ? use["license"].get<std::string>() : "not known",
                       use["openness"].get<std::string>(), place.value("path", ""), place.value("start_line", 0),
                       use["evidence"].size() > 1 ? fmt::format(" and {} more", use["evidence"].size() - 1) : "");
  }
  return out;
}

int run(const Args& args) {
  const auto snapshot = open_source(args.source);
  if (!snapshot) return complain(snapshot.error());
  evidence::Repository repository(**snapshot);
  const Json uses = evidence::to_json(evidence::collect_uses(repository));
  // What was not read may hold more uses: always said.
  for (const evidence::Diagnostic& d : repository.diagnostics())
    if (d.kind == "limit" || d.kind == "unavailable")
      say(Level::warning, d.message, {{"path", d.path}, {"line", d.line}});
  const std::string text = args.format == "json" ? report::dump_safe(uses) : to_text(uses);
  if (auto written = write_output(args.output, text); !written) return complain(written.error());
  return ok;
}

}  // namespace

void add_uses(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("uses", "List the models and data sets an application uses");
  add_source_options(*command, args->source);
  add_text_or_json(*command, args->format, args->output);
  command->footer("Example:\n  auditor uses . --format json | jq '.[] | select(.pinned | not) | .id'");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
