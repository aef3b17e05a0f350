// What the hub and liaison-evil say to each other. For a program without libraries.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_EVIL_ORDER_H_
#define LIAISON_HUB_PLUGIN_PROCESS_EVIL_ORDER_H_

#include <cstdint>

namespace liaison {

enum class AttackId : uint32_t {
  kFork,
  kVfork,
  kClone3,
  kThread,
  kTcp,
  kUdp,
  kUnix,
  kNetlink,
  kOpenFile,
  kCreateFile,
  kListFolder,
  kReadLink,
  kProcMemory,
  kPtrace,
  kReadMemory,
  kWriteMemory,
  kKillHub,
  kKillLauncher,
  kKillAll,
  kPriority,
  kExecShell,
  kExecByBundle,
  kSharedMemory,
  kMemoryFile,
  kSystemVMemory,
  kExecutableMemory,
  kMemoryBomb,
  kStackMemory,
  kAddressSpace,
  kManyFiles,
  kRaiseLimit,
  kDumpable,
  kIoUring,
  kBpf,
  kPerf,
  kUserfault,
  kKeyring,
  kMount,
  kUnshare,
  kSetns,
  kTimer,
  kRandom,
  kPassDescriptor,
  kIoctl,
  kOtherTable,
};

struct EvilOrder {
  AttackId attack = AttackId::kFork;
  int32_t hub = 0;  // processes to attack
  int32_t launcher = 0;
  uint64_t hub_address = 0;     // of eight readable bytes in the hub
  uint64_t data_bytes_max = 0;  // what it may have
  char path[256] = {};          // of a file that the hub can read
};

// It says kReady, then one of the others, unless it dies in between.
inline constexpr char kEvilReady = 'R';
inline constexpr char kEvilWorked = 'W';
inline constexpr char kEvilDenied = 'D';

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_EVIL_ORDER_H_
