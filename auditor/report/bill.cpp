#include "auditor/report/bill.h"

#include "auditor/core/digest.h"
#include "auditor/core/hex.h"
#include "auditor/core/text.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/report/escape.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace auditor::report {
namespace {

constexpr std::string_view reference_prefix = "LicenseRef-";
constexpr std::size_t most_quotes = 20;

bool is_id_char(char c) { return is_alnum(c) || c == '.' || c == '-' || c == '+'; }

bool is_operator(std::string_view token) { return token == "AND" || token == "OR" || token == "WITH"; }

bool is_reference(std::string_view id) {
  return id.starts_with(reference_prefix) || id.starts_with("DocumentRef-") || id.starts_with("AdditionRef-");
}

// Whether the id, as it is written, is on the SPDX list.
bool is_listed_license(std::string_view id) {
  const std::string_view base = id.ends_with('+') ? id.substr(0, id.size() - 1) : id;
  const licenses::License* known = licenses::find_license(base);
  return known != nullptr && known->spdx && known->id == base;
}

// An id of no list, as a reference that any list accepts.
std::string as_reference(std::string_view id) {
  std::string out(reference_prefix);
  for (const char c : id) {
    const bool allowed = is_alnum(c) || c == '.' || c == '-';
    if (allowed) out += c;
    else if (out.back() != '-') out += '-';
  }
  while (out.size() > reference_prefix.size() && out.back() == '-') out.pop_back();
  return out.size() > reference_prefix.size() ? out : out + "unknown";
}

std::vector<std::string_view> tokens_of(std::string_view text) {
  std::vector<std::string_view> tokens;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_id_char(text[i]))
      while (end < text.size() && is_id_char(text[end])) ++end;
    if (text[i] != ' ') tokens.push_back(text.substr(i, end - i));
    i = end;
  }
  return tokens;
}

// Ids and operators alternate, parentheses pair.
bool is_expression(const std::vector<std::string_view>& tokens) {
  int depth = 0;
  bool want_id = true;
  for (const std::string_view token : tokens) {
    if (token == "(" && want_id) ++depth;
    else if (token == ")" && !want_id) --depth;
    else if (is_operator(token) && !want_id) want_id = true;
    else if (is_id_char(token[0]) && !is_operator(token) && want_id) want_id = false;
    else return false;
    if (depth < 0) return false;
  }
  return depth == 0 && !want_id;
}

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string safe_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool allowed = is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '/';
    if (allowed) out += c;
    else if (!out.empty() && out.back() != '-') out += '-';
    if (out.size() >= 120) break;
  }
  return out;
}

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() || (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

void add_quotes(std::vector<std::string>& out, const Json& evidence) {
  for (const Place& place : places(evidence)) {
    std::string quote = clean(place.quote);
    if (quote.empty() || quote[0] == '#' || out.size() == most_quotes) continue;
    if (std::find(out.begin(), out.end(), quote) == out.end()) out.push_back(std::move(quote));
  }
}

}  // namespace

LicenceText read_licence(std::string_view text) {
  const std::string shown_text = clean(text);
  const auto tokens = tokens_of(shown_text);
  if (!is_expression(tokens)) return {LicenceText::Kind::name, shown_text};
  std::string expression;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i];
    const bool is_id = is_id_char(token[0]) && !is_operator(token);
    const bool keep = !is_id || is_reference(token) || is_listed_license(token);
    const bool space = i > 0 && tokens[i - 1] != "(" && token != ")";
    expression += (space ? " " : "") + (keep ? std::string(token) : as_reference(token));
  }
  if (tokens.size() > 1) return {LicenceText::Kind::expression, expression};
  if (is_reference(expression)) return {LicenceText::Kind::reference, expression};
  return {expression.ends_with('+') ? LicenceText::Kind::expression : LicenceText::Kind::listed, expression};
}

std::string as_expression(std::string_view text) {
  LicenceText read = read_licence(text);
  return read.kind == LicenceText::Kind::name ? as_reference(read.text) : std::move(read.text);
}

