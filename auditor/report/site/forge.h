// Links to the place a citation names, where the repository lies with a known host (rules/vocabulary/forges.yaml).
#pragma once

#include "auditor/core/json.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::report::site {

class Forges {
 public:
  Forges();
  // Sets `href` on every citation below `page` (objects with `where`): an address, or false.
  void link_citations(Json& page, const Json& report) const;
  // The page of the repository itself; empty when its host is not known.
  [[nodiscard]] static std::string repository_address(std::string_view remote);

 private:
  struct Forge {
    std::string host, file, lines;
  };
  struct Place {
    const Forge* forge = nullptr;  // null: nothing can be linked
    std::string repository, commit, folder;
  };
  [[nodiscard]] Place place_of(const Json& report) const;
  [[nodiscard]] static std::string address_of(const Place& place, const Json& citation);
  static void link_below(Json& value, const Place& place);

  std::vector<Forge> forges_;
};

}  // namespace auditor::report::site
