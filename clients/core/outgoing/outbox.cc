#include "clients/core/outgoing/outbox.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/core/outgoing/envelope.h"
#include "clients/core/outgoing/tags.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kHubStream[] = "hub";

std::string BytesOf(const std::array<uint8_t, 16>& id) {
  return std::string(reinterpret_cast<const char*>(id.data()), id.size());
}

absl::Status CheckOffices(absl::Span<const MailboxId> mailboxes, const Mission& mission) {
  for (const MailboxId& mailbox : mailboxes) {
    if (mission.FindParty(mailbox.office) != nullptr) continue;
    return MakeError(absl::StatusCode::kNotFound, "the mission has no such office",
                     {"UNKNOWN_OFFICE", mailbox.ToString(), ""});
  }
  return absl::OkStatus();
}

absl::Status CheckOffices(const NoticeDraft& draft, const Mission& mission) {
  RETURN_IF_ERROR(CheckOffices(draft.to, mission));
  return CheckOffices(draft.info, mission);
}

std::vector<HeaderAttachment> AttachmentsOf(absl::string_view ns, const OutboxRow& row) {
  if (row.item.kind != RecordKind::kEnvelope) return {};
  absl::StatusOr<EnvelopeHeader> header = ParseHeader(ns, row.draft);
  return header.ok() ? std::move(header->attach) : std::vector<HeaderAttachment>();
}

std::vector<OutboxItem> ItemsOf(std::vector<OutboxRow> rows) {
  std::vector<OutboxItem> items;
  items.reserve(rows.size());
  for (OutboxRow& row : rows) items.push_back(std::move(row.item));
  return items;
}

// An office's acts, and what rests on one, are judged by what only the hub sends along. A bag has
// no room for attachments, and a notice without them would look as if they were lost.
bool CanGoByBag(absl::string_view ns, const OutboxRow& row) {
  const OutboxItem& item = row.item;
  if (item.kind == RecordKind::kEnvelope) return AttachmentsOf(ns, row).empty();
  return item.receipt.has_value() && !item.receipt->on_behalf.has_value();
}

// Whom the entry is for: those who will read it, or to whom the answer goes.
absl::StatusOr<std::vector<MailboxId>> AddresseesOf(absl::string_view ns, const OutboxRow& row) {
  if (row.item.receipt.has_value()) {
    const absl::StatusOr<MailboxId> to = ParseMailbox(row.item.receipt->stream.to);
    if (!to.ok()) return std::vector<MailboxId>();  // the hub's own stream
    return std::vector<MailboxId>{*to};
  }
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns, row.draft));
  std::vector<MailboxId> addressees = header.to;
  addressees.insert(addressees.end(), header.info.begin(), header.info.end());
  for (const EscalateLine& line : header.escalate) addressees.push_back(line.mailbox);
  return addressees;
}

bool IsFor(absl::string_view ns, const OutboxRow& row, absl::Span<const MailboxId> mailboxes) {
  if (mailboxes.empty()) return true;
  const absl::StatusOr<std::vector<MailboxId>> addressees = AddresseesOf(ns, row);
  return addressees.ok() &&
         std::any_of(addressees->begin(), addressees->end(), [&](const MailboxId& addressee) {
           return std::find(mailboxes.begin(), mailboxes.end(), addressee) != mailboxes.end();
         });
}

}  // namespace

Outbox::Outbox(const Options& options, const NoteSigner& device, OutboxTable table, Mirror& mirror,
               Clock& clock, Random& random, FileSystem& files)
    : options_(options),
      device_(device),
      table_(std::move(table)),
      mirror_(mirror),
      clock_(clock),
      random_(random),
      files_(files) {}

absl::StatusOr<std::unique_ptr<Outbox>> Outbox::Open(const Options& options,
                                                     const NoteSigner& device, Database& database,
                                                     Mirror& mirror, Clock& clock, Random& random,
                                                     FileSystem& files) {
  ASSIGN_OR_RETURN(OutboxTable table, OutboxTable::Open(options.ns, database));
  return std::unique_ptr<Outbox>(
      new Outbox(options, device, std::move(table), mirror, clock, random, files));
}

absl::Status Outbox::CheckSynced() const {
  RETURN_IF_ERROR(mirror_.Usable());
  if (!mirror_.empty()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "this desk has not fetched the mission's log yet: fetch once",
                   {"NOT_SYNCED", "", ""});
}

