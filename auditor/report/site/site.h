// A folder of static pages over the lines of a fleet: a table, charts, a page a model, CSV. It needs no network and no
// server: data comes by script elements, which also load from a disk. See docs/site.md.
#pragma once

#include "auditor/core/json.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace auditor::report::site {

// Where the files go. Names are relative, of letters, digits, '-', '.' and '/' alone.
struct Sink {
  std::function<Result<void>(std::string_view name, std::string_view bytes)> write;   // a whole file
  std::function<Result<void>(std::string_view name, std::string_view lines)> append;  // whole lines, to a file begun
  std::function<Result<void>(std::string_view name)> close;  // a file that was appended to is whole: takes its name
};

struct Options {
  std::string title;      // of the index; empty: how many models it holds
  std::string generated;  // ISO 8601; empty: the newest commit of the lines
};

struct Counts {
  std::int64_t rows = 0;
  std::int64_t pages = 0;
  std::int64_t unread = 0;  // lines left out
};

class Site {
 public:
  Site(Options options, Sink sink);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // One line, an object. Error: malformed, when it is left out and counted as unread; others end the site.
  [[nodiscard]] Result<void> add(Json line, int number);
  // A line that could not be handed over, such as one that is broken.
  void count_unread();
  // The pages over all lines. To be called once.
  [[nodiscard]] Result<Counts> finish();
  // Whether this site has written a file of that name.
  [[nodiscard]] bool has_written(std::string_view name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The file that marks a folder as a site, and its content while one is being made and when it is whole.
inline constexpr std::string_view marker_name = "auditor-site.json";
[[nodiscard]] std::string marker(bool complete);
[[nodiscard]] bool is_marker(std::string_view bytes);

// Whether a file of this name is one that only a site writes, so that a new one may take an old one's away.
[[nodiscard]] bool is_own_file(std::string_view name);

}  // namespace auditor::report::site
