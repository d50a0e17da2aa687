#include "auditor/assess/config.h"

#include "auditor/assess/report_document.h"
#include "auditor/core/json_view.h"
#include "auditor/core/schema.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/facts/permissions.h"
#include "auditor/licenses/permissions/uses.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <unordered_map>

namespace auditor::assess {
namespace {

std::vector<std::string> texts(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  if (found == object.end()) return {};
  if (found->is_string()) return {found->get<std::string>()};
  return found->get<std::vector<std::string>>();
}

Waiver read_waiver(const Json& source, int line) {
  Waiver waiver;
  waiver.rule = text(source, "rule");
  waiver.reason = std::string(trim(text(source, "reason")));
  waiver.owner = text(source, "owner");
  waiver.expires = text(source, "expires");
  waiver.scope = texts(source, "scope");
  waiver.fingerprint = text(source, "fingerprint");
  waiver.line = line;
  return waiver;
}

// A day of the calendar: the schema only knows the form YYYY-MM-DD.
bool is_day(std::string_view text) {
  const auto digits = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
    return value;
  };
  return std::chrono::year_month_day(std::chrono::year(digits(0, 4)),
                                     std::chrono::month(static_cast<unsigned>(digits(5, 2))),
                                     std::chrono::day(static_cast<unsigned>(digits(8, 2))))
      .ok();
}

}  // namespace

Result<Config> parse_config(std::string_view bytes, const std::string& path, const std::string& origin) {
  auto yaml = parse_yaml(bytes, path);
  if (!yaml) {
    Error error = yaml.error();
    error.code = ErrorCode::usage;
    return tl::unexpected(error);
  }
  if (!yaml->problems.empty()) return fail(ErrorCode::usage, yaml->problems[0].message, path, yaml->problems[0].line);
  Config config;
  config.path = path;
  config.origin = origin;
  const Json& document = yaml->value;
  if (document.is_null()) return config;
  if (const auto problems = validate_schema(document, "schemas/config.schema.json"); !problems.empty())
    return fail(ErrorCode::usage,
                problems[0].message + (problems[0].pointer.empty() ? "" : " (at " + problems[0].pointer + ")"), path,
                yaml->line_of(problems[0].pointer));
  (origin == "repository" ? config.own_rules : config.rules) = texts(document, "rules");
  if (const auto severity = document.find("severity"); severity != document.end())
    config.severity = severity->get<std::map<std::string, std::string>>();
  for (const auto& [key, level] : config.severity) config.severity_lines[key] = yaml->line_of("/severity/" + key);
  config.require = document.value("require", Json::object());
  for (const auto& [key, wanted] : config.require.items())
    config.require_places[key] = {path, yaml->line_of("/require/" + key)};
  const auto& known = permissions::use_names();
  for (const Json& use : config.require.value("uses", Json::array()))
    if (std::find(known.begin(), known.end(), use) == known.end())
      return fail(ErrorCode::usage, facts::no_such_use(use.get<std::string>()).message, path,
                  yaml->line_of("/require/uses"));
  config.answers = document.value("answers", Json::object());
  for (const auto& [name, answer] : config.answers.items())
    if (const auto day = answer.find("date"); day != answer.end() && !is_day(day->get_ref<const std::string&>()))
      return fail(ErrorCode::usage, "there is no day " + printable(day->get_ref<const std::string&>()), path,
                  yaml->line_of("/answers/" + name + "/date"));
  if (const auto waivers = document.find("waivers"); waivers != document.end())
    for (std::size_t i = 0; i < waivers->size(); ++i) {
      const std::string at = "/waivers/" + std::to_string(i);
      config.waivers.push_back(read_waiver((*waivers)[i], yaml->line_of(at)));
      if (const std::string& day = config.waivers.back().expires; !day.empty() && !is_day(day))
        return fail(ErrorCode::usage, "there is no day " + day, path, yaml->line_of(at + "/expires"));
    }
  return config;
}

