// liaison-evil: tries one attack, chosen by the order on its link, and says there whether it was
// refused. A static program like every plugin, so it also shows that such a program starts.
// An attack counts as refused only by EPERM, EACCES or ENOSYS (and ENOMEM for memory): any other
// error means that the kernel looked at the request, so it could be made to work.
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "hub/plugin_process/evil_order.h"

namespace liaison {
namespace {

constexpr int kLink = 3;
constexpr int kBundle = 4;
constexpr size_t kChunk = size_t{1} << 20;

// The child of a fork that should not have been.
long EndInChild(long result) {
  if (result == 0) _exit(0);
  return result;
}

long Fork(unsigned long flags) {
  return EndInChild(syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0));
}

long Clone3() {
  clone_args how = {};
  how.exit_signal = SIGCHLD;
  return EndInChild(syscall(SYS_clone3, &how, sizeof how));
}

void* NoWork(void* nothing) { return nothing; }

long Thread() {
  pthread_t thread;
  errno = EPERM;
  return pthread_create(&thread, nullptr, NoWork, nullptr) == 0 ? 0 : -1;
}

long Socket(int family, int type) { return syscall(SYS_socket, family, type, 0); }

long Open(const char* path, int flags) { return syscall(SYS_openat, AT_FDCWD, path, flags, 0600); }

long OpenMemoryOf(int pid) {
  char path[32] = "/proc/";
  char digits[16];
  size_t count = 0;
  for (; pid > 0; pid /= 10) digits[count++] = static_cast<char>('0' + pid % 10);
  size_t end = strlen(path);
  while (count > 0) path[end++] = digits[--count];
  memcpy(path + end, "/mem", 5);
  return Open(path, O_RDONLY);
}

long OtherMemory(long call, const EvilOrder& order) {
  long value = 0;
  const iovec here = {&value, sizeof value};
  const iovec there = {reinterpret_cast<void*>(order.hub_address), sizeof value};
  return syscall(call, order.hub, &here, 1, &there, 1, 0);
}

// Its present priority again: the right to set it is what counts.
long Priority(int pid) {
  const long now = syscall(SYS_getpriority, PRIO_PROCESS, pid);
  return syscall(SYS_setpriority, PRIO_PROCESS, pid, now < 0 ? 0 : 20 - now);
}

// The shell says on the link that it ran.
long Shell(bool by_bundle) {
  char name[] = "sh";
  char option[] = "-c";
  char say[] = "printf W >&3";
  char* arguments[] = {name, option, say, nullptr};
  char* environment[] = {nullptr};
  if (!by_bundle) return syscall(SYS_execve, "/bin/sh", arguments, environment);
  return syscall(SYS_execveat, kBundle, "/bin/sh", arguments, environment, AT_EMPTY_PATH);
}

long Map(int protection, int flags, size_t size = kChunk) {
  return syscall(SYS_mmap, 0, size, protection, flags | MAP_ANONYMOUS, -1, 0);
}

long MemoryBomb(size_t most) {
  for (size_t had = 0; had <= most; had += kChunk) {
    const long at = Map(PROT_READ | PROT_WRITE, MAP_PRIVATE);
    if (at == -1) return -1;
    memset(reinterpret_cast<void*>(at), 1, kChunk);
  }
  return 0;
}

long ManyFiles() {
  for (int i = 0; i < 40; ++i) {
    if (syscall(SYS_dup, 0) < 0) return -1;
  }
  return 0;
}

long RaiseLimit() {
  const rlimit any = {RLIM_INFINITY, RLIM_INFINITY};
  return syscall(SYS_prlimit64, 0, RLIMIT_DATA, &any, nullptr);
}

long PassDescriptor() {
  char ancillary[CMSG_SPACE(sizeof(int))] = {};
  char byte = kEvilReady;
  iovec part = {&byte, 1};
  msghdr head = {};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  head.msg_control = ancillary;
  head.msg_controllen = sizeof ancillary;
  cmsghdr* rights = CMSG_FIRSTHDR(&head);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(int));
  const int nothing = 0;
  memcpy(CMSG_DATA(rights), &nothing, sizeof nothing);
  return syscall(SYS_sendmsg, kLink, &head, 0);
}

long Timer() {
  timespec much = {1, 0};
  timer_t made = nullptr;
  return syscall(SYS_timer_create, CLOCK_REALTIME, nullptr, &made) == 0
             ? 0
             : syscall(SYS_nanosleep, &much, nullptr);
}

long Bpf() {
  bpf_attr what = {};
  return syscall(SYS_bpf, BPF_PROG_LOAD, &what, sizeof what);
}

long Perf() {
  perf_event_attr what = {};
  what.size = sizeof what;
  what.type = PERF_TYPE_SOFTWARE;
  return syscall(SYS_perf_event_open, &what, 0, -1, -1, 0);
}

