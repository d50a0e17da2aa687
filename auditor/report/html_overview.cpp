// The first screen of the page: verdict on the scale, scopes, models, frameworks.
#include "auditor/core/text.h"
#include "auditor/report/console.h"
#include "auditor/report/escape.h"
#include "auditor/report/headline.h"
#include "auditor/report/html_model.h"
#include "auditor/report/labels.h"
#include "auditor/report/permissions.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::report {
namespace {

constexpr std::size_t shown_models = 500;

Json tone_chip(std::string_view value, Tone tone) {
  return chip(words(value.empty() ? std::string_view("unknown") : value), to_string(tone));
}

std::string joined(const Json& array) { return fmt::format("{}", fmt::join(texts(array), ", ")); }

void add_head(Json& page, const Json& report) {
  const Json& source = member(report, "source");
  const std::string name = clean(source_name(report));
  const std::string_view id = text(member(report, "verdict"), "class");
  const std::string_view revision = text(source, "revision");
  page["name"] = name;
  page["title"] = fit(name, 40) + ": " + to_lower(class_of(id).title);
  page["version"] = text(member(report, "tool"), "version");
  page["commit"] = text(source, "commit").substr(0, 12);
  page["revision"] = revision == text(source, "commit") || revision == "HEAD" ? std::string_view{} : revision;
  page["date"] = date_of(text(source, "time"));
  page["dirty"] = flag(source, "dirty");
  page["generated"] = date_of(text(report, "generated"));
}

Json scale_of(std::string_view id) {
  Json steps = Json::array();
  const int here = class_rank(id);
  for (std::size_t i = 0; i < classes().size(); ++i) {
    const int at = static_cast<int>(i);
    steps.push_back({{"label", classes()[i].title},
                     {"state", at == here  ? "here"
                               : at < here ? "passed"
                                           : "ahead"},
                     {"here", at == here},
                     {"meaning", classes()[i].meaning}});
  }
  return steps;
}

void add_verdict(Json& page, const Json& report) {
  const Json& verdict = member(report, "verdict");
  const std::string_view id = text(verdict, "class");
  const Class& kind = class_of(id);
  const std::string_view title = text(verdict, "title");
  page["verdict"] = title.empty() ? kind.title : title;
  page["verdict_tone"] = to_string(kind.tone);
  page["meaning"] = kind.meaning;
  page["scale"] = scale_of(id);
  page["on_scale"] = class_rank(id) >= 0;
  page["why"] = Json::array();
  for (const Json* why : objects(member(verdict, "why")))
    page["why"].push_back({{"text", text(*why, "text")}, {"citations", citations(member(*why, "evidence"), 4)}});
  Json doubts = Json::array();
  for (const Json* doubt : objects(member(report, "doubts")))
    doubts.push_back({{"text", text(*doubt, "text")}, {"citations", citations(member(*doubt, "evidence"), 2)}});
  page["doubts"] = doubts.empty() ? Json(false) : Json{{"list", std::move(doubts)}};
  const Json& next = member(verdict, "next");
  Json missing = Json::array();
  for (const Json* item : objects(member(next, "missing"))) {
    const std::string_view effort = text(*item, "effort");
    const std::string_view tone = effort == "low" ? "good" : effort == "high" ? "bad" : "partial";
    missing.push_back({{"text", text(*item, "text")},
                       {"effort", effort.empty() ? Json(false) : chip(std::string(effort) + " effort", tone)}});
  }
  page["next"] = missing.empty() ? Json(false)
                                 : Json{{"title", to_lower(class_of(text(next, "class")).title)}, {"missing", missing}};
}

void add_permissions(Json& page, const Json& report) {
  Json rows = Json::array();
  for (const UseRow& row : use_rows(report))
    rows.push_back(
        {{"title", row.title}, {"answer", chip(row.answer, to_string(row.tone))}, {"conditions", row.conditions}});
  page["permissions"] = rows.empty() ? Json(false) : Json{{"rows", std::move(rows)}};
}

void add_tiles(Json& page, const Json& report) {
  const Json& summary = member(report, "summary");
  struct Tile {
    const char* key;
    const char* label;
    const char* tone;
  };
  page["tiles"] = Json::array();
  for (const Tile& tile :
       {Tile{"error", "errors", "bad"}, Tile{"warning", "warnings", "partial"}, Tile{"note", "notes", "unknown"},
        Tile{"unknown", "unknown", "unknown"}, Tile{"waived", "waived", "unknown"}, Tile{"pass", "passed", "good"}}) {
    const std::int64_t count = number(summary, tile.key);
    page["tiles"].push_back(
        {{"count", grouped(count)}, {"label", tile.label}, {"tone", count == 0 ? "unknown" : tile.tone}});
  }
}

Json scope_row(std::string_view name, const Json& scope) {
  const Json& license = member(scope, "license");
  const std::string_view status = text(scope, "status");
  const std::string_view openness = text(license, "openness");
  const std::string_view concluded = text(license, "concluded");
  return {{"name", heading(name)},
          {"status", tone_chip(status, tone_of_status(status))},
          {"licence", concluded},
          {"no_licence", licence_in_words(scope)},
          {"openness", chip(terms_in_words(scope), to_string(tone_of_openness(openness)))},
          {"declared", joined(member(license, "declared"))},
          {"detected", joined(member(license, "detected"))},
          {"inherited", joined(member(license, "inherited"))},
          {"citations", citations(member(scope, "evidence"), 5)}};
}

Json bias_chip(std::int64_t level) {
  return chip(fmt::format("level {}, {}", level, bias_name(level)), to_string(tone_of_bias(level)));
}

void add_scopes(Json& page, const Json& report) {
  page["scopes"] = Json::array();
  for (const std::string_view name : scope_names)
    page["scopes"].push_back(scope_row(name, member(member(report, "scopes"), name)));
  page["bias"] = bias_chip(number(member(report, "bias"), "level", -1));
}

Json model_row(const Json& model) {
  Json cells = Json::array();
  for (const std::string_view name : scope_names) {
    const Json& scope = member(member(model, "scopes"), name);
    const Json& license = member(scope, "license");
    const std::string_view status = text(scope, "status");
    const std::string_view concluded = text(license, "concluded");
    const bool there = tone_of_status(status) == Tone::good || tone_of_status(status) == Tone::partial;
    const Tone tone = there ? tone_of_openness(text(license, "openness")) : tone_of_status(status);
    cells.push_back(
        {{"cell", chip(words(status.empty() ? "unknown" : status), to_string(tone))}, {"licence", concluded}});
  }
  const Class& kind = class_of(text(member(model, "verdict"), "class"));
  return {{"name", text(model, "name")},
          {"folder", text(model, "path")},
          {"verdict", chip(kind.title, to_string(kind.tone))},
          {"cells", cells},
          {"bias", bias_chip(number(member(model, "bias"), "level", -1))}};
}

void add_models(Json& page, const Json& report) {
  const auto models = objects(member(report, "models"));
  Json rows = Json::array();
  for (std::size_t i = 0; i < models.size() && i < shown_models; ++i) rows.push_back(model_row(*models[i]));
  page["models"] = models.size() < 2 ? Json(false)
                                     : Json{{"rows", rows},
                                            {"count", models.size()},
                                            {"more", models.size() > shown_models ? models.size() - shown_models : 0}};
}

Json framework_card(const std::string& id, const Json& level) {
  const std::string_view title = text(level, "title");
  const std::string_view reached = text(level, "class");
  Json steps = Json::array();
  const Json& progress = member(level, "progress");
  if (progress.is_object())
    for (const auto& [step, value] : progress.items()) {
      if (!value.is_number()) continue;
      const int percent = std::clamp(static_cast<int>(value.get<double>() + 0.5), 0, 100);
      steps.push_back({{"label", step_name(step)},
                       {"percent", std::to_string(percent)},
                       {"tone", percent == 100  ? "good"
                                : percent >= 50 ? "partial"
                                                : "bad"}});
    }
  Json grades = Json::array();
  const Json& graded = member(level, "grades");
  if (graded.is_object())
    for (const auto& [item, grade] : graded.items())
      grades.push_back({{"name", heading(item)}, {"grade", tone_chip(as_text(grade), tone_of_grade(as_text(grade)))}});
  const Json& score = member(level, "score");
  return {{"id", id},
          {"title", title.empty() ? std::string_view(id) : title},
          {"reached", reached.empty() ? Json(false) : chip(level_reached(level), "good")},
          {"score", score.is_number() && !grades.empty() ? fmt::format("{:.2f}", score.get<double>()) : std::string{}},
          {"not_reached", reached.empty() && !steps.empty() ? Json(level_reached(level)) : Json(false)},
          {"steps", steps},
          {"has_grades", !grades.empty()},
          {"grades", grades}};
}

void add_frameworks(Json& page, const Json& report) {
  Json cards = Json::array();
  const Json& levels = member(report, "levels");
  if (levels.is_object())
    for (const auto& [id, level] : levels.items()) {
      Json card = framework_card(id, level);
      if (!card["steps"].empty() || !card["grades"].empty() || card["reached"].is_object())
        cards.push_back(std::move(card));
    }
  page["frameworks"] = cards.empty() ? Json(false) : Json{{"cards", cards}};
}

}  // namespace

