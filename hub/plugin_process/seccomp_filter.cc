#include "hub/plugin_process/seccomp_filter.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <asm/prctl.h>
#endif

#include <array>
#include <cerrno>
#include <memory>

#include "hub/plugin_process/confinement.h"
#include "proto/base/descriptor.h"

namespace liaison {
namespace {

struct Release {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, Release>;

// They touch the process itself and descriptors it already has, and give it no new one.
constexpr std::array kAllowed = {SCMP_SYS(read),
                                 SCMP_SYS(write),
                                 SCMP_SYS(readv),
                                 SCMP_SYS(writev),
                                 SCMP_SYS(close),
                                 SCMP_SYS(fstat),
                                 SCMP_SYS(brk),
                                 SCMP_SYS(munmap),
                                 SCMP_SYS(mremap),

                                 SCMP_SYS(exit),
                                 SCMP_SYS(exit_group),
                                 SCMP_SYS(rt_sigaction),
                                 SCMP_SYS(rt_sigprocmask),
                                 SCMP_SYS(rt_sigreturn),
                                 SCMP_SYS(set_tid_address),
                                 SCMP_SYS(set_robust_list),
                                 SCMP_SYS(restart_syscall)};

// Nobody does these by mistake, and each has opened sandboxes before.
constexpr std::array kKilled = {SCMP_SYS(ptrace),
                                SCMP_SYS(process_vm_readv),
                                SCMP_SYS(process_vm_writev),
                                SCMP_SYS(bpf),
                                SCMP_SYS(perf_event_open),
                                SCMP_SYS(io_uring_setup),
                                SCMP_SYS(io_uring_enter),
                                SCMP_SYS(io_uring_register),
                                SCMP_SYS(userfaultfd),
                                SCMP_SYS(mount),
                                SCMP_SYS(unshare),
                                SCMP_SYS(setns),
                                SCMP_SYS(keyctl),
                                SCMP_SYS(add_key),
                                SCMP_SYS(request_key)};

bool AddCalls(scmp_filter_ctx filter) {
  for (const int call : kAllowed) {
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) != 0) return false;
  }
  for (const int call : kKilled) {
    if (seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 0) != 0) return false;
  }
  return true;
}

constexpr scmp_datum_t Except(int bits) { return ~static_cast<scmp_datum_t>(bits); }

// By what is allowed, since RLIMIT_DATA counts neither shared memory nor memory that grows down.
// New executable pages would be code that nobody verified.
bool AddMemory(scmp_filter_ctx filter) {
  constexpr int kFlags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE | MAP_STACK;
  const scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, Except(PROT_READ | PROT_WRITE), 0);
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, plain,
                          SCMP_A3(SCMP_CMP_MASKED_EQ, Except(kFlags), 0)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, plain) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(madvise), 1,
                          SCMP_A2(SCMP_CMP_EQ, MADV_DONTNEED)) == 0;
}

// The C++ library wakes whoever might wait for a first use of something, though nobody can. Waiting
// itself is of no use to one thread.
bool AddWake(scmp_filter_ctx filter) {
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(futex), 1,
                          SCMP_A1(SCMP_CMP_EQ, FUTEX_WAKE | FUTEX_PRIVATE_FLAG)) == 0;
}

// AT_EMPTY_PATH only permits an empty path, it does not ask for one: with it and the bundle's
// number alone, execveat(4, "/bin/sh", ..) would pass. So the path's address has to be the one in
// the launcher. The plugin's own memory is laid out anew and it does not know that address; a
// wrong guess is its last.
bool AddExec(scmp_filter_ctx filter, const char* empty_path) {
  const auto address = static_cast<scmp_datum_t>(reinterpret_cast<uintptr_t>(empty_path));
  const int call = SCMP_SYS(execveat);
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 3, SCMP_A0(SCMP_CMP_EQ, kBundleFd),
                          SCMP_A1(SCMP_CMP_EQ, address),
                          SCMP_A4(SCMP_CMP_EQ, AT_EMPTY_PATH)) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, call, 1, SCMP_A1(SCMP_CMP_NE, address)) ==
             0;
}

// Where the processor keeps the address of thread-local memory by a system call.
bool AddThreadPointer([[maybe_unused]] scmp_filter_ctx filter) {
#if defined(__x86_64__)
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(arch_prctl), 1,
                          SCMP_A0(SCMP_CMP_EQ, ARCH_SET_FS)) == 0;
#else
  return true;
#endif
}

// libseccomp of Debian 12 writes its program to descriptors only.
std::vector<sock_filter> Export(scmp_filter_ctx filter) {
  const Descriptor file(memfd_create("seccomp", MFD_CLOEXEC));
  if (!file.valid() || seccomp_export_bpf(filter, file.get()) != 0) return {};
  const off_t size = lseek(file.get(), 0, SEEK_END);
  if (size < static_cast<off_t>(sizeof(sock_filter))) return {};
  std::vector<sock_filter> program(static_cast<size_t>(size) / sizeof(sock_filter));
  if (pread(file.get(), program.data(), static_cast<size_t>(size), 0) != size) return {};
  return program;
}

}  // namespace

std::vector<sock_filter> BuildSeccompFilter(const char* empty_path) {
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
  // A call by another architecture's table (32 bit) is another call by the same number.
  if (filter == nullptr ||
      seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0 ||
      !AddCalls(filter.get()) || !AddMemory(filter.get()) || !AddExec(filter.get(), empty_path) ||
      !AddThreadPointer(filter.get()) || !AddWake(filter.get())) {
    return {};
  }
  return Export(filter.get());
}

}  // namespace liaison
