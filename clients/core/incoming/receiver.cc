#include "clients/core/incoming/receiver.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/incoming/check_frozen.h"
#include "clients/core/language/human_text.h"
#include "clients/core/outgoing/draft.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/incident_target.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

constexpr size_t kShownHashDigits = 16;

void AppendTexts(const Json& json, std::string& words) {
  if (const std::string* text = json.string()) absl::StrAppend(&words, " ", *text);
  if (const Json::Array* array = json.array()) {
    for (const Json& element : *array) AppendTexts(element, words);
  }
  if (const Json::Object* object = json.object()) {
    for (const auto& [name, member] : *object) AppendTexts(member, words);
  }
}

ArchivedNotice MakeArchived(const CheckedEnvelope& checked, const OpenResult& result) {
  ArchivedNotice notice{.header_hash = checked.note.hash(),
                        .precedence = checked.header.precedence};
  if (result.opened.has_value()) {
    notice.notice = PrintNote(result.opened->note.note());
    notice.notice_hash = result.opened->note.hash();
    notice.serial = result.opened->notice.serial.ToString();
    notice.kind = result.opened->notice.kind;
    notice.findings = result.opened->findings;
  } else {
    notice.why_closed = result.closed->code;
    notice.findings = {{.code = result.closed->code, .subject = result.closed->subject}};
    notice.notice = result.closed->note;
  }
  return notice;
}

bool Holds(const ReaderIdentity& reader, const MailboxId& mailbox) {
  return std::find(reader.mailboxes.begin(), reader.mailboxes.end(), mailbox) !=
         reader.mailboxes.end();
}

// The hub logged what its own rules forbid.
absl::Status AsLie(const absl::Status& fits, const std::string& from) {
  if (fits.ok()) return fits;
  return MakeError(absl::StatusCode::kDataLoss, fits.message(),
                   {.reason = ReasonOf(fits), .subject = from, .field = "act"});
}

}  // namespace

LogPlace PlaceOf(const IncomingRecord& record) {
  return {.index = record.index, .time_ms = record.time_ms};
}

InboxEvent EventOf(const IncomingRecord& record) {
  return {.index = record.index, .time_ms = record.time_ms, .kind = record.kind};
}

std::optional<MailboxId> ReceivingMailbox(const EnvelopeHeader& header,
                                          const ReaderIdentity& reader) {
  const auto own = [&](const MailboxId& mailbox) { return Holds(reader, mailbox); };
  for (const MailboxId& mailbox : header.to) {
    if (own(mailbox)) return mailbox;
  }
  for (const MailboxId& mailbox : header.info) {
    if (own(mailbox)) return mailbox;
  }
  for (const EscalateLine& line : header.escalate) {
    if (own(line.mailbox)) return line.mailbox;
  }
  return std::nullopt;
}

std::optional<MailboxId> ResolvingMailbox(const EnvelopeHeader& header,
                                          const ReaderIdentity& reader) {
  if (header.as.office == reader.office && !reader.mailboxes.empty()) {
    return Holds(reader, header.as) ? header.as : reader.mailboxes.front();
  }
  const MailboxId head{.office = reader.office, .role = Role::kHead};
  const bool addressed = std::any_of(header.to.begin(), header.to.end(),
                                     [&](const MailboxId& to) { return to.office == head.office; });
  if (addressed && Holds(reader, head)) return head;
  return std::nullopt;
}

LeafIndex MailboxStart(const Directory& directory, absl::string_view device) {
  const std::vector<const PrekeyFact*> prekeys = directory.PrekeysOf(device);
  return prekeys.empty() ? LeafIndex(directory.size().value()) : prekeys.front()->index;
}

std::string SearchWords(const EnvelopeHeader& header, const Notice& notice) {
  std::string words = absl::StrCat(notice.serial.ToString(), " ", notice.serial.ShortForm(), " ",
                                   header.as.ToString(), " ", notice.kind);
  for (const MailboxId& mailbox : header.to) absl::StrAppend(&words, " ", mailbox.ToString());
  for (const MailboxId& mailbox : header.info) absl::StrAppend(&words, " ", mailbox.ToString());
  const absl::StatusOr<Json> form = ParseCanonicalJson(notice.form);
  if (form.ok()) AppendTexts(*form, words);
  return FoldForSearch(words);
}

