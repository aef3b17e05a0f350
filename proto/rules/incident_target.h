// What an incident act or an obligation act points at, and whether it may: the hub asks before it
// logs one, every client again before it believes one. Source: CRYPTO 1.8, ESCALATION. Pure.
#ifndef LIAISON_PROTO_RULES_INCIDENT_TARGET_H_
#define LIAISON_PROTO_RULES_INCIDENT_TARGET_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/rules/directory.h"
#include "proto/rules/receipt_target.h"
#include "proto/rules/roster.h"
#include "proto/text/office_act.h"

namespace liaison {

// Whether the act may be given for the incident that `target` opened: an envelope, by an addressee
// of the office that the act names or by the sender's office; or an alert, by one of its mailboxes.
// Errors: FailedPrecondition ACT_LATER (an act, or on behalf of another: not in this edition);
// InvalidArgument STREAM_TARGET, OFFICE (named for an alert, or not for an envelope);
// PermissionDenied NOT_ADDRESSED (that office's, or who acts).
absl::Status CheckIncidentTarget(const IncidentAct& act, const ReceiptTarget& target);

// Whether the act may be given: by the jwg or head of a guarantor, for an obligation in the log.
// Errors: FailedPrecondition ACT_LATER; NotFound OBLIGATION; PermissionDenied ROLE.
absl::Status CheckObligationTarget(const ObligationAct& act, const Directory& directory);

// The roster, if the duty officer or head of its mailbox's office gives it. Errors: those of
// ParseRoster; PermissionDenied ROLE.
absl::StatusOr<Roster> CheckRosterAct(const RosterAct& act);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_INCIDENT_TARGET_H_
