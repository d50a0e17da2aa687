// OCI layouts with models in them, as ModelPack, KitOps, Docker and ORAS write them; and layers that mean harm.
#include "auditor/source/artefact.h"
#include "auditor/source/claims.h"
#include "auditor/source/model_store.h"
#include "tests/source/opened.h"
#include "tests/support/deflated.h"
#include "tests/support/stores.h"

#include <algorithm>

using namespace auditor;
using namespace auditor::source;
using namespace auditor::test;
namespace fs = std::filesystem;
using Found = std::vector<std::string>;

namespace {

const std::string modelpack = "application/vnd.cncf.model.";

std::string octal(std::uint64_t value, std::size_t width) {
  std::string digits;
  for (; value > 0 || digits.empty(); value /= 8) digits.insert(digits.begin(), static_cast<char>('0' + value % 8));
  return std::string(width - 1 - digits.size(), '0') + digits + '\0';
}

// One member of a tar archive with its data.
std::string member(const std::string& name, const std::string& bytes, char type = '0', const std::string& link = {},
                   std::uint64_t stated = 0) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& field) { header.replace(at, field.size(), field); };
  put(0, name);
  put(100, octal(0644, 8));
  put(124, octal(stated == 0 ? bytes.size() : stated, 12));
  put(148, std::string(8, ' '));
  header[156] = type;
  put(157, link);
  put(257, std::string("ustar\0"
                       "00",
                       8));
  std::uint64_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 7));
  return header + bytes + std::string((512 - bytes.size() % 512) % 512, '\0');
}

std::string archive(const std::vector<std::string>& members) {
  std::string out;
  for (const std::string& part : members) out += part;
  return out + std::string(1024, '\0');
}

// zstd without compression: a frame of raw blocks.
std::string zstd(const std::string& bytes) {
  constexpr std::size_t piece = 100'000;
  std::string out = "\x28\xb5\x2f\xfd\xa0" + little_endian(bytes.size(), 4);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::string part = bytes.substr(at, piece);
    const std::uint64_t last = at + piece >= bytes.size() ? 1 : 0;
    out += little_endian(part.size() << 3U | last, 3) + part;
  }
  return out;
}

class Layout {
 public:
  Layout() { folder.write("oci-layout", R"({"imageLayoutVersion":"1.0.0"})"); }

