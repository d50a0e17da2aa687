#include "auditor/signature/statement.h"

#include "auditor/core/check.h"
#include "auditor/core/hex.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>

namespace auditor::signature {
namespace {

constexpr std::size_t most_resources = 300'000;  // as a snapshot has entries
constexpr std::size_t most_left_out = 10'000;
constexpr std::string_view payload_type_known = "application/vnd.in-toto+json";
constexpr std::string_view statement_type = "https://in-toto.io/Statement/v1";
constexpr std::string_view predicate_type = "https://model_signing/signature/v1.0";
constexpr std::string_view old_predicate_type = "https://model_signing/Digests/v0.1";

tl::unexpected<Error> malformed(std::string message) { return fail(ErrorCode::malformed, std::move(message)); }

std::string shown(std::string_view text) { return ellipsize(printable(text), 100); }

// A path below the model, written in the one way that the format allows; "." is a model of one file.
bool is_canonical(std::string_view path) {
  if (path == ".") return true;
  if (path.empty() || path.find('\0') != std::string_view::npos) return false;
  for (const std::string_view step : split(path, '/'))
    if (step.empty() || step == "." || step == "..") return false;
  return true;
}

std::optional<std::uint64_t> whole_number(std::string_view digits) {
  std::uint64_t out = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (digits.empty() || failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return out;
}

// "weights.bin:0:1000": a name may hold colons itself.
Result<Resource> read_name(std::string_view name, bool shards) {
  Resource out;
  std::string_view path = name;
  if (shards) {
    const std::size_t last = name.rfind(':');
    const std::size_t first =
        last == std::string_view::npos || last == 0 ? std::string_view::npos : name.rfind(':', last - 1);
    const auto start =
        first == std::string_view::npos ? std::nullopt : whole_number(name.substr(first + 1, last - first - 1));
    const auto end = first == std::string_view::npos ? std::nullopt : whole_number(name.substr(last + 1));
    if (!start || !end || *start >= *end) return malformed("names a part of a file that is none: " + shown(name));
    out.start = *start;
    out.end = *end;
    path = name.substr(0, first);
  }
  if (!is_canonical(path)) return malformed("names a file by a path that leads elsewhere: " + shown(name));
  out.path = path;
  return out;
}

Result<std::string> read_digest(std::string_view hex, HashKind kind, std::string_view name) {
  auto digest = bytes_of_hex(hex);
  if (!digest || hex.size() != digest_size(kind) * 2)
    return malformed("has no digest of the right length for " + shown(name));
  return std::move(*digest);
}

Result<void> read_serialization(const Json& serialization, Manifest& manifest) {
  const std::string_view method = text(serialization, "method");
  const std::string_view hash = text(serialization, "hash_type");
  if (method != "files" && method != "shards")
    return fail(ErrorCode::unsupported, "lists files in a way that is not known here: " + shown(method));
  manifest.shards = method == "shards";
  if (hash == "blake2b") manifest.hash = HashKind::blake2b;
  else if (hash != "sha256")
    return fail(ErrorCode::unsupported, fmt::format("has digests of a kind that cannot be made here: {}{}", shown(hash),
                                                    hash == "blake3" ? " (sha256 and blake2b can)" : ""));
  const std::int64_t size = number(serialization, "shard_size");
  if (manifest.shards && size <= 0) return malformed("says no size of its shards");
  manifest.shard_size = static_cast<std::uint64_t>(std::max<std::int64_t>(size, 0));
  manifest.allow_symlinks = flag(serialization, "allow_symlinks");
  const Json& left_out = member(serialization, "ignore_paths");
  if (left_out.size() > most_left_out) return fail(ErrorCode::limit, "leaves out too many paths to read");
  for (const Json& path : left_out) {
    std::string_view one = as_text(path);
    while (one.starts_with("./")) one.remove_prefix(2);
    while (one.ends_with("/")) one.remove_suffix(1);
    if (!is_canonical(one) || one == ".") return malformed("leaves out what is no path below it: " + shown(one));
    manifest.left_out.emplace_back(one);
  }
  return {};
}

Result<void> read_resources(const Json& resources, std::string_view hash, Manifest& manifest) {
  if (!resources.is_array() || resources.empty()) return malformed("lists no files");
  if (resources.size() > most_resources) return fail(ErrorCode::limit, "lists too many files to read");
  std::set<std::string_view> names;
  Hasher root(HashKind::sha256);
  for (const Json& resource : resources) {
    const std::string_view name = text(resource, "name");
    if (!names.insert(name).second) return malformed("lists twice " + shown(name));
    auto one = read_name(name, manifest.shards);
    if (!one) return tl::unexpected(one.error());
    if (text(resource, "algorithm") != hash) return malformed("has a digest of another kind for " + shown(name));
    auto digest = read_digest(text(resource, "digest"), manifest.hash, name);
    if (!digest) return tl::unexpected(digest.error());
    root.add(*digest);
    one->digest = std::move(*digest);
    manifest.resources.push_back(std::move(*one));
  }
  if (hex_of(root.finish()) != manifest.root_digest)
    return malformed("contradicts itself: the digest over all its digests is another");
  return {};
}

Result<Manifest> read_new(const Json& statement) {
  Manifest manifest;
  const Json& subjects = member(statement, "subject");
  if (!subjects.is_array() || subjects.size() != 1) return malformed("is not on one model");
  manifest.model = text(subjects[0], "name");
  manifest.root_digest = text(member(subjects[0], "digest"), "sha256");
  const Json& predicate = member(statement, "predicate");
  const Json& serialization = member(predicate, "serialization");
  if (auto read = read_serialization(serialization, manifest); !read) return tl::unexpected(read.error());
  auto read = read_resources(member(predicate, "resources"), text(serialization, "hash_type"), manifest);
  if (!read) return tl::unexpected(read.error());
  return manifest;
}

// One subject a file.
Result<Manifest> read_old(const Json& statement) {
  Manifest manifest;
  manifest.old_format = true;
  const Json& subjects = member(statement, "subject");
  if (!subjects.is_array() || subjects.empty()) return malformed("lists no files");
  if (subjects.size() > most_resources) return fail(ErrorCode::limit, "lists too many files to read");
  std::set<std::string_view> names;
  for (const Json& subject : subjects) {
    const std::string_view name = text(subject, "name");
    const std::string_view kind = text(member(subject, "annotations"), "actual_hash_algorithm");
    if (!kind.empty() && kind != "file-sha256")
      return fail(ErrorCode::unsupported, "has digests of a kind that cannot be made here: " + shown(kind));
    if (!names.insert(name).second) return malformed("lists twice " + shown(name));
    auto one = read_name(name, false);
    if (!one) return tl::unexpected(one.error());
    auto digest = read_digest(text(member(subject, "digest"), "sha256"), HashKind::sha256, name);
    if (!digest) return tl::unexpected(digest.error());
    one->digest = std::move(*digest);
    manifest.resources.push_back(std::move(*one));
  }
  return manifest;
}

}  // namespace

std::string signed_bytes(std::string_view type, std::string_view payload) {
  return fmt::format("DSSEv1 {} {} {} {}", type.size(), type, payload.size(), payload);
}

// The payload as Python shows bytes.
std::string old_signed_bytes(std::string_view type, std::string_view payload) {
  const bool has_single = payload.find('\'') != std::string_view::npos;
  const char quote = has_single && payload.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out = fmt::format("DSSEV1 {} {} {} b{}", type.size(), type, payload.size(), quote);
  for (const char c : payload) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') out += {'\\', c};
    else if (c == '\t') out += "\\t";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (byte < 0x20 || byte >= 0x7F) out += fmt::format("\\x{:02x}", byte);
    else out += c;
  }
  out += quote;
  return out;
}

Result<Manifest> read_statement(std::string_view payload_type, std::string_view payload) {
  if (payload_type != payload_type_known) return malformed("is no statement of in-toto, but " + shown(payload_type));
  const auto statement = parse_json(payload, "statement", 16);
  if (!statement) return malformed("is no JSON");
  if (const std::string key = repeated_key(payload); !key.empty())
    return malformed("says one thing twice: " + shown(key));
  if (text(*statement, "_type") != statement_type)
    return malformed("is no statement of in-toto version 1, but " + shown(text(*statement, "_type")));
  const std::string_view type = text(*statement, "predicateType");
  if (type == predicate_type) return read_new(*statement);
  if (type == old_predicate_type) return read_old(*statement);
  return malformed("signs something other than a model's files: " + shown(type));
}

}  // namespace auditor::signature
