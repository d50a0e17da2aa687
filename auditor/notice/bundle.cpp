#include "auditor/notice/bundle.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_files.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/clauses.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace auditor::notice {
namespace {

void add_unique(std::vector<std::string>& list, std::string value) {
  if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

// The ids of an expression; what is none stands for itself.
void add_ids(std::string_view expression, std::vector<std::string>& out) {
  if (expression.empty()) return;
  const auto parsed = licenses::parse_expression(expression);
  if (!parsed) return add_unique(out, std::string(expression));
  for (const std::string& id : licenses::ids_of(*parsed)) add_unique(out, id);
}

// By its whole name; a plain folder has no owner in its name.
const source::Snapshot* repository_of(std::string_view id, const std::vector<const source::Snapshot*>& repositories) {
  const source::Snapshot* without_owner = nullptr;
  for (std::size_t i = 1; i < repositories.size(); ++i) {
    const std::string& name = repositories[i]->info().name;
    if (iequals(name, id)) return repositories[i];
    if (without_owner == nullptr && name.find('/') == std::string::npos && iequals(name, base_name(id)))
      without_owner = repositories[i];
  }
  return without_owner;
}

// What the model itself is under, without what came from its parents.
Work own_work(const Json& facts, const std::vector<const source::Snapshot*>& repositories) {
  Work work{std::string(text(member(facts, "source"), "name")), "", {}, repositories.front()};
  for (const char* name : {"weights", "code", "data", "documentation"}) {
    const Json& scope = member(member(facts, "licenses"), name);
    std::vector<std::string> ids;
    add_ids(text(scope, "concluded"), ids);
    std::vector<std::string> inherited;
    for (const Json& one : scope.value("inherited", Json::array())) add_ids(as_text(one), inherited);
    std::vector<std::string> own;
    for (const char* key : {"declared", "detected"})
      for (const Json& one : scope.value(key, Json::array())) add_ids(as_text(one), own);
    for (const std::string& id : ids)
      if (std::count(inherited.begin(), inherited.end(), id) == 0 || std::count(own.begin(), own.end(), id) > 0)
        add_unique(work.licenses, id);
  }
  return work;
}

// A name as a file's: nothing that leads elsewhere.
std::string file_name(std::string_view name) {
  std::string out;
  for (const char c : name) out.push_back(is_alnum(c) || c == '.' || c == '-' || c == '+' ? c : '-');
  return out.empty() || out.front() == '.' ? "-" + out : out;
}

class Maker {
 public:
  Maker(const std::vector<Work>& works, const Texts& texts) : works_(works), texts_(texts) {}

  Bundle make(const Json& facts) {
    for (const Work& work : works_) {
      for (const std::string& license : work.licenses) add_text(work, license);
      // Nothing is granted: the bundle is not complete.
      if (work.licenses.empty()) out_.missing.push_back({"terms nobody knows", work.name, ""});
    }
    add_notice();
    add_attribution(text(member(facts, "source"), "commit"));
    if (works_.size() > 1) add_changes();
    add_left();
    if (!out_.complete()) add_missing();
    return std::move(out_);
  }

 private:
  // One file a licence; of works whose copies differ (each has its holder's line), one a work.
  void add_text(const Work& work, const std::string& license) {
    const auto found = texts_.find(license, work.repository);
    if (!found) {
      const licenses::License* known = licenses::find_license(license);
      if (known != nullptr && known->exception) return;  // it stands with the licence it belongs to
      out_.missing.push_back({license, work.name, address_of(license)});
      return;
    }
    std::string path = fmt::format("LICENSES/{}.txt", file_name(license));
    if (const auto there = out_.files.find(path); there != out_.files.end() && there->second != found->bytes)
      path = fmt::format("LICENSES/{}-{}.txt", file_name(license), file_name(work.name));
    out_.files[path] = found->bytes;
    places_[work.name + '\0' + license] = path;
  }

  // The work that lies in a repository; null: it was given for none of them.
  [[nodiscard]] const Work* work_in(const source::Snapshot* repository) const {
    const auto of_work = [&](const Work& work) { return work.repository == repository; };
    const auto found = std::find_if(works_.begin(), works_.end(), of_work);
    return found == works_.end() ? nullptr : &*found;
  }

  void add_left() {
    for (const LeftOut& file : texts_.left_out())
      if (const Work* work = work_in(file.repository); work != nullptr)
        out_.left.push_back({file.path, work->name, file.why});
  }

  void add_notice() {
    std::string kept;
    std::set<std::string> seen;
    for (const RepositoryText& file : texts_.files()) {
      const Work* work = work_in(file.repository);
      if (!file.notice || work == nullptr || !seen.insert(file.bytes).second) continue;
      kept += fmt::format("{}From {} of {}:\n\n{}{}", kept.empty() ? "" : "\n", printable(file.path), work->name,
                          file.bytes, file.bytes.ends_with('\n') ? "" : "\n");
    }
    for (const std::string& line : notice_lines(works_, kept)) kept += (kept.empty() ? "" : "\n") + line + "\n";
    if (!kept.empty()) out_.files["NOTICE"] = kept;
  }

  // Lines of copyright as the work's own files have them.
  std::vector<std::string> copyright_lines(const Work& work) {
    constexpr std::size_t most = 20;
    std::vector<std::string> out;
    std::set<std::string> files_with_more;
    if (work.repository == nullptr) return out;
    for (const RepositoryText& file : texts_.files()) {
      if (file.repository != work.repository) continue;
      for (const std::string_view line : split_lines(file.bytes))
        if (starts_with_i(trim(line), "copyright") && evidence::has_copyright_notice(line)) {
          std::string shown = printable(trim(line));
          if (out.size() < most) add_unique(out, std::move(shown));
          else if (std::find(out.begin(), out.end(), shown) == out.end()) files_with_more.insert(file.path);
        }
    }
    for (const std::string& path : files_with_more)
      out_.left.push_back({"lines of copyright in " + path, work.name,
                           fmt::format("ATTRIBUTION.md has the first {} of the work", most)});
    return out;
  }

  void add_attribution(std::string_view commit) {
    std::string text = "# Attribution\n";
    std::vector<std::string> shown;
    for (const Work& work : works_) {
      text += fmt::format("\n## {}\n", work.name);
      if (work.relation.empty() && !commit.empty()) text += fmt::format("Revision {}.\n", commit);
      if (!work.relation.empty()) text += fmt::format("What the model was made from ({}).\n", work.relation);
      for (const std::string& license : work.licenses) {
        const auto place = places_.find(work.name + '\0' + license);
        text +=
            fmt::format("- {}: {}\n", license, place == places_.end() ? "text missing, see MISSING.md" : place->second);
        const permissions::Wording& wording = permissions::wording_of(license);
        if (!wording.show.empty() && !work.relation.empty())
          add_unique(shown, fmt::format("{} ({})", fmt::join(wording.show, " or "), license));
      }
      if (work.licenses.empty()) text += "- no terms are known: nothing is granted without them\n";
      for (const std::string& line : copyright_lines(work)) text += fmt::format("- {}\n", line);
    }
    if (!shown.empty()) text += "\n## To be shown where users see it\n";
    for (const std::string& phrase : shown) text += fmt::format("- {}\n", phrase);
    out_.files["ATTRIBUTION.md"] = text;
  }

  void add_changes() {
    std::string text = fmt::format("# Statement of changes\n\n{} was made from:\n", works_.front().name);
    for (std::size_t i = 1; i < works_.size(); ++i)
      text += fmt::format("- {} ({})\n", works_[i].name, works_[i].relation);
    text += "\nTo be filled in by a person: which files were changed or made anew, how, by whom and when.\n";
    out_.files["CHANGES.md"] = text;
  }

  void add_missing() {
    std::string text;
    if (!out_.missing.empty())
      text =
          "# Texts that were not found here\nNeither the repositories nor this machine have them. Add each as it is "
          "published.\n\n";
    for (const Missing& one : out_.missing)
      text += fmt::format("- {} (of {}): {}\n", one.license, one.work,
                          one.address.empty() ? "no address is known; ask its owner" : one.address);
    if (!out_.left.empty())
      text += fmt::format(
          "{}# What was left out\nThe repositories have it and it is not in this folder. Add it by hand.\n\n",
          text.empty() ? "" : "\n");
    for (const Left& one : out_.left) text += fmt::format("- {} (of {}): {}\n", printable(one.what), one.work, one.why);
    out_.files["MISSING.md"] = text;
  }

  const std::vector<Work>& works_;
  const Texts& texts_;
  std::map<std::string, std::string> places_;
  Bundle out_;
};

}  // namespace

std::vector<Work> works_of(const Json& facts, const std::vector<const source::Snapshot*>& repositories) {
  std::vector<Work> out = {own_work(facts, repositories)};
  const auto add = [&](std::string_view id, std::string relation, std::string_view license) {
    const auto same = [&](const Work& work) { return work.name == id; };
    auto known = std::find_if(out.begin(), out.end(), same);
    if (known == out.end())
      known = out.insert(out.end(), {std::string(id), std::move(relation), {}, repository_of(id, repositories)});
    add_ids(license, known->licenses);
  };
  for (const Json* parent : objects(member(member(facts, "lineage"), "parents"))) {
    add(text(*parent, "id"), std::string(text(*parent, "relation")), text(*parent, "license"));
    for (const Json* ancestor : objects(member(*parent, "ancestors")))
      add(text(*ancestor, "id"), fmt::format("of which {} was made", text(*parent, "id")), text(*ancestor, "license"));
  }
  return out;
}

std::vector<std::string> notice_lines(const std::vector<Work>& works, std::string_view present) {
  std::vector<std::string> out;
  for (const Work& work : works)
    for (const std::string& license : work.licenses)
      if (const std::string& line = permissions::wording_of(license).notice;
          !line.empty() && !permissions::holds_line(present, line))
        add_unique(out, line);
  return out;
}

Bundle make_bundle(const Json& facts, const std::vector<const source::Snapshot*>& repositories, const Texts& texts) {
  const std::vector<Work> works = works_of(facts, repositories);
  return Maker(works, texts).make(facts);
}

}  // namespace auditor::notice
