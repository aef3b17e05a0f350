// What this desk holds: notices with their evidence (signed header, sealed file, signed notice),
// receipts, what the hub said, and how far each stream was read. Encrypted at rest by the database,
// searchable in all five languages. A notice is stored even where it could not be opened: then it
// says why. Source: CRYPTO 1.11, 1.12; DESIGN section 6.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_ARCHIVE_H_
#define LIAISON_CLIENTS_CORE_INCOMING_ARCHIVE_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/database/database.h"
#include "proto/base/strong_int.h"
#include "proto/rules/release_check.h"
#include "proto/rules/time_zones.h"
#include "proto/text/act.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/office_act.h"
#include "proto/text/record.h"

namespace liaison {

// Something a person must be told about a record: a stable code (translated in proto/labels) and
// the object it is about. Order: as found.
struct Finding {
  std::string code;
  std::string subject;
  friend bool operator==(const Finding&, const Finding&) = default;
};

struct ArchivedNotice {
  Hash header_hash;
  std::optional<LeafIndex> index;  // none: by bag, not logged
  int64_t time_ms = 0;             // hub time; 0 while it is not logged
  // Own clock: when it came here by bag, or, of an own one, was packed into one.
  std::optional<int64_t> bag_ms;
  Precedence precedence = Precedence::kRoutine;
  bool sent = false;  // by the own office
  // Flash beyond its office's budget (proto/rules/flash_budget.h): shown in a group, no alarm.
  bool beyond_budget = false;
  std::string header;  // signed note bytes
  std::string sealed;  // age file
  std::string notice;  // signed note bytes; empty where it could not be opened
  Hash notice_hash;
  std::string serial;
  std::string kind;
  std::string why_closed;  // code, empty where it was opened
  std::vector<Finding> findings;
};

struct ArchivedReceipt {
  Hash hash;    // of the act's text
  Hash target;  // header hash
  std::optional<LeafIndex> index;
  int64_t time_ms = 0;
  std::optional<int64_t> bag_ms;  // these three as of a notice
  std::string from;
  MailboxId as;
  ReceiptState state = ReceiptState::kDelivered;
  std::string reason;
  std::string note;  // signed note bytes
};

// What is no receipt: what the own office has said to itself (a delegation, a handover, a roster),
// and what an officer wants done with an incident or an obligation.
struct ArchivedOfficeAct {
  Hash hash;  // of the act's text
  LeafIndex index;
  int64_t time_ms = 0;  // hub time
  OfficeAct act;
  std::string note;  // signed note bytes
};

// What the hub has said by itself; its own word, not more.
struct ArchivedRelease {
  LeafIndex index;
  int64_t time_ms = 0;  // hub time
  Release release;
};
struct ArchivedAlert {
  Hash hash;  // of its text: what a receipt names
  LeafIndex index;
  int64_t time_ms = 0;  // hub time
  Alert alert;
};

// One link of the chain that a device writes to one of our mailboxes (CRYPTO 1.4, stream).
struct ReceivedLink {
  std::string device;
  std::string to;
  uint64_t counter = 0;
  Hash hash;  // of the header's or act's text
  Hash prev;
  LeafIndex index;
};

struct ArchiveQuery {
  std::string search;                // folded words; all must occur
  bool only_open = false;            // received, to be answered, by `mailboxes` not, not resolved
  std::vector<MailboxId> mailboxes;  // for only_open: the desk's own
  bool only_sent = false;
  std::string office;  // of the author, "tur"; only notices that could be opened
  std::string kind;    // "violation"
  std::optional<Precedence> precedence;
  size_t limit = 200;
};

// One of all that is logged, valid until the next one: for what reads the whole archive.
struct ArchiveScan {
  std::optional<TreeSize> below;  // of the log; nullopt: all
  absl::string_view kind = "";    // "violation"; empty: all
};
struct ScannedNotice {
  Hash header_hash;
  LeafIndex index;
  int64_t time_ms = 0;
  bool sent = false;
  absl::string_view header;  // signed note bytes
  absl::string_view notice;  // signed note bytes; empty where it could not be opened
  Hash notice_hash;
  absl::string_view kind;
};
struct ScannedReceipt {
  Hash hash;    // of the act's text
  Hash target;  // header hash
  LeafIndex index;
  int64_t time_ms = 0;
  absl::string_view mailbox;  // whose state it changes
  absl::string_view state;
};

// Thread: as Database.
class Archive {
 public:
  // Makes its tables if absent. `database` outlives the archive. Errors: as Database.
  static absl::StatusOr<std::unique_ptr<Archive>> Open(Database& database);

