#include "clients/core/outgoing/submitter.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/outgoing/envelope.h"
#include "clients/core/outgoing/hub_refusal.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/act.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

// Only the writer of the log knows that these bytes are not in it. Whoever turns them away before
// (a quota, a full queue) may have them from an earlier attempt.
bool IsByTheWriter(const Refusal& refusal) { return refusal.rule == "DISK_FULL"; }

// The log holds what the entry wants to say: after a restore from a copy, `delivered` is said anew.
bool IsSaidAlready(const Refusal& refusal, const OutboxItem& item) {
  return refusal.rule == "DELIVERED_BEFORE" && item.receipt.has_value() &&
         item.receipt->state == ReceiptState::kDelivered;
}

// What only the transit part got wrong. ALREADY_EXISTS: the id is in the log under another header,
// which happens to a key store that was restored from a copy.
bool IsAboutStreams(const Refusal& refusal) {
  return refusal.field == "stream" || refusal.code == "ALREADY_EXISTS";
}
// The hub dropped what nothing named for a day: the desk sends it again.
bool IsAboutBlobs(const Refusal& refusal) { return refusal.rule == "BLOB_MISSING"; }
bool CanBeHealed(const Refusal& refusal) {
  return IsAboutStreams(refusal) || refusal.field == "seen" || refusal.field == "expires";
}

// The client's own id of a body, and the links that it makes.
struct Links {
  std::string from;
  std::string client_id;
  std::vector<StreamLine> streams;
};
absl::StatusOr<Links> LinksOf(absl::string_view ns, RecordKind kind, absl::string_view text) {
  const auto bytes = [](const std::array<uint8_t, 16>& id) {
    return std::string(reinterpret_cast<const char*>(id.data()), id.size());
  };
  if (kind == RecordKind::kEnvelope) {
    ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns, text));
    return Links{header.from, bytes(header.id), header.streams};
  }
  if (!IsReceipt(ns, text)) {
    ASSIGN_OR_RETURN(const OfficeAct act, ParseOfficeAct(ns, text));
    const ActHead& head = HeadOf(act);
    return Links{head.from, bytes(head.nonce), {head.stream}};
  }
  ASSIGN_OR_RETURN(const Receipt receipt, ParseReceipt(ns, text));
  return Links{receipt.from, bytes(receipt.nonce), {receipt.stream}};
}

// Errors that concern one entry only and must not hold up the others.
bool IsOwnFault(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status);
}

}  // namespace

absl::StatusOr<FlushReport> Submitter::Run(HubConnection& hub) {
  RETURN_IF_ERROR(mirror_.Update(hub));
  ASSIGN_OR_RETURN(const bool known, table_.HeadsKnown());
  if (!known) RETURN_IF_ERROR(RecoverFromHub(hub));
  FlushReport report;
  absl::Status full;  // the hub takes only acts and flash
  std::set<int64_t> tried;
  for (;;) {
    // Asked again each time: another process may have queued a flash meanwhile.
    ASSIGN_OR_RETURN(const std::optional<int64_t> id, NextOf(tried));
    if (!id) break;
    tried.insert(*id);
    ASSIGN_OR_RETURN(OutboxRow row, table_.Get(*id));
    const bool urgent =
        row.item.kind == RecordKind::kAct || row.item.precedence == Precedence::kFlash;
    if (!full.ok() && !urgent) continue;
    const absl::Status sent = SubmitOne(hub, row);
    if (row.item.state == OutboxState::kAccepted) report.accepted.push_back(row.item.id);
    if (row.item.state == OutboxState::kRefused) report.refused.push_back(row.item.id);
    if (absl::IsResourceExhausted(sent) && row.item.state == OutboxState::kQueued && full.ok()) {
      full = sent;
      continue;
    }
    RETURN_IF_ERROR(sent);
  }
  // The heads in the answers must lie on the log that the hub goes on to serve. A line that breaks
  // now changes nothing: the mirror remembers them.
  if (!report.accepted.empty()) {
    const absl::Status updated = mirror_.Update(hub);
    if (absl::IsDataLoss(updated)) return updated;
  }
  RETURN_IF_ERROR(full);
  ASSIGN_OR_RETURN(const std::vector<int64_t> left, table_.Waiting());
  report.left = left.size();
  return report;
}

