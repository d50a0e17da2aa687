#include "auditor/prose/language/units.h"

#include "auditor/core/text.h"
#include "auditor/prose/badges.h"

#include <algorithm>
#include <array>
#include <optional>

namespace auditor::language {
namespace {

using evidence::Block;
using evidence::BlockKind;
using evidence::Document;

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends) {
  for (const std::string_view end : ends)
    if (text.ends_with(end)) return true;
  return false;
}

bool ends_with_colon(std::string_view text) { return ends_with_any(trim(text), {":", "："}); }

bool ends_sentence(std::string_view text) {
  return ends_with_any(trim(text), {".", "!", "?", "。", "！", "？", "؟", ".)", ".\""});
}

// The text of a comment line of source code; nothing for a line of code. "x = 1  # weights are CC BY-NC" has one, too.
std::optional<std::string_view> comment_in(std::string_view line) {
  line = trim(line);
  for (const std::string_view sign : {"#", "//", "--", "%", ";", "\"\"\"", "/*", "*", "REM ", "rem "})
    if (line.starts_with(sign)) {
      std::string_view rest = line.substr(sign.size());
      if (sign == "--" && !rest.starts_with(" ")) return std::nullopt;  // an option of a command
      if (sign == "#" && rest.starts_with("!")) return std::nullopt;
      while (!rest.empty() && (rest.front() == '#' || rest.front() == '/' || rest.front() == ' '))
        rest.remove_prefix(1);
      return rest;
    }
  for (const std::string_view sign : {" # ", " // "})
    if (const auto at = line.find(sign); at != std::string_view::npos) return line.substr(at + sign.size());
  return std::nullopt;
}

// "license: cc-by-nc-4.0", "SPDX-License-Identifier: MIT": a field that speaks of terms, whatever the language of the
// code around it.
std::optional<std::string_view> license_field_in(std::string_view line) {
  line = trim(line);
  const std::string lower = to_lower(line.substr(0, 40));
  const auto colon = lower.find_first_of(":=");
  if (colon == std::string::npos || lower.substr(0, colon).find("licen") == std::string::npos) return std::nullopt;
  if (lower.find('(') < colon || lower.find("import") < colon) return std::nullopt;
  return line;
}

class Cutter {
 public:
  explicit Cutter(const Document& document) : document_(document) {}

  std::vector<Unit> run() {
    for (const Block& block : document_.blocks) {
      add_badges(block);
      switch (block.kind) {
        case BlockKind::heading: add(UnitKind::heading, block); break;
        case BlockKind::paragraph:
        case BlockKind::html: add(UnitKind::prose, block); break;
        case BlockKind::list_item: add_item(block); break;
        case BlockKind::table_row: add_row(block); break;
        case BlockKind::code: add_comments(block); break;
        case BlockKind::comment: add(UnitKind::comment, block); break;
      }
      if (block.kind != BlockKind::table_row) head_ = nullptr;
      if (block.kind != BlockKind::list_item && block.kind != BlockKind::comment) {
        items_.clear();
        above_ = block.kind == BlockKind::paragraph || block.kind == BlockKind::html ? &block : nullptr;
      }
    }
    return std::move(out_);
  }

 private:
  Unit& place(UnitKind kind, const Block& block) {
    Unit unit;
    unit.kind = kind;
    unit.block = &block;
    unit.line = block.start_line;
    if (block.section >= 0 && kind != UnitKind::heading)
      unit.heading = document_.sections[static_cast<std::size_t>(block.section)].heading;
    out_.push_back(std::move(unit));
    return out_.back();
  }

  Unit& add(UnitKind kind, const Block& block) {
    Unit& unit = place(kind, block);
    unit.text = block.text;
    unit.whole = true;
    return unit;
  }

