#include "auditor/fleet/resume.h"

#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fleet/part.h"
#include "auditor/fleet/record.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace auditor::fleet {
namespace {

constexpr std::string_view this_run = "this run";

Result<void> check_goes_on(const Manifest& part, const Manifest& now, const std::string& path) {
  if (auto same = check_same(now, std::string(this_run), part, path); !same) return same;
  if (part.shard == now.shard && (part.by == now.by || part.shard == "1/1")) return {};
  return fail(ErrorCode::usage,
              fmt::format("is shard {} by {}, but {} is shard {} by {}", printable(part.shard), printable(part.by),
                          this_run, now.shard, now.by),
              path);
}

// Whether a line of an error makes place for another try.
bool again(const Json& line, const Retry& retry) {
  const auto& reasons = retry.reasons;
  return attempt_of(line) < retry.attempts &&
         std::find(reasons.begin(), reasons.end(), text(line, "reason")) != reasons.end();
}

class Reader {
 public:
  Reader(const Manifest& now, bool with_manifest, const Retry& retry)
      : now_(now), with_manifest_(with_manifest), retry_(retry) {}

  Result<Begun> read(const std::string& path) {
    auto part = Part::open(path);
    if (!part) return tl::unexpected(part.error());
    PartLine line;
    for (;;) {
      const auto more = part->next(line);
      if (!more) return tl::unexpected(more.error());
      if (!*more) return std::move(begun_);
      begun_.any = true;
      if (line.kind == PartLine::Kind::manifest) {
        if (auto same = take_manifest(line.json, path); !same) return tl::unexpected(same.error());
      } else if (line.kind == PartLine::Kind::broken) {
        ++begun_.broken;
      } else if (with_manifest_ && !begun_.with_manifest) {
        return fail(ErrorCode::usage, "has no manifest: what made its lines is not known, so no others are added",
                    path);
      } else {
        take(line);
      }
    }
  }

 private:
  Result<void> take_manifest(const Json& line, const std::string& path) {
    const auto manifest = manifest_of(line);
    if (auto same = check_goes_on(*manifest, now_, path); !same) return same;
    const unsigned attempt =
        begun_.with_manifest ? std::max(begun_.manifest.attempt, manifest->attempt) : manifest->attempt;
    begun_.manifest = *manifest;
    begun_.manifest.attempt = attempt;
    begun_.with_manifest = true;
    return {};
  }

  // A result stands before any error, and an error that is not tried again before one that is.
  void take(const PartLine& line) {
    const std::string input(text(line.json, "input"));
    if (line.kind == PartLine::Kind::result) begun_.done[input] = true;
    else if (!again(line.json, retry_)) begun_.done.emplace(input, false);
    else if (!begun_.done.contains(input))
      begun_.retried[input] = std::max(begun_.retried[input], attempt_of(line.json));
    if (begun_.done.contains(input)) begun_.retried.erase(input);
  }

  const Manifest& now_;
  const bool with_manifest_;
  const Retry& retry_;
  Begun begun_;
};

}  // namespace

Result<Begun> read_begun(const std::string& path, const Manifest& now, bool with_manifest, const Retry& retry) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return Begun{};
  return Reader(now, with_manifest, retry).read(path);
}

bool Begun::has_errors() const {
  return std::any_of(done.begin(), done.end(), [](const auto& input) { return !input.second; });
}

namespace {

bool is_kept(const PartLine& line, const Begun& begun, const Retry& retry) {
  if (line.kind == PartLine::Kind::result) return true;
  if (line.kind != PartLine::Kind::error || again(line.json, retry)) return false;
  const auto done = begun.done.find(std::string(text(line.json, "input")));
  return done != begun.done.end() && !done->second;
}

Result<void> copy_kept(const std::string& path, const Begun& begun, const Retry& retry, LineWriter& writer) {
  auto part = Part::open(path);
  if (!part) return tl::unexpected(part.error());
  for (PartLine line;;) {
    const auto more = part->next(line);
    if (!more) return tl::unexpected(more.error());
    if (!*more) return {};
    if (!is_kept(line, begun, retry)) continue;
    if (auto written = writer.write(line.bytes); !written) return written;
  }
}

}  // namespace

Result<LineWriter> go_on(const std::string& path, const Begun& begun, const Manifest& now, bool with_manifest,
                         const Retry& retry) {
  Manifest manifest = now;
  manifest.attempt = begun.any ? begun.manifest.attempt + 1 : 1;
  auto writer = LineWriter::replacement(path);
  if (!writer) return writer;
  if (with_manifest || begun.with_manifest)
    if (auto written = writer->write(dump_json(to_json(manifest), -1)); !written)
      return tl::unexpected(written.error());
  if (begun.any)
    if (auto copied = copy_kept(path, begun, retry, *writer); !copied) return tl::unexpected(copied.error());
  if (auto replaced = writer->replace(); !replaced) return tl::unexpected(replaced.error());
  return writer;
}

}  // namespace auditor::fleet
