#include "hub/mailbox/record_rows.h"

#include <algorithm>
#include <map>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/store/keys.h"
#include "proto/base/status_macros.h"
#include "proto/rules/time_zones.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

// "NS/tur/d07" -> "tur". The grammar of `from` was checked.
std::string OfficeOfDevice(absl::string_view device) {
  const std::vector<absl::string_view> parts = absl::StrSplit(device, '/');
  return parts.size() == 3 ? std::string(parts[1]) : std::string();
}

void SortUnique(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

// The body's row, and those of the inboxes.
std::vector<IndexRow> DeliveredRows(const RecordPlace& place, const Delivery& delivery) {
  std::vector<IndexRow> rows = RowsOfSilent(place);
  for (const std::string& inbox : delivery.inboxes) {
    rows.push_back({InboxKey(inbox, delivery.precedence, place.index), ""});
  }
  return rows;
}

void AddConcerned(const IncidentAct& act, const ReceiptTarget& target, Delivery& delivery) {
  delivery.precedence = target.precedence;
  if (target.as.has_value()) delivery.inboxes.push_back(target.as->ToString());
  for (const MailboxId& to : target.addressees) {
    // An alert has no office of its own: all whom it went to.
    if (act.office.empty() || to.office == act.office) delivery.inboxes.push_back(to.ToString());
  }
}

void AddHeardRow(absl::string_view from, const RecordPlace& place, std::vector<IndexRow>& rows) {
  rows.push_back(
      {HeardKey(OfficeOfDevice(from)), PrintNumber(static_cast<uint64_t>(place.time_ms))});
}

// A record may name a blob twice, its row is one.
void AddBlobRows(const std::vector<HeaderAttachment>& blobs, const RecordPlace& place,
                 std::vector<IndexRow>& rows) {
  std::map<std::string, uint64_t> sizes;
  for (const HeaderAttachment& blob : blobs) {
    sizes.emplace(BlobKey(blob.sha256, place.hash.view()), blob.size);
  }
  for (const auto& [key, size] : sizes) rows.push_back({key, PrintNumber(size)});
}

void AddStreamRow(absl::string_view from, const StreamLine& stream, const RecordPlace& place,
                  std::vector<IndexRow>& rows) {
  rows.push_back(
      {StreamKey(from, stream.to),
       PrintStreamRow({.counter = stream.counter, .hash = place.hash, .index = place.index})});
}

}  // namespace

std::string SentInbox(absl::string_view office) { return absl::StrCat(office, "/sent"); }

Delivery DeliveryOf(const EnvelopeHeader& header) {
  Delivery delivery{.inboxes = {SentInbox(OfficeOfDevice(header.from))},
                    .precedence = header.precedence};
  if (!header.reseal.has_value()) {
    for (const MailboxId& to : header.to) delivery.inboxes.push_back(to.ToString());
    for (const MailboxId& info : header.info) delivery.inboxes.push_back(info.ToString());
  }
  SortUnique(delivery.inboxes);
  return delivery;
}

Delivery DeliveryOf(const Receipt& receipt, const ReceiptTarget& target) {
  Delivery delivery{.inboxes = {receipt.as.ToString(), ActingMailbox(receipt).ToString()},
                    .precedence = target.precedence};
  if (target.as.has_value()) delivery.inboxes.push_back(target.as->ToString());
  // `resolved` ends what an addressee owes: he must hear it from the sender, and from his head.
  const bool by_sender = target.as.has_value() && target.as->office == receipt.as.office;
  for (const MailboxId& to : target.addressees) {
    if (receipt.state != ReceiptState::kResolved) break;
    if (by_sender || to.office == receipt.as.office) delivery.inboxes.push_back(to.ToString());
  }
  SortUnique(delivery.inboxes);
  return delivery;
}

absl::StatusOr<Delivery> DeliveryOf(
    const OfficeAct& act, const Mission& mission,
    absl::FunctionRef<absl::StatusOr<ReceiptTarget>(const Hash&)> find) {
  const MailboxId& as = HeadOf(act).as;
  Delivery delivery{.inboxes = {as.ToString()}, .precedence = Precedence::kPriority};
  if (const auto* incident_act = std::get_if<IncidentAct>(&act)) {
    ASSIGN_OR_RETURN(const ReceiptTarget target, find(incident_act->incident));
    AddConcerned(*incident_act, target, delivery);
  } else if (std::holds_alternative<ObligationAct>(act)) {
    for (const Party& party : mission.parties) {
      if (party.kind != PartyKind::kGuarantor) continue;
      delivery.inboxes.push_back(MailboxId{party.office, Role::kJwg}.ToString());
    }
  } else {
    delivery.inboxes.push_back(SentInbox(as.office));
  }
  SortUnique(delivery.inboxes);
  return delivery;
}

