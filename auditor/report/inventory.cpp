#include "auditor/report/inventory.h"

#include "auditor/core/digest.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::report {
namespace {

Json base_row(const InventoryPlace& place) {
  return {{"store", clean(place.store)}, {"kind", place.kind},
          {"name", clean(place.name)},   {"id", clean(place.id)},
          {"path", clean(place.path)},   {"revision", place.revision.empty() ? Json() : Json(clean(place.revision))},
          {"size", place.size}};
}

Json or_default(const Json& value, Json otherwise) { return value.is_null() ? std::move(otherwise) : value; }

// The terms as far as they can be compared: texts of licences by their ids, and what follows from them.
std::string terms_digest(const Json& report) {
  Json terms = {{"permissions", Json::object()}, {"files", Json::array()}};
  for (const auto& [use, answer] : member(report, "permissions").items())
    terms["permissions"][use] = {member(answer, "answer"), member(answer, "conditions")};
  for (const Json& file : at(report, "facts.licenses.files")) {
    const Json& evidence = member(file, "evidence");
    const Json& oid = evidence.is_array() && !evidence.empty() ? member(evidence.front(), "oid") : Json();
    terms["files"].push_back({member(file, "path"), member(file, "expression"), oid});
  }
  return "sha256:" + sha256_hex(dump_json(terms));
}

Json doubts_of(const Json& report) {
  Json out = Json::array();
  for (const Json& doubt : member(report, "doubts"))
    out.push_back(
        {{"scope", member(doubt, "scope")}, {"kind", member(doubt, "kind")}, {"text", member(doubt, "text")}});
  return out;
}

// A data set has its terms in another scope than a model.
std::string_view scope_of(std::string_view repository_kind) {
  return repository_kind == "dataset" ? "data" : repository_kind == "space" ? "code" : "weights";
}

// Files that are not listed, so that a lock tells a change among them, too: not how far each was checked.
Json summary_of(const Json& files) {
  Json named = Json::array();
  for (const Json& file : files) named.push_back({member(file, "path"), member(file, "sha256"), member(file, "size")});
  return {{"count", files.size()}, {"digest", "sha256:" + sha256_hex(dump_json(named))}};
}

// What the store says of a file's digest does not hold: what was audited is not what the store names.
void add_wrong_digests(Json& row) {
  for (const Json& file : row["files"]) {
    if (text(file, "digest") != "wrong") continue;
    row["verdict"] = "undetermined";
    row["completeness"] = "partial";
    row["doubts"].push_back(
        {{"scope", "weights"},
         {"kind", "undecodable"},
         {"text", fmt::format("The bytes of {} do not have the digest that the store states.", text(file, "path"))}});
  }
}

}  // namespace

Json inventory_row(const InventoryPlace& place, const Json& report, Json files, const Json& left_out) {
  const std::string kind(text(at(report, "source"), "repository_kind"));
  const Json& source = at(report, "facts.source");
  const Json& license = at(report, fmt::format("facts.licenses.{}", scope_of(kind)));
  Json row = base_row(place);
  if (row["revision"].is_null() && !text(source, "commit").empty()) row["revision"] = member(source, "commit");
  if (place.kind.empty()) row["kind"] = member(source, "kind");
  row["repository_kind"] = member(source, "repository_kind");
  row["formats"] = or_default(at(report, "facts.weights.formats"), Json::array());
  row["license"] = {{"concluded", member(license, "concluded")},
                    {"openness", or_default(member(license, "openness"), "unknown")},
                    {"status", or_default(member(license, "status"), "unknown")}};
  row["verdict"] = at(report, "verdict.class");
  if (const Json& range = at(report, "verdict.range"); range.is_array()) row["range"] = range;
  row["completeness"] = or_default(member(source, "completeness"), "partial");
  row["known_upstream"] = or_default(member(source, "known_upstream"), Json::array());
  row["doubts"] = doubts_of(report);
  row["permissions"] = or_default(member(report, "permissions"), Json::object());
  row["terms"] = terms_digest(report);
  row["files"] = std::move(files);
  if (!left_out.empty()) row["files_left_out"] = summary_of(left_out);
  add_wrong_digests(row);
  return row;
}

