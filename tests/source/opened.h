// Short words for tests of snapshots.
#pragma once

#include "auditor/source/snapshot.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::test {

inline std::unique_ptr<source::Snapshot> opened(const std::string& where, const source::OpenOptions& options = {}) {
  auto snapshot = source::open_snapshot(where, options);
  if (!snapshot) FAIL(snapshot.error().str());
  return std::move(*snapshot);
}

inline Error error_of(const std::string& where, const source::OpenOptions& options = {}) {
  const auto snapshot = source::open_snapshot(where, options);
  REQUIRE_FALSE(snapshot);
  return snapshot.error();
}

inline std::vector<std::string> paths(const source::Snapshot& snapshot) {
  std::vector<std::string> out;
  for (const source::Entry& entry : snapshot.entries()) out.push_back(entry.path);
  return out;
}

inline const source::Entry& entry_at(const source::Snapshot& snapshot, const std::string& path) {
  const source::Entry* entry = snapshot.find(path);
  REQUIRE(entry != nullptr);
  return *entry;
}

inline std::string text_of(const source::Snapshot& snapshot, const std::string& path) {
  const auto text = snapshot.text(entry_at(snapshot, path));
  REQUIRE(text);
  return std::string(*text);
}

// An object is written without leave to change it.
inline void overwrite(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline bool has_problem(const source::Snapshot& snapshot, const std::string& path, const std::string& kind) {
  for (const source::Problem& problem : snapshot.problems()) {
    if (problem.path == path && problem.kind == kind) return true;
  }
  return false;
}

}  // namespace auditor::test
