#include "auditor/formats/shards.h"

#include "auditor/core/json.h"
#include "auditor/formats/reader.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

namespace auditor::formats {
namespace {

constexpr std::size_t digits = 5;
constexpr std::uint32_t most_shards = 10'000;

std::optional<std::uint32_t> number_at(std::string_view text, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (i >= text.size() || text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint32_t>(text[i] - '0');
  }
  return value;
}

}  // namespace

Result<ShardIndex> read_shard_index(std::string_view json, std::string_view path) {
  const auto document = parse_json(json, path);
  if (!document) return tl::unexpected(document.error());
  const auto bad = [&](std::string why) { return fail(ErrorCode::malformed, std::move(why), std::string(path)); };
  const auto map = document->is_object() ? document->find("weight_map") : document->end();
  if (!document->is_object() || map == document->end() || !map->is_object()) return bad("no weight_map");
  ShardIndex index;
  for (const auto& [tensor, file] : map->items()) {
    if (!file.is_string()) return bad("the file of " + quote(tensor) + " is not text");
    const auto name = file.get<std::string>();
    if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos ||
        name.find('\\') != std::string::npos)
      return bad("the file " + quote(name) + " lies outside the folder");
    index.tensors[name].push_back(tensor);
  }
  if (const Json* size = find_path(*document, "metadata.total_size"); size != nullptr && size->is_number()) {
    if (size->is_number_unsigned()) index.total_size = size->get<std::uint64_t>();
    else if (const double value = size->get<double>(); value >= 0 && value < 9e18)
      index.total_size = static_cast<std::uint64_t>(value);
  }
  return index;
}

ShardCheck check_shards(const ShardIndex& index,
                        const std::function<std::optional<Inspection>(const std::string&)>& file) {
  ShardCheck out;
  for (const auto& [name, promised] : index.tensors) {
    const std::optional<Inspection> shard = file(name);
    if (!shard) {
      out.missing_files.push_back(name);
      continue;
    }
    out.parameters += shard->parameters;
    if (shard->tensor_names.size() < shard->tensors || shard->tensor_names.empty()) continue;
    const std::unordered_set<std::string> held(shard->tensor_names.begin(), shard->tensor_names.end());
    const std::unordered_set<std::string> wanted(promised.begin(), promised.end());
    for (const std::string& tensor : promised)
      if (!held.contains(tensor)) out.missing_tensors.push_back(tensor + " in " + name);
    for (const std::string& tensor : shard->tensor_names)
      if (!wanted.contains(tensor)) out.unlisted_tensors.push_back(tensor + " in " + name);
  }
  std::sort(out.missing_tensors.begin(), out.missing_tensors.end());
  std::sort(out.unlisted_tensors.begin(), out.unlisted_tensors.end());
  return out;
}

std::string ShardName::name(std::uint32_t shard) const {
  return fmt::format("{}-{:05}-of-{:05}{}", stem, shard, count, extension);
}

std::optional<ShardName> parse_shard_name(std::string_view file_name) {
  constexpr std::string_view between = "-of-";
  const std::size_t at = file_name.rfind(between);
  if (at == std::string_view::npos || at < digits + 2 || file_name[at - digits - 1] != '-') return std::nullopt;
  const auto number = number_at(file_name, at - digits);
  const auto count = number_at(file_name, at + between.size());
  const std::size_t end = at + between.size() + digits;
  if (!number || !count || *number == 0 || *number > *count || *count > most_shards) return std::nullopt;
  if (end >= file_name.size() || file_name[end] != '.') return std::nullopt;
  return ShardName{std::string(file_name.substr(0, at - digits - 1)), *number, *count,
                   std::string(file_name.substr(end))};
}

std::vector<std::string> missing_shards(const std::vector<std::string>& present) {
  const std::unordered_set<std::string> names(present.begin(), present.end());
  std::unordered_set<std::string> series;
  std::vector<std::string> missing;
  for (const std::string& name : present) {
    const auto shard = parse_shard_name(name);
    if (!shard || !series.insert(shard->stem + '\n' + std::to_string(shard->count) + shard->extension).second) continue;
    for (std::uint32_t i = 1; i <= shard->count; ++i)
      if (const std::string expected = shard->name(i); !names.contains(expected)) missing.push_back(expected);
  }
  std::sort(missing.begin(), missing.end());
  return missing;
}

}  // namespace auditor::formats
