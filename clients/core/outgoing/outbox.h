// The durable queue of a desk: what an officer has said stays said, whatever the line does.
//
//   queued ----------> submitted ---------> accepted      index, hub time and proof are stored
//     ^   counters,    |  |   ^ unknown outcome: the identical bytes again
//     |   seal, sign,  |  +---+
//     |   stored, sent |
//     +----------------+-------------------> refused      signed refusal kept
//       refusal that a new number, seal or `seen` can heal: once
//
// Serials are given with the notice, in one transaction: gapless per desk and year. Counters are
// given at submission, highest precedence first, so a flash never waits behind bulk; at most one
// record is ever between "sent" and "answered", but for those that went into a bag: they wait for
// the hub in the order of their numbers. A stream's head moves only with the hub's proof.
// Source: CRYPTO 1.4 (end), 1.8, 1.11, attack T-05.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/database/database.h"
#include "clients/core/outgoing/carried_notes.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/outgoing/draft.h"
#include "clients/core/outgoing/outbox_item.h"
#include "clients/core/outgoing/outbox_table.h"
#include "clients/core/outgoing/submitter.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/text/act.h"
#include "proto/wire/sign.h"

namespace liaison {

struct ReceiptDraft {
  MailboxId as;                             // the acting mailbox
  std::optional<MailboxId> target_mailbox;  // the envelope's `as`; none: an alert, to the hub
  Hash target;                              // header text hash, an alert's text hash
  std::optional<LeafIndex> index;
  ReceiptState state = ReceiptState::kDelivered;
  std::string reason;
  std::optional<Hash> detail;
  std::optional<OnBehalf> on_behalf;             // for which mailbox, and by which delegation
  Precedence precedence = Precedence::kRoutine;  // the target's
};

// Thread: one at a time. Several processes may share the database: Flush holds a file lock.
class Outbox {
 public:
  struct Options {
    std::string ns;
    std::string lock_path;  // e.g. <home>/outbox.lock
    // Blind tags are put in where a seed is given and the mission allows them. Borrowed.
    const Secret* tag_seed = nullptr;
    // Header hash of an own office's notice that another desk sent (from the archive); may be
    // empty.
    std::function<absl::StatusOr<std::optional<Hash>>(const Hash& notice)> archived_envelope =
        nullptr;
    // Revocations that are here but not in the log bind sealing too (CRYPTO 1.9). Borrowed.
    CarriedNotes* carried = nullptr;
  };
  // Makes its tables. `device` signs notices, headers and acts. References outlive the outbox.
  static absl::StatusOr<std::unique_ptr<Outbox>> Open(const Options& options,
                                                      const NoteSigner& device, Database& database,
                                                      Mirror& mirror, Clock& clock, Random& random,
                                                      FileSystem& files);
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Gives the next serial, composes, signs, and makes the notice durable. Works offline, from the
  // mirrored directory. `undeliverable` in the answer is what the mirror says now.
  // Errors: those of Compose; FailedPrecondition NOT_SYNCED (no mirror yet: fetch once),
  // PermissionDenied NOT_YOUR_MAILBOX (the device's certificate does not name `as`).
  absl::StatusOr<OutboxItem> Enqueue(NoticeDraft draft);
  // The notice is frozen under its own serial and signed, and goes as a draft to `releaser`, a
  // mailbox of the own office, for a second signature. Errors: as Enqueue; PermissionDenied
  // RELEASER (another office's mailbox).
  absl::StatusOr<OutboxItem> EnqueueDraft(NoticeDraft draft, const MailboxId& releaser);
  // What two officers have signed, checked by the caller. This device must be one of them.
  // Errors: AlreadyExists RELEASED (it is in the outbox already), those of the database.
  absl::StatusOr<OutboxItem> EnqueueReleased(const FrozenNotice& released);
  absl::StatusOr<OutboxItem> EnqueueReceipt(const ReceiptDraft& draft);

  // Lets `to`, a device of the own office, give receipts for `mailbox` until `until_s`. Errors: as
  // Enqueue; InvalidArgument with the field that the grammar refuses.
  absl::StatusOr<OutboxItem> EnqueueDelegation(const MailboxId& mailbox, absl::string_view to,
                                               int64_t until_s);
  // Any other act that one device signs alone. Of its head only `as` is set; the rest is filled in
  // here. Its stream runs to `target`, the mailbox that speaks in an incident's envelope, or
  // without one to the hub. Errors: as EnqueueDelegation.
  absl::StatusOr<OutboxItem> EnqueueOfficeAct(OfficeAct act, const std::optional<MailboxId>& target,
                                              Precedence precedence);
  // A handover of `desk` to the device `to`, signed by this device, for the other's signature. It
  // is not stored: what is not countersigned never was. Errors: as EnqueueDelegation.
  absl::StatusOr<std::string> MakeHandover(const MailboxId& desk, absl::string_view to,
                                           std::vector<Hash> open);
  // The same with both signatures, checked by the caller: submitted as it is. Errors: AlreadyExists
  // QUEUED_BEFORE; those of the database.
  absl::StatusOr<OutboxItem> EnqueueHandover(const Handover& handover, absl::string_view note);

