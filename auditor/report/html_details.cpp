// The page's later sections: documentation, licences and their terms, lineage, weights, data, provenance.
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/html_model.h"
#include "auditor/report/labels.h"

#include <fmt/format.h>

namespace auditor::report {
namespace {

constexpr std::size_t shown_rows = 500;

Json status_cell(std::string_view name, const Json& item) {
  const std::string_view status = text(item, "status");
  return {{"name", heading(name)},
          {"value", shown(member(item, "value"))},
          {"state", chip(words(status.empty() ? "unknown" : status), to_string(tone_of_status(status)))}};
}

// A titled group of cells, one for each member of `object` that has a status; the best first.
Json group(std::string_view title, const Json& object) {
  Json cells = Json::array();
  std::size_t there = 0;
  if (object.is_object())
    for (const Tone tone : {Tone::good, Tone::partial, Tone::unknown, Tone::bad})
      for (const auto& [name, item] : object.items()) {
        if (!item.is_object() || !item.contains("status") || tone_of_status(text(item, "status")) != tone) continue;
        cells.push_back(status_cell(name, item));
        there += tone == Tone::good || tone == Tone::partial ? 1 : 0;
      }
  return {{"title", title},
          {"cells", cells},
          {"any", !cells.empty()},
          {"count", fmt::format("{} of {}", there, cells.size())}};
}

Json fact(std::string_view name, std::string_view value) { return {{"term", name}, {"value", value}}; }

void push_fact(Json& list, std::string_view name, const std::string& value) {
  if (!value.empty()) list.push_back(fact(name, value));
}

Json bias_signals(const Json& report) {
  Json out = Json::array();
  for (const Json* signal : objects(member(member(report, "bias"), "signals"))) {
    const Place place{text(*signal, "path"), number(*signal, "start_line"), number(*signal, "end_line"),
                      text(*signal, "quote")};
    const std::int64_t level = number(*signal, "level");
    if (out.size() == 40) break;
    out.push_back({{"level", chip(fmt::format("level {}", level), to_string(tone_of_bias(level)))},
                   {"where", place_text(place)},
                   {"quote", place.quote}});
  }
  return out;
}

Json string_items(const Json& array) {
  Json out = Json::array();
  for (const std::string_view one : texts(array)) out.push_back({{"text", one}});
  return out;
}

Json licence_card(std::string_view scope, const Json& license) {
  Json terms = Json::array();
  for (const Term& term : plain_terms(member(license, "terms")))
    terms.push_back({{"term", term.name}, {"state", chip(term.sentence, to_string(term.tone))}});
  Json duties = Json::array();
  for (const Json* duty : objects(member(license, "duties")))
    duties.push_back({{"text", text(*duty, "text")}, {"citations", citations(member(*duty, "evidence"), 2)}});
  const std::string_view concluded = text(license, "concluded");
  const std::string_view openness = text(license, "openness");
  const std::string_view status = text(license, "status");
  return {{"scope", heading(scope)},
          {"concluded", concluded.empty() ? std::string_view("No licence could be concluded") : concluded},
          {"openness", chip(words(openness.empty() ? "unknown" : openness), to_string(tone_of_openness(openness)))},
          {"how", words(status)},
          {"terms", terms},
          {"has_terms", !terms.empty()},
          {"duties", duties},
          {"has_duties", !duties.empty()},
          {"declared", string_items(member(license, "declared"))},
          {"detected", string_items(member(license, "detected"))},
          {"inherited", string_items(member(license, "inherited"))},
          {"citations", citations(member(license, "evidence"), 6)}};
}

Json conflict_cards(const Json& licenses) {
  Json out = Json::array();
  for (const Json* conflict : objects(member(licenses, "conflicts")))
    out.push_back({{"kind", heading(text(*conflict, "kind"))},
                   {"scope", text(*conflict, "scope")},
                   {"explanation", text(*conflict, "explanation")},
                   {"citations", citations(member(*conflict, "evidence"), 6)}});
  return out;
}

Json lineage_of(const Json& report) {
  const Json& lineage = at(report, "facts.lineage");
  Json parents = Json::array();
  for (const Json* parent : objects(member(lineage, "parents"))) {
    const std::string_view openness = text(*parent, "openness");
    parents.push_back(
        {{"id", text(*parent, "id")},
         {"relation", words(text(*parent, "relation"))},
         {"licence", text(*parent, "license")},
         {"source", words(text(*parent, "license_source"))},
         {"openness", chip(words(openness.empty() ? "unknown" : openness), to_string(tone_of_openness(openness)))},
         {"citations", citations(member(*parent, "evidence"), 3)}});
  }
  Json obligations = Json::array();
  for (const Json* duty : objects(member(lineage, "obligations"))) {
    const std::string_view status = text(*duty, "status");
    obligations.push_back(
        {{"text", text(*duty, "text")},
         {"from", text(*duty, "from")},
         {"state", chip(words(status.empty() ? "unknown" : status), to_string(tone_of_status(status)))}});
  }
  if (parents.empty() && obligations.empty()) return false;
  return {{"parents", parents},
          {"has_parents", !parents.empty()},
          {"obligations", obligations},
          {"has_obligations", !obligations.empty()},
          {"disagreement", flag(lineage, "disagreement")}};
}

std::string joined_keys(const Json& object) {
  std::string out;
  if (object.is_object())
    for (const auto& [key, value] : object.items())
      out += (out.empty() ? "" : ", ") + key +
             (value.is_number_integer() ? " " + human_count(value.get<std::int64_t>()) : "");
  return out;
}

std::string count_of(const Json& value) {
  return value.is_number_integer() && value.get<std::int64_t>() > 0 ? human_count(value.get<std::int64_t>())
                                                                    : std::string{};
}

std::string size_of(const Json& value) {
  return value.is_number_integer() && value.get<std::int64_t>() > 0
             ? human_size(static_cast<unsigned long long>(value.get<std::int64_t>()))
             : std::string{};
}

Json weight_row(const Json& file) {
  const std::string_view verdict = text(file, "verdict");
  const std::string_view digest = text(file, "sha256");
  const std::string_view pointer = text(file, "pointer");
  return {{"path", text(file, "path")},
          {"format", text(file, "format")},
          {"size", size_of(member(file, "size"))},
          {"stored", pointer.empty() || pointer == "none" ? std::string("in git") : to_lower(pointer) + " pointer"},
          {"parameters", count_of(member(file, "parameters"))},
          {"digest", digest.substr(0, 16)},
          {"full_digest", digest},
          {"verdict", chip(words(verdict.empty() ? "unknown" : verdict), to_string(tone_of_status(verdict)))},
          {"reasons", string_items(member(file, "reasons"))}};
}

Json weight_facts(const Json& weights) {
  Json facts = Json::array();
  push_fact(facts, "Status", words(text(weights, "status")));
  push_fact(facts, "Parameters", count_of(member(weights, "parameters")));
  push_fact(facts, "By type", joined_keys(member(weights, "dtypes")));
  push_fact(facts, "Total size", size_of(member(weights, "total_size")));
  push_fact(facts, "Formats", shown(member(weights, "formats")));
  push_fact(facts, "Safety of loading", words(text(weights, "safety")));
  push_fact(facts, "Architecture", shown(member(member(weights, "config"), "architectures")));
  push_fact(facts, "Context length", shown(member(member(weights, "config"), "context_length")));
  push_fact(facts, "Quantisation", shown(member(member(weights, "config"), "quantization")));
  push_fact(facts, "Gate", words(text(member(weights, "gate"), "status")));
  push_fact(facts, "Code to be run on loading", words(text(member(weights, "custom_code"), "status")));
  push_fact(facts, "Shards expected", shown(member(member(weights, "shards"), "expected")));
  push_fact(facts, "Shards missing", shown(member(member(weights, "shards"), "missing")));
  push_fact(facts, "Adapter for", shown(member(member(weights, "adapter"), "base")));
  return facts;
}

Json dataset_row(const Json& dataset) {
  const std::string_view openness = text(dataset, "openness");
  const std::string_view status = text(dataset, "status");
  const std::string_view name = text(dataset, "name");
  return {{"name", name.empty() ? text(dataset, "id") : name},
          {"url", link(text(dataset, "url"))},
          {"role", words(text(dataset, "role"))},
          {"status", chip(words(status.empty() ? "unknown" : status), to_string(tone_of_status(status)))},
          {"licence", text(dataset, "license")},
          {"openness", chip(words(openness.empty() ? "unknown" : openness), to_string(tone_of_openness(openness)))}};
}

template <class Row>
Json rows_of(const Json& array, Row row) {
  const auto all = objects(array);
  Json rows = Json::array();
  for (std::size_t i = 0; i < all.size() && i < shown_rows; ++i) rows.push_back(row(*all[i]));
  return {{"rows", rows}, {"any", !rows.empty()}, {"more", all.size() > shown_rows ? all.size() - shown_rows : 0}};
}

Json source_facts(const Json& report) {
  const Json& source = member(report, "source");
  const Json& tool = member(report, "tool");
  const Json& data = member(tool, "data");
  Json facts = Json::array();
  push_fact(facts, "Repository", std::string(source_name(report)));
  push_fact(facts, "Kind", words(text(source, "kind")));
  push_fact(facts, "Revision", std::string(text(source, "revision")));
  push_fact(facts, "Commit", std::string(text(source, "commit")));
  push_fact(facts, "Tree", std::string(text(source, "tree")));
  push_fact(facts, "Time of the commit", std::string(text(source, "time")));
  push_fact(facts, "Folder audited", std::string(text(source, "path")));
  push_fact(facts, "Files", shown(member(source, "entries")));
  push_fact(facts, "Tool", "auditor " + std::string(text(tool, "version")));
  push_fact(facts, "SPDX list", shown(member(data, "spdx_list")));
  push_fact(facts, "Licence fingerprints", shown(member(data, "fingerprints")));
  push_fact(facts, "Digest of the rules", shown(member(data, "rules")));
  push_fact(facts, "Policy", shown(member(member(report, "policy"), "file")));
  return facts;
}

Json caveats(const Json& report) {
  const Json& source = member(report, "source");
  Json out = Json::array();
  const auto say = [&](std::string_view text) { out.push_back({{"text", text}}); };
  if (flag(source, "dirty")) say("Uncommitted changes of the work tree were read.");
  if (flag(source, "shallow")) say("The clone is shallow: history is cut.");
  if (flag(source, "partial")) say("The clone is partial: some objects may be missing.");
  return out;
}

}  // namespace

void add_documentation(Json& page, const Json& report) {
  const Json& facts = member(report, "facts");
  page["groups"] = Json::array();
  const Json& card = at(facts, "card.sections");
  for (const Json& one :
       {group("Model card", card), group("Documents", member(facts, "documentation")),
        group("Code", member(facts, "code")), group("Data documentation", at(facts, "data.documentation"))})
    if (one["any"] == true) page["groups"].push_back(one);
  Json signals = bias_signals(report);
  page["signals"] = signals.empty() ? Json(false) : Json{{"list", signals}};
  Json metrics = rows_of(at(facts, "documentation.metrics"), [](const Json& metric) {
    return Json{{"name", text(metric, "name")},
                {"value", shown(member(metric, "value"))},
                {"dataset", text(metric, "dataset")}};
  });
  page["metrics"] = metrics["any"] == true ? metrics : Json(false);
}

void add_terms(Json& page, const Json& report) {
  const Json& licenses = at(report, "facts.licenses");
  page["licences"] = Json::array();
  for (const std::string_view scope : scope_names) {
    const Json& detailed = member(licenses, scope);
    const Json& brief = member(member(member(report, "scopes"), scope), "license");
    page["licences"].push_back(licence_card(scope, detailed.is_object() ? detailed : brief));
  }
  Json conflicts = conflict_cards(licenses);
  page["conflicts"] = conflicts.empty() ? Json(false) : Json{{"list", conflicts}};
  page["lineage"] = lineage_of(report);
}

void add_weights(Json& page, const Json& report) {
  const Json& weights = at(report, "facts.weights");
  Json files = rows_of(member(weights, "files"), weight_row);
  Json facts = weight_facts(weights);
  page["weights"] = facts.empty() && files["any"] == false ? Json(false) : Json{{"facts", facts}, {"files", files}};
  const Json& data = at(report, "facts.data");
  Json datasets = rows_of(member(data, "datasets"), dataset_row);
  page["datasets"] = datasets["any"] == true ? datasets : Json(false);
}

void add_provenance(Json& page, const Json& report) {
  const Json& facts = member(report, "facts");
  page["source_facts"] = source_facts(report);
  page["remote"] = link(text(member(report, "source"), "remote"));
  page["caveats"] = caveats(report);
  page["rule_sets"] = rows_of(member(report, "rule_sets"), [](const Json& set) {
    return Json{{"id", text(set, "id")},
                {"title", text(set, "title")},
                {"rules", shown(member(set, "rules"))},
                {"digest", text(set, "digest").substr(0, 16)}};
  });
  page["limits"] = rows_of(member(facts, "limits"), [](const Json& limit) {
    return Json{{"path", text(limit, "path")}, {"name", text(limit, "name")}, {"value", shown(member(limit, "value"))}};
  });
  page["diagnostics"] = rows_of(member(facts, "diagnostics"), [](const Json& one) {
    return Json{{"path", text(one, "path")}, {"message", text(one, "message")}};
  });
  Json answers = Json::array();
  if (const Json& said = member(facts, "answers"); said.is_object())
    for (const auto& [path, answer] : said.items())
      answers.push_back({{"path", path},
                         {"value", shown(member(answer, "value"))},
                         {"link", link(text(answer, "link"))},
                         {"owner", text(answer, "owner")}});
  page["answers"] = answers.empty() ? Json(false) : Json{{"list", answers}};
}

}  // namespace auditor::report
