// Changes to the text of a `.auditor.yaml` that leave the rest of it, comments too, byte for byte as it was.
#pragma once

#include "auditor/assess/config.h"

#include <string>
#include <string_view>

namespace auditor::assess {

// The text with one more waiver. `path` is shown in messages. Error: usage, when the text is no configuration, has the
// waiver already, or is written in a way that cannot be added to (what to add is then in the message).
[[nodiscard]] Result<std::string> with_waiver(std::string_view text, const std::string& path, const Waiver& waiver);

}  // namespace auditor::assess
