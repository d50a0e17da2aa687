#include "auditor/report/site/entry.h"

#include "auditor/core/digest.h"
#include "auditor/core/resources.h"
#include "auditor/core/text.h"
#include "auditor/report/escape.h"
#include "auditor/report/view.h"

#include <algorithm>

namespace auditor::report::site {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_slug = 60;
constexpr std::size_t key_digits = 12;

// A short line has the licence where a report has what is known of it.
Json report_of_digest(const Json& digest) {
  Json report = {{"source", {{"name", member(digest, "name")}, {"commit", member(digest, "commit")}}},
                 {"verdict", {{"class", member(digest, "verdict")}}},
                 {"bias", {{"level", member(digest, "bias")}}},
                 {"scopes", Json::object()}};
  for (const char* same : {"levels", "summary", "permissions", "doubts"})
    if (digest.contains(same)) report[same] = digest[same];
  for (const char* of_source : {"time", "remote"})
    if (digest.contains(of_source)) report["source"][of_source] = digest[of_source];
  for (const std::string_view scope : scope_names) {
    const Json& given = member(member(digest, "scopes"), scope);
    const Json& license = member(given, "license");
    Json& terms = report["scopes"][std::string(scope)];
    terms = {{"status", member(given, "status")},
             {"license", license.is_object() ? license : Json{{"concluded", license}}}};
    if (given.contains("openness")) terms["license"]["openness"] = given["openness"];
  }
  return report;
}

std::string web_address(std::string_view text) { return is_web_url(text) ? std::string(text) : std::string(); }

// "owner__name" of a folder is owner/name: how clones of hubs and forges are commonly laid down.
std::string name_of_input(std::string_view input) {
  while (input.ends_with('/')) input.remove_suffix(1);
  if (input.ends_with(".git")) input.remove_suffix(4);
  std::string name(base_name(input));
  if (name.starts_with("models--")) name.erase(0, 8);
  for (const std::string_view between : {"--", "__"})
    if (const std::size_t at = name.find(between); at != std::string::npos && at > 0)
      return name.replace(at, between.size(), "/");
  return name;
}

std::string shown_name(std::string_view input, const Json& report) {
  const Json& source = member(report, "source");
  std::string name = clean(text(source, "name"));
  if (text(source, "remote").empty() && name.find('/') == std::string::npos) name.clear();  // of a folder, at best
  if (name.empty()) name = clean(name_of_input(input));
  if (name.empty() || name == ".") name = clean(text(source, "name"));
  return name.empty() ? "repository" : ellipsize(name, longest_name);
}

// Letters, digits and single dashes: a name for every file system and address.
std::string slug(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    if (out.size() == longest_slug) break;
    if (is_alnum(c)) out += c;
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "model" : out;
}

bool has_word(const std::vector<std::string>& words, std::string_view wanted) {
  const bool begins = wanted.ends_with('*');
  if (begins) wanted.remove_suffix(1);
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return begins ? word.starts_with(wanted) : word == wanted; });
}

void add_words(std::vector<std::string>& words, std::string_view name) {
  std::string word;
  for (const char c : to_lower(name.substr(0, longest_name)) + " ") {
    if (is_alnum(c)) word += c;
    else if (!word.empty()) words.push_back(std::exchange(word, {}));
  }
}

}  // namespace

EntryReader::EntryReader() {
  const Json data = resource_json("rules/vocabulary/families.yaml");
  for (const Json* family : objects(member(data, "families"))) {
    Family& added = families_.emplace_back();
    added.title = text(*family, "title");
    for (const std::string_view word : texts(member(*family, "words"))) added.words.emplace_back(word);
  }
}

// The nearest evidence decides: the name, then the type in the configuration, then the bases.
std::string EntryReader::family_of(const Entry& entry) const {
  std::vector<std::vector<std::string>> evidence(3);
  add_words(evidence[0], entry.name);
  add_words(evidence[1], text(at(entry.report, "facts.weights.config"), "model_type"));
  for (const Json* parent : objects(at(entry.report, "facts.lineage.parents")))
    add_words(evidence[2], text(*parent, "id"));
  for (const auto& words : evidence)
    for (const Family& family : families_)
      for (const std::string& word : family.words)
        if (has_word(words, word)) return family.title;
  return {};
}

// The same for the same source and commit, so that links to a page outlive a new run.
std::string EntryReader::new_page_name(std::string_view input, const Entry& entry) {
  const Json& source = member(entry.report, "source");
  const std::string key = std::string(input) + '\0' + std::string(text(source, "path"));
  std::string name = slug(entry.name) + "-" + sha256_hex(key).substr(0, key_digits);
  const int before = pages_[name]++;
  if (before > 0) name += "-" + std::to_string(before + 1);
  return name + ".html";
}

Result<Entry> EntryReader::read(Json line, int number) {
  const std::string input = clean(text(line, "input"));
  Entry entry;
  if (member(member(line, "report"), "source").is_object()) {
    entry.report = std::move(line["report"]);
  } else if (line.contains("error")) {
    entry.reason = clean(text(line, "reason"));
    if (entry.reason.empty()) entry.reason = "open";
  } else if (const Json& digest = line.contains("digest") ? line["digest"] : line;
             member(digest, "scopes").is_object()) {
    entry.report = report_of_digest(digest);
  } else {
    return fail(ErrorCode::malformed, "is no line of a fleet", {}, number);
  }
  entry.name = shown_name(input, entry.report);
  entry.address = web_address(text(member(entry.report, "source"), "remote"));
  if (entry.address.empty()) entry.address = web_address(input);
  entry.family = family_of(entry);
  if (entry.report.contains("findings")) entry.page = new_page_name(input, entry);
  return entry;
}

bool is_page_name(std::string_view file) {
  if (!file.ends_with(".html")) return false;
  file.remove_suffix(5);
  return !file.empty() && std::all_of(file.begin(), file.end(), [](char c) { return is_alnum(c) || c == '-'; });
}

}  // namespace auditor::report::site
