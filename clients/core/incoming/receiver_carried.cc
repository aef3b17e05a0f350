// What a receiver makes of a bag: the same checks as for a stream, but for the place in the log.
#include <algorithm>
#include <utility>

#include "clients/core/incoming/receiver.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"

namespace liaison {
namespace {

constexpr absl::string_view kSeenNotHere = "SEEN_NOT_HERE";
constexpr absl::string_view kBagExpired = "BAG_EXPIRED";
constexpr absl::string_view kBagOfficeAct = "BAG_OFFICE_ACT";

// Not checked any further, so nobody is accused.
bool IsOfficeAct(absl::string_view bytes, absl::string_view ns) {
  const absl::StatusOr<Note> note = ParseNote(bytes, kMaxActBytes);
  return note.ok() && ParseOfficeAct(ns, note->text).ok();
}

absl::Status NotByBag() {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "an office's own act goes over the line only",
                   {.reason = std::string(kBagOfficeAct), .subject = "", .field = ""});
}

}  // namespace

void AddBagFindings(const CheckedEnvelope& checked, int64_t now_ms, ArchivedNotice& notice) {
  const std::string& from = checked.header.from;
  if (checked.seen_ahead) {
    notice.findings.push_back({.code = std::string(kSeenNotHere), .subject = from});
  }
  if (checked.header.expires_s * 1000 <= now_ms) {
    notice.findings.push_back({.code = std::string(kBagExpired), .subject = from});
  }
}

void RemoveBagFindings(ArchivedNotice& notice) {
  std::erase_if(notice.findings, [](const Finding& finding) {
    return finding.code == kSeenNotHere || finding.code == kBagExpired;
  });
}

absl::StatusOr<CarriedEntry> Receiver::AcceptCarried(const BagEntry& entry, int64_t now_ms) {
  ASSIGN_OR_RETURN(const std::vector<AgeIdentity> identities, desk_.identities());
  const LogPlace end = EndOf(mirror_);
  IncomingRecord record{.index = end.index,
                        .time_ms = end.time_ms,
                        .kind = entry.kind,
                        .body = entry.note,
                        .sealed = entry.sealed};
  CarriedEntry carried;
  const absl::StatusOr<Note> note = ParseNote(entry.note, kMaxActBytes);
  const std::optional<LeafIndex> logged =
      note.ok() ? mirror_.FindSealed(crypto_.Sha256(note->text)) : std::nullopt;
  if (logged.has_value()) {
    record.index = *logged;
    ASSIGN_OR_RETURN(record.time_ms, mirror_.TimeAt(*logged));
  }
  carried.logged = logged.has_value();
  const Arrival arrival{.record = record, .logged = carried.logged, .bag_ms = now_ms};
  RETURN_IF_ERROR(database_.Transaction([&] {
    return entry.kind == RecordKind::kEnvelope ? AcceptCarriedEnvelope(arrival, identities, carried)
                                               : AcceptCarriedAct(arrival, carried);
  }));
  for (InboxEvent& event : carried.events) event.by_bag = true;
  return carried;
}

absl::Status Receiver::AcceptCarriedEnvelope(const Arrival& arrival,
                                             const std::vector<AgeIdentity>& identities,
                                             CarriedEntry& carried) {
  const IncomingRecord& record = arrival.record;
  const absl::StatusOr<CheckedEnvelope> checked =
      arrival.logged ? CheckEnvelope(record.body, PlaceOf(record), mirror_, crypto_)
                     : CheckCarriedEnvelope(record.body, mirror_, crypto_);
  if (!checked.ok()) return RefuseCarried(arrival, checked.status(), carried);
  const EnvelopeHeader& header = checked->header;
  // No hub stands between: whoever packed the bag has changed it, or a copy is damaged.
  if (record.sealed.size() != header.sealed_size ||
      crypto_.Sha256(record.sealed) != header.sealed) {
    return RefuseCarried(
        arrival,
        MakeError(absl::StatusCode::kDataLoss, "another body than was signed",
                  {.reason = "BAG_BODY", .subject = header.from, .field = "sealed"}),
        carried);
  }
  carried.from = header.from;
  carried.fate = CarriedEntry::Fate::kOthers;
  if (!Concerns(header)) return absl::OkStatus();
  RETURN_IF_ERROR(TakeEnvelope(*checked, arrival, identities, carried.events));
  carried.fate = carried.events.empty() ? CarriedEntry::Fate::kHere : CarriedEntry::Fate::kNew;
  return absl::OkStatus();
}

