// Writes zip archives.
#pragma once

#include "auditor/core/result.h"

#include <map>
#include <string>

namespace auditor::formats {

// An archive of these files by name, in the order of their names. Nothing in it depends on a clock, a machine or a
// version of zlib: the bytes are stored as they are, and dated 1 January 1980. Error: limit (more than zip can hold).
[[nodiscard]] Result<std::string> write_zip(const std::map<std::string, std::string>& files);

}  // namespace auditor::formats
