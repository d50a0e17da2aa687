// Lists what is below a folder on disk, without following links.
#pragma once

#include "auditor/source/beneath.h"
#include "auditor/source/listing.h"

#include <functional>
#include <string_view>

namespace auditor::source {

// `keep` decides on each path (a folder's ends with a slash); links, pipes, sockets and devices apart, all is added.
void walk_folder(
    const Folder& folder, Listing& listing,
    const std::function<bool(std::string_view path)>& keep = [](std::string_view) { return true; });

// The id git would give a blob of these bytes.
[[nodiscard]] std::string blob_id(std::string_view bytes);

}  // namespace auditor::source
