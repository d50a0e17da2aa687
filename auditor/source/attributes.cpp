#include "auditor/source/attributes.h"

#include "auditor/core/text.h"

#include <algorithm>

namespace auditor::source {

namespace {

constexpr std::size_t max_lines = 4096;
constexpr std::size_t max_pattern = 512;

unsigned char byte(char c) { return static_cast<unsigned char>(c); }

// The pattern at the front of a line, quoted or not; `line` keeps the rest.
std::string take_pattern(std::string_view& line) {
  std::string out;
  if (line[0] != '"') {
    const std::size_t end = line.find_first_of(" \t");
    out = line.substr(0, end);
    line = end == std::string_view::npos ? std::string_view() : line.substr(end);
    return out;
  }
  std::size_t at = 1;
  for (; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\' && at + 1 < line.size()) ++at;
    out += line[at];
  }
  line.remove_prefix(std::min(line.size(), at + 1));
  return out;
}

enum class FilterWord { none, lfs, other };

FilterWord judge(std::string_view word, const std::vector<std::string>& macros) {
  if (word == "filter=lfs") return FilterWord::lfs;
  if (std::find(macros.begin(), macros.end(), word) != macros.end()) return FilterWord::lfs;
  const std::string_view bare = !word.empty() && (word[0] == '-' || word[0] == '!') ? word.substr(1) : word;
  if (bare == "filter" || word.substr(0, 7) == "filter=") return FilterWord::other;
  if (bare.size() != word.size() && std::find(macros.begin(), macros.end(), bare) != macros.end()) {
    return FilterWord::other;
  }
  return FilterWord::none;
}

FilterWord judge_all(std::string_view words, const std::vector<std::string>& macros) {
  FilterWord verdict = FilterWord::none;
  std::size_t at = 0;
  while ((at = words.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const std::size_t end = words.find_first_of(" \t", at);
    if (const FilterWord word = judge(words.substr(at, end - at), macros); word != FilterWord::none) verdict = word;
    if (end == std::string_view::npos) break;
    at = end;
  }
  return verdict;
}

}  // namespace

PathPattern::PathPattern(std::string_view pattern) {
  if (pattern.size() > max_pattern) pattern = pattern.substr(0, max_pattern);
  base_name_only_ = pattern.find('/') == std::string_view::npos;
  if (!pattern.empty() && pattern[0] == '/') pattern.remove_prefix(1);
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at];
    if (c == '*') {
      at = add_stars(pattern, at);
    } else if (c == '?') {
      steps_.push_back(Step{Step::Kind::any, 0, {}});
      ++at;
    } else if (c == '[' && pattern.find(']', at + 2) != std::string_view::npos) {
      at = add_class(pattern, at);
    } else {
      if (c == '\\' && at + 1 < pattern.size()) ++at;
      steps_.push_back(Step{Step::Kind::literal, pattern[at++], {}});
    }
  }
}

std::size_t PathPattern::add_stars(std::string_view pattern, std::size_t at) {
  std::size_t end = at;
  while (end < pattern.size() && pattern[end] == '*') ++end;
  const bool starts = at == 0 || pattern[at - 1] == '/';
  if (end - at < 2 || !starts) {
    steps_.push_back(Step{Step::Kind::star, 0, {}});
  } else if (end == pattern.size()) {
    steps_.push_back(Step{Step::Kind::everything, 0, {}});
  } else if (pattern[end] == '/') {
    steps_.push_back(Step{Step::Kind::folders, 0, {}});
    return end + 1;
  } else {
    steps_.push_back(Step{Step::Kind::star, 0, {}});
  }
  return end;
}

std::size_t PathPattern::add_class(std::string_view pattern, std::size_t at) {
  Step step{Step::Kind::one_of, 0, {}};
  ++at;
  const bool negated = pattern[at] == '!' || pattern[at] == '^';
  if (negated) ++at;
  for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
    const unsigned char low = byte(pattern[at]);
    const bool range = at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']';
    const unsigned char high = range ? byte(pattern[at + 2]) : low;
    for (unsigned value = low; value <= high; ++value) step.set.set(value);
    at += range ? 3 : 1;
  }
  if (negated) step.set.flip();
  step.set.reset(byte('/'));
  steps_.push_back(step);
  return std::min(at + 1, pattern.size());
}

