#include "auditor/fleet/status.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fleet/manifest.h"
#include "auditor/fleet/part.h"
#include "auditor/fleet/shard.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <sys/stat.h>

namespace auditor::fleet {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "shard-";

enum class FileKind { other, finished, attempt };

FileKind kind_of(std::string_view name) {
  if (!name.starts_with(prefix)) return FileKind::other;
  if (name.ends_with(".zst")) name.remove_suffix(4);
  return name.ends_with(".jsonl") ? FileKind::finished : name.ends_with(".part") ? FileKind::attempt : FileKind::other;
}

// What one file holds.
struct Content {
  std::optional<Manifest> manifest;
  std::size_t lines = 0;
  std::size_t broken = 0;
  std::map<std::string, std::size_t> errors;
};

Result<Content> read_content(const std::string& path) {
  auto part = Part::open(path);
  if (!part) return tl::unexpected(part.error());
  Content content;
  for (PartLine line;;) {
    const auto more = part->next(line);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return content;
    if (line.kind == PartLine::Kind::broken) ++content.broken;
    else if (line.kind != PartLine::Kind::manifest) ++content.lines;
    else if (!content.manifest) content.manifest = manifest_of(line.json);
    if (line.kind == PartLine::Kind::error) ++content.errors[std::string(text(line.json, "reason"))];
  }
}

// From when to when files of the fleet were written.
class Span {
 public:
  void add(const std::string& path) {
    struct statx info {};
    if (::statx(AT_FDCWD, path.c_str(), 0, STATX_BTIME | STATX_MTIME, &info) != 0) return;
    if ((info.stx_mask & STATX_BTIME) != 0)
      first_ = std::min(first_.value_or(seconds(info.stx_btime)), seconds(info.stx_btime));
    last_ = std::max(last_, seconds(info.stx_mtime));
  }
  [[nodiscard]] double length() const { return first_ ? std::max(0.0, last_ - *first_) : 0; }

 private:
  static double seconds(const statx_timestamp& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }
  std::optional<double> first_;
  double last_ = 0;
};

class Reader {
 public:
  Result<Status> run(const std::string& folder) {
    std::error_code failed;
    std::vector<std::string> files;
    auto at = fs::recursive_directory_iterator(folder, failed);
    for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
      if (at.depth() > 0) at.disable_recursion_pending();
      if (kind_of(at->path().filename().string()) != FileKind::other) files.push_back(at->path().string());
    }
    // Shards that could not be looked for are not missing.
    if (failed) return fail(ErrorCode::source, failed.message(), folder);
    std::sort(files.begin(), files.end());
    for (const std::string& file : files)
      if (auto taken = take(file); !taken) return tl::unexpected(taken.error());
    if (status_.shards == 0)
      return fail(ErrorCode::usage, "holds no shards (shard-NNNNN.jsonl, shard-NNNNN.….part)", folder);
    return finish();
  }

 private:
  Result<void> take(const std::string& path) {
    const bool finished = kind_of(base_name(path)) == FileKind::finished;
    auto content = read_content(path);
    // An attempt may be renamed or cleared away while the folder is read.
    std::error_code unknown;
    if (!content && !fs::exists(path, unknown)) return {};
    if (!content) return tl::unexpected(content.error());
    span_.add(path);
    if (!content->manifest) return {};
    const auto shard = parse_shard(content->manifest->shard, Deal::hash);
    if (!shard) return fail(ErrorCode::usage, "no shard '" + printable(content->manifest->shard) + "'", path);
    if (status_.shards != 0 && status_.shards != shard->count)
      return fail(ErrorCode::usage, fmt::format("is a shard of {}, others are of {}", shard->count, status_.shards),
                  path);
    status_.shards = shard->count;
    auto& best = best_[shard->index];
    if (best.finished && !finished) return {};
    if ((finished && !best.finished) || content->lines >= best.content.lines) best = {finished, std::move(*content)};
    return {};
  }

  Status finish() {
    for (unsigned i = 1; i <= status_.shards; ++i) {
      const auto at = best_.find(i);
      (at == best_.end() ? status_.missing : at->second.finished ? status_.done : status_.begun).push_back(i);
      if (at == best_.end()) continue;
      status_.lines += at->second.content.lines;
      status_.broken += at->second.content.broken;
      for (const auto& [reason, count] : at->second.content.errors) status_.errors[reason] += count;
    }
    status_.seconds = span_.length();
    return std::move(status_);
  }

  struct Best {
    bool finished = false;
    Content content;
  };
  Status status_;
  std::map<unsigned, Best> best_;
  Span span_;
};

}  // namespace

Result<Status> status_of(const std::string& folder) { return Reader().run(folder); }

Json to_json(const Status& status) {
  return {{"shards", status.shards}, {"done", status.done},     {"begun", status.begun},   {"missing", status.missing},
          {"lines", status.lines},   {"errors", status.errors}, {"broken", status.broken}, {"seconds", status.seconds}};
}

std::string unfinished(const Status& status) {
  std::vector<unsigned> all = status.begun;
  all.insert(all.end(), status.missing.begin(), status.missing.end());
  std::sort(all.begin(), all.end());
  std::string out;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i + 1;
    while (end < all.size() && all[end] == all[end - 1] + 1) ++end;
    out += (out.empty() ? "" : ",") + std::to_string(all[i]);
    if (end - i > 1) out += "-" + std::to_string(all[end - 1]);
    i = end;
  }
  return out;
}

}  // namespace auditor::fleet
