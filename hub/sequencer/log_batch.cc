#include "hub/sequencer/log_batch.h"

#include "absl/strings/str_cat.h"
#include "hub/directory/device.h"
#include "hub/sequencer/refusal.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/incident_target.h"
#include "proto/rules/office_act.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

absl::Status IdUsed(absl::string_view field, absl::string_view rule, absl::string_view message) {
  return MakeError(absl::StatusCode::kAlreadyExists, message,
                   {.reason = std::string(rule), .subject = "", .field = std::string(field)});
}

// The hub signs with the keys that it has: a charter that names others would make every later
// checkpoint unverifiable.
absl::Status CheckHubKeys(const Charter& now, const Note& note, absl::string_view ns,
                          const PublicCrypto& crypto) {
  const absl::StatusOr<std::string> kind = NoteKind(ns, note.text);
  if (!kind.ok() || *kind != "charter") return absl::OkStatus();
  ASSIGN_OR_RETURN(const Charter next, ParseCharter(ns, note.text, crypto));
  if (next.log == now.log && next.hub == now.hub) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      "the charter names keys that this hub does not hold: a hub with those keys must "
      "take over the log first",
      {.reason = "HUB_KEYS", .subject = "", .field = next.log == now.log ? "hub" : "log"});
}

}  // namespace

LogBatch::LogBatch(WriterState state, Space space, int64_t time_ms)
    : state_(state), space_(space), first_(state.log.head().size.value()) {
  entry_.time_ms = time_ms;
}

absl::StatusOr<Placed> LogBatch::Add(Admitted& admitted) {
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> logged, FindBody(admitted.hash));
  if (logged.has_value()) {
    ASSIGN_OR_RETURN(const StoredRecord record, RecordAt(*logged));
    if (record.body == admitted.note) return Placed{*logged, record.head.time_ms};
    return IdUsed("signature", "ALREADY", "the same text was logged with other signature lines");
  }
  RETURN_IF_ERROR(CheckSpace(space_, state_.directory.ns(), admitted));
  const LeafIndex index = next();
  RETURN_IF_ERROR(std::visit([&](auto& content) { return AddContent(admitted.hash, content); },
                             admitted.content));
  bodies_[admitted.hash] = index;
  const RecordKind kind = admitted.kind();
  entry_.records.push_back({.kind = kind,
                            .is_public = kind == RecordKind::kNote,
                            .body_hash = admitted.hash,
                            .body = std::move(admitted.note),
                            .sealed = std::move(admitted.sealed)});
  return Placed{index, entry_.time_ms};
}

absl::StatusOr<std::optional<LeafIndex>> LogBatch::FindBody(const Hash& hash) const {
  const auto found = bodies_.find(hash);
  if (found != bodies_.end()) return std::optional<LeafIndex>(found->second);
  absl::StatusOr<std::optional<LeafIndex>> row = state_.index.FindBody(hash);
  if (!row.ok()) return OwnTrouble(row.status());
  return row;
}

absl::StatusOr<StoredRecord> LogBatch::RecordAt(LeafIndex index) const {
  if (index >= first_) {
    const NewRecord& record = entry_.records[index.value() - first_.value()];
    return StoredRecord{.head = {.kind = record.kind,
                                 .is_public = record.is_public,
                                 .time_ms = entry_.time_ms,
                                 .body_hash = record.body_hash},
                        .body = record.body};
  }
  absl::StatusOr<StoredRecord> stored = state_.log.Read(index);
  if (!stored.ok()) return OwnTrouble(stored.status());
  return stored;
}

absl::Status LogBatch::CheckSigner(const std::string& from, const Hash& cert) const {
  ASSIGN_OR_RETURN(const CertFact* fact, DeviceAt(state_.directory, from, next(), entry_.time_ms));
  if (fact->hash == cert) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable,
                   "the device's certificate was renewed in this moment: send the same bytes again",
                   {.reason = "CERT_CHANGED", .subject = from, .field = "from"});
}

