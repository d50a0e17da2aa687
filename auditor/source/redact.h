// Addresses as they may be shown: what lets one in is taken out.
#pragma once

#include <string>
#include <string_view>

namespace auditor::source {

// "https://user:token@host/a?private_token=x" gives "https://host/a", "user:token@host:a" and "token@host:a" give
// "host:a". A user's name that all share before a path ("git@host:a") stays.
[[nodiscard]] std::string without_credentials(std::string_view url);

}  // namespace auditor::source
