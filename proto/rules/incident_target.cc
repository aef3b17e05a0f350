#include "proto/rules/incident_target.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr absl::string_view kHubStream = "hub";

absl::Status Later(absl::string_view field, absl::string_view subject) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat(subject, ": acts like this come in a later edition"),
      {.reason = "ACT_LATER", .subject = std::string(subject), .field = std::string(field)});
}

absl::Status NotYours(absl::string_view reason, const MailboxId& as, absl::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, message,
                   {.reason = std::string(reason), .subject = as.ToString(), .field = "as"});
}

bool IsAmong(const std::vector<MailboxId>& mailboxes, absl::string_view office) {
  return std::any_of(mailboxes.begin(), mailboxes.end(),
                     [&](const MailboxId& mailbox) { return mailbox.office == office; });
}

absl::Status CheckOffice(const IncidentAct& act, const ReceiptTarget& target) {
  const MailboxId& as = act.head.as;
  if (act.office.empty() != !target.as.has_value()) {
    return Malformed("incident", "OFFICE",
                     "names the addressee office of an envelope, and - for an alert");
  }
  if (!target.as.has_value()) {
    const auto& told = target.addressees;
    if (std::find(told.begin(), told.end(), as) != told.end()) return absl::OkStatus();
    return NotYours("NOT_ADDRESSED", as, "the alert was not given to the mailbox that acts");
  }
  if (!IsAmong(target.addressees, act.office)) {
    return NotYours("NOT_ADDRESSED", as, "the envelope is not addressed to the office named");
  }
  if (as.office == act.office || as.office == target.as->office) return absl::OkStatus();
  return NotYours("NOT_ADDRESSED", as, "only the office named and the sender's may act here");
}

}  // namespace

absl::Status CheckIncidentTarget(const IncidentAct& act, const ReceiptTarget& target) {
  if (act.verb != IncidentVerb::kEscalate) return Later("act", IncidentVerbName(act.verb));
  if (act.on_behalf.has_value()) return Later("on-behalf", "on-behalf");
  RETURN_IF_ERROR(CheckOffice(act, target));
  const std::string stream =
      target.as.has_value() ? target.as->ToString() : std::string(kHubStream);
  if (act.head.stream.to == stream) return absl::OkStatus();
  return Malformed("stream", "STREAM_TARGET",
                   "runs to the mailbox that speaks in the incident's envelope; an alert's to hub");
}

absl::Status CheckObligationTarget(const ObligationAct& act, const Directory& directory) {
  if (act.on_behalf.has_value()) return Later("on-behalf", "on-behalf");
  if (directory.FindPolicy(PolicyKind::kObligation, act.obligation) == nullptr) {
    return MakeError(absl::StatusCode::kNotFound,
                     "the log has no such version of this obligation; re-read the log",
                     {.reason = "OBLIGATION",
                      .subject = absl::StrCat(act.obligation.id, " ", act.obligation.version),
                      .field = "obligation"});
  }
  const MailboxId& as = act.head.as;
  const Party* party = directory.mission().FindParty(as.office);
  const bool is_guarantor = party != nullptr && party->kind == PartyKind::kGuarantor;
  if (is_guarantor && (as.role == Role::kJwg || as.role == Role::kHead)) return absl::OkStatus();
  return NotYours("ROLE", as, "only the jwg and the head of a guarantor's office say this");
}

absl::StatusOr<Roster> CheckRosterAct(const RosterAct& act) {
  ASSIGN_OR_RETURN(Roster roster, ParseRoster(act.roster));
  const MailboxId& as = act.head.as;
  if (as.office == roster.mailbox.office && (as.role == Role::kHead || as.role == Role::kDuty)) {
    return roster;
  }
  return NotYours("ROLE", as, "the head or duty officer of the mailbox's office makes its roster");
}

}  // namespace liaison
