// auditor may SOURCE [USE…] and auditor may --license FILE|ID [USE…]: what may be done, and what is owed for it.
#include "auditor/cli/may.h"

#include "auditor/cli/pipeline.h"
#include "auditor/core/suggest.h"
#include "auditor/core/text.h"
#include "auditor/explain/license.h"
#include "auditor/facts/owed.h"
#include "auditor/facts/permissions.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/licenses/permissions/uses.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/report/escape.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  std::vector<std::string> uses;
  std::string license;
  std::string format = "text";
  std::string output;
};

// The uses asked for, in the order asked; all when none is.
Result<std::vector<std::string>> uses_asked(const Args& args) {
  const auto& known = permissions::use_names();
  if (args.uses.empty()) return known;
  for (const std::string& use : args.uses)
    if (std::find(known.begin(), known.end(), use) == known.end()) return tl::unexpected(facts::no_such_use(use));
  return args.uses;
}

Json named(const std::string& use, Json ruling) {
  ruling["use"] = use;
  return ruling;
}

// A licence by id, by a label people use, or as an expression.
Json of_name(const std::string& name, const std::vector<std::string>& uses) {
  std::string expression = name;
  if (!permissions::is_known(name))
    if (const licenses::Label label = licenses::read_label(name); !label.expression.empty())
      expression = label.expression;
  return explain::answer_for(expression, uses);
}

Json place(const std::string& path, int begin, int end) {
  return {{"path", printable(path)}, {"start_line", begin}, {"end_line", end}};
}

// Where the text decides a use: the lines that speak of what the use needs, as the licence does; else those of the
// text.
Json places_of(const licenses::Identification& found, const permissions::ReadTerms& read, const std::string& use,
               const std::string& path) {
  Json out = Json::array();
  const permissions::Terms terms = permissions::terms_under(found.expression);
  for (const permissions::Term term : permissions::needs_of(use)) {
    const auto line = read.lines.find(term);
    if (line != read.lines.end() && read.terms[term] == terms[term] && out.size() < 2)
      out.push_back(place(path, line->second, line->second));
  }
  for (const licenses::Match& match : found.matches)
    if (out.empty()) out.push_back(place(path, match.lines.start, match.lines.end));
  return out;
}

Result<Json> of_file(const std::string& path, const std::vector<std::string>& uses) {
  const auto bytes = read_input(path);
  if (!bytes) return tl::unexpected(bytes.error());
  const licenses::Identification found = licenses::identify(*bytes);
  const permissions::ReadTerms read = permissions::read_terms(*bytes);
  const bool known = permissions::is_known(found.expression);
  Json out = {{"uses", Json::array()}, {"obligations", Json::array()}};
  out["license"] = found.expression.empty() ? Json() : Json(found.expression);
  for (const std::string& use : uses) {
    const permissions::Ruling ruling = known
                                           ? permissions::rule(found.expression, use, places_of(found, read, use, path))
                                           : permissions::rule_by_words(read, use, printable(path));
    out["uses"].push_back(named(use, ruling.json()));
  }
  out["terms"] = permissions::terms_of_text(found.expression, read).json();
  return out;
}

// What the conditions of the uses ask of who does them; no repository shows whether it is done.
void add_obligations(Json& answer) {
  for (const Json& use : answer["uses"])
    for (const Json& condition : use["conditions"]) {
      if (!permissions::is_duty(condition["kind"].get_ref<const std::string&>())) continue;
      const Json owed = {
          {"kind", condition["kind"]}, {"text", condition["text"]}, {"status", "unknown"}, {"evidence", Json::array()}};
      auto& all = answer["obligations"];
      if (std::find(all.begin(), all.end(), owed) == all.end()) all.push_back(owed);
    }
}

// "./LICENSE.txt" means a file, whether or not it is there.
bool is_path(const std::string& name) {
  std::error_code ignored;
  return name == "-" || name.find('/') != std::string::npos || ends_with_i(name, ".txt") || ends_with_i(name, ".md") ||
         std::filesystem::exists(name, ignored);
}

