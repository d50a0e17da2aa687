#include "auditor/fleet/changes.h"

#include "auditor/assess/changes.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fleet/line_index.h"
#include "auditor/fleet/record.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace auditor::fleet {
namespace {

constexpr std::array<std::string_view, 5> kinds = {"class", "licence", "terms", "safety", "documentation"};

// What assess::compare_reports() reads of a report, from a digest.
Json as_report(const Json& digest) {
  Json scopes = Json::object();
  for (const auto& [name, scope] : member(digest, "scopes").items())
    scopes[name] = {{"status", member(scope, "status")},
                    {"license", {{"concluded", member(scope, "license")}, {"openness", member(scope, "openness")}}}};
  Json sections = Json::object();
  for (const auto& [name, status] : member(digest, "documentation").items()) sections[name] = {{"status", status}};
  return {{"verdict", {{"class", member(digest, "verdict")}}},
          {"scopes", std::move(scopes)},
          {"bias", {{"level", member(digest, "bias")}}},
          {"levels", member(digest, "levels")},
          {"facts", {{"card", {{"sections", std::move(sections)}}}}}};
}

std::string_view kind_of(std::string_view subject) {
  if (subject.ends_with(" licence")) return "licence";
  if (subject.starts_with("card section ") || subject.starts_with("bias ") || subject.starts_with("documentation ") ||
      subject == "model-card class")
    return "documentation";
  return "class";
}

// Keys of both objects.
std::set<std::string> keys_of(const Json& a, const Json& b) {
  std::set<std::string> keys;
  for (const Json* object : {&a, &b})
    if (object->is_object())
      for (const auto& [key, value] : object->items()) keys.insert(key);
  return keys;
}

// Knowing less is worse, knowing more is better; of two known answers their place on the scale decides.
std::string_view direction_of(const std::vector<std::string_view>& scale, std::string_view before,
                              std::string_view after) {
  const auto from = std::find(scale.begin(), scale.end(), before);
  const auto to = std::find(scale.begin(), scale.end(), after);
  if (before == "unknown" && to != scale.end()) return to == scale.begin() ? "worse" : "better";
  if (after == "unknown" && from != scale.end()) return from == scale.begin() ? "changed" : "worse";
  if (from == scale.end() || to == scale.end() || from == to) return "changed";
  return to > from ? "better" : "worse";
}

// "yes-if (attribution, user-cap)".
std::string ruling(const Json& permission) {
  const std::string answer(text(permission, "answer"));
  std::vector<std::string> conditions;
  if (const Json& list = member(permission, "conditions"); list.is_array())
    for (const Json& kind : list) conditions.emplace_back(as_text(kind));
  if (conditions.empty()) return answer.empty() ? "none" : answer;
  return fmt::format("{} ({})", answer, fmt::join(conditions, ", "));
}

void add(Json& out, std::string_view kind, std::string subject, std::string before, std::string after,
         std::string_view direction) {
  out.push_back({{"kind", kind},
                 {"subject", std::move(subject)},
                 {"before", std::move(before)},
                 {"after", std::move(after)},
                 {"direction", direction}});
}

void compare_terms(const Json& before, const Json& after, Json& out) {
  const Json& was = member(before, "permissions");
  const Json& is = member(after, "permissions");
  for (const std::string& use : keys_of(was, is)) {
    std::string from = ruling(member(was, use));
    std::string to = ruling(member(is, use));
    if (from == to) continue;
    const auto direction =
        direction_of({"no", "yes-if", "yes"}, text(member(was, use), "answer"), text(member(is, use), "answer"));
    add(out, "terms", use, std::move(from), std::move(to), direction);
  }
}

void compare_safety(const Json& before, const Json& after, Json& out) {
  const Json& was = member(before, "safety");
  const Json& is = member(after, "safety");
  const auto status = [](const Json& safety, const std::string& rule) {
    const std::string_view found = text(safety, rule);
    return std::string(found.empty() ? "not applicable" : found);
  };
  for (const std::string& rule : keys_of(was, is)) {
    std::string from = status(was, rule);
    std::string to = status(is, rule);
    if (from == to) continue;
    // A rule that begins to apply and does not pass is a loss; one that no longer applies is none.
    const auto direction =
        from == "not applicable" ? (to == "pass" ? "changed" : "worse") : direction_of({"fail", "pass"}, from, to);
    add(out, "safety", rule, std::move(from), std::move(to), direction);
  }
}

std::size_t rank(const Json& change) {
  const auto at = std::find(kinds.begin(), kinds.end(), text(change, "kind"));
  return static_cast<std::size_t>(at - kinds.begin());
}

}  // namespace

Json changes_between(const Json& before, const Json& after) {
  const Json was = digest_of_line(before);
  const Json is = digest_of_line(after);
  Json out = Json::array();
  for (const assess::Change& change : assess::compare_reports(as_report(was), as_report(is)))
    add(out, kind_of(change.subject), change.subject, change.before, change.after, assess::to_string(change.direction));
  compare_terms(was, is, out);
  compare_safety(was, is, out);
  std::stable_sort(out.begin(), out.end(), [](const Json& a, const Json& b) { return rank(a) < rank(b); });
  return out;
}