Receiver::Receiver(Desk desk, const Mirror& mirror, Database& database, Archive& archive,
                   Outbox& outbox, const FormLibrary& forms, const PublicCrypto& crypto)
    : desk_(std::move(desk)),
      mirror_(mirror),
      database_(database),
      archive_(archive),
      outbox_(outbox),
      forms_(forms),
      crypto_(crypto) {}

absl::StatusOr<std::vector<InboxEvent>> Receiver::Accept(const IncomingBatch& batch) {
  ASSIGN_OR_RETURN(const std::vector<AgeIdentity> identities, desk_.identities());
  std::vector<InboxEvent> events;
  RETURN_IF_ERROR(database_.Transaction([&]() -> absl::Status {
    for (const IncomingRecord& record : batch.records) {
      RETURN_IF_ERROR(AcceptRecord(record, identities, events));
    }
    TreeSize through = batch.through.front();
    for (size_t precedence = 0; precedence < kPrecedences; ++precedence) {
      const TreeSize complete = batch.through[precedence];
      through = std::min(through, complete);
      RETURN_IF_ERROR(
          archive_.SetCursor(static_cast<Precedence>(precedence), LeafIndex(complete.value())));
    }
    return FindGaps(through, events);
  }));
  return events;
}

absl::Status Receiver::AcceptRecord(const IncomingRecord& record,
                                    const std::vector<AgeIdentity>& identities,
                                    std::vector<InboxEvent>& events) {
  switch (record.kind) {
    case RecordKind::kEnvelope:
      return AcceptEnvelope(record, identities, events);
    case RecordKind::kAct:
      return AcceptAct(record, events);
    case RecordKind::kNote:
      return absl::OkStatus();  // public: the mirror has it from the log itself
    case RecordKind::kRelease:
    case RecordKind::kAlert:
    case RecordKind::kTimer:
    case RecordKind::kControl:
      return AcceptHubText(record, identities, events);
  }
  return absl::OkStatus();
}

absl::Status Receiver::AcceptEnvelope(const IncomingRecord& record,
                                      const std::vector<AgeIdentity>& identities,
                                      std::vector<InboxEvent>& events) {
  absl::StatusOr<CheckedEnvelope> checked =
      CheckEnvelope(record.body, PlaceOf(record), mirror_, crypto_);
  if (!checked.ok()) return Reject(record, checked.status(), events);
  if (!Concerns(checked->header)) {
    return Reject(
        record,
        MakeError(absl::StatusCode::kDataLoss, "addressed to none of our mailboxes",
                  {.reason = "NOT_ADDRESSED", .subject = checked->header.from, .field = "to"}),
        events);
  }
  return TakeEnvelope(*checked, {.record = record}, identities, events);
}

bool Receiver::Concerns(const EnvelopeHeader& header) const {
  return header.as.office == desk_.reader.office ||
         ReceivingMailbox(header, desk_.reader).has_value();
}

