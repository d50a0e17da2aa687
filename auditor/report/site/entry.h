// One line of a fleet as the site sees it. A short line is made into a report that lacks most keys, so that all that
// follows reads one kind of document.
#pragma once

#include "auditor/core/json.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::report::site {

struct Entry {
  std::string name;     // cleaned; never empty
  std::string address;  // where the repository can be found, a web address; empty when none is known
  std::string reason;   // why there is no report: open, time, memory, crash; empty when there is one
  std::string page;     // file name of its page below models/; empty when the line has no whole report
  std::string family;   // title of a family of rules/vocabulary/families.yaml; empty when none is named
  Json report;          // null when there is none
};

// Reads lines; keeps what it needs to give every page a name of its own.
class EntryReader {
 public:
  EntryReader();
  // Error: malformed, for a line that is none of a fleet's. `number` counts from 1.
  [[nodiscard]] Result<Entry> read(Json line, int number);

 private:
  struct Family {
    std::string title;
    std::vector<std::string> words;
  };
  [[nodiscard]] std::string family_of(const Entry& entry) const;
  [[nodiscard]] std::string new_page_name(std::string_view input, const Entry& entry);

  std::vector<Family> families_;
  std::map<std::string, int> pages_;  // names given, without their counter
};

// Whether a file below models/ can be one of the site's own.
[[nodiscard]] bool is_page_name(std::string_view file);

}  // namespace auditor::report::site
