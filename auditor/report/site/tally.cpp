#include "auditor/report/site/tally.h"

#include "auditor/core/text.h"
#include "auditor/licenses/permissions/uses.h"
#include "auditor/report/escape.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace auditor::report::site {
namespace {

constexpr std::size_t most_bars = 20;
constexpr std::size_t most_values = 20'000;  // of a column that a repository can write into; then all are "others"
constexpr std::size_t longest_label = 60;
constexpr const char* others = "all others";

double percent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string percent_text(std::int64_t part, std::int64_t whole) {
  return fmt::format("{:.0f}\u00a0%", percent(part, whole));
}

std::string width(std::int64_t part, std::int64_t whole) { return fmt::format("{:.2f}", percent(part, whole)); }

// The table with the rows of one value: what stands behind # is read by table.js.
std::string view_of(std::string_view column, std::string_view value) {
  return fmt::format("index.html#{}={}", column, uri_value(value));
}

struct Bar {
  std::string label, href;
  std::int64_t count = 0;
  Tone tone = Tone::unknown;
};

Json bar_rows(const std::vector<Bar>& bars, std::int64_t total) {
  std::int64_t longest = 1;
  for (const Bar& bar : bars) longest = std::max(longest, bar.count);
  Json rows = Json::array();
  for (const Bar& bar : bars)
    rows.push_back({{"label", bar.label},
                    {"href", bar.href},
                    {"count", grouped(bar.count)},
                    {"share", percent_text(bar.count, total)},
                    {"width", width(bar.count, longest)},
                    {"tone", to_string(bar.tone)}});
  return rows;
}

// One bar of the whole width in parts, with a number for each.
Json cut_bar(const std::string& label, const std::vector<Bar>& parts, std::int64_t whole) {
  Json cut = Json::array();
  std::int64_t before = 0;
  for (const Bar& part : parts) {
    cut.push_back({{"label", part.label},
                   {"href", part.href},
                   {"count", grouped(part.count)},
                   {"tone", to_string(part.tone)},
                   {"from", width(before, whole)},
                   {"width", width(part.count, whole)}});
    before += part.count;
  }
  return {{"label", label}, {"parts", std::move(cut)}};
}

// Most first; beyond those shown, one bar for the rest.
std::vector<Bar> longest_first(std::vector<Bar> bars) {
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.count > b.count; });
  if (bars.size() <= most_bars) return bars;
  Bar rest{others, {}, 0, Tone::unknown};
  for (std::size_t i = most_bars; i < bars.size(); ++i) rest.count += bars[i].count;
  bars.resize(most_bars);
  bars.push_back(std::move(rest));
  return bars;
}

}  // namespace

std::size_t Tally::column(std::string_view id) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.id == id; });
  return static_cast<std::size_t>(found - columns_.begin());
}

void Tally::add(const Entry& entry, const std::vector<Cell>& cells) {
  ++total_;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!columns_[i].facet && columns_[i].kind != Kind::choice) continue;
    const auto* value = std::get_if<std::string>(&cells[i]);
    std::string key = value == nullptr ? std::string() : *value;
    if (const int choice = choice_of(columns_[i], cells[i]); choice >= 0 && columns_[i].kind == Kind::choice)
      key = columns_[i].choices[static_cast<std::size_t>(choice)].id;
    if (counts_[i].size() >= most_values && !counts_[i].contains(key)) key = others;
    ++counts_[i][key];
  }
  const std::size_t kind = column("class");
  const std::size_t bias = column("bias");
  ++class_and_bias_[{choice_of(columns_[kind], cells[kind]), choice_of(columns_[bias], cells[bias])}];
  const Json& conflicts = at(entry.report, "facts.licenses.conflicts");
  if (!conflicts.is_array()) return;
  Family& family = families_[entry.family];
  ++family.models;
  std::set<std::string> kinds;
  for (const Json* conflict : objects(conflicts)) kinds.insert(clean(text(*conflict, "kind")));
  for (const std::string& one : kinds)
    if (family.kinds.size() < most_values) ++family.kinds[one];
  if (kinds.contains("label-and-text") || kinds.contains("label-and-sentence")) ++family.disagreeing;
}

Json Tally::bars(const char* id, const char* title, std::string note) const {
  const Column& from = columns_[column(id)];
  const auto& counts = counts_[column(id)];
  std::vector<Bar> all;
  std::int64_t said = 0;
  const auto add = [&](const std::string& value, const std::string& label, Tone tone) {
    const auto found = counts.find(value);
    if (found == counts.end()) return;
    all.push_back({label, value == others ? std::string() : view_of(id, value), found->second, tone});
    said += found->second;
  };
  if (from.kind == Kind::choice) {
    for (const Choice& one : from.choices) add(one.id, one.title, one.tone);
  } else {
    for (const auto& [value, count] : counts)
      if (!value.empty()) add(value, ellipsize(value, longest_label), Tone::unknown);
    all = longest_first(std::move(all));
  }
  const std::int64_t silent = total_ - said;
  if (silent > 0) note += fmt::format("{}{} without this.", note.empty() ? "" : " ", grouped(silent));
  return {{"id", id}, {"title", title}, {"note", note}, {"rows", bar_rows(all, total_)}, {"any", !all.empty()}};
}