absl::Status Outbox::MaySpeakAs(const MailboxId& as) const {
  RETURN_IF_ERROR(CheckSynced());
  const Directory& directory = mirror_.directory();
  ASSIGN_OR_RETURN(const CertFact* fact,
                   directory.SignerAt(device_.vkey().name, LeafIndex(mirror_.size().value()),
                                      directory.TimeAt(mirror_.size())));
  const std::vector<Role>& roles = fact->certificate.mailboxes;
  if (fact->certificate.office != as.office ||
      std::find(roles.begin(), roles.end(), as.role) == roles.end()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "this device's certificate does not let it speak for that mailbox",
                     {"NOT_YOUR_MAILBOX", as.ToString(), ""});
  }
  return absl::OkStatus();
}

void Outbox::AddTags(int64_t now_ms, NoticeDraft& draft) const {
  if (options_.tag_seed == nullptr || !draft.tags.empty()) return;
  if (!WantsTags(mirror_.directory().mission(), draft)) return;
  draft.tags = MakeTagLines(*options_.tag_seed, options_.ns, now_ms / 1000, draft.form);
}

absl::StatusOr<OutboxItem> Outbox::Enqueue(NoticeDraft draft) {
  RETURN_IF_ERROR(MaySpeakAs(draft.as));
  RETURN_IF_ERROR(CheckOffices(draft, mirror_.directory().mission()));
  const int64_t now_ms = NowMs(clock_);
  AddTags(now_ms, draft);
  OutboxRow row;
  RETURN_IF_ERROR(table_.database().Transaction([&] { return AddNotice(draft, now_ms, row); }));
  return row.item;
}

absl::StatusOr<OutboxItem> Outbox::EnqueueDraft(NoticeDraft draft, const MailboxId& releaser) {
  RETURN_IF_ERROR(MaySpeakAs(draft.as));
  RETURN_IF_ERROR(CheckOffices(draft, mirror_.directory().mission()));
  if (releaser.office != draft.as.office) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "a draft stays inside the office: only a mailbox of it can release",
                     {"RELEASER", releaser.ToString(), "release-by"});
  }
  const int64_t now_ms = NowMs(clock_);
  AddTags(now_ms, draft);
  OutboxRow row;
  RETURN_IF_ERROR(table_.database().Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const ComposedNotice frozen, ComposeNext(draft, now_ms));
    ASSIGN_OR_RETURN(const Note note, ParseNote(frozen.notice, kMaxNoticeBytes));
    const NoticeDraft carrier{.as = draft.as,
                              .to = {releaser},
                              .precedence = draft.precedence,
                              .kind = kDraftKind,
                              .kind_version = kDraftVersion,
                              .lang = draft.lang,
                              .form = DraftForm(PrintStablePart(frozen.header), note),
                              .attach = draft.attach};
    return AddNotice(carrier, now_ms, row);
  }));
  return row.item;
}

absl::StatusOr<OutboxItem> Outbox::EnqueueReleased(const FrozenNotice& released) {
  const std::string id = BytesOf(released.header.id);
  if (table_.FindClientId(id).ok()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "this notice is in the outbox already",
                     {"RELEASED", released.notice.serial.ToString(), ""});
  }
  ComposedNotice composed{.header = released.header,
                          .notice = PrintNote(released.note),
                          .notice_hash = released.notice_hash,
                          .serial = released.notice.serial};
  OutboxRow row;
  RETURN_IF_ERROR(table_.database().Transaction(
      [&] { return AddRow(std::move(composed), NowMs(clock_), row); }));
  return row.item;
}

absl::StatusOr<ComposedNotice> Outbox::ComposeNext(const NoticeDraft& draft, int64_t now_ms) {
  ASSIGN_OR_RETURN(const DeviceName device, ParseDeviceName(device_.vkey().name));
  ComposeContext context;
  context.ns = options_.ns;
  context.id = random_.Bytes<16>();
  context.time_s = now_ms / 1000;
  context.serial.office = device.office;
  context.serial.device = device.label;
  context.serial.year = static_cast<int>(
      absl::ToCivilYear(absl::FromUnixSeconds(context.time_s), absl::UTCTimeZone()).year());
  ASSIGN_OR_RETURN(context.serial.number, table_.TakeSerial(context.serial.year));
  return Compose(draft, context, mirror_.directory().mission(), device_,
                 [this](const Hash& notice) { return OwnEnvelopeOf(notice); });
}

absl::Status Outbox::AddNotice(const NoticeDraft& draft, int64_t now_ms, OutboxRow& row) {
  ASSIGN_OR_RETURN(ComposedNotice composed, ComposeNext(draft, now_ms));
  return AddRow(std::move(composed), now_ms, row);
}

