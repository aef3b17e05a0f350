// How far each inbox reaches, in memory, so that an idle stream costs no look at the disk when
// somebody else's notice was committed.
#ifndef LIAISON_HUB_MAILBOX_INBOX_TAILS_H_
#define LIAISON_HUB_MAILBOX_INBOX_TAILS_H_

#include <array>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "hub/mailbox/record_rows.h"
#include "proto/base/strong_int.h"
#include "proto/text/names.h"

namespace liaison {

// Thread: any.
class InboxTails {
 public:
  // `opened` is the log's size when the hub started: what lies below is not remembered here.
  explicit InboxTails(TreeSize opened) : opened_(opened) {}

  // Call before the view that shows the record is published.
  void Add(const Delivery& delivery, LeafIndex index);
  // True if the inbox may have a row at or above `from`.
  bool MayReach(absl::string_view inbox, Precedence precedence, LeafIndex from) const;

 private:
  const TreeSize opened_;
  mutable absl::Mutex mutex_;
  // The size through the newest row.
  absl::flat_hash_map<std::string, std::array<TreeSize, kPrecedences>> tails_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_MAILBOX_INBOX_TAILS_H_
