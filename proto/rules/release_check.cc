#include "proto/rules/release_check.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
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

// One office's ladder in one header.
class Ladder {
 public:
  Ladder(const EnvelopeHeader& header, const std::string& office, int64_t accepted_ms)
      : header_(header), office_(office), accepted_ms_(accepted_ms) {}

  std::vector<MailboxId> MailboxesOf(uint32_t rung) const {
    std::vector<MailboxId> mailboxes;
    for (const MailboxId& to : header_.to) {
      if (rung == kFirstRung && to.office == office_) mailboxes.push_back(to);
    }
    for (const EscalateLine& line : header_.escalate) {
      if (line.office == office_ && line.rung == rung) mailboxes.push_back(line.mailbox);
    }
    return mailboxes;
  }

  int64_t Nominal_ms(uint32_t rung) const {
    uint32_t after_s = 0;
    for (const EscalateLine& line : header_.escalate) {
      if (line.office == office_ && line.rung == rung) after_s = std::max(after_s, line.after_s);
    }
    return accepted_ms_ + int64_t{after_s} * 1000;
  }

  // Descending.
  std::vector<uint32_t> RungsBelow(uint32_t rung) const {
    std::set<uint32_t> rungs = {kFirstRung};
    for (const EscalateLine& line : header_.escalate) {
      if (line.office == office_ && line.rung < rung) rungs.insert(line.rung);
    }
    return {rungs.rbegin(), rungs.rend()};
  }

  bool IsBelow(const MailboxId& mailbox, uint32_t rung) const {
    const std::vector<uint32_t> below = RungsBelow(rung);
    return std::any_of(below.begin(), below.end(),
                       [&](uint32_t lower) { return Names(MailboxesOf(lower), mailbox); });
  }

  // The lowest of the rungs right below `rung` to which nobody could seal; `rung` itself: none.
  uint32_t SkippedFrom(uint32_t rung, const Directory& directory, TreeSize seen) const {
    uint32_t from = rung;
    for (const uint32_t lower : RungsBelow(rung)) {
      const std::vector<MailboxId> mailboxes = MailboxesOf(lower);
      if (std::any_of(mailboxes.begin(), mailboxes.end(), [&](const MailboxId& mailbox) {
            return !directory.Resolve(mailbox, seen).empty();
          })) {
        break;
      }
      from = lower;
    }
    return from;
  }

 private:
  const EnvelopeHeader& header_;
  const std::string& office_;
  const int64_t accepted_ms_;
};

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
        ladder_(header, release.office, envelope.time_ms) {}

  absl::StatusOr<ReleaseVerdict> Run() const {
    if (!release_.evidence.has_value()) {
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

  absl::StatusOr<ReleaseVerdict> NotBefore(int64_t earliest_ms) const {
    if (place_.time_ms >= earliest_ms) return ReleaseVerdict();
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
        !ladder_.IsBelow(roster->mailbox, release_.rung) || release_.due_ms < envelope_.time_ms ||
        release_.due_ms > place_.time_ms) {
      return NotProven();
    }
    const ZoneRules* zone = zones_ == nullptr ? nullptr : zones_->Find(roster->zone);
    if (zone == nullptr) return ReleaseVerdict{.unchecked = "ROSTER"};
    if (OnDuty(*roster, *zone, release_.due_ms).empty()) return ReleaseVerdict();
    return NotProven();
  }

  absl::StatusOr<ReleaseVerdict> Undeliverable(const EvidenceRecord& record) const {
    // What the directory said before there was an envelope excuses nothing.
    const bool fits = record.kind == RecordKind::kNote ? *release_.evidence > envelope_.index
                                                       : *release_.evidence == envelope_.index;
    if (!fits) return NotProven();
    const uint32_t from =
        ladder_.SkippedFrom(release_.rung, directory_, SizeThrough(*release_.evidence));
    if (from == release_.rung) return NotProven();
    return NotBefore(ladder_.Nominal_ms(from));
  }

  absl::StatusOr<ReleaseVerdict> FromRelease(const EvidenceRecord& record) const {
    const absl::StatusOr<Release> lower = ParseRelease(header_.ns, record.body);
    if (!lower.ok() || lower->envelope != release_.envelope || lower->office != release_.office ||
        lower->rung >= release_.rung) {
      return NotProven();
    }
    // Rungs only fall, so this ends.
    ASSIGN_OR_RETURN(ReleaseVerdict verdict,
                     CheckRelease(*lower, {.index = *release_.evidence, .time_ms = record.time_ms},
                                  header_, envelope_, directory_, evidence_, zones_));
    uint32_t from = release_.rung;
    if (release_.reason == "UNDELIVERABLE") {
      from = std::max(lower->rung, ladder_.SkippedFrom(release_.rung, directory_,
                                                       TreeSize(place_.index.value())));
    }
    const int64_t wait_ms = ladder_.Nominal_ms(from) - ladder_.Nominal_ms(lower->rung);
    RETURN_IF_ERROR(NotBefore(record.time_ms + wait_ms).status());
    return verdict;
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
  const Ladder ladder(header, release.office, envelope.time_ms);
  if (place.time_ms >= ladder.Nominal_ms(release.rung)) return ReleaseVerdict();
  return EarlyCheck(release, place, header, envelope, directory, evidence, zones).Run();
}

}  // namespace liaison
