// Processor time of another process.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_PROCESS_TIME_H_
#define LIAISON_HUB_PLUGIN_PROCESS_PROCESS_TIME_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace liaison {

struct ProcessTimes {
  absl::Duration used;       // user and system, in the kernel's steps of some milliseconds
  uint64_t start_ticks = 0;  // tells a process from a later one with the same number
};

// Nullopt where there is no such process, or it may not be seen.
std::optional<ProcessTimes> ReadProcessTimes(pid_t pid);
// The line of /proc/PID/stat. Source: proc(5).
std::optional<ProcessTimes> ParseProcessTimes(absl::string_view line, int64_t ticks_per_second);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_PROCESS_TIME_H_