absl::Status Receiver::TakeEnvelope(const CheckedEnvelope& checked, const Arrival& arrival,
                                    const std::vector<AgeIdentity>& identities,
                                    std::vector<InboxEvent>& events) {
  const EnvelopeHeader& header = checked.header;
  const IncomingRecord& record = arrival.record;
  const bool own_office = header.as.office == desk_.reader.office;
  // Between two mailboxes of one office the second desk receives like any other.
  const bool sent = own_office && (!ReceivingMailbox(header, desk_.reader).has_value() ||
                                   header.from == desk_.reader.device);
  ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> known,
                   archive_.FindHeader(checked.note.hash()));
  const bool comes_into_the_log = arrival.logged && known.has_value() && !known->index.has_value();
  if (known.has_value() && known->why_closed.empty()) {
    if (!comes_into_the_log) return absl::OkStatus();
    return PromoteNotice(checked, record, *known, events);
  }

  ASSIGN_OR_RETURN(const OpenResult result, Open(checked, record, own_office, identities));
  ArchivedNotice notice = MakeArchived(checked, result);
  notice.sent = sent;
  notice.sealed = record.sealed;
  notice.header = record.body;
  notice.bag_ms = known.has_value() && known->bag_ms.has_value() ? known->bag_ms : arrival.bag_ms;
  if (arrival.logged) {
    notice.index = record.index;
    notice.time_ms = record.time_ms;
    RETURN_IF_ERROR(JudgeFlash(header, notice));
  } else {
    AddBagFindings(checked, *arrival.bag_ms, notice);
  }
  if (known.has_value() && known->why_closed == notice.why_closed) {
    if (!comes_into_the_log) return absl::OkStatus();
    return PromoteNotice(checked, record, *known, events);
  }
  std::string words;
  if (result.opened.has_value()) {
    ASSIGN_OR_RETURN(const bool here, IsHereByAnotherHeader(notice));
    if (here) return absl::OkStatus();
    words = SearchWords(header, result.opened->notice);
    ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(database_));
    for (const AttachmentKey& key : result.opened->attachment_keys) {
      RETURN_IF_ERROR(keys.Add(key));
    }
    // Also where a second officer submitted what this desk had drafted.
    if (own_office) RETURN_IF_ERROR(outbox_.RaiseSerial(result.opened->notice.serial));
    if (!sent && notice.kind == kDraftKind) {
      RETURN_IF_ERROR(TakeReleased(*result.opened, header, record, notice));
    }
  }
  RETURN_IF_ERROR(archive_.ReplaceNotice(notice, words));
  if (arrival.logged) {
    RETURN_IF_ERROR(StoreLinks(header.from, header.streams, checked.note.hash(), record, events));
  }
  if (!sent) {
    // Also where an earlier copy was closed: the sender has heard nothing yet.
    if (result.opened.has_value()) {
      RETURN_IF_ERROR(OweReceipt(header, notice, ReceiptState::kDelivered, ""));
    } else if (!known.has_value() && result.closed->sender_at_fault) {
      RETURN_IF_ERROR(OweReceipt(header, notice, ReceiptState::kCannotOpen, "unreadable"));
    }
  }
  InboxEvent event = EventOf(record);
  if (notice.why_closed == "HUB_CORRUPT_BODY") {
    event.alarm = notice.findings.front();
    event.forged = true;
    RETURN_IF_ERROR(archive_.KeepEvidence(record.time_ms, *event.alarm, record.sealed));
  } else {
    event.notice = std::move(notice);
  }
  events.push_back(std::move(event));
  return absl::OkStatus();
}

absl::Status Receiver::JudgeFlash(const EnvelopeHeader& header, ArchivedNotice& notice) {
  if (notice.sent || header.precedence != Precedence::kFlash) return absl::OkStatus();
  ASSIGN_OR_RETURN(notice.beyond_budget,
                   archive_.JudgeFlash(notice.header_hash, header.as.office, notice.time_ms,
                                       mirror_.directory().mission().flash_per_hour));
  return absl::OkStatus();
}

absl::Status Receiver::TakeReleased(const OpenedEnvelope& opened, const EnvelopeHeader& header,
                                    const IncomingRecord& record, ArchivedNotice& notice) {
  const absl::StatusOr<FrozenNotice> frozen = ReadDraft(opened.notice, crypto_);
  absl::Status valid = frozen.status();
  if (valid.ok() && frozen->note.signatures.size() == 2) {
    if (frozen->notice.author != desk_.reader.device) return absl::OkStatus();
    valid =
        CheckFrozen(*frozen, desk_.reader.device, PlaceOf(record), mirror_.directory(), crypto_);
  } else if (valid.ok()) {
    return absl::OkStatus();  // asks for a signature: an officer's business
  }
  if (!valid.ok()) {
    notice.findings.push_back({.code = "DRAFT_INVALID", .subject = ReasonOf(valid)});
    return absl::OkStatus();
  }
  const absl::Status queued = outbox_.EnqueueReleased(*frozen).status();
  if (!queued.ok() && queued.code() != absl::StatusCode::kAlreadyExists) return queued;
  return OweReceipt(header, notice, ReceiptState::kAcknowledged, "");
}

