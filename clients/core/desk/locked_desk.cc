#include "clients/core/desk/locked_desk.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "clients/core/incoming/judge_release.h"
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
      alarms.Owe(RecordKind::kEnvelope, notice.header_hash, notice.precedence,
                 notice.index.value_or(LeafIndex(directory.size().value())), notice.header);
      ASSIGN_OR_RETURN(const bool silenced, desk->IsSilenced(notice.header_hash));
      if (silenced) alarms.Silence(notice.header_hash);
    }
  }
  ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> alerts, desk->ListOpenAlerts());
  for (const ArchivedAlert& alert : alerts) alarms.Accept(alert.alert, alert.hash, alert.index);
  ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> heard,
                   desk->archive().Alerts(desk->config().ns, std::nullopt));
  for (const ArchivedAlert& alert : heard) alarms.MarkHeard(alert.alert);
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
  } else if (record.kind == RecordKind::kRelease || record.kind == RecordKind::kAlert) {
    RETURN_IF_ERROR(CheckHubText(record.body, place, line_->mirror(), crypto));
    return record.kind == RecordKind::kRelease ? AcceptRelease(record) : AcceptAlert(record);
  }
  return absl::OkStatus();
}

// Whether it came too early is judged by whoever unlocks: the evidence lies in the archive.
absl::Status LockedDesk::AcceptRelease(const IncomingRecord& record) {
  const PublicCrypto& crypto = line_->world().crypto;
  ASSIGN_OR_RETURN(const Release release,
                   ParseRelease(line_->mirror().directory().ns(), record.body));
  // The sender's and the addressee's desk are only told.
  if (!record.released.has_value()) return absl::OkStatus();
  const LogPlace place{.index = record.released->index, .time_ms = record.released->time_ms};
  ASSIGN_OR_RETURN(const CheckedEnvelope envelope,
                   CheckEnvelope(record.released->header, place, line_->mirror(), crypto));
  if (envelope.note.hash() != release.envelope) {
    return MakeError(absl::StatusCode::kDataLoss, "another envelope came with the release",
                     {.reason = "RELEASE_ENVELOPE", .subject = "hub", .field = "envelope"});
  }
  RETURN_IF_ERROR(JudgeRung(release, envelope.header));
  alarms_.AcceptReleased(crypto.Sha256(record.body), release, envelope, record.released->header,
                         place);
  return absl::OkStatus();
}

absl::Status LockedDesk::AcceptAlert(const IncomingRecord& record) {
  ASSIGN_OR_RETURN(const Alert alert, ParseAlert(line_->mirror().directory().ns(), record.body));
  alarms_.Accept(alert, line_->world().crypto.Sha256(record.body), record.index);
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
