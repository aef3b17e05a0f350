#include "clients/core/desk/locked_desk.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/flash_budget.h"

namespace liaison {

LockedDesk::LockedDesk(std::unique_ptr<HubLine> line, AlarmList alarms,
                       const std::array<LeafIndex, kPrecedences>& cursors)
    : line_(std::move(line)), alarms_(std::move(alarms)), cursors_(cursors) {}

absl::StatusOr<std::unique_ptr<LockedDesk>> LockedDesk::Lock(std::unique_ptr<Desk> desk) {
  const Directory& directory = desk->mirror().directory();
  ASSIGN_OR_RETURN(auto within_ms, desk->archive().FlashWithinBudget(
                                       directory.TimeAt(directory.size()) - kFlashBudgetSpan_ms));
  AlarmList alarms(desk->config().ns, desk->reader(), directory.mission().flash_per_hour,
                   std::move(within_ms));
  {
    ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> open, desk->ListOpen({}));
    for (const ArchivedNotice& notice : open) {
      if (!MayRing(notice.precedence) || notice.beyond_budget) continue;
      // What came by bag rings too; its place is told when the hub streams it.
      alarms.Owe(notice.header_hash, notice.precedence,
                 notice.index.value_or(LeafIndex(directory.size().value())), notice.header);
    }
  }
  ASSIGN_OR_RETURN(const auto cursors, desk->archive().Cursors());
  std::unique_ptr<HubLine> line = desk->ReleaseLine();
  desk.reset();
  return std::unique_ptr<LockedDesk>(new LockedDesk(std::move(line), std::move(alarms), cursors));
}

// The same checks as the receiver's, up to where it would open.
absl::Status LockedDesk::Accept(const IncomingRecord& record) {
  const LogPlace place{.index = record.index, .time_ms = record.time_ms};
  const PublicCrypto& crypto = line_->world().crypto;
  if (record.kind == RecordKind::kEnvelope) {
    ASSIGN_OR_RETURN(const CheckedEnvelope envelope,
                     CheckEnvelope(record.body, place, line_->mirror(), crypto));
    alarms_.Accept(envelope, record.body, place);
  } else if (record.kind == RecordKind::kAct &&
             !IsReceipt(line_->mirror().directory().ns(), record.body)) {
    return CheckOfficeAct(record.body, place, line_->mirror(), crypto).status();
  } else if (record.kind == RecordKind::kAct) {
    ASSIGN_OR_RETURN(const CheckedReceipt receipt,
                     CheckReceipt(record.body, place, line_->mirror(), crypto));
    alarms_.Accept(receipt);
  }
  return absl::OkStatus();
}

void LockedDesk::AcceptBatch(const IncomingBatch& batch, const LockedListener& listener) {
  for (const IncomingRecord& record : batch.records) {
    const absl::Status accepted = Accept(record);
    if (accepted.ok() || !listener.on_alarm) continue;
    const ErrorDetail detail = DetailOf(accepted).value_or(ErrorDetail{.reason = "INVALID"});
    listener.on_alarm({.index = record.index,
                       .time_ms = record.time_ms,
                       .kind = record.kind,
                       .alarm = Finding{.code = detail.reason, .subject = detail.subject},
                       .forged = accepted.code() == absl::StatusCode::kDataLoss});
  }
  for (size_t i = 0; i < kPrecedences; ++i) {
    cursors_[i] = std::max(cursors_[i], LeafIndex(batch.through[i].value()));
  }
  if (listener.on_beat) listener.on_beat(alarms_.Rings());
}

absl::Status LockedDesk::WatchOnce(absl::Notification& stop, const LockedListener& listener) {
  ASSIGN_OR_RETURN(HubConnection * hub, line_->hub());
  RETURN_IF_ERROR(line_->mirror().Update(*hub));
  if (listener.on_line) listener.on_line(absl::OkStatus());
  // What was owed at locking rings from the first moment.
  if (listener.on_beat) listener.on_beat(alarms_.Rings());
  return hub->Watch(cursors_, /*only_what_is_there=*/false, stop,
                    [&](const IncomingBatch& batch) -> absl::Status {
                      RETURN_IF_ERROR(line_->CheckBatch(batch));
                      AcceptBatch(batch, listener);
                      return absl::OkStatus();
                    });
}

absl::Status LockedDesk::Watch(absl::Notification& stop, const LockedListener& listener) {
  const auto on_line = [&](const absl::Status& line) {
    if (listener.on_line) listener.on_line(line);
    // Without a line what is owed is owed all the same.
    if (listener.on_beat) listener.on_beat(alarms_.Rings());
  };
  return line_->KeepWatching(stop, on_line, [&] { return WatchOnce(stop, listener); });
}

}  // namespace liaison
