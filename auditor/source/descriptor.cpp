#include "auditor/source/descriptor.h"

#include "auditor/core/digest.h"
#include "auditor/core/hex.h"
#include "auditor/core/json_view.h"

#include <fmt/format.h>

namespace auditor::source {

std::string sha256_digits(std::string_view digest) {
  constexpr std::size_t digits = 64;
  if (!digest.starts_with("sha256:") && !digest.starts_with("sha256-")) return {};
  digest.remove_prefix(7);
  if (!is_hex(digest, digits)) return {};
  return std::string(digest);
}

Result<Descriptor> read_descriptor(const Json& value, std::string_view path) {
  Descriptor out;
  if (!value.is_object()) return fail(ErrorCode::malformed, "a descriptor that is no object", std::string(path));
  out.media_type = text(value, "mediaType");
  const std::string_view digest = text(value, "digest");
  out.sha256 = sha256_digits(digest);
  if (out.sha256.empty()) {
    const bool other = digest.starts_with("sha512:");
    return fail(other ? ErrorCode::unsupported : ErrorCode::malformed,
                other ? "a digest other than SHA-256" : "a descriptor without a digest", std::string(path));
  }
  const auto size = value.find("size");
  if (size == value.end() || !size->is_number_unsigned())
    return fail(ErrorCode::malformed, "a descriptor without a size", std::string(path));
  out.size = size->get<std::uint64_t>();
  const auto annotations = value.find("annotations");
  out.annotations = annotations != value.end() && annotations->is_object() ? *annotations : Json::object();
  out.json = &value;
  return out;
}

Result<Manifest> read_manifest(std::string_view bytes, std::string_view path) {
  constexpr std::size_t deepest = 32;
  auto document = parse_json(bytes, path, deepest);
  if (!document) return tl::unexpected(document.error());
  Manifest out{std::move(*document), "sha256:" + sha256_hex(bytes), {}, {}};
  const std::string name(path);
  if (!out.document.is_object()) return fail(ErrorCode::malformed, "a manifest that is no object", name);
  const auto layers = out.document.find("layers");
  if (layers == out.document.end() || !layers->is_array())
    return fail(ErrorCode::malformed, "a manifest without layers", name);
  if (layers->size() > most_layers)
    return fail(ErrorCode::limit, fmt::format("a manifest with more than {} layers", most_layers), name);
  for (const Json& layer : *layers) {
    auto read = read_descriptor(layer, path);
    if (!read) return tl::unexpected(read.error());
    out.layers.push_back(std::move(*read));
  }
  if (const auto config = out.document.find("config"); config != out.document.end() && config->is_object()) {
    auto read = read_descriptor(*config, path);
    if (!read) return tl::unexpected(read.error());
    out.config = std::move(*read);
  }
  return out;
}

}  // namespace auditor::source
