// The outbox's rows on disk: entries, the running number of serials, the heads of the own streams.
// Only SQL and conversion; what may follow what is decided in outbox.h and submitter.h.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_TABLE_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/database/database.h"
#include "clients/core/outgoing/outbox_item.h"
#include "proto/text/hash.h"

namespace liaison {

// An entry with what only the outbox itself needs.
struct OutboxRow {
  OutboxItem item;
  std::string draft;      // header (stable part true, transit part placeholders) or act text
  std::string client_id;  // 16 bytes: the envelope's id or the act's nonce
  bool healed = false;    // was re-numbered or re-sealed once already
  std::string proof;      // kAccepted: 32 bytes a hash
  std::string checkpoint;
};

// The last link that the hub proved to have logged on one own stream.
struct StreamHead {
  uint64_t counter = 0;
  Hash hash;
};

// Errors of all: those of Database. Thread: as Database; changes that belong together are made by
// the caller inside database().Transaction.
class OutboxTable {
 public:
  // Makes the tables. `database` outlives it.
  static absl::StatusOr<OutboxTable> Open(absl::string_view ns, Database& database);

  Database& database() { return *database_; }

  // The next serial number of a year. Inside a transaction, so that a failure gives it back.
  absl::StatusOr<uint64_t> TakeSerial(int year);
  absl::Status RaiseSerial(int year, uint64_t number);

  // Sets `row.item.id`. Errors: AlreadyExists (client id or notice used).
  absl::Status Insert(OutboxRow& row);
  // Everything but identity, kind and draft.
  absl::Status Update(const OutboxRow& row);
  // The entry was numbered now, after all that were numbered before.
  absl::Status NoteNumbered(int64_t id);

  // Errors of the single ones: NotFound NO_SUCH_ITEM; DataLoss DATABASE_DAMAGED.
  absl::StatusOr<OutboxRow> Get(int64_t id);
  absl::StatusOr<OutboxRow> FindNotice(const Hash& notice_hash);
  absl::StatusOr<OutboxRow> FindClientId(absl::string_view client_id);
  absl::StatusOr<std::vector<OutboxRow>> List(std::optional<OutboxState> state);
  absl::StatusOr<std::vector<OutboxRow>> NoticesHolding(absl::string_view text);
  // The ids that wait, in the order of submission: unknown outcomes first, as they were numbered,
  // because they follow each other on their streams; then by precedence, then as queued.
  absl::StatusOr<std::vector<int64_t>> Waiting();

  // Zero for a stream on which nothing was sent yet.
  absl::StatusOr<StreamHead> HeadOf(absl::string_view to);
  // Heads only rise: an answer about an older link comes late, not the link.
  absl::Status RaiseHead(absl::string_view to, const StreamHead& head);
  // False in a new database: the heads must be asked for before the first submission.
  absl::StatusOr<bool> HeadsKnown();
  absl::Status SetHeadsKnown();

 private:
  OutboxTable(absl::string_view ns, Database& database) : ns_(ns), database_(&database) {}
  absl::StatusOr<std::vector<OutboxRow>> Select(absl::string_view where,
                                                const std::vector<SqlValue>& values);
  absl::StatusOr<OutboxRow> SelectOne(absl::string_view where, const std::vector<SqlValue>& values);
  absl::StatusOr<OutboxRow> ReadRow(const SqlRow& row) const;

  std::string ns_;
  Database* database_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_OUTBOX_TABLE_H_
