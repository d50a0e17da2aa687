// The first bytes of an object of git, without unpacking the rest.
#pragma once

#include "auditor/source/beneath.h"

#include <optional>
#include <string>
#include <string_view>

namespace auditor::source {

// Of a loose object that is a file's: at most `length` bytes. nullopt when there is none, or it is no such object.
[[nodiscard]] std::optional<std::string> loose_object_head(const Folder& objects, std::string_view oid,
                                                           std::size_t length);

}  // namespace auditor::source
