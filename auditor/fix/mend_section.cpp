#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fix/mend.h"

#include <fmt/format.h>

namespace auditor::fix {
namespace {

// In a comment: it must not end there.
std::string in_comment(std::string text) {
  text = printable(text);
  for (std::size_t at = text.find("--"); at != std::string::npos; at = text.find("--", at)) text.insert(at + 1, " ");
  return text;
}

std::string in_words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  std::string out;
  if (value.is_array())
    for (const Json& one : value) {
      const std::string said =
          one.is_object() ? std::string(text(one, one.contains("id") ? "id" : "name")) : in_words(one);
      if (!said.empty() && out.find(said) == std::string::npos) out += (out.empty() ? "" : ", ") + said;
    }
  return out;
}

// What the repository shows already, by the paths of facts that the rule names.
std::string known(const Json& fix, const Json& facts) {
  std::string out;
  const Json paths = fix.value("known", Json::object());
  for (const auto& [label, path] : paths.items()) {
    const Json* value = find_path(facts, path.get<std::string>());
    const std::string said = value == nullptr ? std::string() : in_words(*value);
    if (!said.empty()) out += fmt::format("- {}: {}\n", label, in_comment(said));
  }
  return out;
}

}  // namespace

// All of it is a comment: what nobody has written does not count as written, and a reader sees no empty section.
Mended mend_section(const Task& task, const State& state) {
  const std::string path = card_path(state);
  auto before = text_at(state, path);
  if (!before) return {{}, printable(path) + " cannot be written by a machine", false};
  const std::string heading(text(task.fix, "heading"));
  const std::string mark = fmt::format("<!-- {}: to be filled in by a person", task.rule);
  if (before->find(mark) != std::string::npos) return {{}, "its section waits to be filled in", true};
  if (!before->empty() && before->back() != '\n') *before += '\n';
  *before +=
      fmt::format("{}{}; then take this line and the last away.\n## {}\n{}{}\n-->\n", before->empty() ? "" : "\n", mark,
                  heading, known(task.fix, state.facts), in_comment(task.remedy));
  return {{{path, *before}}, fmt::format("a section \"{}\" to fill in, in {}", heading, printable(path)), true};
}

}  // namespace auditor::fix
