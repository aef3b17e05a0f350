#include "clients/core/maps/map_content.h"

#include <string>
#include <vector>

#include "clients/core/geometry/topology.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Bad(const MapProposal& proposal, absl::string_view reason, absl::string_view field,
                 absl::string_view message) {
  return MakeError(
      absl::StatusCode::kDataLoss, message,
      {.reason = std::string(reason), .subject = proposal.head.map, .field = std::string(field)});
}

// The first member of the document that says something else than the signed note; empty: none.
absl::string_view DifferentMember(const MapProposal& note, const MapDocument& document) {
  if (document.map != note.head.map) return "map";
  if (document.version != note.version) return "version";
  if (document.base != note.base) return "base";
  if (document.effective_s != note.effective_s) return "effective";
  if (document.expiry_s != note.expiry_s) return "expiry";
  if (document.reverts != note.reverts) return "reverts";
  return "";
}

}  // namespace

absl::StatusOr<MapDocument> CheckMapContent(const MapProposal& proposal, absl::string_view bytes) {
  if (bytes.size() != proposal.content.size || MapDigest(bytes) != proposal.content.sha256) {
    return Bad(proposal, "CONTENT_MISMATCH", "content", "it is not the document that was signed");
  }
  absl::StatusOr<MapDocument> document = ParseMapDocument(bytes);
  if (!document.ok()) {
    return Bad(proposal, ReasonOf(document.status()), "content", document.status().message());
  }
  const absl::string_view member = DifferentMember(proposal, *document);
  if (!member.empty()) {
    return Bad(proposal, "HEADER_MISMATCH", member,
               "the document says something else than the signed proposal");
  }
  for (const MapFinding& finding : CheckValidity(*document)) {
    if (finding.error) return Bad(proposal, finding.code, finding.feature, "broken geometry");
  }
  return document;
}

}  // namespace liaison
