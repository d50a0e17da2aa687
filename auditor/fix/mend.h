// One way to mend a finding: what it writes, or why it cannot.
#pragma once

#include "auditor/core/json.h"
#include "auditor/notice/texts.h"
#include "auditor/source/snapshot.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::fix {

using Files = std::map<std::string, std::string>;  // path -> bytes

// What stands under `fix` of a rule, and the rule it is for.
struct Task {
  std::string rule;
  std::string remedy;
  Json fix;
};

// The repository as it is with what was mended so far.
struct State {
  const Json& facts;
  const source::Snapshot& now;
  const std::vector<const source::Snapshot*>& repositories;  // the audited one first, then those of --with
  const notice::Texts& texts;
};

struct Mended {
  Files files;            // empty: nothing could be done
  std::string what;       // what was written, or why nothing was
  bool skeleton = false;  // a person has to fill it in: no rule passes by it
};

// By `kind` of the task.
[[nodiscard]] Mended mend(const Task& task, const State& state);

// Of the kinds: keys of the card's metadata; texts and notices; sections.
[[nodiscard]] Mended mend_label(const State& state, bool of_base);
[[nodiscard]] Mended mend_metadata_keys(const State& state);
[[nodiscard]] Mended mend_license_text(const State& state);
[[nodiscard]] Mended mend_base_terms(const State& state);
[[nodiscard]] Mended mend_section(const Task& task, const State& state);

// The path of a file with the text of a licence; empty when none is here.
[[nodiscard]] std::string file_with(const Json& facts, const std::string& license);
// The card that is written to: the first, else README.md, whether or not it is there.
[[nodiscard]] std::string card_path(const State& state);
// A regular file's text; empty when there is none. What cannot be read is not written over: nullopt.
[[nodiscard]] std::optional<std::string> text_at(const State& state, const std::string& path);

}  // namespace auditor::fix