  Json blob(const std::string& media_type, const std::string& bytes, const Json& annotations = Json::object()) const {
    const std::string digest = sha256_hex(bytes);
    folder.write("blobs/sha256/" + digest, bytes);
    Json out = {{"mediaType", media_type}, {"digest", "sha256:" + digest}, {"size", bytes.size()}};
    if (!annotations.empty()) out["annotations"] = annotations;
    return out;
  }
  Json titled(const std::string& media_type, const std::string& name, const std::string& bytes) const {
    return blob(media_type, bytes, {{"org.opencontainers.image.title", name}});
  }
  // A manifest that the index names; its descriptor.
  Json model(const std::string& reference, const std::vector<Json>& layers, const Json& more = Json::object(),
             const Json& config = Json()) {
    Json manifest = {{"schemaVersion", 2},
                     {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
                     {"config", config.is_null() ? blob("application/vnd.oci.empty.v1+json", "{}") : config},
                     {"layers", layers}};
    manifest.update(more);
    Json described = blob("application/vnd.oci.image.manifest.v1+json", manifest.dump(),
                          {{"org.opencontainers.image.ref.name", reference}});
    index(described);
    return described;
  }
  void index(const Json& described) {
    manifests.push_back(described);
    folder.write("index.json", Json{{"schemaVersion", 2}, {"manifests", manifests}}.dump());
  }
  [[nodiscard]] std::string str() const { return folder.str(); }

  Json manifests = Json::array();
  TempFolder folder;
};

bool says(const Snapshot& snapshot, const std::string& words, const std::string& kind) {
  return std::any_of(snapshot.problems().begin(), snapshot.problems().end(), [&](const Problem& problem) {
    return problem.kind == kind && problem.message.find(words) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("A ModelPack shows its files: raw, and out of archives that are plain or packed") {
  Layout layout;
  layout.model("v1", {layout.blob(modelpack + "weight.v1.raw", safetensors_file(),
                                  {{"org.cncf.model.filepath", "model.safetensors"}}),
                      layout.blob(modelpack + "doc.v1.tar",
                                  archive({member("./README.md", "# Wren\n"), member("LICENSE", "Terms of Wren.")})),
                      layout.blob(modelpack + "dataset.v1.tar+zstd",
                                  zstd(archive({member("LICENSE", "Terms of data."), member("train.csv", "a,b\n")}))),
                      layout.blob(modelpack + "code.v1.tar", archive({member("run.py", "x = 1\n")}))});
  const auto snapshot = opened(layout.str());
  CHECK(paths(*snapshot) == Found{"LICENSE", "README.md", "code/run.py", "dataset/LICENSE", "dataset/train.csv",
                                  "manifest.json", "model.safetensors"});
  CHECK(text_of(*snapshot, "LICENSE") == "Terms of Wren.");
  CHECK(text_of(*snapshot, "dataset/LICENSE") == "Terms of data.");
  CHECK(artefact_of(*snapshot)->artefact().kind == "oci");
  CHECK_FALSE(snapshot->info().partial);
}

TEST_CASE("KitOps, Docker and ORAS are read by the names they use") {
  Layout kit;
  kit.model("v1",
            {kit.blob("application/vnd.kitops.modelkit.model.v1.tar+gzip",
                      deflated(archive({member("m.gguf", gguf_file())}), MAX_WBITS + 16))},
            Json::object(),
            kit.blob("application/vnd.kitops.modelkit.config.v1+json", R"({"manifestVersion":"1.0.0"})"));
  CHECK(paths(*opened(kit.str())) == Found{"Kitfile.json", "m.gguf", "manifest.json"});
  Layout docker;
  docker.model("ai/wren:1b", {docker.blob("application/vnd.docker.ai.gguf.v3", gguf_file()),
                              docker.blob("application/vnd.docker.ai.license", "Terms."),
                              docker.blob("application/vnd.docker.ai.license", "More terms.")});
  CHECK(paths(*opened(docker.str())) == Found{"LICENSE", "LICENSE-2", "manifest.json", "model.gguf"});
  Layout oras;
  oras.model("v1",
             {oras.titled("application/vnd.oci.image.layer.v1.tar", "README.md", "# A card that is no archive\n")});
  CHECK(text_of(*opened(oras.str()), "README.md") == "# A card that is no archive\n");
}

TEST_CASE("Weights inside an archive are read where they lie, and of packed ones the header") {
  Layout layout;
  const std::string weights = gguf_file() + std::string(2U << 20U, '\7');
  layout.model("v1", {layout.blob(modelpack + "weight.v1.tar", archive({member("plain.gguf", weights)})),
                      layout.blob(modelpack + "weight.v1.tar+zstd",
                                  zstd(archive({member("packed.gguf", weights + std::string(8U << 20U, '\7'))})))});
  const auto snapshot = opened(layout.str());
  const auto plain = snapshot->open(entry_at(*snapshot, "plain.gguf"));
  REQUIRE(plain);
  CHECK((*plain)->size() == weights.size());
  CHECK((*plain)->read(weights.size() - 1, 1).value() == "\7");
  const auto packed = snapshot->open(entry_at(*snapshot, "packed.gguf"));
  REQUIRE(packed);
  CHECK((*packed)->read(0, 4).value() == "GGUF");
  CHECK((*packed)->read((*packed)->size() - 4, 4).error().code == ErrorCode::limit);  // no end, and no zeros
}

TEST_CASE("Of several models one is named by tag, digest or its beginning; what is attached to one is none") {
  Layout layout;
  const Json first = layout.model("v1", {layout.titled("x/y", "README.md", "one")});
  layout.model("v2", {layout.titled("x/y", "README.md", "two")});
  layout.model("sig", {layout.titled("x/y", "signature", "s")}, {{"subject", first}});
  const Error several = error_of(layout.str());
  CHECK(several.code == ErrorCode::not_found);
  CHECK(several.message.find("v1, v2") != std::string::npos);
  OpenOptions options;
  for (const std::string& revision :
       {std::string("v1"), first["digest"].get<std::string>(), first["digest"].get<std::string>().substr(7, 8)}) {
    options.revision = revision;
    CHECK(text_of(*opened(layout.str(), options), "README.md") == "one");
  }
  CHECK(text_of(*opened(layout.str() + "/v2"), "README.md") == "two");
  options.revision = "v3";
  CHECK(error_of(layout.str(), options).code == ErrorCode::not_found);
  const auto store = list_store(layout.str());
  REQUIRE(store);
  CHECK(store->models.size() == 2);
}

TEST_CASE("An archive of a layout is read as the layout is") {
  Layout layout;
  layout.model("v1", {layout.titled("x/y", "LICENSE", "Terms."),
                      layout.blob(modelpack + "doc.v1.tar", archive({member("README.md", "# Card\n")}))});
  std::vector<std::string> members;
  for (const auto& entry : fs::recursive_directory_iterator(layout.folder.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    members.push_back(member(fs::relative(entry.path(), layout.folder.path()).string(),
                             std::string(std::istreambuf_iterator<char>(in), {})));
  }
  const TempFolder folder;
  folder.write("wren.tar", archive(members));
  const auto snapshot = opened(folder.str() + "/wren.tar");
  CHECK(paths(*snapshot) == Found{"LICENSE", "README.md", "manifest.json"});
  CHECK(text_of(*snapshot, "README.md") == "# Card\n");
  CHECK(snapshot->problems().empty());

  const std::string whole = archive(members).substr(0, archive(members).size() - 1024);
  std::string unsummed = member("x", "y");
  unsummed[0] = 'X';
  const std::string twice = member("index.json", "{}");
  for (const auto& [more, words] :
       {std::pair(twice, "twice"), std::pair(unsummed, "checksum"), std::pair(twice.substr(0, 300), "ends early"),
        std::pair(member("x", "", '0', "", 4096), "ends early")}) {
    CAPTURE(words);
    folder.write("wren.tar", whole + more);
    const auto bad = opened(folder.str() + "/wren.tar");
    CHECK(text_of(*bad, "LICENSE") == "Terms.");
    CHECK(says(*bad, words, words == std::string("twice") ? "malformed" : "limit"));
    CHECK_FALSE(list_store(folder.str() + "/wren.tar")->problems.empty());
  }
}

TEST_CASE("Names in an archive cannot leave the model; its links and devices are no files") {
  Layout layout;
  layout.model(
      "v1",
      {layout.blob(modelpack + "doc.v1.tar",
                   archive({member("../../escape", "x"), member("/etc/passwd", "x"), member("a/../../b", "x"),
                            member("LICENSE", "", '2', "/etc/passwd"), member("hard", "", '1', "README.md"),
                            member("tty", "", '3'), member("docs/", "", '5'), member("README.md", "# Card\n")}))});
  const auto snapshot = opened(layout.str());
  CHECK(paths(*snapshot) == Found{"README.md", "manifest.json"});
  for (const char* name : {"../../escape", "/etc/passwd", "a/../../b"})
    CHECK(has_problem(*snapshot, name, "invalid-name"));
  CHECK(has_problem(*snapshot, "LICENSE", "unavailable"));
  CHECK(has_problem(*snapshot, "tty", "unsupported"));
}

TEST_CASE("A whiteout of an image is no file; a file of such a name that holds something is one") {
  Layout layout;
  layout.model("v1", {layout.blob(modelpack + "weight.v1.tar",
                                  archive({member(".wh.old.bin", ""), member(".wh.evil.bin", "cos\nsystem\n")}))});
  CHECK(paths(*opened(layout.str())) == Found{".wh.evil.bin", "manifest.json"});
}

TEST_CASE("What a later layer removes is not known to belong to the model; what it adds itself is") {
  Layout layout;
  layout.model("v1",
               {layout.blob(modelpack + "weight.v1.tar",
                            archive({member("LICENSE", "Terms."), member("a/b/model.gguf", gguf_file()),
                                     member("docs/old.md", "old"), member("kept.md", "kept"), member("ab", "kept")})),
                layout.blob(modelpack + "doc.v1.tar",
                            archive({member(".wh.LICENSE", ""), member(".wh.a", ""), member("docs/.wh..wh..opq", ""),
                                     member("docs/new.md", "new"), member(".wh.nothing", "")}))});
  const auto snapshot = opened(layout.str());
  for (const char* path : {"LICENSE", "a/b/model.gguf", "docs/old.md"})
    CHECK(has_problem(*snapshot, path, "malformed"));
  CHECK(snapshot->problems().size() == 3);
  Layout all;
  all.model("v1", {all.blob(modelpack + "doc.v1.tar", archive({member("LICENSE", "Terms.")})),
                   all.blob(modelpack + "doc.v1.tar", archive({member(".wh..wh..opq", "")}))});
  CHECK(has_problem(*opened(all.str()), "LICENSE", "malformed"));
}

TEST_CASE("What follows the end of an archive is said; zeros that fill its last block are not") {
  const std::string good = archive({member("README.md", "# Card\n")});
  const std::string hidden = archive({member("LICENSE", "You may not.")});
  const auto read = [](const std::string& type, const std::string& bytes) {
    Layout layout;
    layout.model("v1", {layout.blob(modelpack + type, bytes)});
    return opened(layout.str());
  };
  for (const std::string& bytes :
       {good + hidden, std::string(1024, '\0') + hidden, good + std::string(9000, '\0') + "x"})
    CHECK(says(*read("doc.v1.tar", bytes), "follows the end", "limit"));
  const int gzip = MAX_WBITS + 16;
  CHECK(says(*read("doc.v1.tar+gzip", deflated(good, gzip) + deflated(hidden, gzip)), "follows the end", "limit"));
  CHECK(says(*read("doc.v1.tar", good + std::string(2U << 20U, '\0')), "follows the end", "limit"));
  CHECK(read("doc.v1.tar", good + std::string(10'240, '\0'))->problems().empty());
}

TEST_CASE("A layer has a claim of its own, checked when it is small or asked for; its files are wrong with it") {
  Layout layout;
  std::string bytes = archive({member("model.gguf", gguf_file() + std::string(9U << 20U, '\7'))});
  const Json layer = layout.blob(modelpack + "weight.v1.tar", bytes);
  layout.model("v1", {layer, layout.blob(modelpack + "doc.v1.tar", archive({member("layer-1.tar", "x")}))});
  const auto status_of = [&](const std::string& path, bool hash) {
    for (const Claim& claim : claims_of(*opened(layout.str()), hash))
      if (claim.path == path) return claim.status;
    FAIL("no claim for " << path);
    return ClaimStatus::unknown;
  };
  CHECK(status_of("layer-1-2.tar", false) == ClaimStatus::claimed);
  CHECK(status_of("layer-1-2.tar", true) == ClaimStatus::checked);
  CHECK(status_of("layer-2.tar", false) == ClaimStatus::checked);
  CHECK(status_of("model.gguf", true) == ClaimStatus::unknown);
  bytes[bytes.size() - 3000] = '\1';
  layout.folder.write("blobs/sha256/" + layer["digest"].get<std::string>().substr(7), bytes);
  CHECK(status_of("model.gguf", false) == ClaimStatus::unknown);
  CHECK(status_of("layer-1-2.tar", true) == ClaimStatus::wrong);
  CHECK(status_of("model.gguf", true) == ClaimStatus::wrong);
  CHECK(status_of("layer-1.tar", true) == ClaimStatus::unknown);
}

TEST_CASE("What unpacks to more than is read is said; what was not reached is no absence") {
  Layout layout;
  layout.model("v1",
               {layout.blob(modelpack + "doc.v1.tar+zstd",
                            zstd(archive({member("README.md", "# Card\n"), member("bomb", std::string(4U << 20U, '\0')),
                                          member("LICENSE", "Terms.")})))});
  OpenOptions options;
  options.limits.total_bytes = 1U << 20U;
  const auto snapshot = opened(layout.str(), options);
  CHECK(snapshot->find("LICENSE") == nullptr);
  CHECK(says(*snapshot, "more is packed in it than is unpacked", "limit"));
  CHECK(opened(layout.str())->find("LICENSE") != nullptr);
}

TEST_CASE("Archives that lie of sizes, end early or break are read up to there, and that is said") {
  const std::string good = member("README.md", "# Card\n");
  const std::string lying = member("LICENSE", "Terms.", '0', "", std::uint64_t{1} << 32U);
  std::string unsummed = member("LICENSE", "Terms.");
  unsummed[0] = 'X';
  for (const std::string& bad : {lying, unsummed, good.substr(0, 300), std::string(700, 'z')}) {
    Layout layout;
    layout.model("v1", {layout.blob(modelpack + "doc.v1.tar", good + bad)});
    const auto snapshot = opened(layout.str());
    CHECK(snapshot->find("README.md") != nullptr);
    CHECK(says(*snapshot, "layer 1", "limit"));
  }
  Layout layout;
  layout.model("v1", {layout.blob(modelpack + "doc.v1.tar+zstd", zstd(archive({good})).substr(0, 400))});
  CHECK(says(*opened(layout.str()), "break", "limit"));
}

TEST_CASE("A layer with other bytes than its digest is not read") {
  Layout layout;
  const std::string docs = archive({member("LICENSE", "You may not.")});
  const Json layer = layout.blob(modelpack + "doc.v1.tar", docs);
  layout.model("v1", {layer});
  layout.folder.write("blobs/sha256/" + layer["digest"].get<std::string>().substr(7),
                      archive({member("LICENSE", "You may all.")}));
  const auto snapshot = opened(layout.str());
  CHECK(snapshot->find("LICENSE") == nullptr);
  CHECK(says(*snapshot, "do not have the digest", "malformed"));
  const auto claims = claims_of(*snapshot, false);
  CHECK(claims.back().path == "layer-1.tar");
  CHECK(claims.back().status == ClaimStatus::wrong);
}

TEST_CASE("A manifest with other bytes than its digest, and an index in a circle, are errors and not endless") {
  Layout layout;
  const Json manifest = layout.model("v1", {});
  layout.folder.write("blobs/sha256/" + manifest["digest"].get<std::string>().substr(7), "{\"layers\": []}");
  CHECK(error_of(layout.str()).code == ErrorCode::malformed);

  Layout nested;
  Json inner = nested.model("v1", {nested.titled("x/y", "README.md", "inside")});
  for (int i = 0; i < 12; ++i)
    inner = nested.blob("application/vnd.oci.image.index.v1+json", Json{{"manifests", Json::array({inner})}}.dump());
  nested.manifests = Json::array();
  nested.index(inner);
  CHECK(error_of(nested.str()).code == ErrorCode::source);
}

TEST_CASE("A layer that is not here was not fetched") {
  Layout layout;
  const Json layer = layout.titled("x/y", "model.safetensors", safetensors_file());
  layout.model("v1", {layer, layout.titled("x/y", "LICENSE", "Terms.")});
  fs::remove(layout.folder.path() / "blobs/sha256" / layer["digest"].get<std::string>().substr(7));
  const auto snapshot = opened(layout.str());
  CHECK(snapshot->info().partial);
  CHECK(has_problem(*snapshot, "model.safetensors", "not-fetched"));
}

TEST_CASE("The stores of Docker's runner and of KitOps are layouts with lists of their own") {
  Layout layout;
  const Json wren = layout.model("x", {layout.titled("x/y", "README.md", "wren")});
  const TempFolder docker;
  fs::copy(layout.folder.path() / "blobs", docker.path() / "blobs", fs::copy_options::recursive);
  docker.write("layout.json", R"({"version":"1.0.0"})");
  docker.write(
      "models.json",
      Json{{"models", Json::array({Json{{"id", wren["digest"]}, {"tags", Json::array({"ai/wren:latest"})}}})}}.dump());
  CHECK(text_of(*opened(docker.str()), "README.md") == "wren");
  CHECK(list_store(docker.str())->models.at(0).name == "ai/wren:latest");

  const TempFolder kit;
  fs::copy(layout.folder.path() / "blobs", kit.path() / "blobs", fs::copy_options::recursive);
  fs::copy(layout.folder.path() / "index.json",
           kit.path() / "Z2hjci5pby9uZXN0L3dyZW4=-index.json");  // ghcr.io/nest/wren
  CHECK(list_store(kit.str())->models.at(0).name == "ghcr.io/nest/wren:x");
  CHECK(text_of(*opened(kit.str()), "README.md") == "wren");
}
