// Licences that weight files declare in their own metadata: GGUF general.license, safetensors __metadata__, ONNX
// properties (keys: rules/vocabulary/weights.yaml); a Modelfile for the weights it names; and what the manifest of an
// artefact says of all of it.
#include "auditor/core/json_view.h"
#include "auditor/core/packed.h"
#include "auditor/core/text.h"
#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/licenses/catalog/expression.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/source/artefact.h"

#include <algorithm>
#include <set>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_statements = 500;  // that say different things
constexpr std::size_t longest_name = 120;    // of a licence; what is longer, or has lines, is a text
constexpr std::size_t max_modelfiles = 200;

const std::vector<std::string>& license_keys() {
  static const std::vector<std::string> keys =
      string_list(Packed::of_resource("rules/vocabulary/weights.yaml"), "license_keys");
  return keys;
}

// A name, or a whole text.
void understand(std::string_view value, LicenseStatement& statement) {
  const std::string_view text = trim(value);
  statement.label = printable(ellipsize(text, longest_name));
  const bool whole = text.size() > longest_name || text.find('\n') != std::string_view::npos;
  if (!whole) {
    const licenses::Label label = licenses::read_label(text);
    statement.expression = label.expression;
    statement.ambiguous = label.ambiguous;
    statement.unread = label.unknown;
    return;
  }
  const licenses::Identification found = identify_own_terms(text);
  statement.expression = found.expression.empty() ? licenses::join_and(found.ids) : found.expression;
  statement.ambiguous = false;
  statement.unread = statement.expression.empty();
}

// The first key that names a licence; "other" leaves it to the next, which may hold its name.
LicenseStatement read(const WeightFile& file) {
  LicenseStatement statement;
  const auto& metadata = file.inspection.metadata;
  const auto take = [&](const std::string& value) {
    if (!trim(value).empty()) understand(value, statement);
    return !statement.expression.empty();
  };
  for (const std::string& key : license_keys())
    if (const auto found = metadata.find(key); found != metadata.end() && take(found->second)) return statement;
  // Under a key of its own making: "license_text", "LICENSE", "modelspec.license_name"; last an address.
  for (const bool address : {false, true})
    for (const auto& [key, value] : metadata) {
      const bool known = std::find(license_keys().begin(), license_keys().end(), key) != license_keys().end();
      if (known || !contains_i(key, "licen") || (value.find("://") != std::string::npos) != address) continue;
      if (!address && take(value)) return statement;
      if (address && (statement.label.empty() || licenses::read_label(statement.label).other)) {
        licenses::IdentifyOptions options;
        options.unknown = false;
        statement.label = printable(ellipsize(trim(value), longest_name));
        statement.expression = licenses::join_and(licenses::identify(value, options).ids);
        statement.unread = statement.expression.empty();
      }
    }
  return statement;
}

bool is_modelfile(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  return name == "modelfile" || name.starts_with("modelfile.") || name.ends_with(".modelfile");
}

// `LICENSE "…"` and `LICENSE """…"""`: each is terms of the model that the file makes.
void read_modelfile(Repository& repository, const std::string& path, std::string_view text,
                    std::vector<LicenseStatement>& out) {
  constexpr std::string_view word = "LICENSE ";
  constexpr std::string_view fence = "\"\"\"";
  int line = 1;
  for (std::size_t at = 0; at < text.size() && out.size() < max_statements;) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    if (starts_with_i(text.substr(at, end - at), word)) {
      std::size_t from = at + word.size();
      if (const std::size_t open = text.find(fence, from); open < end) {
        from = open + fence.size();
        end = std::min(text.find(fence, from), text.size());
      }
      std::string_view value = trim(text.substr(from, end - from));
      while (!value.empty() && value.front() == '"') value.remove_prefix(1);
      while (!value.empty() && value.back() == '"') value.remove_suffix(1);
      LicenseStatement statement;
      understand(value, statement);
      const int lines = static_cast<int>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                    text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      statement.kind = "embedded";
      statement.scopes = scope_weights;
      statement.explicit_scope = true;
      statement.citation = repository.cite(path, line, line + lines, "modelfile");
      if (!statement.label.empty()) out.push_back(std::move(statement));
      line += lines;
      end = std::min(text.find('\n', end), text.size());
    }
    at = end + 1;
    ++line;
  }
}

