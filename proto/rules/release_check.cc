#include "proto/rules/release_check.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/ladder.h"
#include "proto/rules/roster.h"
#include "proto/text/act.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"

namespace liaison {
namespace {

constexpr uint32_t kFirstRung = 1;  // the `to` mailboxes

absl::Status Forged(const Release& release, absl::string_view field, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = "RELEASE_FORGED",
                    .subject = absl::StrCat(release.office, " ", release.rung),
                    .field = std::string(field)});
}

bool Names(const std::vector<MailboxId>& mailboxes, const MailboxId& mailbox) {
  return std::find(mailboxes.begin(), mailboxes.end(), mailbox) != mailboxes.end();
}

// The ladder policy that the header names, as far as it was there for who released.
std::optional<LadderPolicy> PolicyOf(const EnvelopeHeader& header, const Directory& directory,
                                     LeafIndex place) {
  if (!header.ladder.has_value()) return std::nullopt;
  const PolicyFact* fact = directory.FindPolicy(PolicyKind::kLadder, *header.ladder);
  if (fact == nullptr || !(fact->index < place)) return std::nullopt;
  absl::StatusOr<LadderPolicy> policy = ParseLadderPolicy(fact->policy.rules);
  if (!policy.ok()) return std::nullopt;  // Directory has read it
  return *std::move(policy);
}

LadderPlan PlanOf(const EnvelopeHeader& header, const std::string& office,
                  const Directory& directory, LeafIndex place) {
  const std::optional<LadderPolicy> policy = PolicyOf(header, directory, place);
  const Addressing addressing{
      .as = header.as, .to = header.to, .office = office, .precedence = header.precedence};
  return PlanFor(policy.has_value() ? &*policy : nullptr, addressing, header.escalate,
                 directory.mission());
}

// One office's ladder as the plugin climbs it: also with rungs that only the policy has, to which
// nothing is sealed, because they take their time, too.
class Ladder {
 public:
  Ladder(const EnvelopeHeader& header, const std::string& office, const Directory& directory,
         LeafIndex place)
      : plan_(PlanOf(header, office, directory, place)), directory_(directory) {}

  bool IsBelow(const MailboxId& mailbox, uint32_t rung) const {
    return std::any_of(plan_.rungs.begin(), plan_.rungs.end(), [&](const PlannedRung& one) {
      return one.number < rung && (Names(one.sealed, mailbox) || Names(one.unsealed, mailbox));
    });
  }

  // The waits of `from` and what follows, up to `rung`. At `seen` nobody could seal to a rung:
  // nobody need wait for it, and `skipped` is set.
  int64_t Wait_ms(uint32_t from, uint32_t rung, const ReleasePlace& seen, bool* skipped) const {
    int64_t wait_ms = 0;
    for (size_t i = 0; i + 1 < plan_.rungs.size(); ++i) {
      const PlannedRung& one = plan_.rungs[i];
      if (one.number < from || one.number >= rung) continue;
      const bool lost = IsLost(one, seen);
      if (!lost) wait_ms += plan_.rungs[i + 1].after_ms - one.after_ms;
      *skipped = *skipped || lost;
    }
    return wait_ms;
  }

  // Not a step that comes if nothing is resolved: nothing lets that one be early.
  bool Has(uint32_t rung) const {
    return std::any_of(plan_.rungs.begin(), plan_.rungs.end(),
                       [&](const PlannedRung& one) { return one.number == rung; });
  }

 private:
  // As of the records before `seen`. A rung that is nobody's by the policy is not lost.
  bool IsLost(const PlannedRung& rung, const ReleasePlace& seen) const {
    std::vector<MailboxId> mailboxes = rung.sealed;
    mailboxes.insert(mailboxes.end(), rung.unsealed.begin(), rung.unsealed.end());
    return !mailboxes.empty() &&
           std::all_of(mailboxes.begin(), mailboxes.end(), [&](const MailboxId& mailbox) {
             return directory_.Resolve(mailbox, TreeSize(seen.index.value()), seen.time_ms).empty();
           });
  }

  const LadderPlan plan_;
  const Directory& directory_;
};

int64_t Nominal_ms(const EnvelopeHeader& header, const std::string& office, uint32_t rung,
                   int64_t accepted_ms) {
  uint32_t after_s = 0;
  for (const EscalateLine& line : header.escalate) {
    if (line.office == office && line.rung == rung) after_s = std::max(after_s, line.after_s);
  }
  return accepted_ms + int64_t{after_s} * 1000;
}