// One bar a use, cut by the answers.
Json Tally::answers() const {
  Json rows = Json::array();
  for (const std::string& use : permissions::use_names()) {
    std::string id = "may_" + use;
    std::replace(id.begin(), id.end(), '-', '_');
    const auto& counts = counts_[column(id)];
    std::vector<Bar> parts;
    std::int64_t said = 0;
    for (const Choice& answer : columns_[column(id)].choices) {
      const auto found = counts.find(answer.id);
      parts.push_back({answer.title, view_of(id, answer.id), found == counts.end() ? 0 : found->second, answer.tone});
      said += parts.back().count;
    }
    if (said > 0) rows.push_back(cut_bar(permissions::use_title(use), parts, said));
  }
  return {{"any", !rows.empty()}, {"rows", std::move(rows)}};
}

// How well models of each class deal with bias.
Json Tally::classes_by_bias() const {
  const Column& classes = columns_[column("class")];
  const Column& levels = columns_[column("bias")];
  Json head = Json::array();
  for (const Choice& level : levels.choices) head.push_back({{"title", level.title}});
  std::int64_t most = 1;
  for (const auto& [where, count] : class_and_bias_)
    if (where.second >= 0) most = std::max(most, count);
  Json rows = Json::array();
  for (std::size_t i = 0; i < classes.choices.size(); ++i) {
    Json cells = Json::array();
    std::int64_t row = 0;
    for (std::size_t k = 0; k < levels.choices.size(); ++k) {
      const auto found = class_and_bias_.find({static_cast<int>(i), static_cast<int>(k)});
      const std::int64_t count = found == class_and_bias_.end() ? 0 : found->second;
      row += count;
      const std::int64_t shade = count == 0 ? 0 : 1 + 4 * (count - 1) / most;
      cells.push_back({{"count", count == 0 ? std::string() : grouped(count)},
                       {"shade", std::to_string(shade)},
                       {"href", view_of("class", classes.choices[i].id) + "&bias=" + levels.choices[k].id}});
    }
    if (row > 0) rows.push_back({{"label", classes.choices[i].title}, {"cells", std::move(cells)}});
  }
  return {{"any", !rows.empty()}, {"head", std::move(head)}, {"rows", std::move(rows)}};
}

// The families with most disagreements first. Models that name no family are a row of their own.
Json Tally::conflicts_by_family() const {
  std::vector<std::pair<std::string, const Family*>> all;
  for (const auto& [name, family] : families_) all.emplace_back(name, &family);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second->disagreeing, a.second->models) > std::pair(b.second->disagreeing, b.second->models);
  });
  Json rows = Json::array();
  for (const auto& [name, family] : all)
    rows.push_back(cut_bar(name.empty() ? "no family named" : name,
                           {{"disagree", {}, family->disagreeing, Tone::bad},
                            {"agree or one alone", {}, family->models - family->disagreeing, Tone::unknown}},
                           family->models));
  return {{"any", !rows.empty()}, {"rows", std::move(rows)}};
}

Json Tally::conflicts_by_kind() const {
  std::map<std::string, std::int64_t> kinds;
  for (const auto& [name, family] : families_)
    for (const auto& [kind, count] : family.kinds) kinds[kind] += count;
  std::vector<Bar> all;
  for (const auto& [kind, count] : kinds) all.push_back({words(kind), {}, count, Tone::bad});
  all = longest_first(std::move(all));
  return {{"id", "conflicts"},
          {"title", "Conflicts of terms by kind"},
          {"note", "Models with at least one of the kind."},
          {"rows", bar_rows(all, total_)},
          {"any", !all.empty()}};
}

Json Tally::charts() const {
  return {{"first",
           {bars("class", "Classes"),
            bars("weights_license", "Licences of the weights", "As concluded from texts and labels."),
            bars("weights_openness", "Terms of the weights")}},
          {"levels",
           {bars("card", "Levels of the model card", "What the rule set model-card asks for."),
            bars("bias", "Documentation of bias"), bars("mof", "Model Openness Framework"),
            bars("safety", "Safety of loading the weights", "\u201cnone\u201d: no weights in the repository.")}},
          {"kinds", {conflicts_by_kind()}},
          {"answers", answers()},
          {"families", conflicts_by_family()},
          {"matrix", classes_by_bias()}};
}

}  // namespace auditor::report::site
