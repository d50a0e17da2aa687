// Weights that names do not tell: by what a document says of a file, and by what the file holds.
#include "auditor/evidence/weights/weight_files.h"
#include "tests/source/opened.h"
#include "tests/support/catch.h"
#include "tests/support/git_fixture.h"
#include "tests/support/memory_snapshot.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::evidence;
using auditor::test::MemorySnapshot;

namespace {

std::string noise() {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 7 + i / 256));
  return bytes;
}

std::vector<std::string> weights_in(const std::map<std::string, std::string>& files) {
  const MemorySnapshot snapshot(files);
  Repository repository(snapshot);
  std::vector<std::string> paths;
  for (const WeightFile& file : collect_weight_files(repository).files) paths.push_back(file.path);
  return paths;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a file that a document names as the trained network is weights") {
  for (const char* words : {"The trained network is in the repository: `net/upscale.bin`.",
                            "It ships a language identification model (net/upscale.bin), under CC BY-NC 4.0.",
                            "Pretrained weights are stored in [here](x) `./net/upscale.bin`."}) {
    INFO(words);
    CHECK(weights_in({{"README.md", "# Wren\n\n" + std::string(words) + "\n"}, {"net/upscale.bin", noise()}}) ==
          Paths{"net/upscale.bin"});
  }
  for (const char* words : {"The training data set is in `net/upscale.bin`.", "See `net/upscale.bin`.",
                            "The vocabulary of the trained model is in `net/upscale.bin`."}) {
    INFO(words);
    CHECK(weights_in({{"README.md", "# Wren\n\n" + std::string(words) + "\n"}, {"net/upscale.bin", noise()}}).empty());
  }
}

TEST_CASE("pictures, texts and empty containers under names of weights are none") {
  std::string notes;
  for (int i = 0; i < 60; ++i) notes += "Notes of the run, day by day.\n";
  std::string empty(8, '\0');
  std::string header = R"({"__metadata__":{"format":"pt","note":")" + std::string(600, 'x') + "\"}}";
  empty[0] = static_cast<char>(header.size() & 0xFFU);
  empty[1] = static_cast<char>(header.size() >> 8U);
  CHECK(weights_in({{"logo.pt", "\x89PNG\r\n\x1a\n" + std::string(900, '\0')},
                    {"notes.pkl", notes},
                    {"model.safetensors", empty + header}})
            .empty());
  CHECK(weights_in({{"model.pt", noise()}, {"model.t7", noise()}, {"resnet.pth.tar", noise()}}).size() == 3);
}

TEST_CASE("weights are known by ending, behind a compression, by folder and by their first bytes") {
  for (const char* path :
       {"demucs.th", "net.t7", "lid.176.bin", "lid.176.ftz", "ncnn/up.bin", "best.pth.tar",
        "variables/variables.data-00000-of-00001", "tfjs/group1-shard1of1.bin", "m.mlpackage/Data/weights/weight.bin",
        "sphinx.mdl", "shape_predictor_68.dat.bz2", "cc.en.300.vec.gz", "GoogleNews-vectors-negative300.bin.gz"}) {
    INFO(path);
    CHECK(weights_in({{path, noise()}}) == Paths{path});
  }
  const std::string fast_text = "\xBA\x16\x4F\x2F" + noise();
  CHECK(weights_in({{"wiki.en.bin", fast_text}}) == Paths{"wiki.en.bin"});
  CHECK(weights_in({{"store/abc.dat", "GGUF" + noise()}}) == Paths{"store/abc.dat"});
  // The same endings without the marks, and the marks under another ending, are none.
  for (const auto& [path, bytes] : std::map<std::string, std::string>{
           {"firmware.bin", noise()}, {"store/abc.dat", noise()}, {"notes.log", fast_text}, {"archive.gz", noise()}}) {
    INFO(path);
    CHECK(weights_in({{path, bytes}}).empty());
  }
}

TEST_CASE("more weight files than are listed are said") {
  std::map<std::string, std::string> files;
  const auto limits = [&] {
    const MemorySnapshot snapshot(files);
    Repository repository(snapshot);
    CHECK(collect_weight_files(repository).files.size() == 4'000);
    for (const auto& said : repository.diagnostics()) CHECK(said.path.empty());  // what is unread is the tree
    return repository.diagnostics().size();
  };
  for (int i = 0; i < 4'000; ++i) files["w/" + std::to_string(10'000 + i) + ".pt"] = "version https://git-lfs";
  files["w/notes.txt"] = "words";
  CHECK(limits() == 0);
  files["w/20000.pt"] = "version https://git-lfs";
  CHECK(limits() == 1);
}

TEST_CASE("weights that may be executed are weights") {
  test::GitFixture repository;
  repository.executable("store/abc.dat", "GGUF" + noise())
      .executable("model.pt", noise())
      .executable("run.sh", "#!/bin/sh\n")
      .executable("firmware.bin", noise())
      .commit();
  const auto snapshot = test::opened(repository.str());
  Repository files(*snapshot);
  Paths paths;
  for (const WeightFile& file : collect_weight_files(files).files) paths.push_back(file.path);
  CHECK(paths == Paths{"model.pt", "store/abc.dat"});
}

TEST_CASE("a page that a server sent under a name of weights is none, and said") {
  std::string page = "<!DOCTYPE html>\n<html><body>404</body></html>";
  page += std::string(900, ' ');
  for (const char* path : {"cc.vec", "model.pth", "net.t7", "weights.bin"}) {
    INFO(path);
    const MemorySnapshot snapshot({{path, page}});
    Repository repository(snapshot);
    CHECK(collect_weight_files(repository).files.empty());
    const auto all = repository.diagnostics();
    CHECK(std::any_of(all.begin(), all.end(), [](const Diagnostic& d) { return d.kind == "no-weights"; }));
  }
}