bool has_regression(const Json& changes) {
  const auto all = objects(changes);
  return std::any_of(all.begin(), all.end(), [](const Json* change) { return text(*change, "direction") == "worse"; });
}

namespace {

class FileComparer {
 public:
  FileComparer(const LineIndex& before, const LineIndex& after) : before_(before), after_(after) {}

  Result<FleetChanges> run() {
    for (const Place& place : after_.places())
      if (auto compared = compare(place); !compared) return tl::unexpected(compared.error());
    for (const Place& place : before_.places())
      if (after_.find(place.input) == nullptr) removed_.push_back(place.input);
    out_.document = {{"schema", "auditor-fleet-diff/1"},
                     {"from", made_by(before_)},
                     {"to", made_by(after_)},
                     {"same", same_},
                     {"added", std::move(added_)},
                     {"removed", std::move(removed_)},
                     {"failed", std::move(failed_)},
                     {"recovered", std::move(recovered_)},
                     {"changed", std::move(changed_)},
                     {"regression", out_.regression}};
    return std::move(out_);
  }

 private:
  static Json made_by(const LineIndex& index) {
    return index.manifests().empty() ? Json() : member(to_json(index.manifests().front()), "auditor");
  }

  Result<void> compare(const Place& now) {
    const Place* then = before_.find(now.input);
    if (then == nullptr) return note(added_, now.input);
    if (now.error || then->error) {
      if (now.error && !then->error) {
        out_.regression = true;  // what was known is known no more
        return note(failed_, now.input);
      }
      return now.error ? note_same() : note(recovered_, now.input);
    }
    if (now.hash == then->hash) return note_same();
    const auto was = line(before_, *then);
    const auto is = line(after_, now);
    if (!was) return tl::unexpected(was.error());
    if (!is) return tl::unexpected(is.error());
    Json changes = changes_between(*was, *is);
    if (changes.empty()) return note_same();
    out_.regression = out_.regression || has_regression(changes);
    changed_.push_back({{"input", now.input}, {"changes", std::move(changes)}});
    return {};
  }

  static Result<Json> line(const LineIndex& index, const Place& place) {
    const auto bytes = index.read(place);
    if (!bytes) return tl::unexpected(bytes.error());
    return parse_json(*bytes, place.input);
  }

  static Result<void> note(Json& list, const std::string& input) {
    list.push_back(input);
    return {};
  }
  Result<void> note_same() {
    ++same_;
    return {};
  }

  const LineIndex& before_;
  const LineIndex& after_;
  FleetChanges out_;
  std::size_t same_ = 0;
  Json added_ = Json::array();
  Json removed_ = Json::array();
  Json failed_ = Json::array();
  Json recovered_ = Json::array();
  Json changed_ = Json::array();
};

void list_inputs(std::string& out, std::string_view sign, const Json& inputs, std::string_view what) {
  for (const Json& input : inputs) out += fmt::format("{} {}: {}\n", sign, printable(as_text(input)), what);
}

}  // namespace

Result<FleetChanges> compare_files(const std::string& before, const std::string& after) {
  LineIndex was;
  LineIndex is;
  if (auto added = was.add(before); !added) return tl::unexpected(added.error());
  if (auto added = is.add(after); !added) return tl::unexpected(added.error());
  auto changes = FileComparer(was, is).run();
  if (!changes) return changes;
  changes->broken = was.broken() + is.broken();
  if (changes->broken != 0)
    changes->notes.push_back(fmt::format("{} broken line{} left out: what they were about is not compared",
                                         changes->broken, changes->broken == 1 ? "" : "s"));
  if (was.manifests().empty() || is.manifests().empty())
    changes->notes.push_back("a file without a manifest: changes may be those of the rules");
  else if (const auto& a = was.manifests().front(), &b = is.manifests().front();
           a.version != b.version || a.rules_digest != b.rules_digest)
    changes->notes.push_back(fmt::format("made with other rules ({} {}, {} {}): changes may be those of the rules",
                                         printable(a.version), printable(a.rules_digest), printable(b.version),
                                         printable(b.rules_digest)));
  return changes;
}

std::string changes_as_text(const Json& document) {
  std::string out;
  for (const Json* source : objects(member(document, "changed"))) {
    out += printable(text(*source, "input")) + "\n";
    for (const Json* change : objects(member(*source, "changes"))) {
      const std::string_view direction = text(*change, "direction");
      out += fmt::format("  {} {}: {}: {} -> {}\n",
                         direction == "better"  ? "+"
                         : direction == "worse" ? "-"
                                                : "~",
                         text(*change, "kind"), printable(text(*change, "subject")), printable(text(*change, "before")),
                         printable(text(*change, "after")));
    }
  }
  list_inputs(out, "+", member(document, "added"), "added");
  list_inputs(out, "~", member(document, "removed"), "removed");
  list_inputs(out, "-", member(document, "failed"), "can no longer be audited");
  list_inputs(out, "+", member(document, "recovered"), "can be audited again");
  out += fmt::format("{} changed, {} the same, {} added, {} removed. {}\n", member(document, "changed").size(),
                     number(document, "same"), member(document, "added").size(), member(document, "removed").size(),
                     flag(document, "regression") ? "Something got worse." : "Nothing got worse.");
  return out;
}

}  // namespace auditor::fleet
