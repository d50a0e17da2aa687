// Software dependencies as stated by requirements files, pyproject.toml and setup.cfg: names and constraints only;
// nothing is resolved or fetched.
#include "auditor/core/text.h"
#include "auditor/evidence/content/code.h"

#include <algorithm>
#include <tuple>

namespace auditor::evidence {
namespace {

constexpr std::size_t max_dependencies = 500;

bool name_char(char c) { return is_alnum(c) || c == '-' || c == '_' || c == '.'; }

// PEP 503: runs of - _ . are one dash, lower case.
std::string normalized(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    if (is_alnum(c)) out.push_back(c);
    else if (!out.empty() && out.back() != '-') out.push_back('-');
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

// One PEP 508 requirement: "torch[extra]>=1.0 ; marker  # comment".
void add_requirement(std::string_view line, std::string_view path, std::vector<Dependency>& out) {
  line = trim(line.substr(0, line.find(" #")));
  if (line.empty() || line[0] == '#' || line[0] == '-' || !is_alnum(line[0])) return;
  std::size_t end = 0;
  while (end < line.size() && name_char(line[end])) ++end;
  const std::string name = normalized(line.substr(0, end));
  std::string_view rest = trim(line.substr(end));
  if (rest.starts_with("[")) rest = trim(rest.substr(std::min(rest.find(']'), rest.size() - 1) + 1));
  rest = trim(rest.substr(0, rest.find(';')));
  if (!rest.empty() && std::string_view("=<>~!@(").find(rest[0]) == std::string_view::npos) return;  // prose
  Dependency found{name, {}, std::string(rest), "pypi", printable(path)};
  if (rest.starts_with("==") && rest.find_first_of("*,") == std::string_view::npos)
    found.version = std::string(trim(rest.substr(rest.starts_with("===") ? 3 : 2)));
  if (!name.empty() && out.size() < max_dependencies) out.push_back(std::move(found));
}

void read_requirements(std::string_view text, std::string_view path, std::vector<Dependency>& out) {
  for (const std::string_view line : split_lines(text)) add_requirement(line, path, out);
}

// The quoted strings of pyproject.toml's `dependencies = [ … ]`: enough of TOML for a flat array of strings.
void read_pyproject(std::string_view text, std::string_view path, std::vector<Dependency>& out) {
  bool inside = false;
  for (std::string_view line : split_lines(text)) {
    line = trim(line);
    if (!inside) {
      const auto equals = line.find('=');
      if (equals == std::string_view::npos || trim(line.substr(0, equals)) != "dependencies") continue;
      line = trim(line.substr(equals + 1));
      if (!line.starts_with("[")) continue;
      inside = true;
    }
    for (std::size_t at = 0; at < line.size();) {
      const char c = line[at];
      if (c == '#') break;
      if (c == ']') {
        inside = false;
        break;
      }
      if (c != '"' && c != '\'') {
        ++at;
        continue;
      }
      const auto close = line.find(c, at + 1);
      if (close == std::string_view::npos) break;
      add_requirement(line.substr(at + 1, close - at - 1), path, out);
      at = close + 1;
    }
  }
}

bool is_requirements(std::string_view name) { return starts_with_i(name, "requirements") && ends_with_i(name, ".txt"); }

}  // namespace

std::vector<Dependency> collect_dependencies(Repository& repository) {
  std::vector<Dependency> found;
  for (const source::Entry& entry : repository.entries()) {
    if (std::count(entry.path.begin(), entry.path.end(), '/') > 1) continue;
    const std::string_view name = base_name(entry.path);
    const bool requirements = is_requirements(name);
    if (!requirements && name != "pyproject.toml") continue;
    const auto text = repository.text(entry.path);
    if (!text) continue;
    if (requirements) read_requirements(*text, entry.path, found);
    else read_pyproject(*text, entry.path, found);
  }
  const auto key = [](const Dependency& d) { return std::tie(d.name, d.path, d.constraint); };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  found.erase(std::unique(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name == b.name; }),
              found.end());
  return found;
}

}  // namespace auditor::evidence
