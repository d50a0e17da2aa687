// Where the best line of each source stands in a set of parts. Holds places, not lines: memory grows with the number of
// sources, not with the size of reports.
#pragma once

#include "auditor/fleet/manifest.h"
#include "auditor/fleet/part.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace auditor::fleet {

struct Place {
  std::string input;
  std::uint32_t part = 0;
  std::uint64_t offset = 0;
  std::size_t size = 0;
  std::array<std::uint64_t, 2> hash{};  // of the bytes
  bool error = false;
  bool different = false;  // another result of the source was found
  unsigned attempt = 1;    // of an error: its own
  unsigned run = 1;        // of the part
};

class LineIndex {
 public:
  // Reads one part more. Errors: source; usage (not to be mixed with those before).
  [[nodiscard]] Result<void> add(const std::string& path);

  [[nodiscard]] const std::vector<Place>& places() const { return places_; }  // in the order of first lines
  [[nodiscard]] const Place* find(const std::string& input) const;
  [[nodiscard]] Result<std::string> read(const Place& place) const;

  [[nodiscard]] const std::vector<Manifest>& manifests() const { return manifests_; }
  [[nodiscard]] const std::vector<std::string>& unmarked() const { return unmarked_; }  // parts without a manifest
  [[nodiscard]] std::size_t broken() const { return broken_; }
  [[nodiscard]] std::size_t duplicate() const { return duplicate_; }

 private:
  [[nodiscard]] Result<void> take_manifest(const Manifest& manifest, const std::string& path);
  void take(const PartLine& line, unsigned run);
  [[nodiscard]] Result<void> check_marked() const;

  std::vector<Part> parts_;
  std::vector<Place> places_;
  std::unordered_map<std::string, std::size_t> at_;
  std::vector<Manifest> manifests_;
  std::string first_marked_;  // path of the first part with a manifest
  std::vector<std::string> unmarked_;
  std::size_t broken_ = 0;
  std::size_t duplicate_ = 0;
};

}  // namespace auditor::fleet
