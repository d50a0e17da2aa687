#include "auditor/signature/fields.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/signature/crypto.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace auditor::signature {
namespace {

const Json nothing;
const Json no_items = Json::array();

}  // namespace

void Fields::wrong(std::string message, ErrorCode code) {
  if (!error_) error_ = Error{code, std::move(message), path_, 0};
}

void Fields::only(const Json& object, std::initializer_list<std::string_view> known, std::string_view name) {
  if (!object.is_object()) return wrong(fmt::format("{} is no object", name));
  for (const auto& item : object.items())
    if (std::find(known.begin(), known.end(), item.key()) == known.end())
      wrong(
          fmt::format("{} has a field that this version does not know: {}", name, ellipsize(printable(item.key()), 60)),
          ErrorCode::unsupported);
}

const Json& Fields::object(const Json& parent, std::string_view key, std::initializer_list<std::string_view> known) {
  const Json& value = member(parent, key);
  if (value.is_null()) return nothing;
  only(value, known, key);
  return value;
}

const Json& Fields::array(const Json& parent, std::string_view key) {
  const Json& value = member(parent, key);
  if (value.is_array()) return value;
  if (!value.is_null()) wrong(fmt::format("{} is no array", key));
  return no_items;
}

std::string Fields::text(const Json& parent, std::string_view key) {
  const Json& value = member(parent, key);
  if (!value.is_string() && !value.is_null()) wrong(fmt::format("{} is no text", key));
  return std::string(as_text(value));
}

std::string Fields::bytes(const Json& parent, std::string_view key) {
  const Json& value = member(parent, key);
  return value.is_null() ? std::string() : bytes_of(value, key);
}

std::string Fields::bytes_of(const Json& value, std::string_view name) {
  auto decoded = value.is_string() ? strict_base64(as_text(value)) : std::nullopt;
  if (decoded && !decoded->empty()) return std::move(*decoded);
  wrong(fmt::format("{} is no base64", name));
  return {};
}

std::uint64_t Fields::number(const Json& parent, std::string_view key) {
  const Json& value = member(parent, key);
  if (value.is_null()) return 0;
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  const std::string_view digits = as_text(value);
  std::uint64_t out = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  const bool usual = digits == "0" || (!digits.empty() && digits[0] != '0');
  if (!usual || failed != std::errc{} || end != digits.data() + digits.size())
    wrong(fmt::format("{} is no whole number", key));
  return out;
}

}  // namespace auditor::signature