absl::StatusOr<OpenResult> Receiver::Open(const CheckedEnvelope& checked,
                                          const IncomingRecord& record, bool own_office,
                                          const std::vector<AgeIdentity>& identities) {
  const EnvelopeHeader& header = checked.header;
  const auto closed = [&](absl::string_view code) {
    return OpenResult{.closed = ClosedEnvelope{.code = std::string(code), .subject = header.from}};
  };
  if (!checked.seen_proven && !checked.seen_ahead) return closed("SEEN_UNPROVEN");
  const bool addressed = std::any_of(
      desk_.reader.mailboxes.begin(), desk_.reader.mailboxes.end(), [&](const MailboxId& own) {
        return std::find(header.to.begin(), header.to.end(), own) != header.to.end() ||
               std::find(header.info.begin(), header.info.end(), own) != header.info.end();
      });
  if (!addressed && !own_office) {
    // A rung reads only once the hub has released the envelope to it (CRYPTO 1.14, step 3).
    ASSIGN_OR_RETURN(
        const bool released,
        archive_.IsReleased(mirror_.directory().ns(), checked.note.hash(), desk_.reader.mailboxes));
    if (!released) return closed("NOT_RELEASED");
  }
  return OpenEnvelope(checked, record.sealed, PlaceOf(record), desk_.reader, identities, mirror_,
                      forms_, crypto_);
}

absl::Status Receiver::AcceptAct(const IncomingRecord& record, std::vector<InboxEvent>& events) {
  // The grammar comes with the signature.
  return IsReceipt(mirror_.directory().ns(), record.body) ? AcceptReceipt(record, events)
                                                          : AcceptOfficeAct(record, events);
}

absl::Status Receiver::AcceptOfficeAct(const IncomingRecord& record,
                                       std::vector<InboxEvent>& events) {
  const absl::StatusOr<CheckedOfficeAct> checked =
      CheckOfficeAct(record.body, PlaceOf(record), mirror_, crypto_);
  if (!checked.ok()) return Reject(record, checked.status(), events);
  const ActHead& head = HeadOf(checked->act);
  const absl::Status concerns = CheckConcern(checked->act);
  if (!concerns.ok()) return Reject(record, concerns, events);
  ASSIGN_OR_RETURN(const bool known, archive_.HasAct(checked->note.hash()));
  if (known) return absl::OkStatus();
  const ArchivedOfficeAct archived{.hash = checked->note.hash(),
                                   .index = record.index,
                                   .time_ms = record.time_ms,
                                   .act = checked->act,
                                   .note = record.body};
  RETURN_IF_ERROR(archive_.StoreOfficeAct(archived));
  if (head.from == desk_.reader.device) {
    RETURN_IF_ERROR(outbox_.RaiseStream(head.stream, archived.hash));
  }
  RETURN_IF_ERROR(StoreLinks(head.from, {head.stream}, archived.hash, record, events));
  InboxEvent event = EventOf(record);
  event.office_act = archived;
  events.push_back(std::move(event));
  return absl::OkStatus();
}

// What an office says to itself stays in it; an obligation is everybody's, and an incident's act
// is for those who have the incident.
absl::Status Receiver::CheckConcern(const OfficeAct& act) {
  const ActHead& head = HeadOf(act);
  if (const auto* incident = std::get_if<IncidentAct>(&act)) return CheckIncident(*incident);
  if (const auto* obligation = std::get_if<ObligationAct>(&act)) {
    return AsLie(CheckObligationTarget(*obligation, mirror_.directory()), head.from);
  }
  if (head.as.office != desk_.reader.office) {
    return MakeError(absl::StatusCode::kDataLoss, "another office's own act",
                     {.reason = "NOT_ADDRESSED", .subject = head.from, .field = "as"});
  }
  const auto* roster = std::get_if<RosterAct>(&act);
  return roster == nullptr ? absl::OkStatus() : AsLie(CheckRosterAct(*roster).status(), head.from);
}