std::string uuid_of(const Json& report) {
  std::string hex = fingerprint_hex(dump_json(report, -1));
  hex[12] = '8';  // version 8: made by the application's own rule
  hex[16] = "89ab"[static_cast<unsigned>(hex[16]) % 4];
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

std::string utc_time(std::string_view time) {
  if (time.size() < 20 || time[4] != '-' || time[7] != '-' || time[10] != 'T' || time[13] != ':' || time[16] != ':')
    return {};
  for (const std::size_t at : {0U, 2U, 5U, 8U, 11U, 14U, 17U})
    if (!is_digits(time.substr(at, 2))) return {};
  if (time.substr(5, 2) > "12" || time.substr(8, 2) > "31" || time.substr(11, 2) > "23") return {};
  if (time.substr(14, 2) > "59" || time.substr(17, 2) > "59") return {};
  return time.back() == 'Z' || time.ends_with("+00:00") ? std::string(time.substr(0, 19)) + "Z" : std::string{};
}

bool is_sha256(std::string_view text) { return is_hex(text, 64); }

std::string owner_of(std::string_view id) {
  const auto slash = id.find('/');
  if (slash == 0 || slash == std::string_view::npos || id.find('/', slash + 1) != std::string_view::npos) return {};
  return clean(id.substr(0, slash));
}

std::string hub_purl(std::string_view id) {
  const auto slash = id.find('/');
  if (owner_of(id).empty() || id[0] == '.' || slash + 1 == id.size()) return {};
  return "pkg:huggingface/" + uri_path(clean(id));
}

std::string exact_version(std::string_view constraint) {
  std::string_view version = trim(constraint);
  while (version.starts_with('=')) version.remove_prefix(1);
  version = trim(version);
  const bool plain =
      !version.empty() && is_alnum(version[0]) && version.find_first_of("<>=~!*^, ;|") == std::string_view::npos;
  return plain ? clean(version) : std::string{};
}

std::string dependency_purl(const Json& dependency) {
  const std::string ecosystem = to_lower(clean(text(dependency, "ecosystem")));
  const std::string name = clean(text(dependency, "name"));
  if (name.empty() || ecosystem.empty() || safe_name(ecosystem) != ecosystem) return {};
  std::string folded = name;
  if (ecosystem == "pypi") {
    folded = to_lower(name);
    std::replace(folded.begin(), folded.end(), '_', '-');
  }
  const std::string version = exact_version(text(dependency, "version"));
  std::string purl = "pkg:" + ecosystem + "/" + uri_path(folded);
  if (!version.empty()) {
    std::string escaped = uri_path(version);
    purl += "@" + escaped;
  }
  return purl;
}

std::string Names::unique(std::string_view prefix, std::string_view name) {
  const std::string base = std::string(prefix) + safe_name(name);
  std::string out = base;
  for (int copy = 2; !taken_.insert(out).second; ++copy) out = base + "-" + std::to_string(copy);
  return out;
}

std::vector<Model> models_of(const Json& report) {
  std::vector<Model> models;
  const Json& facts = member(report, "facts");
  for (const Json* model : objects(member(report, "models"))) {
    const std::string name = clean(text(*model, "name"));
    models.push_back({name.empty() ? clean(source_name(report)) : name,
                      text(*model, "path"),
                      &member(*model, "scopes"),
                      {},
                      nullptr});
  }
  if (models.empty()) models.push_back({clean(source_name(report)), {}, &member(report, "scopes"), {}, nullptr});
  std::map<std::string_view, std::size_t> deepest;  // folder -> first model there
  for (std::size_t i = 0; i < models.size(); ++i) deepest.try_emplace(models[i].path, i);
  for (const Json* file : objects(at(facts, "weights.files"))) {
    std::size_t owner = 0;
    std::size_t length = 0;
    for (const auto& [folder, index] : deepest) {
      if (is_below(text(*file, "path"), folder) && folder.size() >= length) owner = index, length = folder.size();
    }
    models[owner].weights.push_back(file);
  }
  const auto described = objects(member(facts, "models"));
  for (std::size_t i = 0; i < models.size(); ++i)
    models[i].signals = i < described.size() && described.size() == models.size()
                            ? &member(member(*described[i], "bias"), "signals")
                            : &member(member(report, "bias"), "signals");
  return models;
}

std::string version_of(const Json& report) {
  const Json& source = member(report, "source");
  const std::string revision = clean(text(source, "revision"));
  if (!revision.empty() && revision != "HEAD") return revision;
  return clean(text(source, "commit"));
}

std::vector<std::string> section_quotes(const Json& report, std::string_view section) {
  std::vector<std::string> out;
  const Json& found = member(at(report, "facts.card.sections"), section);
  if (text(found, "status") == "filled") add_quotes(out, member(found, "evidence"));
  return out;
}

std::vector<std::string> documentation_quotes(const Json& report, std::string_view item) {
  std::vector<std::string> out;
  const Json& found = member(at(report, "facts.documentation"), item);
  if (const std::string value = clean(shown(member(found, "value"))); !value.empty()) out.push_back(value);
  if (out.empty()) add_quotes(out, member(found, "evidence"));
  return out;
}

}  // namespace auditor::report
