// What the hub and its launcher say to each other, one message a packet, between two processes of
// the same program file.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_LAUNCH_MESSAGES_H_
#define LIAISON_HUB_PLUGIN_PROCESS_LAUNCH_MESSAGES_H_

#include <sys/types.h>

#include <array>
#include <cstdint>

namespace liaison {

inline constexpr int kControlFd = 3;  // in the launcher

// kStart comes with three descriptors: link, output, bundle.
struct LaunchOrder {
  enum class Kind : uint8_t { kStart, kKill };
  Kind kind = Kind::kStart;
  uint32_t id = 0;  // the hub's name for the process; never used twice
  uint32_t slot = 0;
  uint64_t data_bytes_max = 0;
};

// One kStarted or kFailed answers each kStart; one kEnded follows each kStarted.
struct LaunchNotice {
  enum class Kind : uint8_t { kStarted, kFailed, kEnded };
  Kind kind = Kind::kStarted;
  bool in_sandbox = false;  // kFailed: a step of the sandbox was refused
  uint32_t id = 0;
  pid_t pid = 0;
  int value = 0;                // kFailed: errno; kEnded: as waitpid gives it
  std::array<char, 24> step{};  // kFailed: which
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_LAUNCH_MESSAGES_H_
