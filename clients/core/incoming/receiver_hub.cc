// What a receiver makes of the hub's own words. They have no signature: a release is held against
// the sender's signed header, an alert is shown as what it is. Source: DESIGN section 7.
#include <algorithm>
#include <utility>

#include "clients/core/incoming/alert_words.h"
#include "clients/core/incoming/judge_release.h"
#include "clients/core/incoming/receiver.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status HubLie(absl::string_view reason, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = std::string(reason), .subject = "hub", .field = ""});
}

absl::Status NotOurs() { return HubLie("NOT_ADDRESSED", "addressed to none of our mailboxes"); }

// The same thing said twice: exactly once at the person, at least once on the wire.
bool SaysTheSame(const Release& one, const Release& other) {
  return one.office == other.office && one.rung == other.rung && one.loop == other.loop &&
         one.mailboxes == other.mailboxes && one.reason == other.reason;
}

}  // namespace

bool Receiver::Names(const std::vector<MailboxId>& mailboxes) const {
  return std::any_of(mailboxes.begin(), mailboxes.end(),
                     [&](const MailboxId& mailbox) { return IsOwn(mailbox); });
}

absl::Status Receiver::AcceptHubText(const IncomingRecord& record,
                                     const std::vector<AgeIdentity>& identities,
                                     std::vector<InboxEvent>& events) {
  const absl::Status checked = CheckHubText(record.body, PlaceOf(record), mirror_, crypto_);
  if (!checked.ok()) return Reject(record, checked, events);
  if (record.kind == RecordKind::kRelease) return AcceptRelease(record, identities, events);
  if (record.kind == RecordKind::kAlert) return AcceptAlert(record, events);
  const absl::Status zones = TakeTimeZones(record);
  if (absl::IsDataLoss(zones)) return Reject(record, zones, events);
  RETURN_IF_ERROR(zones);
  RETURN_IF_ERROR(archive_.StoreHubRecord(record.index, record.kind, record.time_ms, record.body,
                                          std::nullopt));
  events.push_back(EventOf(record));
  return absl::OkStatus();
}

// Its digest is logged, its data came beside it.
absl::Status Receiver::TakeTimeZones(const IncomingRecord& record) {
  const absl::StatusOr<Control> control = ParseControl(mirror_.directory().ns(), record.body);
  if (!control.ok() || control->kind != kTimeZonesControl) return absl::OkStatus();
  if (crypto_.Sha256(record.sealed) != control->data || !ParseTimeZones(record.sealed).ok()) {
    return HubLie("TIME_ZONES", "other data than the log names");
  }
  return archive_.StoreTimeZones(record.index, record.sealed);
}

absl::Status Receiver::AcceptRelease(const IncomingRecord& record,
                                     const std::vector<AgeIdentity>& identities,
                                     std::vector<InboxEvent>& events) {
  absl::StatusOr<Release> parsed = ParseRelease(mirror_.directory().ns(), record.body);
  if (!parsed.ok()) return Reject(record, HubLie("HUB_TEXT", parsed.status().message()), events);
  const ArchivedRelease release{
      .index = record.index, .time_ms = record.time_ms, .release = *std::move(parsed)};
  const bool opens = Names(release.release.mailboxes);
  ASSIGN_OR_RETURN(const std::optional<IncomingRecord> envelope,
                   FindReleased(release.release, record));
  if (!envelope.has_value()) {
    if (opens) {
      return Reject(record, HubLie("RELEASE_ENVELOPE", "what it opens did not come with it"),
                    events);
    }
    // Of a time before this desk's mailbox began: there is no header to hold it against.
    return TakeRelease(release, absl::OkStatus(), record, events);
  }
  const absl::StatusOr<CheckedEnvelope> checked =
      CheckEnvelope(envelope->body, PlaceOf(*envelope), mirror_, crypto_);
  if (!checked.ok()) return Reject(record, checked.status(), events);
  const EnvelopeHeader& header = checked->header;
  if (checked->note.hash() != release.release.envelope) {
    return Reject(record, HubLie("RELEASE_ENVELOPE", "another envelope came with it"), events);
  }
  const bool ours = std::any_of(header.to.begin(), header.to.end(), [&](const MailboxId& to) {
    return to.office == release.release.office && IsOwn(to);
  });
  if (!opens && !ours && header.as.office != desk_.reader.office) {
    return Reject(record, NotOurs(), events);
  }
  const absl::Status of_header = JudgeRung(release.release, header);
  if (!of_header.ok()) return Reject(record, of_header, events);
  const absl::Status in_time =
      JudgeRelease(release, header, PlaceOf(*envelope), archive_, mirror_).status();
  if (!in_time.ok() && !absl::IsDataLoss(in_time)) return in_time;
  RETURN_IF_ERROR(TakeRelease(release, in_time, record, events));
  // Also one that came too early: the sender allows the reader, and the officer may need it.
  if (!opens) return absl::OkStatus();
  return TakeEnvelope(*checked, {.record = *envelope}, identities, events);
}