absl::StatusOr<std::optional<int64_t>> Submitter::NextOf(const std::set<int64_t>& tried) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, table_.Waiting());
  for (const int64_t id : waiting) {
    if (tried.count(id) == 0) return std::optional<int64_t>(id);
  }
  return std::optional<int64_t>();
}

absl::Status Submitter::SubmitOne(HubConnection& hub, OutboxRow& row) {
  ASSIGN_OR_RETURN(const bool waits, AwaitsBlobs(hub, row));
  if (waits) return absl::OkStatus();
  // Twice where the first refusal could be healed.
  for (bool again = true; again;) {
    if (row.item.state == OutboxState::kQueued) {
      const absl::Status prepared = Prepare(row);
      if (IsOwnFault(prepared)) {
        row.item.refusal_reason = ReasonOf(prepared);
        return table_.Update(row);
      }
      RETURN_IF_ERROR(prepared);
    }
    const bool healed_before = row.healed;
    RETURN_IF_ERROR(Send(hub, row));
    again = row.item.state == OutboxState::kQueued && row.healed && !healed_before;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Submitter::AwaitsBlobs(HubConnection& hub, const OutboxRow& row) {
  if (row.item.kind != RecordKind::kEnvelope || row.item.state != OutboxState::kQueued) {
    return false;
  }
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns_, row.draft));
  for (const HeaderAttachment& attach : header.attach) {
    // Where the line is down the other entries say so.
    const absl::StatusOr<BlobState> state = hub.BlobStatus(attach.sha256, attach.size);
    if (!state.ok() || !state->complete) return true;
  }
  return false;
}

absl::Status Submitter::Prepare(OutboxRow& row) {
  RETURN_IF_ERROR(row.item.kind == RecordKind::kAct ? PrepareAct(row) : PrepareEnvelope(row));
  // From here on these bytes may be in the log: they are what is sent until the hub has answered.
  return table_.database().Transaction([&]() -> absl::Status {
    RETURN_IF_ERROR(table_.NoteNumbered(row.item.id));
    return SaveState(OutboxState::kSubmitted, row);
  });
}

absl::Status Submitter::PrepareAll(absl::FunctionRef<bool(const OutboxRow&)> wanted) {
  ASSIGN_OR_RETURN(const bool known, table_.HeadsKnown());
  if (!known) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "this desk does not know its own last numbers: it may be an old copy; fetch "
                     "from the hub once",
                     {"HEADS_UNKNOWN", "", ""});
  }
  ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, table_.Waiting());
  for (const int64_t id : waiting) {  // what is numbered already comes first
    ASSIGN_OR_RETURN(OutboxRow row, table_.Get(id));
    if (row.item.state == OutboxState::kQueued) {
      if (!wanted(row)) continue;
      const absl::Status prepared = Prepare(row);
      if (IsOwnFault(prepared)) continue;  // the next flush says so
      RETURN_IF_ERROR(prepared);
    }
    RETURN_IF_ERROR(FollowOn(row));
  }
  return absl::OkStatus();
}

absl::Status Submitter::FollowOn(const OutboxRow& row) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(row.item.note, kMaxActBytes));
  ASSIGN_OR_RETURN(const Links links, LinksOf(ns_, row.item.kind, note.text));
  if (links.from != device_.vkey().name) return absl::OkStatus();  // a handover: not our stream
  for (const StreamLine& stream : links.streams) {
    StreamHead& head = given_out_[stream.to];
    if (stream.counter > head.counter) head = {stream.counter, *row.item.body_hash};
  }
  return absl::OkStatus();
}

absl::Status Submitter::PrepareEnvelope(OutboxRow& row) {
  ASSIGN_OR_RETURN(EnvelopeHeader header, ParseHeader(ns_, row.draft));
  header.seen = mirror_.seen();
  const Directory& directory = mirror_.directory();
  const int64_t log_time_ms = std::max(directory.TimeAt(header.seen.size), refused_at_ms_);
  header.expires_s = ExpiryFor(NowMs(clock_) / 1000, log_time_ms / 1000);
  for (StreamLine& stream : header.streams) {
    ASSIGN_OR_RETURN(stream, NextLink(stream.to));
  }
  const Recipients recipients =
      ResolveRecipients(header, directory, header.seen.size, revoked_, random_);
  row.item.undeliverable = recipients.undeliverable;
  ASSIGN_OR_RETURN(AttachmentKeys known, AttachmentKeys::Open(table_.database()));
  ASSIGN_OR_RETURN(const std::vector<AttachmentKey> keys, known.Of(header.attach));
  if (keys.size() != header.attach.size()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "this desk does not have the keys of the notice's attachments",
                     {"ATTACHMENT_KEY", row.item.serial, "attach"});
  }
  ASSIGN_OR_RETURN(SealedEnvelope envelope, SealEnvelope(std::move(header), row.item.notice, keys,
                                                         recipients, device_, random_));
  row.item.note = std::move(envelope.header);
  row.item.sealed = std::move(envelope.sealed);
  row.item.body_hash = envelope.header_hash;
  return absl::OkStatus();
}

