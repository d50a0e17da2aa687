// Licences that manifests declare: Python and npm manifests, CITATION.cff, headers of code files.
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/core/yaml.h"
#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/licensing/license_vocabulary.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/prose/vocabulary.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::uint64_t max_code_bytes = 256U << 10U;

LicenseStatement from_label(std::string_view value, std::string_view kind, Scopes scopes, Citation where) {
  LicenseStatement statement;
  const licenses::Label label = licenses::read_label(value);
  statement.expression = label.expression;
  statement.ambiguous = label.ambiguous;
  statement.unread = label.unknown;
  statement.label = printable(ellipsize(value, 120));
  statement.kind = kind;
  statement.scopes = scopes;
  statement.citation = std::move(where);
  return statement;
}

std::string text_of(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return {};
  const Json& value = object[key];
  return value.is_string() ? value.get<std::string>() : std::string{};
}

// The value of `key = "…"` in TOML or INI text, with its line; enough for a licence field.
struct Field {
  std::string value;
  int line = 0;
};

Field find_field(std::string_view text, std::string_view key, char separator) {
  int number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    line = trim(line);
    if (!starts_with_i(line, key)) continue;
    std::string_view rest = trim(line.substr(key.size()));
    if (rest.empty() || rest[0] != separator) continue;
    rest = trim(rest.substr(1));
    if (rest.starts_with("{")) {  // license = {text = "MIT"} or {file = "LICENSE"}
      const auto text_key = rest.find("text");
      if (text_key == std::string_view::npos) return {};
      rest = rest.substr(text_key);
    }
    const auto open = rest.find_first_of("\"'");
    if (open != std::string_view::npos) {
      const auto close = rest.find(rest[open], open + 1);
      if (close == std::string_view::npos) return {};
      return {std::string(rest.substr(open + 1, close - open - 1)), number};
    }
    return {std::string(rest), number};
  }
  return {};
}

void read_classifiers(Repository& repository, const std::string& path, std::string_view text,
                      std::vector<LicenseStatement>& out) {
  int number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    const auto at = line.find("License :: ");
    if (at == std::string_view::npos) continue;
    std::string_view value = line.substr(at);
    value = value.substr(0, value.find_first_of("\"'"));
    LicenseStatement statement =
        from_label(trim(value), "classifier", scope_code, repository.cite(path, number, number, "manifest"));
    if (!statement.expression.empty()) out.push_back(std::move(statement));
  }
}

void read_text_manifest(Repository& repository, const std::string& path, char separator, std::string_view kind,
                        std::vector<LicenseStatement>& out) {
  const auto text = repository.text(path);
  if (!text) return;
  const Field field = find_field(*text, "license", separator);
  if (!field.value.empty() && field.value.size() < 100) {
    LicenseStatement statement =
        from_label(field.value, kind, scope_code, repository.cite(path, field.line, field.line, "manifest"));
    if (!statement.expression.empty() || statement.ambiguous) out.push_back(std::move(statement));
  }
  read_classifiers(repository, path, *text, out);
}

void read_package_json(Repository& repository, std::vector<LicenseStatement>& out) {
  if (repository.file("package.json") == nullptr) return;
  const Json* package = repository.json("package.json");
  if (package == nullptr) return;
  const std::string value = text_of(*package, "license");
  if (!value.empty())
    out.push_back(from_label(value, "package-json", scope_code, repository.cite_file("package.json", "manifest")));
}

void read_citation_file(Repository& repository, std::vector<LicenseStatement>& out) {
  const auto text = repository.text("CITATION.cff");
  if (!text) return;
  const Field field = find_field(*text, "license", ':');
  if (!field.value.empty())
    out.push_back(from_label(field.value, "citation", scope_code,
                             repository.cite("CITATION.cff", field.line, field.line, "manifest")));
}

constexpr std::size_t header_bytes = 3000;  // of a file of code: where a header stands

// The beginning of a file of code that may have a header; nullopt for one that is too small, too large or not here.
std::optional<std::string_view> beginning_of(Repository& repository, const std::string& path, std::size_t& read) {
  const source::Entry* file = repository.file(path);
  if (file == nullptr) return std::nullopt;
  const auto size = repository.snapshot().size(*file);
  if (!size || *size > max_code_bytes || *size < 64) return std::nullopt;
  ++read;
  const auto text = repository.text(path);
  return text ? std::optional(text->substr(0, header_bytes)) : std::nullopt;
}

