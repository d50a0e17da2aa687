#include "auditor/core/resources.h"
#include "auditor/core/schema.h"
#include "auditor/formats/inspect.h"
#include "tests/support/catch.h"

#include <unordered_set>

using namespace auditor;

TEST_CASE("no name is allowed and denied at once, and denied names are not already denied packages") {
  const Json document = resource_json("rules/vocabulary/pickle.yaml");
  const Json& deny = document.at("deny");
  for (const auto& [module, names] : document.at("allow").items()) {
    INFO(module);
    if (!deny.at("names").contains(module)) continue;
    const auto denied = deny.at("names").at(module).get<std::unordered_set<std::string>>();
    for (const Json& name : names) {
      INFO(name.get<std::string>());
      CHECK_FALSE(denied.contains(name.get<std::string>()));
    }
  }
  const auto packages = deny.at("packages").get<std::unordered_set<std::string>>();
  for (const auto& [module, names] : deny.at("names").items()) {
    INFO(module << " is listed twice");
    CHECK_FALSE(packages.contains(module));
  }
}

TEST_CASE("the vocabularies of weights and pickles follow their schemas") {
  for (const std::string name : {"pickle", "weights", "keras", "operators"}) {
    for (const SchemaProblem& problem : validate_schema(resource_json("rules/vocabulary/" + name + ".yaml"),
                                                        "schemas/vocabulary-" + name + ".schema.json"))
      FAIL_CHECK(name << " " << problem.pointer << ": " << problem.message);
  }
}

TEST_CASE("weights by other names: older frameworks, vectors, shards, packages, and what is compressed") {
  for (const std::string path :
       {"lid.176.bin", "lid.176.ftz", "cc.en.300.vec.gz", "glove-twitter-25.gz", "demucs.th", "vgg.t7", "best.pth.tar",
        "model.ckpt-1000.data-00000-of-00001", "group1-shard1of4.bin", "ncnn/upscale.bin",
        "net.mlpackage/Data/com.apple.CoreML/weights/weight.bin", "shape_predictor_68.dat.bz2"}) {
    INFO(path);
    CHECK(formats::looks_like_weights(path));
  }
}

TEST_CASE("names that are near to those of weights and are none") {
  for (const std::string path : {"train.csv.gz", "corpus.txt.gz", "data.jsonl.zst", "notes.md", "records.data-set",
                                 "model.ckpt-1000.index", "vocab.bin", "images.zip", "ncnn/readme.md", "data.pkl.gz"}) {
    INFO(path);
    CHECK_FALSE(formats::looks_like_weights(path));
  }
}
