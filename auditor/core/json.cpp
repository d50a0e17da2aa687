#include "auditor/core/json.h"

#include "auditor/core/text.h"

#include <algorithm>

namespace auditor {
namespace {

// Deepest nesting of brackets outside strings: checked before parsing, so that the parser never recurses deeper.
std::size_t nesting(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      else if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view path, std::size_t max_depth) {
  if (nesting(text) > max_depth)
    return fail(ErrorCode::limit, "JSON nested deeper than " + std::to_string(max_depth) + " levels",
                std::string(path));
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& e) {
    const auto before = text.substr(0, std::min<std::size_t>(e.byte, text.size()));
    const int line = 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
    return fail(ErrorCode::malformed, "not valid JSON", std::string(path), line);
  } catch (const Json::exception&) {
    // A number that no double holds (1e999) is another class of exception, without a place.
    return fail(ErrorCode::malformed, "JSON with a number that cannot be represented", std::string(path));
  }
}

const Json* find_path(const Json& document, std::string_view dotted) {
  const Json* at = &document;
  for (const std::string_view step : split(dotted, '.')) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(step);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

}  // namespace auditor
