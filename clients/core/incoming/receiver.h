// The receiver: takes what the hub streams, trusts none of it, and leaves the archive with exactly
// one entry per genuine record, in log order, each with what a person must be told about it.
//
//   batch -> check_record (place, signer, seen) -> chain (counters) -> open_envelope -> archive
//
// Everything of one batch, its cursors and the receipts that it owes become durable together, so a
// crash neither loses a notice nor doubles a receipt. Source: CRYPTO 1.11, 1.14; attacks T-04,
// T-06, T-07, T-12, T-16, T-37.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_RECEIVER_H_
#define LIAISON_CLIENTS_CORE_INCOMING_RECEIVER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/core/connection/hub_connection.h"
#include "clients/core/database/database.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/check_record.h"
#include "clients/core/incoming/open_envelope.h"
#include "clients/core/outgoing/outbox.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/trust/mirror.h"
#include "proto/rules/receipt_target.h"
#include "proto/text/bag.h"
#include "proto/text/crypto.h"

namespace liaison {

// One thing that happened, for the program to show. Exactly one of notice, receipt, office_act,
// release, alert, alarm; another hub record has none.
struct InboxEvent {
  LeafIndex index;
  int64_t time_ms = 0;
  RecordKind kind = RecordKind::kEnvelope;
  std::optional<ArchivedNotice> notice;
  std::optional<ArchivedReceipt> receipt;
  std::optional<ArchivedOfficeAct> office_act;
  std::optional<ArchivedRelease> release;
  std::optional<ArchivedAlert> alert;
  // A record that was not accepted, or a gap: why. `forged` tells a lie (exit code 7) from a matter
  // that only somebody else can clear up.
  std::optional<Finding> alarm;
  bool forged = false;
  bool by_bag = false;  // came by bag just now; without a place in the log if that is not known
};

// What became of one entry of a bag.
struct CarriedEntry {
  enum class Fate : uint8_t {
    kNew,      // taken: see the event
    kHere,     // this desk had it
    kOthers,   // genuine, not addressed to this desk; nothing of it was opened
    kRefused,  // see the event's alarm
  };
  Fate fate = Fate::kRefused;
  bool logged = false;  // our copy of the log holds it
  std::string from;     // the signer, where it is genuine
  std::vector<InboxEvent> events;
};

class Receiver {
 public:
  struct Desk {
    ReaderIdentity reader;
    // Newest first; read before each batch, because new prekeys are made while the program runs.
    std::function<absl::StatusOr<std::vector<AgeIdentity>>()> identities;
  };
  // References outlive the receiver. Thread: one at a time.
  Receiver(Desk desk, const Mirror& mirror, Database& database, Archive& archive, Outbox& outbox,
           const FormLibrary& forms, const PublicCrypto& crypto);

  // The mirror must reach at least as far as the batch. Records that are here already are passed
  // over. Errors: those of the database; a bad record is an event, never an error.
  absl::StatusOr<std::vector<InboxEvent>> Accept(const IncomingBatch& batch);
  // One entry of a bag, at `now_ms` of the own clock. What our copy of the log holds is taken as if
  // the hub had sent it; the rest passes every check that needs no place in the log, and is kept as
  // "by bag, not logged" until the hub streams the same header. Errors: those of the database.
  absl::StatusOr<CarriedEntry> AcceptCarried(const BagEntry& entry, int64_t now_ms);

