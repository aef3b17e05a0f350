// From cursors to records: merges the inboxes of one device, highest precedence first.
// Source: CRYPTO 1.11.
#ifndef LIAISON_HUB_MAILBOX_INBOX_H_
#define LIAISON_HUB_MAILBOX_INBOX_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/hub_types.h"
#include "hub/log/log.h"
#include "hub/mailbox/inbox_tails.h"
#include "hub/store/index.h"
#include "hub/store/store.h"

namespace liaison {

inline constexpr size_t kInboxRecordsMax = 64;
inline constexpr size_t kInboxBytesMax = size_t{1} << 20;

// Which inboxes are read, and from where.
struct InboxReader {
  std::vector<std::string> inboxes;
  // Nothing below it, whatever the cursors say, but for what concerns everybody.
  LeafIndex begin;
};

// Thread: any.
class Inbox {
 public:
  // All outlive it.
  Inbox(const Store& store, const Log& log, const Index& index, const InboxTails& tails)
      : store_(store), log_(log), index_(index), tails_(tails) {}

  // The next records below head.size. Looks through the precedences from flash on, and stops at the
  // first that has any: `through` rises to the head for those found empty, to behind the last
  // record for the one that was cut by a limit, and stays for those not looked at. Errors:
  // DataLoss, Unavailable; cursors are unchanged then.
  absl::StatusOr<InboxBatch> Read(const InboxReader& reader, const LogHead& head,
                                  InboxCursors& cursors) const;

 private:
  // Positions in [cursor, limit), sorted, unique, the first kInboxRecordsMax.
  absl::StatusOr<std::vector<LeafIndex>> FindRows(const InboxReader& reader, Precedence precedence,
                                                  LeafIndex cursor, TreeSize limit) const;
  absl::StatusOr<InboxRecord> ReadRecord(const InboxReader& reader, LeafIndex index,
                                         Precedence precedence) const;
  // What the release opens, with its sealed body, if it names one of the reader's mailboxes.
  absl::Status AddReleased(const InboxReader& reader, InboxRecord& record) const;
  // The signed note of the delegation that a receipt names; empty: it names none.
  absl::StatusOr<std::string> DelegationOf(absl::string_view receipt) const;

  const Store& store_;
  const Log& log_;
  const Index& index_;
  const InboxTails& tails_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_MAILBOX_INBOX_H_
