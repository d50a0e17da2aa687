#include "tests/support/fixture.h"

#include "auditor/core/yaml.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace auditor::test {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(AUDITOR_SOURCE_DIR) / "fixtures";

std::string read_all(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string lfs_pointer(const Json& item) {
  return "version https://git-lfs.github.com/spec/v1\noid sha256:" + item.at("sha256").get<std::string>() + "\nsize " +
         std::to_string(item.at("size").get<std::uint64_t>()) + "\n";
}

// A valid safetensors file with zeroed tensors.
std::string safetensors(const Json& item) {
  const std::string dtype = item.at("dtype").get<std::string>();
  const std::uint64_t width = dtype == "F32" ? 4 : 2;
  Json header = Json::object();
  std::uint64_t end = 0;
  for (const auto& [name, shape] : item.at("tensors").items()) {
    std::uint64_t bytes = width;
    for (const Json& extent : shape) bytes *= extent.get<std::uint64_t>();
    header[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {end, end + bytes}}};
    end += bytes;
  }
  const std::string text = header.dump();
  std::string out(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) out[i] = static_cast<char>((text.size() >> (8 * i)) & 0xFFU);
  return out + text + std::string(end, '\0');
}

Json part(const Json& commit, const char* key) { return commit.contains(key) ? commit[key] : Json::object(); }

void stage(GitFixture& repository, const Json& commit) {
  const Json files = part(commit, "files");
  const Json licenses = part(commit, "licenses");
  const Json lfs = part(commit, "lfs");
  const Json tensors = part(commit, "safetensors");
  for (const auto& [path, text] : files.items()) repository.file(path, text.get<std::string>());
  for (const auto& [path, id] : licenses.items())
    repository.file(path, read_all(fs::path("/usr/share/common-licenses") / id.get<std::string>()));
  for (const auto& [path, item] : lfs.items()) repository.file(path, lfs_pointer(item));
  for (const auto& [path, item] : tensors.items()) repository.file(path, safetensors(item));
  for (const Json& path : part(commit, "remove")) repository.remove(path.get<std::string>());
}

}  // namespace

std::vector<std::string> fixture_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::unique_ptr<GitFixture> build_fixture(const std::string& name) {
  const auto document = parse_yaml(read_all(folder / (name + ".yaml")), name + ".yaml");
  if (!document) throw std::runtime_error(document.error().str());
  auto repository = std::make_unique<GitFixture>();
  for (const Json& commit : document->value.at("commits")) {
    stage(*repository, commit);
    repository->commit(commit.at("message").get<std::string>());
  }
  repository->checkout();
  return repository;
}

}  // namespace auditor::test