 private:
  // How a record came. What is not logged has the place at the end of our copy.
  struct Arrival {
    const IncomingRecord& record;
    bool logged = true;
    std::optional<int64_t> bag_ms{};
  };
  absl::Status AcceptRecord(const IncomingRecord& record,
                            const std::vector<AgeIdentity>& identities,
                            std::vector<InboxEvent>& events);
  absl::Status AcceptEnvelope(const IncomingRecord& record,
                              const std::vector<AgeIdentity>& identities,
                              std::vector<InboxEvent>& events);
  absl::Status TakeEnvelope(const CheckedEnvelope& checked, const Arrival& arrival,
                            const std::vector<AgeIdentity>& identities,
                            std::vector<InboxEvent>& events);
  absl::Status TakeReceipt(const CheckedReceipt& checked, const Arrival& arrival,
                           std::vector<InboxEvent>& events);
  absl::Status PromoteNotice(const CheckedEnvelope& checked, const IncomingRecord& record,
                             ArchivedNotice known, std::vector<InboxEvent>& events);
  absl::Status AcceptCarriedEnvelope(const Arrival& arrival,
                                     const std::vector<AgeIdentity>& identities,
                                     CarriedEntry& carried);
  absl::Status AcceptCarriedAct(const Arrival& arrival, CarriedEntry& carried);
  absl::Status RefuseCarried(const Arrival& arrival, const absl::Status& why,
                             CarriedEntry& carried);
  absl::StatusOr<bool> IsHereByAnotherHeader(const ArchivedNotice& notice);
  bool Concerns(const EnvelopeHeader& header) const;
  // Whether a flash from others rings, by its place in the log and its office's budget.
  absl::Status JudgeFlash(const EnvelopeHeader& header, ArchivedNotice& notice);
  // A notice of this desk that comes back signed by a second officer: it goes out.
  absl::Status TakeReleased(const OpenedEnvelope& opened, const EnvelopeHeader& header,
                            const IncomingRecord& record, ArchivedNotice& notice);
  absl::StatusOr<OpenResult> Open(const CheckedEnvelope& checked, const IncomingRecord& record,
                                  bool own_office, const std::vector<AgeIdentity>& identities);
  absl::Status CheckAgainstTarget(const CheckedReceipt& checked);
  // nullopt: neither a notice nor an alert that is here.
  absl::StatusOr<std::optional<ReceiptTarget>> FindTarget(const Hash& hash);
  absl::Status AcceptAct(const IncomingRecord& record, std::vector<InboxEvent>& events);
  absl::Status AcceptOfficeAct(const IncomingRecord& record, std::vector<InboxEvent>& events);
  absl::Status CheckConcern(const OfficeAct& act);
  absl::Status CheckIncident(const IncidentAct& act);
  absl::Status AcceptReceipt(const IncomingRecord& record, std::vector<InboxEvent>& events);
  absl::Status AcceptHubText(const IncomingRecord& record,
                             const std::vector<AgeIdentity>& identities,
                             std::vector<InboxEvent>& events);
  absl::Status TakeTimeZones(const IncomingRecord& record);
  absl::Status AcceptRelease(const IncomingRecord& record,
                             const std::vector<AgeIdentity>& identities,
                             std::vector<InboxEvent>& events);
  absl::Status AcceptAlert(const IncomingRecord& record, std::vector<InboxEvent>& events);
  // Exactly once at the person, at least once on the wire.
  absl::StatusOr<bool> IsToldAlready(const Alert& alert);
  // The envelope that a release names: as it came with it, or as it lies here; nullopt: neither.
  absl::StatusOr<std::optional<IncomingRecord>> FindReleased(const Release& release,
                                                             const IncomingRecord& record);
  // Stores and tells it, with what is false about it; one that was said before is passed over.
  absl::Status TakeRelease(const ArchivedRelease& release, const absl::Status& verdict,
                           const IncomingRecord& record, std::vector<InboxEvent>& events);
  bool Names(const std::vector<MailboxId>& mailboxes) const;
  absl::Status StoreLinks(const std::string& device, const std::vector<StreamLine>& streams,
                          const Hash& hash, const IncomingRecord& record,
                          std::vector<InboxEvent>& events);
  absl::Status Reject(const IncomingRecord& record, const absl::Status& why,
                      std::vector<InboxEvent>& events);
  absl::Status FindGaps(TreeSize through, std::vector<InboxEvent>& events);
  absl::Status OweReceipt(const EnvelopeHeader& header, const ArchivedNotice& notice,
                          ReceiptState state, absl::string_view reason);
  bool IsOwn(const MailboxId& mailbox) const;

  const Desk desk_;
  const Mirror& mirror_;
  Database& database_;
  Archive& archive_;
  Outbox& outbox_;
  const FormLibrary& forms_;
  const PublicCrypto& crypto_;
};

// What must be said of a notice only as long as it is not in the log: SEEN_NOT_HERE (its signer had
// seen a longer log than ours), BAG_EXPIRED (no hub takes it any more); and how that is taken back.
void AddBagFindings(const CheckedEnvelope& checked, int64_t now_ms, ArchivedNotice& notice);
void RemoveBagFindings(ArchivedNotice& notice);

LogPlace PlaceOf(const IncomingRecord& record);
InboxEvent EventOf(const IncomingRecord& record);

// The mailbox through which `reader` receives this envelope: action before information before rung.
std::optional<MailboxId> ReceivingMailbox(const EnvelopeHeader& header,
                                          const ReaderIdentity& reader);
// The mailbox through which `reader` may say `resolved`: one of the sender's office, or the head of
// an office addressed (CRYPTO 1.8).
std::optional<MailboxId> ResolvingMailbox(const EnvelopeHeader& header,
                                          const ReaderIdentity& reader);

// A device's mailbox begins at its first prekey (CRYPTO 1.9); the directory's end while it has
// none.
LeafIndex MailboxStart(const Directory& directory, absl::string_view device);

// The words under which a notice is found: serial, mailboxes, kind, every text of the form; folded.
std::string SearchWords(const EnvelopeHeader& header, const Notice& notice);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_RECEIVER_H_
