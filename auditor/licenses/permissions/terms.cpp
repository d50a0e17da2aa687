#include "auditor/licenses/permissions/terms.h"

#include <algorithm>
#include <string>

namespace auditor::permissions {
namespace {

constexpr std::array<std::string_view, term_count> term_names = {"distribute",
                                                                 "modify",
                                                                 "commercial-use",
                                                                 "hold-liable",
                                                                 "include-copyright",
                                                                 "include-license",
                                                                 "sublicense",
                                                                 "use-trademark",
                                                                 "private-use",
                                                                 "disclose-source",
                                                                 "state-changes",
                                                                 "place-warranty",
                                                                 "include-notice",
                                                                 "include-original",
                                                                 "give-credit",
                                                                 "use-patent-claims",
                                                                 "rename",
                                                                 "relicense",
                                                                 "contact-author",
                                                                 "include-install-instructions",
                                                                 "compensate-for-damages",
                                                                 "statically-link",
                                                                 "pay-above-use-threshold"};

constexpr std::array<std::string_view, 4> say_names = {"can", "silent", "must", "cannot"};

}  // namespace

std::string_view to_string(Term term) { return term_names[static_cast<std::size_t>(term)]; }
std::string_view to_string(Say say) { return say_names[static_cast<std::size_t>(say)]; }

std::optional<Term> term_named(std::string_view name) {
  const auto at = std::find(term_names.begin(), term_names.end(), name);
  if (at == term_names.end()) return std::nullopt;
  return static_cast<Term>(at - term_names.begin());
}

Say say_named(std::string_view name) {
  const auto at = std::find(say_names.begin(), say_names.end(), name);
  return at == say_names.end() ? Say::silent : static_cast<Say>(at - say_names.begin());
}

void Terms::apply(const Json& named) {
  for (const auto& [name, say] : named.items())
    if (const auto term = term_named(name)) set(*term, say_named(say.get_ref<const std::string&>()));
}

Terms Terms::both(const Terms& a, const Terms& b) {
  Terms out;
  for (std::size_t i = 0; i < term_count; ++i) out.says_[i] = std::max(a.says_[i], b.says_[i]);
  return out;
}

Terms Terms::either(const Terms& a, const Terms& b) {
  Terms out;
  for (std::size_t i = 0; i < term_count; ++i) out.says_[i] = std::min(a.says_[i], b.says_[i]);
  return out;
}

Terms Terms::or_else(const Terms& other) const {
  Terms out = *this;
  for (std::size_t i = 0; i < term_count; ++i)
    if (says_[i] == Say::silent) out.says_[i] = other.says_[i];
  return out;
}

Json Terms::json() const {
  Json out = Json::object();
  for (std::size_t i = 0; i < term_count; ++i) out[std::string(term_names[i])] = to_string(says_[i]);
  return out;
}

}  // namespace auditor::permissions
