#include "auditor/core/yaml.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace auditor {
namespace {

struct TooLarge {
  int line;
  std::string message;
};

std::optional<Json> number(const std::string& s) {
  const char* first = s.data();
  const char* last = s.data() + s.size();
  if (first != last && *first == '+') ++first;
  long long integer = 0;
  if (auto [end, ec] = std::from_chars(first, last, integer); ec == std::errc{} && end == last) return Json(integer);
  if (s.find_first_not_of("0123456789+-.eE") != std::string::npos || s.find_first_of("0123456789") == std::string::npos)
    return std::nullopt;
  double real = 0;
  if (auto [end, ec] = std::from_chars(first, last, real); ec == std::errc{} && end == last && std::isfinite(real))
    return Json(real);
  return std::nullopt;
}

// "!!binary Y2M=": its bytes are what a loader gets. Signs that are no base64 end it.
std::string binary(const std::string& text) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
    const std::size_t value = digits.find(c);
    if (value == std::string_view::npos) break;
    bits = ((bits << 6U) | static_cast<unsigned>(value)) & 0xFFFFU;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU));
  }
  return out;
}

Json scalar(const YAML::Node& node) {
  const std::string& text = node.Scalar();
  if (node.Tag() == "tag:yaml.org,2002:binary") return binary(text);
  if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str") return text;  // quoted
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (auto n = number(text)) return *n;
  return text;
}

class Converter {
 public:
  Converter(const YamlLimits& limits, int offset, YamlDocument& out) : limits_(limits), offset_(offset), out_(out) {}

  Json convert(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    const int line = node.Mark().line + offset_;
    if (++count_ > limits_.nodes)
      throw TooLarge{line, "more than " + std::to_string(limits_.nodes) + " values after aliases are expanded"};
    if (depth > limits_.depth) throw TooLarge{line, "nested deeper than " + std::to_string(limits_.depth) + " levels"};
    // One long value under many aliases is few values and many bytes.
    spent_ += pointer.size() + (node.IsScalar() ? node.Scalar().size() : 0);
    if (spent_ > limits_.expanded)
      throw TooLarge{line, "more than " + std::to_string(limits_.expanded) + " bytes after aliases are expanded"};
    out_.lines.emplace(pointer, line);
    switch (node.Type()) {
      case YAML::NodeType::Scalar: return scalar(node);
      case YAML::NodeType::Sequence: return sequence(node, pointer, depth);
      case YAML::NodeType::Map: return map(node, pointer, depth);
      default: return nullptr;
    }
  }

 private:
  Json sequence(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    Json list = Json::array();
    for (const auto& item : node) list.push_back(convert(item, pointer + "/" + std::to_string(list.size()), depth + 1));
    return list;
  }

  Json map(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
    Json object = Json::object();
    for (const auto& pair : node) {
      const int line = pair.first.Mark().line + offset_;
      if (!pair.first.IsScalar()) {
        out_.problems.push_back({line, "a key that is not text is ignored"});
        continue;
      }
      const std::string& key = pair.first.Scalar();
      if (object.contains(key)) out_.problems.push_back({line, "duplicate key '" + key + "'"});
      const std::string child = pointer + "/" + key;
      out_.lines[child] = line;
      object[key] = convert(pair.second, child, depth + 1);
    }
    return object;
  }

  const YamlLimits& limits_;
  int offset_;
  YamlDocument& out_;
  std::size_t count_ = 0;
  std::size_t spent_ = 0;
};

// Counts values as they are met, without keeping them: the library's tree takes half a kilobyte for each.
class Counter final : public YAML::EventHandler {
 public:
  Counter(std::size_t most, int offset) : most_(most), offset_(offset) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { one(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { one(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { one(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    one(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    one(mark);
  }
  void OnMapEnd() override {}

 private:
  void one(const YAML::Mark& mark) {
    if (++count_ > most_)
      throw TooLarge{mark.line + offset_, "more than " + std::to_string(most_) + " keys and values"};
  }

  std::size_t most_;
  int offset_;
  std::size_t count_ = 0;
};

// A short text holds few values; a long one is gone through first.
void check_count(const std::string& text, std::size_t most, int offset) {
  if (text.size() <= most) return;  // a key or value takes a byte at least, and what divides it another
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Counter counter(most, offset);
  parser.HandleNextDocument(counter);
}

// Upper bound of nesting, by indentation and flow brackets, before the recursive parser sees the text.
std::size_t apparent_depth(std::string_view text) {
  std::size_t flow = 0;
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '[' || c == '{') deepest = std::max(deepest, ++flow);
    if ((c == ']' || c == '}') && flow > 0) --flow;
    if (c == '-' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == ' ')) {
      std::size_t dashes = 0;  // "- - - -" nests too
      std::size_t j = i;
      while (j + 1 < text.size() && text[j] == '-' && text[j + 1] == ' ') {
        ++dashes;
        j += 2;
      }
      deepest = std::max(deepest, dashes);
      if (j > i) i = j - 1;
    }
    if (c == '\n') {
      const auto next = text.find_first_not_of(' ', i + 1);
      if (next != std::string_view::npos && text[next] != '\n') deepest = std::max(deepest, (next - i - 1) / 8);
    }
  }
  return deepest;
}

}  // namespace

int YamlDocument::line_of(std::string pointer) const {
  for (;;) {
    if (const auto found = lines.find(pointer); found != lines.end()) return found->second;
    const auto slash = pointer.rfind('/');
    if (slash == std::string::npos) return 0;
    pointer.resize(slash);
  }
}

Result<YamlDocument> parse_yaml(std::string_view text, std::string_view path, const YamlLimits& limits,
                                int first_line) {
  if (text.size() > limits.bytes)
    return fail(ErrorCode::limit, "YAML larger than " + std::to_string(limits.bytes) + " bytes", std::string(path),
                first_line);
  if (apparent_depth(text) > 4 * limits.depth)
    return fail(ErrorCode::limit, "YAML nested too deeply", std::string(path), first_line);
  try {
    YamlDocument document;
    const std::string owned(text);
    check_count(owned, limits.nodes, first_line);
    const YAML::Node root = YAML::Load(owned);
    document.value = Converter(limits, first_line, document).convert(root, "", 0);
    return document;
  } catch (const YAML::Exception& e) {
    return fail(ErrorCode::malformed, e.msg, std::string(path),
                e.mark.line < 0 ? first_line : e.mark.line + first_line);
  } catch (const TooLarge& e) {
    return fail(ErrorCode::limit, e.message, std::string(path), e.line);
  }
}

}  // namespace auditor
