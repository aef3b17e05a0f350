// Work on a stranger's bytes by a library that knows no limits, in a process of its own: whatever
// these bytes make of it, it takes no more memory and time than it is given, opens no file and no
// connection, and its end is not ours. Source: setrlimit(2), seccomp(2).
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_CONFINED_WORK_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_CONFINED_WORK_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

struct ConfinedLimits {
  size_t memory_bytes = 0;  // beside what this process has now, of which it is a copy
  size_t cpu_s = 0;
};

inline constexpr size_t kMaxConfinedMessageBytes = size_t{128} << 10;

// Up to kMaxConfinedMessageBytes, not empty.
using ConfinedSay = absl::FunctionRef<void(absl::string_view)>;
using ConfinedTake = absl::FunctionRef<absl::Status(absl::string_view)>;

// Runs `work` there; what it says there is taken here, message by message, in order. It must not
// throw. Call it before this process has threads and keys: the copy has what this process has.
// A build with sanitizers limits only time, since their own memory has no bounds.
// Errors: those of `take`, which stop the work; ResourceExhausted LIMIT (it did not come to its
// end), PROCESS (no process could be made, or not confined).
absl::Status RunConfined(const ConfinedLimits& limits, absl::FunctionRef<void(ConfinedSay)> work,
                         ConfinedTake take);

// Whether memory and system calls are limited too.
bool ConfinesFully();

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_CONFINED_WORK_H_