absl::Status Receiver::CheckIncident(const IncidentAct& act) {
  ASSIGN_OR_RETURN(const std::optional<ReceiptTarget> target, FindTarget(act.incident));
  if (target.has_value()) return AsLie(CheckIncidentTarget(act, *target), act.head.from);
  // Also the other desks of who acts hear of it, whether they have the notice or not.
  if (act.head.as.office == desk_.reader.office) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "an act on an incident that this desk never had",
                   {.reason = "TARGET_UNKNOWN", .subject = act.head.from, .field = "incident"});
}

absl::Status Receiver::AcceptReceipt(const IncomingRecord& record,
                                     std::vector<InboxEvent>& events) {
  absl::StatusOr<CheckedReceipt> checked =
      CheckReceipt(record.body, PlaceOf(record), mirror_, crypto_);
  if (!checked.ok()) return Reject(record, checked.status(), events);
  return TakeReceipt(*checked, {.record = record}, events);
}

absl::Status Receiver::TakeReceipt(const CheckedReceipt& checked, const Arrival& arrival,
                                   std::vector<InboxEvent>& events) {
  const IncomingRecord& record = arrival.record;
  ASSIGN_OR_RETURN(const std::optional<ArchivedReceipt> known,
                   archive_.FindAct(checked.note.hash()));
  const bool comes_into_the_log = arrival.logged && known.has_value() && !known->index.has_value();
  if (known.has_value() && !comes_into_the_log) return absl::OkStatus();
  const Receipt& receipt = checked.receipt;
  absl::Status fits = CheckAgainstTarget(checked);
  if (fits.ok() && receipt.on_behalf.has_value()) {
    fits = CheckOnBehalf(receipt, record.delegation, PlaceOf(record), mirror_, crypto_);
  }
  if (!fits.ok()) return Reject(record, fits, events);
  ArchivedReceipt archived{.hash = checked.note.hash(),
                           .target = receipt.target,
                           .from = receipt.from,
                           .as = ActingMailbox(receipt),
                           .state = receipt.state,
                           .reason = receipt.reason,
                           .note = record.body};
  if (arrival.logged) {
    archived.index = record.index;
    archived.time_ms = record.time_ms;
  }
  archived.bag_ms = known.has_value() ? known->bag_ms : arrival.bag_ms;
  RETURN_IF_ERROR(archive_.StoreReceipt(archived));
  if (arrival.logged) {
    RETURN_IF_ERROR(
        StoreLinks(receipt.from, {receipt.stream}, checked.note.hash(), record, events));
  }
  InboxEvent event = EventOf(record);
  event.receipt = std::move(archived);
  events.push_back(std::move(event));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<ReceiptTarget>> Receiver::FindTarget(const Hash& hash) {
  const std::string& ns = mirror_.directory().ns();
  ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> notice, archive_.FindHeader(hash));
  if (notice.has_value()) {
    // One that is not logged has no place yet, so no receipt can name it.
    return TargetOf(ns, notice->index.value_or(EndOf(mirror_).index), RecordKind::kEnvelope,
                    notice->header);
  }
  ASSIGN_OR_RETURN(const std::optional<ArchivedAlert> alert, archive_.FindAlert(ns, ToHex(hash)));
  if (!alert.has_value()) return std::nullopt;
  return TargetOf(ns, alert->index, RecordKind::kAlert, PrintAlert(alert->alert));
}

// The hub checks this too, but what an office has acknowledged is not the hub's to say.
absl::Status Receiver::CheckAgainstTarget(const CheckedReceipt& checked) {
  const Receipt& receipt = checked.receipt;
  if (!checked.seen_proven && !checked.seen_ahead) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "names a head that this log never had",
                     {.reason = "SEEN_UNPROVEN", .subject = receipt.from, .field = "seen"});
  }
  const absl::StatusOr<std::optional<ReceiptTarget>> target = FindTarget(receipt.target);
  if (target.ok() && !target->has_value()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "a receipt for something that this desk never had",
                     {.reason = "TARGET_UNKNOWN", .subject = receipt.from, .field = "target"});
  }
  const absl::Status fits = target.ok() ? CheckReceiptTarget(receipt, **target) : target.status();
  if (!absl::IsInvalidArgument(fits) && !absl::IsPermissionDenied(fits)) return fits;
  // The hub logged what its own rules forbid.
  return MakeError(absl::StatusCode::kDataLoss, fits.message(),
                   {.reason = ReasonOf(fits), .subject = receipt.from, .field = "target"});
}

