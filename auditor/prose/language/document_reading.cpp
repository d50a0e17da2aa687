#include "auditor/prose/language/document_reading.h"

#include <algorithm>

namespace auditor::language {
namespace {

using enum Concept;

constexpr std::size_t max_sentence = 2000;
constexpr std::size_t max_sentences = 50000;  // of a document
constexpr std::size_t language_sample = 20000;

Language language_of_all(const std::deque<UnitReading>& units) {
  std::string all;
  for (const UnitReading& unit : units)
    if (all.size() < language_sample && unit.unit.kind != UnitKind::comment && unit.unit.kind != UnitKind::badge)
      all += unit.unit.text + " ";
  return language_of(all);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Where a piece of at most `max_sentence` bytes ends: at a space, if there is one, and never within a character.
std::size_t end_of_piece(std::string_view text) {
  std::size_t end = text.rfind(' ', max_sentence);
  if (end == std::string_view::npos || end == 0) end = max_sentence;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end;
}

// What a heading, the head of a column or the line above a list says first.
std::string_view beginning_of(std::string_view text) {
  return text.size() > max_sentence ? text.substr(0, end_of_piece(text)) : text;
}

bool is_listed(const Unit& unit) {
  return unit.kind == UnitKind::item || unit.kind == UnitKind::open_box || unit.kind == UnitKind::done_box;
}

bool is_cell(const Unit& unit) { return unit.kind == UnitKind::cell || unit.kind == UnitKind::pair; }

}  // namespace

std::vector<std::string_view> pieces_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (text.size() > max_sentence) {
    const std::size_t end = end_of_piece(text);
    out.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  out.push_back(text);
  return out;
}

DocumentReading::DocumentReading(const evidence::Document& document, OwnWords own, FindLicenses licenses)
    : document_(document), own_(std::move(own)), licenses_(licenses) {
  for (Unit& unit : units_of(document)) {
    if (is_cell(unit) && unit.text.size() > max_sentence) unit.kind = UnitKind::prose;  // a text that stands in a table
    units_.push_back({std::move(unit), {}, {}, nullptr, nullptr, nullptr, {}, {}, {}, {}, {}});
  }
  language_ = language_of_all(units_);
  for (UnitReading& unit : units_) {
    if (sentences_ >= max_sentences) {
      leave_unread(unit.unit.line);
      break;
    }
    read(unit);
  }
}

void DocumentReading::leave_unread(int line) {
  if (unread_from_ == 0) unread_from_ = std::max(line, 1);
}

void DocumentReading::add(UnitReading& u, const Reading& reading, int start_line, int end_line) {
  ++sentences_;
  if (reading.is_cut()) leave_unread(start_line);
  const bool alone = is_cell(u.unit);
  u.sentences.push_back(
      {reading.text(), start_line, end_line, &reading, reading.clauses(alone ? std::nullopt : previous_)});
}

const Reading& DocumentReading::reading_of(std::string_view text) {
  text = beginning_of(text);
  if (const auto known = readings_.find(text); known != readings_.end()) return *known->second;
  const auto at = readings_.emplace(std::string(text), nullptr).first;
  // Short pieces are in the language of the document.
  constexpr std::size_t telling = 40;
  // English letters and small words in an English document need no guess.
  const bool plain = language_ == english && is_ascii(text) && has_small_words(text, english);
  Language language = plain ? english : language_of(at->first);
  if (text.size() < telling && language == english) language = language_;
  std::vector<NameSpan> names = licenses_(at->first);
  const std::vector<NameSpan> models = find_model_names(at->first, language, own_, names);
  names.insert(names.end(), models.begin(), models.end());
  at->second = std::make_unique<Reading>(at->first, language, names);
  return *at->second;
}

std::optional<Concept> DocumentReading::subject_of(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const Reading& reading = reading_of(text);
  return reading.subject_of(reading.mentions());
}

std::optional<Concept> DocumentReading::base_of(const Unit& unit) {
  if (is_listed(unit) && !unit.lead.empty())
    if (const auto lead = subject_of(unit.lead)) return lead;
  if (unit.kind == UnitKind::heading || unit.heading.empty()) return std::nullopt;
  const auto heading = subject_of(unit.heading);
  return is_of_others(heading) || heading == code ? heading : std::nullopt;
}

void DocumentReading::read(UnitReading& u) {
  const Unit& unit = u.unit;
  if (is_cell(unit)) {
    u.row = &reading_of(unit.row);
    u.column = &reading_of(unit.column);
    u.row_subject = subject_of(unit.row);
    u.corner_subject = subject_of(unit.corner);
    u.heading_subject = subject_of(unit.heading);
    add(u, reading_of(unit.text), unit.line, unit.line);
    return;
  }
  u.base = base_of(unit);
  if (!unit.heading.empty()) {
    u.heading_subject = subject_of(unit.heading);
    u.heading_concepts = reading_of(unit.heading).concepts();
  }
  if (!unit.lead.empty()) {
    u.lead = &reading_of(unit.lead);
    u.above = u.lead->concepts();
  }
  read_sentences(u);
}

void DocumentReading::read_sentences(UnitReading& u) {
  const Unit& unit = u.unit;
  evidence::Block alone;
  const evidence::Block* block = unit.block;
  if (!unit.whole || unit.text != block->text) {
    alone.text = unit.text;
    alone.lines = unit.whole ? unit.block->lines : std::vector<int>{unit.line};
    alone.line_starts = unit.whole ? unit.block->line_starts : std::vector<std::size_t>{0};
    block = &alone;
  }
  const bool flowing = unit.kind == UnitKind::prose;
  if (unit.kind == UnitKind::heading || u.base) previous_ = u.base;
  else if (!flowing) previous_.reset();
  for (const evidence::Sentence& sentence : evidence::sentences(*block)) {
    for (const std::string_view piece : pieces_of(sentence.text)) {
      if (sentences_ >= max_sentences) return leave_unread(unit.whole ? sentence.start_line : unit.line);
      const Reading& reading = reading_of(piece);
      add(u, reading, unit.whole ? sentence.start_line : unit.line, unit.whole ? sentence.end_line : unit.line);
      const std::vector<Clause>& clauses = u.sentences.back().clauses;
      if (reading.is_question()) continue;
      if (!clauses.empty() && clauses.back().subject) previous_ = clauses.back().subject;
      if (!flowing && is_of_others(previous_)) previous_.reset();
    }
  }
  if (!flowing && is_of_others(previous_)) previous_.reset();
}

}  // namespace auditor::language