namespace {

constexpr std::array<std::string_view, 7> classes = {
    "open-science", "open-model", "open-weights", "restricted-weights", "code-only", "hosted-only", "closed"};

// Whether the second demand for one key is at least as much as the first. Levels of a framework have no order here:
// only the same one is as much.
bool asks_as_much(const std::string& key, const Json& first, const Json& second) {
  if (first == second) return true;
  if (first.is_array() && second.is_array())
    return std::all_of(first.begin(), first.end(),
                       [&](const Json& one) { return std::find(second.begin(), second.end(), one) != second.end(); });
  if (first.is_number() && second.is_number()) return second >= first;
  if (key != "class" || !first.is_string() || !second.is_string()) return false;
  const auto place = [](const Json& name) {
    return std::find(classes.begin(), classes.end(), name.get<std::string>());
  };
  return place(second) <= place(first);
}

void add_names(std::vector<std::string>& to, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
}

// Requirements of `more` that `config` lacks, or asks less of.
void add_requirements(Config& config, const Config& more) {
  for (const auto& [key, value] : more.require.items()) {
    if (config.require.contains(key) && config.require[key].is_array() && value.is_array()) {
      for (const Json& one : value)  // uses add up
        if (!asks_as_much(key, Json::array({one}), config.require[key])) config.require[key].push_back(one);
      continue;
    }
    if (config.require.contains(key) && !asks_as_much(key, config.require[key], value)) continue;
    config.require[key] = value;
    if (const auto place = more.require_places.find(key); place != more.require_places.end())
      config.require_places[key] = place->second;
  }
}

std::vector<std::string> sets_of(const Config& config) {
  return config.own_rules.empty() ? default_rule_sets() : config.own_rules;
}

std::vector<std::string> weakenings(const Config& earlier, const Config& now) {
  std::vector<std::string> found;
  const std::vector<std::string> sets = sets_of(now);
  // Without an earlier file the default sets ran, and go on to: choosing others is no weakening.
  for (const std::string& id : earlier.origin == "none" ? std::vector<std::string>{} : sets_of(earlier))
    if (std::find(sets.begin(), sets.end(), id) == sets.end()) found.push_back("rule set " + id);
  for (const auto& [rule, level] : now.severity)
    if (const auto before = earlier.severity.find(rule);
        before == earlier.severity.end() ? level == "off" : severity_rank(level) < severity_rank(before->second))
      found.push_back("severity of " + rule);
  for (const auto& [rule, level] : earlier.severity)
    if (level == "error" && !now.severity.contains(rule)) found.push_back("severity of " + rule);
  for (const auto& [key, wanted] : earlier.require.items())
    if (!now.require.contains(key) || !asks_as_much(key, wanted, now.require[key]))
      found.push_back("requirement of " + key);
  return found;
}

}  // namespace

Config merge_policy(const Config& policy, const Config& repository) {
  Config merged = policy;
  // A policy without rule sets means the default ones: naming others adds to them.
  if (merged.rules.empty()) merged.rules = default_rule_sets();
  add_names(merged.rules, repository.rules);
  merged.own_rules = repository.own_rules;
  merged.raised = repository.severity;
  add_requirements(merged, repository);
  merged.answers = repository.answers;
  return merged;
}

Config merge_earlier(const Config& earlier, const Config& now) {
  Config merged = earlier;
  merged.own_rules = sets_of(earlier);
  add_names(merged.own_rules, now.own_rules);
  merged.raised = now.severity;
  add_requirements(merged, now);
  merged.waivers = now.waivers;
  merged.answers = now.answers;
  merged.weakened = weakenings(earlier, now);
  if (now.origin != "none") {
    merged.path = now.path;
    merged.origin = now.origin;
  }
  return merged;
}

namespace {

// Where the findings of a rule are, by its id with and without its set's: own rules and waivers are of any number.
class ByRule {
 public:
  // Takes in what came after the last time.
  void extend(const std::vector<Finding>& findings) {
    for (; count_ < findings.size(); ++count_) {
      const Finding& f = findings[count_];
      places_[f.rule].push_back(count_);
      places_[f.rule_set + "/" + f.rule].push_back(count_);
    }
  }
  [[nodiscard]] const std::vector<std::size_t>& of(const std::string& rule) const {
    static const std::vector<std::size_t> none;
    const auto found = places_.find(rule);
    return found == places_.end() ? none : found->second;
  }

