#include "clients/core/desk/desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/incoming/alert_words.h"
#include "clients/core/keys/prekeys.h"
#include "clients/core/keys/secret_names.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/flash_budget.h"
#include "proto/text/hub_note.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"
#include "proto/text/verified_note.h"

namespace liaison {
namespace {

constexpr absl::Duration kClockLead = absl::Hours(24);
// What a question about recent notices looks at: older ones were told often enough.
constexpr size_t kRecentNotices = 200;
constexpr char kMapHeldKind[] = "map-held";
constexpr char kMapProposalKind[] = "map";
constexpr size_t kOpenNotices = 100'000;

// What a signed refusal says, as an error for people. A refusal without the hub's signature proves
// nothing and is treated as an attack.
absl::Status ReadRefusal(absl::string_view refused, absl::string_view bytes, absl::string_view ns,
                         const VKey& hub, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
  RETURN_IF_ERROR(Verify(note, {hub}, crypto).status());
  ASSIGN_OR_RETURN(const Refusal refusal, ParseRefusal(ns, note.text));
  if (refusal.code == "RESOURCE_EXHAUSTED") {
    return MakeError(absl::StatusCode::kResourceExhausted, "the hub takes no more for now",
                     {.reason = refusal.rule, .subject = "", .field = refusal.field});
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("the hub refused it: ", refusal.field, " ", refusal.rule),
                   {.reason = "REFUSED",
                    .subject = NoteKind(ns, refused).value_or("note"),
                    .field = absl::StrCat(refusal.field, " ", refusal.rule)});
}

}  // namespace

Desk::Desk(const DeskWorld& world) : world_(world) {}
Desk::~Desk() = default;

absl::StatusOr<std::unique_ptr<Desk>> Desk::Open(absl::string_view folder, const Secret& passphrase,
                                                 const DeskWorld& world, HubConnector connector) {
  std::unique_ptr<Desk> desk(new Desk(world));
  RETURN_IF_ERROR(desk->OpenParts(HomePaths(folder), passphrase, std::move(connector)));
  return desk;
}

absl::Status Desk::OpenParts(const HomePaths& paths, const Secret& passphrase,
                             HubConnector connector) {
  ASSIGN_OR_RETURN(config_, ReadHomeConfig(paths, world_.files));
  ASSIGN_OR_RETURN(mission_, ReadMission(config_, paths, world_.files, world_.crypto));
  ASSIGN_OR_RETURN(keys_, KeyStore::Open(paths.keys, passphrase, world_.files, world_.random));
  ASSIGN_OR_RETURN(const Secret seed, keys_->Get(kSecretSigning));
  ASSIGN_OR_RETURN(SigningKey key, SigningKey::FromSeed(seed));
  signer_.emplace(config_.device, std::move(key));
  ASSIGN_OR_RETURN(Secret tls_seed, keys_->Get(kSecretTls));
  absl::StatusOr<Secret> tag_seed = keys_->Get(kSecretTagSeed);
  if (tag_seed.ok()) tag_seed_ = *std::move(tag_seed);
  ASSIGN_OR_RETURN(const Secret database_key, keys_->Get(kSecretDatabase));
  ASSIGN_OR_RETURN(database_, Database::Open(paths.database, database_key));
  ASSIGN_OR_RETURN(line_, HubLine::Open(paths, config_, mission_, std::move(tls_seed), world_,
                                        std::move(connector)));
  mirror_ = &line_->mirror();
  upload_lock_ = paths.upload_lock;
  attachments_ = std::make_unique<AttachmentStore>(paths.folder, world_.files, world_.random);
  ASSIGN_OR_RETURN(archive_, Archive::Open(*database_));
  ASSIGN_OR_RETURN(carried_, CarriedNotes::Open(config_.ns, *database_));
  ASSIGN_OR_RETURN(
      outbox_,
      Outbox::Open({.ns = config_.ns,
                    .lock_path = paths.outbox_lock,
                    .tag_seed = tag_seed_.empty() ? nullptr : &tag_seed_,
                    .archived_envelope =
                        [this](const Hash& notice) { return archive_->OwnEnvelope(notice); },
                    .carried = carried_.get()},
                   *signer_, *database_, *mirror_, world_.clock, world_.random, world_.files));
  ASSIGN_OR_RETURN(carrier_, Carrier::Open(config_.ns, *database_, *mirror_));
  ASSIGN_OR_RETURN(const DeviceName name, ParseDeviceName(config_.device));
  ASSIGN_OR_RETURN(monitor_, Monitor::Open(name.office, *database_));
  ASSIGN_OR_RETURN(maps_, MapStore::Open(*database_));
  keeper_ = std::make_unique<MapKeeper>(MapKeeper::Parts{*mirror_, *database_, *maps_,
                                                         *attachments_, *carried_, *signer_,
                                                         world_.clock, world_.random});
  return absl::OkStatus();
}

LeafIndex Desk::start() const { return MailboxStart(mirror_->directory(), config_.device); }

absl::StatusOr<LeafIndex> Desk::SubmitNote(absl::string_view note) {
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  RETURN_IF_ERROR(UploadMap(*line, note));
  const OutgoingRecord record{.kind = RecordKind::kNote, .note = std::string(note)};
  ASSIGN_OR_RETURN(const SubmitAnswer answer, line->Submit(record));
  if (!answer.accepted) {
    return ReadRefusal(note, answer.refusal, config_.ns, mirror_->directory().charter().hub,
                       world_.crypto);
  }
  RETURN_IF_ERROR(mirror_->CheckAnswer(answer, RecordKind::kNote, note));
  // The revocation of this very device ends its line; that it is logged was proven just now.
  const absl::Status updated = mirror_->Update(*line);
  if (!updated.ok() && updated.code() != absl::StatusCode::kUnauthenticated) return updated;
  return answer.index;
}

absl::StatusOr<LeafIndex> Desk::CarryNote(absl::string_view note) {
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  const absl::Status updated = mirror_->Update(*line);
  const bool away = absl::IsUnavailable(updated);
  if (!away || mirror_->empty()) RETURN_IF_ERROR(updated);
  const absl::StatusOr<Note> parsed = ParseNote(note, kMaxPublicNoteBytes);
  const absl::Status checked =
      parsed.ok() ? mirror_->directory()
                        .Check(LeafIndex(mirror_->size().value()),
                               mirror_->directory().TimeAt(mirror_->size()), *parsed)
                        .status()
                  : parsed.status();
  const bool revocation =
      parsed.ok() && NoteKind(config_.ns, parsed->text).value_or("") == "revoke";
  const absl::StatusOr<LeafIndex> logged =
      away ? absl::StatusOr<LeafIndex>(updated) : SubmitNote(note);
  if (logged.ok()) return logged;
  const bool waits =
      absl::IsUnavailable(logged.status()) || absl::IsResourceExhausted(logged.status());
  if (!checked.ok()) return waits ? checked : logged.status();
  if (!waits && !revocation) return logged;
  const Hash hash = world_.crypto.Sha256(parsed->text);
  RETURN_IF_ERROR(carried_->Add(note, hash, NowMs(world_.clock)));
  if (!waits) {
    RETURN_IF_ERROR(carried_->MarkRefused(hash, logged.status().message()));
    return logged;
  }
  return MakeError(absl::StatusCode::kUnavailable, "the hub is away; the note waits here",
                   {.reason = "QUEUED",
                    .subject = NoteKind(config_.ns, parsed->text).value_or("note"),
                    .field = revocation ? "revoke" : "note"});
}

absl::StatusOr<std::vector<CarriedOutcome>> Desk::FlushNotes() { return FlushCarried(false); }

absl::StatusOr<std::vector<CarriedOutcome>> Desk::FlushProposals() { return FlushCarried(true); }

absl::StatusOr<std::vector<CarriedOutcome>> Desk::FlushCarried(bool proposals) {
  ASSIGN_OR_RETURN(const std::vector<CarriedNote> waiting, carried_->List());
  std::vector<CarriedOutcome> outcomes;
  for (const CarriedNote& carried : waiting) {
    if (!carried.refusal.empty() || (carried.kind == kMapProposalKind) != proposals) continue;
    absl::StatusOr<LeafIndex> logged = SubmitNote(carried.note);
    if (logged.ok()) {
      RETURN_IF_ERROR(carried_->Remove(carried.hash));
      // What this desk holds is said without a word.
      if (carried.kind == kMapHeldKind) continue;
      if (IsMapNoteKind(carried.kind)) {
        const absl::Status effect = JudgeMapNote(carried.note);
        if (!effect.ok()) logged = effect;
      }
    } else if (proposals && absl::IsResourceExhausted(logged.status())) {
      continue;  // no room for its content today
    } else if (ReasonOf(logged.status()) != "REFUSED") {
      return logged.status();
    } else if (carried.kind == "revoke") {
      // Where somebody else was faster it is in the directory, and binds from there.
      RETURN_IF_ERROR(carried_->MarkRefused(carried.hash, logged.status().message()));
    } else {
      RETURN_IF_ERROR(carried_->Remove(carried.hash));
    }
    outcomes.push_back({.kind = carried.kind, .index = std::move(logged)});
  }
  return outcomes;
}

// The hub's time for weekly keys. The log's newest time lies weeks back where nobody wrote; what
// the hub says beyond it counts only as far as the own clock goes along.
absl::StatusOr<int64_t> Desk::HubTime() {
  const int64_t log_ms = mirror_->directory().TimeAt(mirror_->size());
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  ASSIGN_OR_RETURN(const HubStatusAnswer status, line->GetStatus());
  const int64_t believed_ms = NowMs(world_.clock) + absl::ToInt64Milliseconds(kClockLead);
  return std::max(log_ms, std::min(status.time_ms, believed_ms)) / 1000;
}

// What this desk has sent is in its archive at once, not only when the hub streams it back: by then
// the prekey that would open it may be gone.
absl::Status Desk::ArchiveSent(const FlushReport& report) {
  for (const int64_t id : report.accepted) {
    ASSIGN_OR_RETURN(const OutboxItem item, outbox_->Get(id));
    if (!item.serial.empty() && item.index.has_value()) {
      RETURN_IF_ERROR(ArchiveItem(item, std::nullopt));
    }
  }
  return absl::OkStatus();
}

absl::Status Desk::ArchiveItem(const OutboxItem& item, std::optional<int64_t> bag_ms) {
  ASSIGN_OR_RETURN(const Note header_note, ParseNote(item.note, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(config_.ns, header_note.text));
  ASSIGN_OR_RETURN(const Note note, ParseNote(item.notice, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(const Notice notice, ParseNotice(config_.ns, note.text));
  return archive_->StoreNotice({.header_hash = *item.body_hash,
                                .index = item.index,
                                .time_ms = item.time_ms,
                                .bag_ms = bag_ms,
                                .precedence = item.precedence,
                                .sent = true,
                                .header = item.note,
                                .sealed = item.sealed,
                                .notice = item.notice,
                                .notice_hash = item.notice_hash,
                                .serial = item.serial,
                                .kind = notice.kind},
                               SearchWords(header, notice));
}

absl::StatusOr<size_t> Desk::PublishPrekeys() {
  if (reader().mailboxes.empty()) return size_t{0};  // registrars receive nothing
  std::vector<Prekey> published;
  for (const PrekeyFact* fact : mirror_->directory().PrekeysOf(config_.device)) {
    published.push_back(fact->prekey);
  }
  ASSIGN_OR_RETURN(const int64_t hub_time_s, HubTime());
  ASSIGN_OR_RETURN(const std::vector<std::string> notes,
                   MakePrekeys(config_.ns, mission_.pin, *signer_, published, hub_time_s, *keys_,
                               world_.random));
  for (const std::string& note : notes) RETURN_IF_ERROR(SubmitNote(note).status());
  return notes.size();
}

// After the inbox: a desk that comes back late still opens what waited for it. Destroying is for
// ever, so a hub whose clock runs ahead must not be able to cause it.
absl::Status Desk::DestroyOldPrekeys() {
  std::vector<Prekey> published;
  for (const PrekeyFact* fact : mirror_->directory().PrekeysOf(config_.device)) {
    published.push_back(fact->prekey);
  }
  const int64_t log_s = mirror_->directory().TimeAt(mirror_->size()) / 1000;
  return DestroyExpiredPrekeys(published, std::min(log_s, NowMs(world_.clock) / 1000), *keys_)
      .status();
}

Receiver Desk::MakeReceiver() {
  return Receiver({.reader = reader(),
                   .identities = [this]() -> absl::StatusOr<std::vector<AgeIdentity>> {
                     ASSIGN_OR_RETURN(LivePrekeys live, LoadPrekeys(*keys_));
                     return std::move(live.identities);
                   }},
                  *mirror_, *database_, *archive_, *outbox_, world_.forms, world_.crypto);
}

absl::Status Desk::AcceptBatch(const IncomingBatch& batch, const DeskListener& listener,
                               size_t& received) {
  RETURN_IF_ERROR(line_->CheckBatch(batch));
  Receiver receiver = MakeReceiver();
  ASSIGN_OR_RETURN(const std::vector<InboxEvent> events, receiver.Accept(batch));
  received += events.size();
  if (listener.on_event) {
    for (const InboxEvent& event : events) listener.on_event(event);
  }
  return absl::OkStatus();
}

absl::StatusOr<SyncReport> Desk::Sync(const DeskListener& listener) {
  ASSIGN_OR_RETURN(auto cursors, archive_->Cursors());
  // What the hub served damaged is asked for again.
  ASSIGN_OR_RETURN(const auto damaged, archive_->DamagedFrom());
  for (size_t i = 0; i < kPrecedences; ++i) {
    if (damaged[i].has_value()) cursors[i] = std::min(cursors[i], *damaged[i]);
  }
  return SyncFrom(cursors, listener);
}

absl::StatusOr<SyncReport> Desk::FetchAgain(const DeskListener& listener) {
  return SyncFrom({}, listener);
}

absl::StatusOr<SyncReport> Desk::SyncFrom(const std::array<LeafIndex, kPrecedences>& cursors,
                                          const DeskListener& listener) {
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  RETURN_IF_ERROR(mirror_->Update(*line));
  RETURN_IF_ERROR(carrier_->CompareHeads());
  SyncReport report;
  // Before anything is sealed.
  ASSIGN_OR_RETURN(report.notes, FlushNotes());
  // A desk whose own keys cannot be published just now must still receive and acknowledge.
  const absl::StatusOr<size_t> prekeys = PublishPrekeys();
  if (prekeys.ok()) report.prekeys_published = *prekeys;
  if (!reader().mailboxes.empty()) {
    // Before the inbox, which then shows it as logged; before the outbox, which may answer it.
    ASSIGN_OR_RETURN(report.carried, OfferCarried(*line));
    absl::Notification never;
    RETURN_IF_ERROR(line->Watch(
        cursors, /*only_what_is_there=*/true, never,
        [&](const IncomingBatch& batch) { return AcceptBatch(batch, listener, report.received); }));
  }
  // What is wrong with a map must not keep what officers say.
  absl::StatusOr<std::vector<MapNews>> maps = KeepMaps(listener);
  absl::StatusOr<std::vector<CarriedOutcome>> proposed = FlushProposals();
  ASSIGN_OR_RETURN(report.sent, FlushForAWhile());
  RETURN_IF_ERROR(DestroyOldPrekeys());
  RETURN_IF_ERROR(prekeys.status());
  ASSIGN_OR_RETURN(report.maps, std::move(maps));
  ASSIGN_OR_RETURN(const std::vector<CarriedOutcome> outcomes, std::move(proposed));
  report.notes.insert(report.notes.end(), outcomes.begin(), outcomes.end());
  return report;
}

absl::StatusOr<FlushReport> Desk::Flush() {
  RETURN_IF_ERROR(FlushNotes().status());
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  ASSIGN_OR_RETURN(FlushReport report, outbox_->Flush(*line));
  RETURN_IF_ERROR(ArchiveSent(report));
  RETURN_IF_ERROR(FlushProposals().status());
  return report;
}

absl::Status Desk::WatchOnce(absl::Notification& stop, const DeskListener& listener) {
  ASSIGN_OR_RETURN(const SyncReport synced, Sync(listener));
  if (listener.on_line) listener.on_line(absl::OkStatus());
  if (listener.on_sent) listener.on_sent(synced.sent);
  if (listener.on_notes) listener.on_notes(synced.notes);
  ASSIGN_OR_RETURN(const auto cursors, archive_->Cursors());
  ASSIGN_OR_RETURN(HubConnection * line, hub());
  return line->Watch(cursors, /*only_what_is_there=*/false, stop,
                     [&](const IncomingBatch& batch) -> absl::Status {
                       size_t received = 0;
                       RETURN_IF_ERROR(AcceptBatch(batch, listener, received));
                       if (received > 0 || MayMapsHaveChanged()) {
                         RETURN_IF_ERROR(KeepMaps(listener).status());
                         ASSIGN_OR_RETURN(const std::vector<CarriedOutcome> notes, FlushNotes());
                         if (listener.on_notes) listener.on_notes(notes);
                       }
                       if (listener.on_beat) listener.on_beat();
                       // Receipts that are owed now, and what another program has queued.
                       if (outbox_->Waiting() == 0) return absl::OkStatus();
                       ASSIGN_OR_RETURN(const FlushReport sent, FlushForAWhile());
                       if (listener.on_sent) listener.on_sent(sent);
                       return absl::OkStatus();
                     });
}

absl::Status Desk::Watch(absl::Notification& stop, const DeskListener& listener) {
  return line_->KeepWatching(stop, listener.on_line, [&] { return WatchOnce(stop, listener); });
}

absl::StatusOr<std::vector<ArchivedNotice>> Desk::ListOpen(ArchiveQuery query) {
  const std::vector<MailboxId> own = reader().mailboxes;
  query.only_open = true;
  query.mailboxes = own;
  // Notices for information owe nothing, and may be so many that they would hide what is owed.
  query.limit = kOpenNotices;
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices, archive_->List(query));
  ASSIGN_OR_RETURN(const std::set<Hash> answered, AnswersUnderWay());
  std::vector<ArchivedNotice> open;
  for (const ArchivedNotice& notice : notices) {
    ASSIGN_OR_RETURN(const Note note, ParseNote(notice.header, kMaxHeaderBytes));
    ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(config_.ns, note.text));
    ASSIGN_OR_RETURN(const bool owed, Owes(header, notice.header_hash));
    if (owed && !answered.contains(notice.header_hash)) open.push_back(notice);
  }
  return open;
}

absl::StatusOr<std::set<Hash>> Desk::AnswersUnderWay() {
  // Our own answers come to the archive only with the next batch from the hub.
  std::set<Hash> answered;
  for (const OutboxState state :
       {OutboxState::kQueued, OutboxState::kSubmitted, OutboxState::kAccepted}) {
    ASSIGN_OR_RETURN(const std::vector<OutboxItem> items, outbox_->List(state));
    for (const OutboxItem& item : items) {
      if (item.receipt.has_value() && (item.receipt->state == ReceiptState::kAcknowledged ||
                                       item.receipt->state == ReceiptState::kRefused)) {
        answered.insert(item.receipt->target);
      }
    }
  }
  return answered;
}

absl::StatusOr<bool> Desk::Owes(const EnvelopeHeader& header, const Hash& header_hash) {
  const std::vector<MailboxId> own = reader().mailboxes;
  const auto is_own = [&](const MailboxId& mailbox) {
    return std::find(own.begin(), own.end(), mailbox) != own.end();
  };
  if (std::any_of(header.to.begin(), header.to.end(), is_own)) return true;
  const bool rung = std::any_of(header.escalate.begin(), header.escalate.end(),
                                [&](const EscalateLine& line) { return is_own(line.mailbox); });
  if (!rung) return false;
  return archive_->IsReleased(config_.ns, header_hash, own);
}

absl::StatusOr<std::vector<ArchivedAlert>> Desk::ListOpenAlerts() {
  ASSIGN_OR_RETURN(std::vector<ArchivedAlert> alerts,
                   archive_->Alerts(config_.ns, reader().mailboxes));
  ASSIGN_OR_RETURN(const std::set<Hash> answered, AnswersUnderWay());
  std::vector<ArchivedAlert> open;
  for (ArchivedAlert& alert : alerts) {
    ASSIGN_OR_RETURN(const bool settled, IsSettled(alert));
    if (!settled && !answered.contains(alert.hash)) open.push_back(std::move(alert));
  }
  return open;
}

absl::StatusOr<bool> Desk::IsSettled(const ArchivedAlert& archived) {
  if (IsStandDown(archived.alert)) return true;
  const bool asks = AsksForAnswer(archived.alert);
  // One that climbs is an incident itself: alerts about it ask for the answer.
  if (!asks && !archived.alert.ladder.has_value()) return false;
  const Hash& incident = asks ? archived.alert.refs.front() : archived.hash;
  ASSIGN_OR_RETURN(const std::optional<ArchivedNotice> notice, archive_->FindHeader(incident));
  if (notice.has_value() && !notice->sent) return true;  // that is what is owed
  ASSIGN_OR_RETURN(const std::optional<ArchivedAlert> newest, NewestCall(incident));
  if (newest.has_value() && IsStandDown(newest->alert)) return true;
  if (!asks) return false;
  ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts, archive_->ReceiptsOf(incident));
  // Who answers is not told to stand down.
  return std::any_of(receipts.begin(), receipts.end(), [&](const ArchivedReceipt& receipt) {
    return receipt.index > archived.index && HoldsOneOf({receipt.as}) &&
           (receipt.state == ReceiptState::kAcknowledged ||
            receipt.state == ReceiptState::kRefused);
  });
}

bool Desk::HoldsOneOf(const std::vector<MailboxId>& mailboxes) const {
  const std::vector<MailboxId> own = reader().mailboxes;
  return std::find_first_of(own.begin(), own.end(), mailboxes.begin(), mailboxes.end()) !=
         own.end();
}

absl::StatusOr<std::optional<ArchivedAlert>> Desk::NewestCall(const Hash& incident) {
  ASSIGN_OR_RETURN(std::vector<ArchivedAlert> alerts, archive_->AlertsAbout(config_.ns, incident));
  std::erase_if(alerts, [&](const ArchivedAlert& archived) {
    const Alert& alert = archived.alert;
    return !(AsksForAnswer(alert) || IsStandDown(alert)) || alert.refs.front() != incident ||
           !HoldsOneOf(alert.mailboxes);
  });
  if (alerts.empty()) return std::nullopt;
  return std::move(alerts.back());
}

absl::StatusOr<bool> Desk::IsSilenced(const Hash& incident) {
  ASSIGN_OR_RETURN(const std::optional<ArchivedAlert> newest, NewestCall(incident));
  if (!newest.has_value()) return false;
  if (AsksForAnswer(newest->alert)) return !IsForDevice(newest->alert, config_.device);
  // What was released to us since then is asked for anew.
  ASSIGN_OR_RETURN(const std::vector<ArchivedRelease> releases,
                   archive_->ReleasesOf(config_.ns, incident));
  return std::none_of(releases.begin(), releases.end(), [&](const ArchivedRelease& release) {
    return release.index > newest->index && HoldsOneOf(release.release.mailboxes);
  });
}

int64_t Desk::hub_time_ms() const {
  return std::max(line_->beacon_ms(), mirror_->directory().TimeAt(mirror_->size()));
}

absl::StatusOr<bool> Desk::IsSentBeyondBudget(const Hash& notice_hash, int64_t time_ms) {
  ASSIGN_OR_RETURN(
      const std::vector<ArchivedNotice> sent,
      archive_->List(
          {.only_sent = true, .precedence = Precedence::kFlash, .limit = kRecentNotices}));
  std::vector<int64_t> times_ms;  // in log order; List has the newest first
  for (auto notice = sent.rbegin(); notice != sent.rend(); ++notice) {
    if (notice->notice_hash != notice_hash) times_ms.push_back(notice->time_ms);
  }
  const uint32_t per_hour = mirror_->directory().mission().flash_per_hour;
  return IsBeyondFlashBudget(per_hour, FlashWithinBudget(per_hour, times_ms), time_ms);
}

absl::StatusOr<std::vector<Overdue>> Desk::ListOverdue() {
  const int64_t now_ms = hub_time_ms();
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices,
                   archive_->List({.only_sent = true, .limit = kRecentNotices}));
  std::vector<Overdue> overdue;
  for (const ArchivedNotice& notice : notices) {
    // What another mailbox of the office has sent: its receipts do not come here either.
    if (!notice.why_closed.empty()) continue;
    ASSIGN_OR_RETURN(const Note note, ParseNote(notice.header, kMaxHeaderBytes));
    ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(config_.ns, note.text));
    ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                     archive_->ReceiptsOf(notice.header_hash));
    if (!notice.index.has_value()) continue;  // bounds run from the log's time
    const std::vector<Overdue> of_this =
        OverdueOf(header, notice.header_hash, notice.time_ms, receipts, now_ms);
    overdue.insert(overdue.end(), of_this.begin(), of_this.end());
  }
  return overdue;
}