void add_artefact_label(Repository& repository, const std::string& path, std::string_view value,
                        std::vector<LicenseStatement>& out) {
  LicenseStatement statement;
  understand(value, statement);
  statement.kind = "embedded";
  statement.scopes = scope_weights;
  statement.explicit_scope = true;
  statement.citation = repository.cite(path, 1, 1, "artefact-manifest");
  if (!statement.label.empty() && out.size() < max_statements) out.push_back(std::move(statement));
}

// Of code and data, whose terms are their own.
bool is_part_beside(std::string_view media_type) {
  return media_type.find(".dataset.") != std::string_view::npos || media_type.find(".code.") != std::string_view::npos;
}

// Licences that the manifest of an OCI artefact and its layers state, the configuration of an image, of a ModelPack or
// of Docker, and a Kitfile for the package, its model and the model's parts.
void read_artefact(Repository& repository, std::vector<LicenseStatement>& out) {
  const source::Artefact* artefact = source::artefact_of(repository.snapshot());
  if (artefact == nullptr || artefact->artefact().kind != "oci") return;
  const auto document = [&](const char* path) -> const Json& {
    static const Json none;
    const Json* read = repository.file(path) == nullptr ? nullptr : repository.json(path);
    return read == nullptr ? none : *read;
  };
  const auto add = [&](const char* path, std::string_view value) {
    if (!trim(value).empty()) add_artefact_label(repository, path, value, out);
  };
  constexpr std::string_view key = "org.opencontainers.image.licenses";
  const Json& manifest = document("manifest.json");
  add("manifest.json", text(member(manifest, "annotations"), key));
  for (const Json* layer : objects(member(manifest, "layers")))
    if (!is_part_beside(text(*layer, "mediaType"))) add("manifest.json", text(member(*layer, "annotations"), key));
  const Json& config = document("image-config.json");
  add("image-config.json", text(member(member(config, "config"), "Labels"), key));
  if (const Json& stated = member(member(config, "descriptor"), "licenses"); stated.is_array())
    for (const Json& license : stated) add("image-config.json", as_text(license));
  add("image-config.json", text(member(member(config, "config"), "gguf"), "general.license"));
  const Json& kitfile = document("Kitfile.json");
  add("Kitfile.json", text(member(kitfile, "package"), "license"));
  add("Kitfile.json", text(member(kitfile, "model"), "license"));
  for (const Json* part : objects(member(member(kitfile, "model"), "parts")))
    add("Kitfile.json", text(*part, "license"));
}

}  // namespace

std::vector<LicenseStatement> read_embedded_licenses(Repository& repository, const WeightFiles& weights) {
  std::vector<LicenseStatement> out;
  std::set<std::string> seen;  // shards say the same again
  for (const WeightFile& file : weights.files) {
    LicenseStatement statement = read(file);
    if (statement.label.empty()) continue;
    if (!seen.insert(std::string(dir_name(file.path)) + "\n" + statement.expression + "\n" + statement.label).second)
      continue;
    statement.kind = "embedded";
    statement.scopes = scope_weights;
    statement.explicit_scope = true;
    statement.citation = repository.cite_file(file.path, "weight-metadata");
    if (out.size() == max_statements) {
      repository.report({{}, 0, "limit", "more terms inside weight files than are read"});
      break;
    }
    out.push_back(std::move(statement));
  }
  std::size_t modelfiles = 0;
  for (const source::Entry& entry : repository.entries()) {
    if (!is_modelfile(entry.path) || is_foreign(entry.path) || repository.file(entry.path) == nullptr) continue;
    if (++modelfiles > max_modelfiles || out.size() >= max_statements) {
      repository.report({{}, 0, "limit", "more Modelfiles than are read"});
      break;
    }
    if (const auto text = repository.text(entry.path)) read_modelfile(repository, entry.path, *text, out);
  }
  read_artefact(repository, out);
  return out;
}

}  // namespace auditor::evidence
