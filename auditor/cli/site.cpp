// auditor fleet site LINES -o FOLDER: static pages over the lines of a fleet.
#include "auditor/cli/site.h"

#include "auditor/cli/day.h"
#include "auditor/cli/log.h"
#include "auditor/cli/output.h"
#include "auditor/fleet/line_writer.h"
#include "auditor/fleet/part.h"
#include "auditor/report/site/site.h"

#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>

namespace auditor::cli {
namespace {

namespace fs = std::filesystem;
namespace site = report::site;

constexpr const char* own_folders[] = {"models", "data", "assets"};

struct Args {
  std::string lines;
  std::string output;
  std::string title;
};

// The folder that the site is written to, and the files in it that are written piece by piece.
class Folder {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  // An empty or new folder, or one with a site. Error: usage.
  [[nodiscard]] Result<void> prepare() const {
    std::error_code failed;
    if (fs::exists(path_, failed) && !fs::is_directory(path_, failed))
      return fail(ErrorCode::usage, "is a file, not a folder", path_);
    if (fs::is_directory(path_, failed) && !fs::is_empty(path_, failed) && !holds_site())
      return fail(ErrorCode::usage, "is not empty, and no site that was made before: name another folder", path_);
    for (const char* own : own_folders)
      if (auto made = create_output_folder(path_ + "/" + own); !made) return made;
    return write(std::string(site::marker_name), site::marker(false));
  }

  [[nodiscard]] Result<void> write(const std::string& name, std::string_view bytes) const {
    return write_output(path_ + "/" + name, bytes);
  }

  // Whole lines, into a file that takes its name with close().
  [[nodiscard]] Result<void> append(const std::string& name, std::string_view lines) {
    auto at = open_.find(name);
    if (at == open_.end()) {
      const std::string path = path_ + "/" + name;
      if (auto own = check_own_path(path); !own) return own;
      auto begun = fleet::LineWriter::replacement(path, fleet::LineWriter::Safe::no);
      if (!begun) return tl::unexpected(begun.error());
      at = open_.emplace(name, std::move(*begun)).first;
    }
    if (lines.ends_with('\n')) lines.remove_suffix(1);
    return at->second.write(lines);
  }

  [[nodiscard]] Result<void> close(const std::string& name) { return open_.at(name).replace(); }

  // Pages and rows of an earlier site that this one has not written. Nothing else is taken away. Error: usage.
  [[nodiscard]] Result<void> drop_what_is_left(const site::Site& made) const {
    std::error_code failed;
    for (const char* own : own_folders) {
      const std::string below = path_ + "/" + own;
      for (fs::directory_iterator at(below, failed); !failed && at != fs::directory_iterator(); at.increment(failed)) {
        const std::string name = std::string(own) + "/" + at->path().filename().string();
        if (!site::is_own_file(name) || made.has_written(name)) continue;
        if (fs::remove(at->path(), failed); failed) break;
      }
      if (failed) return fail(ErrorCode::usage, "holds files of an earlier site that stay: " + failed.message(), below);
    }
    return {};
  }

 private:
  [[nodiscard]] bool holds_site() const {
    const auto bytes = read_input(path_ + "/" + std::string(site::marker_name), 4096);
    return bytes && site::is_marker(*bytes);
  }

  std::string path_;
  std::map<std::string, fleet::LineWriter> open_;
};

// Lines of a named file, else of what can be read once: standard input, a pipe.
Result<fleet::Part> open_lines(const std::string& path) {
  if (path == "-") return fleet::Part::open(std::cin, path);
  std::error_code failed;
  if (fs::is_directory(path, failed)) return fail(ErrorCode::source, "is a folder, not the lines of a fleet", path);
  if (!fs::exists(path, failed) || fs::is_regular_file(path, failed)) return fleet::Part::open(path);
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::source, because_of_system("cannot be read"), path);
  return fleet::Part::open(in, path);
}

// What cannot be read is left out and said, here and on the site. Whether there was a line that could be.
Result<bool> add_lines(fleet::Part& part, site::Site& made) {
  Progress progress;
  bool any = false;
  bool any_read = false;
  for (fleet::PartLine line;;) {
    const auto more = part.next(line);
    if (!more) return more;
    if (!*more) return any_read || !any;
    if (line.kind == fleet::PartLine::Kind::manifest) continue;
    any = true;
    const auto left_out = [&](const std::string& why) {
      say(Level::warning, why + ": left out", {{"path", part.path()}, {"line", line.number}});
    };
    if (line.kind == fleet::PartLine::Kind::broken) {
      made.count_unread();
      left_out(line.why);
    } else if (const auto added = made.add(std::move(line.json), static_cast<int>(line.number)); added) {
      any_read = true;
    } else if (added.error().code != ErrorCode::malformed) {
      return tl::unexpected(added.error());
    } else {
      left_out(added.error().message);
    }
    progress.show("models written", line.number, 0);
  }
}

Result<site::Counts> make(const Args& args) {
  auto lines = open_lines(args.lines);
  if (!lines) return tl::unexpected(lines.error());
  Folder folder(args.output);
  if (auto ready = folder.prepare(); !ready) return tl::unexpected(ready.error());
  const auto write = [&](std::string_view name, std::string_view bytes) {
    return folder.write(std::string(name), bytes);
  };
  const auto append = [&](std::string_view name, std::string_view bytes) {
    return folder.append(std::string(name), bytes);
  };
  const auto close = [&](std::string_view name) { return folder.close(std::string(name)); };
  site::Site made({args.title, generated_time()}, {write, append, close});
  const auto added = add_lines(*lines, made);
  if (!added) return tl::unexpected(added.error());
  if (!*added) return fail(ErrorCode::source, "none of its lines can be read: no site is made", args.lines);
  auto counts = made.finish();
  if (!counts) return counts;
  if (auto dropped = folder.drop_what_is_left(made); !dropped) return tl::unexpected(dropped.error());
  if (auto whole = folder.write(std::string(site::marker_name), site::marker(true)); !whole)
    return tl::unexpected(whole.error());
  return counts;
}

int run(const Args& args, const Context& context) {
  const auto counts = make(args);
  if (!counts) return complain(counts.error());
  const auto counted = [](std::int64_t count, const char* what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  if (!context.quiet)
    std::cerr << fmt::format("{}: {}, {}{}\n", (fs::path(args.output) / "index.html").string(),
                             counted(counts->rows, "model"), counted(counts->pages, "page"),
                             counts->unread == 0 ? "" : "; " + counted(counts->unread, "line") + " left out");
  return ok;
}

}  // namespace

void add_site(CLI::App& fleet, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      fleet.add_subcommand("site", "Static pages over the lines of a fleet: a table, charts, a page a model");
  command->add_option("LINES", args->lines, "JSON Lines that a fleet wrote (- for standard input); pages need --full")
      ->required();
  command
      ->add_option("-o,--output", args->output, "Folder to write to: new, empty, or with a site that was made before")
      ->type_name("FOLDER")
      ->required();
  command->add_option("--title", args->title, "Title of the index");
  command->footer("Example:\n  auditor fleet site audits.jsonl --output public");
  command->callback([args, &context] { context.exit_code = run(*args, context); });
}

}  // namespace auditor::cli