absl::StatusOr<OutboxItem> Desk::QueueReceipt(const ArchivedNotice& notice, ReceiptState state,
                                              absl::string_view reason) {
  return QueueReceiptAs(reader(), std::nullopt, notice, state, reason);
}

absl::StatusOr<OutboxItem> Desk::QueueReceipt(const ArchivedAlert& archived, ReceiptState state,
                                              absl::string_view reason) {
  const std::vector<MailboxId> own = reader().mailboxes;
  const std::vector<MailboxId>& told = archived.alert.mailboxes;
  const auto as = std::find_first_of(own.begin(), own.end(), told.begin(), told.end());
  if (as == own.end()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "this alert was not addressed to this desk, so it owes no receipt",
                     {.reason = "NOT_ADDRESSED", .subject = archived.alert.code, .field = "to"});
  }
  return outbox_->EnqueueReceipt({.as = *as,
                                  .target_mailbox = std::nullopt,
                                  .target = archived.hash,
                                  .index = archived.index,
                                  .state = state,
                                  .reason = std::string(reason),
                                  .precedence = archived.alert.precedence});
}

absl::StatusOr<OutboxItem> Desk::QueueReceiptFor(const MailboxId& mailbox,
                                                 const ArchivedNotice& notice, ReceiptState state,
                                                 absl::string_view reason) {
  ASSIGN_OR_RETURN(const std::vector<ArchivedOfficeAct> acts, archive_->OfficeActs(config_.ns));
  for (const ArchivedOfficeAct& archived : acts) {
    const auto* delegation = std::get_if<Delegation>(&archived.act);
    if (delegation == nullptr || delegation->to != config_.device ||
        delegation->mailbox != mailbox || delegation->until_s * 1000 < hub_time_ms()) {
      continue;
    }
    const ReaderIdentity acting{
        .device = config_.device, .office = mailbox.office, .mailboxes = {mailbox}};
    return QueueReceiptAs(acting, OnBehalf{.mailbox = mailbox, .delegation = archived.hash}, notice,
                          state, reason);
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   "no delegation in force lets this desk act for that mailbox",
                   {.reason = "NO_DELEGATION", .subject = mailbox.ToString(), .field = "for"});
}

