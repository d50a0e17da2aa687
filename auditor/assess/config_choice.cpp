#include "auditor/assess/config_choice.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <utility>

namespace auditor::assess {
namespace {

constexpr std::string_view config_name = ".auditor.yaml";

// A file of the snapshot, never what a link of it points at; null when there is none.
const source::Entry* own_file(const source::Snapshot& snapshot, std::string_view path) {
  const source::Entry* entry = snapshot.find(path);
  if (entry == nullptr || entry->kind == source::EntryKind::symlink || entry->kind == source::EntryKind::submodule)
    return nullptr;
  return entry;
}

Result<std::string> own_rule_set(const source::Snapshot& snapshot, const std::string& path) {
  const source::Entry* entry = own_file(snapshot, path);
  if (entry == nullptr) return fail(ErrorCode::usage, "no such rule set in the repository", printable(path));
  const auto text = snapshot.text(*entry);
  return text ? Result<std::string>(std::string(*text)) : fail(ErrorCode::usage, text.error().message, printable(path));
}

}  // namespace

Result<Config> config_of(const source::Snapshot& snapshot) {
  const source::Entry* found = snapshot.find(config_name);
  const auto& problems = snapshot.problems();
  const bool odd = std::any_of(problems.begin(), problems.end(), [](const source::Problem& problem) {
    return problem.path == config_name && problem.kind == "unsupported";
  });
  if (odd || (found != nullptr && found->kind == source::EntryKind::symlink))
    return fail(ErrorCode::usage, "is no regular file: not read", std::string(config_name));
  const source::Entry* entry = own_file(snapshot, config_name);
  if (entry == nullptr) return Config{};
  const auto text = snapshot.text(*entry);
  if (!text) return fail(ErrorCode::usage, text.error().message, std::string(config_name));
  return parse_config(*text, std::string(config_name), "repository");
}

Result<Config> choose_config(const source::Snapshot& snapshot, const ConfigSources& sources, LeftOut& left_out) {
  if (sources.given) return sources.policy ? merge_policy(*sources.policy, *sources.given) : *sources.given;
  auto own = config_of(snapshot);
  if (sources.policy) {
    if (own) return merge_policy(*sources.policy, *own);
    Error error = own.error();
    error.message = "the repository's own configuration is left out: " + error.message;
    left_out.push_back(std::move(error));
    return *sources.policy;
  }
  if (sources.own_counts) return own;
  Config answers;
  if (own) answers.answers = own->answers;
  return answers;
}

std::vector<std::string> sets_asked(const std::vector<std::string>& ids, const std::vector<std::string>& base) {
  std::vector<std::string> out;
  for (const std::string& id : ids)
    if (!id.starts_with('+')) out.push_back(id);
  if (out.size() == ids.size()) return out.empty() ? base : out;
  if (out.empty()) out = base.empty() ? default_rule_sets() : base;
  for (const std::string& id : ids)
    if (id.starts_with('+') && std::find(out.begin(), out.end(), id.substr(1)) == out.end())
      out.push_back(id.substr(1));
  return out;
}

Result<AssessOptions> rules_for(const Config& config, const std::vector<std::string>& ids, const std::string& rules_dir,
                                const source::Snapshot& snapshot, bool policy, LeftOut& left_out) {
  const bool given = std::any_of(ids.begin(), ids.end(), [](const std::string& id) { return !id.starts_with('+'); });
  const std::vector<std::string> own = given ? std::vector<std::string>{} : config.own_rules;
  const bool only_own = ids.empty() && config.rules.empty() && !own.empty();
  auto options = load_rules(sets_asked(ids, config.rules), rules_dir);
  if (!options || own.empty()) return options;
  if (only_own) options->rule_sets.clear();
  const auto added = add_own_rules(
      own, rules_dir, [&](const std::string& path) { return own_rule_set(snapshot, path); }, *options);
  if (added) {
    if (only_own) options->added = 0;
    return options;
  }
  if (!policy) return tl::unexpected(added.error());
  Error error = added.error();
  error.message = "the repository's own rule sets are left out: " + error.message;
  left_out.push_back(std::move(error));
  return options;
}

}  // namespace auditor::assess
