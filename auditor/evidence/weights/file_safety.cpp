#include "auditor/evidence/weights/file_safety.h"

#include "auditor/core/text.h"
#include "auditor/formats/budget.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace auditor::evidence {
namespace {

using formats::NameKind;
using formats::Verdict;

constexpr std::size_t most_listed = 500;
constexpr std::size_t most_texts = 20'000;  // files with a text's name whose first bytes are looked at
constexpr std::uint64_t longest_looked_at_from_the_end = 8U << 20U;

int severity(Verdict verdict) {
  static constexpr std::array order{Verdict::safe, Verdict::malformed, Verdict::unknown, Verdict::suspicious,
                                    Verdict::unsafe};
  return static_cast<int>(std::find(order.begin(), order.end(), verdict) - order.begin());
}

// Formats without a first byte of their own: bytes of any kind can look like a broken file of one.
bool is_guessed(const std::string& format) {
  static const std::unordered_set<std::string> guessed{
      "pickle", "onnx",        "tensorflow", "tensorflow-graph", "tensorflow-savedmodel",
      "tflite", "safetensors", "zlib",       "unknown"};
  return guessed.contains(format);
}

class Judge {
 public:
  Judge(Repository& repository, const WeightFiles& weights) : repository_(repository) {
    for (const WeightFile& file : weights.files) known_.insert(file.path);
  }

  FileSafety run() {
    for (const source::Entry& entry : repository_.entries())
      if (!known_.contains(entry.path)) judge(entry);
    std::stable_sort(out_.files.begin(), out_.files.end(), [](const LoadableFile& a, const LoadableFile& b) {
      return severity(a.verdict) > severity(b.verdict);
    });
    return std::move(out_);
  }

 private:
  void judge(const source::Entry& entry) {
    switch (entry.kind) {
      case source::EntryKind::submodule:
        return add(entry.path, "submodule", Verdict::unknown, "a submodule: its files are another repository's");
      case source::EntryKind::symlink: return judge_link(entry);
      default: return judge_file(entry);
    }
  }

  // What a link leads to inside the repository is judged where it lies.
  void judge_link(const source::Entry& entry) {
    const NameKind kind = formats::kind_of_name(entry.path);
    if (kind != NameKind::loadable && kind != NameKind::other) return;
    const auto target = repository_.snapshot().text(entry);
    if (!target || !leads_inside(entry.path, *target))
      add(entry.path, "link", Verdict::unknown, "a link to what is not in the repository");
  }

  bool leads_inside(std::string_view path, std::string_view target) const {
    if (target.starts_with('/')) return false;
    std::vector<std::string_view> parts;
    for (const std::string_view text : {dir_name(path), target})
      for (const std::string_view part : split(text, '/')) {
        if (part.empty() || part == ".") continue;
        if (part != "..") parts.push_back(part);
        else if (parts.empty()) return false;
        else parts.pop_back();
      }
    std::string place;
    for (const std::string_view part : parts) place.append(place.empty() ? "" : "/").append(part);
    // A file, or a folder: then some entry lies below it.
    if (place.empty() || repository_.snapshot().find(place) != nullptr) return true;
    place += '/';
    const auto all = repository_.entries();
    const auto below = std::lower_bound(all.begin(), all.end(), place,
                                        [](const source::Entry& e, const std::string& p) { return e.path < p; });
    return below != all.end() && below->path.starts_with(place);
  }

  void judge_file(const source::Entry& entry) {
    const NameKind kind = formats::kind_of_name(entry.path);
    if (kind == NameKind::text && ++texts_ > most_texts) {
      if (texts_ == most_texts + 1)
        add(entry.path, "unknown", Verdict::unknown, "one of more files with names of texts than are looked at");
      return;
    }
    // One object can stand under any number of names.
    const bool named = kind == NameKind::loadable;
    const std::string key = entry.oid.empty() ? std::string() : entry.oid + (named ? "+" : "-");
    if (const auto seen = judged_.find(key); !key.empty() && seen != judged_.end()) {
      if (seen->second) repeat(entry.path, *seen->second);
      return;
    }
    const std::size_t before = found_.size();
    look_at(entry, kind);
    if (!key.empty()) judged_.emplace(key, found_.size() > before ? std::optional<std::size_t>(before) : std::nullopt);
  }