absl::StatusOr<OutboxItem> Desk::QueueReceiptAs(const ReaderIdentity& acting,
                                                std::optional<OnBehalf> on_behalf,
                                                const ArchivedNotice& notice, ReceiptState state,
                                                absl::string_view reason) {
  if (!notice.why_closed.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "what was never opened here can be neither read nor acknowledged here",
                     {.reason = "NOT_OPENED", .subject = notice.why_closed, .field = ""});
  }
  ASSIGN_OR_RETURN(const Note note, ParseNote(notice.header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(config_.ns, note.text));
  const bool resolves = state == ReceiptState::kResolved;
  const std::optional<MailboxId> mailbox =
      resolves ? ResolvingMailbox(header, acting) : ReceivingMailbox(header, acting);
  if (!mailbox.has_value() && resolves) {
    return MakeError(
        absl::StatusCode::kPermissionDenied,
        "only the sender's office, or a head of an office addressed, resolves a notice",
        {.reason = "RESOLVE", .subject = notice.serial, .field = "as"});
  }
  if (!mailbox.has_value()) {
    return MakeError(absl::StatusCode::kPermissionDenied,
                     "this notice was not addressed to this desk, so it owes no receipt",
                     {.reason = "NOT_ADDRESSED", .subject = notice.serial, .field = "to"});
  }
  const std::vector<MailboxId> own = reader().mailboxes;
  if (on_behalf.has_value() && own.empty()) {
    return MakeError(absl::StatusCode::kPermissionDenied, "this device has no mailbox of its own",
                     {.reason = "NO_DELEGATION", .subject = mailbox->ToString(), .field = "for"});
  }
  return outbox_->EnqueueReceipt({.as = on_behalf.has_value() ? own.front() : *mailbox,
                                  .target_mailbox = header.as,
                                  .target = notice.header_hash,
                                  .index = notice.index,
                                  .state = state,
                                  .reason = std::string(reason),
                                  .on_behalf = std::move(on_behalf),
                                  .precedence = header.precedence});
}

}  // namespace liaison
