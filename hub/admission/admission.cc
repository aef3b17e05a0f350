#include "hub/admission/admission.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/admission/envelope_limits.h"
#include "hub/directory/device.h"
#include "hub/mailbox/record_rows.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/incident_target.h"
#include "proto/rules/office_act.h"
#include "proto/text/verified_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr absl::string_view kLocalPrincipal = "local";

size_t MaxNoteBytes(RecordKind kind) {
  switch (kind) {
    case RecordKind::kEnvelope:
      return kMaxHeaderBytes;
    case RecordKind::kAct:
      return kMaxActBytes;
    default:
      return kMaxPublicNoteBytes;
  }
}

}  // namespace

Admission::Admission(const HubOptions& options, AdmissionParts parts)
    : options_(options), parts_(parts), quota_(options.submits_per_minute_max) {}

void Admission::Submit(const Principal& principal, Submission submission,
                       std::function<void(Outcome)> done) {
  const std::shared_ptr<const HubView> view = parts_.view.Get();
  const auto refuse = [&](const absl::Status& status, const std::string& note) {
    done(parts_.refusals.Refuse(note, status, HubTimeMs(view->head, parts_.clock)));
  };
  const absl::string_view payer = principal.local ? kLocalPrincipal : principal.device;
  absl::Status status = quota_.Take(payer, NowMs(parts_.clock));
  // Unsigned: a flood must not buy a hash and a signature with each record, and these very bytes
  // may be in the log already.
  if (!status.ok()) return done({.status = std::move(status)});

  if (!principal.local) {
    const bool any_signer = submission.kind == RecordKind::kNote;
    status = any_signer ? ConnectedSigner(*view, principal.device, parts_.clock).status()
                        : ConnectedDevice(*view, principal.device, parts_.clock).status();
    if (!status.ok()) return refuse(status, submission.note);
  }
  absl::StatusOr<Note> note = ParseForm(principal, submission);
  if (!note.ok()) return refuse(note.status(), submission.note);
  const Hash hash = Sha256(note->text);
  absl::StatusOr<std::optional<Accepted>> logged = FindLogged(*view, hash, submission.note);
  if (!logged.ok()) return refuse(logged.status(), submission.note);
  if (logged->has_value()) return done({.accepted = *std::move(*logged)});

  Waiting waiting{.payer = std::string(payer), .admitted = {.hash = hash}, .done = std::move(done)};
  const auto take = [&](auto checked) {
    status = checked.status();
    if (status.ok()) waiting.admitted.content = *std::move(checked);
  };
  switch (submission.kind) {
    case RecordKind::kEnvelope:
      take(CheckEnvelope(*view, *note, submission.sealed));
      break;
    case RecordKind::kAct:
      if (IsReceipt(options_.ns, note->text)) {
        take(CheckReceipt(*view, *note));
      } else {
        take(CheckOfficeAct(*view, *note));
      }
      break;
    default:
      take(CheckPublicNote(*view, *std::move(note)));
      break;
  }
  if (status.ok()) status = HoldBlobs(waiting.admitted);
  waiting.admitted.note = std::move(submission.note);
  waiting.admitted.sealed = std::move(submission.sealed);
  if (status.ok()) {
    // What does not get into the queue is not judged: the same bytes may wait in it already.
    status = parts_.sequencer.Enqueue(waiting);
    if (!status.ok()) waiting.done({.status = std::move(status)});
    return;
  }
  waiting.done(
      parts_.refusals.Refuse(waiting.admitted.note, status, HubTimeMs(view->head, parts_.clock)));
}