absl::Status LogBatch::CheckId(const EnvelopeHeader& header, const Hash& stable) const {
  std::optional<EnvelopeRow> row;
  const auto found = envelopes_.find(header.id);
  if (found != envelopes_.end()) {
    row = found->second;
  } else {
    absl::StatusOr<std::optional<EnvelopeRow>> stored = state_.index.FindEnvelope(header.id);
    if (!stored.ok()) return OwnTrouble(stored.status());
    row = *stored;
  }
  if (!header.reseal.has_value()) {
    if (!row.has_value()) return absl::OkStatus();
    return IdUsed("id", "ID_USED", "this id was used for another envelope: make a new one");
  }
  if (!row.has_value() || row->first != *header.reseal) {
    return Malformed("reseal", "RESEAL",
                     "a re-sealed envelope names the first header that was logged under its id");
  }
  if (row->stable == stable) return absl::OkStatus();
  return IdUsed("id", "ID_USED", "re-sealing changes nothing in the stable part");
}

absl::StatusOr<ReceiptTarget> LogBatch::FindTarget(const Receipt& receipt) const {
  ASSIGN_OR_RETURN(std::optional<ReceiptTarget> target, TargetAt(receipt.target));
  if (!target.has_value()) return UnknownTarget(receipt);
  return *std::move(target);
}

absl::StatusOr<std::optional<ReceiptTarget>> LogBatch::TargetAt(const Hash& hash) const {
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, FindBody(hash));
  if (!index.has_value()) return std::optional<ReceiptTarget>();
  ASSIGN_OR_RETURN(const StoredRecord record, RecordAt(*index));
  ASSIGN_OR_RETURN(ReceiptTarget target,
                   TargetOf(state_.directory.ns(), *index, record.head.kind, record.body));
  return std::optional<ReceiptTarget>(std::move(target));
}

absl::StatusOr<Delivery> LogBatch::CheckConcerns(const OfficeAct& act) const {
  if (const auto* obligation_act = std::get_if<ObligationAct>(&act)) {
    RETURN_IF_ERROR(CheckObligationTarget(*obligation_act, state_.directory));
  }
  return DeliveryOf(
      act, state_.directory.mission(), [&](const Hash& incident) -> absl::StatusOr<ReceiptTarget> {
        ASSIGN_OR_RETURN(std::optional<ReceiptTarget> target, TargetAt(incident));
        if (!target.has_value()) {
          return Malformed("incident", "TARGET_UNKNOWN", "the log has no such incident");
        }
        RETURN_IF_ERROR(CheckIncidentTarget(std::get<IncidentAct>(act), *target));
        return *std::move(target);
      });
}

absl::Status LogBatch::AddContent(const Hash& hash, const AdmittedEnvelope& envelope) {
  const EnvelopeHeader& header = envelope.header;
  RETURN_IF_ERROR(CheckSigner(header.from, envelope.cert));
  RETURN_IF_ERROR(CheckId(header, envelope.stable));
  for (const StreamLine& line : header.streams) {
    RETURN_IF_ERROR(state_.streams.CheckNext(header.from, line));
  }
  const LeafIndex index = next();
  for (const StreamLine& line : header.streams) {
    state_.streams.Advance(header.from, line, hash, index);
  }
  if (!header.reseal.has_value()) {
    envelopes_[header.id] = {.stable = envelope.stable, .first = hash};
  }
  offices_heard_.insert(header.as.office);
  deliveries_.emplace_back(index, DeliveryOf(header));
  AddRows(RowsOf(header, envelope.stable, {index, entry_.time_ms, hash}));
  state_.directory.Skip(index, entry_.time_ms);
  return absl::OkStatus();
}

absl::Status LogBatch::AddContent(const Hash& hash, AdmittedReceipt& act) {
  const Receipt& receipt = act.receipt;
  RETURN_IF_ERROR(CheckSigner(receipt.from, act.cert));
  if (!act.target.has_value()) {
    ASSIGN_OR_RETURN(act.target, FindTarget(receipt));
  }
  RETURN_IF_ERROR(CheckReceiptTarget(receipt, *act.target));
  if (act.delegation.has_value()) {
    RETURN_IF_ERROR(
        CheckDelegated(receipt, *act.delegation, next(), entry_.time_ms, state_.directory));
  }
  const std::string delivered_key = DeliveredKey(receipt.target, receipt.from);
  if (receipt.state == ReceiptState::kDelivered) {
    const absl::StatusOr<bool> stored = state_.index.WasDelivered(receipt.target, receipt.from);
    if (!stored.ok()) return OwnTrouble(stored.status());
    if (*stored || delivered_.contains(delivered_key)) {
      return IdUsed("state", "DELIVERED_BEFORE", "this device has said `delivered` already");
    }
  }
  RETURN_IF_ERROR(state_.streams.CheckNext(receipt.from, receipt.stream));
  const LeafIndex index = next();
  state_.streams.Advance(receipt.from, receipt.stream, hash, index);
  if (receipt.state == ReceiptState::kDelivered) delivered_.insert(delivered_key);
  offices_heard_.insert(receipt.as.office);
  deliveries_.emplace_back(index, DeliveryOf(receipt, *act.target));
  AddRows(RowsOf(receipt, *act.target, {index, entry_.time_ms, hash}));
  state_.directory.Skip(index, entry_.time_ms);
  return absl::OkStatus();
}

