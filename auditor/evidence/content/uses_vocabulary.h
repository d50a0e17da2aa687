// rules/vocabulary/uses.yaml: the calls, commands and settings by which an application names what it uses.
#pragma once

#include "auditor/prose/vocabulary.h"

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace auditor::evidence {

enum class BareNames { no, known, any };

struct UsePattern {
  std::string kind;
  BareNames bare = BareNames::no;
  std::string owner;
  bool ollama = false;
};

struct UseCall : UsePattern {
  std::size_t argument = 0;
  WordSet keywords;
  std::vector<std::string> needs;
};

struct UseCommand : UsePattern {
  std::vector<std::string> words;
  WordSet options;
  bool only_options = false;
};

struct UsesVocabulary {
  std::map<std::string, UseCall, std::less<>> calls;
  std::vector<UseCommand> commands;
  std::map<std::string, std::string, std::less<>> settings;  // key -> kind
  std::vector<std::string> revisions;
  WordSet builders;
  WordSet not_owners;
  std::vector<std::string> bare_models;
  std::vector<std::string> endings;
};

[[nodiscard]] const UsesVocabulary& uses_vocabulary();

}  // namespace auditor::evidence
