// What a document's own project is called, as tables and the texts of links write it.
#pragma once

#include "auditor/evidence/card/card.h"
#include "auditor/evidence/repository/links.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::evidence {

// Letters and digits of the repository's name and of the first word of the document's title, where they are long enough
// to tell one project from another.
[[nodiscard]] std::vector<std::string> plain_own_names(const OwnNames& own, const Card& card);

// "Wren-7B" and "Wren (ours)" begin with the name of Wren.
[[nodiscard]] bool begins_with_own_name(std::string_view text, const std::vector<std::string>& plain_names);

}  // namespace auditor::evidence
