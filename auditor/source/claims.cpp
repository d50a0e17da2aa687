#include "auditor/source/claims.h"

#include "auditor/core/source_digest.h"

#include <array>

namespace auditor::source {
namespace {

// What a store states no digest of stays unknown: that its bytes were found says nothing of what they should be.
void hash(const Snapshot& snapshot, bool of_store, Claim& claim) {
  const Entry* entry = snapshot.find(claim.path);
  if (entry == nullptr || claim.status == ClaimStatus::checked || claim.status == ClaimStatus::wrong) return;
  const auto bytes = snapshot.open(*entry);
  const auto digest = bytes ? sha256_of(**bytes) : tl::unexpected(bytes.error());
  if (!digest) return;
  if (!claim.sha256.empty()) claim.status = claim.sha256 == *digest ? ClaimStatus::checked : ClaimStatus::wrong;
  else if (!of_store) claim.status = ClaimStatus::checked;
  claim.sha256 = *digest;
}

}  // namespace

std::string_view to_string(ClaimStatus status) {
  static constexpr std::array<std::string_view, 4> names = {"claimed", "checked", "wrong", "unknown"};
  return names[static_cast<std::size_t>(status)];
}

std::vector<Claim> claims_of(const Snapshot& snapshot, bool hash_all) {
  std::vector<Claim> out;
  const auto* stated = dynamic_cast<const Claims*>(&snapshot);
  if (stated != nullptr) {
    out = stated->claims();
  } else {
    for (const Entry& entry : snapshot.entries())
      if (entry.kind == EntryKind::file || entry.kind == EntryKind::executable)
        out.push_back({entry.path, {}, snapshot.size(entry).value_or(0), ClaimStatus::unknown});
  }
  if (hash_all)
    for (Claim& claim : out) hash(snapshot, stated != nullptr, claim);
  return out;
}

}  // namespace auditor::source
