// Ways to reach whoever answers for a model: an e-mail address, a form, an issue tracker, a discussion tab.
#pragma once

#include "auditor/prose/markdown.h"

#include <string>
#include <string_view>

namespace auditor::evidence {

struct Contact {
  std::string text;  // the address or link; empty when there is none
  int line = 0;
};

// The first of the document. Names of authors and bare repository addresses are none.
[[nodiscard]] Contact find_contact(const Document& document);

// The first e-mail address in the text; empty when there is none.
[[nodiscard]] std::string_view find_email(std::string_view text);

}  // namespace auditor::evidence
