// liaison watch: shows what comes in as it comes in, sends what waits, until stopped; with an
// alarm, which rings on where the desk is locked.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/alarm.h"
#include "clients/cli/attendance.h"
#include "clients/cli/beyond_budget.h"
#include "clients/cli/commands.h"
#include "clients/cli/locked_watch.h"
#include "clients/cli/map_news.h"
#include "clients/cli/notice_view.h"
#include "clients/core/desk/alarm_record.h"
#include "clients/core/incoming/alarm_list.h"
#include "clients/core/incoming/alert_words.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct WatchOptions {
  bool alarm = false;
  bool test = false;
  bool locked = false;
  uint64_t lock_after_min = 0;  // 0: never

  bool may_lock() const { return locked || lock_after_min > 0; }
};

// The most urgent notice or alert that this desk owes an answer, of those that may wake somebody.
absl::StatusOr<std::optional<Ringing>> Alarming(Desk& desk) {
  std::optional<Ringing> found;
  const auto owe = [&](const Hash& hash, Precedence precedence) -> absl::Status {
    if (found.has_value() && found->precedence <= precedence) return absl::OkStatus();
    ASSIGN_OR_RETURN(const bool silenced, desk.IsSilenced(hash));
    if (!silenced) found = Ringing{hash, precedence};
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> open, desk.ListOpen({}));
  for (const ArchivedNotice& notice : open) {
    if (notice.beyond_budget || !MayRing(notice.precedence)) continue;
    RETURN_IF_ERROR(owe(notice.header_hash, notice.precedence));
  }
  ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> alerts, desk.ListOpenAlerts());
  for (const ArchivedAlert& alert : alerts) {
    if (!MayRing(alert.alert) || !IsForDevice(alert.alert, desk.config().device)) continue;
    RETURN_IF_ERROR(owe(alert.hash, alert.alert.precedence));
  }
  return found;
}

// Again and again until somebody acknowledges: with every notice and every beat of the stream.
void SoundAlarm(Context& context, Desk& desk, Alarm& alarm) {
  const absl::StatusOr<std::optional<Ringing>> ringing = Alarming(desk);
  absl::Status status = ringing.status();
  if (status.ok() && ringing->has_value()) {
    status = alarm.Sound((*ringing)->precedence, (*ringing)->header_hash);
  }
  if (!status.ok()) context.output.Error(status);
}

absl::Status WatchOpen(Context& context, Desk& desk, Alarm* alarm, bool& forged,
                       absl::Notification& stop) {
  std::vector<Overdue> told;
  BudgetCount beyond;
  LineTold line(context);
  MapsTold maps(context);
  const DeskListener listener{
      .on_event =
          [&](const InboxEvent& event) {
            if (event.notice.has_value() && event.notice->beyond_budget && !context.output.json()) {
              beyond.Add(context, *event.notice);
            } else {
              ShowEvent(context, event, desk.archive());
            }
            forged |= event.forged;
            const bool may_ring = event.notice.has_value() || event.alert.has_value();
            if (alarm != nullptr && may_ring) SoundAlarm(context, desk, *alarm);
          },
      .on_sent = [&](const FlushReport& report) { ShowSent(context, report, desk.outbox()); },
      .on_beat =
          [&] {
            beyond.Tell(context, desk);
            if (alarm != nullptr) SoundAlarm(context, desk, *alarm);
            const absl::StatusOr<std::vector<Overdue>> overdue = desk.ListOverdue();
            if (!overdue.ok()) return;
            for (const Overdue& late : *overdue) {
              // Each silence is told once while this program runs.
              if (std::find(told.begin(), told.end(), late) != told.end()) continue;
              told.push_back(late);
              ShowOverdue(context, late, desk.archive());
            }
          },
      .on_maps =
          [&](const MapBook& book, const std::vector<MapNews>& news) {
            maps.Tell(book, news);
            forged |= maps.forged();
          },
      .on_notes =
          [&](const std::vector<CarriedOutcome>& outcomes) { ShowCarried(context, outcomes); },
      .on_line = [&](const absl::Status& status) { line.Tell(status); }};
  return desk.Watch(stop, listener);
}

// Open until nobody has pressed a key for so long, then locked until somebody unlocks, and again.
absl::Status WatchInTurns(Context& context, const WatchOptions& options, std::unique_ptr<Desk> desk,
                          Alarm& alarm, bool& forged, absl::Notification& stop) {
  bool locked = options.locked;
  Attendance attendance;
  if (options.lock_after_min > 0) {
    attendance.idle = absl::Minutes(static_cast<int64_t>(options.lock_after_min));
  }
  while (!stop.HasBeenNotified()) {
    if (locked) {
      ASSIGN_OR_RETURN(desk, WatchLocked(context, std::move(desk), alarm, forged, stop));
    } else {
      RETURN_IF_ERROR(RunAttended(
          stop, attendance, context.world.clock,
          [&](absl::Notification& end) { return WatchOpen(context, *desk, &alarm, forged, end); }));
    }
    locked = !locked;
  }
  return absl::OkStatus();
}

// What is heard is not the program's to judge; that it was tried is on record for the next shift.
absl::Status TestAlarm(Context& context, Desk& desk, Alarm& alarm) {
  RETURN_IF_ERROR(alarm.Test());
  const int64_t now_ms = NowMs(context.world.clock);
  RETURN_IF_ERROR(RecordAlarmTest(desk.database(), now_ms));
  Output& output = context.output;
  const std::string& program = desk.config().alarm;
  if (output.json()) {
    output.Value(Json::Object{{"event", "alarm_test"}, {"program", program}, {"time_ms", now_ms}});
  } else if (program.empty()) {
    output.Line(output.Say("watch.tested_bell"), Colour::kYellow);
  } else {
    output.Line(output.Say("watch.tested", {program}));
  }
  return absl::OkStatus();
}

absl::Status Watch(Context& context, const WatchOptions& options) {
  if (options.may_lock()) RETURN_IF_ERROR(LeaveNoTraces());
  ASSIGN_OR_RETURN(std::unique_ptr<Desk> desk, context.OpenDesk());
  Alarm alarm(desk->config().alarm, context.output);
  if (options.test) return TestAlarm(context, *desk, alarm);
  bool forged = false;
  RETURN_IF_ERROR(context.until_stopped([&](absl::Notification& stop) {
    if (options.may_lock()) {
      return WatchInTurns(context, options, std::move(desk), alarm, forged, stop);
    }
    return WatchOpen(context, *desk, options.alarm ? &alarm : nullptr, forged, stop);
  }));
  return forged ? ForgedError("watch") : absl::OkStatus();
}

}  // namespace

void AddWatchCommand(CommandAdder& adder) {
  const auto options = std::make_shared<WatchOptions>();
  CLI::App& verb = adder.Verb("watch", "watch",
                              [options](Context& context) { return Watch(context, *options); });
  adder.Flag(verb, "--alarm", options->alarm, "alarm");
  adder.Flag(verb, "--locked", options->locked, "locked");
  adder.Number(verb, "--lock-after", options->lock_after_min, "watch_lock_after");
  adder.Flag(verb, "--test", options->test, "alarm_test");
}

}  // namespace liaison
