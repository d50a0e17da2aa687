#include "auditor/source/pointer.h"

#include "auditor/core/text.h"

#include <algorithm>
#include <charconv>

namespace auditor::source {

namespace {

constexpr std::string_view lfs_versions[] = {"https://git-lfs.github.com/spec/v1", "https://hawser.github.com/spec/v1"};

bool is_lower_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Removes "key" and `separator` from the front of `line`; false when it begins otherwise.
bool take_key(std::string_view& line, std::string_view key, std::string_view separator) {
  if (line.substr(0, key.size()) != key || line.substr(key.size(), separator.size()) != separator) return false;
  line.remove_prefix(key.size() + separator.size());
  return true;
}

std::optional<Pointer> parse_lfs(std::vector<std::string_view> lines) {
  if (lines.size() < 3 || !take_key(lines[0], "version", " ")) return std::nullopt;
  if (std::find(std::begin(lfs_versions), std::end(lfs_versions), lines[0]) == std::end(lfs_versions)) {
    return std::nullopt;
  }
  std::size_t next = 1;
  while (next < lines.size() && lines[next].substr(0, 4) == "ext-") ++next;
  if (lines.size() != next + 2) return std::nullopt;
  std::string_view oid = lines[next];
  std::string_view size = lines[next + 1];
  if (!take_key(oid, "oid", " sha256:") || !is_lower_hex(oid, 64) || !take_key(size, "size", " ")) return std::nullopt;
  const auto bytes = parse_size(size);
  if (!bytes) return std::nullopt;
  Pointer pointer;
  pointer.sha256 = oid;
  pointer.size = *bytes;
  return pointer;
}

std::optional<Pointer> parse_xet(std::vector<std::string_view> lines) {
  if (lines.size() != 3 || lines[0] != "# xet version 0") return std::nullopt;
  std::string_view size = lines[1];
  std::string_view hash = lines[2];
  if (!take_key(size, "filesize", " = ") || !take_key(hash, "hash", " = ") || hash.size() != 66) return std::nullopt;
  const bool quoted = hash.front() == '\'' && hash.back() == '\'';
  const auto bytes = parse_size(size);
  hash = hash.substr(1, 64);
  if (!quoted || !bytes || !is_lower_hex(hash, 64)) return std::nullopt;
  Pointer pointer;
  pointer.kind = Pointer::Kind::xet;
  pointer.hash = hash;
  pointer.size = *bytes;
  return pointer;
}

}  // namespace

std::optional<Pointer> parse_pointer(std::string_view text) {
  if (text.size() >= max_pointer_bytes || text.size() < 40) return std::nullopt;
  if (text[0] != 'v' && text[0] != '#') return std::nullopt;
  auto lines = split_lines(text);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return text[0] == 'v' ? parse_lfs(std::move(lines)) : parse_xet(std::move(lines));
}

std::string lfs_object_path(std::string_view sha256) {
  std::string path;
  path.append(sha256.substr(0, 2)).append("/").append(sha256.substr(2, 2)).append("/").append(sha256);
  return path;
}

}  // namespace auditor::source