// The text of a stored act; empty: the record is something else.
std::string ActText(const EvidenceRecord& record) {
  if (record.kind != RecordKind::kAct) return "";
  absl::StatusOr<Note> note = ParseNote(record.body, kMaxActBytes);
  return note.ok() ? std::move(note->text) : "";
}

bool GivenByPerson(ReceiptState state) {
  return state != ReceiptState::kDelivered && state != ReceiptState::kRead &&
         state != ReceiptState::kCannotOpen;
}

// One early release and what it rests on.
class EarlyCheck {
 public:
  EarlyCheck(const Release& release, const ReleasePlace& place, const EnvelopeHeader& header,
             const ReleasePlace& envelope, const Directory& directory, EvidenceSource evidence,
             const TimeZones* zones)
      : release_(release),
        place_(place),
        header_(header),
        envelope_(envelope),
        directory_(directory),
        evidence_(evidence),
        zones_(zones),
        ladder_(header, release.office, directory, place.index) {}

  absl::StatusOr<ReleaseVerdict> Run() const {
    if (release_.due_ms > place_.time_ms) {
      return Forged(release_, "early", "released before it was due");
    }
    if (!release_.evidence.has_value() || !ladder_.Has(release_.rung)) {
      return Forged(release_, "early", "released before its time, and nothing is named as proof");
    }
    if (*release_.evidence >= place_.index) return NotProven();
    ASSIGN_OR_RETURN(const std::optional<EvidenceRecord> record, evidence_(*release_.evidence));
    if (!record.has_value()) return ReleaseVerdict{.unchecked = "EVIDENCE_UNKNOWN"};
    if (record->kind == RecordKind::kRelease) return FromRelease(*record);
    if (release_.reason == "UNDELIVERABLE") return Undeliverable(*record);
    return FromAct(ActText(*record));
  }

 private:
  absl::Status NotProven() const {
    return Forged(release_, "evidence",
                  "released before its time; the record that it names does not say why");
  }

  // Compared is when it was due: records come a little later than that, some more than others.
  absl::StatusOr<ReleaseVerdict> NotBefore(int64_t earliest_ms) const {
    if (release_.due_ms >= earliest_ms) return ReleaseVerdict();
    return Forged(release_, "early", "released earlier than its reason allows");
  }

  bool Asks(const Receipt& receipt) const {
    const MailboxId& acting = ActingMailbox(receipt);
    if (receipt.target != release_.envelope) return false;
    if (release_.reason == "REFUSED") {
      return receipt.state == ReceiptState::kRefused && ladder_.IsBelow(acting, release_.rung);
    }
    return release_.reason == "MANUAL" && GivenByPerson(receipt.state) &&
           (acting.office == release_.office || acting.office == header_.as.office);
  }

  bool Asks(const IncidentAct& act) const {
    const std::string& acting = act.head.as.office;
    return release_.reason == "MANUAL" && act.verb == IncidentVerb::kEscalate &&
           !act.on_behalf.has_value() && act.incident == release_.envelope &&
           act.office == release_.office && act.rung.value_or(kFirstRung) <= release_.rung &&
           (acting == release_.office || acting == header_.as.office);
  }

  absl::StatusOr<ReleaseVerdict> FromAct(const std::string& text) const {
    const absl::StatusOr<Receipt> receipt = ParseReceipt(header_.ns, text);
    if (receipt.ok() && Asks(*receipt)) return ReleaseVerdict();
    const absl::StatusOr<OfficeAct> act = ParseOfficeAct(header_.ns, text);
    if (!act.ok()) return NotProven();
    const auto* incident = std::get_if<IncidentAct>(&*act);
    if (incident != nullptr && Asks(*incident)) return ReleaseVerdict();
    const auto* roster = std::get_if<RosterAct>(&*act);
    if (roster == nullptr || release_.reason != "EMPTY") return NotProven();
    return Empty(*roster);
  }

  absl::StatusOr<ReleaseVerdict> Empty(const RosterAct& act) const {
    const absl::StatusOr<Roster> roster = ParseRoster(act.roster);
    if (!roster.ok() || roster->mailbox.office != act.head.as.office ||
        !ladder_.IsBelow(roster->mailbox, release_.rung) || release_.due_ms < envelope_.time_ms) {
      return NotProven();
    }
    const ZoneRules* zone = zones_ == nullptr ? nullptr : zones_->Find(roster->zone);
    if (zone == nullptr) return ReleaseVerdict{.unchecked = "ROSTER"};
    // Not only when it was due: between the empty rung and this one may lie one that waited.
    if (!DutyGaps(*roster, *zone, envelope_.time_ms, release_.due_ms + 1).empty()) {
      return ReleaseVerdict();
    }
    return NotProven();
  }

