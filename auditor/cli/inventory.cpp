#include "auditor/cli/inventory.h"

#include "auditor/assess/gate.h"
#include "auditor/cli/limits.h"
#include "auditor/cli/log.h"
#include "auditor/cli/pipeline.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/inventory.h"
#include "auditor/source/claims.h"
#include "auditor/source/model_store.h"

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

constexpr std::size_t most_files = 1000;  // of one model that a row lists
constexpr std::size_t most_lock_bytes = 256U << 20U;

struct Args {
  std::vector<std::string> stores;
  std::vector<std::string> limits;
  RuleArgs rules;
  std::string format = "text";
  std::string output;
  std::string lock;
  std::vector<std::string> diff;
  bool check_digests = false;
};

struct Named {
  std::string shown;  // as the user named it
  source::ModelStore store;
};

Result<source::Limits> limits_of(const Args& args) {
  source::Limits limits;
  for (const std::string& limit : args.limits)
    if (const auto set = set_limit(limits, limit); !set) return tl::unexpected(set.error());
  return limits;
}

// A model that is named by itself is a store of one.
Named store_of_one(const std::string& where, const source::Snapshot& snapshot) {
  source::StoredModel model;
  model.name = snapshot.info().name;
  model.id = model.name;
  model.revision = snapshot.info().commit;
  model.open_at = where;
  for (const source::Claim& file : source::claims_of(snapshot, false)) model.size += file.size;
  return {where, {"", where, {std::move(model)}, {}}};
}

Result<std::vector<Named>> find_stores(const Args& args, const source::Limits& limits) {
  std::vector<Named> found;
  for (const std::string& where : args.stores) {
    if (auto store = source::list_store(where, limits)) {
      found.push_back({where, std::move(*store)});
      continue;
    }
    source::OpenOptions options;
    options.limits = limits;
    const auto snapshot = source::open_snapshot(where, options);
    if (!snapshot) return tl::unexpected(snapshot.error());
    found.push_back(store_of_one(where, **snapshot));
  }
  if (!args.stores.empty()) return found;
  for (const source::StorePlace& place :
       source::stores_of_machine([](const char* name) { return std::getenv(name); })) {
    auto store = source::list_store(place.root, limits);
    say(Level::info, store ? fmt::format("{}: {} models", store->kind, store->models.size()) : "no store",
        {{"path", place.root.string()}, {"said_by", place.said_by}});
    if (store) found.push_back({place.root.string(), std::move(*store)});
  }
  return found;
}

// The files that a row lists, and of those that it does not how many they are and what they were.
struct Listed {
  Json files = Json::array();
  Json left_out = Json::array();
};

Listed files_of(const source::Snapshot& snapshot, bool hash) {
  Listed out;
  for (const source::Claim& claim : source::claims_of(snapshot, hash)) {
    // What is wrong is never left out; of the files of a layer the layer is enough.
    const bool told = claim.status == source::ClaimStatus::wrong && claim.archive.empty();
    Json& list = out.files.size() < most_files || told ? out.files : out.left_out;
    list.push_back({{"path", printable(claim.path)},
                    {"sha256", claim.sha256.empty() ? Json() : Json(claim.sha256)},
                    {"size", claim.size},
                    {"digest", source::to_string(claim.status)}});
  }
  if (!out.left_out.empty())
    say(Level::warning, fmt::format("{} files are not listed, of more than {}", out.left_out.size(), most_files),
        {{"path", snapshot.info().name}});
  return out;
}

report::InventoryPlace place_of(const Named& named, const source::StoredModel& model) {
  return {named.shown, named.store.kind, model.name, model.id, model.revision, model.path, model.size};
}

// Whether the policy is met is said in the row.
void add_policy(const Json& report, Json& row) {
  const assess::Blocking found = assess::blocking(report, "error");
  row["policy"] = found.findings == 0 ? "met" : "not-met";
  if (found.findings > 0) row["blocked_by"] = found.rules;
}

