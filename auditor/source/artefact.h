// One model out of a store as a snapshot: files under the names that a program would give them, whose bytes lie under
// other names in the store, inside an archive, or in memory. Nothing is followed out of the store.
#pragma once

#include "auditor/source/beneath.h"
#include "auditor/source/claims.h"
#include "auditor/source/listing.h"
#include "auditor/source/snapshot.h"
#include "auditor/source/store.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace auditor::source {

// What a store says of a model beside SourceInfo.
struct ArtefactInfo {
  std::string kind;    // "ollama", "oci", "file", "gguf-folder", "modelscope", "mlflow"
  std::string digest;  // "sha256:…" of the manifest's own bytes; empty where there is no manifest
};

class Artefact {
 public:
  virtual ~Artefact() = default;
  [[nodiscard]] virtual const ArtefactInfo& artefact() const = 0;
};

// Null when the snapshot is of no store.
[[nodiscard]] const Artefact* artefact_of(const Snapshot& snapshot);

// Where the bytes of one file lie.
struct Stored {
  enum class Place {
    file,     // a file of the store, or a stretch of it
    memory,   // all of them in `bytes`
    head,     // the first in `bytes`; `size` in all (a large member of a packed layer)
    missing,  // named by the store and not here
    refused,  // here, and not what the store says that they are
  };
  Place place = Place::file;
  std::string file;  // below the store's folder
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length;  // of the stretch; nullopt: to the end of the file
  std::string bytes;
  std::uint64_t size = 0;
  std::string sha256;                  // stated by the store
  bool checked = false;                // the bytes have that digest
  std::optional<std::size_t> archive;  // the layer that the file came out of, as add_archive() gives it
};

// Gathers the files of one model. Names are a stranger's: those that leave the folder are refused and said.
class ArtefactBuilder {
 public:
  ArtefactBuilder(Folder store, const Limits& limits);

  // A file of the store that a manifest names with digest and size (`sha256`, `size`); small ones are hashed, and one
  // that is not what the manifest says is kept by name and never read.
  void add_blob(const std::string& path, Stored stored);
  void add(const std::string& path, Stored stored);
  // A layer that is an archive, named like a blob: what its files are marked with; nullopt when it is not what the
  // manifest says, and must not be read. `shown` is for messages.
  [[nodiscard]] std::optional<std::size_t> add_archive(Stored layer, const std::string& shown);
  // A layer removes what layers below it have at this path, or below it: "" is everything.
  void remove_below(const std::string& path, std::size_t archive);
  void problem(std::string_view path, std::string message, std::string kind);
  // Something exists upstream and is not here; without a path: perhaps.
  void not_fetched(std::string_view path, std::string message);

  [[nodiscard]] const Folder& store() const { return store_; }
  [[nodiscard]] bool full() const { return listing_.full(); }
  [[nodiscard]] bool has(const std::string& path) const { return stored_.contains(path); }
  // "LICENSE", then "LICENSE-2": a name that no file has yet, with the extension kept.
  [[nodiscard]] std::string free_name(const std::string& name) const;

  [[nodiscard]] std::unique_ptr<Snapshot> finish(SourceInfo info, ArtefactInfo artefact) &&;

 private:
  [[nodiscard]] bool accept(const std::string& path);
  void check(Stored& stored, const std::string& path, std::string_view shown = {});
  void tell_removed();

  Folder store_;
  Limits limits_;
  Listing listing_;
  std::map<std::string, Stored, std::less<>> stored_;
  std::vector<Stored> archives_;                             // layers
  std::map<std::string, std::size_t, std::less<>> removed_;  // by path: the last layer that removes what is there
  std::uint64_t hashed_ = 0;
  bool partial_ = false;
};

}  // namespace auditor::source
