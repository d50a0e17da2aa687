// Which parts of a model's code a repository holds: architecture, training, fine-tuning, inference, evaluation,
// data preparation. Decided by file names and folders (rules/vocabulary/code.yaml), links in the documents, and the
// dependency files beside them.
#pragma once

#include "auditor/evidence/repository/repository.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::evidence {

enum class Presence { included, linked, stated, absent, unknown };
[[nodiscard]] std::string_view to_string(Presence presence);

struct CodeRole {
  Presence status = Presence::absent;
  std::vector<std::string> files;  // at most 20, sorted
  std::vector<std::string> links;  // URLs of code that a document offers for this role
  std::string license;             // of the linked project, when it is a well-known one; else empty
  Citations evidence;
};

struct Dependency {
  std::string name;
  std::string version;     // exact version only; else empty
  std::string constraint;  // as written
  std::string ecosystem;   // "pypi", "npm"
  std::string path;
};

struct Code {
  std::map<std::string, CodeRole> roles;         // by role id
  std::map<std::string, std::size_t> languages;  // files by extension
  std::size_t files = 0;
  std::vector<Dependency> dependencies;  // by name
};

// `documents` are the cards and READMEs of the repository's models, in order of weight.
[[nodiscard]] Code collect_code(Repository& repository, const std::vector<std::string>& documents);

// Software dependencies from requirements*.txt, pyproject.toml and environment files
// (auditor/evidence/content/dependencies.cpp).
[[nodiscard]] std::vector<Dependency> collect_dependencies(Repository& repository);

}  // namespace auditor::evidence
