// What the rules for the notes of maps and reports share: who signed them. Internal to proto/rules.
#ifndef LIAISON_PROTO_RULES_WORKFLOW_CHECK_H_
#define LIAISON_PROTO_RULES_WORKFLOW_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/rules/directory_check.h"

namespace liaison {

// What the directory says of every note, in the words that go with workflow notes: UNKNOWN_KEY,
// BAD_SIGNATURE, `revoked`; DataLoss WRONG_LOG.
absl::Status InWorkflowWords(const absl::Status& status, absl::string_view revoked);

// PermissionDenied NOT_ALLOWED.
absl::Status NotAllowed(absl::string_view field, absl::string_view message);

// The certificate of the first line's device, `from`, which speaks `as` a mailbox that it has.
// Errors: NotAllowed; as SignerAt.
absl::StatusOr<const CertFact*> AuthorOf(const DirectoryState& state, LeafPlace place,
                                         absl::string_view from, const MailboxId& as);
// The certificate of `name`, a device of the jwg of `first`'s office that another officer holds.
// Errors: NotAllowed; as SignerAt.
absl::StatusOr<const CertFact*> OtherOfficer(const DirectoryState& state, LeafPlace place,
                                             const Certificate& first, absl::string_view name);

// Errors: FailedPrecondition NO_PARTY.
absl::Status CheckParties(const Mission& mission, absl::string_view field,
                          const std::vector<std::string>& parties);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_WORKFLOW_CHECK_H_
