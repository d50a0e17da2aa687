#include "auditor/source/claims.h"

#include "auditor/core/source_digest.h"

#include <array>

namespace auditor::source {
namespace {

void hash(const Snapshot& snapshot, Claim& claim) {
  const Entry* entry = snapshot.find(claim.path);
  if (entry == nullptr || claim.status == ClaimStatus::checked || claim.status == ClaimStatus::wrong) return;
  const auto bytes = snapshot.open(*entry);
  const auto digest = bytes ? sha256_of(**bytes) : tl::unexpected(bytes.error());
  if (!digest) return;
  claim.status = claim.sha256.empty() || claim.sha256 == *digest ? ClaimStatus::checked : ClaimStatus::wrong;
  claim.sha256 = *digest;
}

}  // namespace

std::string_view to_string(ClaimStatus status) {
  static constexpr std::array<std::string_view, 4> names = {"claimed", "checked", "wrong", "unknown"};
  return names[static_cast<std::size_t>(status)];
}

std::vector<Claim> claims_of(const Snapshot& snapshot, bool hash_all) {
  std::vector<Claim> out;
  if (const auto* stated = dynamic_cast<const Claims*>(&snapshot)) {
    out = stated->claims();
  } else {
    for (const Entry& entry : snapshot.entries())
      if (entry.kind == EntryKind::file || entry.kind == EntryKind::executable)
        out.push_back({entry.path, {}, snapshot.size(entry).value_or(0), ClaimStatus::unknown});
  }
  if (hash_all)
    for (Claim& claim : out) hash(snapshot, claim);
  return out;
}

}  // namespace auditor::source
