// liaison watch: shows what comes in as it comes in, sends what waits, until stopped.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/alarm.h"
#include "clients/cli/beyond_budget.h"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// The most urgent notice that this desk owes an answer, of those that may wake somebody.
absl::StatusOr<std::optional<ArchivedNotice>> Alarming(Desk& desk) {
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> open, desk.ListOpen({}));
  std::optional<ArchivedNotice> found;
  for (const ArchivedNotice& notice : open) {
    if (notice.precedence > Precedence::kImmediate || notice.beyond_budget) continue;
    if (!found.has_value() || notice.precedence < found->precedence) found = notice;
  }
  return found;
}

// Again and again until somebody acknowledges: with every notice and every beat of the stream.
void SoundAlarm(Context& context, Desk& desk, Alarm& alarm) {
  const absl::StatusOr<std::optional<ArchivedNotice>> notice = Alarming(desk);
  absl::Status status = notice.status();
  if (status.ok() && notice->has_value()) status = alarm.Sound(**notice);
  if (!status.ok()) context.output.Error(status);
}

absl::Status Watch(Context& context, bool with_alarm) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  Output& output = context.output;
  Alarm alarm(desk->config().alarm, output);
  bool forged = false;
  bool line_up = false;
  std::vector<Overdue> told;
  BudgetCount beyond;
  const DeskListener listener{
      .on_event =
          [&](const InboxEvent& event) {
            if (event.notice.has_value() && event.notice->beyond_budget && !output.json()) {
              beyond.Add(context, *event.notice);
            } else {
              ShowEvent(context, event, desk->archive());
            }
            forged |= event.forged;
            if (with_alarm && event.notice.has_value()) SoundAlarm(context, *desk, alarm);
          },
      .on_sent = [&](const FlushReport& report) { ShowSent(context, report, desk->outbox()); },
      .on_beat =
          [&] {
            beyond.Tell(context, *desk);
            if (with_alarm) SoundAlarm(context, *desk, alarm);
            const absl::StatusOr<std::vector<Overdue>> overdue = desk->ListOverdue();
            if (!overdue.ok()) return;
            for (const Overdue& late : *overdue) {
              // Each silence is told once while this program runs.
              if (std::find(told.begin(), told.end(), late) != told.end()) continue;
              told.push_back(late);
              ShowOverdue(context, late, desk->archive());
            }
          },
      .on_line =
          [&](const absl::Status& line) {
            if (line.ok() == line_up) return;  // say each change once
            line_up = line.ok();
            output.Note(output.Say(line_up ? "watch.line_up" : "watch.line_down"),
                        line_up ? Colour::kGreen : Colour::kYellow);
          }};
  RETURN_IF_ERROR(
      context.until_stopped([&](absl::Notification& stop) { return desk->Watch(stop, listener); }));
  if (!forged) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss, "a record failed verification; see above",
                   {.reason = "FORGED", .subject = "watch", .field = ""});
}

}  // namespace

void AddWatchCommand(CommandAdder& adder) {
  const auto alarm = std::make_shared<bool>(false);
  CLI::App& verb =
      adder.Verb("watch", "watch", [alarm](Context& context) { return Watch(context, *alarm); });
  adder.Flag(verb, "--alarm", *alarm, "alarm");
}

}  // namespace liaison
