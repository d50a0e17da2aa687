#include "auditor/assess/verification.h"

#include "auditor/assess/report_document.h"
#include "auditor/core/json_view.h"
#include "auditor/core/json_walk.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

namespace auditor::assess {
namespace {

constexpr std::size_t most_listed = 50;  // differences of one kind

std::string_view shown(std::string_view value) { return value.empty() ? "none" : value; }

// What it was and what it is, for a reader.
std::string in_report_and_now(std::string_view before, std::string_view after) {
  return fmt::format("{} in the report, {} now", shown(before), shown(after));
}

constexpr std::array<std::string_view, 7> keys_of_the_copy = {"kind",  "name",    "remote", "revision",
                                                              "dirty", "shallow", "partial"};

// The facts repeat what the report says of the copy.
void compare_copies(const Json& report, Checks& checks) {
  const Json& own = member(report, "source");
  const Json& repeated = member(member(report, "facts"), "source");
  for (const std::string_view key : keys_of_the_copy)
    if (member(own, key) != member(repeated, key))
      add_check(checks, "source", Answer::unknown, "the report says it in two ways", fmt::format("/source/{}", key),
                fmt::format("/facts/source/{}", key));
}

// Whose commit it is: by its remote, else by its name, which may be no more than that of a folder.
bool check_name(const Json& from, const source::SourceInfo& info, Checks& checks) {
  const std::string remote(text(from, "remote"));
  const std::string then(text(from, remote.empty() ? "name" : "remote"));
  const std::string now = printable(remote.empty() ? info.name : info.remote);
  if (then == now) {
    const std::string_view name = text(from, "name");
    if (name == printable(info.name)) {
      add_check(checks, "repository", Answer::holds, "is that of the source", then);
      return true;
    }
    add_check(checks, "repository", Answer::unknown, "the source of this remote has another name", name,
              "/source/name");
    return false;
  }
  add_check(checks, "repository", Answer::unknown,
            fmt::format("the source says {}: whether it is the same repository cannot be told", shown(now)), then,
            remote.empty() ? "/source/name" : "/source/remote");
  return false;
}

// A hub's cache names commits and keeps no trees.
void check_tree(const Json& from, const source::SourceInfo& info, Checks& checks) {
  const std::string tree(text(from, "tree"));
  if (info.tree.empty())
    add_check(checks, "tree", Answer::unknown, "the source keeps no trees: its files are as its cache names them",
              tree);
  else if (tree == info.tree) add_check(checks, "tree", Answer::holds, "is the commit's", tree);
  else if (!tree.empty())
    add_check(checks, "tree", Answer::fails, fmt::format("the commit's is {}", info.tree), tree, "/source/tree");
  else if (text(from, "kind") != "huggingface-cache")
    add_check(checks, "tree", Answer::fails, "the report names none", "", "/source/tree");
}

}  // namespace

std::string text_at(const Json& document, std::string_view dotted) {
  const Json* value = find_path(document, dotted);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

bool check_program(const Json& report, Checks& checks) {
  const Json now = tool_json();
  const Json& then = member(report, "tool");
  const std::string version(text(then, "version"));
  const std::string name(text(then, "name"));
  if (name != "auditor") {
    add_check(checks, "program", Answer::fails, "the report says it is by another program", name, "/tool/name");
    return false;
  }
  if (version != text(now, "version")) {
    add_check(checks, "program", Answer::unknown,
              fmt::format("made the report; this is {}, and what it finds may differ", text(now, "version")),
              "auditor " + version, "/tool/version");
    return false;
  }
  for (const auto& [key, value] : now.at("data").items()) {
    const std::string before(text(member(then, "data"), key));
    if (before == value) continue;
    add_check(checks, "program", Answer::unknown,
              fmt::format("with other data: {}: {}", key, in_report_and_now(before, value.get<std::string>())),
              "auditor " + version, "/tool/data/" + key);
    return false;
  }
  if (then != now) {
    add_check(checks, "program", Answer::fails, "the report says more of the program than it says itself",
              "auditor " + version, "/tool");
    return true;
  }
  add_check(checks, "program", Answer::holds, "made the report, with the data of this one", "auditor " + version);
  return true;
}

bool check_source(const Json& report, const source::SourceInfo& info, Checks& checks) {
  const Json& from = member(report, "source");
  compare_copies(report, checks);
  bool same = check_name(from, info, checks);
  const std::string commit(text(from, "commit"));
  if (commit.empty() || info.commit.empty()) {
    add_check(checks, "commit", Answer::unknown,
              commit.empty() ? "the report names none: what a folder held then cannot be told"
                             : "the source has no history: what it holds is not known to be of this commit",
              commit, "/source/commit");
    same = false;
  } else if (commit != info.commit) {
    add_check(checks, "commit", Answer::fails, fmt::format("the source was read at {}", info.commit), commit,
              "/source/commit");
  } else {
    add_check(checks, "commit", Answer::holds, "is in the source", commit);
    check_tree(from, info, checks);
  }
  if (text(from, "path") != printable(info.path)) {
    add_check(checks, "source", Answer::fails, in_report_and_now(text(from, "path"), info.path), "folder",
              "/source/path");
    same = false;
  }
  if (flag(from, "dirty")) {
    add_check(checks, "source", Answer::unknown, "uncommitted changes were read, which no commit holds", "work tree",
              "/source/dirty");
    same = false;
  }
  return same && !info.partial && member(from, "shallow") == Json(info.shallow);
}

namespace {

// Digests by id; of a set that stands twice the first.
std::map<std::string, std::string> digests_of(const Json& report) {
  std::map<std::string, std::string> digests;
  for (const Json& set : member(report, "rule_sets")) {
    if (digests.size() >= most_rule_sets) break;
    digests.emplace(std::string(text(set, "id")), std::string(text(set, "digest")));
  }
  return digests;
}

}  // namespace

bool check_rules(const Json& report, const Json& again, Checks& checks) {
  const auto then = digests_of(report);
  const auto now = digests_of(again);
  const std::size_t before = checks.size();
  if (const std::size_t sets = member(report, "rule_sets").size(); sets > most_rule_sets)
    add_check(checks, "rules", Answer::unknown,
              fmt::format("the report has {} rule sets: those after {} were not looked up", sets, most_rule_sets), {},
              "/rule_sets");
  std::size_t same = 0;
  for (const auto& [id, digest] : then) {
    if (checks.size() - before > most_listed) break;
    const auto found = now.find(id);
    if (found == now.end())
      add_check(checks, "rules", Answer::unknown, "is not here: give it with --rules, --rules-dir or --policy", id,
                "/rule_sets");
    else if (digest.empty() || found->second.empty())
      add_check(checks, "rules", Answer::unknown, "has no digest", id, "/rule_sets");
    else if (digest != found->second)
      add_check(checks, "rules", Answer::fails,
                in_report_and_now(digest, found->second) + ": these are other rules (see --rules-dir)", id,
                "/rule_sets");
    else ++same;
  }
  for (const auto& [id, digest] : now)
    if (!then.contains(id) && checks.size() - before <= most_listed)
      add_check(checks, "rules", Answer::fails, "is not among the rule sets of the report", id, "/rule_sets");
  if (checks.size() > before) return false;
  add_check(checks, "rules", Answer::holds,
            fmt::format("{} rule set{} with these digests", same, same == 1 ? "" : "s"));
  return true;
}

namespace {

// Differences of one audit from another, with what they prove.
class Difference {
 public:
  Difference(const std::vector<std::string>& causes, Checks& checks)
      : answer_(causes.empty() ? Answer::fails : Answer::unknown), checks_(checks) {
    for (const std::string& cause : causes) why_ += (why_.empty() ? " (perhaps because of " : ", ") + cause;
    if (!why_.empty()) why_ += ")";
  }

  void add(std::string_view about, const std::string& message, const std::string& subject, const std::string& at) {
    if (++listed_[std::string(about)] <= most_listed) add_check(checks_, about, answer_, message + why_, subject, at);
  }
  [[nodiscard]] bool none(const std::string& about) const { return !listed_.contains(about); }

  // How many were not listed.
  void finish() {
    for (const auto& [about, count] : listed_)
      if (count > most_listed) add_check(checks_, about, answer_, fmt::format("{} more differ", count - most_listed));
  }

 private:
  Answer answer_;
  Checks& checks_;
  std::string why_;
  std::map<std::string, std::size_t> listed_;
};

// Of a repository as it is copied, not of what it holds; `generated` is of the clock of that day.
bool is_of_the_copy(std::string_view pointer) {
  static const std::set<std::string_view> known = {"/generated", "/tool", "/findings", "/verdict/class"};
  if (known.contains(pointer)) return true;
  if (pointer.starts_with("/facts")) pointer.remove_prefix(6);
  if (!pointer.starts_with("/source/")) return false;
  pointer.remove_prefix(8);
  return std::find(keys_of_the_copy.begin(), keys_of_the_copy.end(), pointer) != keys_of_the_copy.end();
}

std::string in_few_words(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("{} item{}", value.size(), value.size() == 1 ? "" : "s");
  return ellipsize(dump_json(value, -1), 80);
}

// The deepest places where two documents differ.
void compare(const Json& then, const Json& now, const std::string& pointer, Difference& difference) {
  if (then == now || is_of_the_copy(pointer)) return;
  if (then.is_object() && now.is_object()) {
    for (const auto& [key, value] : then.items()) {
      const std::string inner = pointer + pointer_step(key);
      if (now.contains(key)) compare(value, now[key], inner, difference);
      else if (!is_of_the_copy(inner)) difference.add("document", "stands in the report alone", inner, inner);
    }
    for (const auto& [key, value] : now.items())
      if (const std::string inner = pointer + pointer_step(key); !then.contains(key) && !is_of_the_copy(inner))
        difference.add("document", "is missing in the report", inner, inner);
    return;
  }
  if (then.is_array() && now.is_array() && then.size() == now.size()) {
    for (std::size_t i = 0; i < then.size(); ++i)
      compare(then[i], now[i], pointer + "/" + std::to_string(i), difference);
    return;
  }
  difference.add("document", in_report_and_now(in_few_words(then), in_few_words(now)), pointer, pointer);
}

struct Judged {
  const Json* finding = nullptr;
  std::string at;
};

// Findings by what stays when lines move; of equal ones the order tells.
std::multimap<std::string, Judged> findings_of(const Json& report, bool with_baseline) {
  std::multimap<std::string, Judged> out;
  const Json& findings = member(report, "findings");
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Json& f = findings[i];
    if (!with_baseline && text(f, "rule_set") == "baseline") continue;
    out.emplace(fmt::format("{}/{}\n{}", text(f, "rule_set"), text(f, "rule"), text(f, "fingerprint")),
                Judged{&f, "/findings/" + std::to_string(i)});
  }
  return out;
}

// What two findings of one fingerprint differ in; empty: nothing.
std::string differing(const Json& then, const Json& now, bool with_baseline) {
  for (const char* key : {"status", "severity"})
    if (text(then, key) != text(now, key))
      return fmt::format("{}: {}", key, in_report_and_now(text(then, key), text(now, key)));
  std::set<std::string> names;
  for (const Json* finding : {&then, &now})
    for (const auto& [key, value] : finding->items()) names.insert(key);
  std::string keys;
  for (const std::string& key : names)
    if ((with_baseline || key != "baseline") && member(then, key) != member(now, key))
      keys += (keys.empty() ? "" : ", ") + key;
  return keys.empty() ? keys : "differs from that of a new audit in " + keys;
}

void compare_findings(const Json& report, const Json& again, Difference& difference, Checks& checks) {
  const bool both = has_baseline(again);
  const auto then = findings_of(report, both);
  auto now = findings_of(again, both);
  for (const auto& [key, judged] : then) {
    const std::string subject = key.substr(0, key.find('\n'));
    const auto found = now.find(key);
    if (found == now.end()) {
      difference.add("finding", "stands in the report, and a new audit does not find it", subject, judged.at);
      continue;
    }
    if (const std::string what = differing(*judged.finding, *found->second.finding, both); !what.empty())
      difference.add("finding", what, subject, judged.at);
    now.erase(found);
  }
  for (const auto& [key, judged] : now)
    difference.add(
        "finding",
        fmt::format("a new audit finds it ({}), and the report leaves it out", text(*judged.finding, "status")),
        key.substr(0, key.find('\n')), "/findings");
  if (difference.none("finding"))
    add_check(checks, "finding", Answer::holds,
              fmt::format("{} finding{} as in a new audit", then.size(), then.size() == 1 ? "" : "s"));
}

}  // namespace

void check_judgement(const Json& report, const Json& again, const std::vector<std::string>& causes, Checks& checks) {
  Difference difference(causes, checks);
  const std::string then = text_at(report, "verdict.class");
  const std::string now = text_at(again, "verdict.class");
  if (then == now) add_check(checks, "verdict", Answer::holds, "is that of a new audit", then);
  else difference.add("verdict", fmt::format("a new audit gives {}", now), then, "/verdict/class");
  compare_findings(report, again, difference, checks);
  compare(report, again, "", difference);
  if (difference.none("document")) add_check(checks, "document", Answer::holds, "everything else is as in a new audit");
  difference.finish();
  if (has_baseline(report) && !has_baseline(again))
    add_check(checks, "finding", Answer::unknown, "what is new or worse needs the earlier report (--baseline)");
}

bool lacks_large_files(const Json& report, const Json& again) {
  std::set<std::string_view> read;
  const auto each = [](const Json& document, const auto& tell) {
    const Json* files = find_path(document, "facts.weights.files");
    if (files == nullptr || !files->is_array()) return;
    for (const Json& file : *files) tell(text(file, "path"), member(file, "object_present"));
  };
  each(report, [&](std::string_view path, const Json& present) {
    if (present == Json(true)) read.insert(path);
  });
  bool lacks = false;
  each(again, [&](std::string_view path, const Json& present) {
    lacks = lacks || (present == Json(false) && read.contains(path));
  });
  return lacks;
}

bool has_baseline(const Json& report) {
  const Json& findings = member(report, "findings");
  return std::any_of(findings.begin(), findings.end(), [](const Json& f) {
    return f.is_object() && (f.contains("baseline") || text(f, "rule_set") == "baseline");
  });
}

Json to_json(const Checks& checks, const Json& report) {
  Json document = checks_json(checks);
  document["schema"] = "auditor-verification/1";
  document["tool"] = tool_json();
  document["report"] = {{"name", printable(text_at(report, "source.name"))},
                        {"commit", printable(text_at(report, "source.commit"))},
                        {"class", printable(text_at(report, "verdict.class"))},
                        {"version", printable(text_at(report, "tool.version"))}};
  return document;
}

}  // namespace auditor::assess