absl::StatusOr<std::optional<IncomingRecord>> Receiver::FindReleased(const Release& release,
                                                                     const IncomingRecord& record) {
  IncomingRecord envelope{.kind = RecordKind::kEnvelope, .precedence = record.precedence};
  if (record.released.has_value()) {
    envelope.index = record.released->index;
    envelope.time_ms = record.released->time_ms;
    envelope.body = record.released->header;
    envelope.sealed = record.sealed;
    return envelope;
  }
  ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> known,
                   archive_.FindHeader(release.envelope));
  if (!known.has_value() || !known->index.has_value()) return std::nullopt;
  envelope.index = *known->index;
  envelope.time_ms = known->time_ms;
  envelope.body = known->header;
  envelope.sealed = known->sealed;
  return envelope;
}

absl::Status Receiver::TakeRelease(const ArchivedRelease& release, const absl::Status& verdict,
                                   const IncomingRecord& record, std::vector<InboxEvent>& events) {
  const Hash& of = release.release.envelope;
  ASSIGN_OR_RETURN(const std::vector<ArchivedRelease> known,
                   archive_.ReleasesOf(mirror_.directory().ns(), of));
  const bool said = std::any_of(known.begin(), known.end(), [&](const ArchivedRelease& before) {
    return SaysTheSame(before.release, release.release);
  });
  if (said) return absl::OkStatus();
  RETURN_IF_ERROR(
      archive_.StoreHubRecord(record.index, record.kind, record.time_ms, record.body, of));
  InboxEvent event = EventOf(record);
  event.release = release;
  events.push_back(std::move(event));
  return verdict.ok() ? verdict : Reject(record, verdict, events);
}

absl::StatusOr<bool> Receiver::IsToldAlready(const Alert& alert) {
  const std::optional<std::string> key = NotificationKey(alert);
  if (!key.has_value()) return false;
  ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> known,
                   archive_.AlertsAbout(mirror_.directory().ns(), alert.refs.front()));
  return std::any_of(known.begin(), known.end(), [&](const ArchivedAlert& before) {
    return NotificationKey(before.alert) == key;
  });
}

absl::Status Receiver::AcceptAlert(const IncomingRecord& record, std::vector<InboxEvent>& events) {
  absl::StatusOr<Alert> parsed = ParseAlert(mirror_.directory().ns(), record.body);
  if (!parsed.ok()) return Reject(record, HubLie("HUB_TEXT", parsed.status().message()), events);
  if (!Names(parsed->mailboxes)) return Reject(record, NotOurs(), events);
  ASSIGN_OR_RETURN(const bool known, archive_.HasHubRecord(record.index));
  if (known) return absl::OkStatus();
  const ArchivedAlert alert{.hash = crypto_.Sha256(record.body),
                            .index = record.index,
                            .time_ms = record.time_ms,
                            .alert = *std::move(parsed)};
  ASSIGN_OR_RETURN(const bool told, IsToldAlready(alert.alert));
  RETURN_IF_ERROR(archive_.StoreAlert(alert));
  if (told) return absl::OkStatus();
  InboxEvent event = EventOf(record);
  event.alert = alert;
  events.push_back(std::move(event));
  return absl::OkStatus();
}

}  // namespace liaison