  absl::StatusOr<ReleaseVerdict> Undeliverable(const EvidenceRecord& record) const {
    // What the directory said before there was an envelope excuses nothing. Any record will do: a
    // certificate ends between two notes, too.
    if (*release_.evidence < envelope_.index) return NotProven();
    const ReleasePlace behind{LeafIndex(SizeThrough(*release_.evidence).value()), record.time_ms};
    bool skipped = false;
    const int64_t wait_ms = ladder_.Wait_ms(kFirstRung, release_.rung, behind, &skipped);
    if (!skipped) return NotProven();
    return NotBefore(envelope_.time_ms + wait_ms);
  }

  absl::StatusOr<ReleaseVerdict> FromRelease(const EvidenceRecord& record) const {
    const absl::StatusOr<Release> lower = ParseRelease(header_.ns, record.body);
    if (!lower.ok() || lower->envelope != release_.envelope || lower->office != release_.office ||
        lower->rung >= release_.rung) {
      return NotProven();
    }
    ASSIGN_OR_RETURN(ReleaseVerdict verdict, Lower(*lower, record));
    bool skipped = false;
    const int64_t wait_ms = ladder_.Wait_ms(lower->rung, release_.rung, place_, &skipped);
    RETURN_IF_ERROR(NotBefore(lower->due_ms + wait_ms).status());
    return verdict;
  }

  // Its due counts, so that is asked, even where the record came after its nominal time. Rungs only
  // fall, so this ends.
  absl::StatusOr<ReleaseVerdict> Lower(const Release& lower, const EvidenceRecord& record) const {
    RETURN_IF_ERROR(CheckReleaseRung(lower, header_));
    if (lower.due_ms >= Nominal_ms(header_, lower.office, lower.rung, envelope_.time_ms)) {
      return ReleaseVerdict();
    }
    return EarlyCheck(lower, {.index = *release_.evidence, .time_ms = record.time_ms}, header_,
                      envelope_, directory_, evidence_, zones_)
        .Run();
  }

  const Release& release_;
  const ReleasePlace& place_;
  const EnvelopeHeader& header_;
  const ReleasePlace& envelope_;
  const Directory& directory_;
  const EvidenceSource evidence_;
  const TimeZones* const zones_;
  const Ladder ladder_;
};

}  // namespace

absl::Status CheckReleaseRung(const Release& release, const EnvelopeHeader& header) {
  if (header.reseal.has_value()) {
    return Forged(release, "envelope", "a release names the first header, not a re-sealed one");
  }
  std::vector<MailboxId> rung;
  for (const EscalateLine& line : header.escalate) {
    if (line.office == release.office && line.rung == release.rung) rung.push_back(line.mailbox);
  }
  if (rung.empty()) return Forged(release, "rung", "the sender's header has no such rung");
  const bool of_it = std::all_of(release.mailboxes.begin(), release.mailboxes.end(),
                                 [&](const MailboxId& mailbox) { return Names(rung, mailbox); });
  const bool in_order = std::adjacent_find(release.mailboxes.begin(), release.mailboxes.end(),
                                           [](const MailboxId& one, const MailboxId& next) {
                                             return !(one < next);
                                           }) == release.mailboxes.end();
  if (!release.mailboxes.empty() && of_it && in_order) return absl::OkStatus();
  return Forged(release, "mailbox", "a mailbox that the sender's header does not have in the rung");
}

absl::StatusOr<ReleaseVerdict> CheckRelease(const Release& release, const ReleasePlace& place,
                                            const EnvelopeHeader& header,
                                            const ReleasePlace& envelope,
                                            const Directory& directory, EvidenceSource evidence,
                                            const TimeZones* zones) {
  RETURN_IF_ERROR(CheckReleaseRung(release, header));
  if (place.time_ms >= Nominal_ms(header, release.office, release.rung, envelope.time_ms)) {
    return ReleaseVerdict();
  }
  return EarlyCheck(release, place, header, envelope, directory, evidence, zones).Run();
}

}  // namespace liaison
