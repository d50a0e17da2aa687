// The files of a model beside those that were signed: every one that differs, lacks or was not signed is named.
#include "tests/signature/verified.h"
#include "tests/support/catch.h"

#include <filesystem>
#include <fstream>

using namespace auditor;
using namespace auditor::test;
namespace fs = std::filesystem;

namespace {

const SigningKey& signer() {
  static const SigningKey key("P-256");
  return key;
}

Json signed_by_key(const Json& statement) {
  return bundle_of(key_material(signer()), envelope(statement.dump(), signer()));
}

const Json& bundle() {
  static const Json made = signed_by_key(statement_on(orchard));
  return made;
}

}  // namespace

TEST_CASE("a model whose files are those that were signed holds") {
  const Model model(orchard);
  const Verified v = model.verify(bundle(), trust_in(signer()));
  INFO(v.said(Answer::fails) << v.said(Answer::unknown) << v.refused);
  CHECK(v.holds());
  CHECK(v.said(Answer::holds).find("3 files have their signed digests") != std::string::npos);
}

TEST_CASE("one flipped bit in any file is named with both digests") {
  for (const auto& [path, bytes] : orchard) {
    Files changed = orchard;
    changed[path][bytes.size() / 2] ^= 1;
    const Verified v = Model(changed).verify(bundle(), trust_in(signer()));
    CAPTURE(path);
    CHECK(v.fails("file: " + path + ": has another digest: " + hex(sha256(changed[path])) + ", and " +
                  hex(sha256(bytes)) + " was signed"));
  }
}

TEST_CASE("a signed file that is gone and a file that no one signed are named") {
  Files changed = orchard;
  changed.erase("config.json");
  changed["modeling_finch.py"] = "print()\n";
  const Verified v = Model(changed).verify(bundle(), trust_in(signer()));
  CHECK(v.fails("file: config.json: is signed and not in the source"));
  CHECK(v.fails("file: modeling_finch.py: was not signed"));
}

TEST_CASE("what git keeps at the top, what the signer left out and the signature itself need no digest") {
  Json statement = statement_on(orchard);
  statement["predicate"]["serialization"]["ignore_paths"] = {"cache", "./notes.txt"};
  const Json made = signed_by_key(statement);
  Files more = orchard;
  more[".gitattributes"] = "*.bin filter=lfs\n";
  more["cache/one"] = "1";
  more["notes.txt"] = "n";
  more["anywhere/model.sig"] = made.dump();
  const Verified v = Model(more).verify(made, trust_in(signer()));
  CHECK(v.holds());
  CHECK(v.said(Answer::holds).find(".gitattributes, cache/one, notes.txt: left out") != std::string::npos);

  more["cached"] = "a name that only begins like the one left out";
  more["tokenizer/.gitattributes"] = "not at the top";
  const Verified w = Model(more).verify(made, trust_in(signer()));
  CHECK(w.fails("file: cached: was not signed"));
  CHECK(w.fails("file: tokenizer/.gitattributes: was not signed"));
}

TEST_CASE("the user may leave out more, and that is said") {
  Files more = orchard;
  more["local.txt"] = "mine";
  signature::FileOptions options;
  options.left_out = {"local.txt"};
  const Verified v = Model(more).verify(bundle(), trust_in(signer()), options);
  CHECK(v.holds());
  CHECK(v.said(Answer::holds).find("local.txt: left out of the signature") != std::string::npos);
}

TEST_CASE("shards: each part is checked, and all of a file must be signed") {
  const Json made = signed_by_key(sharded_statement_on(orchard, 1000));
  CHECK(Model(orchard).verify(made, trust_in(signer())).holds());

  Files changed = orchard;
  changed["model.safetensors"][2500] ^= 1;
  CHECK(Model(changed).verify(made, trust_in(signer())).fails("bytes 2000 to 3000 have another digest"));
  changed = orchard;
  changed["model.safetensors"] += "tail";
  CHECK(Model(changed).verify(made, trust_in(signer())).fails("is 3004 bytes long, and 3000 of them were signed"));
  changed["model.safetensors"] = orchard.at("model.safetensors").substr(0, 1500);
  CHECK(Model(changed).verify(made, trust_in(signer())).fails("model.safetensors: is 1500 bytes long"));

  Json hole = sharded_statement_on(orchard, 1000);
  hole["predicate"]["resources"].erase(2);  // the middle of the weights
  seal(hole);
  CHECK(Model(orchard).verify(signed_by_key(hole), trust_in(signer())).fails("the part signed next is 2000 to 3000"));
}

TEST_CASE("BLAKE2b is checked, BLAKE3 is refused by name") {
  CHECK(Model(orchard).verify(signed_by_key(statement_on(orchard, "blake2b")), trust_in(signer())).holds());
  Json other = statement_on(orchard);
  other["predicate"]["serialization"]["hash_type"] = "blake3";
  const Verified v = Model(orchard).verify(signed_by_key(other), trust_in(signer()));
  CHECK(v.unknown("digests of a kind that cannot be made here: blake3"));
}