 private:
  std::unordered_map<std::string, std::vector<std::size_t>> places_;
  std::size_t count_ = 0;
};

class Applier {
 public:
  Applier(Assessment& assessment, const Config& config, const AssessOptions& options, std::string_view today)
      : assessment_(assessment), config_(config), options_(options), today_(today) {}

  void severities() {
    // Findings are there for every rule that ran, also for those that passed or do not apply.
    ByRule ran;
    ran.extend(assessment_.findings);
    std::vector<std::string> unused;
    for (const auto& [key, level] : config_.severity)
      if (ran.of(key).empty()) unused.push_back(key);
    std::erase_if(assessment_.findings, [this](const Finding& f) {
      const std::string* wanted = entry_for(config_.severity, f);
      return wanted != nullptr && *wanted == "off";
    });
    for (Finding& f : assessment_.findings) {
      if (const std::string* wanted = entry_for(config_.severity, f))
        f.severity = severity_named(*wanted).value_or(Severity::note);
      const std::string* least = entry_for(config_.raised, f);
      if (least != nullptr && severity_rank(*least) > severity_rank(to_string(f.severity)))
        f.severity = severity_named(*least).value_or(Severity::note);
    }
    for (const std::string& key : unused) unused_severity(key);
  }

  void waivers() {
    for (const Waiver& waiver : config_.waivers) {
      if (waiver.reason.empty()) {
        add("waiver-without-reason", waiver, Severity::error,
            "The waiver of " + waiver.rule + " gives no reason and does not hold.",
            "Give a reason, an owner and an end.");
        continue;
      }
      if (!waiver.expires.empty() && (today_.empty() || waiver.expires < today_)) {
        add("waiver-expired", waiver, Severity::error,
            "The waiver of " + waiver.rule + " ended on " + waiver.expires + " and does not hold.",
            "Mend what was waived, or renew the waiver with a new reason.");
        continue;
      }
      if (waive(waiver) == 0)
        add("waiver-unused", waiver, Severity::note, "The waiver of " + waiver.rule + " meets no failed finding.",
            "Remove the waiver.");
    }
  }

  void weakened() {
    for (const std::string& what : config_.weakened) {
      Finding& f = policy_finding("policy-weakened", Severity::error, Status::fail,
                                  printable("The repository's configuration asks less than in the baseline: " + what +
                                            ". What the baseline asked for still holds here."),
                                  what);
      f.title = "A change does not weaken the checks it is held against";
      f.remedy = "Take the change of the configuration back, or waive this finding with a reason.";
      cite(f, config_.path, 0);
    }
  }

  void requirements(const Json& facts) {
    for (const auto& [key, wanted] : config_.require.items()) {
      if (key == "class") require_class(wanted.get<std::string>());
      else if (key == "bias") require_bias(wanted, facts);
      else if (key == "uses") require_uses(wanted, facts);
      else require_level(key, wanted);
    }
  }

 private:
  void unused_severity(const std::string& key) {
    Finding& f = policy_finding("severity-unused", Severity::note, Status::fail,
                                printable("The severity of " + key + " is set, and no rule of that name ran."), key);
    f.title = "Severities are set for rules that run";
    f.remedy = "Correct the name (auditor rules show lists them), or remove the line.";
    cite(f, config_.path, config_.severity_lines.contains(key) ? config_.severity_lines.at(key) : 0);
  }

  static void cite(Finding& f, const std::string& path, int line) {
    f.evidence.push_back({{"path", printable(path)},
                          {"start_line", line},
                          {"end_line", line},
                          {"method", "configuration"},
                          {"confidence", "high"}});
  }

  static const std::string* entry_for(const std::map<std::string, std::string>& severities, const Finding& f) {
    auto found = severities.find(f.rule_set + "/" + f.rule);
    if (found == severities.end()) found = severities.find(f.rule);
    return found == severities.end() ? nullptr : &found->second;
  }

