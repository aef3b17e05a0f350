// One officer's desk, opened: the parts of clients/core put together over one home folder. What a
// program does with it is three things: queue (offline), synchronise, show.
//
//   Sync:  mirror -> own prekeys -> inbox (receive, archive, owed receipts) -> maps -> outbox
//   Watch: Sync, then the inbox stream until stopped; reconnects by itself
#ifndef LIAISON_CLIENTS_CORE_DESK_DESK_H_
#define LIAISON_CLIENTS_CORE_DESK_DESK_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/database/database.h"
#include "clients/core/desk/home.h"
#include "clients/core/desk/hub_line.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/overdue.h"
#include "clients/core/incoming/receiver.h"
#include "clients/core/keys/key_store.h"
#include "clients/core/maps/map_keeper.h"
#include "clients/core/maps/map_store.h"
#include "clients/core/outgoing/carried_notes.h"
#include "clients/core/outgoing/carrier.h"
#include "clients/core/outgoing/outbox.h"
#include "clients/core/trust/mirror.h"
#include "clients/core/trust/monitor.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"
#include "proto/text/crypto.h"
#include "proto/wire/sign.h"

namespace liaison {

// What became of a public note that had waited.
struct CarriedOutcome {
  std::string kind;  // "revoke"
  // Or FailedPrecondition REFUSED; of a map's note also why it has no effect (MapError).
  absl::StatusOr<LeafIndex> index;
};

// Told as it happens.
struct DeskListener {
  std::function<void(const InboxEvent&)> on_event;
  std::function<void(const FlushReport&)> on_sent;
  std::function<void()> on_beat;  // with every message of the stream, every 30 s at least
  // What the own replay of the maps says now, and which documents came.
  std::function<void(const MapBook&, const std::vector<MapNews>&)> on_maps;
  // What became of public notes that had waited.
  std::function<void(const std::vector<CarriedOutcome>&)> on_notes;
  std::function<void(const absl::Status&)> on_line;  // ok: connected; else why the line is down
};

struct SyncReport {
  size_t received = 0;  // events
  CarryReport carried;  // what bags brought here for others
  std::vector<CarriedOutcome> notes;
  std::vector<MapNews> maps;
  FlushReport sent;
  size_t prekeys_published = 0;
};

struct PackedBag {
  std::string bytes;
  std::vector<OutboxItem> items;      // what it holds, in this order
  std::vector<std::string> left_out;  // serials of notices with attachments
};

struct UnpackedBag {
  std::string from;  // claims of whoever packed it
  int64_t time_s = 0;
  // The head in it: on our log, or beyond our copy of it (kept, compared at the next sync), or not
  // signed by the hub's log key at all.
  enum class Head : uint8_t { kFits, kAhead, kForged };
  Head head = Head::kFits;
  std::vector<CarriedEntry> entries;  // in the bag's order
};

// Thread: one at a time, but for `stop`.
class Desk {
 public:
  // Errors: those of ReadHomeConfig, ReadMission, KeyStore::Open, Database::Open, Mirror::Open.
  static absl::StatusOr<std::unique_ptr<Desk>> Open(absl::string_view folder,
                                                    const Secret& passphrase,
                                                    const DeskWorld& world, HubConnector connector);
  ~Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  const HomeConfig& config() const { return config_; }
  const JoinedMission& mission() const { return mission_; }
  KeyStore& keys() { return *keys_; }
  const NoteSigner& signer() const { return *signer_; }
  // Whether it can make blind tags.
  bool has_tag_seed() const { return !tag_seed_.empty(); }
  Database& database() { return *database_; }
  Mirror& mirror() { return *mirror_; }
  const Mirror& mirror() const { return *mirror_; }
  Archive& archive() { return *archive_; }
  Outbox& outbox() { return *outbox_; }
  Monitor& monitor() { return *monitor_; }
  CarriedNotes& carried() { return *carried_; }
  MapStore& maps() { return *maps_; }
  MapKeeper& keeper() { return *keeper_; }
  // Office and mailboxes of this device, from the mirrored directory; no mailboxes before the
  // certificate was seen.
  ReaderIdentity reader() const { return line_->reader(); }
  // Gives the line away, for a locked desk; this one is then good for nothing but its end.
  std::unique_ptr<HubLine> ReleaseLine() { return std::move(line_); }
  // Where this desk's mailbox begins: its first prekey's log position (CRYPTO 1.9), or the mirror's
  // end while it has none.
  LeafIndex start() const;