Json unread_row(const InventoryPlace& place, std::string_view why) {
  Json row = base_row(place);
  row["repository_kind"] = nullptr;
  row["formats"] = Json::array();
  row["license"] = {{"concluded", nullptr}, {"openness", "unknown"}, {"status", "unknown"}};
  row["verdict"] = "undetermined";
  row["completeness"] = "partial";
  row["known_upstream"] = Json::array();
  row["doubts"] = Json::array(
      {{{"scope", "weights"}, {"kind", "undecodable"}, {"text", fmt::format("Could not be read: {}", clean(why))}}});
  row["permissions"] = Json::object();
  row["terms"] = nullptr;
  row["files"] = Json::array();
  return row;
}

namespace {

std::string license_shown(const Json& row) {
  const Json& license = member(row, "license");
  const std::string_view concluded = text(license, "concluded");
  if (!concluded.empty()) return clean(concluded);
  return text(license, "openness") == "none" ? "none" : "not known";
}

std::string notes_of(const Json& row) {
  std::vector<std::string> notes;
  if (text(row, "completeness") == "partial") notes.emplace_back("partial");
  if (const std::size_t doubts = member(row, "doubts").size(); doubts > 0)
    notes.push_back(counted(doubts, "open question"));
  if (const Json& left_out = member(row, "files_left_out"); left_out.is_object())
    notes.push_back(fmt::format("{} files not listed", shown(member(left_out, "count"))));
  if (text(row, "policy") == "not-met") notes.emplace_back("policy not met");
  return fmt::format("{}", fmt::join(notes, ", "));
}

using Table = std::vector<std::vector<std::string>>;

Table table_of(const Json& rows) {
  Table table = {{"model", "kind", "revision", "license", "openness", "verdict", "size", "notes"}};
  for (const Json& row : rows) {
    std::string_view revision = text(row, "revision");
    if (revision.starts_with("sha256:")) revision.remove_prefix(7);
    table.push_back({clean(text(row, "name")), std::string(text(row, "kind")), std::string(revision.substr(0, 12)),
                     license_shown(row), std::string(text(member(row, "license"), "openness")),
                     std::string(text(row, "verdict")),
                     human_size(static_cast<unsigned long long>(number(row, "size"))), notes_of(row)});
  }
  return table;
}

std::string to_text(const Json& rows) {
  if (rows.empty()) return "No model was found.\n";
  const Table table = table_of(rows);
  std::vector<std::size_t> widths(table.front().size());
  constexpr std::size_t widest = 48;
  for (const auto& row : table)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], std::min(display_width(row[i]), widest));
  std::string out;
  for (const auto& row : table) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (const std::size_t shown = display_width(row[i]); shown < widths[i]) line.append(widths[i] - shown, ' ');
      line += "  ";
    }
    out += std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\n";
  }
  const auto partial = static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const Json& row) { return text(row, "completeness") == "partial"; }));
  return out + fmt::format("\n{}, {} of them only in part here.\n", counted(rows.size(), "model"), partial);
}

std::string to_markdown(const Json& rows) {
  std::string out;
  const Table table = table_of(rows);
  for (std::size_t i = 0; i < table.size(); ++i) {
    out += "|";
    for (const std::string& cell : table[i]) out += fmt::format(" {} |", escape_markdown(cell));
    out += "\n";
    if (i == 0) out += "|---|---|---|---|---|---|---|---|\n";
  }
  return out;
}

std::string to_csv(const Json& rows) {
  std::string out =
      "store,kind,name,id,revision,path,size,formats,license,openness,status,verdict,completeness,doubts\r\n";
  for (const Json& row : rows) {
    const Json& license = member(row, "license");
    std::vector<std::string> cells;
    for (const char* key : {"store", "kind", "name", "id", "revision", "path", "size"})
      cells.push_back(shown(member(row, key)));
    cells.push_back(fmt::format("{}", fmt::join(texts(member(row, "formats")), " ")));
    for (const char* key : {"concluded", "openness", "status"}) cells.push_back(shown(member(license, key)));
    for (const char* key : {"verdict", "completeness"}) cells.push_back(shown(member(row, key)));
    cells.push_back(fmt::format("{}", member(row, "doubts").size()));
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + csv_field(cells[i]);
    out += "\r\n";
  }
  return out;
}

}  // namespace

std::vector<std::string_view> inventory_formats() { return {"text", "json", "csv", "markdown"}; }

Result<std::string> render_inventory(std::string_view format, const Json& rows) {
  if (format == "text") return to_text(rows);
  if (format == "json") return dump_safe(rows);
  if (format == "csv") return to_csv(rows);
  if (format == "markdown") return to_markdown(rows);
  return fail(ErrorCode::usage, fmt::format("there is no format '{}'", format));
}

}  // namespace auditor::report
