// Text from a repository made safe for one output format each. Every function takes any bytes.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::report {

// Printable UTF-8, the same whether the text comes from memory or from a saved report.
[[nodiscard]] std::string clean(std::string_view text);

[[nodiscard]] std::string escape_html(std::string_view text);  // also XML and SVG: & < > " '

// Markdown text in which nothing is markup, link, mention or HTML; one line.
[[nodiscard]] std::string escape_markdown(std::string_view text);
// The same as code, also inside a table.
[[nodiscard]] std::string code_span(std::string_view text);

// Workflow commands of GitHub: the message, and a property value.
[[nodiscard]] std::string escape_command(std::string_view text);
[[nodiscard]] std::string escape_command_property(std::string_view text);

// A repository path as a relative URI reference: every byte that is not unreserved percent-encoded.
[[nodiscard]] std::string uri_path(std::string_view path);

// A value of a query or fragment: the same with '/' encoded too.
[[nodiscard]] std::string uri_value(std::string_view value);

// A field of CSV: quoted where it must be; what a spreadsheet would take for a formula begins with an apostrophe.
[[nodiscard]] std::string csv_field(std::string_view text);

// Whether text is an absolute http(s) URL that can stand in a link or an IRI field as it is.
[[nodiscard]] bool is_web_url(std::string_view text);

// JSON text in which control and bidirectional marks appear as \u escapes: lossless, and harmless on a terminal.
[[nodiscard]] std::string dump_safe(const Json& document, int indent = 2);

// Columns that the text takes on a terminal: wide East Asian and emoji count two, combining marks none.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace auditor::report