  // Errors: those of the parts; Unavailable HUB_UNREACHABLE leaves everything as it was, and what
  // is queued stays queued. DataLoss: alarm.
  absl::StatusOr<SyncReport> Sync(const DeskListener& listener);
  // Only what waits in the outbox, without the attachments that wait. Errors: as Outbox::Flush.
  absl::StatusOr<FlushReport> Flush();
  // Also with the attachments, and then the notices that waited for them. While another program
  // of this desk sends some, they are left to it. A Sync and a Watch send them a little at a time.
  // Errors: as Flush and AttachmentStore::Upload.
  absl::StatusOr<FlushReport> FlushAll(const TransferProgress& progress);
  // Seals a file of the officer's for a notice that is composed next. Errors: as
  // AttachmentStore::SealFile.
  absl::StatusOr<NoticeAttachment> Attach(absl::string_view path, absl::string_view name,
                                          const TransferProgress& progress);
  AttachmentStore& attachments() { return *attachments_; }
  // Fetches what is missing of an attachment of this notice, and opens it into `path`, unless it
  // holds that very file already. Errors: as AttachmentStore::Download and OpenToFile (damage of
  // the sealed file is ATTACHMENT_MISMATCH: its bytes are those that were signed); NotFound NO_KEY.
  absl::Status SaveAttachment(const ArchivedNotice& notice, const NoticeAttachment& attach,
                              absl::string_view path, const TransferProgress& progress);
  // Until `stop` is notified (then ok) or something is wrong that waiting does not heal.
  absl::Status Watch(absl::Notification& stop, const DeskListener& listener);
  // Somebody's public note (certificate, revocation, archive recipient, amended charter), to be
  // logged over this device's line. Where the hub is away it waits here, checked against the own
  // copy of the log, and goes with the next FlushNotes. A revocation binds sealing either way.
  // Errors: Unavailable QUEUED (field "revoke" or "note": it waits); FailedPrecondition REFUSED
  // with the refusal's rule; while the hub is away those of Directory::Check; those of
  // Mirror::CheckAnswer.
  absl::StatusOr<LeafIndex> CarryNote(absl::string_view note);
  // Logs what waits, but for map proposals. What the hub refuses for good is told once; refused
  // revocations go on binding. Errors: those of the hub's line; the rest waits on.
  absl::StatusOr<std::vector<CarriedOutcome>> FlushNotes();
  // Map proposals, which first upload their content: after whatever must not wait for that.
  absl::StatusOr<std::vector<CarriedOutcome>> FlushProposals();
  // A receipt of this desk for a notice in its archive; queued, not sent.
  // Errors: PermissionDenied NOT_ADDRESSED (the notice was not addressed to this desk).
  absl::StatusOr<OutboxItem> QueueReceipt(const ArchivedNotice& notice, ReceiptState state,
                                          absl::string_view reason);
  // For an alert: over the hub's own stream. Errors: as for a notice.
  absl::StatusOr<OutboxItem> QueueReceipt(const ArchivedAlert& alert, ReceiptState state,
                                          absl::string_view reason);
  // The same for another mailbox of the office, by a delegation that is in the archive. Errors:
  // also PermissionDenied NO_DELEGATION.
  absl::StatusOr<OutboxItem> QueueReceiptFor(const MailboxId& mailbox, const ArchivedNotice& notice,
                                             ReceiptState state, absl::string_view reason);
  // Without hub or line (CRYPTO 1.11). What waits for one of `mailboxes` (empty: anybody) goes into
  // a bag, and is in the archive as sent by bag. Errors: those of Outbox::PrepareForBag;
  // FailedPrecondition BAG_FULL (more than one bag holds).
  absl::StatusOr<PackedBag> PackBag(absl::Span<const MailboxId> mailboxes);
  // Takes what concerns this desk as "by bag, not logged", owes receipts for it, and keeps what no
  // hub seems to have yet for the next Sync to offer. What is refused does not stop the others.
  // Errors: InvalidArgument BAG_DAMAGED (nothing was taken); FailedPrecondition NOT_SYNCED;
  // DataLoss FORK (its head contradicts our log; nothing was taken).
  absl::StatusOr<UnpackedBag> UnpackBag(absl::string_view bytes);
  // Everything again from the hub, into an emptied archive position; what is there stays.
  absl::StatusOr<SyncReport> FetchAgain(const DeskListener& listener);
  absl::StatusOr<HubConnection*> hub() { return line_->hub(); }
  // What this desk owes an answer, newest first: of `query` the notices whose action mailboxes it
  // holds, without those that its own answers, still under way, have settled.
  absl::StatusOr<std::vector<ArchivedNotice>> ListOpen(ArchiveQuery query);
  // The alerts of the hub that no own mailbox has answered, newest first. Without those that only
  // call for a notice which is here, and those that were stood down.
  absl::StatusOr<std::vector<ArchivedAlert>> ListOpenAlerts();
  // Whether the hub's newest word to an own mailbox about this incident (a header's hash, or an
  // alert's) lets the alarm here rest: it stands down, or it calls for other devices.
  absl::StatusOr<bool> IsSilenced(const Hash& incident);
  // Whether a flash of the own office, sent at hub time `time_ms`, is beyond the budget that
  // receivers give it: as far as this desk has seen what its office sent.
  absl::StatusOr<bool> IsSentBeyondBudget(const Hash& notice_hash, int64_t time_ms);
  // Own notices that nobody has fetched or answered in time, by the newest hub time known here.
  absl::StatusOr<std::vector<Overdue>> ListOverdue();
  // The newest hub time known here, from the log or a beacon.
  int64_t hub_time_ms() const;
  // As HubLine's.
  int64_t beacon_ms() const { return line_->beacon_ms(); }

