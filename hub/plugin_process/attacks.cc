#include "hub/plugin_process/attacks.h"

#include <array>

namespace liaison {
namespace {

constexpr absl::string_view kKernel = "the kernel may be built without it, or forbid it";
constexpr absl::string_view kContainers = "a container may forbid it";
constexpr absl::string_view kCapability = "a container's root may lack CAP_SYS_PTRACE";

constexpr std::array kAttacks = {
    Attack{AttackId::kFork, "fork", "a second process"},
    Attack{AttackId::kVfork, "vfork", "a second process"},
    Attack{AttackId::kClone3, "clone3", "a second process by the newer call", false, kContainers},
    Attack{AttackId::kThread, "thread", "a second thread"},
    Attack{AttackId::kTcp, "tcp", "a network connection"},
    Attack{AttackId::kUdp, "udp", "a network packet"},
    Attack{AttackId::kUnix, "unix", "the hub's local sockets"},
    Attack{AttackId::kNetlink, "netlink", "the kernel's network tables"},
    Attack{AttackId::kOpenFile, "open", "a file of the hub's"},
    Attack{AttackId::kCreateFile, "create", "a file of its own"},
    Attack{AttackId::kListFolder, "list", "the names of files"},
    Attack{AttackId::kReadLink, "readlink", "the names of files"},
    Attack{AttackId::kProcMemory, "proc-mem", "the hub's memory as a file", false, kCapability},
    Attack{AttackId::kPtrace, "ptrace", "control of the launcher", true, kCapability},
    Attack{AttackId::kReadMemory, "read-memory", "the hub's memory", true, kCapability},
    Attack{AttackId::kWriteMemory, "write-memory", "changes in the hub's memory", true,
           kCapability},
    Attack{AttackId::kKillHub, "kill-hub", "the hub's end"},
    Attack{AttackId::kKillLauncher, "kill-launcher", "the launcher's end"},
    Attack{AttackId::kKillAll, "kill-all", "the end of every process it may signal"},
    Attack{AttackId::kPriority, "priority", "the launcher's share of the processor"},
    Attack{AttackId::kExecShell, "exec-shell", "another program"},
    Attack{AttackId::kExecByBundle, "exec-by-bundle",
           "another program, under cover of the call "
           "that started this one",
           true},
    Attack{AttackId::kSharedMemory, "shared-memory", "memory that no limit counts"},
    Attack{AttackId::kMemoryFile, "memory-file", "memory that no limit counts"},
    Attack{AttackId::kSystemVMemory, "system-v-memory", "memory that outlives it"},
    Attack{AttackId::kExecutableMemory, "executable-memory", "code that nobody verified"},
    Attack{AttackId::kMemoryBomb, "memory-bomb", "more memory than its manifest says"},
    Attack{AttackId::kStackMemory, "stack-memory", "memory that no limit counts"},
    Attack{AttackId::kAddressSpace, "address-space", "page tables without end"},
    Attack{AttackId::kManyFiles, "many-files", "more descriptors than its limit"},
    Attack{AttackId::kRaiseLimit, "raise-limit", "a higher limit"},
    Attack{AttackId::kDumpable, "dumpable", "being looked into by others of its user"},
    Attack{AttackId::kIoUring, "io-uring", "calls that no filter sees", true, kKernel},
    Attack{AttackId::kBpf, "bpf", "code in the kernel", true, kKernel},
    Attack{AttackId::kPerf, "perf", "what the processor does for others", true, kKernel},
    Attack{AttackId::kUserfault, "userfault", "a kernel that waits for it", true, kKernel},
    Attack{AttackId::kKeyring, "keyring", "the kernel's store of keys", true, kContainers},
    Attack{AttackId::kMount, "mount", "another view of the files", true, kContainers},
    Attack{AttackId::kUnshare, "unshare", "a namespace with new rights", true, kContainers},
    Attack{AttackId::kSetns, "setns", "the namespace of another process", true},
    Attack{AttackId::kTimer, "timer", "its own time"},
    Attack{AttackId::kRandom, "random", "random numbers, which no replay repeats"},
    Attack{AttackId::kPassDescriptor, "pass-descriptor", "a descriptor in the hub's hands"},
    Attack{AttackId::kIoctl, "ioctl", "drivers behind its descriptors"},
#if defined(__x86_64__)
    Attack{AttackId::kOtherTable, "other-table", "calls by numbers that the filter does not know",
           true, kKernel},
#endif
};

}  // namespace

absl::Span<const Attack> Attacks() { return kAttacks; }

}  // namespace liaison
