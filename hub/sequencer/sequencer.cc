#include "hub/sequencer/sequencer.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr int64_t kQueueFullRetryMs = 1000;
// No device may fill the queue alone: seven others still get in beside it.
constexpr size_t kShares = 8;

absl::Status ReadOnly() {
  return MakeError(
      absl::StatusCode::kUnavailable,
      "the hub takes no records: a write failed; the operator must look at the disk and "
      "start the hub again, then send the same bytes again",
      {.reason = "READ_ONLY", .subject = "", .field = ""});
}

absl::Status UnknownOutcome() {
  return MakeError(absl::StatusCode::kUnavailable,
                   "the write failed and its outcome is unknown: send the same bytes again",
                   {.reason = "UNKNOWN_OUTCOME", .subject = "", .field = ""});
}

}  // namespace

absl::string_view HubStateName(HubState state) {
  switch (state) {
    case HubState::kServing:
      return "serving";
    case HubState::kNearlyFull:
      return "nearly-full";
    case HubState::kReadOnly:
      return "read-only";
  }
  return "";
}

Sequencer::Sequencer(const HubOptions& options, SequencerParts parts, Directory directory)
    : options_(options),
      parts_(parts),
      directory_(std::move(directory)),
      streams_(parts.index),
      wakeup_([] {}),
      committed_([](TreeSize) {}) {}

Sequencer::~Sequencer() {
  std::vector<Waiting> rest;
  {
    absl::MutexLock lock(&mutex_);
    rest.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.end()));
    queue_.clear();
  }
  AnswerAll(rest, MakeError(absl::StatusCode::kUnavailable,
                            "the hub is stopping: send the same bytes again",
                            {.reason = "STOPPING", .subject = "", .field = ""}));
}

void Sequencer::SetListeners(std::function<void()> wakeup,
                             std::function<void(TreeSize)> committed) {
  wakeup_ = std::move(wakeup);
  committed_ = std::move(committed);
}

absl::Status Sequencer::Enqueue(Waiting& waiting) {
  if (state_ == HubState::kReadOnly) return ReadOnly();
  bool first = false;
  {
    absl::MutexLock lock(&mutex_);
    const size_t share = std::max<size_t>(options_.queue_records_max / kShares, 1);
    size_t& queued = queued_by_[waiting.payer];
    if (queue_.size() >= options_.queue_records_max || queue_bytes_ >= options_.queue_bytes_max ||
        queued >= share) {
      if (queued == 0) queued_by_.erase(waiting.payer);
      return MakeError(absl::StatusCode::kResourceExhausted,
                       "the hub has too many records waiting: send again in a second",
                       {.reason = "QUEUE_FULL",
                        .subject = "",
                        .field = "",
                        .retry_after_ms = kQueueFullRetryMs});
    }
    ++queued;
    first = queue_.empty();
    queue_bytes_ += waiting.admitted.bytes();
    queue_.push_back(std::move(waiting));
  }
  if (first) wakeup_();
  return absl::OkStatus();
}

std::vector<Waiting> Sequencer::TakeGroup() {
  std::vector<Waiting> group;
  size_t bytes = 0;
  absl::MutexLock lock(&mutex_);
  while (!queue_.empty() && group.size() < options_.group_records_max) {
    const size_t next_bytes = queue_.front().admitted.bytes();
    if (!group.empty() && bytes + next_bytes > options_.group_bytes_max) break;
    bytes += next_bytes;
    queue_bytes_ -= next_bytes;
    const auto queued = queued_by_.find(queue_.front().payer);
    if (--queued->second == 0) queued_by_.erase(queued);
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

int64_t Sequencer::GroupTimeMs(bool has_inputs) const {
  const int64_t now_ms = HubTimeMs(parts_.log.head(), parts_.clock);
  return has_inputs && guest_ != nullptr ? std::max(now_ms, guest_->InputsFromMs()) : now_ms;
}

bool Sequencer::Append(const LogBatch& batch) {
  if (batch.empty()) return true;
  if (parts_.log.Append(parts_.log.head().size, batch.entry()) == AppendOutcome::kStored) {
    if (batch.has_records()) Publish(batch);
    return true;
  }
  // We cannot know what is on disk: directory and streams in memory may be ahead of it, and saying
  // "refused" could deny a notice that a restart brings back. So nothing is written until the
  // folder was read again.
  state_ = HubState::kReadOnly;
  return false;
}

size_t Sequencer::Run() {
  std::vector<Waiting> group = TakeGroup();
  if (state_ == HubState::kReadOnly) {
    AnswerAll(group, ReadOnly());
    return group.size();
  }
  const int64_t time_ms = GroupTimeMs(!group.empty());
  const bool guest_waits = guest_ != nullptr && guest_->HasWork(time_ms);
  held_guest_back_ = false;
  if (group.empty() && !guest_waits) return 0;
  const Space space = parts_.reserve.Measure();
  state_ = space == Space::kPlenty ? HubState::kServing : HubState::kNearlyFull;
  const bool guest_writes = guest_waits && space != Space::kFull;
  held_guest_back_ = guest_waits && !guest_writes;

  LogBatch batch({parts_.log, parts_.index, directory_, streams_}, space, time_ms);
  std::vector<Decision> decisions;
  decisions.reserve(group.size());
  for (Waiting& waiting : group) decisions.push_back(batch.Add(waiting.admitted));
  const bool guest_wrote = guest_writes && guest_->AddTo(batch);
  if (!Append(batch)) {
    AnswerAll(group, UnknownOutcome());
    return group.size();
  }
  Answer(group, decisions);
  if (guest_writes) guest_->Stored();
  if (batch.has_records()) committed_(parts_.log.head().size);
  return group.size() + (guest_wrote ? 1 : 0);
}

void Sequencer::Publish(const LogBatch& batch) {
  for (const auto& [index, delivery] : batch.deliveries()) parts_.tails.Add(delivery, index);
  auto view = std::make_shared<HubView>(*parts_.view.Get());
  view->head = parts_.log.head();
  if (batch.changed_directory()) view->directory = std::make_shared<const Directory>(directory_);
  for (const std::string& office : batch.offices_heard()) {
    view->heard_ms[office] = view->head.time_ms;
  }
  parts_.view.Set(std::move(view));
}

Outcome Sequencer::Accept(const Placed& placed) const {
  absl::StatusOr<std::vector<Hash>> proof = parts_.log.ProveRecent(placed.index);
  if (!proof.ok()) return {.accepted = std::nullopt, .status = OwnTrouble(proof.status())};
  Outcome outcome;
  Accepted& accepted = outcome.accepted.emplace();
  accepted.index = placed.index;
  accepted.time_ms = placed.time_ms;
  accepted.proof = *std::move(proof);
  accepted.checkpoint = parts_.log.head().checkpoint;
  return outcome;
}

void Sequencer::Answer(std::vector<Waiting>& group, const std::vector<Decision>& decisions) {
  LIAISON_CHECK(group.size() == decisions.size());
  for (size_t i = 0; i < group.size(); ++i) {
    Waiting& waiting = group[i];
    waiting.done(decisions[i].ok()
                     ? Accept(*decisions[i])
                     : parts_.refusals.Refuse(waiting.admitted.note, decisions[i].status(),
                                              HubTimeMs(parts_.log.head(), parts_.clock)));
  }
}

void Sequencer::AnswerAll(std::vector<Waiting>& group, const absl::Status& status) {
  for (Waiting& waiting : group) waiting.done({.accepted = std::nullopt, .status = status});
}

}  // namespace liaison
