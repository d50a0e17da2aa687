// Programs under the names of models: what the machine or a shell runs when somebody starts it.
#include "auditor/core/text.h"
#include "auditor/formats/readers.h"

#include <array>

namespace auditor::formats {
namespace {

using namespace std::string_view_literals;

struct Kind {
  std::string_view magic;
  std::string_view what;
};

constexpr std::array kinds{Kind{"\x7f"
                                "ELF"sv,
                                "a program or library (ELF)"sv},
                           Kind{"\xfe\xed\xfa\xce"sv, "a program or library (Mach-O)"sv},
                           Kind{"\xfe\xed\xfa\xcf"sv, "a program or library (Mach-O)"sv},
                           Kind{"\xce\xfa\xed\xfe"sv, "a program or library (Mach-O)"sv},
                           Kind{"\xcf\xfa\xed\xfe"sv, "a program or library (Mach-O)"sv},
                           Kind{"#!/"sv, "a script"sv},
                           Kind{"#! /"sv, "a script"sv},
                           Kind{"<?php"sv, "a script"sv}};

// DOS and Windows: the header points at a second one, which begins with PE, NE or LE.
bool is_dos_program(std::string_view head) {
  if (!head.starts_with("MZ") || head.size() < 64) return false;
  const auto at = static_cast<std::size_t>(static_cast<unsigned char>(head[60])) |
                  (static_cast<std::size_t>(static_cast<unsigned char>(head[61])) << 8U);
  return at + 2 > head.size() || head.substr(at, 2) == "PE" || head.substr(at, 2) == "NE" || head.substr(at, 2) == "LE";
}

// "import os, sys", "import numpy as np", and not "import the weights from here".
bool is_import(std::string_view names) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_., ";
  return names.find_first_not_of(letters) == std::string_view::npos &&
         (names.find(' ') == std::string_view::npos || names.find(" as ") != std::string_view::npos ||
          names.find(", ") != std::string_view::npos);
}

// Python and batch files need no mark: their first line that is no comment is a statement.
bool is_source(std::string_view head) {
  std::string_view until;  // the end of a text in three quotes
  for (std::string_view line : split_lines(head)) {
    line = trim(line);
    const bool opens = until.empty() && (line.starts_with("\"\"\"") || line.starts_with("'''"));
    if (opens || !until.empty()) {
      const std::string_view mark = opens ? line.substr(0, 3) : until;
      until = line.find(mark, opens ? 3 : 0) == std::string_view::npos ? mark : std::string_view();
      continue;
    }
    if (line.empty() || line.starts_with('#')) continue;
    if (starts_with_i(line, "@echo off")) return true;
    if (line.starts_with("from ")) return line.find(" import ") != std::string_view::npos;
    if (line.starts_with("import ")) return is_import(trim(line.substr(7)));
    return (line.starts_with("def ") || line.starts_with("class ")) && line.ends_with(':');
  }
  return false;
}

std::string_view what_is(std::string_view head) {
  for (const Kind& kind : kinds)
    if (head.starts_with(kind.magic)) return kind.what;
  if (is_source(head)) return "a script"sv;
  return is_dos_program(head) ? "a program or library (Windows)"sv : ""sv;
}

}  // namespace

// A program under the name of a program is what it says it is, and no loader of models opens it.
bool is_program(const Input& input) {
  return kind_of_name(input.name) == NameKind::loadable && !what_is(input.head).empty();
}

void read_program(const Input& input, Inspection& out) {
  note(out, Verdict::suspicious, std::string(what_is(input.head)) + " under the name of a model");
}

}  // namespace auditor::formats
