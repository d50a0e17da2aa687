#include "auditor/fleet/shard.h"

#include "auditor/core/digest.h"
#include "auditor/core/text.h"

#include <charconv>
#include <fmt/format.h>
#include <xxhash.h>

namespace auditor::fleet {
namespace {

bool read_number(std::string_view text, unsigned& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string Shard::str() const { return fmt::format("{}/{}", index, count); }

bool Shard::has(std::string_view source, std::size_t position) const {
  const std::uint64_t number = by == Deal::hash ? stable_hash(source) : position;
  return number % count == index - 1;
}

Result<Shard> parse_shard(std::string_view text, Deal by) {
  Shard shard;
  shard.by = by;
  if (text.empty()) return shard;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || !read_number(text.substr(0, slash), shard.index) ||
      !read_number(text.substr(slash + 1), shard.count) || shard.index == 0 || shard.index > shard.count)
    return fail(ErrorCode::usage, "--shard takes I/N with 1 <= I <= N, not '" + printable(text) + "'");
  return shard;
}

std::uint64_t stable_hash(std::string_view source) { return XXH64(source.data(), source.size(), 0); }

std::string list_digest(const std::vector<std::string>& sources) {
  std::string all;
  for (const std::string& source : sources) all += source + "\n";
  return sha256_hex(all);
}

}  // namespace auditor::fleet
