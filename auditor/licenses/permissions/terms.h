// What a licence permits, forbids and asks, term by term. Data: rules/licenses/permissions.yaml.
#pragma once

#include "auditor/core/json.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace auditor::permissions {

enum class Term {
  distribute,
  modify,
  commercial_use,
  hold_liable,
  include_copyright,
  include_license,
  sublicense,
  use_trademark,
  private_use,
  disclose_source,
  state_changes,
  place_warranty,
  include_notice,
  include_original,
  give_credit,
  use_patent_claims,
  rename,
  relicense,
  contact_author,
  include_install_instructions,
  compensate_for_damages,
  statically_link,
  pay_above_use_threshold,
};
inline constexpr std::size_t term_count = 23;

// By strictness: silence is no permission, and no duty lifts another's.
enum class Say { can, silent, must, cannot };

[[nodiscard]] std::string_view to_string(Term term);  // "commercial-use"
[[nodiscard]] std::string_view to_string(Say say);
[[nodiscard]] std::optional<Term> term_named(std::string_view name);
[[nodiscard]] Say say_named(std::string_view name);  // silent when it is none

class Terms {
 public:
  Terms() { says_.fill(Say::silent); }
  [[nodiscard]] Say operator[](Term term) const { return says_[static_cast<std::size_t>(term)]; }
  void set(Term term, Say say) { says_[static_cast<std::size_t>(term)] = say; }
  // {"distribute": "can", …}: what is named takes the place of what was said.
  void apply(const Json& named);
  // Two licences that both hold, and two of which one may be chosen.
  [[nodiscard]] static Terms both(const Terms& a, const Terms& b);
  [[nodiscard]] static Terms either(const Terms& a, const Terms& b);
  [[nodiscard]] Terms or_else(const Terms& other) const;  // where this is silent, the other
  [[nodiscard]] Json json() const;                        // every term

 private:
  std::array<Say, term_count> says_;
};

}  // namespace auditor::permissions
