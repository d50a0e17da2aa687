#include "auditor/source/limits.h"

#include "auditor/core/text.h"

#include <array>
#include <type_traits>

namespace auditor::source {
namespace {

template <auto Member>
constexpr NamedLimit limit(std::string_view name, std::string_view what, bool bytes) {
  return {name, what, bytes, [](const Limits& limits) { return static_cast<std::uint64_t>(limits.*Member); },
          [](Limits& limits, std::uint64_t value) {
            limits.*Member = static_cast<std::remove_reference_t<decltype(limits.*Member)>>(value);
          }};
}

constexpr std::array<NamedLimit, 4> all = {
    limit<&Limits::blob_bytes>("blob-bytes", "The longest text file that is read.", true),
    limit<&Limits::total_bytes>("total-bytes", "What is read of all files in one audit.", true),
    limit<&Limits::entries>("entries", "The most files and folders that are listed.", false),
    limit<&Limits::depth>("depth", "The most folders inside each other that are listed.", false),
};

}  // namespace

std::string NamedLimit::default_text() const {
  const std::uint64_t value = get(Limits{});
  return bytes ? human_size(value) : std::to_string(value);
}

std::span<const NamedLimit> named_limits() { return all; }

}  // namespace auditor::source
