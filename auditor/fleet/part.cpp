#include "auditor/fleet/part.h"

#include "auditor/core/check.h"
#include "auditor/core/json_view.h"
#include "auditor/core/text.h"
#include "auditor/fleet/manifest.h"
#include "auditor/fleet/packing.h"
#include "auditor/fleet/record.h"

#include <algorithm>
#include <fmt/format.h>

namespace auditor::fleet {
namespace {

constexpr std::size_t step = 1U << 20U;
constexpr std::size_t longest_line = 256U << 20U;
constexpr std::size_t longest_shown = 60;

void set_broken(PartLine& line, std::string why) {
  line.kind = PartLine::Kind::broken;
  line.json = Json();
  line.why = std::move(why);
}

void classify(PartLine& line, const std::string& path) {
  auto json = parse_json(line.bytes, path);
  if (!json || !json->is_object()) return set_broken(line, "is no JSON object");
  if (const std::string twice = repeated_key(line.bytes); !twice.empty())
    return set_broken(line, "has '" + ellipsize(printable(twice), longest_shown) + "' twice in one object");
  if (manifest_of(*json)) line.kind = PartLine::Kind::manifest;
  else if (!member(*json, "input").is_string()) return set_broken(line, "is no line of a fleet");
  else if (is_error(*json)) line.kind = PartLine::Kind::error;
  else if (is_result(*json)) line.kind = PartLine::Kind::result;
  else return set_broken(line, "is no line of a fleet");
  line.why.clear();
  line.json = std::move(*json);
}

}  // namespace

Result<Part> Part::open(const std::string& path) {
  auto file = open_file(path);
  if (!file) return tl::unexpected(file.error());
  return of_bytes(std::move(*file), path);
}

Result<Part> Part::open(std::istream& in, const std::string& path) {
  auto file = copy_to_file(in, path);
  if (!file) return tl::unexpected(file.error());
  return of_bytes(std::move(*file), path);
}

Result<Part> Part::of_bytes(std::unique_ptr<ByteSource> bytes, const std::string& path) {
  const auto head = bytes->read(0, 4);
  if (!head) return tl::unexpected(head.error());
  if (!is_packed(*head)) return Part(path, std::move(bytes), false);
  auto plain = unpack_to_file(*bytes, path);
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
    line.number = ++lines_;
    if (trim(line.bytes).empty() && !too_long) continue;  // an empty line is nothing lost
    if (too_long) set_broken(line, "is longer than " + human_size(longest_line));
    else classify(line, path_);
    return true;
  }
  if (!std::exchange(damaged_, false)) return false;
  line.number = ++lines_;
  set_broken(line, "is where the packed bytes end early");
  return true;
}

Result<std::string> Part::read(std::uint64_t offset, std::size_t size) const { return bytes_->read(offset, size); }

}  // namespace auditor::fleet
