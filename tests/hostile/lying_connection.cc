#include "tests/hostile/lying_connection.h"

#include <algorithm>
#include <string>
#include <utility>

#include "clients/core/connection/forwarding_connection.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

class LyingConnection final : public ForwardingConnection {
 public:
  LyingConnection(HubConnection*& hub, Lies& lies) : hub_(hub), lies_(lies) {}

  absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) override {
    lies_.submitted.push_back(record);
    if (lies_.refuse_unsigned) return SubmitAnswer{.refusal = record.note};
    if (!lies_.swallow) return hub_->Submit(record);
    ASSIGN_OR_RETURN(HubStatusAnswer status, hub_->GetStatus());
    return SubmitAnswer{.accepted = true,
                        .index = LeafIndex(status.size.value()),
                        .time_ms = status.time_ms,
                        .checkpoint = std::move(status.checkpoint)};
  }

  absl::Status Watch(const std::array<LeafIndex, kPrecedences>& cursors, bool only_what_is_there,
                     absl::Notification& stop,
                     absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) override {
    if (!lies_.rewrite) return hub_->Watch(cursors, only_what_is_there, stop, on_batch);
    std::vector<IncomingBatch> batches;
    const absl::Status ended =
        hub_->Watch(cursors, only_what_is_there, stop, [&](const IncomingBatch& batch) {
          batches.push_back(batch);
          return absl::OkStatus();
        });
    lies_.rewrite(batches);
    for (const IncomingBatch& batch : batches) RETURN_IF_ERROR(on_batch(batch));
    return ended;
  }

 private:
  HubConnection& hub() override { return *hub_; }

  HubConnection*& hub_;
  Lies& lies_;
};

}  // namespace

std::unique_ptr<HubConnection> ConnectLying(HubConnection*& hub, Lies& lies) {
  return std::make_unique<LyingConnection>(hub, lies);
}

Rewrite EachRecord(std::function<void(IncomingRecord&)> change) {
  return [change = std::move(change)](std::vector<IncomingBatch>& batches) {
    for (IncomingBatch& batch : batches) {
      for (IncomingRecord& record : batch.records) change(record);
    }
  };
}

Rewrite WithoutRecordAt(LeafIndex index) {
  return [index](std::vector<IncomingBatch>& batches) {
    for (IncomingBatch& batch : batches) {
      std::erase_if(batch.records,
                    [index](const IncomingRecord& record) { return record.index == index; });
    }
  };
}

Rewrite CorruptBodies() {
  return EachRecord([](IncomingRecord& record) {
    if (!record.sealed.empty()) record.sealed.back() = static_cast<char>(record.sealed.back() ^ 1);
  });
}

Rewrite InOrder(std::function<void(std::vector<IncomingRecord>&)> shuffle) {
  return [shuffle = std::move(shuffle)](std::vector<IncomingBatch>& batches) {
    if (batches.empty()) return;
    std::vector<IncomingRecord> records;
    for (IncomingBatch& batch : batches) {
      std::move(batch.records.begin(), batch.records.end(), std::back_inserter(records));
    }
    shuffle(records);
    IncomingBatch last = std::move(batches.back());
    last.records.clear();
    batches.clear();
    for (IncomingRecord& record : records) batches.push_back({.records = {std::move(record)}});
    batches.push_back(std::move(last));
  };
}

}  // namespace liaison
