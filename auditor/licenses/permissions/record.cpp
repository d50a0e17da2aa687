#include "auditor/licenses/permissions/record.h"

#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/permissions/clauses.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <mutex>

namespace auditor::permissions {
namespace {

using licenses::License;
using licenses::Openness;

constexpr std::string_view changed_prefix = "LicenseRef-modified-";

std::vector<std::string> strings(const Json& at, const char* key) { return at.value(key, std::vector<std::string>{}); }

// "list (military)": "those the licence lists (military)".
std::string in_words(const std::string& value) {
  for (const auto& [begin, words] : rules()["words"].items())
    if (value.starts_with(begin) && (value.size() == begin.size() || !is_alnum(value[begin.size()])))
      return words.get<std::string>() + value.substr(begin.size());
  return value;
}

std::string sentence(const std::string& kind, const std::string& value) {
  std::string text = rules()["conditions"].value(kind, std::string());
  if (const auto at = text.find("{value}"); at != std::string::npos) text.replace(at, 7, in_words(value));
  return text;
}

void add_limit(const Json& limit, const std::string& value_of_field, Record& record) {
  Limit out;
  out.kind = limit.at("kind");
  out.value = limit.value("value", value_of_field);
  out.text = limit.contains("text") ? limit["text"].get<std::string>() : sentence(out.kind, out.value);
  out.uses = strings(limit, "uses");
  record.limits.push_back(std::move(out));
}

// A family, a letter or a licence of the data, on top of what the record has.
void apply(const Json& layer, Record& record) {
  if (layer.contains("terms")) record.terms.apply(layer["terms"]);
  if (layer.contains("answers"))
    for (const auto& [use, answer] : layer["answers"].items()) record.answers[use] = answer;
  if (layer.contains("limits"))
    for (const Json& limit : layer["limits"]) add_limit(limit, "", record);
}

void apply_family(const std::string& name, Record& record) {
  const Json& family = rules()["families"][name];
  apply(family, record);
  record.clause = family.at("clause");
  record.known = true;
}

// CC-BY-NC-SA-4.0: the letters between CC and the version.
bool apply_letters(const std::string& id, Record& record) {
  if (!id.starts_with("CC-BY")) return false;
  apply_family("creative-commons", record);
  for (const std::string_view letters : split(id, '-')) {
    const auto& all = rules()["letters"];
    const auto found = all.find(std::string(letters));
    if (found == all.end()) continue;
    apply(*found, record);
    if (found->contains("clause")) record.clause += " " + (*found)["clause"].get<std::string>();
  }
  if (id.find("-4.0") != std::string::npos) record.terms.apply(rules()["creative_commons_4"]);
  return true;
}

bool has_one(const std::vector<std::string>& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return text.find(w) != text.npos; });
}

bool row_holds(const Json& row, const std::string& value, const License& license) {
  const auto starts = strings(row, "starts");
  const auto has = strings(row, "has");
  const auto classes = strings(row, "openness");
  const auto begins = [&](const std::string& w) { return value.starts_with(w); };
  return (starts.empty() || std::any_of(starts.begin(), starts.end(), begins)) &&
         (has.empty() || has_one(has, value)) && !has_one(strings(row, "unless"), value) &&
         (classes.empty() || std::count(classes.begin(), classes.end(), licenses::to_string(license.openness)) > 0);
}

// The clause of a use names the term that decided it.
void note_field(const Json& row, Record& record) {
  const std::string field = row.at("field");
  const Json terms = row.value("terms", Json::object());
  for (const auto& [use, of_use] : rules()["uses"].items()) {
    bool decides = row.contains("answers") && row["answers"].contains(use);
    for (const Json& need : of_use.at("needs"))
      decides = decides || terms.value(need.get_ref<const std::string&>(), "") == "cannot";
    if (decides) record.fields[use] = field;
  }
}

void apply_ai(const License& license, Record& record) {
  const Json& ai = rules()["ai"];
  apply(ai, record);
  for (const Json& row : ai["rows"]) {
    const auto field = license.terms.find(row.at("field").get_ref<const std::string&>());
    if (field == license.terms.end() || !row_holds(row, *field, license)) continue;
    apply(row, record);
    note_field(row, record);
    if (row.contains("limit")) add_limit(row["limit"], *field, record);
  }
  record.ai = license.terms;
  record.known = true;
}

// Of a licence without a record: its class, and for a class that grants nothing in general no more than it says.
void apply_class(const License& license, Record& record) {
  const bool grants = license.openness == Openness::open || license.openness == Openness::permissive_unlisted;
  const Json& classes = rules()["classes"];
  if (grants && classes.contains(license.category)) return apply_family(classes[license.category], record);
  apply_family(license.openness == Openness::proprietary ? "proprietary"
               : grants                                  ? "document"
                                                         : "source-available",
               record);
  if (license.openness == Openness::noncommercial) {
    record.terms.set(Term::commercial_use, Say::cannot);
    record.clause = "Grants its rights for non-commercial purposes only.";
  }
}

Record make(std::string_view asked) {
  Record record;
  record.id = asked;
  if (asked.starts_with(changed_prefix)) {
    record = make(asked.substr(changed_prefix.size()));
    record.id = asked;
    record.changed = true;
    record.clause = "A changed text: what the change does was not understood.";
    return record;
  }
  const License* license = licenses::find_license(asked);
  if (license != nullptr) record.id = license->id;
  const std::string id = without_version_range(record.id);
  const auto own = rules()["licenses"].find(id);
  if (own != rules()["licenses"].end()) {
    const std::string family = own->at("family");
    if (family == "letters") apply_letters(id, record);
    else apply_family(family, record);
    apply(*own, record);
    if (own->contains("clause")) record.clause = (*own)["clause"];
    record.exact = true;
  } else if (license != nullptr && license->terms.is_object() && license->category == "ai") {
    apply_ai(*license, record);
  } else if (license != nullptr && !apply_letters(id, record)) {
    apply_class(*license, record);
  }
  if (!record.known) record.clause = "Its terms are not known.";
  return record;
}

}  // namespace

std::string without_version_range(std::string id) {
  for (const std::string_view end : {"-only", "-or-later", "+"})
    if (id.ends_with(end)) return id.substr(0, id.size() - end.size());
  return id;
}

bool Limit::holds_for(std::string_view use) const {
  return uses.empty() || std::find(uses.begin(), uses.end(), use) != uses.end();
}

std::string Record::clause_for(std::string_view use) const {
  if (!known || changed) return clause;
  const auto with_label = [&](const std::string& words, std::string_view field) {
    const std::string label = clause_label(id, use, field);
    return label.empty() ? words : fmt::format("{} ({})", words, label);
  };
  if (ai.empty()) return with_label(clause, "");
  const auto decided = fields.find(use);
  const std::string field =
      decided != fields.end() ? decided->second : rules()["uses"][std::string(use)].at("field").get<std::string>();
  const std::string said = ai.value(field, std::string());
  return with_label(fmt::format("{}: {}", rules()["fields"][field].get<std::string>(),
                                said.empty() ? "nothing said" : in_words(said)),
                    field);
}

const Json& rules() {
  static const Json data = resource_json("rules/licenses/permissions.yaml");
  return data;
}

const Record& record_of(std::string_view id) {
  static std::mutex guard;
  static std::map<std::string, std::unique_ptr<Record>, std::less<>> made;
  const std::lock_guard lock(guard);
  const auto found = made.find(id);
  if (found != made.end()) return *found->second;
  return *made.emplace(std::string(id), std::make_unique<Record>(make(id))).first->second;
}

}  // namespace auditor::permissions
