#include "auditor/cli/limits.h"

#include "auditor/core/text.h"
#include "auditor/source/limits.h"

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
  for (const source::NamedLimit& limit : source::named_limits())
    if (limit.name == name) {
      limit.set(limits, *value);
      return {};
    }
  return fail(ErrorCode::usage, "no limit '" + printable(name) + "': " + limit_help());
}

std::string limit_help() {
  std::string out;
  for (const source::NamedLimit& limit : source::named_limits())
    out += (out.empty() ? "" : ", ") + std::string(limit.name) + " (" + limit.default_text() + ")";
  return out;
}

}  // namespace auditor::cli