  // Of a finding of its rule.
  static bool meets(const Waiver& waiver, const Finding& f) {
    if (!waiver.fingerprint.empty() && waiver.fingerprint != f.fingerprint) return false;
    if (waiver.scope.empty()) return true;
    // Every place of the finding lies inside the scope: a waiver never hides what lies elsewhere.
    return !f.evidence.empty() && std::all_of(f.evidence.begin(), f.evidence.end(), [&](const Json& citation) {
      const std::string_view path = text(citation, "path");
      return std::any_of(waiver.scope.begin(), waiver.scope.end(), [&](std::string_view scope) {
        while (scope.ends_with('/')) scope.remove_suffix(1);
        return path == scope || (path.starts_with(scope) && path.size() > scope.size() && path[scope.size()] == '/');
      });
    });
  }

  std::size_t waive(const Waiver& waiver) {
    std::size_t met = 0;
    waivable_.extend(assessment_.findings);
    for (const std::size_t place : waivable_.of(waiver.rule)) {
      Finding& f = assessment_.findings[place];
      if ((f.status != Status::fail && f.status != Status::unknown) || !meets(waiver, f)) continue;
      f.status = Status::waived;
      f.waiver = {{"reason", printable(waiver.reason)},
                  {"owner", printable(waiver.owner)},
                  {"expires", waiver.expires},
                  {"origin", config_.origin}};
      ++met;
    }
    return met;
  }

  Finding& policy_finding(std::string rule, Severity severity, Status status, std::string message,
                          const std::string& subject) {
    Finding f;
    f.rule = std::move(rule);
    f.rule_set = "policy";
    f.title = f.rule.starts_with("waiver") ? "Waivers are justified and current" : "What the policy requires holds";
    f.dimension = "governance";
    f.severity = severity;
    f.status = status;
    f.message = std::move(message);
    f.fingerprint = make_fingerprint(f.rule, subject, Json::array());
    assessment_.findings.push_back(std::move(f));
    return assessment_.findings.back();
  }

  void add(const char* rule, const Waiver& waiver, Severity severity, const std::string& message, const char* remedy) {
    Finding& f = policy_finding(rule, severity, Status::fail, printable(message),
                                waiver.rule + '\0' + waiver.reason + '\0' + waiver.fingerprint);
    f.remedy = remedy;
    cite(f, config_.path, waiver.line);
  }

  // What cannot be determined is not met: a gate never opens on what is unknown.
  Finding& require(const std::string& key, bool met, const std::string& wanted, const std::string& reached) {
    Finding& f = policy_finding("require-" + key, Severity::error, met ? Status::pass : Status::fail,
                                "The policy requires " + key + " " + wanted + "; reached: " + reached + ".", wanted);
    if (!met) f.remedy = "See what the report says is missing for it.";
    const auto found = config_.require_places.find(key);
    const auto [file, line] = found == config_.require_places.end() ? std::pair(config_.path, 0) : found->second;
    cite(f, file, line);
    return f;
  }

  // A yes on conditions is met, with the conditions said; `unknown` is no yes.
  void require_uses(const Json& uses, const Json& facts) {
    for (const Json& use : uses) {
      const std::string& name = use.get_ref<const std::string&>();
      const Json& ruling = member(member(facts, "permissions"), name);
      const std::string_view answer = text(ruling, "answer");
      const bool met = answer == "yes" || answer == "yes-if";
      std::string reached(answer.empty() ? "unknown" : answer);
      const Json& reasons = member(ruling, answer == "yes-if" ? "conditions" : "because");
      std::string said;
      for (const Json* reason : objects(reasons)) {
        const std::string words(text(*reason, answer == "yes-if" ? "text" : "clause"));
        if (!words.empty() && said.find(words) == std::string::npos) said += (said.empty() ? "" : " ") + words;
      }
      Finding& f = require("uses", met, name, said.empty() || answer == "yes" ? reached : reached + ": " + said);
      if (!met)
        f.remedy = "See `auditor may` for what decides, and change the parts or ask their owners for other terms.";
      for (const Json* reason : objects(member(ruling, "because")))
        for (const Json* place : objects(member(*reason, "evidence")))
          if (constexpr std::size_t most = 6; f.evidence.size() < most) f.evidence.push_back(*place);
    }
  }

