#include "auditor/source/listing.h"

#include "auditor/source/names.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::source {

namespace {

constexpr std::size_t max_problems = 1000;
constexpr std::size_t max_path = 4096;
// Paths are what an entry costs beside its id and what readers keep of it: those of all entries may be this long on
// average, so that the number of entries bounds the memory of a listing, too.
constexpr std::size_t bytes_of_path = 80;
constexpr std::size_t least_entries = 1000;

std::string join(std::string_view prefix, std::string_view name) {
  std::string path;
  path.reserve(prefix.size() + name.size());
  path.append(prefix).append(name);
  return path;
}

}  // namespace

bool Listing::count(std::size_t bytes) {
  if (full_) return false;
  ++seen_;
  path_bytes_ += bytes;
  const bool too_many = seen_ > limits_.entries;
  // Where no more entries than a thousand are asked for, one long path is no reason to stop.
  const std::size_t entries = std::max(limits_.entries, least_entries);
  const bool too_long = path_bytes_ / bytes_of_path > entries;
  full_ = too_many || too_long;
  if (full_)
    problem({},
            too_many ? fmt::format("more than {} entries: the rest was not read", limits_.entries)
                     : fmt::format("paths of more than {} bytes on average for {} entries: the rest was not read",
                                   bytes_of_path, entries),
            "limit");
  return !full_;
}

bool Listing::accept(std::string_view prefix, std::string_view name, std::size_t depth) {
  if (!count(prefix.size() + name.size())) return false;
  switch (judge_name(name)) {
    case NameVerdict::invalid:
      problem(join(prefix, name), "the entry's name is not allowed: not read", "invalid-name");
      return false;
    case NameVerdict::deceptive:
      problem(join(prefix, name), "the entry's name has control, invisible or invalid characters", "deceptive-name");
      break;
    case NameVerdict::good: break;
  }
  if (depth > limits_.depth || prefix.size() + name.size() > max_path) {
    problem(join(prefix, name).substr(0, max_path), fmt::format("below {} folders: not read", depth - 1), "limit");
    return false;
  }
  return true;
}

void Listing::add(std::string_view prefix, std::string_view name, EntryKind kind, std::string oid) {
  content_.entries.push_back(Entry{join(prefix, name), kind, std::move(oid)});
}

void Listing::problem(std::string_view path, std::string message, std::string kind) {
  if (content_.problems.size() >= max_problems) {
    ++dropped_problems_;
    return;
  }
  content_.problems.push_back(Problem{std::string(path), std::move(message), std::move(kind)});
}

// git keeps trees in this order; only a forged tree or a folder on disk comes otherwise.
void Listing::sort_entries() {
  auto& entries = content_.entries;
  const auto by_path = [](const Entry& a, const Entry& b) { return a.path < b.path; };
  if (!std::is_sorted(entries.begin(), entries.end(), by_path)) {
    std::stable_sort(entries.begin(), entries.end(), by_path);
  }
  const auto same = [](const Entry& a, const Entry& b) { return a.path == b.path; };
  for (auto at = std::adjacent_find(entries.begin(), entries.end(), same); at != entries.end();
       at = std::adjacent_find(at + 1, entries.end(), same)) {
    problem(at->path, "the folder names this entry twice: the first was read", "invalid-name");
  }
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

Listing::Content Listing::finish() && {
  sort_entries();
  if (dropped_problems_ > 0) {
    content_.problems.push_back(Problem{{}, fmt::format("{} more problems of this kind", dropped_problems_), "limit"});
  }
  return std::move(content_);
}

}  // namespace auditor::source
