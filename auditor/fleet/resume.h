// Going on with a part that an earlier run has begun: what it holds is kept, broken lines and the errors that are to be
// tried again are dropped.
#pragma once

#include "auditor/fleet/line_writer.h"
#include "auditor/fleet/manifest.h"

#include <map>
#include <string>
#include <vector>

namespace auditor::fleet {

struct Retry {
  std::vector<std::string> reasons;  // of errors; none: they count as done
  unsigned attempts = 3;             // of one source, the first included
};

// What an earlier run left.
struct Begun {
  bool any = false;  // there is a line
  bool with_manifest = false;
  Manifest manifest;                        // of the part
  std::map<std::string, bool> done;         // inputs whose lines are kept; whether one is a result
  std::map<std::string, unsigned> retried;  // inputs whose errors are dropped, with the attempts they had
  std::size_t broken = 0;                   // lines that are dropped

  [[nodiscard]] bool drops() const { return broken != 0 || !retried.empty(); }
  [[nodiscard]] bool has_errors() const;  // among what is kept
};

// Reads a part that this run would go on with; a file that is not there or empty has nothing. Errors: source; usage (a
// part of other rules, version, form or shard, or without the manifest that `with_manifest` asks for).
[[nodiscard]] Result<Begun> read_begun(const std::string& path, const Manifest& now, bool with_manifest,
                                       const Retry& retry);

// Writes the part anew with its manifest, when it has one or is to have one, and what is kept, and goes on at its end.
// Errors: usage, source.
[[nodiscard]] Result<LineWriter> go_on(const std::string& path, const Begun& begun, const Manifest& now,
                                       bool with_manifest, const Retry& retry);

}  // namespace auditor::fleet
