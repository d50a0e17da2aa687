// A whole repository: the input is cut into files, audited by every default rule set, and rendered in every format.
// Layout: NUL, path up to the newline, content up to the next NUL; what stands before the first NUL is README.md.
#include "auditor/assess/report_document.h"
#include "auditor/facts/build.h"
#include "auditor/report/render.h"
#include "tests/support/memory_snapshot.h"

#include <cstdint>
#include <cstdlib>

using namespace auditor;

namespace {

std::map<std::string, std::string> files_of(std::string_view text) {
  std::map<std::string, std::string> files;
  std::size_t at = text.find('\0');
  files["README.md"] = text.substr(0, at);
  while (at != std::string_view::npos && files.size() < 32) {
    const std::string_view file = text.substr(at + 1, text.find('\0', at + 1) - at - 1);
    const std::size_t line = file.find('\n');
    const std::string path(file.substr(0, line));
    if (line != std::string_view::npos && !path.empty() && path.front() != '/' && path.back() != '/')
      files[path] = file.substr(line + 1);
    at = text.find('\0', at + 1);
  }
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const assess::AssessOptions options = *assess::load_rules();
  const test::MemorySnapshot snapshot(files_of({reinterpret_cast<const char*>(data), size}));
  Json facts = facts::build(snapshot);
  const assess::Assessment assessment = assess::assess(facts, options);
  const Json report = assess::build_report(std::move(facts), assessment, "");
  for (const std::string_view format : report::formats())
    if (!report::render(format, report)) std::abort();
  return 0;
}