absl::StatusOr<Note> Admission::ParseForm(const Principal& principal,
                                          const Submission& submission) const {
  if (submission.kind != RecordKind::kEnvelope && submission.kind != RecordKind::kAct &&
      submission.kind != RecordKind::kNote) {
    return Malformed("", "KIND", "only envelopes, acts and public notes are submitted");
  }
  if (principal.local && submission.kind != RecordKind::kNote) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "the local socket takes public notes only",
                     {.reason = "LOCAL_NOTES_ONLY", .subject = "", .field = ""});
  }
  if (submission.sealed.size() > options_.sealed_bytes_max) {
    return Malformed("sealed", "SIZE",
                     absl::StrCat("a sealed body has at most ", options_.sealed_bytes_max,
                                  " bytes: send large files as attachments"));
  }
  if (submission.kind != RecordKind::kEnvelope && !submission.sealed.empty()) {
    return Malformed("sealed", "NOT_AN_ENVELOPE", "only an envelope has a sealed body");
  }
  return ParseNote(submission.note, MaxNoteBytes(submission.kind));
}

absl::StatusOr<std::optional<Accepted>> Admission::FindLogged(const HubView& view, const Hash& hash,
                                                              const std::string& note) const {
  const absl::StatusOr<std::optional<LeafIndex>> index = parts_.index.FindBody(hash);
  if (!index.ok()) return OwnTrouble(index.status());
  // Committed but not yet published: the sequencer answers.
  if (!index->has_value() || !Contains(view.head.size, **index)) return std::optional<Accepted>();
  const absl::StatusOr<StoredRecord> record = parts_.log.Read(**index);
  if (!record.ok()) return OwnTrouble(record.status());
  if (record->body != note) return std::optional<Accepted>();
  absl::StatusOr<std::vector<Hash>> proof = parts_.log.Prove(**index, view.head.size);
  if (!proof.ok()) return OwnTrouble(proof.status());
  return std::optional<Accepted>(Accepted{.index = **index,
                                          .time_ms = record->head.time_ms,
                                          .proof = *std::move(proof),
                                          .checkpoint = view.head.checkpoint});
}

absl::StatusOr<const CertFact*> Admission::CheckSigned(const HubView& view, const std::string& from,
                                                       const MailboxId& as,
                                                       const Note& note) const {
  ASSIGN_OR_RETURN(const CertFact* fact,
                   DeviceAt(*view.directory, from, LeafIndex(view.head.size.value()),
                            HubTimeMs(view.head, parts_.clock)));
  RETURN_IF_ERROR(CheckSpeaksAs(fact->certificate, as));
  RETURN_IF_ERROR(Verify(note, {fact->certificate.key}, SodiumCrypto()).status());
  return fact;
}

absl::StatusOr<AdmittedEnvelope> Admission::CheckEnvelope(const HubView& view, const Note& note,
                                                          const std::string& sealed) const {
  AdmittedEnvelope envelope;
  ASSIGN_OR_RETURN(envelope.header, ParseHeader(options_.ns, note.text));
  const EnvelopeHeader& header = envelope.header;
  ASSIGN_OR_RETURN(const CertFact* fact, CheckSigned(view, header.from, header.as, note));
  RETURN_IF_ERROR(CheckAddressees(*view.directory, header));
  RETURN_IF_ERROR(CheckSealed(header, sealed));
  RETURN_IF_ERROR(CheckSeen(header.seen, view.head.size));
  RETURN_IF_ERROR(CheckExpires(header.expires_s, HubTimeMs(view.head, parts_.clock)));
  envelope.cert = fact->hash;
  envelope.stable = Sha256(StablePartOf(note.text));
  return envelope;
}

absl::Status Admission::HoldBlobs(Admitted& admitted) const {
  if (const auto* envelope = std::get_if<AdmittedEnvelope>(&admitted.content)) {
    ASSIGN_OR_RETURN(admitted.blobs,
                     HoldAttachments("attach", envelope->header.attach, parts_.blobs));
  } else if (const auto* note = std::get_if<AdmittedNote>(&admitted.content)) {
    ASSIGN_OR_RETURN(
        admitted.blobs,
        HoldAttachments("blob", BlobsOfNote(options_.ns, note->note.text), parts_.blobs));
  }
  return absl::OkStatus();
}

