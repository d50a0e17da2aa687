#include "auditor/cli/limits.h"

#include "auditor/core/text.h"

#include <charconv>
#include <limits>
#include <optional>

namespace auditor::cli {
namespace {

std::optional<std::uint64_t> size_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const unsigned shift = unit.empty()         ? 0
                         : iequals(unit, "k") ? 10
                         : iequals(unit, "m") ? 20
                         : iequals(unit, "g") ? 30
                                              : 64;
  if (failed != std::errc{} || number == 0 || shift == 64) return std::nullopt;
  if (number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
  return number << shift;
}

}  // namespace

Result<void> set_limit(source::Limits& limits, std::string_view text) {
  const auto equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto value = equals == std::string_view::npos ? std::nullopt : size_of(text.substr(equals + 1));
  if (!value)
    return fail(ErrorCode::usage, "--limit takes NAME=VALUE, as blob-bytes=64M, not '" + printable(text) + "'");
  if (name == "blob-bytes") limits.blob_bytes = *value;
  else if (name == "total-bytes") limits.total_bytes = *value;
  else if (name == "entries") limits.entries = static_cast<std::size_t>(*value);
  else if (name == "depth") limits.depth = static_cast<std::size_t>(*value);
  else return fail(ErrorCode::usage, "no limit '" + printable(name) + "': " + limit_help());
  return {};
}

std::string limit_help() {
  const source::Limits limits;
  return "blob-bytes (" + human_size(limits.blob_bytes) + "), total-bytes (" + human_size(limits.total_bytes) +
         "), entries (" + std::to_string(limits.entries) + "), depth (" + std::to_string(limits.depth) + ")";
}

}  // namespace auditor::cli
