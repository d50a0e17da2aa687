#include "auditor/core/json.h"

#include "auditor/core/text.h"

#include <algorithm>

namespace auditor {
namespace {

constexpr std::size_t most_values = 2'000'000;  // each takes sixteen bytes and more

// Seen before parsing, outside strings, so that the parser never recurses deeper and never makes a tree of gigabytes.
struct Shape {
  std::size_t deepest = 0;
  std::size_t values = 0;  // an upper bound: one behind each bracket and comma
};

Shape shape_of(std::string_view text) {
  Shape shape;
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      else if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      shape.deepest = std::max(shape.deepest, ++depth);
      ++shape.values;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    } else if (c == ',') {
      ++shape.values;
    }
  }
  return shape;
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::string_view path, std::size_t max_depth) {
  // The parser takes a zero byte for the end. Padding is that; what stands behind one is not read by everybody.
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    if (text.find_first_not_of('\0', nul) != std::string_view::npos)
      return fail(
          ErrorCode::malformed, "not valid JSON: a zero byte", std::string(path),
          1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n')));
  const Shape shape = shape_of(text);
  if (shape.values > most_values)
    return fail(ErrorCode::limit, "JSON of more than " + std::to_string(most_values) + " values", std::string(path));
  if (shape.deepest > max_depth)
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
