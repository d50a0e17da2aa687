#include "auditor/report/console.h"

#include "auditor/core/text.h"
#include "auditor/report/escape.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::report {
namespace {

// Bytes of the first `columns` columns of valid UTF-8.
std::size_t bytes_within(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    const std::size_t wide = display_width(text.substr(at, end - at));
    if (used + wide > columns) break;
    used += wide;
    at = end;
  }
  return at;
}

// The symbols used here and common punctuation, each by one ASCII character; anything else by "?".
std::string to_ascii(std::string_view text) {
  constexpr std::pair<std::string_view, char> known[] = {
      {"●", '*'}, {"◐", 'o'}, {"○", '.'},  {"━", '='},  {"─", '-'}, {"█", '#'}, {"░", '.'},
      {"▮", '#'}, {"▯", '-'}, {"✗", 'x'},  {"✓", '+'},  {"→", '>'}, {"·", '-'}, {"•", '-'},
      {"“", '"'}, {"”", '"'}, {"’", '\''}, {"‘", '\''}, {"–", '-'}, {"—", '-'}, {"…", '~'}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if ((static_cast<unsigned char>(text[i]) & 0x80U) == 0) {
      out += text[i++];
      continue;
    }
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    const std::string_view symbol = text.substr(i, end - i);
    char replacement = '?';
    for (const auto& [from, to] : known)
      if (from == symbol) replacement = to;
    out += replacement;
    i = end;
  }
  return out;
}

}  // namespace

Ink ink_of(Tone tone) {
  switch (tone) {
    case Tone::good: return Ink::good;
    case Tone::partial: return Ink::partial;
    case Tone::bad: return Ink::bad;
    case Tone::unknown: break;
  }
  return Ink::dim;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string current;
  const std::size_t limit = std::max<std::size_t>(width, 8);
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!current.empty() && display_width(current) + 1 + display_width(word) > limit) {
      lines.push_back(std::move(current));
      current.clear();
    }
    while (current.empty() && display_width(word) > limit) {
      const std::size_t cut = std::max<std::size_t>(bytes_within(word, limit), 1);
      lines.emplace_back(word.substr(0, cut));
      word.remove_prefix(cut);
    }
    if (!current.empty()) current += ' ';
    current += word;
  }
  if (!current.empty()) lines.push_back(std::move(current));
  return lines;
}

std::string fit(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width < 2) return std::string(text.substr(0, bytes_within(text, width)));
  return std::string(text.substr(0, bytes_within(text, width - 1))) + "…";
}

std::string pad(std::string_view text, std::size_t width) {
  const std::size_t wide = display_width(text);
  return std::string(text) + std::string(wide < width ? width - wide : 0, ' ');
}

Console::Console(const RenderOptions& options)
    : color_(options.color), unicode_(options.unicode), width_(std::clamp<std::size_t>(options.width, 40, 400)) {}

std::string Console::paint(std::string_view text, Ink ink) const {
  constexpr std::string_view codes[] = {"", "1", "2", "32", "33", "31"};
  const std::string_view code = codes[static_cast<std::size_t>(ink)];
  if (!color_ || code.empty() || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void Console::blank() { out_ += '\n'; }

void Console::title(std::string_view text, std::string_view aside) {
  blank();
  out_ += " " + paint(text, Ink::bold);
  if (!aside.empty()) out_ += "  " + paint(fit(aside, width_ - std::min(width_, display_width(text) + 4)), Ink::dim);
  out_ += '\n';
}

void Console::paragraph(std::string_view lead, std::string_view text, Ink ink, Ink lead_ink) {
  const std::size_t indent = display_width(lead);
  bool first = true;
  for (const std::string& one : wrap(text, width_ - std::min(width_ - 8, indent))) {
    out_ += first ? paint(lead, lead_ink) : std::string(indent, ' ');
    out_ += paint(one, ink) + "\n";
    first = false;
  }
}

void Console::row(std::string_view lead, const std::vector<Cell>& cells, const std::vector<std::size_t>& widths) {
  std::vector<std::vector<std::string>> columns;
  std::size_t height = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    columns.push_back(wrap(cells[i].text, widths[i]));
    height = std::max(height, columns.back().size());
  }
  for (std::size_t y = 0; y < height; ++y) {
    std::string plain_tail;  // spaces are only written before something
    out_ += y == 0 ? std::string(lead) : std::string(display_width(lead), ' ');
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const std::string piece = y < columns[x].size() ? columns[x][y] : std::string{};
      if (!piece.empty()) {
        out_ += plain_tail + paint(piece, cells[x].ink);
        plain_tail.clear();
      }
      plain_tail += std::string(widths[x] + 2 - std::min(widths[x] + 2, display_width(piece)), ' ');
    }
    out_ += '\n';
  }
}

void Console::line(const std::vector<Cell>& cells) {
  std::size_t left = width_;
  for (const Cell& cell : cells) {
    const std::string piece = fit(cell.text, left);
    left -= std::min(left, display_width(piece));
    out_ += paint(piece, cell.ink);
  }
  out_ += '\n';
}

std::string Console::take() { return unicode_ ? std::move(out_) : to_ascii(out_); }

}  // namespace auditor::report
