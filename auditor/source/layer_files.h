// The files inside a layer that is a tar archive, packed or not. An archive that is not packed is looked into where it
// lies; a packed one is unpacked as a stream, of which only what can be read as a text and the beginnings of large
// files are kept. Nothing is written to disk; links and devices are no files.
#pragma once

#include "auditor/source/artefact.h"

#include <cstdint>
#include <string>

namespace auditor::source {

// Work for all layers of a model together.
struct LayerBudget {
  std::uint64_t unpacked = std::uint64_t{512} << 20U;  // bytes that may still be unpacked
  std::uint64_t kept = 40U << 20U;                     // bytes that may still be kept in memory
  std::size_t members = 100'000;
};

struct LayerPlace {
  std::string file;                     // of the store
  std::uint64_t offset = 0;             // of the layer in it
  std::optional<std::uint64_t> length;  // nullopt: to the end of the file
  std::string prefix;                   // put before every name: "dataset/"
  std::string shown;                    // for messages
  std::size_t archive = 0;              // as ArtefactBuilder::add_archive() gives it
};

// Adds the files of the layer. What was not read to its end is said, as a limit.
void add_layer_files(const LayerPlace& layer, LayerBudget& budget, ArtefactBuilder& builder);

}  // namespace auditor::source