  // Both store once: a record that is there already is left as it is, but for its place in the log
  // where it came by bag before. `search` is folded text. A logged receipt takes the place of what
  // the same device said by bag in another text (numbered anew).
  absl::Status StoreNotice(const ArchivedNotice& notice, absl::string_view search);
  absl::Status StoreReceipt(const ArchivedReceipt& receipt);
  absl::Status StoreOfficeAct(const ArchivedOfficeAct& act);
  // A notice that was closed and could be opened after all (e.g. after a key was restored). Where
  // it is logged, it takes the place of one that came by bag under another header (see
  // FindUnlogged), with that one's bag time and receipts.
  absl::Status ReplaceNotice(const ArchivedNotice& notice, absl::string_view search);
  // What came by bag is in the log now. `findings` replace those it had.
  absl::Status MarkLogged(const Hash& header_hash, LeafIndex index, int64_t time_ms,
                          const std::vector<Finding>& findings);
  // A RELEASE (`of`: the envelope's header hash), an ALERT (its own text's hash), a CONTROL (none).
  absl::Status StoreHubRecord(LeafIndex index, RecordKind kind, int64_t time_ms,
                              absl::string_view body, const std::optional<Hash>& of);
  // The data of a CONTROL record TIME_ZONES, checked against the record. The newest counts.
  absl::Status StoreTimeZones(LeafIndex index, absl::string_view data);
  // nullopt: the hub has logged none yet. Errors: those of the database.
  absl::StatusOr<std::optional<TimeZones>> TimeZonesInForce();
  // The same as of a size of the log.
  absl::StatusOr<std::optional<TimeZones>> TimeZonesAt(TreeSize size);
  // A zone's rules by a version of the time zone database, in force or not. nullopt: the hub has
  // logged none such.
  absl::StatusOr<std::optional<ZoneRules>> ZoneRulesOf(absl::string_view database,
                                                       absl::string_view zone);
  // An ALERT, to be found by what it is about as well.
  absl::Status StoreAlert(const ArchivedAlert& alert);
  absl::StatusOr<bool> HasHubRecord(LeafIndex index);

  // Whether this flash of `office` is beyond its budget: judged when it first came, in log order,
  // and the same ever after.
  absl::StatusOr<bool> JudgeFlash(const Hash& header_hash, absl::string_view office,
                                  int64_t time_ms, uint32_t per_hour);

  // By office, the hub times after `since_ms` of flash that was within budget.
  absl::StatusOr<std::map<std::string, std::vector<int64_t>>> FlashWithinBudget(int64_t since_ms);

