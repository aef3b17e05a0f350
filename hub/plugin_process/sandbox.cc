#include "hub/plugin_process/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "hub/plugin_process/seccomp_filter.h"

namespace liaison {
namespace {

constexpr size_t kPageBytes = 4096;
constexpr int kNice = 10;
constexpr rlim_t kBesideDataBytes = rlim_t{64} << 20;  // program, stack

const char* MapEmptyPath() {
  void* page = mmap(nullptr, kPageBytes, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? nullptr : static_cast<const char*>(page);
}

// When memory is short the plugin goes first. Best effort.
void OfferToOomKiller() {
  // The file belongs to root while the process is not dumpable, as the launcher is.
  static_cast<void>(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
  const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file >= 0) {
    static_cast<void>(!write(file, "1000", 4));
    static_cast<void>(close(file));
  }
  static_cast<void>(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}

// Whoever has work to do goes before a plugin. Best effort.
void StepBack() {
  static_cast<void>(setpriority(PRIO_PROCESS, 0, kNice));
  const sched_param no_priority{};
  static_cast<void>(sched_setscheduler(0, SCHED_BATCH, &no_priority));
}

// A limit that is lower already stays: only root may raise it.
bool LimitTo(int what, rlim_t most) {
  rlimit limit{};
  if (syscall(SYS_prlimit64, 0, what, nullptr, &limit) != 0) return false;
  limit.rlim_max = std::min(limit.rlim_max, most);
  limit.rlim_cur = limit.rlim_max;
  return syscall(SYS_prlimit64, 0, what, &limit, nullptr) == 0;
}

bool Limit(uint64_t data_bytes_max) {
  struct Row {
    int what;
    rlim_t most;
  };
  // RLIMIT_AS for what RLIMIT_DATA does not count: pages that are only read cost page tables.
  const std::array rows = {Row{RLIMIT_DATA, data_bytes_max},
                           Row{RLIMIT_AS, data_bytes_max + kBesideDataBytes},
                           Row{RLIMIT_CORE, 0},
                           Row{RLIMIT_FSIZE, 0},
                           Row{RLIMIT_NOFILE, 32},
                           Row{RLIMIT_MEMLOCK, 0},
                           Row{RLIMIT_MSGQUEUE, 0},
                           Row{RLIMIT_STACK, rlim_t{8} << 20}};
  return std::all_of(rows.begin(), rows.end(),
                     [](const Row& row) { return LimitTo(row.what, row.most); });
}

// A root whose namespace maps no second user, or who may not change to it, is like an ordinary
// user: the plugin stays, without capabilities. glibc's wrappers would lock; the calls need not.
bool BecomeSlot(uint32_t slot) {
  if (geteuid() != 0) return true;
  const uint32_t id = kFirstPluginUid + slot;
  const auto refused = [] { return errno == EPERM || errno == EINVAL; };
  if (syscall(SYS_setgroups, 0, nullptr) != 0 && !refused()) return false;
  if (syscall(SYS_setresgid, id, id, id) != 0 && !refused()) return false;
  return syscall(SYS_setresuid, id, id, id) == 0 || refused();
}

bool DropCapabilities() {
  __user_cap_header_struct head{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return syscall(SYS_capset, &head, none.data()) == 0;
}

}  // namespace

bool DieWithLauncher(pid_t launcher) {
  return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && getppid() == launcher;
}

Sandbox::Sandbox() : empty_path_(MapEmptyPath()), filter_(BuildSeccompFilter(empty_path_)) {}

Sandbox::~Sandbox() {
  if (empty_path_ != nullptr) static_cast<void>(munmap(const_cast<char*>(empty_path_), kPageBytes));
}

ConfinementFailure Sandbox::Enter(const ConfinedSpec& spec) const {
  const auto failed = [](const char* step) { return ConfinementFailure{step, errno}; };
  OfferToOomKiller();
  StepBack();
  if (!Limit(spec.data_bytes_max)) return failed("rlimits");
  if (!BecomeSlot(spec.slot)) return failed("user");
  // Containers and chroots refuse it, and that is fine: the filter leaves nothing to see there.
  static_cast<void>(unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC));
  if (!DropCapabilities()) return failed("capabilities");
  if (!DieWithLauncher(spec.launcher)) return failed("death signal");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no new privileges");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return failed("not dumpable");
  if (empty_path_ == nullptr || filter_.empty()) return {"seccomp filter", ENOSYS};
  const sock_fprog program{.len = static_cast<uint16_t>(filter_.size()),
                           .filter = const_cast<sock_filter*>(filter_.data())};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) return failed("seccomp");
  return {};
}

}  // namespace liaison