Delivery DeliveryOf(const Release& release, const EnvelopeHeader& envelope) {
  Delivery delivery{.inboxes = {envelope.as.ToString()}, .precedence = envelope.precedence};
  for (const MailboxId& mailbox : release.mailboxes) {
    delivery.inboxes.push_back(mailbox.ToString());
  }
  for (const MailboxId& to : envelope.to) {
    if (to.office == release.office) delivery.inboxes.push_back(to.ToString());
  }
  SortUnique(delivery.inboxes);
  return delivery;
}

Delivery DeliveryOf(const Alert& alert) {
  Delivery delivery{.precedence = alert.precedence};
  for (const MailboxId& mailbox : alert.mailboxes) {
    delivery.inboxes.push_back(mailbox.ToString());
  }
  return delivery;
}

Delivery DeliveryOf(const Control& control) {
  if (control.kind != kTimeZonesControl) return {};
  return {.inboxes = {kEverybodysInbox}, .precedence = Precedence::kRoutine};
}

std::vector<IndexRow> RowsOf(const EnvelopeHeader& header, const Hash& stable,
                             const RecordPlace& place) {
  std::vector<IndexRow> rows = DeliveredRows(place, DeliveryOf(header));
  AddHeardRow(header.from, place, rows);
  if (!header.reseal.has_value()) {
    rows.push_back(
        {EnvelopeKey(header.id), PrintEnvelopeRow({.stable = stable, .first = place.hash})});
  }
  for (const StreamLine& stream : header.streams) AddStreamRow(header.from, stream, place, rows);
  AddBlobRows(header.attach, place, rows);
  return rows;
}

std::vector<IndexRow> RowsOf(const Receipt& receipt, const ReceiptTarget& target,
                             const RecordPlace& place) {
  std::vector<IndexRow> rows = DeliveredRows(place, DeliveryOf(receipt, target));
  AddHeardRow(receipt.from, place, rows);
  AddStreamRow(receipt.from, receipt.stream, place, rows);
  if (receipt.state == ReceiptState::kDelivered) {
    rows.push_back({DeliveredKey(receipt.target, receipt.from), ""});
  }
  return rows;
}

std::vector<IndexRow> RowsOf(const OfficeAct& act, const Delivery& delivery,
                             const RecordPlace& place) {
  const ActHead& head = HeadOf(act);
  std::vector<IndexRow> rows = DeliveredRows(place, delivery);
  AddHeardRow(head.from, place, rows);
  AddStreamRow(head.from, head.stream, place, rows);
  return rows;
}

std::vector<IndexRow> RowsOf(const Release& release, const EnvelopeHeader& envelope,
                             const RecordPlace& place) {
  return DeliveredRows(place, DeliveryOf(release, envelope));
}

std::vector<IndexRow> RowsOf(const Alert& alert, const RecordPlace& place) {
  return DeliveredRows(place, DeliveryOf(alert));
}

std::vector<IndexRow> RowsOf(const Control& control, const RecordPlace& place) {
  return DeliveredRows(place, DeliveryOf(control));
}

std::vector<IndexRow> RowsOfSilent(const RecordPlace& place) {
  return {{BodyKey(place.hash), PrintNumber(place.index.value())}};
}

std::vector<IndexRow> RowsOfNote(absl::string_view ns, absl::string_view text,
                                 const RecordPlace& place) {
  std::vector<IndexRow> rows = RowsOfSilent(place);
  AddBlobRows(BlobsOfNote(ns, text), place, rows);
  return rows;
}

std::vector<HeaderAttachment> BlobsOfNote(absl::string_view ns, absl::string_view text) {
  const absl::StatusOr<std::string> kind = NoteKind(ns, text);
  if (!kind.ok() || !IsMapNoteKind(*kind)) return {};
  const absl::StatusOr<MapNote> note = ParseMapNote(ns, text);
  const MapProposal* proposal = note.ok() ? std::get_if<MapProposal>(&*note) : nullptr;
  if (proposal == nullptr) return {};
  std::vector<HeaderAttachment> blobs = {{proposal->blob.sha256, proposal->blob.size}};
  for (const MapDelta& delta : proposal->deltas) {
    blobs.push_back({delta.blob.sha256, delta.blob.size});
  }
  return blobs;
}

}  // namespace liaison