 private:
  absl::StatusOr<std::vector<CarriedOutcome>> FlushCarried(bool proposals);
  explicit Desk(const DeskWorld& world);
  // What own receipts settle that are still under way, or not yet back from the hub.
  absl::StatusOr<std::set<Hash>> AnswersUnderWay();
  // The newest alert about it that asks an own mailbox for an answer, or tells it to stand down.
  absl::StatusOr<std::optional<ArchivedAlert>> NewestCall(const Hash& incident);
  absl::StatusOr<bool> IsSettled(const ArchivedAlert& alert);
  bool HoldsOneOf(const std::vector<MailboxId>& mailboxes) const;
  // Whether one of its own mailboxes must answer: addressed for action, or a released rung.
  absl::StatusOr<bool> Owes(const EnvelopeHeader& header, const Hash& header_hash);
  absl::Status OpenParts(const HomePaths& paths, const Secret& passphrase, HubConnector connector);
  absl::StatusOr<LeafIndex> SubmitNote(absl::string_view note);
  // desk_maps.cc. The document that a proposal names must be at the hub before it.
  absl::Status UploadMap(HubConnection& hub, absl::string_view note);
  // Ok where a map's note has effect; else why not.
  absl::Status JudgeMapNote(absl::string_view note) const;
  // Fetches what the maps want and queues what is said of it. The listener is told.
  absl::StatusOr<std::vector<MapNews>> KeepMaps(const DeskListener& listener);
  bool MayMapsHaveChanged() const;
  absl::StatusOr<size_t> PublishPrekeys();
  absl::StatusOr<int64_t> HubTime();
  absl::Status DestroyOldPrekeys();
  absl::Status ArchiveSent(const FlushReport& report);
  // As sent; `bag_ms`: it went into a bag then.
  absl::Status ArchiveItem(const OutboxItem& item, std::optional<int64_t> bag_ms);
  absl::StatusOr<UnpackedBag::Head> CheckCarriedHead(const std::string& checkpoint);
  absl::Status FetchAttachment(const ArchivedNotice& notice, const NoticeAttachment& attach,
                               const AgeIdentity& identity, const TransferProgress& progress);
  absl::Status UploadWaiting(HubConnection& hub, const TransferProgress& progress,
                             const std::function<bool()>& go_on);
  absl::Status FlushInto(const TransferProgress& progress, const std::function<bool()>& go_on,
                         FlushReport& report);
  absl::StatusOr<FlushReport> FlushForAWhile();
  absl::StatusOr<CarryReport> OfferCarried(HubConnection& hub);
  absl::Status AcceptBatch(const IncomingBatch& batch, const DeskListener& listener,
                           size_t& received);
  absl::StatusOr<SyncReport> SyncFrom(const std::array<LeafIndex, kPrecedences>& cursors,
                                      const DeskListener& listener);
  absl::Status WatchOnce(absl::Notification& stop, const DeskListener& listener);
  Receiver MakeReceiver();
  absl::StatusOr<OutboxItem> QueueReceiptAs(const ReaderIdentity& acting,
                                            std::optional<OnBehalf> on_behalf,
                                            const ArchivedNotice& notice, ReceiptState state,
                                            absl::string_view reason);

  const DeskWorld world_;
  HomeConfig config_;
  JoinedMission mission_;
  std::unique_ptr<KeyStore> keys_;
  Secret tag_seed_;
  std::optional<NoteSigner> signer_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<HubLine> line_;
  Mirror* mirror_ = nullptr;  // line_'s
  std::string upload_lock_;
  std::unique_ptr<AttachmentStore> attachments_;
  std::unique_ptr<Archive> archive_;
  std::unique_ptr<CarriedNotes> carried_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Carrier> carrier_;
  std::unique_ptr<Monitor> monitor_;
  std::unique_ptr<MapStore> maps_;
  std::unique_ptr<MapKeeper> keeper_;
  size_t map_leaves_ = 0;              // that the last replay of the maps has seen
  std::optional<int64_t> map_due_ms_;  // when something of it becomes true by itself
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_DESK_H_
