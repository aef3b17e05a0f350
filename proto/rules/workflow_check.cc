#include "proto/rules/workflow_check.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::Status InWorkflowWords(const absl::Status& status, absl::string_view revoked) {
  ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
  // Signed for another log: not a slip of the pen, but a note that somebody carried over.
  const absl::StatusCode code =
      detail.reason == "WRONG_LOG" ? absl::StatusCode::kDataLoss : status.code();
  if (detail.reason == "UNKNOWN_SIGNER") {
    detail.reason = "UNKNOWN_KEY";
  } else if (detail.reason == "REVOKED") {
    detail.reason = std::string(revoked);
  } else if (detail.reason == "SIGNATURE") {
    detail.reason = "BAD_SIGNATURE";
  }
  return MakeError(code, status.message(), detail);
}

absl::Status NotAllowed(absl::string_view field, absl::string_view message) {
  return NotEntitled(field, "NOT_ALLOWED", message);
}

absl::StatusOr<const CertFact*> AuthorOf(const DirectoryState& state, LeafPlace place,
                                         absl::string_view from, const MailboxId& as) {
  ASSIGN_OR_RETURN(const CertFact* fact, state.SignerAt(from, place.index, place.time_ms));
  const Certificate& certificate = fact->certificate;
  if (as.office == certificate.office && absl::c_linear_search(certificate.mailboxes, as.role)) {
    return fact;
  }
  return NotAllowed("as", absl::StrCat(from, " does not speak as ", as.ToString()));
}

absl::StatusOr<const CertFact*> OtherOfficer(const DirectoryState& state, LeafPlace place,
                                             const Certificate& first, absl::string_view name) {
  ASSIGN_OR_RETURN(const CertFact* fact, state.SignerAt(name, place.index, place.time_ms));
  const Certificate& second = fact->certificate;
  if (second.office == first.office && second.holder != first.holder &&
      absl::c_linear_search(second.mailboxes, Role::kJwg)) {
    return fact;
  }
  return NotAllowed("signature",
                    absl::StrCat(name, " is not another officer of the jwg of ", first.office));
}

absl::Status CheckParties(const Mission& mission, absl::string_view field,
                          const std::vector<std::string>& parties) {
  for (const std::string& party : parties) {
    if (mission.FindParty(party) != nullptr) continue;
    return NotNow(field, "NO_PARTY", absl::StrCat(party, " is not a party of the mission"));
  }
  return absl::OkStatus();
}

}  // namespace liaison
