// sim-clock: makes, moves and shows the virtual clock of the *-sim programs.
//   sim-clock make FILE 2017-05-05T00:00:00Z     sim-clock advance FILE 168h
//   sim-clock hold FILE 10m (wakes nobody)       sim-clock show FILE
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "proto/base/status_macros.h"
#include "tests/sim/shared_clock.h"

namespace liaison {
namespace {

absl::Status Run(const std::vector<std::string>& words) {
  const std::string command = words.size() < 2 ? "" : words[0];
  if (command == "make" && words.size() == 3) {
    absl::Time now;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_sec, words[2], &now, &error)) {
      return absl::InvalidArgumentError(absl::StrCat(words[2], ": ", error));
    }
    return SharedClock::Make(words[1], now);
  }
  if ((command == "advance" || command == "hold") && words.size() == 3) {
    absl::Duration duration;
    if (!absl::ParseDuration(words[2], &duration)) {
      return absl::InvalidArgumentError(absl::StrCat(words[2], " is no duration; write 168h"));
    }
    ASSIGN_OR_RETURN(const std::unique_ptr<SharedClock> clock, SharedClock::Open(words[1]));
    if (command == "hold") {
      clock->Hold(duration);
    } else {
      clock->Advance(duration);
    }
    return absl::OkStatus();
  }
  if (command == "show" && words.size() == 2) {
    ASSIGN_OR_RETURN(const std::unique_ptr<SharedClock> clock, SharedClock::Open(words[1]));
    static_cast<void>(
        std::puts(absl::FormatTime(absl::RFC3339_full, clock->Now(), absl::UTCTimeZone()).c_str()));
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "sim-clock make FILE TIME | advance FILE DURATION | hold FILE DURATION | show FILE");
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  const absl::Status status = liaison::Run({argv + 1, argv + argc});
  if (status.ok()) return 0;
  static_cast<void>(std::fprintf(stderr, "%s\n", std::string(status.message()).c_str()));
  return 1;
}
