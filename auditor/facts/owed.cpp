#include "auditor/facts/owed.h"

#include "auditor/core/json_view.h"
#include "auditor/licenses/permissions/clauses.h"
#include "auditor/licenses/permissions/uses.h"

#include <algorithm>
#include <set>

namespace auditor::facts {
namespace {

struct Status {
  std::string status = "unknown";
  Json evidence = Json::array();
};

// Of what is not there: where it was looked for.
Json expected_at(const char* path) {
  return Json::array({{{"path", path},
                       {"start_line", 0},
                       {"end_line", 0},
                       {"oid", ""},
                       {"quote", ""},
                       {"quote_sha256", ""},
                       {"method", "file-name"},
                       {"confidence", "high"}}});
}

bool lists(const Json& ids, std::string_view id) {
  return ids.is_array() && std::any_of(ids.begin(), ids.end(), [&](const Json& one) { return one == id; });
}

const Json& license_files(const Json& facts) { return member(member(facts, "licenses"), "files"); }

// A text that nobody could read may be the one that is missed.
bool all_read(const Json& facts) {
  const auto files = objects(license_files(facts));
  return std::all_of(files.begin(), files.end(), [](const Json* file) { return member(*file, "readable") == true; }) &&
         text(member(facts, "source"), "completeness") != "partial";
}

Status copy_status(const Json& facts, std::string_view license) {
  for (const Json* file : objects(license_files(facts)))
    if (member(*file, "text") == true && lists(member(*file, "ids"), license))
      return {"met", member(*file, "evidence")};
  if (!all_read(facts)) return {};
  return {"unmet", expected_at("LICENSE")};
}

// A notice that a licence prescribes is missing without a file for it. Without a prescribed one, what has to be kept is
// what came along, and that is not here to be seen.
Status notice_status(const Json& facts, std::string_view license) {
  const bool prescribed = !permissions::wording_of(license).notice.empty();
  for (const Json* file : objects(license_files(facts)))
    if (text(*file, "role") == "notice") return {prescribed ? "unknown" : "met", member(*file, "evidence")};
  if (!prescribed || !all_read(facts)) return {};
  return {"unmet", expected_at("NOTICE")};
}

// Only a text that holds its holder's line shows that the line is missing: what else had to be kept came with the work,
// and that is not here to be seen.
Status copyright_status(const Json& facts, std::string_view license) {
  const std::string_view shown = text(member(member(facts, "licenses"), "payload"), "copyright_notice");
  if (shown == "absent" && permissions::has_holder_line(license) && all_read(facts))
    return {"unmet", expected_at("LICENSE")};
  if (shown != "present") return {};
  Status out{"met", Json::array()};
  for (const Json* file : objects(license_files(facts)))
    for (const Json& place : member(*file, "evidence"))
      if (out.evidence.size() < 2) out.evidence.push_back(place);
  return out;
}

// Kinds as conditions call them.
std::string_view kind_of(const Json& obligation) {
  const std::string_view kind = text(obligation, "kind");
  return kind == "licence-copy" ? "license-copy" : kind;
}

std::string license_of_parent(const Json& facts, std::string_view id) {
  for (const Json* parent : objects(member(member(facts, "lineage"), "parents"))) {
    if (text(*parent, "id") == id) return std::string(text(*parent, "license"));
    for (const Json* ancestor : objects(member(*parent, "ancestors")))
      if (text(*ancestor, "id") == id) return std::string(text(*ancestor, "license"));
  }
  return {};
}

class Checklist {
 public:
  explicit Checklist(const Json& facts) : facts_(facts) {
    for (const Json* one : objects(member(member(facts, "lineage"), "obligations")))
      inherited_.push_back({one, license_of_parent(facts, text(*one, "from"))});
  }

  // A condition of a use. What was checked as a duty of a parent's licence stands there.
  void add(std::string_view kind, const std::string& words, const std::string& license) {
    const bool checked = std::any_of(inherited_.begin(), inherited_.end(), [&](const Inherited& one) {
      return kind_of(*one.duty) == kind && one.license == license;
    });
    if (checked || !said_.insert(std::string(kind) + '\0' + words + '\0' + license).second) return;
    Status status;
    if (kind == "license-copy") status = copy_status(facts_, license);
    else if (kind == "notice-file") status = notice_status(facts_, license);
    else if (kind == "attribution" && words.find("copyright") != std::string::npos)
      status = copyright_status(facts_, license);
    push(kind, words, license, std::move(status));
  }

  Json finish() {
    for (const Inherited& one : inherited_)
      push(kind_of(*one.duty), std::string(text(*one.duty, "text")), one.license,
           {std::string(text(*one.duty, "status")), member(*one.duty, "evidence")});
    return std::move(out_);
  }

 private:
  struct Inherited {
    const Json* duty;
    std::string license;
  };

  void push(std::string_view kind, const std::string& words, const std::string& license, Status status) {
    out_.push_back({{"kind", kind},
                    {"text", words},
                    {"license", license},
                    {"status", std::move(status.status)},
                    {"evidence", status.evidence.is_array() ? std::move(status.evidence) : Json::array()}});
  }

  const Json& facts_;
  std::vector<Inherited> inherited_;
  std::set<std::string> said_;
  Json out_ = Json::array();
};

}  // namespace

Json owed_json(const Json& facts, const std::vector<std::string>& uses) {
  Checklist list(facts);
  for (const std::string& use : uses)
    for (const Json* condition : objects(member(member(member(facts, "permissions"), use), "conditions")))
      if (permissions::is_duty(text(*condition, "kind")))
        list.add(text(*condition, "kind"), std::string(text(*condition, "text")),
                 std::string(text(*condition, "license")));
  return list.finish();
}

}  // namespace auditor::facts
