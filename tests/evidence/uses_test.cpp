// Which models and data sets an application uses, and what only looks like one.
#include "auditor/evidence/content/uses.h"

#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"
#include "tests/support/time_limit.h"

#include <chrono>

using namespace auditor;
using namespace auditor::evidence;

namespace {

using Files = std::map<std::string, std::string>;

// "kind id@revision path:line", in order.
std::vector<std::string> uses(const Files& files) {
  const test::MemorySnapshot snapshot(files);
  Repository repository(snapshot);
  std::vector<std::string> out;
  for (const Use& use : collect_uses(repository))
    out.push_back(use.kind + " " + use.id + (use.revision.empty() ? "" : "@" + use.revision) + " " +
                  use.evidence.front().path + ":" + std::to_string(use.evidence.front().start_line));
  return out;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("Calls name models and data sets, directly or by a constant of the file") {
  CHECK(uses({{"a.py", "m = AutoModel.from_pretrained(\n    'acorn/oak-7b', revision=\"v2\")\n"}}) ==
        List{"model acorn/oak-7b@v2 a.py:2"});
  CHECK(uses({{"a.py",
               "MODEL_ID: str = 'acorn/oak-7b'\nREV = 'main'\nm = A.from_pretrained(MODEL_ID, revision=REV)\n"}}) ==
        List{"model acorn/oak-7b@main a.py:3"});
  CHECK(
      uses({{"a.py", "from transformers import pipeline\np = pipeline('text-generation', model='acorn/oak-7b')\n"}}) ==
      List{"model acorn/oak-7b a.py:2"});
  CHECK(uses({{"a.py", "snapshot_download(repo_id='acorn/nuts', repo_type='dataset')\n"}}) ==
        List{"dataset acorn/nuts a.py:1"});
  CHECK(uses({{"a.py",
               "from datasets import load_dataset\nload_dataset('acorn/nuts', 'en')\nload_dataset('squad')\n"}}) ==
        List{"dataset acorn/nuts a.py:2", "dataset squad a.py:3"});
  CHECK(uses({{"a.py", "s = SentenceTransformer('all-MiniLM-L6-v2')\nc = ChatOllama(model='oak3:8b')\n"}}) ==
        List{"model oak3:8b a.py:2", "model sentence-transformers/all-MiniLM-L6-v2 a.py:1"});
  CHECK(uses({{"a.js",
               "import { pipeline } from '@huggingface/transformers';\n"
               "const p = await pipeline('summarization', 'acorn/oak-onnx', { revision: 'r1' });\n"}}) ==
        List{"model acorn/oak-onnx@r1 a.js:2"});
}

TEST_CASE("Defaults of arguments and fields count") {
  CHECK(uses({{"a.py",
               "p.add_argument('--model-name', type=str, default='acorn/oak-7b')\n"
               "a = p.parse_args()\nm = A.from_pretrained(a.model_name)\n"}}) == List{"model acorn/oak-7b a.py:3"});
  CHECK(uses({{"a.py", "@dataclass\nclass C:\n    base_model: str = field(default='acorn/oak-7b')\n"}}) ==
        List{"model acorn/oak-7b a.py:3"});
}

TEST_CASE("What only looks like a use is none") {
  CHECK(
      uses({{"a.py", "# A.from_pretrained('acorn/oak-7b')\n\"\"\"A.from_pretrained('acorn/oak-7b')\"\"\"\n"}}).empty());
  CHECK(uses({{"a.py", "def from_pretrained(path='acorn/oak-7b'):\n  pass\n"}}).empty());
  CHECK(uses({{"a.py",
               "A.from_pretrained('./oak')\nA.from_pretrained('/srv/oak')\nA.from_pretrained('output/oak')\n"
               "A.from_pretrained('your-name/oak')\nA.from_pretrained(f'acorn/{size}')\n"
               "A.from_pretrained('oak')\nA.from_pretrained('a/b/c')\n"}})
            .empty());
  CHECK(uses({{"a.py", "A.from_pretrained('stuff/oak')\n"}, {"stuff/oak/config.json", "{}"}}).empty());
  CHECK(uses({{"a.py", "from datasets import load_dataset\nload_dataset('csv', data_files='x/y.csv')\n"}}).empty());
  CHECK(uses({{"a.py", "from sklearn.pipeline import Pipeline\npipeline('scale', 'acorn/oak')\n"}}).empty());
  CHECK(uses({{"README.md", "vllm serve acorn/oak-7b\n"}}).empty());
  CHECK(uses({{"run.sh", "# ollama pull oak\necho done\nllama-server -m oak.gguf\n"}}).empty());
}

TEST_CASE("Commands name models, also by a shell variable and in a container file") {
  CHECK(uses({{"run.sh", "M=acorn/oak-7b\nvllm serve \"$M\" \\\n  --revision r1\n"}}) ==
        List{"model acorn/oak-7b@r1 run.sh:2"});
  CHECK(uses({{"run.sh",
               "llama-server --port 80 -hf acorn/oak-gguf:Q4_K_M\nollama pull oak3:8b && ollama run pine\n"}}) ==
        List{"model acorn/oak-gguf run.sh:1", "model oak3:8b run.sh:2", "model pine run.sh:2"});
  CHECK(uses({{"Dockerfile", "FROM python:3\nCMD [\"vllm\", \"serve\", \"acorn/oak-7b\"]\n"}}) ==
        List{"model acorn/oak-7b Dockerfile:2"});
  CHECK(uses({{"Modelfile", "FROM oak3:8b\nPARAMETER temperature 1\n"}}) == List{"model oak3:8b Modelfile:1"});
}

TEST_CASE("Settings and Compose files name models and data sets") {
  CHECK(uses({{"train.yaml", "base_model: acorn/oak-7b\nmodel_revision: r1\ndatasets:\n  - path: acorn/nuts\n"}}) ==
        List{"dataset acorn/nuts train.yaml:4", "model acorn/oak-7b@r1 train.yaml:1"});
  CHECK(uses({{"compose.yaml", "services: {a: {image: x}}\nmodels:\n  llm:\n    model: ai/oak3\n"}}) ==
        List{"model ai/oak3 compose.yaml:4"});
  CHECK(uses({{"deploy.yaml", "models:\n  llm:\n    model: ai/oak3\n"}}).empty());
}

TEST_CASE("Cells of a notebook are read; the line is the file's") {
  CHECK(uses({{"n.ipynb",
               "{\"cells\": [\n {\"cell_type\": \"markdown\", \"source\": [\"A.from_pretrained('a1/b')\"]},\n"
               " {\"cell_type\": \"code\", \"source\": [\n  \"X = 'acorn/oak-7b'\\n\",\n"
               "  \"A.from_pretrained(X)\\n\",\n  \"!ollama pull pine\"\n ]}\n]}\n"}}) ==
        List{"model acorn/oak-7b n.ipynb:5", "model pine n.ipynb:6"});
}

TEST_CASE("A use is pinned by a whole commit id only, and has known terms or none") {
  const std::string commit(40, 'a');
  const test::MemorySnapshot snapshot(Files{{"a.py", "A.from_pretrained('gpt2', revision='" + commit +
                                                         "')\n"
                                                         "A.from_pretrained('acorn/oak', revision='main')\n"}});
  Repository repository(snapshot);
  const Json found = to_json(collect_uses(repository));
  REQUIRE(found.size() == 2);
  CHECK(found[0]["pinned"] == false);
  CHECK(found[0]["license"].is_null());
  CHECK(found[0]["openness"] == "unknown");
  CHECK(found[1]["pinned"] == true);
}

TEST_CASE("What is too large is said, not read") {
  const test::MemorySnapshot snapshot(Files{{"a.py", std::string(3U << 20U, '#')}});
  Repository repository(snapshot);
  CHECK(collect_uses(repository).empty());
  REQUIRE(repository.diagnostics().size() == 1);
  CHECK(repository.diagnostics()[0].kind == "limit");
}

TEST_CASE("A file of nothing but calls, or all on one line, is read in time that grows with its bytes") {
  const auto repeated = [](const std::string& what, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += what;
    return text;
  };
  constexpr std::size_t bytes = 1'500'000;
  for (const char* call : {"pipeline('x')\n", "A.from_pretrained('acorn/oak-7b');", "pipeline(pipeline(",
                           "A.from_pretrained(A.from_pretrained("}) {
    INFO(call);
    const auto start = std::chrono::steady_clock::now();
    CHECK(uses({{"a.py", repeated(call, bytes)}}).size() <= 1);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    CHECK(taken.count() < test::time_limit(5));
  }
}

TEST_CASE("a command takes time that grows with its length, and one that is too long is said") {
  const auto read = [](const std::string& script) {
    const Files files = {{"run.sh", script}};
    const test::MemorySnapshot snapshot(files);
    Repository repository(snapshot);
    (void)collect_uses(repository);
    return repository.diagnostics();
  };
  const auto command = [](std::size_t size) {
    std::string out;
    while (out.size() < size) out += "vllm serve python t.py --model_name_or_path acorn/oak \\\n";
    return out;
  };
  const test::Growth took = test::growth_of(50'000, [&](std::size_t size) { (void)read(command(size)); });
  CAPTURE(took.one, took.two, took.four);
  CHECK(took.linear);
  const auto said = read(command(200'000));
  REQUIRE(said.size() == 1);
  CHECK(said[0].kind == "limit");
  // One command of as many words is read whole, and so are a few within each other.
  std::string options = "vllm serve acorn/oak";
  for (int i = 0; i < 20'000; ++i) options += " --flag x";
  CHECK(read(options).empty());
  CHECK(read(command(500)).empty());
}
