// auditor notice SOURCE -o FOLDER: the texts, notices and attribution that must be shipped with a model.
#include "auditor/cli/notice.h"

#include "auditor/cli/pipeline.h"
#include "auditor/core/text.h"
#include "auditor/notice/bundle.h"
#include "auditor/source/beneath.h"

#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <memory>

namespace auditor::cli {
namespace {

struct Args {
  SourceArgs source;
  std::string folder;
  std::string texts = "/usr/share/common-licenses";
};

// An empty folder, made where it is not there: what an earlier run left would pass for this one's.
Result<source::Folder> make_folder(const std::string& path) {
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  auto folder = source::Folder::open(path);
  if (!folder) return fail(ErrorCode::usage, "is no folder and cannot be made one", path);
  if (!std::filesystem::is_empty(path, failed) || failed) return fail(ErrorCode::usage, "is not empty", path);
  return std::move(*folder);
}

void tell(const notice::Bundle& bundle) {
  for (const auto& [path, bytes] : bundle.files) std::cout << path << "\n";
  for (const notice::Missing& one : bundle.missing)
    std::cout << fmt::format("missing: {} (of {}){}\n", printable(one.license), printable(one.work),
                             one.address.empty() ? "" : ": " + one.address);
  for (const notice::Left& one : bundle.left)
    std::cout << fmt::format("left out: {} (of {}): {}\n", printable(one.what), printable(one.work), one.why);
}

int run(const Args& args) {
  const auto opened = open_all(args.source);
  if (!opened) return complain(opened.error());
  const auto repositories = opened->all();
  const notice::Bundle bundle =
      notice::make_bundle(opened->facts(), repositories, notice::Texts(repositories, args.texts));
  const auto folder = make_folder(args.folder);
  if (!folder) return complain(folder.error());
  for (const auto& [path, bytes] : bundle.files)
    if (const auto written = folder->write(path, bytes); !written) return complain(written.error());
  tell(bundle);
  if (const auto printed = finish_output(); !printed) return complain(printed.error());
  return bundle.complete() ? ok : findings;
}

}  // namespace

void add_notice(CLI::App& app, Context& context) {
  auto args = std::make_shared<Args>();
  CLI::App* command =
      app.add_subcommand("notice", "Write the licence texts, notices and attribution that must be shipped");
  add_source_options(*command, args->source);
  add_related_option(*command, args->source);
  command->add_option("-o,--output", args->folder, "Folder to write to; made, or empty")
      ->required()
      ->type_name("FOLDER");
  command->add_option("--texts", args->texts, "Folder of licence texts that this machine has")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->footer(
      "Example:\n  auditor notice . -o shipped --with ../base-model\n"
      "Exit codes: 0 complete, 1 something is missing (MISSING.md names it), 2 usage, 3 the source could not be read.");
  command->callback([args, &context] { context.exit_code = run(*args); });
}

}  // namespace auditor::cli
