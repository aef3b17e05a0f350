// Who else writes into the sequencer's groups: the plugin host, with effects, due timers and the
// operator's decisions. It comes behind the inputs: "inputs first, then the timers due up to the
// group's time; after a TIMER stamped d, inputs are stamped d + 1 ms or later" (DESIGN section 3).
#ifndef LIAISON_HUB_SEQUENCER_GROUP_GUEST_H_
#define LIAISON_HUB_SEQUENCER_GROUP_GUEST_H_

#include <cstdint>

#include "hub/sequencer/log_batch.h"

namespace liaison {

// Thread: the sequencer's.
class GroupGuest {
 public:
  GroupGuest() = default;
  GroupGuest(const GroupGuest&) = delete;
  GroupGuest& operator=(const GroupGuest&) = delete;
  virtual ~GroupGuest() = default;

  // Whether anything waits to be written at this time.
  virtual bool HasWork(int64_t now_ms) = 0;
  // Returns whether it added anything.
  virtual bool AddTo(LogBatch& batch) = 0;
  // What AddTo added is durable, or it added nothing. Not called after a failed write: the hub then
  // writes no more.
  virtual void Stored() = 0;
  virtual int64_t InputsFromMs() const = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_GROUP_GUEST_H_
