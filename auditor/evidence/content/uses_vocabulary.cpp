#include "auditor/evidence/content/uses_vocabulary.h"

#include "auditor/core/packed.h"

#include <string_view>
#include <utility>

namespace auditor::evidence {
namespace {

void read_pattern(const Packed& item, UsePattern& pattern) {
  pattern.kind = item.at("kind").text();
  pattern.owner = item.at("owner").text();
  pattern.ollama = item.at("ids").text() == "ollama";
  const std::string_view bare = item.at("bare").text();
  pattern.bare = bare == "any" ? BareNames::any : bare == "known" ? BareNames::known : BareNames::no;
}

UsesVocabulary load() {
  const Packed data = Packed::of_resource("rules/vocabulary/uses.yaml");
  UsesVocabulary v;
  for (const Packed& item : data.at("calls").list()) {
    UseCall call;
    read_pattern(item, call);
    call.argument = item.at("argument").json().get<std::size_t>();
    call.keywords = word_set(item, "keywords");
    call.needs = string_list(item, "needs");
    v.calls.emplace(item.at("name").text(), std::move(call));
  }
  for (const Packed& item : data.at("commands").list()) {
    UseCommand command;
    read_pattern(item, command);
    command.words = string_list(item, "words");
    command.options = word_set(item, "options");
    const Packed only = item.at("only_options");
    command.only_options = only && only.json() == true;
    v.commands.push_back(std::move(command));
  }
  for (const char* kind : {"model", "dataset"})
    for (std::string& key : string_list(data.at("settings"), kind)) v.settings.emplace(std::move(key), kind);
  v.revisions = string_list(data, "revisions");
  v.builders = word_set(data, "builders");
  v.not_owners = word_set(data, "not_owners");
  v.bare_models = string_list(data, "bare_models");
  v.endings = string_list(data, "file_endings");
  return v;
}

}  // namespace

const UsesVocabulary& uses_vocabulary() {
  static const UsesVocabulary loaded = load();
  return loaded;
}

}  // namespace auditor::evidence
