// What the page's template (templates/report.html) shows, as plain data: every key that the template names is set in
// every object, because the template language looks for a missing key in the objects around it.
#pragma once

#include "auditor/report/view.h"

#include <string>

namespace auditor::report {

// A value with its colour and sign: {text, tone, sign}.
[[nodiscard]] Json chip(std::string_view text, std::string_view tone);

// Citations: [{where, quote, path, from, to}], at most `most` of them, and {more: n}.
[[nodiscard]] Json citations(const Json& evidence, std::size_t most = 8);

// {text, href}: href only for addresses that can safely be followed.
[[nodiscard]] Json link(std::string_view text);

void add_overview(Json& page, const Json& report);       // head, verdict, scopes, models, frameworks
void add_documentation(Json& page, const Json& report);  // card sections, documents, code, data, bias
void add_findings(Json& page, const Json& report);
void add_terms(Json& page, const Json& report);       // licences in plain words, conflicts, lineage
void add_weights(Json& page, const Json& report);     // weight files and datasets
void add_provenance(Json& page, const Json& report);  // source, tool, rule sets, limits

}  // namespace auditor::report
