// Stage 5: what a file's references say together. See resolve() in references.h.
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/references/references.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

namespace auditor::licenses {
namespace {

constexpr std::size_t list_size = 28;      // more distinct ids by reference: a list of licences, not a statement
constexpr std::size_t bare_list_size = 8;  // the same, each alone on its line
constexpr int list_gap = 8;                // lines between two names of such a list
constexpr int near_lines = 60;
constexpr int paragraph_lines = 6;
constexpr int title_lines = 6;
constexpr int near_above = 3;
constexpr int same_notice = 8;  // lines: a family's name so close to an exact one is said of the same work

// "GPL" of GPL-2.0-or-later, "BSD" of BSD-3-Clause.
std::string family_of(std::string_view id) { return std::string(id.substr(0, id.find('-'))); }

bool is_gnu(const std::string& family) { return family == "GPL" || family == "LGPL" || family == "AGPL"; }

bool is_exception(std::string_view id) {
  const License* license = find_license(id);
  return license != nullptr && license->exception;
}

// "GPL-2.0" of GPL-2.0-only; empty when the id has no such end.
std::string_view only_base(std::string_view id) {
  return id.ends_with("-only") ? id.substr(0, id.size() - 5) : std::string_view();
}

class Resolver {
 public:
  Resolver(std::vector<Match> texts, std::vector<Reference> references)
      : texts_(std::move(texts)), references_(std::move(references)) {}

  std::vector<Match> run() {
    drop_names_of_modified();
    drop_twins();
    drop_manners();
    drop_titles();
    drop_bsd_above();
    drop_pointers();
    drop_lists();
    drop_open_creative_commons();
    drop_families();
    drop_only();
    return merge();
  }

 private:
  template <class Test>
  void drop_if(Test test) {
    references_.erase(std::remove_if(references_.begin(), references_.end(), test), references_.end());
  }

  // A changed licence keeps its title; the title must not bring the original back.
  void drop_names_of_modified() {
    std::set<std::string> families;
    for (const Match& text : texts_)
      if (text.kind == MatchKind::modified) families.insert(family_of(text.similar_to));
    if (!families.empty()) drop_if([&](const Reference& r) { return families.contains(family_of(r.match.id)); });
  }

  // A text's title may name its family ("NVIDIA Source Code License"): the text itself says which of it it is.
  void drop_twins() {
    std::set<std::string> families;
    for (const Match& text : texts_)
      if (text.id.starts_with("LicenseRef-"))
        if (const License* license = find_license(text.id); license != nullptr && !license->family.empty())
          families.insert(license->family);
    if (families.empty()) return;
    drop_if([&](const Reference& r) {
      if (!r.match.id.starts_with("LicenseRef-") || r.match.kind == MatchKind::tag) return false;
      const License* license = find_license(r.match.id);
      return license != nullptr && families.contains(license->family);
    });
  }

  // "Both licenses are BSD-style", "the following BSD-like license": the text says itself what it is. Nobody calls the
  // GNU licences so.
  void drop_manners() {
    const bool described = std::any_of(texts_.begin(), texts_.end(), [](const Match& text) {
      return !is_gnu(family_of(text.similar_to.empty() ? text.id : text.similar_to));
    });
    if (described) drop_if([](const Reference& r) { return r.manner_only; });
  }

  // "Old BSD License" above a text that is another's: the text says itself what it is.
  void drop_titles() {
    drop_if([&](const Reference& r) {
      return r.title && std::any_of(texts_.begin(), texts_.end(), [&](const Match& text) {
               return is_exception(text.id) == is_exception(r.match.id) && text.lines.start >= r.match.lines.end &&
                      text.lines.start <= r.match.lines.end + title_lines;
             });
    });
  }

  // "or the OpenIB.org BSD license below:": people call many permissive texts so.
  void drop_bsd_above() {
    drop_if([&](const Reference& r) {
      return r.family_only && family_of(r.match.id) == "BSD" &&
             std::any_of(texts_.begin(), texts_.end(), [&](const Match& text) {
               const int below = text.lines.start - r.match.lines.end;
               return !is_gnu(family_of(text.id)) && !is_exception(text.id) && below >= 0 && below <= near_above;
             });
    });
  }

  void drop_pointers() {
    std::set<std::string> exact;
    for (const Reference& r : references_)
      if (!r.pointer && !r.family_only) exact.insert(family_of(r.match.id));
    drop_if([&](const Reference& r) { return r.pointer && exact.contains(family_of(r.match.id)); });
  }

  void drop_lists() {
    std::set<std::string> ids;
    for (const Reference& r : references_) ids.insert(r.match.id);
    if (ids.size() > list_size) references_.clear();
    drop_bare_lists();
  }

  // Names below each other, each alone on its line ("deprecated.json", an allow list): a list, too, from fewer on.
  void drop_bare_lists() {
    std::vector<int> lines;
    for (const Reference& r : references_)
      if (r.title && !r.field) lines.push_back(r.match.lines.start);
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    for (std::size_t first = 0; first < lines.size();) {
      std::size_t last = first;
      while (last + 1 < lines.size() && lines[last + 1] - lines[last] <= list_gap) ++last;
      drop_bare_list({lines[first], lines[last]}, last - first + 1);
      first = last + 1;
    }
  }
  void drop_bare_list(const LineRange& span, std::size_t lines) {
    const auto in_list = [&](const Reference& r) {
      return r.title && !r.field && r.match.lines.start >= span.start && r.match.lines.start <= span.end;
    };
    std::set<std::string> ids;
    for (const Reference& r : references_)
      if (in_list(r)) ids.insert(r.match.id);
    if (ids.size() >= bare_list_size && 2 * lines >= static_cast<std::size_t>(span.end - span.start) + 1)
      drop_if(in_list);
  }

