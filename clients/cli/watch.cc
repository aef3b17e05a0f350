// liaison watch: shows what comes in as it comes in, sends what waits, until stopped.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "clients/cli/commands.h"
#include "clients/cli/notice_view.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Watch(Context& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  Output& output = context.output;
  bool forged = false;
  bool line_up = false;
  std::vector<Overdue> told;
  const DeskListener listener{
      .on_event =
          [&](const InboxEvent& event) {
            ShowEvent(context, event, desk->archive());
            forged |= event.forged;
          },
      .on_sent = [&](const FlushReport& report) { ShowSent(context, report, desk->outbox()); },
      .on_beat =
          [&] {
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
  return absl::DataLossError("a record failed verification while watching");
}

}  // namespace

void AddWatchCommand(CommandAdder& adder) { adder.Verb("watch", "watch", Watch); }

}  // namespace liaison
