// Text laid out for a terminal: wrapping, columns, colour. Lines are composed in Unicode and reduced to ASCII at the
// end when the terminal has no more.
#pragma once

#include "auditor/report/labels.h"
#include "auditor/report/render.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::report {

enum class Ink { plain, bold, dim, good, partial, bad };
[[nodiscard]] Ink ink_of(Tone tone);

// A piece of a line; `text` is clean already.
struct Cell {
  std::string text;
  Ink ink = Ink::plain;
};

class Console {
 public:
  explicit Console(const RenderOptions& options);

  void blank();
  void title(std::string_view text, std::string_view aside = {});  // bold capitals, aside dim at its right
  // Wrapped at spaces; continuation lines are indented by as much as `lead` is wide.
  void paragraph(std::string_view lead, std::string_view text, Ink ink = Ink::plain, Ink lead_ink = Ink::plain);
  // One row: each cell is wrapped into its width.
  void row(std::string_view lead, const std::vector<Cell>& cells, const std::vector<std::size_t>& widths);
  // A line as composed, cells in sequence; cut at the right edge.
  void line(const std::vector<Cell>& cells);

  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::string take();

 private:
  [[nodiscard]] std::string paint(std::string_view text, Ink ink) const;

  bool color_;
  bool unicode_;
  std::size_t width_;
  std::string out_;
};

// Lines of at most `width` columns, broken at spaces, or inside words that are longer.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);
// At most `width` columns, with an ellipsis when cut.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);
// Text and spaces to `width` columns.
[[nodiscard]] std::string pad(std::string_view text, std::size_t width);

}  // namespace auditor::report
