#include "auditor/assess/config_edit.h"

#include "auditor/core/text.h"
#include "auditor/core/yaml.h"

#include <algorithm>

namespace auditor::assess {
namespace {

Json json_of(const Waiver& waiver) {
  Json out = {{"rule", waiver.rule}, {"reason", waiver.reason}};
  if (!waiver.owner.empty()) out["owner"] = waiver.owner;
  if (!waiver.expires.empty()) out["expires"] = waiver.expires;
  if (!waiver.scope.empty()) out["scope"] = waiver.scope;
  return out;
}

std::string quoted(const Json& value) { return dump_json(value, -1); }

// Lines of an item of a block, `indent` columns in. Texts are quoted as in JSON, which YAML reads.
std::string block_item(const Waiver& waiver, std::size_t indent, const std::string& line_end) {
  const Json all = json_of(waiver);
  std::string out;
  for (const char* key : {"rule", "reason", "owner", "expires", "scope"}) {
    const auto found = all.find(key);
    if (found == all.end()) continue;
    const bool plain = std::string_view(key) == "rule" || std::string_view(key) == "expires";
    out += std::string(indent, ' ') + (out.empty() ? "- " : "  ") + key + ": " +
           (plain ? found->get<std::string>() : quoted(*found)) + line_end;
  }
  return out;
}

// The file as lines with their ends.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
      lines_.emplace_back(text.substr(0, size));
      text.remove_prefix(size);
    }
    windows_ = !lines_.empty() && lines_[0].ends_with("\r\n");
  }

  [[nodiscard]] std::string line_end() const { return windows_ ? "\r\n" : "\n"; }
  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  [[nodiscard]] std::string& at(std::size_t index) { return lines_[index]; }
  // Columns before the text; the width of the line when it has none, or a comment alone.
  [[nodiscard]] static std::size_t indent(std::string_view line) { return line.find_first_not_of(' '); }
  [[nodiscard]] static bool says_something(std::string_view line) {
    const std::string_view said = trim(line);
    return !said.empty() && said[0] != '#';
  }
  void insert(std::size_t index, std::string text) {
    if (index > 0 && !lines_[index - 1].ends_with('\n')) lines_[index - 1] += line_end();
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(index), std::move(text));
  }
  [[nodiscard]] std::string text() const {
    std::string out;
    for (const std::string& line : lines_) out += line;
    return out;
  }

 private:
  std::vector<std::string> lines_;
  bool windows_ = false;
};

// Behind the last item of a list in block style that begins in line `last`; false when the list is in another style.
bool add_to_block(Lines& lines, std::size_t last, const Waiver& waiver) {
  while (last > 0 && !trim(lines.at(last)).starts_with("-")) --last;
  if (!trim(lines.at(last)).starts_with("-")) return false;
  const std::size_t indent = Lines::indent(lines.at(last));
  std::size_t end = last + 1;  // behind the last line of the item
  for (std::size_t i = last + 1; i < lines.size(); ++i) {
    if (!Lines::says_something(lines.at(i))) continue;
    if (Lines::indent(lines.at(i)) <= indent) break;
    end = i + 1;
  }
  lines.insert(end, block_item(waiver, indent, lines.line_end()));
  return true;
}

// "waivers:", "waivers: []  # none yet": the value goes, a comment stays.
bool begin_block(Lines& lines, std::size_t at, const Waiver& waiver) {
  std::string& line = lines.at(at);
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return false;
  const std::size_t comment = line.find('#', colon);
  const std::string_view value = trim(std::string_view(line).substr(colon + 1, comment - colon - 1));
  if (!value.empty() && value != "[]" && value != "null" && value != "~") return false;
  const std::string rest = comment == std::string::npos ? "" : "  " + std::string(trim(line.substr(comment)));
  line = line.substr(0, colon + 1) + rest + lines.line_end();
  lines.insert(at + 1, block_item(waiver, Lines::indent(line) + 2, lines.line_end()));
  return true;
}

// "waivers: [{…}]" on one line.
bool add_to_flow(Lines& lines, std::size_t at, const Waiver& waiver) {
  std::string& line = lines.at(at);
  const std::size_t close = line.rfind(']');
  if (close == std::string::npos) return false;
  line.insert(close, ", " + quoted(json_of(waiver)));
  return true;
}

Result<std::string> edited(std::string_view text, const YamlDocument& document, const Waiver& waiver) {
  Lines lines(text);
  const Json& value = document.value;
  const auto found = value.is_object() ? value.find("waivers") : value.end();
  const auto line_of = [&](const std::string& pointer) {
    return static_cast<std::size_t>(std::max(document.line_of(pointer), 1)) - 1;
  };
  if (!value.is_object() || found == value.end()) {
    if (lines.size() > 0 && !trim(lines.at(lines.size() - 1)).empty()) lines.insert(lines.size(), lines.line_end());
    lines.insert(lines.size(), "waivers:" + lines.line_end() + block_item(waiver, 2, lines.line_end()));
    return lines.text();
  }
  const std::size_t at = std::min(line_of("/waivers"), lines.size() - 1);
  if (!found->is_array() || found->empty()) {
    if (begin_block(lines, at, waiver)) return lines.text();
  } else {
    const std::size_t last = line_of("/waivers/" + std::to_string(found->size() - 1));
    const bool done =
        last == at ? add_to_flow(lines, at, waiver) : add_to_block(lines, std::min(last, lines.size() - 1), waiver);
    if (done) return lines.text();
  }
  return fail(ErrorCode::usage, "is written in another way");
}

Result<void> check_new(const Config& config, const Waiver& waiver) {
  for (const Waiver& other : config.waivers)
    if (other.rule == waiver.rule && other.scope == waiver.scope)
      return fail(ErrorCode::usage,
                  waiver.rule + " is waived here already" + (other.expires.empty() ? "" : ", until " + other.expires) +
                      ": change that waiver",
                  config.path, other.line);
  return {};
}

}  // namespace

Result<std::string> with_waiver(std::string_view text, const std::string& path, const Waiver& waiver) {
  const auto config = parse_config(text, path, "repository");
  if (!config) return tl::unexpected(config.error());
  if (const auto checked = check_new(*config, waiver); !checked) return tl::unexpected(checked.error());
  const auto before = parse_yaml(text, path);
  if (!before) return tl::unexpected(before.error());
  auto after = edited(text, *before, waiver);
  Json wanted = before->value.is_object() ? before->value : Json::object();
  if (!wanted.contains("waivers") || !wanted["waivers"].is_array()) wanted["waivers"] = Json::array();
  wanted["waivers"].push_back(json_of(waiver));
  // Whatever the text looks like: it says what it said, and the waiver.
  if (after)
    if (const auto read = parse_yaml(*after, path); !read || read->value != wanted || !read->problems.empty())
      after = fail(ErrorCode::usage, "is written in another way");
  if (!after)
    return fail(ErrorCode::usage, "cannot be added to as it is written; add to `waivers`: " + quoted(json_of(waiver)),
                path);
  // A day that is none, and whatever else the schema asks.
  if (const auto checked = parse_config(*after, path, "repository"); !checked) return tl::unexpected(checked.error());
  return after;
}

}  // namespace auditor::assess