absl::Status Submitter::PrepareAct(OutboxRow& row) {
  std::string text;
  if (row.item.receipt.has_value()) {
    Receipt receipt = *row.item.receipt;
    ASSIGN_OR_RETURN(receipt.stream, NextLink(receipt.stream.to));
    receipt.seen = mirror_.seen();
    text = PrintReceipt(receipt);
  } else {
    ASSIGN_OR_RETURN(OfficeAct act, ParseOfficeAct(ns_, row.draft));
    ActHead& head = HeadOf(act);
    ASSIGN_OR_RETURN(head.stream, NextLink(head.stream.to));
    head.seen = mirror_.seen();
    text = PrintOfficeAct(act);
  }
  row.item.note = device_.SignNote(text);
  row.item.body_hash = Sha256(text);
  return absl::OkStatus();
}

absl::StatusOr<StreamLine> Submitter::NextLink(absl::string_view to) {
  ASSIGN_OR_RETURN(StreamHead head, table_.HeadOf(to));
  const auto given_out = given_out_.find(std::string(to));
  if (given_out != given_out_.end() && given_out->second.counter > head.counter) {
    head = given_out->second;
  }
  return StreamLine{std::string(to), head.counter + 1, head.hash};
}

absl::Status Submitter::Send(HubConnection& hub, OutboxRow& row) {
  ASSIGN_OR_RETURN(const SubmitAnswer answer,
                   hub.Submit({row.item.kind, row.item.note, row.item.sealed}));
  return answer.accepted ? TakeAcceptance(answer, row) : TakeRefusal(hub, answer, row);
}

