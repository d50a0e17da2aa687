// Report documents to render: the sample kept under tests/golden/formats, and what is made of it.
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>

namespace auditor::test {

// tests/golden/formats/report.json: a model whose card says Apache-2.0 over a Llama licence, with every kind of
// finding.
[[nodiscard]] Json sample_report();

// No key but the schema.
[[nodiscard]] Json bare_report();

// Every text of the sample replaced by one that tries to break out of each format.
[[nodiscard]] Json hostile_report();

// The sample with `count` failed findings.
[[nodiscard]] Json large_report(std::size_t count);

// Text that breaks out of whatever does not escape it.
inline constexpr std::string_view hostile_text =
    "<script>alert(1)</script> <img src=x onerror=alert(2)> & \"q\" 'a' ]]> --> [l](javascript:alert(3)) @team | a `b` "
    "\x1b[31m\x1b]0;t\x07 \u202eevil\u2066 \n::error file=x::injected\n%0A {{mustache}} ${x} \xff "
    "http://example.invalid/x.png";

// Where `actual` first differs from tests/golden/NAME; empty when nowhere. Writes the file instead when
// AUDITOR_UPDATE_GOLDEN is set (scripts/update-golden).
[[nodiscard]] std::string golden_difference(const std::string& name, const std::string& actual);

}  // namespace auditor::test
