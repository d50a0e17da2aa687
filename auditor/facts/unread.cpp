#include "auditor/facts/unread.h"

#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/formats/inspect.h"
#include "auditor/licenses/catalog/catalog.h"
#include "auditor/prose/vocabulary.h"
#include "auditor/source/artefact.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::facts {
namespace {

constexpr std::size_t deepest_document = 1;  // folders above a document that speaks of the repository's models

std::size_t folders_above(std::string_view path) {
  return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

bool is_link(const source::Entry& entry) { return entry.kind == source::EntryKind::symlink; }

// Bytes that are no text in any encoding that documents are read in.
bool is_binary(std::string_view bytes) { return bytes.substr(0, 4096).find('\0') != std::string_view::npos; }

// Licence texts are decoded by their byte order mark.
bool is_decoded(const std::string& path, std::string_view bytes) {
  return evidence::document_role(path) == evidence::DocumentRole::license &&
         (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
          bytes.starts_with(std::string_view("\0\0\xFE\xFF", 4)));
}

// What says what a model is made from.
bool is_configuration(std::string_view path) {
  const std::string_view name = base_name(path);
  return name == "config.json" || name == "adapter_config.json";
}

// Folders that hold weights: a document in one speaks of a model, however deep it lies.
std::set<std::string_view> weight_folders(const source::Snapshot& snapshot) {
  std::set<std::string_view> folders;
  for (const source::Entry& entry : snapshot.entries())
    if (formats::looks_like_weights(entry.path) && !evidence::is_foreign(entry.path))
      folders.insert(dir_name(entry.path));
  return folders;
}

// A document that could restrict or describe the models of this repository.
bool speaks_of_models(const std::string& path, const std::set<std::string_view>& folders) {
  const bool near = folders_above(path) <= deepest_document || folders.contains(dir_name(path));
  if (!near || evidence::is_foreign(path)) return false;
  return is_configuration(path) || evidence::document_role(path) != evidence::DocumentRole::none;
}

// A document that is a link to what is not here.
bool leads_nowhere(const source::Snapshot& snapshot, const source::Entry& entry) {
  return evidence::link_target(snapshot, entry).empty();
}

// A document whose text is not here or was not understood: a missing or exchanged object, one beyond the limit, a
// pointer to a file elsewhere, a picture, an encoding that is not read.
bool is_lost(const source::Snapshot& snapshot, const source::Entry& entry) {
  if (entry.kind == source::EntryKind::submodule) return false;
  if (is_link(entry)) return leads_nowhere(snapshot, entry);
  const auto text = snapshot.text(entry);
  const bool said_elsewhere = evidence::has_unread_format(entry.path);  // named as terms that were not read
  return !text || (is_binary(*text) && !said_elsewhere && !is_decoded(entry.path, *text)) ||
         (text->size() < 1024 && snapshot.pointer(entry).has_value());
}

// Metadata that are no YAML and seem to state terms other than open ones, or a model whose terms are inherited: nobody
// reads them, and a hub that is more patient may.
bool hides_terms(std::string_view text) {
  constexpr std::size_t most_lines = 400;
  std::size_t line_number = 0;
  for (const std::string_view line : split_lines(text.substr(0, 1U << 16U))) {
    if (++line_number > most_lines || (line_number > 1 && trim(line) == "---")) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string key = to_lower(trim(line.substr(0, colon)));
    if (key.starts_with("extra_gated") || key == "license_name" || key == "license_link") return true;
    if (key != "license" && key != "licence") continue;
    std::string_view value = trim(line.substr(colon + 1));
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.remove_suffix(1);
    if (!licenses::is_open(licenses::openness_of(licenses::read_label(value).expression))) return true;
  }
  return false;
}

// A document that was read in part only.
bool is_partly_read(const source::Snapshot& snapshot, const source::Entry& entry, const evidence::Diagnostic& d) {
  if (d.kind == "limit" || d.kind == "malformed") return true;
  const auto text = d.kind == "front-matter" ? snapshot.text(entry) : Result<std::string_view>(std::string_view());
  return text && hides_terms(*text);
}

// A file whose bytes were not read; one that was read and could not be understood in full counts as read.
bool is_unread(const source::Snapshot& snapshot, const source::Entry& entry) { return !snapshot.text(entry); }

// Entries that the listing could not go to: no name, or below a folder that was not opened.
bool hides_entries(const evidence::Diagnostic& d) {
  static constexpr std::array<std::string_view, 5> kinds = {"limit", "unavailable", "corrupt", "malformed",
                                                            "not-fetched"};
  return std::find(kinds.begin(), kinds.end(), d.kind) != kinds.end();
}

// A status inside a subtree that says that nothing was found.
void mark_statuses(Json& value) {
  if (value.is_array() || value.is_object())
    for (Json& inner : value) mark_statuses(inner);
  if (!value.is_object()) return;
  const auto status = value.find("status");
  if (status == value.end() || *status != "absent") return;
  *status = "unknown";
  const auto openness = value.find("openness");
  if (openness == value.end() || *openness != "none") return;
  *openness = "unknown";
  if (const auto approved = value.find("osi_approved"); approved != value.end()) *approved = "unknown";
}

void mark_data(Json& data) {
  if (data["status"] == "undisclosed") data["status"] = "unknown";
  if (data["detail"] == "none") data["detail"] = "unknown";
  mark_statuses(data);
}

// Terms that were found open may be restricted by what was not read.
void mark_terms(Json& terms) {
  if (!terms.is_object()) return;
  const std::string openness = terms.value("openness", "");
  if (openness != "open" && openness != "permissive-unlisted") return;
  terms["openness"] = "unknown";
  terms["osi_approved"] = "unknown";
}

// Level 0 is the absence of documentation.
void mark_bias(Json& bias) {
  if (bias.is_object() && bias.value("level", -1) == 0) bias["level"] = nullptr;
}

}  // namespace

Unread unread_of(const evidence::Repository& repository, const evidence::ModelEvidence& models) {
  const source::Snapshot& snapshot = repository.snapshot();
  const std::set<std::string_view> folders = weight_folders(snapshot);
  Unread unread;
  for (const evidence::Diagnostic& d : repository.diagnostics()) {
    const source::Entry* entry = snapshot.find(d.path);
    if (entry == nullptr) {
      // A pipe or a device in the place of a file is no entry; what it stands for was not read.
      const bool odd = d.kind == "unsupported" && !d.path.empty();
      unread.tree = unread.tree || hides_entries(d);
      unread.weights = unread.weights || (odd && formats::looks_like_weights(d.path));
      unread.documents = unread.documents || (odd && speaks_of_models(d.path, folders));
    } else if (formats::looks_like_weights(entry->path)) {
      unread.weights = unread.weights || d.kind == "unavailable" || d.kind == "malformed" || d.kind == "not-fetched";
    } else if (speaks_of_models(entry->path, folders)) {
      unread.documents = unread.documents || is_partly_read(snapshot, *entry, d);
    } else if (d.kind == "limit" && evidence::document_role(entry->path) != evidence::DocumentRole::none &&
               !evidence::is_foreign(entry->path) && !is_unread(snapshot, *entry)) {
      unread.documents = true;  // a bound inside a document that was read, however deep it lies
    } else if (is_unread(snapshot, *entry)) {
      unread.files = true;
    }
  }
  // A cache is filled as programs ask: without weights it says nothing of whether there are any. What a store names as
  // weights and is none (a header alone) is no model that is kept back either.
  const bool of_model = models.kind == evidence::RepositoryKind::model;
  const bool cached = snapshot.info().kind == source::SourceKind::huggingface_cache;
  const bool hollow = source::artefact_of(snapshot) != nullptr && !folders.empty() &&
                      models.weights_status == evidence::WeightsStatus::absent;
  unread.tree = unread.tree || (of_model && ((cached && folders.empty()) || hollow));
  for (const source::Entry& entry : snapshot.entries())
    if (!unread.documents && speaks_of_models(entry.path, folders)) unread.documents = is_lost(snapshot, entry);
  return unread;
}

bool may_restrict(const Unread& unread) { return unread.documents || unread.tree || unread.weights; }

void mark_unknown(const Unread& unread, Json& facts) {
  facts["unread"] = {
      {"documents", unread.documents}, {"files", unread.files}, {"tree", unread.tree}, {"weights", unread.weights}};
  if (unread.files || unread.tree) mark_statuses(facts["code"]);
  if (!may_restrict(unread)) return;
  mark_terms(facts["licenses"]["weights"]);
  for (Json& model : facts["models"])
    if (const auto scopes = model.find("scopes"); scopes != model.end()) mark_terms((*scopes)["weights"]);
  if (!unread.documents && !unread.tree) return;
  for (const char* part : {"documentation", "card", "weights", "licenses", "models"}) mark_statuses(facts[part]);
  mark_data(facts["data"]);
  mark_bias(facts["bias"]);
  for (Json& model : facts["models"]) mark_bias(model["bias"]);
}

}  // namespace auditor::facts
