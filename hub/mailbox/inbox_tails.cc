#include "hub/mailbox/inbox_tails.h"

namespace liaison {

void InboxTails::Add(const Delivery& delivery, LeafIndex index) {
  absl::MutexLock lock(&mutex_);
  for (const std::string& inbox : delivery.inboxes) {
    tails_[inbox][static_cast<size_t>(delivery.precedence)] = SizeThrough(index);
  }
}

bool InboxTails::MayReach(absl::string_view inbox, Precedence precedence, LeafIndex from) const {
  if (Contains(opened_, from)) return true;
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = tails_.find(inbox);
  if (found == tails_.end()) return false;
  return Contains(found->second[static_cast<size_t>(precedence)], from);
}

}  // namespace liaison
