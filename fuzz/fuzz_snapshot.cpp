// What a repository's author controls and this program parses itself: tree objects, pointers, attributes, settings,
// URLs.
#include "auditor/source/attributes.h"
#include "auditor/source/git_repository.h"
#include "auditor/source/listing.h"
#include "auditor/source/pointer.h"
#include "auditor/source/remote.h"
#include "auditor/source/tree.h"

#include <cstdint>
#include <cstdlib>

using namespace auditor::source;

namespace {

// Entries end sorted, unique and valid whatever the tree holds.
void read_tree(std::string_view bytes) {
  Limits limits;
  limits.entries = 1000;
  Listing listing(limits);
  TreeReader reader(bytes);
  while (const auto item = reader.next()) {
    if (listing.accept("", item->name, 1)) listing.add("", item->name, EntryKind::file, to_hex(item->oid()));
  }
  const auto content = std::move(listing).finish();
  for (std::size_t i = 1; i < content.entries.size(); ++i) {
    if (!(content.entries[i - 1].path < content.entries[i].path)) std::abort();
  }
}

void read_attributes(std::string_view text) {
  LfsPatterns patterns;
  patterns.add("a", text);
  (void)patterns.tracked("a/b/model.safetensors");
  (void)patterns.tracked(text.substr(0, 200));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
    case 0: read_tree(text); break;
    case 1: (void)parse_pointer(text); break;
    case 2: read_attributes(text); break;
    case 3: (void)read_settings(text); break;
    default:
      (void)name_of_remote(without_credentials(text));
      (void)locate(text);
      (void)file_url_path(text);
  }
  return 0;
}