absl::Status Outbox::AddRow(ComposedNotice composed, int64_t now_ms, OutboxRow& row) {
  ASSIGN_OR_RETURN(const std::set<std::string> revoked, RevokedByHand());
  row.item.undeliverable =
      ResolveRecipients(composed.header, mirror_.directory(), mirror_.size(), revoked, random_)
          .undeliverable;
  row.item.kind = RecordKind::kEnvelope;
  row.item.precedence = composed.header.precedence;
  row.item.queued_ms = now_ms;
  row.item.serial = composed.serial.ToString();
  row.item.notice = std::move(composed.notice);
  row.item.notice_hash = composed.notice_hash;
  row.client_id = BytesOf(composed.header.id);
  row.draft = PrintHeader(WithPlaceholders(std::move(composed.header)));
  return table_.Insert(row);
}

absl::StatusOr<std::optional<Hash>> Outbox::OwnEnvelopeOf(const Hash& notice) {
  const absl::StatusOr<OutboxRow> row = table_.FindNotice(notice);
  if (absl::IsNotFound(row.status())) {
    if (options_.archived_envelope == nullptr) return std::optional<Hash>();
    return options_.archived_envelope(notice);
  }
  RETURN_IF_ERROR(row.status());
  if (row->item.state != OutboxState::kAccepted) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the notice that this one refers to is not in the log yet: send it first",
                     {"NOT_SUBMITTED_YET", row->item.serial, ""});
  }
  return row->item.body_hash;
}

absl::StatusOr<OutboxItem> Outbox::EnqueueReceipt(const ReceiptDraft& draft) {
  RETURN_IF_ERROR(MaySpeakAs(draft.as));
  Receipt receipt;
  receipt.ns = options_.ns;
  receipt.hub = options_.ns + "/log";
  receipt.nonce = random_.Bytes<16>();
  receipt.from = device_.vkey().name;
  receipt.as = draft.as;
  receipt.target = draft.target;
  receipt.index = draft.index;
  receipt.state = draft.state;
  receipt.reason = draft.reason;
  receipt.detail = draft.detail;
  receipt.on_behalf = draft.on_behalf;
  // Placeholders until it is submitted.
  receipt.stream = StreamLine{
      draft.target_mailbox.has_value() ? draft.target_mailbox->ToString() : kHubStream, 1, Hash()};
  receipt.seen.size = TreeSize(1);
  OutboxRow row;
  row.draft = PrintReceipt(receipt);
  RETURN_IF_ERROR(ParseReceipt(options_.ns, row.draft).status());
  row.client_id = BytesOf(receipt.nonce);
  row.item.kind = RecordKind::kAct;
  row.item.precedence = draft.precedence;
  row.item.queued_ms = NowMs(clock_);
  row.item.receipt = std::move(receipt);
  RETURN_IF_ERROR(table_.database().Transaction([&] { return table_.Insert(row); }));
  return row.item;
}

ActHead Outbox::NewHead(const MailboxId& as) {
  ActHead head;
  head.ns = options_.ns;
  head.hub = options_.ns + "/log";
  head.nonce = random_.Bytes<16>();
  head.from = device_.vkey().name;
  head.as = as;
  // Placeholders until it is submitted.
  head.stream = StreamLine{kHubStream, 1, Hash()};
  head.seen.size = TreeSize(1);
  return head;
}

absl::StatusOr<OutboxItem> Outbox::EnqueueDelegation(const MailboxId& mailbox, absl::string_view to,
                                                     int64_t until_s) {
  return EnqueueOfficeAct(
      Delegation{
          .head = {.as = mailbox}, .to = std::string(to), .mailbox = mailbox, .until_s = until_s},
      std::nullopt, Precedence::kPriority);
}

absl::StatusOr<OutboxItem> Outbox::EnqueueOfficeAct(OfficeAct act,
                                                    const std::optional<MailboxId>& target,
                                                    Precedence precedence) {
  ActHead& head = HeadOf(act);
  RETURN_IF_ERROR(MaySpeakAs(head.as));
  head = NewHead(head.as);
  if (target.has_value()) head.stream.to = target->ToString();
  OutboxRow row;
  row.draft = PrintOfficeAct(act);
  ASSIGN_OR_RETURN(row.item.office_act, ParseOfficeAct(options_.ns, row.draft));
  row.client_id = BytesOf(head.nonce);
  row.item.kind = RecordKind::kAct;
  row.item.precedence = precedence;
  row.item.queued_ms = NowMs(clock_);
  RETURN_IF_ERROR(table_.database().Transaction([&] { return table_.Insert(row); }));
  return row.item;
}