absl::Status LogBatch::AddContent(const Hash& hash, const AdmittedOfficeAct& admitted) {
  const ActHead& head = HeadOf(admitted.act);
  for (const auto& [device, cert] : admitted.certs) RETURN_IF_ERROR(CheckSigner(device, cert));
  ASSIGN_OR_RETURN(Delivery delivery, CheckConcerns(admitted.act));
  RETURN_IF_ERROR(state_.streams.CheckNext(head.from, head.stream));
  const LeafIndex index = next();
  state_.streams.Advance(head.from, head.stream, hash, index);
  offices_heard_.insert(head.as.office);
  AddRows(RowsOf(admitted.act, delivery, {index, entry_.time_ms, hash}));
  deliveries_.emplace_back(index, std::move(delivery));
  state_.directory.Skip(index, entry_.time_ms);
  return absl::OkStatus();
}

absl::Status LogBatch::AddContent(const Hash& hash, const AdmittedNote& note) {
  const LeafIndex index = next();
  RETURN_IF_ERROR(
      CheckHubKeys(state_.directory.charter(), note.note, state_.directory.ns(), SodiumCrypto()));
  RETURN_IF_ERROR(state_.directory.Apply(index, entry_.time_ms, note.note));
  changed_directory_ = true;
  AddRows(RowsOfNote(state_.directory.ns(), note.note.text, {index, entry_.time_ms, hash}));
  return absl::OkStatus();
}

RecordPlace LogBatch::NextPlace(absl::string_view text) const {
  return {next(), entry_.time_ms, Sha256(text)};
}

LeafIndex LogBatch::AddOwn(RecordKind kind, const RecordPlace& place, std::string text,
                           bool is_public, std::string data) {
  bodies_[place.hash] = place.index;
  entry_.records.push_back({.kind = kind,
                            .is_public = is_public,
                            .body_hash = place.hash,
                            .body = std::move(text),
                            .sealed = std::move(data)});
  state_.directory.Skip(place.index, place.time_ms);
  return place.index;
}

LeafIndex LogBatch::AddRelease(const Release& release, const EnvelopeHeader& envelope) {
  std::string text = PrintRelease(release);
  const RecordPlace place = NextPlace(text);
  AddRows(RowsOf(release, envelope, place));
  deliveries_.emplace_back(place.index, DeliveryOf(release, envelope));
  return AddOwn(RecordKind::kRelease, place, std::move(text), false, "");
}

LeafIndex LogBatch::AddAlert(const Alert& alert, bool is_public) {
  std::string text = PrintAlert(alert);
  const RecordPlace place = NextPlace(text);
  AddRows(RowsOf(alert, place));
  deliveries_.emplace_back(place.index, DeliveryOf(alert));
  return AddOwn(RecordKind::kAlert, place, std::move(text), is_public, "");
}

LeafIndex LogBatch::AddTimer(const Timer& timer) {
  std::string text = PrintTimer(timer);
  const RecordPlace place = NextPlace(text);
  AddRows(RowsOfSilent(place));
  return AddOwn(RecordKind::kTimer, place, std::move(text), false, "");
}

LeafIndex LogBatch::AddControl(Control control, std::string data) {
  control.data = Sha256(data);
  control.data_size = data.size();
  std::string text = PrintControl(control);
  const RecordPlace place = NextPlace(text);
  AddRows(RowsOf(control, place));
  deliveries_.emplace_back(place.index, DeliveryOf(control));
  return AddOwn(RecordKind::kControl, place, std::move(text), false, std::move(data));
}

void LogBatch::AddRows(std::vector<IndexRow> rows) {
  for (IndexRow& row : rows) entry_.rows.push_back(std::move(row));
}

}  // namespace liaison
