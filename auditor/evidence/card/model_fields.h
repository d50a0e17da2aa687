// "Model type: …", "Base model: …": the fields by which a document introduces a model.
#pragma once

#include "auditor/prose/markdown.h"

#include <string>

namespace auditor::evidence {

// The field a list item, a line or a table row opens with, lower case; empty when it is none of a model's.
[[nodiscard]] std::string model_field(const Block& block);

// How many different fields the document has.
[[nodiscard]] int model_field_count(const Document& document);

// A block that stands among at least two fields of a model.
[[nodiscard]] bool among_model_fields(const Document& document, const Block& block);

}  // namespace auditor::evidence