// States reached without consuming: stars match nothing; folders end where a folder does.
void PathPattern::close(std::vector<bool>& states, bool at_boundary) const {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (!states[i]) continue;
    const Step::Kind kind = steps_[i].kind;
    const bool skips = kind == Step::Kind::star || (kind == Step::Kind::folders && at_boundary);
    if (skips) states[i + 1] = true;
  }
}

bool PathPattern::run(std::string_view path) const {
  std::vector<bool> now(steps_.size() + 1, false);
  std::vector<bool> next(steps_.size() + 1);
  now[0] = true;
  close(now, true);
  for (const char c : path) {
    std::fill(next.begin(), next.end(), false);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (!now[i]) continue;
      const Step& step = steps_[i];
      switch (step.kind) {
        case Step::Kind::literal: next[i + 1] = next[i + 1] || step.literal == c; break;
        case Step::Kind::any: next[i + 1] = next[i + 1] || c != '/'; break;
        case Step::Kind::one_of: next[i + 1] = next[i + 1] || step.set.test(byte(c)); break;
        case Step::Kind::star: next[i] = next[i] || c != '/'; break;
        case Step::Kind::folders: next[i] = true; break;
        case Step::Kind::everything:
          next[i] = true;
          next[i + 1] = true;
          break;
      }
    }
    close(next, c == '/');
    std::swap(now, next);
  }
  return now[steps_.size()];
}

bool PathPattern::matches(std::string_view path) const { return run(base_name_only_ ? base_name(path) : path); }

void LfsPatterns::add(std::string_view folder, std::string_view text) {
  const std::string prefix = folder.empty() ? "" : std::string(folder) + "/";
  for (std::string_view line : split_lines(text)) {
    line = trim(line);
    if (line.empty() || line[0] == '#' || line[0] == '!' || lines_.size() >= max_lines) continue;
    if (line.substr(0, 6) == "[attr]") {
      line.remove_prefix(6);
      const std::string name = line.empty() ? "" : take_pattern(line);
      if (judge_all(line, macros_) == FilterWord::lfs) macros_.push_back(name);
      continue;
    }
    const std::string pattern = take_pattern(line);
    const FilterWord verdict = judge_all(line, macros_);
    // A pattern for folders alone sets no attribute of a file.
    if (verdict == FilterWord::none || pattern.empty() || pattern.back() == '/') continue;
    lines_.push_back(Line{prefix, PathPattern(pattern), verdict == FilterWord::lfs});
  }
}

bool LfsPatterns::tracked(std::string_view path) const {
  for (auto line = lines_.rbegin(); line != lines_.rend(); ++line) {
    if (path.substr(0, line->folder.size()) == line->folder &&
        line->pattern.matches(path.substr(line->folder.size()))) {
      return line->lfs;
    }
  }
  return false;
}

LfsPatterns LfsPatterns::read(const Snapshot& snapshot) {
  std::vector<const Entry*> files;
  for (const Entry& entry : snapshot.entries()) {
    const bool regular = entry.kind == EntryKind::file || entry.kind == EntryKind::executable;
    if (regular && base_name(entry.path) == ".gitattributes") files.push_back(&entry);
  }
  // Shallow ones first: a deeper file wins.
  const auto depth = [](const Entry* entry) { return std::count(entry->path.begin(), entry->path.end(), '/'); };
  std::stable_sort(files.begin(), files.end(), [&](const Entry* a, const Entry* b) { return depth(a) < depth(b); });
  LfsPatterns patterns;
  for (const Entry* entry : files) {
    if (const auto text = snapshot.text(*entry)) patterns.add(dir_name(entry->path), *text);
  }
  return patterns;
}

}  // namespace auditor::source
