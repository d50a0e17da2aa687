// auditor fleet site LINES -o FOLDER: static pages over the lines of a fleet.
#include "auditor/cli/site.h"

#include "auditor/cli/day.h"
#include "auditor/cli/log.h"
#include "auditor/cli/output.h"
#include "auditor/core/text.h"
#include "auditor/fleet/manifest.h"
#include "auditor/report/site/site.h"

#include <array>
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

constexpr std::size_t longest_line = 64U << 20U;
constexpr const char* own_folders[] = {"models", "data", "assets"};

struct Args {
  std::string lines;
  std::string output;
  std::string title;
};

Error cannot_be_written(const std::string& path) {
  return {ErrorCode::usage, because_of_system("cannot be written"), path, 0};
}

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

  [[nodiscard]] Result<void> append(const std::string& name, std::string_view bytes) {
    const std::string path = path_ + "/" + name;
    const auto [file, begun] = open_.try_emplace(name);
    errno = 0;
    if (begun) {
      if (auto made = create_output(path); !made) return made;
      file->second.open(path, std::ios::binary | std::ios::trunc);
    }
    file->second.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file->second.flush()) return tl::unexpected(cannot_be_written(path));
    return {};
  }

  // Pages and rows of an earlier site that this one has not written. Nothing else is taken away.
  void drop_what_is_left(const site::Site& made) const {
    std::error_code failed;
    for (const char* own : own_folders)
      for (const auto& entry : fs::directory_iterator(path_ + "/" + own, failed)) {
        const std::string name = std::string(own) + "/" + entry.path().filename().string();
        if (site::is_own_file(name) && !made.has_written(name)) fs::remove(entry.path(), failed);
      }
  }

 private:
  [[nodiscard]] bool holds_site() const {
    const auto bytes = read_input(path_ + "/" + std::string(site::marker_name), 4096);
    return bytes && site::is_marker(*bytes);
  }

  std::string path_;
  std::map<std::string, std::ofstream> open_;
};

enum class Next { line, too_long, end };

// A line of any length, of which no more than the bound is kept.
Next next_line(std::istream& in, std::string& line) {
  std::array<char, 1 << 16> buffer;
  line.clear();
  bool too_long = false;
  for (;;) {
    in.getline(buffer.data(), buffer.size());
    const bool whole = !in.fail() && !in.eof();
    const auto read = static_cast<std::size_t>(in.gcount()) - (whole ? 1 : 0);
    too_long = too_long || line.size() + read > longest_line;
    if (!too_long) line.append(buffer.data(), read);
    if (in.bad() || in.eof()) return too_long ? Next::too_long : line.empty() ? Next::end : Next::line;
    if (whole) return too_long ? Next::too_long : Next::line;
    in.clear();
  }
}

// The first line of a file that a fleet wrote, which is about no model.
bool is_manifest(const std::string& line) {
  if (!line.starts_with("{\"auditor\":")) return false;
  const auto parsed = parse_json(line, {});
  return parsed && fleet::manifest_of(*parsed);
}

// What cannot be read is left out and said, here and on the site.
Result<void> add_lines(std::istream& in, const std::string& path, site::Site& made) {
  std::string line;
  Progress progress;
  for (int number = 1;; ++number) {
    const Next next = next_line(in, line);
    if (next == Next::end) return {};
    if (next == Next::too_long) {
      made.count_unread();
      say(Level::warning, "longer than " + human_size(longest_line) + ": left out", {{"path", path}, {"line", number}});
      continue;
    }
    if (trim(line).empty() || is_manifest(line)) continue;
    if (const auto added = made.add(line, number); !added) {
      if (added.error().code != ErrorCode::malformed) return added;
      say(Level::warning, added.error().message + ": left out", {{"path", path}, {"line", number}});
    }
    progress.show("models written", static_cast<std::size_t>(number), 0);
  }
}

Result<site::Counts> make(const Args& args) {
  std::ifstream file;
  if (args.lines != "-") {
    errno = 0;
    std::error_code failed;
    if (fs::is_directory(args.lines, failed))
      return fail(ErrorCode::source, "is a folder, not the lines of a fleet", args.lines);
    file.open(args.lines, std::ios::binary);
    if (!file) return fail(ErrorCode::source, because_of_system("cannot be read"), args.lines);
  }
  Folder folder(args.output);
  if (auto ready = folder.prepare(); !ready) return tl::unexpected(ready.error());
  const auto write = [&](std::string_view name, std::string_view bytes) {
    return folder.write(std::string(name), bytes);
  };
  const auto append = [&](std::string_view name, std::string_view bytes) {
    return folder.append(std::string(name), bytes);
  };
  site::Site made({args.title, generated_time()}, {write, append});
  if (auto added = add_lines(args.lines == "-" ? std::cin : file, args.lines, made); !added)
    return tl::unexpected(added.error());
  auto counts = made.finish();
  if (!counts) return counts;
  folder.drop_what_is_left(made);
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
