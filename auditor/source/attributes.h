// What .gitattributes files say of Git LFS: which paths should be pointers. Nothing is run; no driver has effect.
#pragma once

#include "auditor/source/snapshot.h"

#include <array>
#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

// A pattern of .gitattributes or .gitignore as a small automaton: time is at most pattern times path.
class PathPattern {
 public:
  explicit PathPattern(std::string_view pattern);
  // `path` is relative to the folder of the file that holds the pattern.
  [[nodiscard]] bool matches(std::string_view path) const;

 private:
  struct Step {
    enum class Kind { literal, any, one_of, star, everything, folders } kind = Kind::literal;
    char literal = 0;
    std::bitset<256> set;
  };
  std::size_t add_class(std::string_view pattern, std::size_t at);
  std::size_t add_stars(std::string_view pattern, std::size_t at);
  void close(std::vector<bool>& states, bool at_boundary) const;
  [[nodiscard]] bool run(std::string_view path) const;

  std::vector<Step> steps_;
  bool base_name_only_ = false;
};

class LfsPatterns {
 public:
  // Every .gitattributes of the snapshot, the deeper ones winning as in git.
  [[nodiscard]] static LfsPatterns read(const Snapshot& snapshot);

  // Adds the text of the .gitattributes in `folder` ("" for the root). Later lines win.
  void add(std::string_view folder, std::string_view text);

  // Whether git would hand this path to the LFS filter.
  [[nodiscard]] bool tracked(std::string_view path) const;
  [[nodiscard]] bool empty() const { return lines_.empty(); }

 private:
  struct Line {
    std::string folder;  // with a slash at its end, or empty
    PathPattern pattern;
    bool lfs;
  };
  std::vector<Line> lines_;
  std::vector<std::string> macros_;  // names of macros that mean filter=lfs
};

}  // namespace auditor::source
