// auditor history SOURCE: when licences, licence labels, cards and weights changed, and who changed them.
#include "auditor/source/history.h"

#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/formats/inspect.h"
#include "auditor/prose/front_matter.h"
#include "auditor/report/escape.h"

#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

using source::HistoryChange;

struct Args {
  SourceArgs source;
  std::string format = "text";
  std::string output;
};

std::string_view what_is(const std::string& path) {
  switch (evidence::document_role(path)) {
    case evidence::DocumentRole::license: return "license";
    case evidence::DocumentRole::card: return "card";
    case evidence::DocumentRole::none: break;
  }
  return formats::looks_like_weights(path) && !evidence::is_foreign(path) ? "weights" : "";
}

std::string_view name_of(HistoryChange::Kind kind) {
  switch (kind) {
    case HistoryChange::Kind::added: return "added";
    case HistoryChange::Kind::removed: return "removed";
    case HistoryChange::Kind::renamed: return "renamed";
    case HistoryChange::Kind::modified: break;
  }
  return "modified";
}

// Days since 1970 to a date, by the Gregorian calendar, without clock or locale.
std::string date_of(std::int64_t seconds) {
  const std::int64_t days = (seconds >= 0 ? seconds : seconds - 86'399) / 86'400 + 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t of_era = days - era * 146'097;
  const std::int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * of_year + 2) / 153;
  const std::int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return fmt::format("{:04}-{:02}-{:02}", year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
                     of_year - (153 * shifted + 2) / 5 + 1);
}

// The licence fields of a card's front matter; null when it has none or cannot be read.
Json label_of(const source::HistoryReader& reader, const std::string& oid) {
  if (oid.empty()) return nullptr;
  const auto text = reader.blob(oid);
  if (!text) return nullptr;
  const auto span = evidence::find_front_matter(*text);
  if (span.yaml.empty()) return nullptr;
  const Json value = evidence::read_front_matter(span.yaml, 1).value;
  Json label = Json::object();
  for (const char* key : {"license", "license_name", "license_link"}) {
    if (value.is_object() && value.contains(key)) label[key] = value[key];
  }
  return label.empty() ? Json(nullptr) : label;
}

Json to_json(const source::HistoryReader& reader, const HistoryChange& change) {
  const std::string_view what = what_is(change.path);
  Json out = {{"path", to_valid_utf8(change.path)},
              {"change", name_of(change.kind)},
              {"kind", what.empty() ? what_is(change.old_path) : what},
              {"old_oid", change.old_oid},
              {"new_oid", change.new_oid}};
  // A file followed under an earlier name that says nothing: it became one of the wanted kinds later.
  if (out["kind"] == "") out["kind"] = "earlier-name";
  if (!change.old_path.empty()) out["old_path"] = to_valid_utf8(change.old_path);
  if (what == "card") {
    const Json before = label_of(reader, change.old_oid);
    const Json after = label_of(reader, change.new_oid);
    if (before != after) out["license_label"] = {{"before", before}, {"after", after}};
  }
  return out;
}

Json to_json(const source::HistoryReader& reader, const source::History& history) {
  Json commits = Json::array();
  for (const source::HistoryCommit& commit : history.changed) {
    Json changes = Json::array();
    for (const HistoryChange& change : commit.changes) changes.push_back(to_json(reader, change));
    commits.push_back({{"commit", commit.id},
                       {"date", date_of(commit.time)},
                       {"time", commit.time},
                       {"author", commit.author},
                       {"summary", commit.summary},
                       {"merge", commit.merge},
                       {"changes", std::move(changes)}});
  }
  return {{"commits", history.commits},
          {"first", date_of(history.first_time)},
          {"last", date_of(history.last_time)},
          {"cut", history.cut},
          {"changed", std::move(commits)}};
}

std::string show_label(const Json& label) {
  if (label.is_null()) return "none";
  std::string out;
  for (const char* key : {"license", "license_name", "license_link"}) {
    if (!label.contains(key)) continue;
    const Json& value = label[key];
    out += (out.empty() ? "" : " ") + printable(value.is_string() ? value.get<std::string>() : dump_json(value, -1));
  }
  return out;
}

std::string to_text(const Json& history) {
  std::string out = fmt::format(
      "{} from {} to {}{}\n",
      history["commits"] == 1 ? "1 commit" : fmt::format("{} commits", history["commits"].get<std::size_t>()),
      history["first"].get<std::string>(), history["last"].get<std::string>(),
      history["cut"].get<bool>() ? "; earlier ones are not here" : "");
  for (const Json& commit : history["changed"]) {
    out += fmt::format("\n{}  {}  {}{}\n  {}\n", commit["date"].get<std::string>(),
                       commit["commit"].get<std::string>().substr(0, 12),
                       printable(commit["author"].get<std::string>()), commit["merge"].get<bool>() ? "  (merge)" : "",
                       ellipsize(printable(commit["summary"].get<std::string>()), 100));
    for (const Json& change : commit["changes"]) {
      const std::string from =
          change.contains("old_path") ? " from " + printable(change["old_path"].get<std::string>()) : "";
      out += fmt::format("    {:<8} {:<8} {}{}\n", change["kind"].get<std::string>(),
                         change["change"].get<std::string>(), printable(change["path"].get<std::string>()), from);
      if (change.contains("license_label")) {
        const Json& label = change["license_label"];
        out += fmt::format("             licence label: {} -> {}\n", show_label(label["before"]),
                           show_label(label["after"]));
      }
    }
  }
  return out;
}

int run(Args args) {
  Progress progress;
  args.source.open.progress = [&](std::string_view what, auto done, auto total) { progress.show(what, done, total); };
  auto reader = source::HistoryReader::open(args.source.where, args.source.open);
  if (!reader) return complain(reader.error());
  const std::string inside = args.source.open.path.empty() ? "" : args.source.open.path + "/";
  const auto history =
      (*reader)->changes([&](const std::string& path) { return path.starts_with(inside) && !what_is(path).empty(); });
  if (!history) {
    Error error = history.error();
    if (error.path.empty()) error.path = args.source.where;
    return complain(error);
  }
  const Json document = to_json(**reader, *history);
  const std::string text = args.format == "json" ? report::dump_safe(document) : to_text(document);
  if (auto written = write_output(args.output, text); !written) return complain(written.error());
  return ok;
}

}  // namespace

void add_history(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("history", "List every change of licences, licence labels, cards and weights");
  command->add_option("SOURCE", args->source.where, "Clone, bare repository or URL")->required();
  command->add_option("--rev", args->source.open.revision, "Where to begin: branch, tag or commit")
      ->type_name("REV")
      ->capture_default_str();
  command->add_option("--path", args->source.open.path, "Only files below this folder")->type_name("FOLDER");
  add_text_or_json(*command, args->format, args->output);
  command->footer(
      "Example:\n  auditor history . --format json | jq '.changed[] | select(.changes[].kind == \"license\")'");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
