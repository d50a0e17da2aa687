// Keras configurations: JSON that says which classes and functions rebuild a model. A Lambda layer carries code of
// its own; other entries name modules that the loader imports.
#pragma once

#include "auditor/formats/reader.h"

#include <string_view>

namespace auditor::formats {

// Judges the classes and functions that a Keras configuration names.
void check_keras_config(std::string_view json, Inspection& out);

// The same for the schema.json of a skops archive.
void check_skops_schema(std::string_view json, Inspection& out);

}  // namespace auditor::formats
