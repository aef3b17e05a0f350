#include "proto/rules/receipt_target.h"

#include <algorithm>
#include <string>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr absl::string_view kStreamToHub = "hub";

absl::StatusOr<ReceiptTarget> TargetOfEnvelope(absl::string_view ns, LeafIndex index,
                                               absl::string_view body) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(body, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns, note.text));
  if (header.reseal.has_value()) {
    return Malformed("target", "TARGET_RESEAL",
                     "a receipt names the first header of an envelope, not a re-sealed one");
  }
  ReceiptTarget target{.index = index, .precedence = header.precedence, .as = header.as};
  target.addressees = header.to;
  target.readers = header.to;
  target.readers.insert(target.readers.end(), header.info.begin(), header.info.end());
  for (const EscalateLine& line : header.escalate) target.readers.push_back(line.mailbox);
  return target;
}

absl::Status NoTarget() {
  return Malformed("target", "TARGET_UNKNOWN",
                   "the log holds no envelope and no alert with this hash");
}

bool Has(const std::vector<MailboxId>& mailboxes, const MailboxId& mailbox) {
  return std::find(mailboxes.begin(), mailboxes.end(), mailbox) != mailboxes.end();
}

// `resolved` is said by the sender's office or by a head of an addressee office.
bool MayResolve(const MailboxId& as, const ReceiptTarget& target) {
  if (target.as.has_value() && target.as->office == as.office) return true;
  return as.role == Role::kHead &&
         std::any_of(target.addressees.begin(), target.addressees.end(),
                     [&](const MailboxId& to) { return to.office == as.office; });
}

}  // namespace

absl::StatusOr<ReceiptTarget> TargetOf(absl::string_view ns, LeafIndex index, RecordKind kind,
                                       absl::string_view body) {
  if (kind == RecordKind::kEnvelope) return TargetOfEnvelope(ns, index, body);
  if (kind != RecordKind::kAlert) return NoTarget();
  ASSIGN_OR_RETURN(const Alert alert, ParseAlert(ns, body));
  return ReceiptTarget{.index = index,
                       .precedence = alert.precedence,
                       .as = std::nullopt,
                       .addressees = alert.mailboxes,
                       .readers = alert.mailboxes};
}

absl::Status UnknownTarget(const Receipt& receipt) {
  if (receipt.index.has_value()) return NoTarget();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the envelope that came by bag is not in the log yet: submit it first, then the "
                   "same bytes again",
                   {.reason = "TARGET_UNKNOWN", .subject = receipt.from, .field = "target"});
}

absl::Status CheckReceiptTarget(const Receipt& receipt, const ReceiptTarget& target) {
  if (receipt.index.has_value() && *receipt.index != target.index) {
    return Malformed("index", "TARGET_INDEX", "the target lies at another index");
  }
  const MailboxId& acting = ActingMailbox(receipt);
  const bool resolver = receipt.state == ReceiptState::kResolved && MayResolve(acting, target);
  if (receipt.state == ReceiptState::kResolved && !resolver) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "only the sender's office or a head of an addressee office resolves",
                     {.reason = "RESOLVE", .subject = acting.ToString(), .field = "as"});
  }
  if (!resolver && !Has(target.readers, acting)) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "the target is not addressed to the mailbox that gives the receipt",
                     {.reason = "NOT_ADDRESSED", .subject = acting.ToString(), .field = "as"});
  }
  const std::string stream =
      target.as.has_value() ? target.as->ToString() : std::string(kStreamToHub);
  if (receipt.stream.to != stream) {
    return Malformed("stream", "STREAM_TARGET",
                     "a receipt's stream runs to the mailbox that speaks in its target");
  }
  return absl::OkStatus();
}

}  // namespace liaison
