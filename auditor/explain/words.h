// Words that reports print and no schema lists. Data: rules/vocabulary/words.yaml.
#pragma once

#include "auditor/explain/page.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::explain {

// A page each meaning: "heading" is a way to find something, and a kind of bias signal.
[[nodiscard]] std::vector<Page> word_pages(std::string_view word);

// Every word there is a page for, without those that are made of a beginning and something else.
[[nodiscard]] std::vector<std::string> word_ids();

}  // namespace auditor::explain
