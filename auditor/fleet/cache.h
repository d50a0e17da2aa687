// Lines kept of repositories that do not change, by what made them and the id of their tree. What the id does not
// settle is not kept or is looked at again: plain folders, work trees, partial clones and missing objects are audited
// each time, and a kept line holds only while the same objects stand behind the same LFS pointers.
#pragma once

#include "auditor/core/json.h"
#include "auditor/source/snapshot.h"

#include <optional>
#include <string>

namespace auditor::fleet {

// Whether all that is read of it follows from its commit: no work tree, nothing that may still come, no pointers.
[[nodiscard]] bool is_settled_by_commit(const source::Snapshot& snapshot);

class Cache {
 public:
  // `made_by` is all that lines depend on beside their source: version, rules, form, day.
  Cache(std::string folder, Json made_by) : folder_(std::move(folder)), made_by_(std::move(made_by)) {}

  // The line of a source, without its `input`. What cannot be read or is not whole counts as not there.
  [[nodiscard]] std::optional<Json> find(const source::Snapshot& snapshot) const;

  // What a line of the source is kept by, to be asked before it is audited; nothing when none can be kept.
  struct State {
    Json key;
    Json pointers;  // {path: whether its object is here}
  };
  [[nodiscard]] std::optional<State> state_of(const source::Snapshot& snapshot) const;

  // Keeps a line (its `input` is left out) where that is safe: not when the report, for which the source is opened
  // again, is of another state. A cache that cannot be written to costs nothing else.
  void keep(const State& state, Json line, const Json& report) const;

 private:
  [[nodiscard]] std::optional<Json> key_of(const source::Snapshot& snapshot) const;
  [[nodiscard]] std::string path_of(const Json& key) const;

  std::string folder_;
  Json made_by_;
};

}  // namespace auditor::fleet
