// A file that is written line by line, where write_output() (auditor/cli/command.h) replaces it as a whole.
#pragma once

#include "auditor/core/result.h"

#include <string>

namespace auditor::cli {

// Makes the file, unless it is there. Error: usage, also when it is a link, which is never written through.
[[nodiscard]] Result<void> create_output(const std::string& path);

// That a relative name leads through no link: it is written inside a folder that may be the audited repository, and a
// link could lead out of it. Absolute names are the caller's alone. Error: usage.
[[nodiscard]] Result<void> check_own_path(const std::string& path);
// Makes the folder and those it lies in, unless they are there. Error: usage, also when a folder on a relative way, or
// the last one, is a link.
[[nodiscard]] Result<void> create_output_folder(const std::string& path);

}  // namespace auditor::cli
