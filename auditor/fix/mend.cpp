#include "auditor/fix/mend.h"

#include "auditor/core/json_view.h"

#include <algorithm>

namespace auditor::fix {

Mended mend(const Task& task, const State& state) {
  const std::string_view kind = text(task.fix, "kind");
  if (kind == "license-label") return mend_label(state, false);
  if (kind == "base-license-label") return mend_label(state, true);
  if (kind == "metadata-keys") return mend_metadata_keys(state);
  if (kind == "license-text") return mend_license_text(state);
  if (kind == "base-terms") return mend_base_terms(state);
  return mend_section(task, state);
}

std::string file_with(const Json& facts, const std::string& license) {
  for (const Json* file : objects(member(member(facts, "licenses"), "files"))) {
    const Json& ids = member(*file, "ids");
    if (member(*file, "text") == true && ids.is_array() && std::find(ids.begin(), ids.end(), license) != ids.end())
      return std::string(text(*file, "path"));
  }
  return {};
}

std::string card_path(const State& state) {
  const Json& cards = member(member(state.facts, "card"), "cards");
  if (cards.is_array())
    for (const Json& card : cards)
      if (card.is_string() && state.now.find(card.get<std::string>()) != nullptr) return card;
  return "README.md";
}

std::optional<std::string> text_at(const State& state, const std::string& path) {
  const source::Entry* entry = state.now.find(path);
  if (entry == nullptr) return std::string();
  if (entry->kind == source::EntryKind::symlink || entry->kind == source::EntryKind::submodule) return std::nullopt;
  const auto text = state.now.text(*entry);
  // Bytes that are no text would not come back as they were.
  if (!text || text->find('\0') != std::string_view::npos) return std::nullopt;
  return std::string(*text);
}

}  // namespace auditor::fix
