// Documents of strangers walked without recursion.
#pragma once

#include "auditor/core/json.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace auditor {

// A key as a step of a JSON pointer: "a/b" is "/a~1b".
[[nodiscard]] inline std::string pointer_step(std::string_view key) {
  std::string out = "/";
  for (const char c : key)
    if (c == '~') out += "~0";
    else if (c == '/') out += "~1";
    else out += c;
  return out;
}

// Calls `visit` with every object of a document, however deep.
template <class Visit>
void each_object(const Json& document, Visit visit) {
  std::vector<const Json*> waiting{&document};
  while (!waiting.empty()) {
    const Json* at = waiting.back();
    waiting.pop_back();
    if (at->is_object()) visit(*at);
    if (at->is_structured())
      for (const Json& child : *at) waiting.push_back(&child);
  }
}

// The same with the place of each object, as the lines of a YAML document are named: "/flavors/python_function".
template <class Visit>
void each_object_at(const Json& document, Visit visit) {
  std::vector<std::pair<const Json*, std::string>> waiting{{&document, std::string()}};
  while (!waiting.empty()) {
    const auto [at, place] = std::move(waiting.back());
    waiting.pop_back();
    if (at->is_object()) visit(*at, place);
    if (!at->is_structured()) continue;
    std::size_t index = 0;
    for (auto child = at->begin(); child != at->end(); ++child, ++index)
      if (child->is_structured())
        waiting.emplace_back(&*child, place + "/" + (at->is_object() ? child.key() : std::to_string(index)));
  }
}

}  // namespace auditor