  // Brings the mirror up to date, settles an unknown outcome, submits everything by precedence,
  // checks every answer. Stops at the first error that leaves things queued and returns it:
  //   Unavailable        the hub is away or the outcome is unknown; call again later
  //   ResourceExhausted  the hub is full or the quota is used up
  //   DataLoss           alarm: an "ok" or a refusal without proof (UNPROVEN), fork, ...
  // Refused items do not stop the others; they are in the report.
  absl::StatusOr<FlushReport> Flush(HubConnection& hub);

  // What waits for one of `mailboxes` (empty: for anybody), ready to be carried by bag: numbered,
  // sealed and signed as if it were sent now, and stored as of unknown outcome, so that the next
  // Flush sends these very bytes and a second bag holds them again. Needs no hub. In the order in
  // which a hub takes them; what can be sealed to nobody stays queued.
  // Errors: those of Mirror::Usable; FailedPrecondition NOT_SYNCED, HEADS_UNKNOWN (fetch once);
  // NotFound UNKNOWN_OFFICE.
  absl::StatusOr<std::vector<OutboxItem>> PrepareForBag(absl::Span<const MailboxId> mailboxes);

  // Serials of what waits for one of `mailboxes` and a bag cannot take: notices with attachments,
  // which only the hub carries.
  absl::StatusOr<std::vector<std::string>> LeftOutOfBag(absl::Span<const MailboxId> mailboxes);
  // What queued notices attach, in the order of submission; the hub must have it before they go.
  absl::StatusOr<std::vector<HeaderAttachment>> AttachmentsWaiting();

  // The notice whose header was `from` came into the log under the header `to` (numbered anew):
  // what this desk has answered to the first, and no hub has taken, it says of the second.
  absl::Status Redirect(const Hash& from, const Hash& to);

  // Own records found in the log (from the hub's inbox, or a bag): sets the stream heads at or
  // above them and settles queued items that turn out to have been accepted. Each record must be a
  // sealed leaf of the mirror, signed by this device; others are skipped. Flush calls it by itself
  // before the first submission with an empty stream table (a new or restored key store), and where
  // the hub says that a counter is wrong.
  absl::Status RecoverStreams(absl::Span<const IncomingRecord> records);
  // An own act was seen in the log that another desk has submitted: its stream goes on behind it.
  absl::Status RaiseStream(const StreamLine& stream, const Hash& act);
  // An own notice was seen (archive, inbox): later serials of its year start above it.
  absl::Status RaiseSerial(const Serial& serial);

  // All, oldest first; or those in one state.
  absl::StatusOr<std::vector<OutboxItem>> List(std::optional<OutboxState> state);
  // Notices that no hub has refused and in whose text these bytes stand, newest first.
  absl::StatusOr<std::vector<OutboxItem>> NoticesHolding(absl::string_view text);
  // Errors: NotFound.
  absl::StatusOr<OutboxItem> Get(int64_t id);
  absl::StatusOr<OutboxItem> FindNotice(const Hash& notice_hash);
  // The signed answer's proof of an accepted item, with the checkpoint it leads to.
  absl::StatusOr<LogProof> ProofOf(int64_t id);
  size_t Waiting();  // queued or unknown; 0 also where the database cannot be read
  // Errors: FailedPrecondition NOT_SYNCED; those of Mirror::Usable.
  absl::Status CheckSynced() const;

 private:
  absl::StatusOr<std::set<std::string>> RevokedByHand() const;
  Outbox(const Options& options, const NoteSigner& device, OutboxTable table, Mirror& mirror,
         Clock& clock, Random& random, FileSystem& files);
  ActHead NewHead(const MailboxId& as);
  // The device's certificate, if it may speak as `as` now.
  absl::Status MaySpeakAs(const MailboxId& as) const;
  absl::StatusOr<ComposedNotice> ComposeNext(const NoticeDraft& draft, int64_t now_ms);
  absl::Status AddNotice(const NoticeDraft& draft, int64_t now_ms, OutboxRow& row);
  absl::Status AddRow(ComposedNotice composed, int64_t now_ms, OutboxRow& row);
  void AddTags(int64_t now_ms, NoticeDraft& draft) const;
  absl::StatusOr<std::optional<Hash>> OwnEnvelopeOf(const Hash& notice);

  const Options options_;
  const NoteSigner& device_;
  OutboxTable table_;
  Mirror& mirror_;
  Clock& clock_;
  Random& random_;
  FileSystem& files_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_H_
