#include "auditor/cli/day.h"

#include "auditor/facts/source_facts.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string_view>

namespace auditor::cli {
namespace {

// Seconds of SOURCE_DATE_EPOCH, when it is set to a number.
std::optional<std::int64_t> source_date_epoch() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  if (epoch == nullptr) return std::nullopt;
  const std::string_view text = epoch;
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return seconds;
}

}  // namespace

std::string today() {
  const std::int64_t now = source_date_epoch().value_or(static_cast<std::int64_t>(std::time(nullptr)));
  return facts::iso_time(now).substr(0, 10);
}

std::string generated_time() {
  const auto seconds = source_date_epoch();
  return seconds ? facts::iso_time(*seconds) : std::string{};
}

}  // namespace auditor::cli
