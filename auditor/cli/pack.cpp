// auditor pack SOURCE -o PACK.zip: the evidence of one audit, to be handed on and checked.
#include "auditor/cli/pack.h"

#include "auditor/cli/pipeline.h"
#include "auditor/core/text.h"
#include "auditor/formats/zip_writer.h"
#include "auditor/report/pack.h"

#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  RuleArgs rules;
  std::string output;
};

// Of the very bytes that the report cites: the source may have changed since it was made.
std::optional<std::string> lines_of(const source::Snapshot& snapshot, const report::CitedLines& cited) {
  const source::Entry* entry = snapshot.find(cited.path);
  if (entry == nullptr || entry->kind == source::EntryKind::submodule) return std::nullopt;
  const auto text = snapshot.text(*entry);
  if (!text || (!cited.oid.empty() && !entry->oid.empty() && cited.oid != entry->oid)) return std::nullopt;
  const auto lines = split_lines(*text);
  std::string out;
  for (std::int64_t line = cited.start; line <= cited.end && line <= static_cast<std::int64_t>(lines.size()); ++line)
    out.append(lines[static_cast<std::size_t>(line - 1)]).append("\n");
  return out;
}

int run(const Args& args, const Context& context) {
  const auto report = make_report(args.source, args.rules, context);
  if (!report) return complain(report.error());
  const auto snapshot = open_source(args.source);
  if (!snapshot) return complain(snapshot.error());
  const auto files =
      report::pack_files(*report, [&](const report::CitedLines& cited) { return lines_of(**snapshot, cited); });
  const auto bytes = formats::write_zip(files);
  if (!bytes) return complain(bytes.error());
  const auto written = write_output(args.output, *bytes);
  return written ? static_cast<int>(ok) : complain(written.error());
}

}  // namespace

void add_pack(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("pack", "Write report, facts and cited lines into one archive to be checked");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  add_rule_options(*command, args->rules);
  command->add_option("-o,--output", args->output, "The archive (zip); - for standard output")
      ->required()
      ->type_name("FILE");
  command->footer(
      "Example:\n  auditor pack . -o pack.zip && unzip -q pack.zip -d pack && (cd pack && sha256sum -c SHA256SUMS)");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
