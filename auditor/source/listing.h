// Gathers the entries of a snapshot: judges names, keeps within bounds, and ends sorted without duplicates.
#pragma once

#include "auditor/source/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

class Listing {
 public:
  explicit Listing(const Limits& limits) : limits_(limits) {}

  // Judges `name`, the last step of prefix + name. False: skip it (the problem is noted).
  bool accept(std::string_view prefix, std::string_view name, std::size_t depth);
  void add(std::string_view prefix, std::string_view name, EntryKind kind, std::string oid);
  void problem(std::string_view path, std::string message, std::string kind);

  // A bound on the whole was reached: the walk should end.
  [[nodiscard]] bool full() const { return full_; }

  struct Content {
    std::vector<Entry> entries;
    std::vector<Problem> problems;
  };
  [[nodiscard]] Content finish() &&;

 private:
  bool count(std::size_t bytes);
  void sort_entries();

  Limits limits_;
  Content content_;
  std::size_t seen_ = 0;
  std::size_t path_bytes_ = 0;
  std::size_t dropped_problems_ = 0;
  bool full_ = false;
};

}  // namespace auditor::source
