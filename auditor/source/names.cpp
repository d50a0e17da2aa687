#include "auditor/source/names.h"

#include "auditor/core/text.h"

#include <algorithm>

namespace auditor::source {

namespace {

bool is_plain_ascii(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_git_folder(std::string_view name) {
  return (name.size() == 4 && iequals(name, ".git")) || (name.size() == 5 && iequals(name, "git~1"));
}

}  // namespace

NameVerdict judge_name(std::string_view name) {
  if (name.empty() || name == "." || name == ".." || is_git_folder(name)) return NameVerdict::invalid;
  if (name.find('/') != std::string_view::npos || name.find('\0') != std::string_view::npos) {
    return NameVerdict::invalid;
  }
  if (is_plain_ascii(name)) return NameVerdict::good;
  return printable(name) == name ? NameVerdict::good : NameVerdict::deceptive;
}

bool is_inside(std::string_view path) {
  if (!path.empty() && path.front() == '/') return false;
  const auto steps = split(path, '/');
  return std::none_of(steps.begin(), steps.end(),
                      [](std::string_view step) { return step == ".." || is_git_folder(step); });
}

}  // namespace auditor::source
