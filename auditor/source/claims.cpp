#include "auditor/source/claims.h"

#include "auditor/core/source_digest.h"

#include <array>
#include <set>

namespace auditor::source {
namespace {

// What a store states no digest of stays unknown: that its bytes were found says nothing of what they should be.
void hash(const Snapshot& snapshot, const Claims* store, Claim& claim) {
  if (claim.status == ClaimStatus::checked || claim.status == ClaimStatus::wrong) return;
  const Entry* entry = snapshot.find(claim.path);
  if (entry == nullptr && store == nullptr) return;
  const auto bytes = entry != nullptr ? snapshot.open(*entry) : store->archive(claim.path);
  const auto digest = bytes ? sha256_of(**bytes) : tl::unexpected(bytes.error());
  if (!digest) return;
  if (!claim.sha256.empty()) claim.status = claim.sha256 == *digest ? ClaimStatus::checked : ClaimStatus::wrong;
  else if (store == nullptr) claim.status = ClaimStatus::checked;
  claim.sha256 = *digest;
}

// What came out of a layer with other bytes than its digest is not what the store names either.
void spread_wrong(std::vector<Claim>& claims) {
  std::set<std::string, std::less<>> wrong;
  for (const Claim& claim : claims)
    if (claim.status == ClaimStatus::wrong) wrong.insert(claim.path);
  for (Claim& claim : claims)
    if (!claim.archive.empty() && wrong.contains(claim.archive)) claim.status = ClaimStatus::wrong;
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
        out.push_back({entry.path, {}, snapshot.size(entry).value_or(0), ClaimStatus::unknown, {}});
  }
  if (hash_all)
    for (Claim& claim : out) hash(snapshot, stated, claim);
  spread_wrong(out);
  return out;
}

}  // namespace auditor::source
