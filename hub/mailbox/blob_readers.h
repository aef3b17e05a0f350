// Who may fetch a blob: whoever may read the record that names it. An envelope's: who has it in his
// inbox, by delivery or by a release, or whose office sent it. A public note's: everybody.
// Source: CRYPTO 1.7, 1.11.
#ifndef LIAISON_HUB_MAILBOX_BLOB_READERS_H_
#define LIAISON_HUB_MAILBOX_BLOB_READERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/log/log.h"
#include "hub/mailbox/inbox.h"
#include "hub/store/index.h"
#include "hub/store/store.h"
#include "proto/text/hash.h"
#include "proto/text/header.h"

namespace liaison {

// Thread: any.
class BlobReaders {
 public:
  // All outlive it.
  BlobReaders(absl::string_view ns, const Store& store, const Log& log, const Index& index)
      : ns_(ns), store_(store), log_(log), index_(index) {}

  // `object`: text hash of the record below `size` that is said to name it. Errors: NotFound
  // NO_BLOB (no such record, or it does not name the blob), PermissionDenied BLOB_NOT_YOURS;
  // DataLoss, Unavailable.
  absl::Status Check(const InboxReader& reader, TreeSize size, const Hash& sha256,
                     const Hash& object) const;

 private:
  absl::StatusOr<bool> HasInInbox(const InboxReader& reader, const EnvelopeHeader& header,
                                  LeafIndex index) const;
  // Whether a release behind the envelope opened it to a mailbox of the reader's.
  absl::StatusOr<bool> WasReleased(const InboxReader& reader, const EnvelopeHeader& header,
                                   LeafIndex index, const Hash& object, TreeSize size) const;
  absl::StatusOr<bool> Opens(LeafIndex index, const Hash& envelope,
                             const std::string& mailbox) const;

  const std::string ns_;
  const Store& store_;
  const Log& log_;
  const Index& index_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_MAILBOX_BLOB_READERS_H_
