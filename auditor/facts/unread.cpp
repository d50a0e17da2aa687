#include "auditor/facts/unread.h"

#include "auditor/core/text.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/formats/inspect.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace auditor::facts {
namespace {

constexpr std::size_t deepest_document = 1;  // folders above a document that speaks of the repository's models

// A file whose bytes were not read; one that was read and could not be understood in full counts as read.
bool is_unread(const source::Snapshot& snapshot, const source::Entry& entry) {
  return !formats::looks_like_weights(entry.path) && !snapshot.text(entry);
}

// Entries that the listing could not go to: no name, or below a folder that was not opened.
bool hides_entries(const evidence::Diagnostic& d) {
  static constexpr std::array<std::string_view, 4> kinds = {"limit", "unavailable", "corrupt", "malformed"};
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
  if (const auto openness = value.find("openness"); openness != value.end() && *openness == "none")
    *openness = "unknown";
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
  if (openness == "open" || openness == "permissive-unlisted") terms["openness"] = "unknown";
}

// Level 0 is the absence of documentation.
void mark_bias(Json& bias) {
  if (bias.is_object() && bias.value("level", -1) == 0) bias["level"] = nullptr;
}

}  // namespace

Unread unread_of(const evidence::Repository& repository) {
  Unread unread;
  for (const evidence::Diagnostic& d : repository.diagnostics()) {
    const source::Entry* entry = repository.snapshot().find(d.path);
    if (entry == nullptr) {
      unread.tree = unread.tree || hides_entries(d);
      continue;
    }
    if (!is_unread(repository.snapshot(), *entry)) continue;
    const auto folders = static_cast<std::size_t>(std::count(d.path.begin(), d.path.end(), '/'));
    const bool document =
        folders <= deepest_document && evidence::document_role(d.path) == evidence::DocumentRole::card;
    (document ? unread.documents : unread.files) = true;
  }
  return unread;
}

void mark_unknown(const Unread& unread, Json& facts) {
  facts["unread"] = {{"documents", unread.documents}, {"files", unread.files}, {"tree", unread.tree}};
  if (unread.files || unread.tree) mark_statuses(facts["code"]);
  if (!unread.documents && !unread.tree) return;
  mark_terms(facts["licenses"]["weights"]);
  for (Json& model : facts["models"])
    if (const auto scopes = model.find("scopes"); scopes != model.end()) mark_terms((*scopes)["weights"]);
  for (const char* part : {"documentation", "card", "weights", "licenses", "models"}) mark_statuses(facts[part]);
  mark_data(facts["data"]);
  mark_bias(facts["bias"]);
  for (Json& model : facts["models"]) mark_bias(model["bias"]);
}

}  // namespace auditor::facts
