#include "auditor/report/site/lineage.h"

#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/view.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <set>

namespace auditor::report::site {
namespace {

constexpr std::size_t most_edges = 500'000;
constexpr std::size_t most_parents = 50;  // of one model
constexpr std::size_t most_pictures = 12;
constexpr std::size_t most_spots = 36;  // of one picture
constexpr std::size_t most_bases = 20;
constexpr int deepest = 6;
constexpr double column_width = 320;
constexpr double row_height = 26;
constexpr double left_margin = 36;
constexpr std::size_t name_length = 32;
constexpr double letter_width = 7.2;

std::string coordinate(double value) { return fmt::format("{:.1f}", value); }

// From the end of the base's name, straight and then in a bow to the derivative. Where a repository names its own
// derivative as its base, both stand below one another: a bow at their left.
std::string line_between(double x, double y, const std::string& name, double to_x, double to_y) {
  const double end = to_x - 9;
  if (to_x <= x)
    return fmt::format("M{0:.1f} {1:.1f}C{2:.1f} {1:.1f} {2:.1f} {3:.1f} {4:.1f} {3:.1f}", x - 9, y, end - 20, to_y,
                       end);
  const double bow = end - 46;
  const auto letters = static_cast<double>(display_width(ellipsize(name, name_length)));
  const double start = std::min(x + 18 + letter_width * letters, bow);
  return fmt::format("M{:.1f} {:.1f}H{:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", start, y, bow, end - 20, y,
                     end - 26, to_y, end, to_y);
}

// The root of a node's tree, with the way there shortened.
int root_of(std::vector<int>& up, int node) {
  const auto at = [&](int i) -> int& { return up[static_cast<std::size_t>(i)]; };
  while (at(node) != node) node = at(node) = at(at(node));
  return node;
}

}  // namespace

int Lineage::node_of(const std::string& name) {
  const auto [found, added] = by_name_.try_emplace(to_lower(name), static_cast<int>(nodes_.size()));
  if (added) nodes_.push_back({name, {}, {}, {}, 0});
  return found->second;
}

void Lineage::add(const Entry& entry, std::string_view kind) {
  const int child = node_of(entry.name);
  Node& node = nodes_[static_cast<std::size_t>(child)];
  if (node.kind.empty()) {  // of several lines of one name the first is linked
    node.name = entry.name;
    node.page = entry.page;
    node.kind = kind;
  }
  std::set<int> known;
  for (const Json* parent : objects(at(entry.report, "facts.lineage.parents"))) {
    const std::string id = ellipsize(clean(text(*parent, "id")), 200);
    if (id.empty() || known.size() >= most_parents) continue;
    if (edges_.size() >= most_edges) {
      ++left_out_;
      continue;
    }
    const int base = node_of(id);
    if (base == child || !known.insert(base).second) continue;
    edges_.push_back({child, base, clean(text(*parent, "relation"))});
    nodes_[static_cast<std::size_t>(base)].children.push_back(child);
    ++nodes_[static_cast<std::size_t>(child)].parents;
  }
}

// Families of two and more: those with most lines of the fleet first.
std::vector<std::vector<int>> Lineage::components() const {
  std::vector<int> up(nodes_.size());
  std::iota(up.begin(), up.end(), 0);
  for (const Edge& edge : edges_) up[static_cast<std::size_t>(root_of(up, edge.child))] = root_of(up, edge.base);
  std::map<int, std::vector<int>> of_root;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const int node = static_cast<int>(i);
    if (!nodes_[i].children.empty() || nodes_[i].parents > 0) of_root[root_of(up, node)].push_back(node);
  }
  std::vector<std::vector<int>> out;
  for (auto& [root, members] : of_root) out.push_back(std::move(members));
  const auto weight = [&](const std::vector<int>& members) {
    const auto lines = std::count_if(members.begin(), members.end(), [&](int i) { return !node_at(i).kind.empty(); });
    return std::pair(static_cast<std::size_t>(lines), members.size());
  };
  std::stable_sort(out.begin(), out.end(), [&](const auto& a, const auto& b) { return weight(a) > weight(b); });
  return out;
}

// How far each node stands to the right: further than all its bases, up to a bound that also ends a circle.
std::map<int, int> Lineage::depths(const std::vector<int>& component) const {
  std::map<int, int> depth;
  for (const int node : component) depth[node] = 0;
  bool changed = true;
  for (int round = 0; round < deepest && changed; ++round) {
    changed = false;
    for (const int base : component)
      for (const int child : node_at(base).children)
        if (const int wanted = std::min(deepest, depth[base] + 1); depth[child] < wanted) {
          depth[child] = wanted;
          changed = true;
        }
  }
  return depth;
}

