// What must be shipped with a model: licence texts, notices, attribution lines and a statement of changes to fill in.
#pragma once

#include "auditor/core/json.h"
#include "auditor/notice/texts.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::notice {

struct Missing {
  std::string license;
  std::string work;     // whose terms they are
  std::string address;  // where the text is published; empty when that is not known
};

// What a work has and the bundle does not.
struct Left {
  std::string what;  // "NOTICE"
  std::string work;
  std::string why;
};

struct Bundle {
  std::map<std::string, std::string> files;  // path below the folder -> bytes; the same for the same input
  std::vector<Missing> missing;              // texts that are in none of the places: also in MISSING.md
  std::vector<Left> left;                    // likewise

  [[nodiscard]] bool complete() const { return missing.empty() && left.empty(); }
};

// A model or part whose terms hold here.
struct Work {
  std::string name;
  std::string relation;  // how the model was made from it; empty: the model itself
  std::vector<std::string> licenses;
  const source::Snapshot* repository = nullptr;  // null: none was given for it
};

// The model itself first, then its parents and theirs, each with the licences it brings. `repositories`: that of the
// facts, then those given with --with.
[[nodiscard]] std::vector<Work> works_of(const Json& facts, const std::vector<const source::Snapshot*>& repositories);

// Of complete facts.
[[nodiscard]] Bundle make_bundle(const Json& facts, const std::vector<const source::Snapshot*>& repositories,
                                 const Texts& texts);

// The lines that licences prescribe for a Notice file and `present` does not hold, in the order of the works.
[[nodiscard]] std::vector<std::string> notice_lines(const std::vector<Work>& works, std::string_view present);

}  // namespace auditor::notice