  // The stored RELEASE records of this envelope, in log order. Errors: those of the database.
  absl::StatusOr<std::vector<ArchivedRelease>> ReleasesOf(absl::string_view ns,
                                                          const Hash& header_hash);
  // Whether one of them opens this envelope to one of `mailboxes`.
  absl::StatusOr<bool> IsReleased(absl::string_view ns, const Hash& header_hash,
                                  const std::vector<MailboxId>& mailboxes);
  // Newest first. `open_for`: only those that none of these mailboxes has answered.
  absl::StatusOr<std::vector<ArchivedAlert>> Alerts(
      absl::string_view ns, const std::optional<std::vector<MailboxId>>& open_for);
  // Those that name this hash among their refs, in log order. Errors: those of the database.
  absl::StatusOr<std::vector<ArchivedAlert>> AlertsAbout(absl::string_view ns, const Hash& about);
  // By a unique prefix (8 or more hex digits) of its hash; nullopt: none has it. Errors:
  // FailedPrecondition AMBIGUOUS.
  absl::StatusOr<std::optional<ArchivedAlert>> FindAlert(absl::string_view ns,
                                                         absl::string_view handle);
  // What is here of the record at this place of the log: as evidence for a release.
  absl::StatusOr<std::optional<EvidenceRecord>> RecordAt(LeafIndex index);

  // By serial, its short form, or a unique prefix (8 or more hex digits) of the notice's or the
  // header's hash. Errors: NotFound NO_SUCH_NOTICE; FailedPrecondition AMBIGUOUS.
  absl::StatusOr<ArchivedNotice> Find(absl::string_view handle);
  absl::StatusOr<std::optional<ArchivedNotice>> FindHeader(const Hash& header_hash);
  // The header hash under which this notice is here by bag, not logged.
  absl::StatusOr<std::optional<Hash>> FindUnlogged(const Hash& notice_hash);
  absl::StatusOr<bool> HoldsNotice(const Hash& notice_hash);
  // Header hash of a notice that the own office sent, by its notice's text hash.
  absl::StatusOr<std::optional<Hash>> OwnEnvelope(const Hash& notice_hash);
  // Newest first; what is not logged yet before all.
  absl::StatusOr<std::vector<ArchivedNotice>> List(const ArchiveQuery& query);
  // In log order, then what is not logged. The first `acknowledged` stands (CRYPTO 1.8).
  absl::StatusOr<std::vector<ArchivedReceipt>> ReceiptsOf(const Hash& header_hash);
  absl::StatusOr<std::optional<ArchivedReceipt>> FindAct(const Hash& act_hash);
  // Newest first. Errors: those of the database.
  absl::StatusOr<std::vector<ArchivedOfficeAct>> OfficeActs(absl::string_view ns);
  // A receipt or an act of the office.
  absl::StatusOr<bool> HasAct(const Hash& act_hash);

  // What is logged, in no order, without sealed files: constant memory. `take` must not ask the
  // archive. Errors: those of the database.
  absl::Status ScanNotices(const ArchiveScan& scan,
                           absl::FunctionRef<void(const ScannedNotice&)> take);
  absl::StatusOr<uint64_t> CountNotices(TreeSize below);  // as ScanNotices would give
  absl::Status ScanReceipts(TreeSize below, absl::FunctionRef<void(const ScannedReceipt&)> take);

  // Inbox cursors: first index not yet processed, per precedence.
  absl::StatusOr<std::array<LeafIndex, kPrecedences>> Cursors();
  absl::Status SetCursor(Precedence precedence, LeafIndex next);

  // Per precedence, the first notice whose body the hub served damaged, or not at all.
  absl::StatusOr<std::array<std::optional<LeafIndex>, kPrecedences>> DamagedFrom();

  // Errors: AlreadyExists EQUIVOCATION: this counter was used for another text.
  absl::Status StoreLink(const ReceivedLink& link);
  // Links below `through` whose predecessor is not here, each told once.
  absl::StatusOr<std::vector<ReceivedLink>> NewGaps(TreeSize through);

  // Evidence kept for people and arbiters: what, about what, the bytes.
  absl::Status KeepEvidence(int64_t time_ms, const Finding& finding, absl::string_view bytes);
  absl::StatusOr<std::vector<Finding>> Evidence();

 private:
  explicit Archive(Database& database) : database_(database) {}
  absl::Status TakeOver(const ArchivedNotice& notice);
  absl::Status NoteBag(const Hash& hash, const std::optional<int64_t>& bag_ms);
  Database& database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_ARCHIVE_H_
