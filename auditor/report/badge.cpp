// An SVG badge: "openness | Open weights · MOF III". The width of the text is measured, and textLength holds a viewer
// with another font to it.
#include "auditor/report/escape.h"
#include "auditor/report/labels.h"
#include "auditor/report/renderers.h"
#include "auditor/report/view.h"

#include <array>
#include <fmt/format.h>

namespace auditor::report {
namespace {

constexpr double font_size = 11;

// Advance widths of U+0020 to U+007E in thousandths of the font size: the sans serif that the badge asks for.
constexpr std::array<int, 95> advance = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

double text_width(std::string_view text) {
  double width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F) width += advance[byte - 0x20];
    else if ((byte & 0xC0U) != 0x80U) width += byte >= 0xE0 ? 1000 : 350;  // one per code point
  }
  return width * font_size / 1000;
}

std::string_view fill_of(const Class& kind) {
  switch (kind.tone) {
    case Tone::good: return "#1a7f37";
    case Tone::partial: return "#9a6700";
    case Tone::bad: return "#b3261e";
    case Tone::unknown: break;
  }
  return "#59636e";
}

std::string message_of(const Json& report) {
  std::string message(class_of(text(member(report, "verdict"), "class")).title);
  const std::string_view mof = text(member(member(report, "levels"), "mof-1.0"), "class");
  if (!mof.empty()) message += " · MOF " + clean(mof);
  return message;
}

}  // namespace

std::string render_badge(const Json& report, const RenderOptions& /*options*/) {
  const std::string label = "openness";
  const std::string message = message_of(report);
  const double label_text = text_width(label);
  const double message_text = text_width(message);
  const int left = static_cast<int>(label_text + 13);
  const int right = static_cast<int>(message_text + 13);
  const std::string name = escape_html(label + ": " + message);
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"20\" viewBox=\"0 0 {0} 20\" role=\"img\" "
      "aria-label=\"{1}\">\n  <title>{1}</title>\n"
      "  <clipPath id=\"r\"><rect width=\"{0}\" height=\"20\" rx=\"3\"/></clipPath>\n"
      "  <g clip-path=\"url(#r)\">\n    <rect width=\"{2}\" height=\"20\" fill=\"#32383f\"/>\n"
      "    <rect x=\"{2}\" width=\"{3}\" height=\"20\" fill=\"{4}\"/>\n  </g>\n",
      left + right, name, left, right, fill_of(class_of(text(member(report, "verdict"), "class"))));
  out += fmt::format(
      "  <g fill=\"#ffffff\" font-family=\"Verdana,DejaVu Sans,Geneva,sans-serif\" font-size=\"11\">\n"
      "    <text x=\"6.5\" y=\"14\" textLength=\"{:.1f}\">{}</text>\n"
      "    <text x=\"{:.1f}\" y=\"14\" textLength=\"{:.1f}\">{}</text>\n  </g>\n</svg>\n",
      label_text, escape_html(label), left + 6.5, message_text, escape_html(message));
  return out;
}

}  // namespace auditor::report