TEST_CASE("a pointer's claim is no proof; a wrong claim fails") {
  const std::string bytes = orchard.at("model.safetensors");
  Files pointed = orchard;
  pointed["model.safetensors"] = "version https://git-lfs.github.com/spec/v1\noid sha256:" + hex(sha256(bytes)) +
                                 "\nsize " + std::to_string(bytes.size()) + "\n";
  const Verified v = Model(pointed).verify(bundle(), trust_in(signer()));
  CHECK(v.unknown("model.safetensors: only a pointer is here: the digest it claims is the signed one"));

  std::string& pointer = pointed["model.safetensors"];
  char& digit = pointer[pointer.find("sha256:") + 7];
  digit = digit == '0' ? '1' : '0';
  CHECK(Model(pointed).verify(bundle(), trust_in(signer())).fails("the digest it claims is not the signed one"));

  // Signed where only the pointer was: it is the file.
  const Verified own = Model(pointed).verify(signed_by_key(statement_on(pointed)), trust_in(signer()));
  CHECK(own.holds());
  CHECK(own.said(Answer::holds).find("nothing is said of the bytes") != std::string::npos);
}

TEST_CASE("bytes behind a pointer of a clone are read when they are in its store") {
  const std::string bytes = orchard.at("model.safetensors");
  const std::string oid = hex(sha256(bytes));
  GitFixture repository{
      {"config.json", orchard.at("config.json")},
      {"model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:" + oid + "\nsize 3000\n"},
      {"tokenizer/vocab.txt", orchard.at("tokenizer/vocab.txt")}};
  const fs::path object = repository.git_folder() / "lfs/objects" / oid.substr(0, 2) / oid.substr(2, 2) / oid;
  const auto store = [&](const std::string& content) {
    fs::create_directories(object.parent_path());
    std::ofstream(object, std::ios::binary) << content;
  };
  const auto check = [&] {
    const auto snapshot = source::open_snapshot(repository.str());
    REQUIRE(snapshot);
    return verified(bundle().dump(), trust_in(signer()), **snapshot);
  };
  CHECK(check().unknown("only a pointer is here"));
  store(bytes);
  CHECK(check().holds());
  std::string other = bytes;
  other[7] ^= 1;
  store(other);
  CHECK_FALSE(check().holds());
}

TEST_CASE("links are not followed out, and not at all where none was signed") {
  const Model model(orchard);
  fs::remove(model.folder.path() / "config.json");
  TempFolder outside;
  outside.write("config.json", orchard.at("config.json"));
  fs::create_symlink(outside.path() / "config.json", model.folder.path() / "config.json");
  CHECK(model.verify(bundle(), trust_in(signer())).fails("config.json: is a symbolic link, and none was signed"));

  Json statement = statement_on(orchard);
  statement["predicate"]["serialization"]["allow_symlinks"] = true;
  const Json made = signed_by_key(statement);
  CHECK(model.verify(made, trust_in(signer())).unknown("is a symbolic link that leads to no file here"));

  fs::remove(model.folder.path() / "config.json");
  model.folder.write("tokenizer/real.json", orchard.at("config.json"));
  fs::create_symlink("tokenizer/../tokenizer/real.json", model.folder.path() / "config.json");
  signature::FileOptions options;
  options.left_out = {"tokenizer/real.json"};
  CHECK(model.verify(made, trust_in(signer()), options).holds());

  fs::create_symlink("config.json", model.folder.path() / "more.json");
  CHECK(model.verify(made, trust_in(signer()), options).fails("more.json: is a symbolic link that was not signed"));
}

TEST_CASE("a signature of one file is of that file") {
  const Json named = signed_by_key(statement_on({{"config.json", orchard.at("config.json")}}));
  const Json dotted = signed_by_key(statement_on({{".", orchard.at("config.json")}}));  // as before 1.0.1
  signature::FileOptions options;
  options.only = "config.json";
  const Model model(orchard);
  CHECK(model.verify(named, trust_in(signer()), options).holds());
  CHECK(model.verify(dotted, trust_in(signer()), options).holds());
  CHECK(model.verify(dotted, trust_in(signer())).result != Answer::holds);
  options.only = "tokenizer/vocab.txt";
  CHECK(model.verify(dotted, trust_in(signer()), options).fails("tokenizer/vocab.txt: has another digest"));
  CHECK(model.verify(named, trust_in(signer()), options).fails("config.json: is signed and not in the source"));
}

TEST_CASE("hostile lists of files are refused, though they are signed") {
  struct Case {
    std::string name;
    std::string said;
  };
  for (const Case& one :
       {Case{"../outside", "leads elsewhere"}, Case{"/etc/passwd", "leads elsewhere"}, Case{"a//b", "leads elsewhere"},
        Case{"./a", "leads elsewhere"}, Case{"", "leads elsewhere"}, Case{"config.json", "lists twice"}}) {
    Json statement = statement_on(orchard);
    Json& resources = statement["predicate"]["resources"];
    Json added = resources[1];
    added["name"] = one.name;
    resources.push_back(added);
    seal(statement);
    CAPTURE(one.name);
    CHECK(Model(orchard).verify(signed_by_key(statement), trust_in(signer())).fails(one.said));
  }
  Json statement = statement_on(orchard);
  statement["subject"][0]["digest"]["sha256"] = std::string(64, '0');
  CHECK(Model(orchard).verify(signed_by_key(statement), trust_in(signer())).fails("contradicts itself"));
  statement = statement_on(orchard);
  statement["predicate"]["resources"][0]["digest"] = "";
  seal(statement);
  CHECK(Model(orchard).verify(signed_by_key(statement), trust_in(signer())).fails("no digest of the right length"));
  statement = statement_on(orchard);
  statement["predicate"]["serialization"]["ignore_paths"] = {"."};
  CHECK(Model(orchard).verify(signed_by_key(statement), trust_in(signer())).fails("leaves out what is no path below"));
  statement = statement_on(orchard);
  statement["predicateType"] = "https://example.com/other";
  CHECK(Model(orchard).verify(signed_by_key(statement), trust_in(signer())).fails("signs something other"));
}