absl::Status Receiver::StoreLinks(const std::string& device, const std::vector<StreamLine>& streams,
                                  const Hash& hash, const IncomingRecord& record,
                                  std::vector<InboxEvent>& events) {
  // What this desk wrote to a mailbox of its own it has archived when it sent it, without a link.
  if (device == desk_.reader.device) return absl::OkStatus();
  for (const StreamLine& stream : streams) {
    const absl::StatusOr<MailboxId> to = ParseMailbox(stream.to);
    // Only chains that run to us arrive here whole.
    if (!to.ok() || !IsOwn(*to)) continue;
    const absl::Status stored = archive_.StoreLink({.device = device,
                                                    .to = stream.to,
                                                    .counter = stream.counter,
                                                    .hash = hash,
                                                    .prev = stream.prev,
                                                    .index = record.index});
    if (ReasonOf(stored) == "EQUIVOCATION") {
      RETURN_IF_ERROR(Reject(record, stored, events));
    } else {
      RETURN_IF_ERROR(stored);
    }
  }
  return absl::OkStatus();
}

absl::Status Receiver::Reject(const IncomingRecord& record, const absl::Status& why,
                              std::vector<InboxEvent>& events) {
  const std::optional<ErrorDetail> detail = DetailOf(why);
  InboxEvent event = EventOf(record);
  event.alarm = Finding{.code = detail.has_value() ? detail->reason : "INVALID",
                        .subject = detail.has_value() ? detail->subject : ""};
  event.forged = why.code() == absl::StatusCode::kDataLoss;
  RETURN_IF_ERROR(archive_.KeepEvidence(record.time_ms, *event.alarm, record.body));
  events.push_back(std::move(event));
  return absl::OkStatus();
}

// A predecessor that is missing below `through` was either logged and withheld from us, which the
// mirror proves, or never logged, although the hub checks the chain: both are the hub's doing.
absl::Status Receiver::FindGaps(TreeSize through, std::vector<InboxEvent>& events) {
  ASSIGN_OR_RETURN(const std::vector<ReceivedLink> gaps, archive_.NewGaps(through));
  const LeafIndex start = MailboxStart(mirror_.directory(), desk_.reader.device);
  for (const ReceivedLink& gap : gaps) {
    const std::optional<LeafIndex> logged = mirror_.FindSealed(gap.prev);
    if (logged.has_value() && *logged < start) continue;  // before our time
    const Finding finding{
        .code = logged.has_value() ? "WITHHELD" : "NEVER_LOGGED",
        .subject = absl::StrCat(gap.device, " ", gap.to, " ", gap.counter - 1, " ",
                                ToHex(gap.prev).substr(0, kShownHashDigits))};
    ASSIGN_OR_RETURN(const int64_t time_ms, mirror_.TimeAt(gap.index));
    RETURN_IF_ERROR(archive_.KeepEvidence(time_ms, finding, ToHex(gap.hash)));
    events.push_back({.index = gap.index, .time_ms = time_ms, .alarm = finding, .forged = true});
  }
  return absl::OkStatus();
}

absl::Status Receiver::OweReceipt(const EnvelopeHeader& header, const ArchivedNotice& notice,
                                  ReceiptState state, absl::string_view reason) {
  const std::optional<MailboxId> receiving = ReceivingMailbox(header, desk_.reader);
  if (!receiving.has_value()) return absl::OkStatus();
  return outbox_
      .EnqueueReceipt({.as = *receiving,
                       .target_mailbox = header.as,
                       .target = notice.header_hash,
                       .index = notice.index,
                       .state = state,
                       .reason = std::string(reason),
                       .precedence = header.precedence})
      .status();
}

bool Receiver::IsOwn(const MailboxId& mailbox) const {
  return std::find(desk_.reader.mailboxes.begin(), desk_.reader.mailboxes.end(), mailbox) !=
         desk_.reader.mailboxes.end();
}

}  // namespace liaison