LicenseStatement header_statement(Repository& repository, const std::string& path, const licenses::Match& match) {
  LicenseStatement statement;
  statement.expression = statement.label = match.id;
  statement.kind = "spdx-header";
  statement.scopes = scope_code;
  statement.explicit_scope = true;
  statement.citation = repository.cite(path, match.lines.start, match.lines.end, "header", Confidence::medium);
  return statement;
}

// By name: "model.py", "modeling_wren.py", "train.py", "inference/run.py".
bool is_model_code(std::string_view path) {
  static const Packed known = Packed::of_resource("rules/vocabulary/licensing.yaml").at("model_code");
  static const WordSet stems = word_set(known, "words");
  static const WordSet extensions = word_set(known, "extensions");
  if (!extensions.contains(extension_of(path))) return false;
  const auto tells = [&](std::string_view part) {
    const auto words = name_words(part);
    return std::any_of(words.begin(), words.end(), [&](const auto& word) { return stems.contains(word); });
  };
  return tells(path) || tells(dir_name(path));
}

}  // namespace

std::vector<LicenseStatement> read_manifest_licenses(Repository& repository) {
  std::vector<LicenseStatement> out;
  read_text_manifest(repository, "pyproject.toml", '=', "pyproject", out);
  read_text_manifest(repository, "setup.cfg", '=', "pyproject", out);
  read_text_manifest(repository, "setup.py", '=', "pyproject", out);
  read_package_json(repository, out);
  read_citation_file(repository, out);
  return out;
}

std::vector<LicenseStatement> read_code_headers(Repository& repository, std::size_t limit) {
  std::map<std::string, LicenseStatement> by_expression;
  std::map<std::string, std::size_t> files;
  std::size_t read = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (read == limit) break;
    if (extension_of(entry.path) != "py" || is_foreign(entry.path)) continue;
    const auto head = beginning_of(repository, entry.path, read);
    if (!head) continue;
    const licenses::Identification found = licenses::identify(*head);
    std::set<std::string> seen;
    for (const licenses::Match& match : found.matches) {
      if (match.id.starts_with("LicenseRef-unknown")) continue;
      if (seen.insert(match.id).second) ++files[match.id];
      if (!by_expression.contains(match.id))
        by_expression.emplace(match.id, header_statement(repository, entry.path, match));
    }
  }
  // What fewer than half of the files carry are the terms of those files, which may be somebody else's.
  std::vector<LicenseStatement> out;
  for (auto& [expression, statement] : by_expression)
    if (files[expression] * 2 >= read) out.push_back(std::move(statement));
  return out;
}

bool holds_model_code(const Repository& repository, std::string_view folder) {
  const auto& entries = repository.entries();
  return std::any_of(entries.begin(), entries.end(), [&](const source::Entry& entry) {
    return entry.path.size() > folder.size() && entry.path.starts_with(folder) && entry.path[folder.size()] == '/' &&
           is_model_code(entry.path);
  });
}

std::vector<LicenseStatement> read_restricted_headers(Repository& repository) {
  constexpr std::size_t most_files = 60;
  std::vector<LicenseStatement> out;
  std::size_t read = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (read == most_files) break;
    if (!is_model_code(entry.path) || is_foreign(entry.path)) continue;
    const auto head = beginning_of(repository, entry.path, read);
    if (!head || !contains_i(*head, "licen")) continue;
    const licenses::Identification found = licenses::identify(*head);
    const auto restricts = std::find_if(found.matches.begin(), found.matches.end(), [](const licenses::Match& match) {
      const licenses::Openness openness = licenses::openness_of(match.id);
      return openness != licenses::Openness::open && openness != licenses::Openness::permissive_unlisted &&
             openness != licenses::Openness::unknown;
    });
    if (restricts != found.matches.end()) out.push_back(header_statement(repository, entry.path, *restricts));
  }
  return out;
}

}  // namespace auditor::evidence
