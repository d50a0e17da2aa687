#include "auditor/core/resources.h"

#include "auditor/core/msgpack.h"

#include <algorithm>
#include <cassert>

namespace auditor {

namespace detail {
// Sorted by name; defined in the generated resources.cpp.
std::span<const Resource> embedded_resources();
}  // namespace detail

const Resource* find_resource(std::string_view name) {
  const auto all = detail::embedded_resources();
  const auto at =
      std::lower_bound(all.begin(), all.end(), name, [](const Resource& r, std::string_view n) { return r.name < n; });
  return at != all.end() && at->name == name ? &*at : nullptr;
}

Json resource_json(std::string_view name) {
  const Resource* found = find_resource(name);
  assert(found != nullptr && found->packed);
  return decode_msgpack(found->bytes);
}

std::string_view resource_text(std::string_view name) {
  const Resource* found = find_resource(name);
  assert(found != nullptr && !found->packed);
  return {reinterpret_cast<const char*>(found->bytes.data()), found->bytes.size()};
}

std::vector<std::string_view> resource_names(std::string_view prefix) {
  std::vector<std::string_view> names;
  for (const Resource& r : detail::embedded_resources())
    if (r.name.starts_with(prefix)) names.push_back(r.name);
  return names;
}

}  // namespace auditor
