// Which licence texts a file holds: candidates by shared trigrams, laid along the file, the best taken first.
#pragma once

#include "auditor/licenses/texts/align.h"

#include <optional>
#include <vector>

namespace auditor::licenses {

struct TextMatch {
  Text text;
  Alignment alignment;
};

struct TextMatches {
  std::vector<TextMatch> accepted;  // by place
  std::vector<TextMatch> similar;   // nearest texts of places that no accepted one covers, by place
  std::vector<char> covered;        // per word of the file: held by an accepted text
};

// A text is accepted from this similarity, and called similar from the second.
inline constexpr double kAccepted = 0.82;
inline constexpr double kSimilar = 0.5;

// When the file is one text and nothing else: what match_texts() would find, without laying anything along it.
[[nodiscard]] std::optional<TextMatches> match_whole(const Tokens& tokens, const Index& index);

[[nodiscard]] TextMatches match_texts(const Tokens& tokens, const FileTrigrams& trigrams, const Index& index);

}  // namespace auditor::licenses
