#include "auditor/fleet/cache.h"

#include "auditor/core/digest.h"
#include "auditor/core/json_view.h"
#include "auditor/facts/source_facts.h"
#include "auditor/fleet/line_writer.h"
#include "auditor/formats/unpack.h"

#include <algorithm>
#include <filesystem>

namespace auditor::fleet {
namespace {

constexpr std::size_t largest_entry = 64U << 20U;

// {path: whether its object is here} of all LFS and Xet pointers.
Json pointers_of(const source::Snapshot& snapshot) {
  Json pointers = Json::object();
  for (const source::Entry& entry : snapshot.entries())
    if (const auto pointer = snapshot.pointer(entry)) pointers[entry.path] = pointer->object_present;
  return pointers;
}

bool still_holds(const source::Snapshot& snapshot, const Json& pointers) {
  for (const auto& [path, present] : pointers.items()) {
    const source::Entry* entry = snapshot.find(path);
    const auto pointer = entry == nullptr ? std::nullopt : snapshot.pointer(*entry);
    if (!pointer || present != pointer->object_present) return false;
  }
  return true;
}

// Whether all was read that the tree holds: what is missing may come without another commit.
bool is_whole(const Json& report) {
  const auto problems = objects(member(member(report, "facts"), "diagnostics"));
  return std::none_of(problems.begin(), problems.end(), [](const Json* problem) {
    const std::string_view kind = text(*problem, "kind");
    return kind == "unavailable" || kind == "corrupt";
  });
}

std::optional<Json> read_entry(const std::string& path) {
  const auto file = open_file(path);
  if (!file) return std::nullopt;
  const auto unpacked = formats::unpack(**file, formats::Codec::zstd, largest_entry);
  if (unpacked.cut || unpacked.damaged) return std::nullopt;
  auto entry = parse_json(unpacked.bytes, path);
  if (!entry || !entry->is_object()) return std::nullopt;
  return std::move(*entry);
}

// Whether a report is of the source that a key names; it says more of it than the key.
bool is_of(const Json& report, const Json& source) {
  const Json& said = member(report, "source");
  const auto entries = source.items();
  return std::all_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return member(said, entry.key()) == entry.value(); });
}

bool is_whole_git(const source::SourceInfo& info) {
  return info.kind == source::SourceKind::git && !info.tree.empty() && !info.dirty && !info.partial;
}

}  // namespace

bool is_settled_by_commit(const source::Snapshot& snapshot) {
  return is_whole_git(snapshot.info()) && pointers_of(snapshot).empty() && snapshot.problems().empty();
}

std::optional<Json> Cache::key_of(const source::Snapshot& snapshot) const {
  const source::SourceInfo& info = snapshot.info();
  if (!is_whole_git(info)) return std::nullopt;
  return Json{{"made_by", made_by_}, {"source", facts::to_json(info, snapshot.entries().size())}};
}

std::string Cache::path_of(const Json& key) const {
  const std::string name = sha256_hex(dump_json(key, -1));
  return folder_ + "/" + name.substr(0, 2) + "/" + name.substr(2) + ".json.zst";
}

std::optional<Json> Cache::find(const source::Snapshot& snapshot) const {
  const auto key = key_of(snapshot);
  if (!key) return std::nullopt;
  auto entry = read_entry(path_of(*key));
  if (!entry || member(*entry, "key") != *key || !member(*entry, "line").is_object()) return std::nullopt;
  if (text(*entry, "line_digest") != fingerprint_hex(dump_json(member(*entry, "line"), -1))) return std::nullopt;
  if (!still_holds(snapshot, member(*entry, "pointers"))) return std::nullopt;
  return std::move((*entry)["line"]);
}

std::optional<Cache::State> Cache::state_of(const source::Snapshot& snapshot) const {
  auto key = key_of(snapshot);
  if (!key) return std::nullopt;
  Json pointers = pointers_of(snapshot);
  if (!snapshot.problems().empty()) return std::nullopt;
  return State{std::move(*key), std::move(pointers)};
}

void Cache::keep(const State& state, Json line, const Json& report) const {
  if (!is_of(report, member(state.key, "source")) || !is_whole(report)) return;
  line.erase("input");
  const std::string digest = fingerprint_hex(dump_json(line, -1));
  const Json entry = {
      {"key", state.key}, {"pointers", state.pointers}, {"line", std::move(line)}, {"line_digest", digest}};
  const std::string path = path_of(state.key);
  std::error_code failed;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), failed);
  auto writer = LineWriter::replacement(path, LineWriter::Safe::no);
  if (writer && writer->write(dump_json(entry, -1))) (void)writer->replace();
}

}  // namespace auditor::fleet