  void require_class(const std::string& wanted) {
    const std::string reached(text(assessment_.verdict, "class"));
    const auto place = [](std::string_view name) { return std::find(classes.begin(), classes.end(), name); };
    const bool known = place(reached) != classes.end();
    require("class", known && place(reached) <= place(wanted), wanted, reached);
  }

  void require_bias(const Json& wanted, const Json& facts) {
    const Json* level = find_path(facts, "bias.level");
    const bool known = level != nullptr && level->is_number();
    require("bias", known && *level >= wanted, wanted.dump(), known ? level->dump() : "unknown");
  }

  void require_level(const std::string& id, const Json& wanted) {
    const auto set =
        std::find_if(options_.rule_sets.begin(), options_.rule_sets.end(), [&](const auto& s) { return s->id == id; });
    const auto levels = assessment_.levels.find(id);
    const std::string wanted_text = wanted.is_string() ? wanted.get<std::string>() : wanted.dump();
    if (levels == assessment_.levels.end()) {
      require(id, false, wanted_text, "the rule set did not run");
      return;
    }
    if (wanted.is_number() && levels->contains("score")) {
      const Json& score = (*levels)["score"];
      require(id, score >= wanted, wanted_text, score.dump());
      return;
    }
    const std::string reached(text(*levels, "class"));
    int place = 0;
    int have = 0;
    int need = 0;
    if (set != options_.rule_sets.end())
      for (const Level& level : (*set)->levels) {
        ++place;
        if (level.id == reached) have = place;
        if (level.id == wanted_text) need = place;
      }
    const std::string shown = reached.empty() ? "none" : reached;
    if (need == 0) require(id, false, wanted_text + " (no such level)", shown);
    else require(id, have >= need, wanted_text, shown);
  }

  Assessment& assessment_;
  const Config& config_;
  const AssessOptions& options_;
  std::string_view today_;
  ByRule waivable_;
};

}  // namespace

void apply_config(Assessment& assessment, const Config& config, const AssessOptions& options, const Json& facts,
                  std::string_view today) {
  Applier applier(assessment, config, options, today);
  applier.severities();
  applier.requirements(facts);
  applier.weakened();
  applier.waivers();  // last: what a policy requires can be waived like anything else
  sort_findings(assessment.findings);
}

Json policy_json(const Config& config, const Assessment& assessment) {
  Json failed = Json::array();
  for (const Finding& f : assessment.findings)
    if (f.status == Status::fail && f.severity == Severity::error) failed.push_back(f.fingerprint);
  return {{"file", config.path.empty() ? Json() : Json(printable(config.path))},
          {"origin", config.origin},
          {"failed", std::move(failed)}};
}

void apply_baseline(Json& report, const Json& baseline) {
  // By severity first; what could not be judged and now fails is worse too.
  const auto weight = [](const Json& finding) {
    return 2 * severity_rank(text(finding, "severity")) + (text(finding, "status") == "unknown" ? 0 : 1);
  };
  std::unordered_map<std::string_view, int> known;
  if (const auto findings = baseline.find("findings"); findings != baseline.end() && findings->is_array())
    for (const Json& finding : *findings)
      if (const auto status = text(finding, "status"); status == "fail" || status == "waived" || status == "unknown")
        known[text(finding, "fingerprint")] = weight(finding);
  for (Json& finding : report["findings"]) {
    if (const auto status = text(finding, "status"); status != "fail" && status != "unknown") continue;
    const auto before = known.find(text(finding, "fingerprint"));
    if (before == known.end()) finding["baseline"] = "new";
    else finding["baseline"] = weight(finding) > before->second ? "worsened" : "unchanged";
  }
  report["summary"] = summarize(report["findings"]);
}

}  // namespace auditor::assess
