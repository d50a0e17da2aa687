#include "auditor/fleet/part.h"

#include "auditor/core/json_view.h"
#include "auditor/fleet/manifest.h"
#include "auditor/fleet/packing.h"
#include "auditor/fleet/record.h"

#include <algorithm>

namespace auditor::fleet {
namespace {

constexpr std::size_t step = 1U << 20U;
constexpr std::size_t longest_line = 256U << 20U;

void classify(PartLine& line, const std::string& path) {
  line.kind = PartLine::Kind::broken;
  line.json = Json();
  auto json = parse_json(line.bytes, path);
  if (!json || !json->is_object()) return;
  if (manifest_of(*json)) line.kind = PartLine::Kind::manifest;
  else if (const Json& input = member(*json, "input"); !input.is_string()) return;
  else line.kind = is_error(*json) ? PartLine::Kind::error : PartLine::Kind::result;
  line.json = std::move(*json);
}

}  // namespace

Result<Part> Part::open(const std::string& path) {
  auto file = open_file(path);
  if (!file) return tl::unexpected(file.error());
  const auto head = (*file)->read(0, 4);
  if (!head) return tl::unexpected(head.error());
  if (!is_packed(*head)) return Part(path, std::move(*file), false);
  auto plain = unpack_to_file(**file, path);
  if (!plain) return tl::unexpected(plain.error());
  return Part(path, std::move(plain->bytes), plain->damaged);
}

Result<bool> Part::next_bytes(PartLine& line, bool& too_long) {
  line.offset = read_ - (buffer_.size() - used_);
  line.bytes.clear();
  too_long = false;
  for (;;) {
    const std::size_t end = buffer_.find('\n', used_);
    const std::size_t stop = std::min(end, buffer_.size());
    if (line.bytes.size() + (stop - used_) <= longest_line) line.bytes.append(buffer_, used_, stop - used_);
    else too_long = true;
    used_ = stop;
    if (end != std::string::npos) {
      ++used_;
      return true;
    }
    auto more = bytes_->read(read_, step);
    if (!more) return tl::unexpected(more.error());
    if (more->empty()) return !line.bytes.empty() || too_long;
    buffer_ = std::move(*more);
    used_ = 0;
    read_ += buffer_.size();
  }
}

Result<bool> Part::next(PartLine& line) {
  for (;;) {
    bool too_long = false;
    const auto more = next_bytes(line, too_long);
    if (!more) return more;
    if (!*more) break;
    if (line.bytes.empty() && !too_long) continue;  // an empty line is nothing lost
    if (too_long) line.kind = PartLine::Kind::broken;
    else classify(line, path_);
    return true;
  }
  if (!std::exchange(damaged_, false)) return false;
  line.kind = PartLine::Kind::broken;
  return true;
}

Result<std::string> Part::read(std::uint64_t offset, std::size_t size) const { return bytes_->read(offset, size); }

}  // namespace auditor::fleet
