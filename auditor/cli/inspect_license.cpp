// auditor inspect license FILE…
#include "auditor/cli/command.h"
#include "auditor/core/json.h"
#include "auditor/core/text.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/report/escape.h"

#include <fmt/format.h>

namespace auditor::cli {

namespace {

using licenses::Identification;
using licenses::Match;

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  std::string output;
};

std::string range(const licenses::LineRange& lines) {
  return lines.start == lines.end ? fmt::format("line {}", lines.start)
                                  : fmt::format("lines {}-{}", lines.start, lines.end);
}

Json to_json(const Match& match) {
  Json out = Json::object();
  auto& members = out.get_ref<Json::object_t&>();
  const auto put = [&](const char* key, auto&& value) { members.emplace_hint(members.end(), key, value); };
  put("end_line", match.lines.end);
  put("extra_words", match.extra_words);
  put("id", match.id);
  put("kind", licenses::to_string(match.kind));
  put("missing_words", match.missing_words);
  put("score", std::round(match.score * 1000) / 1000);
  put("start_line", match.lines.start);
  if (!match.similar_to.empty()) out["similar_to"] = match.similar_to;
  Json changed = Json::array();
  for (const auto& lines : match.changed) changed.push_back({{"start_line", lines.start}, {"end_line", lines.end}});
  if (!changed.empty()) out["changed"] = std::move(changed);
  return out;
}

Json to_json(const std::string& path, const Identification& found) {
  Json matches = Json::array();
  for (const Match& match : found.matches) matches.push_back(to_json(match));
  return {
      {"path", printable(path)}, {"expression", found.expression}, {"ids", found.ids}, {"matches", std::move(matches)}};
}

// The lines of the file that the original does not have, as evidence below a match.
std::string changed_lines(const Match& match, const std::vector<std::string_view>& lines) {
  constexpr int most_lines = 12;
  std::string out;
  int shown = 0;
  for (const auto& block : match.changed)
    for (int line = block.start; line <= block.end && static_cast<std::size_t>(line) <= lines.size(); ++line) {
      if (++shown > most_lines) return out + "      ...\n";
      out +=
          fmt::format("      {:>5} | {}\n", line, ellipsize(printable(lines[static_cast<std::size_t>(line) - 1]), 160));
    }
  return out;
}

std::string to_text(const std::string& path, const Identification& found, std::string_view bytes) {
  std::string out =
      fmt::format("{}: {}\n", printable(path), found.expression.empty() ? "no licence found" : found.expression);
  std::vector<std::string_view> lines;
  for (const Match& match : found.matches) {
    out += fmt::format("  {}  {}, {}", match.id, licenses::to_string(match.kind), range(match.lines));
    if (match.kind == licenses::MatchKind::text || match.kind == licenses::MatchKind::modified) {
      out += fmt::format(", {:.1f} % of its words", match.score * 100);
      if (match.missing_words > 0) out += fmt::format(", {} missing", match.missing_words);
      if (match.extra_words > 0) out += fmt::format(", {} added", match.extra_words);
    }
    if (!match.similar_to.empty()) out += ", nearest: " + match.similar_to;
    out += "\n";
    if (!match.changed.empty()) {
      if (lines.empty()) lines = split_lines(bytes);
      out += changed_lines(match, lines);
    }
  }
  return out;
}

void run(const Options& options, Context& context) {
  Json records = Json::array();
  std::string text;
  for (const std::string& path : options.files) {
    const auto bytes = read_input(path);
    if (!bytes) {
      context.exit_code = complain(bytes.error());
      if (options.format == "json")
        records.push_back({{"path", printable(path)},
                           {"expression", nullptr},
                           {"ids", Json::array()},
                           {"matches", Json::array()},
                           {"error", bytes.error().message}});
      continue;
    }
    const Identification found = licenses::identify(*bytes);
    if (options.format == "json") records.push_back(to_json(path, found));
    else text += to_text(path, found, *bytes);
  }
  const auto written = write_output(options.output, options.format == "json" ? report::dump_safe(records) : text);
  if (!written) context.exit_code = complain(written.error());
}

}  // namespace

void add_inspect_license(CLI::App& inspect, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* command = inspect.add_subcommand("license", "Identify licences by text, notice, tag and name");
  command->add_option("FILE", options->files, "Files; - reads standard input")->required();
  add_text_or_json(*command, options->format, options->output);
  command->footer("Example:\n  auditor inspect license LICENSE NOTICE --format json");
  command->callback([options, &context] { run(*options, context); });
}

}  // namespace auditor::cli
