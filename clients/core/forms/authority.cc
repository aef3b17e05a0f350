#include "clients/core/forms/authority.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

absl::StatusOr<const Party*> FindOffice(const Mission& mission, absl::string_view office) {
  if (const Party* party = mission.FindParty(office)) return party;
  return MakeError(absl::StatusCode::kNotFound, "the mission has no such office",
                   {.reason = "UNKNOWN_OFFICE", .subject = std::string(office), .field = ""});
}

absl::Status Forbidden(absl::string_view reason, absl::string_view subject, absl::string_view field,
                       absl::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, message,
                   {.reason = std::string(reason),
                    .subject = std::string(subject),
                    .field = std::string(field)});
}

absl::StatusOr<bool> LabelCovers(absl::string_view label, PartyKind kind) {
  if (label == "guarantors") return kind == PartyKind::kGuarantor;
  if (label == "mission") return kind != PartyKind::kObserver;
  if (label == "addressees" || label == "observers" || label == "public") return true;
  return Malformed("label", "LABEL",
                   "not one of addressees, guarantors, mission, observers, public");
}

}  // namespace

absl::Status LabelAllows(const Mission& mission, absl::string_view label, absl::string_view author,
                         const std::vector<std::string>& addressees) {
  for (const std::string& office : addressees) {
    ASSIGN_OR_RETURN(const Party* party, FindOffice(mission, office));
    ASSIGN_OR_RETURN(const bool covers, LabelCovers(label, party->kind));
    if (covers || office == author) continue;
    return Forbidden("LABEL_TOO_NARROW", office, "label",
                     "the label does not let the notice go to this office; choose a wider label "
                     "or take the addressee out");
  }
  return absl::OkStatus();
}

absl::Status CheckAuthority(const Mission& mission, absl::string_view office,
                            absl::string_view kind, const Json& form) {
  ASSIGN_OR_RETURN(const Party* party, FindOffice(mission, office));
  // What carries a part of signed public work is as allowed as that work.
  const bool limited = !party->kinds.empty() && !IsUnanswered(kind);
  if (limited && !absl::c_linear_search(party->kinds, kind)) {
    return Forbidden("KIND_NOT_ALLOWED", kind, "kind",
                     absl::StrCat("the charter lets this office send only: ",
                                  absl::StrJoin(party->kinds, ", ")));
  }
  const Json* zone = form.Find("zone");
  if (zone == nullptr) return absl::OkStatus();
  if (zone->string() == nullptr || !mission.HasZone(*zone->string())) {
    return MakeError(
        absl::StatusCode::kNotFound,
        absl::StrCat("the mission has only the zones: ", absl::StrJoin(mission.zones, ", ")),
        {.reason = "UNKNOWN_ZONE",
         .subject = zone->string() == nullptr ? "" : *zone->string(),
         .field = "zone"});
  }
  if (!party->zones.empty() && !absl::c_linear_search(party->zones, *zone->string())) {
    return Forbidden("OUTSIDE_ZONE", *zone->string(), "zone",
                     absl::StrCat("the charter lets this office write only about: ",
                                  absl::StrJoin(party->zones, ", ")));
  }
  return absl::OkStatus();
}

absl::Status CheckMaySend(const Mission& mission, const NoticeAddress& address,
                          absl::string_view kind, const Json& form) {
  std::vector<std::string> offices;
  for (const std::vector<MailboxId>* list : {&address.to, &address.info}) {
    for (const MailboxId& mailbox : *list) {
      if (mission.FindParty(mailbox.office) == nullptr) {
        return MakeError(
            absl::StatusCode::kNotFound,
            absl::StrCat(mailbox.office, " is no party of this mission"),
            {.reason = "UNKNOWN_MAILBOX", .subject = mailbox.ToString(), .field = "to"});
      }
      offices.push_back(mailbox.office);
    }
  }
  RETURN_IF_ERROR(CheckAuthority(mission, address.as.office, kind, form));
  return LabelAllows(mission, form.StringOr("label", ""), address.as.office, offices);
}

}  // namespace liaison
