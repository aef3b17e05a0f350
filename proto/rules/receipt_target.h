// What a receipt points at, and whether it may: the hub asks before it logs one, every client again
// before it believes one. Source: CRYPTO 1.8.
#ifndef LIAISON_PROTO_RULES_RECEIPT_TARGET_H_
#define LIAISON_PROTO_RULES_RECEIPT_TARGET_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/act.h"
#include "proto/text/names.h"
#include "proto/text/record.h"

namespace liaison {

struct ReceiptTarget {
  LeafIndex index;
  Precedence precedence = Precedence::kRoutine;
  std::optional<MailboxId> as{};        // the envelope's; none for an alert
  std::vector<MailboxId> addressees{};  // `to`; for an alert its mailboxes
  std::vector<MailboxId> readers{};     // everybody who receives it: to, info, escalate
};

// The target as the record at `index` states it; `body` is a stored one. Errors: InvalidArgument
// TARGET_UNKNOWN (an act or a public note), TARGET_RESEAL (everything names the first header).
absl::StatusOr<ReceiptTarget> TargetOf(absl::string_view ns, LeafIndex index, RecordKind kind,
                                       absl::string_view body);
// The answer where no record has the target's hash. A receipt for what came by bag may be repeated:
// its target can still come into the log. Errors: InvalidArgument TARGET_UNKNOWN (the receipt names
// an index), FailedPrecondition TARGET_UNKNOWN (it names none).
absl::Status UnknownTarget(const Receipt& receipt);

// Checks what the receipt says about its target: position, who acts, stream, who may resolve.
// Errors: InvalidArgument TARGET_INDEX, STREAM_TARGET; PermissionDenied NOT_ADDRESSED, RESOLVE.
absl::Status CheckReceiptTarget(const Receipt& receipt, const ReceiptTarget& target);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_RECEIPT_TARGET_H_
