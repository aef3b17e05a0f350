#include "hub/gateway/inbox_watch.h"

#include <algorithm>
#include <utility>

#include "absl/memory/memory.h"
#include "hub/gateway/grpc_status.h"
#include "proto/base/error.h"

namespace liaison {

absl::StatusOr<InboxCursors> ReadCursors(const v1::WatchRequest& request) {
  InboxCursors cursors;
  if (request.cursors_size() == 0) return cursors;
  if (request.cursors_size() != static_cast<int>(cursors.size())) {
    return Malformed("cursors", "CURSORS",
                     "a watch gives one cursor per precedence, four, or none");
  }
  for (size_t i = 0; i < cursors.size(); ++i) {
    cursors[i] = LeafIndex(request.cursors(static_cast<int>(i)));
  }
  return cursors;
}

void WriteBatch(InboxBatch batch, v1::InboxMessage& message) {
  message.mutable_items()->Reserve(static_cast<int>(batch.records.size()));
  for (InboxRecord& record : batch.records) {
    v1::InboxItem& item = *message.add_items();
    item.set_index(record.index.value());
    item.set_time_ms(record.time_ms);
    item.set_kind(static_cast<uint32_t>(record.kind));
    item.set_body(std::move(record.body));
    item.set_sealed(std::move(record.sealed));
    item.set_precedence(static_cast<uint32_t>(record.precedence));
    item.set_delegation(std::move(record.delegation));
    if (!record.released.has_value()) continue;
    item.set_released_header(std::move(record.released->header));
    item.set_released_index(record.released->index.value());
    item.set_released_time_ms(record.released->time_ms);
  }
  for (const TreeSize through : batch.through) message.add_through(through.value());
  message.set_checkpoint(std::move(batch.checkpoint));
}

InboxWatch* InboxWatch::Start(grpc::CallbackServerContext& context, const Hub& hub,
                              Principal principal, InboxCursors cursors, bool only_what_is_there,
                              uint64_t beacon_slot, StreamSet<InboxWatch>& watches) {
  std::shared_ptr<InboxWatch> watch = absl::WrapUnique(new InboxWatch(
      context, hub, std::move(principal), cursors, only_what_is_there, beacon_slot, watches));
  watch->self_ = watch;
  // Registered before the first read: a commit between the two is then not missed.
  watches.Add(watch);
  watch->Advance();
  return watch.get();
}

InboxWatch::InboxWatch(grpc::CallbackServerContext& context, const Hub& hub, Principal principal,
                       InboxCursors cursors, bool only_what_is_there, uint64_t beacon_slot,
                       StreamSet<InboxWatch>& watches)
    : context_(context),
      hub_(hub),
      principal_(std::move(principal)),
      watches_(watches),
      beacon_slot_(beacon_slot),
      cursors_(cursors),
      only_what_is_there_(only_what_is_there),
      there_(hub.GetStatus().size) {}

void InboxWatch::Wake(bool beacon) {
  {
    const absl::MutexLock lock(&mutex_);
    woken_ = true;
    beacon_due_ = beacon_due_ || beacon;
    if (state_ != State::kIdle) return;
    state_ = State::kBusy;
  }
  Advance();
}

void InboxWatch::Stop(absl::Status status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (stop_.ok()) stop_ = std::move(status);
  }
  Wake(/*beacon=*/false);
}

void InboxWatch::Advance() {
  for (;;) {
    bool beacon = false;
    absl::Status stop;
    {
      const absl::MutexLock lock(&mutex_);
      woken_ = false;
      beacon = beacon_due_;
      beacon_due_ = false;
      stop = stop_;
    }
    if (!stop.ok()) return End(stop);
    absl::StatusOr<InboxBatch> batch = hub_.ReadInbox(principal_, cursors_);
    if (!batch.ok()) return End(batch.status());
    if (!batch->records.empty() || beacon) {
      message_ = v1::InboxMessage();  // an idle stream keeps no buffers
      WriteBatch(*std::move(batch), message_);
      if (beacon) message_.set_beacon(hub_.MakeBeacon());
      return StartWrite(&message_);
    }
    if (only_what_is_there_) return End(absl::OkStatus());
    const absl::MutexLock lock(&mutex_);
    if (woken_ || beacon_due_ || !stop_.ok()) continue;
    state_ = State::kIdle;
    return;
  }
}

void InboxWatch::OnWriteDone(bool ok) noexcept {
  if (!ok) return End(absl::CancelledError("the client is gone"));
  // Under steady load there is always something new: what was there is reached all the same.
  const bool all_sent = only_what_is_there_ &&
                        std::all_of(message_.through().begin(), message_.through().end(),
                                    [this](uint64_t through) { return through >= there_.value(); });
  message_ = v1::InboxMessage();
  if (all_sent) return End(absl::OkStatus());
  Advance();
}

void InboxWatch::OnCancel() noexcept { Stop(absl::CancelledError("the client is gone")); }

void InboxWatch::End(const absl::Status& status) {
  {
    const absl::MutexLock lock(&mutex_);
    state_ = State::kEnded;
  }
  Finish(ToGrpcStatus(status, context_));
}

void InboxWatch::OnDone() noexcept {
  watches_.Remove(self_);
  self_.reset();
}

}  // namespace liaison
