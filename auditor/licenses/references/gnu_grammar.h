// Sentences about GNU licences: "version 2 of the GNU General Public License, or (at your option) any later version",
// "GPLv2+", "LGPL (>= 2.1)", "the GNU Lesser GPL". A small grammar over words, as there are too many forms for names.
#pragma once

#include "auditor/licenses/references/label_words.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace auditor::licenses {

enum class GnuFamily { gpl, lgpl, agpl, gfdl };

struct GnuMention {
  GnuFamily family = GnuFamily::gpl;
  bool lesser = false;                // says "Lesser": a version below 2.1 has no such name
  bool spelled_out = false;           // "General Public License" rather than "GPL"
  std::vector<std::string> versions;  // "2.0"; several for "version 2 or 3"
  bool or_later = false;
  std::size_t begin = 0;  // words it uses, end exclusive
  std::size_t end = 0;

  [[nodiscard]] bool bare() const { return versions.empty(); }
  // SPDX ids; a mention without version gives the family's first version or later.
  [[nodiscard]] std::vector<std::string> ids() const;
};

// The mention whose family name begins at word `at`; looks a bounded number of words back and ahead.
[[nodiscard]] std::optional<GnuMention> read_gnu(std::span<const LabelWord> words, std::size_t at);

}  // namespace auditor::licenses
