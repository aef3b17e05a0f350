#include "clients/cli/locked_watch.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/attendance.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/passphrase.h"
#include "clients/core/desk/locked_desk.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// glibc overwrites what is freed, and keeps no small blocks aside from that, only where it is told
// so before it starts.
constexpr char kTunablesName[] = "GLIBC_TUNABLES";
constexpr char kTunables[] = "glibc.malloc.perturb=90:glibc.malloc.tcache_count=0";

void Tell(Context& context, absl::string_view event, absl::string_view key) {
  if (context.output.json()) {
    context.output.Value(Json::Object{{"event", std::string(event)}});
  } else {
    context.output.Line(context.output.Say(key), Colour::kBold);
  }
}

// Says each change once, and rings with every beat.
class Siren {
 public:
  Siren(Context& context, Alarm& alarm) : context_(context), alarm_(alarm) {}

  void Beat(const std::optional<Ringing>& ringing) {
    if (ringing != told_) Show(ringing);
    told_ = ringing;
    if (!ringing.has_value()) return;
    const absl::Status sounded = alarm_.Sound(ringing->precedence, ringing->header_hash);
    if (!sounded.ok()) context_.output.Error(sounded);
  }

 private:
  void Show(const std::optional<Ringing>& ringing) {
    if (!ringing.has_value()) return Tell(context_, "quiet", "watch.quiet");
    Output& output = context_.output;
    const std::string precedence(PrecedenceName(ringing->precedence));
    const std::string digits = AlarmDigits(ringing->header_hash);
    if (output.json()) {
      output.Value(
          Json::Object{{"event", "rings"}, {"precedence", precedence}, {"digits", digits}});
      return;
    }
    output.Line(output.Say("watch.rings", {MessageArg::Composed(context_.phrases.Label(
                                               output.language(), "precedence", precedence)),
                                           digits}),
                Colour::kRed);
  }

  Context& context_;
  Alarm& alarm_;
  std::optional<Ringing> told_;
};

absl::StatusOr<std::unique_ptr<Desk>> Unlock(Context& context, const absl::Notification& stop) {
  ASSIGN_OR_RETURN(const Secret passphrase,
                   AskPassphrase(context.output.Say("prompt.passphrase"), stop));
  return Desk::Open(context.home, passphrase, context.world, context.connector);
}

}  // namespace

absl::Status LeaveNoTraces() {
  static_cast<void>(std::setvbuf(stdout, nullptr, _IONBF, 0));
  const char* set = std::getenv(kTunablesName);  // NOLINT(concurrency-mt-unsafe): before any thread
  if (set != nullptr && absl::string_view(set) == kTunables) return absl::OkStatus();
  ::setenv(kTunablesName, kTunables, 1);  // NOLINT(concurrency-mt-unsafe): before any thread
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv("/proc/self/exe", arguments.data());
  return absl::InternalError("the program cannot start itself anew, without traces");
}

absl::StatusOr<std::unique_ptr<Desk>> WatchLocked(Context& context, std::unique_ptr<Desk> desk,
                                                  Alarm& alarm, bool& forged,
                                                  absl::Notification& stop) {
  ASSIGN_OR_RETURN(const std::unique_ptr<LockedDesk> locked, LockedDesk::Lock(std::move(desk)));
  context.output.ClearScreen();
  Tell(context, "locked", "watch.locked");
  Siren siren(context, alarm);
  LineTold line(context);
  const LockedListener listener{
      .on_beat = [&](const std::optional<Ringing>& ringing) { siren.Beat(ringing); },
      .on_alarm =
          [&](const InboxEvent& event) {
            forged |= event.forged;
            ShowAlarm(context, event);
          },
      .on_line = [&](const absl::Status& status) { line.Tell(status); }};
  std::unique_ptr<Desk> unlocked;
  // The alarm rings on while the passphrase is typed.
  const auto on_key = [&](const absl::Notification& end) {
    absl::StatusOr<std::unique_ptr<Desk>> opened = Unlock(context, end);
    if (opened.ok()) unlocked = *std::move(opened);
    if (!opened.ok() && !end.HasBeenNotified()) context.output.Error(opened.status());
    return opened.ok();
  };
  RETURN_IF_ERROR(
      RunAttended(stop, {.on_key = on_key}, context.world.clock,
                  [&](absl::Notification& end) { return locked->Watch(end, listener); }));
  if (unlocked != nullptr) Tell(context, "unlocked", "watch.unlocked");
  return unlocked;
}

}  // namespace liaison
