// From any text to licence ids with line ranges and scores. Linear in the input; knows nothing of git or rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace auditor::licenses {

enum class MatchKind {
  text,       // the licence's own text
  modified,   // a known text with terms added, removed or changed: id LicenseRef-modified-<ID>
  reference,  // named in a sentence, by URL, or in a manifest field
  header,     // the licence's standard notice
  tag,        // SPDX-License-Identifier and the like
};
[[nodiscard]] std::string_view to_string(MatchKind kind);

struct LineRange {
  int start = 0;  // 1-based, inclusive
  int end = 0;
};

struct Match {
  std::string expression;  // what names it together with others ("MIT OR Apache-2.0"); else empty
  std::string id;          // SPDX id or exception, LicenseRef-…
  double score = 0;        // share of the licence's own words found in order, 0 to 1
  LineRange lines;
  MatchKind kind = MatchKind::text;
  std::string similar_to;          // the original of a modified text; else empty
  std::vector<LineRange> changed;  // lines that hold words the original does not (kind modified)
  int missing_words = 0;           // words of the original that were not found
  int extra_words = 0;
};

struct Identification {
  std::string expression;        // SPDX expression over all matches; empty when none
  std::vector<std::string> ids;  // every licence and exception id, each once, in order of appearance
  std::vector<Match> matches;    // by start line
};

struct IdentifyOptions {
  bool references = true;  // also names, URLs, tags and notices; false: licence texts only
  bool unknown = true;     // licence-like text without a match becomes LicenseRef-unknown
};

// Any bytes: encodings are detected (UTF-8, UTF-16, Latin-1), markup and comment signs do not matter.
[[nodiscard]] Identification identify(std::string_view bytes, const IdentifyOptions& options = {});

// SPDX list version and number of texts in the fingerprint index, for `auditor --version`.
[[nodiscard]] std::string fingerprint_version();

}  // namespace auditor::licenses