// What nobody calls a licence is a mistake: no answer on it would mean anything.
Result<void> check_named(const std::string& name) {
  const licenses::Label label = licenses::read_label(name);
  if (!label.expression.empty() || label.ambiguous || label.other) return {};
  const auto parsed = licenses::parse_expression(name);
  std::string unknown = name;
  if (parsed) {
    unknown.clear();
    for (const std::string& id : licenses::ids_of(*parsed))
      if (licenses::find_license(id) == nullptr && !id.starts_with("LicenseRef-")) unknown = id;
  }
  if (unknown.empty()) return {};
  return fail(ErrorCode::usage, fmt::format("{} is no file, licence id or expression{}", printable(unknown),
                                            did_you_mean(unknown, licenses::license_ids())));
}

Result<Json> of_license(const Args& args, const std::vector<std::string>& uses) {
  const bool file = is_path(args.license);
  if (!file)
    if (const auto known = check_named(args.license); !known) return tl::unexpected(known.error());
  auto answer = file ? of_file(args.license, uses) : Result<Json>(of_name(args.license, uses));
  if (answer) add_obligations(*answer);
  return answer;
}

Result<Json> of_source(const Args& args, const std::vector<std::string>& uses) {
  const auto facts = gather_facts(args.source);
  if (!facts) return tl::unexpected(facts.error());
  Json out = {{"uses", Json::array()}};
  for (const std::string& use : uses) out["uses"].push_back(named(use, facts->at("permissions").at(use)));
  out["obligations"] = facts::owed_json(*facts, uses);
  out["data"] = facts::limiting_data_json(*facts);
  return out;
}

std::string to_text_all(const Json& answer) {
  std::string out;
  for (const Json& use : answer["uses"]) out += explain::use_in_words(use);
  if (answer.contains("terms")) out += "\nIts terms\n" + explain::terms_by_say(answer["terms"]);
  else if (!answer["obligations"].empty()) {
    out += "\nWhat is owed, as this repository stands\n";
    for (const Json& o : answer["obligations"])
      out += fmt::format("  {:<8} {}{}{}\n", o["status"].get<std::string>(),
                         o["license"] == "" ? "" : o["license"].get<std::string>() + ": ", o["text"].get<std::string>(),
                         explain::place_in_brackets(o["evidence"]));
  }
  if (answer.contains("data") && !answer["data"].empty()) {
    out += "\nTraining data with terms of its own\n";
    for (const Json& set : answer["data"])
      out += fmt::format("  {} ({}): {}{}\n", set["name"].get<std::string>(), set["openness"].get<std::string>(),
                         set["text"].get<std::string>(), explain::place_in_brackets(set["evidence"]));
  }
  return out + "\nRead from the texts; not legal advice.\n";
}

int run(Args args) {
  // With --license the first word is no source but a use.
  if (!args.license.empty() && !args.source.where.empty()) args.uses.insert(args.uses.begin(), args.source.where);
  if (args.license.empty() && args.source.where.empty())
    return complain(
        Error{ErrorCode::usage, "a source is needed, or --license FILE or ID (see auditor may --help)", "", 0});
  const auto uses = uses_asked(args);
  if (!uses) return complain(uses.error());
  const auto answer = args.license.empty() ? of_source(args, *uses) : of_license(args, *uses);
  if (!answer) return complain(answer.error());
  const std::string text = args.format == "json" ? report::dump_safe(*answer) : to_text_all(*answer);
  if (auto written = write_output(args.output, text); !written) return complain(written.error());
  return ok;
}

}  // namespace

void add_may(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      app.add_subcommand("may", "Say what may be done with a model or under a licence, and what is owed");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  command->get_option("SOURCE")->required(false);
  command->add_option("USE", args->uses, fmt::format("Uses: {}", fmt::join(permissions::use_names(), ", ")));
  command
      ->add_option("--license", args->license, "Ask of a licence instead: a file with its text, an id or an expression")
      ->type_name("FILE|ID");
  add_text_or_json(*command, args->format, args->output);
  command->footer("Example:\n  auditor may . commercial host\n  auditor may --license LICENSE --format json");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