absl::StatusOr<AdmittedOfficeAct> Admission::CheckOfficeAct(const HubView& view,
                                                            const Note& note) const {
  AdmittedOfficeAct admitted;
  ASSIGN_OR_RETURN(admitted.act, ParseOfficeAct(options_.ns, note.text));
  const LeafIndex next(view.head.size.value());
  const int64_t now_ms = HubTimeMs(view.head, parts_.clock);
  RETURN_IF_ERROR(
      VerifyOfficeAct(admitted.act, note, next, now_ms, *view.directory, SodiumCrypto()).status());
  RETURN_IF_ERROR(CheckSeen(HeadOf(admitted.act).seen, view.head.size));
  if (const auto* roster = std::get_if<RosterAct>(&admitted.act)) {
    RETURN_IF_ERROR(CheckRosterAct(*roster).status());
  }
  for (const SignatureLine& line : note.signatures) {
    ASSIGN_OR_RETURN(const CertFact* fact, DeviceAt(*view.directory, line.name, next, now_ms));
    admitted.certs.emplace_back(line.name, fact->hash);
  }
  return admitted;
}

absl::StatusOr<AdmittedReceipt> Admission::CheckReceipt(const HubView& view,
                                                        const Note& note) const {
  AdmittedReceipt act;
  ASSIGN_OR_RETURN(act.receipt, ParseReceipt(options_.ns, note.text));
  ASSIGN_OR_RETURN(const CertFact* fact, CheckSigned(view, act.receipt.from, act.receipt.as, note));
  if (act.receipt.on_behalf.has_value()) {
    ASSIGN_OR_RETURN(act.delegation, FindDelegation(act.receipt.on_behalf->delegation));
    RETURN_IF_ERROR(CheckDelegated(act.receipt, *act.delegation, LeafIndex(view.head.size.value()),
                                   HubTimeMs(view.head, parts_.clock), *view.directory));
  }
  RETURN_IF_ERROR(CheckSeen(act.receipt.seen, view.head.size));
  ASSIGN_OR_RETURN(act.target, FindTarget(act.receipt.target));
  if (act.target.has_value()) RETURN_IF_ERROR(CheckReceiptTarget(act.receipt, *act.target));
  act.cert = fact->hash;
  return act;
}

absl::StatusOr<AdmittedNote> Admission::CheckPublicNote(const HubView& view, Note note) const {
  // Whether a signer is entitled depends on what waits in the queue before this note; what is
  // wrong in itself is refused here.
  const absl::Status status =
      view.directory
          ->Check(LeafIndex(view.head.size.value()), HubTimeMs(view.head, parts_.clock), note)
          .status();
  if (status.code() == absl::StatusCode::kInvalidArgument) return status;
  return AdmittedNote{std::move(note)};
}

absl::StatusOr<Delegation> Admission::FindDelegation(const Hash& hash) const {
  const absl::StatusOr<std::optional<LeafIndex>> index = parts_.index.FindBody(hash);
  if (!index.ok()) return OwnTrouble(index.status());
  if (index->has_value()) {
    const absl::StatusOr<StoredRecord> record = parts_.log.Read(**index);
    if (!record.ok()) return OwnTrouble(record.status());
    const absl::StatusOr<Note> note = ParseNote(record->body, kMaxActBytes);
    absl::StatusOr<OfficeAct> act =
        note.ok() ? ParseOfficeAct(options_.ns, note->text) : note.status();
    if (act.ok() && std::holds_alternative<Delegation>(*act)) return std::get<Delegation>(*act);
  }
  return Malformed("on-behalf", "DELEGATION_UNKNOWN", "the log holds no such delegation");
}

absl::StatusOr<std::optional<ReceiptTarget>> Admission::FindTarget(const Hash& hash) const {
  const absl::StatusOr<std::optional<LeafIndex>> index = parts_.index.FindBody(hash);
  if (!index.ok()) return OwnTrouble(index.status());
  if (!index->has_value()) return std::optional<ReceiptTarget>();
  const absl::StatusOr<StoredRecord> record = parts_.log.Read(**index);
  if (!record.ok()) return OwnTrouble(record.status());
  ASSIGN_OR_RETURN(ReceiptTarget target,
                   TargetOf(options_.ns, **index, record->head.kind, record->body));
  return std::optional<ReceiptTarget>(std::move(target));
}

}  // namespace liaison