  // "CC BY-NC", "Autoconf exception": names that a longer id says exactly.
  // "Creative Commons Attribution" without version, beside anything else: what it speaks of is hardly the whole.
  void drop_open_creative_commons() {
    const auto open = [](const std::string& id) { return id == "LicenseRef-cc-by" || id == "LicenseRef-cc-by-sa"; };
    const bool others = !texts_.empty() || std::any_of(references_.begin(), references_.end(),
                                                       [&](const Reference& r) { return !open(r.match.id); });
    if (others) drop_if([&](const Reference& r) { return open(r.match.id); });
  }

  static bool is_versionless(const std::string& id) { return id.starts_with("LicenseRef-cc-") || is_exception(id); }
  [[nodiscard]] bool is_told_exactly(const std::string& id) const {
    const std::string stem =
        (id.starts_with("LicenseRef-") ? id.substr(std::string_view("LicenseRef-").size()) : id) + "-";
    const auto tells = [&](const Match& match) {
      return starts_with_i(match.similar_to.empty() ? match.id : match.similar_to, stem);
    };
    return std::any_of(texts_.begin(), texts_.end(), tells) ||
           std::any_of(references_.begin(), references_.end(), [&](const Reference& r) { return tells(r.match); });
  }

  void drop_families() {
    std::set<std::string> exact;
    std::map<std::string, std::vector<int>> exact_lines;
    std::set<std::string> of_texts;
    std::vector<int> gnu_lines;  // LGPL and AGPL, to which a bare GPL close by yields
    for (const Match& text : texts_) of_texts.insert(family_of(text.id));
    exact = of_texts;
    bool lesser = false;
    for (const Reference& r : references_) {
      const std::string family = family_of(r.match.id);
      if (!r.family_only && !r.own_statement) {
        exact.insert(family);
        exact_lines[family].push_back(r.match.lines.start);
      }
      if (!r.family_only && (family == "LGPL" || family == "AGPL")) gnu_lines.push_back(r.match.lines.start);
      lesser = lesser || (r.family_only && r.match.id == "LGPL-2.1-or-later");
    }
    drop_if([&](const Reference& r) {
      if (is_versionless(r.match.id)) return is_told_exactly(r.match.id);
      if (!r.family_only) return false;
      const std::string family = family_of(r.match.id);
      if (exact.contains(family)) {
        const std::vector<int>& lines = exact_lines[family];
        const bool own = r.of_own_work && !of_texts.contains(family) &&
                         std::none_of(lines.begin(), lines.end(),
                                      [&](int line) { return std::abs(line - r.match.lines.start) <= same_notice; });
        return !own;
      }
      if (r.match.id == "LGPL-2.0-or-later" && lesser) return true;
      if (family != "GPL") return false;
      if (exact.contains("LGPL") || exact.contains("AGPL"))
        for (const Match& text : texts_)
          if (is_gnu(family_of(text.id))) return true;
      return std::any_of(gnu_lines.begin(), gnu_lines.end(),
                         [&](int line) { return std::abs(line - r.match.lines.start) <= near_lines; });
    });
  }

  // "GPL-2.0" by name or address beside a notice that says "or later"; a field's only beside one of its own paragraph.
  void drop_only() {
    std::map<std::string, std::vector<int>, std::less<>> later;
    const auto add = [&](std::string_view id, int line) {
      if (id.ends_with("-or-later")) later[std::string(id.substr(0, id.size() - 9))].push_back(line);
    };
    for (const Reference& r : references_)
      if (!r.own_statement) add(r.match.id, r.match.lines.start);
    drop_if([&](const Reference& r) {
      const auto base = only_base(r.match.id);
      const auto found = later.find(base);
      if (r.match.kind != MatchKind::reference || base.empty() || found == later.end()) return false;
      return !r.field || std::any_of(found->second.begin(), found->second.end(), [&](int line) {
        return line >= r.match.lines.start - 1 && line <= r.match.lines.start + paragraph_lines;
      });
    });
  }

  std::vector<Match> merge() {
    std::vector<Match> out = std::move(texts_);
    std::set<std::pair<std::string, int>> seen;
    for (Reference& r : references_)
      if (seen.emplace(r.match.id, r.match.lines.start).second) {
        r.match.expression = std::move(r.expression);
        out.push_back(std::move(r.match));
      }
    std::stable_sort(out.begin(), out.end(),
                     [](const Match& a, const Match& b) { return a.lines.start < b.lines.start; });
    return out;
  }

  std::vector<Match> texts_;
  std::vector<Reference> references_;
};

}  // namespace

std::vector<Match> resolve(std::vector<Match> texts, std::vector<Reference> references) {
  return Resolver(std::move(texts), std::move(references)).run();
}

}  // namespace auditor::licenses
