#include "auditor/fleet/merge.h"

#include "auditor/fleet/line_index.h"
#include "auditor/fleet/line_writer.h"
#include "auditor/fleet/shard.h"

#include <algorithm>
#include <unordered_set>

namespace auditor::fleet {
namespace {

// The value that all manifests agree on, else `otherwise`.
std::string common(const std::vector<Manifest>& manifests, const std::string Manifest::*value, std::string otherwise) {
  const auto differs = [&](const Manifest& m) { return m.*value != manifests.front().*value; };
  return std::any_of(manifests.begin(), manifests.end(), differs) ? otherwise : manifests.front().*value;
}

Manifest merged_manifest(const std::vector<Manifest>& manifests, const MergeOptions& options) {
  Manifest merged = manifests.front();
  merged.list_digest = options.list ? list_digest(*options.list) : common(manifests, &Manifest::list_digest, "");
  merged.shard = options.partial ? common(manifests, &Manifest::shard, "1/1") : "1/1";
  merged.by = merged.shard == "1/1" ? Manifest().by : common(manifests, &Manifest::by, Manifest().by);
  merged.attempt = 1;
  if (options.partial)
    for (const Manifest& manifest : manifests) merged.attempt = std::max(merged.attempt, manifest.attempt);
  return merged;
}

// Sources in the order of the output, each once.
std::vector<std::string> order_of(const LineIndex& index, const MergeOptions& options) {
  std::vector<std::string> order;
  if (!options.list) {
    for (const Place& place : index.places()) order.push_back(place.input);
    return order;
  }
  std::unordered_set<std::string> seen;
  for (const std::string& source : *options.list)
    if (seen.insert(source).second) order.push_back(source);
  return order;
}

Result<void> write_lines(const LineIndex& index, const std::vector<std::string>& order, const MergeOptions& options,
                         Merged& merged) {
  auto writer = LineWriter::replacement(options.output);
  if (!writer) return tl::unexpected(writer.error());
  if (!index.manifests().empty()) {
    const Manifest manifest = merged_manifest(index.manifests(), options);
    if (auto written = writer->write(dump_json(to_json(manifest), -1)); !written) return written;
  }
  for (const std::string& input : order) {
    const Place* place = index.find(input);
    if (place == nullptr) {
      merged.missing.push_back(input);
      continue;
    }
    ++merged.done;
    if (place->error) ++merged.failed;
    if (place->different) merged.different.push_back(input);
    const auto line = index.read(*place);
    if (!line) return tl::unexpected(line.error());
    if (auto written = writer->write(*line); !written) return written;
  }
  return writer->replace();
}

}  // namespace

Result<Merged> merge(const MergeOptions& options) {
  LineIndex index;
  for (const std::string& path : options.parts)
    if (auto added = index.add(path); !added) return tl::unexpected(added.error());
  Merged merged;
  const std::vector<std::string> order = order_of(index, options);
  if (auto written = write_lines(index, order, options, merged); !written) return tl::unexpected(written.error());
  merged.wanted = order.size();
  merged.duplicate = index.duplicate();
  merged.broken = index.broken();
  merged.unlisted = index.places().size() - merged.done;
  merged.unmarked = index.unmarked();
  return merged;
}

Json to_json(const Merged& merged) {
  return {{"wanted", merged.wanted},   {"done", merged.done},           {"failed", merged.failed},
          {"missing", merged.missing}, {"duplicate", merged.duplicate}, {"different", merged.different},
          {"broken", merged.broken},   {"unlisted", merged.unlisted}};
}

}  // namespace auditor::fleet
