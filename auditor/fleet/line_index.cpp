#include "auditor/fleet/line_index.h"

#include "auditor/core/json_view.h"
#include "auditor/fleet/record.h"

#include <sys/resource.h>
#include <tuple>
#include <xxhash.h>

namespace auditor::fleet {
namespace {

std::array<std::uint64_t, 2> hash_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

// A result before an error; the later attempt; else what was read later.
bool replaces(const Place& later, const Place& earlier) {
  return std::tuple(!later.error, later.error ? later.attempt : 0, later.run) >=
         std::tuple(!earlier.error, earlier.error ? earlier.attempt : 0, earlier.run);
}

// Thousands of parts are open at once, where the system's first bound is often 1024.
void allow_many_files() {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

Result<void> LineIndex::take_manifest(const Manifest& manifest, const std::string& path) {
  if (!manifests_.empty())
    if (auto same = check_same(manifests_.front(), first_marked_, manifest, path); !same) return same;
  if (manifests_.empty()) first_marked_ = path;
  manifests_.push_back(manifest);
  return {};
}

Result<void> LineIndex::check_marked() const {
  if (unmarked_.empty() || manifests_.empty()) return {};
  return fail(ErrorCode::usage,
              "has no manifest, but " + first_marked_ + " has rules " + manifests_.front().rules_digest +
                  ": they are not mixed",
              unmarked_.front());
}

void LineIndex::take(const PartLine& line, unsigned run) {
  Place place;
  place.input = text(line.json, "input");
  place.part = static_cast<std::uint32_t>(parts_.size() - 1);
  place.offset = line.offset;
  place.size = line.bytes.size();
  place.hash = hash_of(line.bytes);
  place.error = line.kind == PartLine::Kind::error;
  place.attempt = attempt_of(line.json);
  place.run = run;
  const auto [at, is_new] = at_.emplace(place.input, places_.size());
  if (is_new) return places_.push_back(std::move(place));
  ++duplicate_;
  Place& earlier = places_[at->second];
  if (earlier.hash == place.hash) {
    earlier.run = std::max(earlier.run, run);
    return;
  }
  place.different = earlier.different || (!earlier.error && !place.error);
  if (replaces(place, earlier)) earlier = std::move(place);
  else earlier.different = place.different;
}

Result<void> LineIndex::add(const std::string& path) {
  if (parts_.empty()) allow_many_files();
  auto part = Part::open(path);
  if (!part) return tl::unexpected(part.error());
  parts_.push_back(std::move(*part));
  std::optional<unsigned> run;
  bool unmarked = false;
  for (PartLine line;;) {
    const auto more = parts_.back().next(line);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
    if (line.kind == PartLine::Kind::broken) ++broken_;
    else if (line.kind == PartLine::Kind::manifest) {
      const auto manifest = manifest_of(line.json);
      if (auto taken = take_manifest(*manifest, path); !taken) return taken;
      run = manifest->attempt;
    } else {
      unmarked = unmarked || !run;
      take(line, run.value_or(1));
    }
  }
  if (unmarked) unmarked_.push_back(path);
  return check_marked();
}

const Place* LineIndex::find(const std::string& input) const {
  const auto at = at_.find(input);
  return at == at_.end() ? nullptr : &places_[at->second];
}

Result<std::string> LineIndex::read(const Place& place) const {
  return parts_[place.part].read(place.offset, place.size);
}

}  // namespace auditor::fleet