  // Of a part of the block: a row's text, copied for each of its thousands of cells, would take gigabytes.
  Unit& add_words(UnitKind kind, const Block& block, std::string text, int line) {
    Unit& unit = place(kind, block);
    unit.text = std::move(text);
    unit.line = line;
    return unit;
  }

  void add_badges(const Block& block) {
    for (const evidence::Link& link : block.links) {
      if (!link.image) continue;
      const auto badge = evidence::read_badge(link.url);
      std::string words = badge ? badge->label : link.text;
      if (badge && !badge->message.empty()) words += ": " + badge->message;
      if (!words.empty()) add_words(UnitKind::badge, block, std::move(words), link.line);
    }
  }

  void add_item(const Block& block) {
    Unit& unit = add(UnitKind::item, block);
    const std::string_view text = trim(block.text);
    if (text.starts_with("[ ]")) unit.kind = UnitKind::open_box;
    else if (text.starts_with("[x]") || text.starts_with("[X]")) unit.kind = UnitKind::done_box;
    while (!items_.empty() && items_.back()->level >= block.level) items_.pop_back();
    if (!items_.empty() && ends_with_colon(items_.back()->text)) unit.lead = items_.back()->text;
    else if (above_ != nullptr && (ends_with_colon(above_->text) || !ends_sentence(above_->text)))
      unit.lead = above_->text;
    items_.push_back(&block);
  }

  void add_row(const Block& block) {
    if (block.cells.size() == 1) {  // a frame around a text
      add_words(UnitKind::prose, block, block.cells[0], block.start_line);
      return;
    }
    if (block.header_row) {
      head_ = &block;
      return;
    }
    if (block.cells.empty()) return;
    const auto head = [&](std::size_t i) {
      return head_ != nullptr && i < head_->cells.size() ? std::string_view(head_->cells[i]) : std::string_view{};
    };
    // Two columns whose second has no subject of its own are labels and values.
    const bool pairs = block.cells.size() == 2 && trim(head(1)).size() <= 12 && !names_a_column(head(1));
    if (pairs) {
      Unit& unit = add_words(UnitKind::pair, block, block.cells[0] + ": " + block.cells[1], block.start_line);
      unit.row = block.cells[0];
      unit.corner = head(0);
      return;
    }
    for (std::size_t i = 1; i < block.cells.size(); ++i) {
      if (trim(block.cells[i]).empty()) continue;
      Unit& unit = add_words(UnitKind::cell, block, block.cells[i], block.start_line);
      unit.row = block.cells[0];
      unit.column = head(i);
      unit.corner = head(0);
    }
  }

  // "Licence", "商用": not "Value", "Description" or nothing.
  static bool names_a_column(std::string_view head) {
    static constexpr std::array<std::string_view, 16> plain = {
        "",   "value", "wert",  "valeur", "valor", "valore",  "значение",    "值",
        "値", "값",    "nilai", "waarde", "info",  "details", "description", "wartosc"};
    const std::string lower = to_lower(trim(head));
    for (const std::string_view word : plain)
      if (lower == word) return false;
    return true;
  }

  void add_comments(const Block& block) {
    std::size_t begin = 0;
    const std::string_view text = block.text;
    for (int line = 0; begin < text.size(); ++line) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      const std::string_view words = text.substr(begin, end - begin);
      if (const auto field = license_field_in(words))
        add_words(UnitKind::comment, block, std::string(*field), block.line_at(begin));
      else if (const auto comment = comment_in(words); comment && comment->size() > 3)
        add_words(UnitKind::comment, block, std::string(*comment), block.line_at(begin));
      begin = end + 1;
    }
  }

  const Document& document_;
  const Block* head_ = nullptr;      // the header row of the table
  const Block* above_ = nullptr;     // the paragraph before a list
  std::vector<const Block*> items_;  // the items a nested one stands in
  std::vector<Unit> out_;
};

}  // namespace

std::vector<Unit> units_of(const evidence::Document& document) { return Cutter(document).run(); }

}  // namespace auditor::language