Json chip(std::string_view text, std::string_view tone) {
  const std::string_view sign = tone == "good" ? "●" : tone == "partial" ? "◐" : tone == "bad" ? "○" : "?";
  return {{"text", text}, {"tone", tone}, {"sign", sign}};
}

Json citations(const Json& evidence, std::size_t most) {
  const std::vector<Place> all = places(evidence);
  Json list = Json::array();
  for (std::size_t i = 0; i < all.size() && i < most; ++i)
    list.push_back({{"where", place_text(all[i])},
                    {"quote", all[i].quote},
                    {"path", all[i].path},
                    {"from", all[i].start_line},
                    {"to", all[i].end_line}});
  return {{"any", !list.empty()}, {"list", list}, {"more", all.size() > most ? all.size() - most : 0}};
}

Json link(std::string_view text) {
  bool safe = is_web_url(text);
  for (const std::string_view asset : {".js", ".css", ".png", ".woff", ".woff2"})
    safe = safe && !ends_with_i(text, asset);
  return {{"text", text}, {"href", safe ? Json(text) : Json(false)}};
}

void add_overview(Json& page, const Json& report) {
  add_head(page, report);
  add_verdict(page, report);
  add_permissions(page, report);
  add_tiles(page, report);
  add_scopes(page, report);
  add_models(page, report);
  add_frameworks(page, report);
}

}  // namespace auditor::report
