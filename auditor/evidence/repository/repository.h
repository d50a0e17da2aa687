// A snapshot with what several collectors derive from its files, each derived once: Markdown, cards, licence texts.
// Not thread-safe; one per audit.
#pragma once

#include "auditor/core/json.h"
#include "auditor/evidence/card/card.h"
#include "auditor/evidence/repository/citation.h"
#include "auditor/licenses/texts/identify.h"
#include "auditor/prose/language/document_reading.h"
#include "auditor/source/snapshot.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

struct Diagnostic {
  std::string path;
  int line = 0;
  std::string kind;  // "malformed", "unavailable", "limit", "invalid-name", "broken-link"…
  std::string message;
};

// A model or data set that another local repository shows (`--with`), and what it was made from.
struct LocalBase {
  std::string id;
  std::string license;  // SPDX expression; empty when not known
  std::string license_source;
  bool operator==(const LocalBase&) const = default;
};
struct LocalModel {
  std::string license;
  std::vector<LocalBase> bases;
  bool operator==(const LocalModel&) const = default;
};

class Repository {
 public:
  explicit Repository(const source::Snapshot& snapshot) : snapshot_(snapshot) {}
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;

  [[nodiscard]] const source::Snapshot& snapshot() const { return snapshot_; }
  [[nodiscard]] std::span<const source::Entry> entries() const { return snapshot_.entries(); }

  // A regular file by path (symlinks and submodules excluded); null when there is none.
  [[nodiscard]] const source::Entry* file(std::string_view path) const;

  // Text of a file; nullopt when it cannot be read (a diagnostic says why, once).
  [[nodiscard]] std::optional<std::string_view> text(std::string_view path);

  // The file read as a card or other Markdown document; null when it cannot be read.
  [[nodiscard]] const Card* card(std::string_view path);

  // A document read sentence by sentence: made by `make` when it is first asked for.
  using MakeReading = std::function<std::unique_ptr<language::DocumentReading>()>;
  [[nodiscard]] const language::DocumentReading& reading(const std::string& path, const MakeReading& make);

  // What `identify` says of the licences in a file, asked once a text, whatever its names (see identify_file() of the
  // licensing room); empty when it cannot be read.
  using Identify = licenses::Identification (*)(std::string_view text);
  [[nodiscard]] const licenses::Identification& identified(std::string_view path, Identify identify);

  // JSON or YAML configuration (config.json, adapter_config.json…), bounded; null and a diagnostic when broken or
  // absent.
  [[nodiscard]] const Json* json(std::string_view path);

  // A citation of lines of a file; quotes the first of them that is not blank.
  [[nodiscard]] Citation cite(std::string_view path, int start_line, int end_line, std::string_view method,
                              Confidence confidence = Confidence::high);
  // A citation of a file as a whole, or of a path that should exist.
  [[nodiscard]] Citation cite_file(std::string_view path, std::string_view method,
                                   Confidence confidence = Confidence::high) const;

  // Terms of a model or data set that another local repository shows (`--with`): observed there, not known from a
  // table. Of two under one name the terms of both hold.
  void add_local_model(const std::string& name, LocalModel model);
  // By hub id or bare name, ignoring case; null when no such repository was given.
  [[nodiscard]] const LocalModel* local_model(std::string_view id) const;
  [[nodiscard]] std::optional<std::string> local_terms(std::string_view id) const;

  void report(Diagnostic diagnostic);
  // Those of the snapshot and of the collectors, sorted, without repetition.
  [[nodiscard]] std::vector<Diagnostic> diagnostics() const;

 private:
  const std::vector<std::string_view>& lines(std::string_view path);

  const source::Snapshot& snapshot_;
  std::map<std::string, std::unique_ptr<Card>, std::less<>> cards_;
  std::map<std::string, licenses::Identification, std::less<>> licenses_;
  std::map<std::string, std::unique_ptr<language::DocumentReading>, std::less<>> readings_;
  std::map<std::string, std::unique_ptr<Json>, std::less<>> documents_;
  std::map<std::string, std::vector<std::string_view>, std::less<>> lines_;
  struct Quoted {
    std::string path;
    int start_line = 0;
    int end_line = 0;
    std::string quote;
    std::string sha256;
  };
  Quoted quoted_;                                                // by cite(), last
  std::map<std::string, LocalModel, std::less<>> local_models_;  // by lower-case name
  std::vector<Diagnostic> diagnostics_;
  std::size_t identified_bytes_ = 0;  // of licence texts
};

}  // namespace auditor::evidence