// Data sets and Spaces are none of the policy's; a model that was not read passes no gate.
Json row_of(const Named& named, const source::StoredModel& model, const Args& args, const source::Limits& limits,
            const Context& context) {
  const report::InventoryPlace place = place_of(named, model);
  SourceArgs source;
  source.where = model.open_at;
  source.open.revision = model.open_as;
  source.open.limits = limits;
  const auto snapshot = open_source(source);
  const auto report = snapshot ? make_report(source, args.rules, context) : tl::unexpected(snapshot.error());
  if (!report) {
    Json row = report::unread_row(place, report.error().message);
    if (!args.rules.policy.empty()) row["policy"] = "not-met";
    return row;
  }
  Listed listed = files_of(**snapshot, args.check_digests);
  Json row = report::inventory_row(place, *report, std::move(listed.files), listed.left_out);
  if (!args.rules.policy.empty() && !assess::is_on_no_model(*report)) add_policy(*report, row);
  return row;
}

void tell_problems(const Named& named) {
  for (const source::Problem& problem : named.store.problems)
    say(Level::warning, problem.message, {{"path", named.shown + "/" + problem.path}});
}

bool any_has(const Json& rows, const char* key, const char* value) {
  return std::any_of(rows.begin(), rows.end(), [&](const Json& row) { return row.value(key, "") == value; });
}

bool has_wrong_digest(const Json& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const Json& row) { return any_has(row["files"], "digest", "wrong"); });
}

int compare_locks(const Args& args) {
  std::vector<Json> locks;
  for (const std::string& path : args.diff) {
    const auto bytes = read_input(path, most_lock_bytes);
    if (!bytes) return complain(bytes.error());
    auto lock = parse_json(*bytes, path);
    if (!lock) return complain(lock.error());
    locks.push_back(std::move(*lock));
  }
  const auto changes = report::inventory_changes(locks[0], locks[1]);
  if (!changes) return complain(changes.error());
  const std::string out = args.format == "json" ? report::dump_safe(*changes) : report::changes_in_words(*changes);
  if (auto written = write_output(args.output, out); !written) return complain(written.error());
  return changes->empty() ? ok : findings;
}

int run(const Args& args, const Context& context) {
  if (!args.diff.empty()) return compare_locks(args);
  const auto limits = limits_of(args);
  if (!limits) return complain(limits.error());
  if (const auto checked = rules_digest(args.rules, context); !checked) return complain(checked.error());
  const auto stores = find_stores(args, *limits);
  if (!stores) return complain(stores.error());
  Json rows = Json::array();
  for (const Named& named : *stores) {
    tell_problems(named);
    for (const source::StoredModel& model : named.store.models)
      rows.push_back(row_of(named, model, args, *limits, context));
  }
  const auto rendered = report::render_inventory(args.format, rows);
  if (!rendered) return complain(rendered.error());
  if (auto written = write_output(args.output, *rendered); !written) return complain(written.error());
  if (!args.lock.empty())
    if (auto written = write_output(args.lock, report::dump_safe(report::inventory_lock(rows))); !written)
      return complain(written.error());
  if (stores->empty()) say(Level::info, "no store of models was found in the usual places", {});
  return any_has(rows, "policy", "not-met") || has_wrong_digest(rows) ? findings : ok;
}

}  // namespace

void add_inventory(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command = app.add_subcommand("inventory", "List every model of this machine or of a store, with its terms");
  command->add_option("STORE", args->stores,
                      "Store of Ollama, hub cache, OCI layout, folder of models; none: those of this machine");
  std::vector<std::string> formats;
  for (const std::string_view name : report::inventory_formats()) formats.emplace_back(name);
  command->add_option("-f,--format", args->format, fmt::format("{}", fmt::join(formats, ", ")))
      ->check(CLI::IsMember(formats))
      ->type_name("FORMAT")
      ->capture_default_str();
  command->add_option("-o,--output", args->output, "Write to this file instead of standard output")->type_name("FILE");
  command->add_option("--lock", args->lock, "Also write what was found, sorted, to compare later")->type_name("FILE");
  command->add_option("--diff", args->diff, "Say what changed between two locks; 1 when something did")
      ->expected(2, 2)
      ->type_name("OLD NEW");
  command->add_option("--policy", args->rules.policy, "Policy of `auditor gate` that every model must meet")
      ->type_name("FILE");
  command->add_flag("--check-digests", args->check_digests,
                    "Read every file to its end and check the digest it is named by");
  command->add_option("--limit", args->limits, "Bound what is read, reported when reached: " + limit_help())
      ->type_name("NAME=VALUE");
  command->footer(
      "Examples:\n  auditor inventory\n  auditor inventory ~/.ollama/models --lock models.lock\n  auditor inventory "
      "--diff old.lock models.lock");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
