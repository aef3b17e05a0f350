// The rules for the signed public notes of reports: who may sign them, and whether an opening is
// one that the charter allows; not what comes of them. Source: REPORTS section B.
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/rules/report_machine.h"
#include "proto/rules/report_verdict.h"
#include "proto/rules/workflow_check.h"

namespace liaison {
namespace {

bool IsGuarantor(const Mission& mission, absl::string_view office) {
  const Party* party = mission.FindParty(office);
  return party != nullptr && party->kind == PartyKind::kGuarantor;
}

absl::Status CheckRole(const Mission& mission, const ReportNote& note) {
  const MailboxId& as = note.head.as;
  if (std::holds_alternative<ReportOpen>(note.act) && !IsGuarantor(mission, as.office)) {
    return NotAllowed("as", "only a guarantor opens a report");
  }
  if (as.role == Role::kJwg || (as.role == Role::kEditor && IsDesksWork(note))) {
    return absl::OkStatus();
  }
  return NotAllowed("as", absl::StrCat("\"", ReportActName(note), "\" is said by the jwg",
                                       IsDesksWork(note) ? " or the editor" : "", " of an office"));
}

// Of a reopening the jwg of another guarantor.
absl::StatusOr<const CertFact*> OtherGuarantor(const DirectoryState& state, LeafPlace place,
                                               const Certificate& first, absl::string_view name) {
  ASSIGN_OR_RETURN(const CertFact* fact, state.SignerAt(name, place.index, place.time_ms));
  const Certificate& second = fact->certificate;
  if (second.office != first.office && IsGuarantor(*state.mission, second.office) &&
      absl::c_linear_search(second.mailboxes, Role::kJwg)) {
    return fact;
  }
  return NotAllowed("signature", absl::StrCat(name, " is not of the jwg of another guarantor"));
}

absl::StatusOr<std::vector<VKey>> SignersOf(const DirectoryState& state, LeafPlace place,
                                            const ReportNote& report_note, const Note& note) {
  const ReportHead& head = report_note.head;
  ASSIGN_OR_RETURN(const CertFact* fact, AuthorOf(state, place, head.from, head.as));
  RETURN_IF_ERROR(CheckRole(*state.mission, report_note));
  std::vector<VKey> keys = {fact->certificate.key};
  const auto* step = std::get_if<ReportStep>(&report_note.act);
  const bool by_guarantors = step != nullptr && step->verb == ReportVerb::kReopen;
  const bool may_be_two = by_guarantors || (step != nullptr && IsAnswer(step->verb));
  if (!may_be_two || note.signatures.size() != 2) return keys;
  const auto other = by_guarantors ? OtherGuarantor : OtherOfficer;
  ASSIGN_OR_RETURN(const CertFact* second,
                   other(state, place, fact->certificate, note.signatures[1].name));
  keys.push_back(second->certificate.key);
  return keys;
}

absl::Status CheckSigns(const Mission& mission, const std::vector<std::string>& signs) {
  RETURN_IF_ERROR(CheckParties(mission, "signs", signs));
  for (const Party& party : mission.parties) {
    const bool signs_it = absl::c_linear_search(signs, party.office);
    if (party.kind == PartyKind::kGuarantor && !signs_it) {
      return NotNow("signs", "SIGNS",
                    absl::StrCat(party.office, " is a guarantor and must be asked to sign"));
    }
    if (party.kind == PartyKind::kObserver && signs_it) {
      return NotNow("signs", "SIGNS", absl::StrCat(party.office, " observes and never signs"));
    }
  }
  return absl::OkStatus();
}

// Every guarantor gives a sheet, and no single one makes a report of several by himself.
absl::Status CheckShares(const Mission& mission, const ReportOpen& open) {
  for (const Party& party : mission.parties) {
    const bool owes = absl::c_linear_search(open.owes, party.office);
    if (party.kind == PartyKind::kGuarantor && !owes) {
      return NotNow("owes", "OWES",
                    absl::StrCat(party.office, " is a guarantor and owes its own sheet"));
    }
  }
  if (open.threshold >= 2 || open.signs.size() < 2) return absl::OkStatus();
  return NotNow("threshold", "THRESHOLD", "one office alone does not make a report of several");
}

// What was due before it was owed nobody could have done.
absl::Status CheckDues(const ReportDues& dues, int64_t now_ms) {
  for (const std::optional<int64_t>& due_s : {dues.contribution_s, dues.review_s, dues.sign_s}) {
    if (due_s.has_value() && *due_s * 1000 <= now_ms) {
      return NotNow("due", "DUE_PAST", "a time by which something is owed is over already");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOpening(const DirectoryState& state, LeafPlace place, const ReportOpen& open) {
  const Mission& mission = *state.mission;
  RETURN_IF_ERROR(CheckDues(open.dues, place.time_ms));
  RETURN_IF_ERROR(CheckParties(mission, "rapporteur", {open.rapporteur}));
  if (!mission.rapporteur.empty() && open.rapporteur != mission.rapporteur) {
    return NotNow("rapporteur", "RAPPORTEUR",
                  absl::StrCat("the charter makes ", mission.rapporteur, " the rapporteur"));
  }
  RETURN_IF_ERROR(CheckParties(mission, "owes", open.owes));
  RETURN_IF_ERROR(CheckShares(mission, open));
  RETURN_IF_ERROR(CheckSigns(mission, open.signs));
  if (absl::c_linear_search(mission.two_person, "report") && open.persons != 2) {
    return NotNow("persons", "TWO_PERSONS", "the charter wants two persons to sign a report");
  }
  if (!open.ladder.has_value() || state.FindPolicy(PolicyKind::kLadder, *open.ladder) != nullptr) {
    return absl::OkStatus();
  }
  return NotNow("ladder", "LADDER",
                absl::StrCat("the ladder ", open.ladder->id, " ", open.ladder->version,
                             " is not in the log; have it signed first"));
}

absl::Status CheckAct(const DirectoryState& state, LeafPlace place, const ReportNote& note) {
  if (const auto* open = std::get_if<ReportOpen>(&note.act))
    return CheckOpening(state, place, *open);
  const auto* draft = std::get_if<ReportDraft>(&note.act);
  // The draft's own leaf may be the first one that the report leaves out.
  if (draft == nullptr || draft->cut <= place.index) return absl::OkStatus();
  return NotNow("cut", "INDEX", "cut must be a position of the log");
}

absl::StatusOr<CheckedNote> Checked(const DirectoryState& state, LeafPlace place,
                                    const Note& note) {
  ASSIGN_OR_RETURN(ReportNote report_note, ParseReportNote(state.ns, note.text));
  ASSIGN_OR_RETURN(const std::vector<VKey> keys, SignersOf(state, place, report_note, note));
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, keys, *state.crypto));
  RETURN_IF_ERROR(CheckAct(state, place, report_note));
  return CheckedNote{std::move(verified), std::move(report_note)};
}

}  // namespace

absl::StatusOr<CheckedNote> CheckReportNote(const DirectoryState& state, LeafPlace place,
                                            const Note& note) {
  absl::StatusOr<CheckedNote> checked = Checked(state, place, note);
  if (!checked.ok()) return InWorkflowWords(checked.status(), "KEY_REVOKED");
  return checked;
}

}  // namespace liaison
