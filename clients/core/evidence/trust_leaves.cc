#include "clients/core/evidence/trust_leaves.h"

#include <string>

#include "absl/strings/match.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

LogPlace PlaceOf(LeafIndex index, const Directory& directory) {
  return {.index = index, .time_ms = directory.TimeAt(SizeThrough(index))};
}

}  // namespace

absl::Status CollectSigners(LeafIndex index, absl::string_view subject, const Mirror& mirror,
                            std::set<LeafIndex>& leaves) {
  const Directory& directory = mirror.directory();
  ASSIGN_OR_RETURN(const std::string bytes, mirror.EntryAt(index));
  ASSIGN_OR_RETURN(const LeafEntry entry, ParseLeafEntry(directory.ns(), bytes));
  ASSIGN_OR_RETURN(const Note note, ParseNote(entry.body, kMaxPublicNoteBytes));
  for (const SignatureLine& line : note.signatures) {
    if (line.name == subject) continue;
    RETURN_IF_ERROR(CollectTrust(line.name, PlaceOf(index, directory), mirror, leaves));
  }
  return absl::OkStatus();
}

absl::Status CollectTrust(absl::string_view name, const LogPlace& place, const Mirror& mirror,
                          std::set<LeafIndex>& leaves) {
  const Directory& directory = mirror.directory();
  if (absl::EndsWith(name, "/root")) return absl::OkStatus();  // stands in the charter
  ASSIGN_OR_RETURN(const CertFact* signer, directory.SignerAt(name, place.index, place.time_ms));
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->certificate.subject != name || fact->index > signer->index) continue;
    if (!leaves.insert(fact->index).second) continue;
    RETURN_IF_ERROR(CollectSigners(fact->index, name, mirror, leaves));
    if (!fact->revoked.has_value() || !leaves.insert(*fact->revoked).second) continue;
    RETURN_IF_ERROR(CollectSigners(*fact->revoked, name, mirror, leaves));
  }
  return absl::OkStatus();
}

}  // namespace liaison
