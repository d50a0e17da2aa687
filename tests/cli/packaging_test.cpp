// Help, manual page, completion and version come from the same definitions.
#include "tests/support/catch.h"

#include <array>
#include <cstdio>
#include <string>

namespace {

std::string output_of(const std::string& arguments) {
  const std::string command = std::string(AUDITOR_BINARY) + " " + arguments;
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
  CHECK(::pclose(pipe) == 0);
  return out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("every command's help shows an example", "[cli]") {
  for (const std::string command : {"",
                                    "audit",
                                    "gate",
                                    "facts",
                                    "inspect",
                                    "inspect card",
                                    "inspect license",
                                    "inspect weights",
                                    "rules",
                                    "rules list",
                                    "rules show",
                                    "rules check",
                                    "rules test",
                                    "explain",
                                    "render",
                                    "compare",
                                    "verify",
                                    "diff",
                                    "history",
                                    "fleet",
                                    "fleet merge",
                                    "fleet status",
                                    "fleet diff",
                                    "fleet site",
                                    "completion",
                                    "manual"}) {
    INFO(command);
    CHECK(has(output_of(command + " --help"), "Example"));
  }
}

TEST_CASE("the manual page describes nested commands", "[cli]") {
  const std::string page = output_of("manual");
  CHECK(has(page, ".SS auditor inspect license\n"));
  CHECK(has(page, ".SS auditor rules test\n"));
  CHECK(has(page, "\\-\\-baseline"));
}

TEST_CASE("completion scripts offer commands and their options", "[cli]") {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    INFO(shell);
    const std::string script = output_of("completion " + shell);
    CHECK(has(script, "gate"));
    CHECK(has(script, "baseline"));
  }
}

TEST_CASE("the version names the data and the libraries", "[cli]") {
  const std::string text = output_of("--version");
  for (const std::string part : {"SPDX", "rules: ", "libgit2 ", "yaml-cpp ", "cmark-gfm ", "RE2"}) {
    INFO(part);
    CHECK(has(text, part));
  }
}
