// A document read sentence by sentence: every unit with its sentences, their mentions and clauses. Made once a document
// and shared by all who ask what it says of terms, access, descent and data.
#pragma once

#include "auditor/prose/language/names.h"
#include "auditor/prose/language/reading.h"
#include "auditor/prose/language/units.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::language {

// Pieces of at most some 2,000 bytes, cut at spaces: what is read at once, however long a line is.
[[nodiscard]] std::vector<std::string_view> pieces_of(std::string_view text);

// Spans of licence names in a sentence; given by the room that knows licences.
using FindLicenses = std::vector<NameSpan> (*)(std::string_view text);

struct Utterance {
  std::string_view text;  // of the reading, or of a line of code, which has none
  int start_line = 0;
  int end_line = 0;
  const Reading* reading = nullptr;
  std::vector<Clause> clauses;
};

struct UnitReading {
  Unit unit;
  std::optional<Concept> base;      // what the heading or the line above a list speaks of, when that rules the unit
  Concepts above;                   // concepts of the line above a list
  const Reading* lead = nullptr;    // that line; null where there is none
  const Reading* row = nullptr;     // cells and pairs
  const Reading* column = nullptr;  // cells
  std::optional<Concept> row_subject;
  std::optional<Concept> corner_subject;
  std::optional<Concept> heading_subject;
  Concepts heading_concepts;
  std::vector<Utterance> sentences;  // a cell is one
};

class DocumentReading {
 public:
  // `document` must outlive the reading.
  DocumentReading(const evidence::Document& document, OwnWords own, FindLicenses licenses);
  DocumentReading(const DocumentReading&) = delete;
  DocumentReading& operator=(const DocumentReading&) = delete;

  [[nodiscard]] const std::deque<UnitReading>& units() const { return units_; }
  [[nodiscard]] const evidence::Document& document() const { return document_; }
  [[nodiscard]] const OwnWords& own() const { return own_; }
  [[nodiscard]] Language language() const { return language_; }
  // The first line whose words were not read in full, for a bound was reached; 0 when everything was read.
  [[nodiscard]] int unread_from() const { return unread_from_; }

 private:
  const Reading& reading_of(std::string_view text);
  void add(UnitReading& unit, const Reading& reading, int start_line, int end_line);
  void leave_unread(int line);
  std::optional<Concept> subject_of(std::string_view text);
  void read(UnitReading& unit);
  void read_sentences(UnitReading& unit);
  [[nodiscard]] std::optional<Concept> base_of(const Unit& unit);

  const evidence::Document& document_;
  OwnWords own_;
  FindLicenses licenses_;
  Language language_ = english;
  std::optional<Concept> previous_;  // subject of the sentence before
  std::size_t sentences_ = 0;
  int unread_from_ = 0;
  std::deque<UnitReading> units_;
  std::map<std::string, std::unique_ptr<Reading>, std::less<>> readings_;  // by text; its key holds it
};

}  // namespace auditor::language
