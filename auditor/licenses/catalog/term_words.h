// The terms of AI licences as fields (rules/licenses/ai.yaml), said in the words that reports show.
#pragma once

#include "auditor/core/json.h"

#include <string>

namespace auditor::licenses {

// {is: conditional, note: research} is "conditional (research)", {above: 100000000, of: monthly-users} "100 million
// MAU", {places: [EU, UK], outputs: true} "EU, UK (outputs too)"; a list is joined by "; ", a text is itself.
[[nodiscard]] std::string term_in_words(const Json& field);

// Every field of an object of terms.
[[nodiscard]] Json terms_in_words(const Json& terms);

}  // namespace auditor::licenses