absl::StatusOr<std::string> Outbox::MakeHandover(const MailboxId& desk, absl::string_view to,
                                                 std::vector<Hash> open) {
  RETURN_IF_ERROR(MaySpeakAs(desk));
  Handover handover{.head = NewHead(desk), .desk = desk, .to = std::string(to)};
  std::sort(open.begin(), open.end());
  handover.open = std::move(open);
  ASSIGN_OR_RETURN(const StreamHead head, table_.HeadOf(kHubStream));
  handover.head.stream = StreamLine{kHubStream, head.counter + 1, head.hash};
  handover.head.seen = mirror_.seen();
  const std::string text = PrintOfficeAct(handover);
  RETURN_IF_ERROR(ParseOfficeAct(options_.ns, text).status());
  return device_.SignNote(text);
}

absl::StatusOr<OutboxItem> Outbox::EnqueueHandover(const Handover& handover,
                                                   absl::string_view note) {
  OutboxRow row;
  row.draft = PrintOfficeAct(handover);
  row.client_id = BytesOf(handover.head.nonce);
  if (table_.FindClientId(row.client_id).ok()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "this handover is in the outbox already",
                     {"QUEUED_BEFORE", handover.desk.ToString(), ""});
  }
  row.item.kind = RecordKind::kAct;
  row.item.state = OutboxState::kSubmitted;  // these bytes and no others: two people signed them
  row.healed = true;
  row.item.precedence = Precedence::kPriority;
  row.item.queued_ms = NowMs(clock_);
  row.item.office_act = handover;
  row.item.note = std::string(note);
  row.item.body_hash = Sha256(row.draft);
  RETURN_IF_ERROR(table_.database().Transaction([&] { return table_.Insert(row); }));
  return row.item;
}

absl::StatusOr<std::set<std::string>> Outbox::RevokedByHand() const {
  if (options_.carried == nullptr) return std::set<std::string>();
  return options_.carried->RevokedDevices(mirror_.directory());
}

absl::StatusOr<FlushReport> Outbox::Flush(HubConnection& hub) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock,
                   files_.Lock(options_.lock_path, /*wait=*/true));
  ASSIGN_OR_RETURN(std::set<std::string> revoked, RevokedByHand());
  return Submitter(options_.ns, device_, table_, mirror_, std::move(revoked), clock_, random_)
      .Run(hub);
}

absl::StatusOr<std::vector<OutboxItem>> Outbox::PrepareForBag(
    absl::Span<const MailboxId> mailboxes) {
  RETURN_IF_ERROR(CheckSynced());
  RETURN_IF_ERROR(CheckOffices(mailboxes, mirror_.directory().mission()));
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock,
                   files_.Lock(options_.lock_path, /*wait=*/true));
  ASSIGN_OR_RETURN(std::set<std::string> revoked, RevokedByHand());
  const auto wanted = [&](const OutboxRow& row) {
    return CanGoByBag(options_.ns, row) && IsFor(options_.ns, row, mailboxes);
  };
  Submitter submitter(options_.ns, device_, table_, mirror_, std::move(revoked), clock_, random_);
  RETURN_IF_ERROR(submitter.PrepareAll(wanted));
  ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, table_.Waiting());
  std::vector<OutboxItem> ready;
  for (const int64_t id : waiting) {
    ASSIGN_OR_RETURN(OutboxRow row, table_.Get(id));
    if (row.item.state != OutboxState::kSubmitted || !wanted(row)) continue;
    ready.push_back(std::move(row.item));
  }
  return ready;
}

absl::StatusOr<std::vector<std::string>> Outbox::LeftOutOfBag(
    absl::Span<const MailboxId> mailboxes) {
  ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, table_.Waiting());
  std::vector<std::string> serials;
  for (const int64_t id : waiting) {
    ASSIGN_OR_RETURN(const OutboxRow row, table_.Get(id));
    const bool attaches = !AttachmentsOf(options_.ns, row).empty();
    if (attaches && IsFor(options_.ns, row, mailboxes)) serials.push_back(row.item.serial);
  }
  return serials;
}

absl::StatusOr<std::vector<HeaderAttachment>> Outbox::AttachmentsWaiting() {
  ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, table_.Waiting());
  std::vector<HeaderAttachment> attachments;
  for (const int64_t id : waiting) {
    ASSIGN_OR_RETURN(const OutboxRow row, table_.Get(id));
    if (row.item.state != OutboxState::kQueued) continue;
    const std::vector<HeaderAttachment> attached = AttachmentsOf(options_.ns, row);
    attachments.insert(attachments.end(), attached.begin(), attached.end());
  }
  return attachments;
}