// Calls by the numbers of x32, which a filter for x86-64 may forget.
long OtherTable() {
#if defined(__x86_64__)
  constexpr long kX32 = 0x40000000;
  return syscall(kX32 | SYS_getpid);
#else
  errno = ENOSYS;
  return -1;
#endif
}

long Attack(const EvilOrder& order) {
  char bytes[64];
  int value = 0;
  switch (order.attack) {
    case AttackId::kFork:
      return Fork(0);
    case AttackId::kVfork:
      return Fork(CLONE_VFORK);
    case AttackId::kClone3:
      return Clone3();
    case AttackId::kThread:
      return Thread();
    case AttackId::kTcp:
      return Socket(AF_INET, SOCK_STREAM);
    case AttackId::kUdp:
      return Socket(AF_INET, SOCK_DGRAM);
    case AttackId::kUnix:
      return Socket(AF_UNIX, SOCK_STREAM);
    case AttackId::kNetlink:
      return Socket(AF_NETLINK, SOCK_RAW);
    case AttackId::kOpenFile:
      return Open(order.path, O_RDONLY);
    case AttackId::kCreateFile:
      return Open("/tmp", O_TMPFILE | O_WRONLY);
    case AttackId::kListFolder:
      return Open("/", O_RDONLY | O_DIRECTORY);
    case AttackId::kReadLink:
      return syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", bytes, sizeof bytes);
    case AttackId::kProcMemory:
      return OpenMemoryOf(order.hub);
    case AttackId::kPtrace:
      return syscall(SYS_ptrace, PTRACE_SEIZE, order.launcher, 0, 0);
    case AttackId::kReadMemory:
      return OtherMemory(SYS_process_vm_readv, order);
    case AttackId::kWriteMemory:
      return OtherMemory(SYS_process_vm_writev, order);
    case AttackId::kKillHub:
      return syscall(SYS_kill, order.hub, 0);
    case AttackId::kKillLauncher:
      return syscall(SYS_kill, order.launcher, 0);
    case AttackId::kKillAll:
      return syscall(SYS_kill, -1, 0);
    case AttackId::kPriority:
      return Priority(order.launcher);
    case AttackId::kExecShell:
      return Shell(false);
    case AttackId::kExecByBundle:
      return Shell(true);
    case AttackId::kSharedMemory:
      return Map(PROT_READ | PROT_WRITE, MAP_SHARED);
    case AttackId::kMemoryFile:
      return syscall(SYS_memfd_create, "evil", 0);
    case AttackId::kSystemVMemory:
      return syscall(SYS_shmget, IPC_PRIVATE, kChunk, 0);
    case AttackId::kExecutableMemory:
      return Map(PROT_READ | PROT_EXEC, MAP_PRIVATE);
    case AttackId::kMemoryBomb:
      return MemoryBomb(order.data_bytes_max);
    case AttackId::kStackMemory:
      return Map(PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_GROWSDOWN);
    case AttackId::kAddressSpace:
      return Map(PROT_READ, MAP_PRIVATE | MAP_NORESERVE, size_t{1} << 30);
    case AttackId::kManyFiles:
      return ManyFiles();
    case AttackId::kRaiseLimit:
      return RaiseLimit();
    case AttackId::kDumpable:
      return syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
    case AttackId::kIoUring:
      return syscall(SYS_io_uring_setup, 1, nullptr);
    case AttackId::kBpf:
      return Bpf();
    case AttackId::kPerf:
      return Perf();
    case AttackId::kUserfault:
      return syscall(SYS_userfaultfd, 0);
    case AttackId::kKeyring:
      return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -3, 1);
    // Contradicting flags: whoever may mount is told so, and nothing is changed.
    case AttackId::kMount:
      return syscall(SYS_mount, "none", "/", nullptr, MS_SHARED | MS_PRIVATE, nullptr);
    case AttackId::kUnshare:
      return syscall(SYS_unshare, CLONE_NEWUTS);
    case AttackId::kSetns:
      return syscall(SYS_setns, 0, CLONE_NEWNET);
    case AttackId::kTimer:
      return Timer();
    case AttackId::kRandom:
      return syscall(SYS_getrandom, bytes, sizeof bytes, 0);
    case AttackId::kPassDescriptor:
      return PassDescriptor();
    case AttackId::kIoctl:
      return syscall(SYS_ioctl, kLink, FIONREAD, &value);
    case AttackId::kOtherTable:
      return OtherTable();
  }
  return 0;
}

bool Refused(long result) {
  return result == -1 && (errno == EPERM || errno == EACCES || errno == ENOSYS || errno == ENOMEM);
}

bool Say(char what) { return write(kLink, &what, 1) == 1; }

}  // namespace
}  // namespace liaison

int main() {
  liaison::EvilOrder order;
  if (read(liaison::kLink, &order, sizeof order) != sizeof order) return 1;
  if (!liaison::Say(liaison::kEvilReady)) return 1;
  const bool refused = liaison::Refused(liaison::Attack(order));
  return liaison::Say(refused ? liaison::kEvilDenied : liaison::kEvilWorked) ? 0 : 1;
}
