// Work grows with the input, not with its square: every reader, measured at n, 2n and 4n on texts made to be slow.
#include "auditor/core/yaml.h"
#include "auditor/evidence/bias/bias.h"
#include "auditor/evidence/card/card.h"
#include "auditor/evidence/card/metadata_check.h"
#include "auditor/evidence/content/data.h"
#include "auditor/evidence/content/documentation.h"
#include "auditor/evidence/distribution/offers.h"
#include "auditor/evidence/licensing/license_files.h"
#include "auditor/evidence/licensing/license_statements.h"
#include "auditor/evidence/licensing/own_terms.h"
#include "auditor/evidence/models/lineage.h"
#include "auditor/evidence/models/models.h"
#include "auditor/evidence/repository/documents.h"
#include "auditor/evidence/repository/repository.h"
#include "auditor/evidence/weights/named_weights.h"
#include "auditor/licenses/texts/restricting.h"
#include "tests/source/opened.h"
#include "tests/support/catch.h"
#include "tests/support/memory_snapshot.h"
#include "tests/support/time_limit.h"

#include <functional>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

using namespace auditor;
using namespace auditor::evidence;
using namespace auditor::test;

namespace {

using Make = std::function<std::string(std::size_t)>;

std::string repeated(std::size_t size, const Make& piece) {
  std::string out;
  for (std::size_t i = 0; out.size() < size; ++i) out += piece(i);
  return out;
}

const std::vector<std::pair<const char*, Make>>& hostile() {
  static const std::vector<std::pair<const char*, Make>> pieces = {
      {"links of one paragraph", [](auto i) { return "[l](a/b" + std::to_string(i) + ") "; }},
      {"archives on one line", [](auto i) { return "[l" + std::to_string(i) + "](https://a.b/c.zip) "; }},
      {"archives on lines", [](auto i) { return "[l" + std::to_string(i) + "](https://a.b/c.zip)\n"; }},
      {"links to a hub", [](auto i) { return "[w](https://huggingface.co/a/b" + std::to_string(i) + ") "; }},
      {"addresses without spaces", [](auto) { return "http://a.b?"; }},
      {"addresses without a scheme", [](auto) { return "www.a.b/( "; }},
      {"open CDATA", [](auto) { return "a <![CDATA["; }},
      {"open instructions", [](auto) { return "a <?"; }},
      {"open declarations", [](auto) { return "a <!A"; }},
      {"links to papers", [](auto i) { return "[p" + std::to_string(i) + "](https://arxiv.org/abs/2301) "; }},
      {"links to data sets",
       [](auto i) {
         return "[d" + std::to_string(i) + "](https://huggingface.co/datasets/a/b" + std::to_string(i) + ") ";
       }},
      {"data sets on one line",
       [](auto i) { return "The model was trained on Wikipedia and Corpus" + std::to_string(i) + ". "; }},
      {"small tables", [](auto) { return "a|b\n-|-\n"; }},
      {"headings", [](auto i) { return "## h" + std::to_string(i) + "\nx\n\n"; }},
      {"underlined headings", [](auto) { return "a\n=\n"; }},
      {"headings of licences",
       [](auto i) { return "## License " + std::to_string(i) + "\nThe weights are free.\n\n"; }},
      {"placeholders", [](auto) { return "## Bias\n[More Information Needed]\n\n"; }},
      {"images without an end", [](auto) { return "![l"; }},
      {"brackets", [](auto) { return "[]"; }},
      {"mail addresses", [](auto) { return "a@b.c "; }},
      {"quotes", [](auto) { return "> a\n>> b\n"; }},
      {"sentences on one line",
       [](auto i) { return "The weights are licensed under MIT " + std::to_string(i) + ". "; }},
      {"bases on one line", [](auto i) { return "This model is based on Llama 2 " + std::to_string(i) + ". "; }},
      {"bases by links",
       [](auto i) { return "Fine-tuned from [b](https://huggingface.co/a/b" + std::to_string(i) + ").\n\n"; }},
      {"weights by name", [](auto i) { return "The trained network is in w" + std::to_string(i) + ".bin. "; }},
      {"one word", [](auto) { return "weights"; }},
      {"html links", [](auto i) { return "<a href=\"https://huggingface.co/a/b" + std::to_string(i) + "\">w</a>"; }},
      {"html tables", [](auto) { return "<table><tr><td>a</td><td>b</td></tr></table>\n"; }},
      {"emphasis", [](auto) { return "*a **b "; }},
      {"groups without a stop", [](auto) { return "women nurses worse than men 3.1 % "; }},
      {"groups, sentence by sentence", [](auto) { return "Women fare worse than men. "; }},
      {"groups in a table", [](auto) { return "| women | worse |\n|-|-|\n| men | 3.1 % |\n"; }},
  };
  return pieces;
}

void check_linear(const std::function<void(std::size_t)>& work) {
  const test::Growth took = test::growth_of(50'000, work);
  CAPTURE(took.one, took.two, took.four);
  CHECK(took.linear);
}

using Reader = std::function<void(Repository&, const std::string&)>;

const std::vector<std::pair<const char*, Reader>>& readers() {
  static const OwnNames own;
  static const std::vector<std::pair<const char*, Reader>> all = {
      {"card", [](Repository& r, const std::string& path) { (void)r.card(path); }},
      {"offers", [](Repository& r, const std::string& path) { (void)read_offers(r, path); }},
      {"licence statements",
       [](Repository& r, const std::string& path) { (void)read_license_statements(r, own, path); }},
      {"licence text", [](Repository& r, const std::string& path) { (void)identify_file(r, path); }},
      {"terms in words",
       [](Repository& r, const std::string& path) { (void)licenses::restricting_sentences(*r.text(path)); }},
      {"descent", [](Repository& r, const std::string& path) { (void)collect_lineage(r, {path}, {}, own); }},
      {"named weights", [](Repository& r, const std::string&) { (void)named_weight_files(r); }},
      {"metadata as a hub reads them",
       [](Repository& r, const std::string& path) {
         const Card* card = r.card(path);
         if (card != nullptr) (void)check_metadata(*card, *r.text(path));
       }},
      {"bias",
       [](Repository& r, const std::string& path) {
         const Card* card = r.card(path);
         if (card != nullptr) (void)bias_of(card->document, card->front_matter);
       }},
      {"documentation", [](Repository& r, const std::string& path) { (void)collect_documentation(r, own, {path}); }},
      {"data", [](Repository& r, const std::string& path) { (void)collect_data(r, own, {path}, {}, Code{}); }},
  };
  return all;
}

}  // namespace

TEST_CASE("every reader of documents is linear on texts made to be slow") {
  for (const auto& [reader, read] : readers()) {
    for (const auto& [input, piece] : hostile()) {
      CAPTURE(reader, input);
      check_linear([&, &read = read, &piece = piece](std::size_t size) {
        const MemorySnapshot snapshot({{"README.md", "# Wren\n\nA model.\n\n" + repeated(size, piece)}});
        Repository repository(snapshot);
        read(repository, "README.md");
      });
    }
  }
}

TEST_CASE("what is read beside every block below it has an end") {
  const auto item = [](auto i) { return "- use " + std::to_string(i) + "\n"; };
  const auto row = [](auto i) { return "| x" + std::to_string(i) + " | yes | no |\n"; };
  const auto words = [](auto) { return "the weights and the code "; };
  const std::vector<std::pair<const char*, Make>> inputs = {
      {"a heading", [&](std::size_t n) { return "# Wren " + repeated(n, words) + "\n\n" + repeated(n, item); }},
      {"the head of a table",
       [&](std::size_t n) {
         return "# Wren\n\n| A | " + repeated(n, words) + " | B |\n|---|---|---|\n" + repeated(n, row);
       }},
      {"a head of many columns",
       [&](std::size_t n) {
         const auto cells = [](const char* cell) { return [cell](auto) { return std::string(cell); }; };
         return "# Wren\n\n|" + repeated(n, cells(" Base |")) + "\n|" + repeated(n, cells("---|")) + "\n" +
                repeated(n, row);
       }},
      {"a line above a list",
       [&](std::size_t n) { return "# Wren\n\n" + repeated(n, words) + ":\n\n" + repeated(n, item); }},
  };
  for (const auto& [reader, read] : readers()) {
    for (const auto& [input, make] : inputs) {
      CAPTURE(reader, input);
      check_linear([&, &read = read, &make = make](std::size_t size) {
        const MemorySnapshot snapshot({{"README.md", make(size)}});
        Repository repository(snapshot);
        read(repository, "README.md");
      });
    }
  }
}

TEST_CASE("metadata are held against the hub's lists in time that grows with their size, and findings have an end") {
  const auto numbered = [](const char* before, const char* behind) {
    return [=](auto i) { return before + std::to_string(i) + behind; };
  };
  const std::vector<std::tuple<const char*, std::string, Make>> inputs = {
      {"licences", "license:\n", numbered("- apachee-", ".0\n")},
      {"tasks", "pipeline_tag:\n", numbered("- text-generatio", "\n")},
      {"languages", "language:\n", numbered("- English", "\n")},
      {"ids", "base_model:\n", numbered("- a b", "\n")},
      {"keys near to the hub's", "license: mit\n", numbered("licens", ": a\n")},
      {"keys far from the hub's", "license: mit\n", numbered("something_", ": a\n")},
      {"models without results", "model-index:\n", numbered("- nom: w", "\n")},
      {"results without metrics", "model-index:\n- name: w\n  results:\n", numbered("  - metrics: ", "\n")},
      {"blocks", "license: mit\n---\n", numbered("---\nlicense: w", "\n---\n")},
      {"blocks without an end", "license: mit\n---\n", numbered("---\na", "\n")},
  };
  for (const auto& input : inputs) {
    const auto& [name, head, piece] = input;
    CAPTURE(name);
    check_linear([&head = head, &piece = piece](std::size_t size) {
      const std::string text = "---\n" + head + repeated(size, piece) + "---\n# Wren\n";
      CHECK(check_metadata(read_card("README.md", text), text).size() <= 50);
    });
  }
  // Once there are enough, no more is compared.
  const std::string text = "---\nlicense:\n" + repeated(600'000, numbered("- apachee-", ".0\n")) + "---\n# Wren\n";
  const Card card = read_card("README.md", text);
  REQUIRE(card.front_matter.is_object());
  CHECK(cpu_seconds([&] { (void)check_metadata(card, text); }) < time_limit(0.5));
}

TEST_CASE("folders of READMEs and of weights are held against each other in time that grows with them") {
  const auto took = growth_of(2'000, [](std::size_t n) {
    std::map<std::string, std::string> files;
    WeightFiles weights;
    for (std::size_t i = 0; i < n; ++i) {
      const std::string folder = "a/b/c/d/e" + std::to_string(1'000'000 + i);
      files[folder + "/README.md"] = "# Part\n\nA part.\n";
      weights.folders.push_back("a/b/c/d/e" + std::to_string(3'000'000 + i));
    }
    const MemorySnapshot snapshot(std::move(files));
    Repository repository(snapshot);
    (void)find_models(repository, weights);
  });
  CAPTURE(took.one, took.two, took.four);
  CHECK(took.linear);
}

TEST_CASE("metadata are read in time that grows with their size") {
  const std::vector<std::pair<const char*, Make>> inputs = {
      {"keys", [](auto i) { return "k" + std::to_string(i) + ": v\n"; }},
      {"items", [](auto) { return "- a\n"; }},
      {"one key", [](auto) { return "k: v\n"; }},
      {"aliases", [](auto i) { return i == 0 ? std::string("a: &a x\nb:\n") : std::string("- *a\n"); }},
  };
  for (const auto& [input, piece] : inputs) {
    CAPTURE(input);
    check_linear([&piece = piece](std::size_t size) { (void)parse_yaml(repeated(size, piece), "a.yaml"); });
  }
}

TEST_CASE("what is too much for a reader is said, so that nothing it hides counts as open") {
  for (const auto& [input, text] : std::vector<std::pair<const char*, std::string>>{
           {"headings", repeated(100'000, [](auto i) { return "## h" + std::to_string(i) + "\n\n"; })},
           {"links", repeated(100'000, [](auto i) { return "[l](a/b" + std::to_string(i) + ") "; })},
           {"markup", repeated(3'000'000, [](auto) { return "![l"; })},
           {"cells", "|" + repeated(200, [](auto) { return "a|"; }) + "\n|" + repeated(200, [](auto) { return "-|"; }) +
                         "\n" + repeated(600'000, [](auto) { return "|b|c|\n"; })},
           {"open tags", repeated(100'000, [](auto) { return "a <![CDATA["; })},
           {"a paragraph", std::string(400'000, 'a')},
           {"a heading", "# " + std::string(3'000, 'a')},
           {"the head of a table", "| A | " + std::string(5'000, 'a') + " |\n|---|---|\n| b | c |\n"}}) {
    CAPTURE(input);
    CHECK_FALSE(read_card("README.md", text).document.problems.empty());
  }
  // A long and ordinary document is read whole.
  const std::string ordinary = repeated(
      300'000, [](auto i) { return "## Part " + std::to_string(i) + "\n" + std::string(500, 'x') + " [l](a.md)\n\n"; });
  CHECK(read_card("README.md", ordinary).document.problems.empty());
}

TEST_CASE("one text under many names is identified once, and the texts of a repository have a bound together") {
  const std::string text =
      repeated(2'500'000, [](auto i) { return "permission is granted " + std::to_string(i) + " "; });
  GitFixture files{{"LICENSE", text}, {"LICENSE.md", text}, {"LICENSE.txt", text + "."}};
  const auto snapshot = opened(files.str());
  Repository repository(*snapshot);
  const auto& first = identify_file(repository, "LICENSE");
  CHECK(&identify_file(repository, "LICENSE.md") == &first);
  CHECK(repository.diagnostics().empty());
  (void)identify_file(repository, "LICENSE.txt");
  const auto said = repository.diagnostics();
  REQUIRE(said.size() == 1);
  CHECK(said[0].path == "LICENSE.txt");
  CHECK(said[0].kind == "limit");
}

TEST_CASE("more licence files than are read are said") {
  std::map<std::string, std::string> files;
  for (int i = 0; i < 6000; ++i) files["d" + std::to_string(i) + "/LICENSE"] = "MIT";
  const MemorySnapshot snapshot(std::move(files));
  Repository repository(snapshot);
  CHECK(read_license_files(repository, {}).size() == most_license_files);
  const auto said = repository.diagnostics();
  REQUIRE(said.size() == 1);
  CHECK(said[0].kind == "limit");
}