absl::Status Outbox::Redirect(const Hash& from, const Hash& to) {
  return table_.database().Transaction([&]() -> absl::Status {
    ASSIGN_OR_RETURN(const std::vector<int64_t> waiting, table_.Waiting());
    for (const int64_t id : waiting) {
      ASSIGN_OR_RETURN(OutboxRow row, table_.Get(id));
      const std::optional<Receipt>& said = row.item.receipt;
      if (!said.has_value() || said->target != from) continue;
      row.item.state = OutboxState::kRefused;
      row.item.refusal_reason = "TARGET_REPLACED";
      RETURN_IF_ERROR(table_.Update(row));
      // `delivered` is said of the second by itself.
      const absl::StatusOr<MailboxId> mailbox = ParseMailbox(said->stream.to);
      if (said->state == ReceiptState::kDelivered || !mailbox.ok()) continue;
      RETURN_IF_ERROR(EnqueueReceipt({.as = said->as,
                                      .target_mailbox = *mailbox,
                                      .target = to,
                                      .index = std::nullopt,
                                      .state = said->state,
                                      .reason = said->reason,
                                      .detail = said->detail,
                                      .precedence = row.item.precedence})
                          .status());
    }
    return absl::OkStatus();
  });
}

absl::Status Outbox::RecoverStreams(absl::Span<const IncomingRecord> records) {
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock,
                   files_.Lock(options_.lock_path, /*wait=*/true));
  return Submitter(options_.ns, device_, table_, mirror_, {}, clock_, random_).Recover(records);
}

absl::Status Outbox::RaiseStream(const StreamLine& stream, const Hash& act) {
  return table_.RaiseHead(stream.to, {stream.counter, act});
}

absl::Status Outbox::RaiseSerial(const Serial& serial) {
  const absl::StatusOr<DeviceName> device = ParseDeviceName(device_.vkey().name);
  RETURN_IF_ERROR(device.status());
  // Other desks of the office number their own notices.
  if (serial.office != device->office || serial.device != device->label) return absl::OkStatus();
  return table_.RaiseSerial(serial.year, serial.number);
}

absl::StatusOr<std::vector<OutboxItem>> Outbox::List(std::optional<OutboxState> state) {
  ASSIGN_OR_RETURN(std::vector<OutboxRow> rows, table_.List(state));
  return ItemsOf(std::move(rows));
}

absl::StatusOr<std::vector<OutboxItem>> Outbox::NoticesHolding(absl::string_view text) {
  ASSIGN_OR_RETURN(std::vector<OutboxRow> rows, table_.NoticesHolding(text));
  return ItemsOf(std::move(rows));
}

absl::StatusOr<OutboxItem> Outbox::Get(int64_t id) {
  ASSIGN_OR_RETURN(OutboxRow row, table_.Get(id));
  return std::move(row.item);
}

absl::StatusOr<OutboxItem> Outbox::FindNotice(const Hash& notice_hash) {
  ASSIGN_OR_RETURN(OutboxRow row, table_.FindNotice(notice_hash));
  return std::move(row.item);
}

absl::StatusOr<LogProof> Outbox::ProofOf(int64_t id) {
  ASSIGN_OR_RETURN(const OutboxRow row, table_.Get(id));
  if (!row.item.index) {
    return MakeError(absl::StatusCode::kNotFound, "it is not in the log yet",
                     {"NOT_ACCEPTED", "", ""});
  }
  LogProof proof;
  proof.index = *row.item.index;
  if (row.checkpoint.empty()) {  // settled by RecoverStreams: no answer, but a mirror
    ASSIGN_OR_RETURN(proof.hashes, mirror_.InclusionProofOf(proof.index, mirror_.size()));
    proof.checkpoint = mirror_.head().bytes();
    return proof;
  }
  for (size_t at = 0; at < row.proof.size(); at += Hash::kSize) {
    ASSIGN_OR_RETURN(const Hash hash,
                     FixedFromBytes<Hash>(absl::string_view(row.proof).substr(at, Hash::kSize)));
    proof.hashes.push_back(hash);
  }
  proof.checkpoint = row.checkpoint;
  return proof;
}

size_t Outbox::Waiting() {
  const absl::StatusOr<std::vector<int64_t>> waiting = table_.Waiting();
  return waiting.ok() ? waiting->size() : 0;
}

}  // namespace liaison
