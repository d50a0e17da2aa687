// auditor_embed ROOT OUT FILE…: build-time tool that turns data files into resources.S and resources.cpp.
#include "auditor/core/yaml.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// MessagePack of a YAML or JSON file, or an error message.
auditor::Result<std::string> pack(const fs::path& path, const std::string& name) {
  auditor::YamlLimits limits;
  limits.bytes = 64U << 20U;
  limits.nodes = 5'000'000;
  const std::string text = read_file(path);
  auditor::Json value;
  if (path.extension() == ".json") {
    auto parsed = auditor::Json::parse(text, nullptr, false);
    if (parsed.is_discarded()) return auditor::fail(auditor::ErrorCode::malformed, "not valid JSON", name);
    value = std::move(parsed);
  } else {
    auto parsed = auditor::parse_yaml(text, name, limits);
    if (!parsed) return tl::unexpected(parsed.error());
    if (!parsed->problems.empty())
      return auditor::fail(auditor::ErrorCode::malformed, parsed->problems[0].message, name, parsed->problems[0].line);
    value = std::move(parsed->value);
  }
  const auto bytes = auditor::Json::to_msgpack(value);
  return std::string(bytes.begin(), bytes.end());
}

struct Item {
  std::string name;
  fs::path file;
  bool packed;
};

}  // namespace

int main(int argc, char** argv) {
  const fs::path root = argv[1];
  const fs::path out = argv[2];
  fs::create_directories(out);
  std::vector<Item> items;
  for (int i = 3; i < argc; ++i) {
    const fs::path path = argv[i];
    const std::string name = fs::relative(path, root).generic_string();
    const bool packed = path.extension() == ".yaml" || path.extension() == ".json";
    fs::path file = path;
    if (packed) {
      const auto bytes = pack(path, name);
      if (!bytes) {
        const auto& e = bytes.error();
        std::cerr << e.path << ":" << e.line << ": " << e.message << "\n";
        return 1;
      }
      file = out / (std::to_string(i) + ".msgpack");
      write_file(file, *bytes);
    }
    items.push_back({name, fs::absolute(file), packed});
  }
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.name < b.name; });

  std::string assembly = ".section .rodata\n";
  std::string declarations;
  std::string table;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string symbol = "auditor_resource_" + std::to_string(i);
    assembly += ".balign 64\n.global " + symbol + "\n.global " + symbol + "_end\n" + symbol + ":\n.incbin \"" +
                items[i].file.string() + "\"\n" + symbol + "_end:\n.byte 0\n";
    declarations += "extern const std::byte " + symbol + "[];\nextern const std::byte " + symbol + "_end[];\n";
    table += "      {\"" + items[i].name + "\", {" + symbol + ", " + symbol + "_end}, " +
             (items[i].packed ? "true" : "false") + "},\n";
  }
  assembly += ".section .note.GNU-stack,\"\",@progbits\n";
  write_file(out / "resources.S", assembly);
  write_file(out / "resources.cpp",
             "#include \"auditor/core/resources.h\"\n#include <array>\nextern \"C\" {\n" + declarations +
                 "}\nnamespace auditor::detail {\nstd::span<const Resource> embedded_resources();\n"
                 "std::span<const Resource> embedded_resources() {\n  static const std::array<Resource, " +
                 std::to_string(items.size()) + "> all = {{\n" + table +
                 "  }};\n  return all;\n}\n}  // namespace auditor::detail\n");
  return 0;
}
