// The report of one audit: a JSON document (schemas/report.schema.json, docs/facts.md) with a typed view of what
// programs ask for most. The document is the contract: keys are added, never renamed, within one version of its
// `schema`.
//
// Ownership: a Report is a value; copies share one immutable document. What it returns is owned by the caller.
// Threads: a Report never changes and may be read by any number of threads.
#pragma once

#include "auditor/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor {

// Where something was read: lines of a file at the report's commit.
struct Citation {
  std::string path;
  int start_line = 0;  // 1-based, inclusive; 0 for something that is missing: `path` is where it should be
  int end_line = 0;
  std::string quote;  // at most 240 bytes, printable
};

enum class Severity { note, warning, error };
enum class Status { pass, fail, unknown, waived, not_applicable };

// One rule's answer.
struct Finding {
  std::string rule;
  std::string rule_set;
  std::string title;
  Severity severity = Severity::note;
  Status status = Status::unknown;
  std::string message;  // what was found
  std::string remedy;   // what to do
  std::vector<Citation> evidence;
  std::string fingerprint;  // of rule, subject and quoted text: stays when lines move or files are renamed
  std::string baseline;     // after a comparison: "new", "worsened" or "unchanged"; else empty
};

// What holds for code, weights, data or documentation.
struct Scope {
  std::string status;   // included, linked, gated, pointer, absent, unknown…
  std::string license;  // SPDX expression; empty when none holds or it could not be read
  std::string
      openness;  // open, permissive-unlisted, restricted, noncommercial, no-derivatives, proprietary, unknown, none
  std::vector<Citation> evidence;
};

// An open question: something that could restrict and was not understood. While there is one that could lower the
// class, the class is `undetermined`.
struct Doubt {
  std::string scope;  // code, weights
  std::string kind;   // unread-terms, unknown-name, excluded…
  std::string text;
  std::vector<Citation> evidence;
};

class Report {
 public:
  // A report saved as JSON. Error: malformed.
  [[nodiscard]] static Result<Report> parse(std::string_view json);
  // The document, keys sorted, two spaces of indentation: equal audits give equal bytes.
  [[nodiscard]] std::string json() const;

  // open-science, open-model, open-weights, restricted-weights, code-only, hosted-only, closed, undetermined,
  // not-a-model.
  [[nodiscard]] std::string verdict() const;
  // code, weights, data, documentation; another name gives an empty scope.
  [[nodiscard]] Scope scope(std::string_view name) const;
  // Of every status, by rule set, severity, rule.
  [[nodiscard]] std::vector<Finding> findings() const;
  [[nodiscard]] std::vector<Doubt> doubts() const;
  // The JSON text of the value at a dotted path ("facts.weights.safety", "bias.level"); nullopt when there is none.
  [[nodiscard]] std::optional<std::string> value(std::string_view dotted_path) const;

  // For the library itself.
  struct Document;
  explicit Report(std::shared_ptr<const Document> document) : document_(std::move(document)) {}
  [[nodiscard]] const Document& document() const { return *document_; }

 private:
  std::shared_ptr<const Document> document_;
};

}  // namespace auditor
