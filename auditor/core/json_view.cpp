#include "auditor/core/json_view.h"

namespace auditor {
namespace {

const Json null_value;

}  // namespace

const Json& member(const Json& object, std::string_view key) {
  if (!object.is_object()) return null_value;
  const auto found = object.find(key);
  return found == object.end() ? null_value : *found;
}

std::string_view as_text(const Json& value) {
  return value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : std::string_view{};
}

std::string_view text(const Json& object, std::string_view key) { return as_text(member(object, key)); }

std::int64_t number(const Json& object, std::string_view key, std::int64_t fallback) {
  const Json& value = member(object, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : fallback;
}

bool flag(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  return value.is_boolean() && value.get<bool>();
}

std::vector<const Json*> objects(const Json& array) {
  std::vector<const Json*> out;
  if (array.is_array())
    for (const Json& item : array)
      if (item.is_object()) out.push_back(&item);
  return out;
}

}  // namespace auditor