absl::Status Receiver::AcceptCarriedAct(const Arrival& arrival, CarriedEntry& carried) {
  const IncomingRecord& record = arrival.record;
  const absl::StatusOr<CheckedReceipt> checked =
      arrival.logged ? CheckReceipt(record.body, PlaceOf(record), mirror_, crypto_)
                     : CheckCarriedReceipt(record.body, mirror_, crypto_);
  if (!checked.ok()) {
    const bool office_act = IsOfficeAct(record.body, mirror_.directory().ns());
    return RefuseCarried(arrival, office_act ? NotByBag() : checked.status(), carried);
  }
  carried.from = checked->receipt.from;
  carried.fate = CarriedEntry::Fate::kHere;
  if (carried.from == desk_.reader.device) return absl::OkStatus();  // the outbox has it
  carried.fate = CarriedEntry::Fate::kOthers;
  // The delegation that it rests on does not travel along: the hub will send both.
  if (checked->receipt.on_behalf.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> target,
                   archive_.FindHeader(checked->receipt.target));
  if (!target.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(TakeReceipt(*checked, arrival, carried.events));
  const bool refused = std::any_of(carried.events.begin(), carried.events.end(),
                                   [](const InboxEvent& event) { return event.alarm.has_value(); });
  carried.fate = refused                  ? CarriedEntry::Fate::kRefused
                 : carried.events.empty() ? CarriedEntry::Fate::kHere
                                          : CarriedEntry::Fate::kNew;
  return absl::OkStatus();
}

// Only its signature vouches for what lies in a bag, so whatever fails a check was not made by whom
// it names, or was changed: there is no innocent middleman as there is in a hub. A desk that lacks
// the newest part of the log accuses nobody.
absl::Status Receiver::RefuseCarried(const Arrival& arrival, const absl::Status& why,
                                     CarriedEntry& carried) {
  const ErrorDetail detail = DetailOf(why).value_or(ErrorDetail());
  absl::Status said = why;
  if (absl::IsInvalidArgument(why)) {
    said = MakeError(absl::StatusCode::kDataLoss, why.message(),
                     {.reason = "BAG_ENTRY", .subject = detail.field, .field = ""});
  } else if (detail.reason == "SIGNER") {
    said = MakeError(absl::StatusCode::kDataLoss, why.message(),
                     {.reason = "BAG_SIGNER", .subject = detail.subject, .field = ""});
  }
  RETURN_IF_ERROR(Reject(arrival.record, said, carried.events));
  carried.fate = CarriedEntry::Fate::kRefused;
  carried.events.back().forged = detail.reason != "MIRROR_BEHIND" && detail.reason != kBagOfficeAct;
  return absl::OkStatus();
}

// What came by bag has a place in the log now. Its text was checked when it came, and is bound to
// this header; signer and `seen` were judged anew at the true place.
absl::Status Receiver::PromoteNotice(const CheckedEnvelope& checked, const IncomingRecord& record,
                                     ArchivedNotice known, std::vector<InboxEvent>& events) {
  RemoveBagFindings(known);
  if (!checked.seen_proven) {
    known.findings.push_back({.code = "SEEN_UNPROVEN", .subject = checked.header.from});
  }
  RETURN_IF_ERROR(
      archive_.MarkLogged(known.header_hash, record.index, record.time_ms, known.findings));
  RETURN_IF_ERROR(
      StoreLinks(checked.header.from, checked.header.streams, known.header_hash, record, events));
  InboxEvent event = EventOf(record);
  known.index = record.index;
  known.time_ms = record.time_ms;
  RETURN_IF_ERROR(JudgeFlash(checked.header, known));
  event.notice = std::move(known);
  events.push_back(std::move(event));
  return absl::OkStatus();
}

// One notice, two headers: the sender had to number it anew. The one in the log stands; what was
// answered to the other holds for it.
absl::StatusOr<bool> Receiver::IsHereByAnotherHeader(const ArchivedNotice& notice) {
  if (!notice.index.has_value()) return archive_.HoldsNotice(notice.notice_hash);
  ASSIGN_OR_RETURN(const std::optional<Hash> unlogged, archive_.FindUnlogged(notice.notice_hash));
  if (unlogged.has_value() && *unlogged != notice.header_hash) {
    RETURN_IF_ERROR(outbox_.Redirect(*unlogged, notice.header_hash));
  }
  return false;
}

}  // namespace liaison
