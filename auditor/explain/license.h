// What may be done under a licence, as `auditor may` and `auditor explain` say it.
#pragma once

#include "auditor/core/json.h"
#include "auditor/explain/facts.h"
#include "auditor/explain/page.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::explain {

// {use, answer, conditions, because} in words.
[[nodiscard]] std::string use_in_words(const Json& ruling);
// " (README.md:3)" of the first citation; empty when there is none.
[[nodiscard]] std::string place_in_brackets(const Json& evidence);
// {term: can | cannot | must | silent}: a line for each that is said.
[[nodiscard]] std::string terms_by_say(const Json& terms);
// {uses, obligations, license, terms} of an id or expression.
[[nodiscard]] Json answer_for(const std::string& expression, const std::vector<std::string>& uses);

// A licence or exception of the catalogue, or what a report calls one that is none: LicenseRef-modified-….
[[nodiscard]] std::optional<Page> license_page(std::string_view id, const FactPages& facts);

// A use of `auditor may`, a kind of condition, a term.
[[nodiscard]] std::optional<Page> permission_page(std::string_view id);
[[nodiscard]] std::vector<std::string> permission_ids();

}  // namespace auditor::explain
