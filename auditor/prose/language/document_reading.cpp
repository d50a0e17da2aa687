#include "auditor/prose/language/document_reading.h"

#include <algorithm>

namespace auditor::language {
namespace {

using enum Concept;

constexpr std::size_t max_sentence = 2000;
constexpr std::size_t max_sentences = 20000;
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

// A sentence without end is read in pieces, cut at spaces.
std::vector<std::string_view> pieces_of(std::string_view sentence) {
  std::vector<std::string_view> out;
  while (sentence.size() > max_sentence) {
    std::size_t cut = sentence.rfind(' ', max_sentence);
    if (cut == std::string_view::npos || cut == 0) cut = max_sentence;
    while (cut < sentence.size() && (static_cast<unsigned char>(sentence[cut]) & 0xC0U) == 0x80U) ++cut;
    out.push_back(sentence.substr(0, cut));
    sentence.remove_prefix(cut);
  }
  out.push_back(sentence);
  return out;
}

bool is_listed(const Unit& unit) {
  return unit.kind == UnitKind::item || unit.kind == UnitKind::open_box || unit.kind == UnitKind::done_box;
}

}  // namespace

DocumentReading::DocumentReading(const evidence::Document& document, OwnWords own, FindLicenses licenses)
    : document_(document), own_(std::move(own)), licenses_(licenses) {
  for (Unit& unit : units_of(document))
    units_.push_back({std::move(unit), {}, {}, nullptr, nullptr, nullptr, {}, {}, {}, {}, {}});
  language_ = language_of_all(units_);
  for (UnitReading& unit : units_) {
    if (readings_.size() >= max_sentences) break;
    read(unit);
  }
}

const Reading& DocumentReading::reading_of(std::string_view text) {
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
  if (unit.kind == UnitKind::cell || unit.kind == UnitKind::pair) {
    if (unit.text.size() > max_sentence) return;
    u.row = &reading_of(unit.row);
    u.column = &reading_of(unit.column);
    u.row_subject = subject_of(unit.row);
    u.corner_subject = subject_of(unit.corner);
    u.heading_subject = subject_of(unit.heading);
    const Reading& cell = reading_of(unit.text);
    u.sentences.push_back({cell.text(), unit.line, unit.line, &cell, cell.clauses(std::nullopt)});
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
      if (readings_.size() >= max_sentences) break;
      const Reading& reading = reading_of(piece);
      u.sentences.push_back({reading.text(), unit.whole ? sentence.start_line : unit.line,
                             unit.whole ? sentence.end_line : unit.line, &reading, reading.clauses(previous_)});
      const std::vector<Clause>& clauses = u.sentences.back().clauses;
      if (reading.is_question()) continue;
      if (!clauses.empty() && clauses.back().subject) previous_ = clauses.back().subject;
      if (!flowing && is_of_others(previous_)) previous_.reset();
    }
  }
  if (!flowing && is_of_others(previous_)) previous_.reset();
}

}  // namespace auditor::language
