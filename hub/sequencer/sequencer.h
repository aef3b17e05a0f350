// The single writer. Takes everything that waits (up to a cap), decides it in order, makes it
// durable in one synced write, publishes the new view, then answers. Never waits to fill a group:
// while one group syncs, the next one gathers. Source: DESIGN sections 3, 13.
//
//   state        writes        how it is left
//   serving      all           the disk fills up; a write fails
//   nearly-full  acts, flash   space is freed
//   read-only    none          the hub is opened again: only a re-read tells what is on disk
#ifndef LIAISON_HUB_SEQUENCER_SEQUENCER_H_
#define LIAISON_HUB_SEQUENCER_SEQUENCER_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "hub/directory/view.h"
#include "hub/hub_types.h"
#include "hub/log/log.h"
#include "hub/mailbox/inbox_tails.h"
#include "hub/sequencer/admitted.h"
#include "hub/sequencer/group_guest.h"
#include "hub/sequencer/log_batch.h"
#include "hub/sequencer/refusal.h"
#include "hub/sequencer/reserve.h"
#include "hub/sequencer/stream_heads.h"
#include "proto/base/clock.h"
#include "proto/rules/directory.h"

namespace liaison {

enum class HubState : uint8_t { kServing, kNearlyFull, kReadOnly };
absl::string_view HubStateName(HubState state);

// All references outlive the sequencer.
struct SequencerParts {
  Log& log;
  const Index& index;
  InboxTails& tails;
  PublishedView& view;
  const RefusalSigner& refusals;
  const Reserve& reserve;
  const Clock& clock;
};

class Sequencer {
 public:
  // `directory` is the state at the log's head.
  Sequencer(const HubOptions& options, SequencerParts parts, Directory directory);
  // Answers what still waits with Unavailable.
  ~Sequencer();

  void SetListeners(std::function<void()> wakeup, std::function<void(TreeSize)> committed);

  // Before the first Run; it outlives the sequencer.
  void SetGuest(GroupGuest& guest) { guest_ = &guest; }

  // Queues a record; no payer has more than an eighth of the queue. Errors (nothing queued,
  // `waiting` untouched): ResourceExhausted QUEUE_FULL, Unavailable READ_ONLY. Thread: any.
  absl::Status Enqueue(Waiting& waiting);
  // One group; returns how many pieces of work it took, 0 if nothing waits. Thread: the
  // sequencer's.
  size_t Run();
  HubState state() const { return state_; }
  // The guest's work was left for later: there is no space. Thread: the sequencer's.
  bool held_guest_back() const { return held_guest_back_; }

 private:
  // Where a record of the group came out.
  using Decision = absl::StatusOr<Placed>;

  std::vector<Waiting> TakeGroup();
  int64_t GroupTimeMs(bool has_inputs) const;
  // False: the outcome of the write is unknown.
  bool Append(const LogBatch& batch);
  void Publish(const LogBatch& batch);
  void Answer(std::vector<Waiting>& group, const std::vector<Decision>& decisions);
  Outcome Accept(const Placed& placed) const;
  static void AnswerAll(std::vector<Waiting>& group, const absl::Status& status);

  const HubOptions options_;
  const SequencerParts parts_;
  Directory directory_;
  StreamHeads streams_;
  GroupGuest* guest_ = nullptr;
  bool held_guest_back_ = false;
  std::function<void()> wakeup_;
  std::function<void(TreeSize)> committed_;
  std::atomic<HubState> state_ = HubState::kServing;

  absl::Mutex mutex_;
  std::deque<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queue_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, size_t> queued_by_ ABSL_GUARDED_BY(mutex_);  // none is zero
};

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_SEQUENCER_H_
