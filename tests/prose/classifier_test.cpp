#include "auditor/prose/language/classifier.h"

#include "auditor/core/resources.h"
#include "tests/support/catch.h"

#include <set>
#include <string>

using namespace auditor;
using namespace auditor::language;

namespace {

class Names final : public FeatureSink {
 public:
  void add(std::string_view kind, std::string_view first, std::string_view second = {}) override {
    all.insert(std::string(kind) + ":" + std::string(first) + (second.empty() ? "" : ">" + std::string(second)));
  }
  std::set<std::string> all;
};

std::set<std::string> features(const std::string& text) {
  const auto document = evidence::parse_markdown(text);
  const DocumentReading reading(document, {{"wren"}, "nest"}, [](std::string_view) { return std::vector<NameSpan>{}; });
  Names names;
  for (const Candidate& candidate : candidates(reading)) candidate.add_features(names);
  return std::move(names.all);
}

}  // namespace

TEST_CASE("a classifier sums the weights of the features it knows") {
  const Classifier classifier("# a comment\nlikely\t10\npossible\t-5\nc:forbid\t7\nw:sell\t-3\nb:a>b\t100\n");
  CHECK(classifier.likely() == 10);
  CHECK(classifier.possible() == -5);
  FeatureIds ids;
  ids.add("c", "forbid");
  ids.add("c", "forbid");  // each counts once
  ids.add("w", "sell");
  ids.add("w", "unheard");
  CHECK(classifier.score(ids.sorted()) == 4);
  ids.add("b", "a", "b");
  CHECK(classifier.score(ids.sorted()) == 104);
}

TEST_CASE("a feature has one number, however its name is given") {
  CHECK(feature_id("p", "forbid", "use") == feature_id("p:forbid>use"));
  CHECK(feature_id("w", "sell") == feature_id("w:sell"));
  CHECK(feature_id("w", "sell") != feature_id("b", "sell"));
}

TEST_CASE("a sentence shows its concepts, their subject, what stands above it and its words, but no names") {
  const auto seen = features("# Wren\n\n## License\n\nYou must not sell the weights of Wren-7B.\n");
  CHECK(seen.contains("c:forbid"));
  CHECK(seen.contains("c:weights"));
  CHECK(seen.contains("heading:license_word"));
  CHECK(seen.contains("w:sell"));
  CHECK(seen.contains("b:must>not"));
  CHECK(seen.contains("unit:prose"));
  for (const std::string& name : seen) CHECK(name.find("wren") == std::string::npos);
}

TEST_CASE("a denied concept is another feature than the concept") {
  CHECK(features("You do not need our permission to use it.\n").contains("c:!permission"));
  CHECK(features("You need our permission to use it.\n").contains("c:permission"));
}

TEST_CASE("every shipped classifier has weights and thresholds") {
  for (const std::string_view name : {"terms-of-weights", "terms-of-code", "gated", "withheld", "base", "training-set",
                                      "evaluation-set", "bias-named", "bias-stated", "bias-measured"}) {
    const Classifier& classifier = Classifier::named(name);
    CHECK(classifier.likely() > classifier.possible());
  }
  CHECK(resource_names("rules/language/classifiers/").size() == 10);
}