  void look_at(const source::Entry& entry, NameKind kind) {
    const auto head = repository_.snapshot().head(entry, formats::sniffed_bytes);
    if (!head) {
      if (kind == NameKind::loadable || kind == NameKind::other)
        add(entry.path, "unknown", Verdict::unknown, "not read: " + head.error().message);
      return;
    }
    if (formats::is_configuration(entry.path)) return inspect(entry, NameKind::loadable);
    const bool pointer = head->starts_with("version https://git-lfs.") || head->starts_with("# xet version");
    if (pointer ? kind != NameKind::loadable && !is_here(entry)
                : !formats::may_be_loadable(entry.path, *head) && !may_end_as_archive(entry, kind))
      return;
    inspect(entry, kind);
  }

  bool is_here(const source::Entry& entry) const {
    const auto pointer = repository_.snapshot().pointer(entry);
    return pointer && pointer->object_present;
  }

  // An archive may follow bytes of any kind. Who looks for it there goes by the name first.
  bool may_end_as_archive(const source::Entry& entry, NameKind kind) const {
    static constexpr std::array<std::string_view, 9> archives{".keras", ".skops", ".zip", ".pt",   ".pth",
                                                              ".ckpt",  ".bin",   ".pkl", ".model"};
    if (kind != NameKind::loadable || std::none_of(archives.begin(), archives.end(), [&](std::string_view ending) {
          return ends_with_i(entry.path, ending);
        }))
      return false;
    const auto size = repository_.snapshot().size(entry);
    return size && *size <= longest_looked_at_from_the_end;
  }

  void inspect(const source::Entry& entry, NameKind kind) {
    const bool named = kind == NameKind::loadable;
    const auto bytes = repository_.snapshot().open(entry);
    if (!bytes) {
      if (named || kind == NameKind::other)
        add(entry.path, "unknown", Verdict::unknown, "not read: " + bytes.error().message);
      return;
    }
    if (work_ == 0)
      return add(entry.path, "unknown", Verdict::unknown,
                 "not read: " + human_size(formats::work_of_a_repository) + " were read before");
    const formats::Inspection found = formats::inspect_within(entry.path, **bytes, work_);
    if (found.verdict == Verdict::safe) return;
    // Nothing that a loader knows, and read to its end.
    if (found.verdict == Verdict::unknown && (!found.unread || found.format == "unknown")) return;
    if (found.verdict == Verdict::malformed && is_guessed(found.format) && !named) return;
    add(entry.path, found.format, found.verdict, found.reasons);
  }

  void add(const std::string& path, std::string format, Verdict verdict, std::vector<std::string> reasons) {
    found_.push_back({path, std::move(format), verdict, std::move(reasons)});
    list(found_.back());
  }
  void add(const std::string& path, std::string format, Verdict verdict, std::string reason) {
    add(path, std::move(format), verdict, std::vector<std::string>{std::move(reason)});
  }
  void repeat(const std::string& path, std::size_t index) {
    LoadableFile again = found_[index];
    again.path = path;
    list(std::move(again));
  }

  // Keeps the worst when there are more than are listed.
  void list(LoadableFile file) {
    if (out_.files.size() < most_listed) return out_.files.push_back(std::move(file));
    ++out_.omitted;
    const auto mildest = std::min_element(
        out_.files.begin(), out_.files.end(),
        [](const LoadableFile& a, const LoadableFile& b) { return severity(a.verdict) < severity(b.verdict); });
    if (severity(mildest->verdict) < severity(file.verdict)) *mildest = std::move(file);
  }

  Repository& repository_;
  FileSafety out_;
  std::unordered_set<std::string> known_;
  std::vector<LoadableFile> found_;  // one for each object
  std::unordered_map<std::string, std::optional<std::size_t>> judged_;
  std::size_t texts_ = 0;
  std::uint64_t work_ = formats::work_of_a_repository;
};

}  // namespace

FileSafety judge_other_files(Repository& repository, const WeightFiles& weights) {
  return Judge(repository, weights).run();
}

}  // namespace auditor::evidence