// Each node once, in a row below the base that reaches it first. Where all have bases, which only a repository that
// names its own derivative brings about, the first line begins.
std::vector<Lineage::Spot> Lineage::laid_out(const std::vector<int>& component) const {
  std::vector<int> roots;
  for (const int node : component)
    if (node_at(node).parents == 0) roots.push_back(node);
  if (roots.empty()) roots.push_back(component.front());
  std::stable_sort(roots.begin(), roots.end(),
                   [&](int a, int b) { return node_at(a).children.size() > node_at(b).children.size(); });
  const std::map<int, int> depth = depths(component);
  std::vector<Spot> out;
  std::set<int> placed;
  int row = 0;
  for (const int root : roots) {
    std::vector<std::pair<int, int>> open = {{root, -1}};  // a node, and the place of the base it is reached from
    while (!open.empty() && out.size() < most_spots) {
      const auto [node, base] = open.back();
      open.pop_back();
      if (!placed.insert(node).second) continue;
      // A first child stands beside its base, every other below what is there.
      const bool beside =
          base >= 0 && static_cast<std::size_t>(base) + 1 == out.size() && out.back().depth < depth.at(node);
      const int place = static_cast<int>(out.size());
      out.push_back({node, depth.at(node), beside ? out.back().row : row});
      row = out.back().row + 1;
      const auto& children = node_at(node).children;
      for (auto child = children.rbegin(); child != children.rend(); ++child)
        if (!placed.contains(*child)) open.emplace_back(*child, place);
    }
  }
  return out;
}

Json Lineage::spot_model(int index, double x, double y) const {
  const Node& node = node_at(index);
  const Class& kind = class_of(node.kind);
  const std::string about = node.kind.empty()            ? "not in this index"
                            : node.kind == "not-audited" ? "not audited"
                                                         : to_lower(kind.title);
  return {{"x", coordinate(x)},
          {"y", coordinate(y)},
          {"text_x", coordinate(x + 12)},
          {"text_y", coordinate(y + 4.5)},
          {"name", ellipsize(node.name, name_length)},
          {"about", node.name + ", " + about},
          {"tone", node.kind.empty() ? "outside" : to_string(kind.tone)},
          {"page", node.page.empty() ? Json(false) : Json("models/" + node.page)}};
}

Json Lineage::picture(const std::vector<int>& component) const {
  const std::vector<Spot> spots = laid_out(component);
  std::map<int, std::pair<double, double>> places;
  int leftmost = deepest;
  for (const Spot& spot : spots) leftmost = std::min(leftmost, spot.depth);
  Json nodes = Json::array();
  double right = 0;
  double bottom = 0;
  for (const Spot& spot : spots) {
    const double x = left_margin + column_width * (spot.depth - leftmost);
    const double y = row_height * (spot.row + 0.5);
    places[spot.node] = {x, y};
    nodes.push_back(spot_model(spot.node, x, y));
    right = std::max(right, x + column_width);
    bottom = std::max(bottom, y + row_height / 2);
  }
  Json lines = Json::array();
  for (const auto& [base, from] : places)
    for (const int child : node_at(base).children)
      if (const auto to = places.find(child); to != places.end())
        lines.push_back(
            {{"path", line_between(from.first, from.second, node_at(base).name, to->second.first, to->second.second)}});
  return {{"title", node_at(spots.front().node).name},
          {"count", component.size()},
          {"width", coordinate(right)},
          {"height", coordinate(bottom)},
          {"nodes", std::move(nodes)},
          {"lines", std::move(lines)},
          {"more", component.size() - spots.size()}};
}

Json Lineage::most_used() const {
  std::vector<int> bases;
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (!nodes_[i].children.empty()) bases.push_back(static_cast<int>(i));
  const auto made = [&](int node) { return node_at(node).children.size(); };
  std::stable_sort(bases.begin(), bases.end(), [&](int a, int b) { return made(a) > made(b); });
  const std::size_t longest = bases.empty() ? 1 : made(bases.front());
  Json rows = Json::array();
  for (std::size_t i = 0; i < bases.size() && i < most_bases; ++i) {
    const Node& node = node_at(bases[i]);
    rows.push_back(
        {{"label", node.name},
         {"href", node.page.empty() ? Json(false) : Json("models/" + node.page)},
         {"count", grouped(static_cast<std::int64_t>(made(bases[i])))},
         {"share", false},
         {"tone", node.kind.empty() ? "unknown" : to_string(class_of(node.kind).tone)},
         {"width", fmt::format("{:.2f}", 100.0 * static_cast<double>(made(bases[i])) / static_cast<double>(longest))}});
  }
  const std::size_t hidden = bases.size() > most_bases ? bases.size() - most_bases : 0;
  return {{"id", "bases"},
          {"title", "Bases with most derivatives"},
          {"note", hidden == 0 ? std::string() : fmt::format("And {} more in lineage.csv.", hidden)},
          {"any", !rows.empty()},
          {"rows", std::move(rows)}};
}

Json Lineage::model() const {
  const auto all = components();
  Json pictures = Json::array();
  for (std::size_t i = 0; i < all.size() && i < most_pictures; ++i) pictures.push_back(picture(all[i]));
  return {{"any", !pictures.empty()},
          {"pictures", std::move(pictures)},
          {"more", all.size() > most_pictures ? all.size() - most_pictures : 0},
          {"bases", {most_used()}},
          {"edges", grouped(static_cast<std::int64_t>(edges_.size()))},
          {"left_out", left_out_}};
}

std::string Lineage::csv() const {
  std::string out = "derivative,relation,base,page,class\n";
  for (const Edge& edge : edges_) {
    const Node& child = node_at(edge.child);
    out +=
        fmt::format("{},{},{},{},{}\n", csv_field(child.name), csv_field(edge.relation),
                    csv_field(node_at(edge.base).name), child.page.empty() ? "" : "models/" + child.page, child.kind);
  }
  return out;
}

}  // namespace auditor::report::site