absl::Status Submitter::TakeAcceptance(const SubmitAnswer& answer, OutboxRow& row) {
  RETURN_IF_ERROR(mirror_.CheckAnswer(answer, row.item.kind, row.item.note));
  ASSIGN_OR_RETURN(const Note note, ParseNote(row.item.note, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(const Links links, LinksOf(ns_, row.item.kind, note.text));
  row.item.index = answer.index;
  row.item.time_ms = answer.time_ms;
  row.checkpoint = answer.checkpoint;
  row.proof.clear();
  for (const Hash& hash : answer.proof) absl::StrAppend(&row.proof, hash.view());
  return table_.database().Transaction([&] {
    for (const StreamLine& stream : links.streams) {
      // A handover runs on the stream of the officer who goes.
      if (links.from != device_.vkey().name) break;
      RETURN_IF_ERROR(table_.RaiseHead(stream.to, {stream.counter, *row.item.body_hash}));
    }
    return SaveState(OutboxState::kAccepted, row);
  });
}

absl::Status Submitter::TakeRefusal(HubConnection& hub, const SubmitAnswer& answer,
                                    OutboxRow& row) {
  ASSIGN_OR_RETURN(const Refusal refusal, OpenRefusal(ns_, mirror_.directory().charter().hub,
                                                      answer.refusal, row.item.note));
  row.item.refusal = answer.refusal;
  row.item.refusal_reason = absl::StrCat(refusal.code, " ", refusal.field, " ", refusal.rule);
  if (IsPassing(refusal)) {
    RETURN_IF_ERROR(
        SaveState(IsByTheWriter(refusal) ? OutboxState::kQueued : OutboxState::kSubmitted, row));
    return MakeError(absl::StatusCode::kResourceExhausted,
                     "the hub takes no more for now; what waits stays in the outbox",
                     {refusal.rule, "", refusal.field, 0});
  }
  if (IsSaidAlready(refusal, row.item)) return SaveState(OutboxState::kAccepted, row);
  // Kept as it is: these bytes may lie in a bag, and somebody may bring them to the log with
  // theirs.
  if (AwaitsTarget(refusal) && !IsTooOld(row.item)) return SaveState(OutboxState::kSubmitted, row);
  if (IsAboutBlobs(refusal)) return SaveState(OutboxState::kQueued, row);
  refused_at_ms_ = std::max(refused_at_ms_, refusal.time_ms);
  if (row.healed || !CanBeHealed(refusal)) return SaveState(OutboxState::kRefused, row);
  row.healed = true;
  RETURN_IF_ERROR(SaveState(OutboxState::kQueued, row));
  if (!IsAboutStreams(refusal)) return mirror_.Update(hub);
  RETURN_IF_ERROR(RecoverFromHub(hub));
  ASSIGN_OR_RETURN(row, table_.Get(row.item.id));  // it may have been settled
  return absl::OkStatus();
}

// Its target has expired by now, so it never comes.
bool Submitter::IsTooOld(const OutboxItem& item) const {
  return NowMs(clock_) - item.queued_ms > kMaxExpiry_s * 1000;
}

absl::Status Submitter::SaveState(OutboxState state, OutboxRow& row) {
  OutboxRow saved = row;
  saved.item.state = state;
  RETURN_IF_ERROR(table_.Update(saved));
  row = std::move(saved);
  return absl::OkStatus();
}

absl::Status Submitter::RecoverFromHub(HubConnection& hub) {
  const std::string from = absl::StrCat("\nfrom ", device_.vkey().name, "\n");
  std::vector<IncomingRecord> own;
  absl::Notification never;
  RETURN_IF_ERROR(
      hub.Watch({}, /*only_what_is_there=*/true, never, [&](const IncomingBatch& batch) {
        for (const IncomingRecord& record : batch.records) {
          if (!absl::StrContains(record.body, from)) continue;
          own.push_back(record);
          own.back().sealed.clear();  // heads need only the texts
        }
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(mirror_.Update(hub));
  RETURN_IF_ERROR(Recover(own));
  return table_.SetHeadsKnown();
}

absl::Status Submitter::Recover(absl::Span<const IncomingRecord> records) {
  return table_.database().Transaction([&] {
    for (const IncomingRecord& record : records) RETURN_IF_ERROR(RecoverOne(record));
    return absl::OkStatus();
  });
}

// Only what the log proves and our own key signed moves a head: a hub that invents records cannot
// make this device skip a counter.
absl::Status Submitter::RecoverOne(const IncomingRecord& record) {
  if (record.kind != RecordKind::kEnvelope && record.kind != RecordKind::kAct) {
    return absl::OkStatus();
  }
  const absl::StatusOr<Note> note = ParseNote(record.body, kMaxActBytes);
  if (!note.ok()) return absl::OkStatus();
  const Hash hash = Sha256(note->text);
  const absl::StatusOr<Links> links = LinksOf(ns_, record.kind, note->text);
  const std::optional<LeafIndex> logged = mirror_.FindSealed(hash);
  if (!links.ok() || links->from != device_.vkey().name || logged != record.index) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const int64_t time_ms, mirror_.TimeAt(record.index));
  const absl::StatusOr<const CertFact*> signer =
      mirror_.directory().SignerAt(links->from, record.index, time_ms);
  // Of a handover, which two have signed, our own line is what counts.
  Note own{.text = note->text};
  for (const SignatureLine& line : note->signatures) {
    if (line.name == links->from) own.signatures.push_back(line);
  }
  if (!signer.ok() || !Verify(own, {(*signer)->certificate.key}, SodiumCrypto()).ok()) {
    return absl::OkStatus();
  }
  for (const StreamLine& stream : links->streams) {
    RETURN_IF_ERROR(table_.RaiseHead(stream.to, {stream.counter, hash}));
  }
  return Settle(record, links->client_id, hash, time_ms);
}

absl::Status Submitter::Settle(const IncomingRecord& record, absl::string_view client_id,
                               const Hash& body_hash, int64_t time_ms) {
  absl::StatusOr<OutboxRow> row = table_.FindClientId(client_id);
  if (absl::IsNotFound(row.status())) return absl::OkStatus();
  RETURN_IF_ERROR(row.status());
  if (row->item.state == OutboxState::kAccepted) return absl::OkStatus();
  if (row->item.body_hash != body_hash) {
    row->item.note = record.body;
    row->item.sealed.clear();  // the archive has what was sent then
    row->item.body_hash = body_hash;
  }
  row->item.index = record.index;
  row->item.time_ms = time_ms;
  return SaveState(OutboxState::kAccepted, *row);
}

}  // namespace liaison
