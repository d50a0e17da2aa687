// Every file of a repository is judged by its content, whatever its name, size or folder.
#include "auditor/evidence/weights/file_safety.h"

#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"

using namespace auditor;
using namespace std::string_literals;
using formats::Verdict;

namespace {

const std::string harmful =
    "\x80\x04"
    "cos\nsystem\n(X\x02\0\0\0idtR."s;
const std::string harmless =
    "\x80\x02"
    "ccollections\nOrderedDict\n)R."s;

std::vector<evidence::LoadableFile> judged(std::map<std::string, std::string> files) {
  const test::MemorySnapshot snapshot(std::move(files));
  evidence::Repository repository(snapshot);
  return evidence::judge_other_files(repository, evidence::collect_weight_files(repository)).files;
}

Verdict verdict_of(const std::string& path, const std::string& bytes) {
  const auto files = judged({{path, bytes}});
  return files.empty() ? Verdict::safe : files[0].verdict;
}

}  // namespace

TEST_CASE("a pickle is judged under any name, in any folder and of any size") {
  for (const char* path :
       {"pytorch_model.bin", "training_args.bin", "optimizer.pt", "a.sav", "a.p", "a.pth.tar", "data/x.bin",
        "docs/x.pt", "third_party/y.pkl", "assets/logo.png", "notes.txt", "noextension", ".hidden"}) {
    INFO(path);
    CHECK(verdict_of(path, harmful) == Verdict::unsafe);
    CHECK(verdict_of(path, harmless) == Verdict::safe);
  }
  CHECK(verdict_of("x", "cos\nsystem\n(S'id'\ntR.") == Verdict::unsafe);
}

TEST_CASE("texts and pictures are no pickles") {
  CHECK(judged({{"README.md", "# Title\n\nText.\n"},
                {"a.py", "import os\nimport sys\n"},
                {"words.txt", "cos\nsin\ntan\n"},
                {"list.txt", "code\nsystem\n(a)\n"},
                {"b.csv", "(1,2)\n"},
                {"x.json", "{}"},
                {"y", "int main() {}\n"},
                {"z.txt", "Vector of things.\nIt is.\n"},
                {"curve.txt", "x^2 + 1\n"},
                {"p.png", "\x89PNG\r\n\x1a\n"s + std::string(200, '\0')},
                {"empty", ""}})
            .empty());
}

TEST_CASE("what is not read to its end is named as unknown") {
  const auto files =
      judged({{"a.7z", "7z\xbc\xaf\x27\x1c"s + std::string(100, '\0')}, {"b.rar", "Rar!\x1a\x07\x01\0"s}});
  REQUIRE(files.size() == 2);
  for (const auto& file : files) CHECK(file.verdict != Verdict::safe);
  CHECK(verdict_of("training_args.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 10\n") ==
        Verdict::unknown);
  CHECK(verdict_of("clip.mp4", "version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 10\n") == Verdict::safe);
}

TEST_CASE("files with names of texts beyond what is looked at are named once as unknown") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 20'000; ++i) files["t/" + std::to_string(100'000 + i) + ".txt"] = "words";
  CHECK(judged(files).empty());
  files["t/200000.txt"] = harmful;
  files["t/200001.txt"] = harmful;
  const auto found = judged(files);
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == "t/200000.txt");
  CHECK(found[0].verdict == Verdict::unknown);
}

TEST_CASE("the worst file is listed first, and however many there are") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 700; ++i) files["a" + std::to_string(i) + ".rar"] = "Rar!\x1a\x07\x01\0"s + std::to_string(i);
  files["z.pkl"] = harmful;
  const auto listed = judged(files);
  CHECK(listed.size() == 500);
  CHECK(listed.front().path == "z.pkl");
}

TEST_CASE("bytes of any kind are no pickle because of a name") {
  std::string noise;
  for (unsigned i = 0, x = 1; i < 3000; ++i, x = x * 1103515245U + 12345U) noise.push_back(static_cast<char>(x >> 16U));
  CHECK(judged({{"a.bin", noise}, {"b.dat", noise}, {"noextension", noise}, {"c.raw", noise.substr(7)}}).empty());
}
