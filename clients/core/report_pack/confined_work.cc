#include "clients/core/report_pack/confined_work.h"

#include <poll.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LIAISON_HAS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIAISON_HAS_SANITIZER
#endif

namespace liaison {
namespace {

#ifdef LIAISON_HAS_SANITIZER
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// Times its processor time: a machine with other work lets it wait.
constexpr rlim_t kPatience = 10;
constexpr int kNotConfined = 3;  // how the other process ends then

// Before each message; of an end the size is 0, so what broke off is known from what is whole.
using Size = uint32_t;

// What memory and an end need, beside new pages and answers (below). Anything else is refused, and
// nothing here needs it.
constexpr std::array kCalls = {
    SCMP_SYS(brk),   SCMP_SYS(munmap),     SCMP_SYS(mremap),       SCMP_SYS(madvise),
    SCMP_SYS(futex), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
};

absl::Status Failed(absl::string_view reason, absl::string_view message) {
  return MakeError(absl::StatusCode::kResourceExhausted, message,
                   {.reason = std::string(reason), .subject = "", .field = ""});
}

// Of this process now, in bytes; 0: unknown.
size_t AddressBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  size_t pages = 0;
  const bool read = std::fscanf(file, "%zu", &pages) == 1;  // NOLINT(cert-err34-c): the kernel's
  static_cast<void>(std::fclose(file));
  return read ? pages * static_cast<size_t>(sysconf(_SC_PAGESIZE)) : 0;
}

bool Limit(__rlimit_resource what, rlim_t most) {
  rlimit limit{};
  if (getrlimit(what, &limit) != 0) return false;
  limit.rlim_max = std::min(limit.rlim_max, most);
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(what, &limit) == 0;
}

// Of files that this process has open, only `answers` is left; no page can be run.
bool AllowOnlyCalls(int answers) {
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  const scmp_arg_cmp not_run = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  const scmp_arg_cmp no_file = SCMP_A4(SCMP_CMP_MASKED_EQ, UINT32_MAX, UINT32_MAX);  // -1
  const scmp_arg_cmp to_answers = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(answers));
  bool done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, not_run, no_file) == 0 &&
              seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_run) == 0 &&
              seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, to_answers) == 0;
  for (const int call : kCalls) {
    done = done && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  }
  done = done && seccomp_load(filter) == 0;  // sets no-new-privileges first
  seccomp_release(filter);
  return done;
}

bool Confine(const ConfinedLimits& limits, int answers) {
  static_cast<void>(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0));
  if (!Limit(RLIMIT_CORE, 0) || !Limit(RLIMIT_CPU, limits.cpu_s)) return false;
  if (kSanitized) return true;
  const size_t now = AddressBytes();
  return now > 0 && Limit(RLIMIT_FSIZE, 0) && Limit(RLIMIT_NOFILE, 0) &&
         Limit(RLIMIT_AS, now + limits.memory_bytes) && AllowOnlyCalls(answers);
}

// False: nobody listens any more, or nobody speaks.
bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t done = write(file, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(done));
  }
  return true;
}

bool ReadAll(int file, char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t done = read(file, bytes, size);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes += done;
    size -= static_cast<size_t>(done);
  }
  return true;
}

void Send(int file, absl::string_view message) {
  const auto size = static_cast<Size>(message.size());
  std::array<char, sizeof(Size)> head{};
  std::memcpy(head.data(), &size, sizeof(Size));
  if (!WriteAll(file, {head.data(), head.size()}) || !WriteAll(file, message)) _exit(1);
}

// The whole life of the other process. Nothing that this one has begun is ended there: no
// destructors, no buffers of streams.
[[noreturn]] void Work(int file, const ConfinedLimits& limits,
                       absl::FunctionRef<void(ConfinedSay)> work) {
  if (!Confine(limits, file)) _exit(kNotConfined);
  // A library may take the exception for a fault of the bytes.
  std::set_new_handler([] { _exit(1); });
  work([file](absl::string_view message) {
    LIAISON_CHECK(!message.empty() && message.size() <= kMaxConfinedMessageBytes);
    Send(file, message);
  });
  Send(file, "");
  _exit(0);
}

// Whether anything is said within `patience_s`: what waits uses no time of the processor.
bool IsHeard(int file, rlim_t patience_s) {
  constexpr int kMsInSecond = 1000;
  pollfd heard{.fd = file, .events = POLLIN, .revents = 0};
  int ready = 0;
  do {
    ready = poll(&heard, 1, static_cast<int>(patience_s) * kMsInSecond);
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

absl::Status TakeAll(int file, rlim_t patience_s, ConfinedTake take) {
  std::string message;
  while (IsHeard(file, patience_s)) {
    Size size = 0;
    if (!ReadAll(file, reinterpret_cast<char*>(&size), sizeof(size))) break;
    if (size == 0) return absl::OkStatus();
    if (size > kMaxConfinedMessageBytes) break;
    message.resize(size);
    if (!ReadAll(file, message.data(), size)) break;
    RETURN_IF_ERROR(take(message));
  }
  return Failed("LIMIT", "it takes more memory or time than it is given");
}

}  // namespace

absl::Status RunConfined(const ConfinedLimits& limits, absl::FunctionRef<void(ConfinedSay)> work,
                         ConfinedTake take) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return Failed("PROCESS", "no pipe");
  const pid_t child = fork();
  if (child == 0) {
    static_cast<void>(close(ends[0]));
    Work(ends[1], limits, work);
  }
  static_cast<void>(close(ends[1]));
  absl::Status taken = child < 0 ? Failed("PROCESS", "no process")
                                 : TakeAll(ends[0], kPatience * limits.cpu_s, take);
  static_cast<void>(close(ends[0]));
  if (child < 0) return taken;
  static_cast<void>(kill(child, SIGKILL));  // it has nothing left to do
  int end = 0;
  while (waitpid(child, &end, 0) < 0 && errno == EINTR) {
  }
  if (taken.ok() || !WIFEXITED(end) || WEXITSTATUS(end) != kNotConfined) return taken;
  return Failed("PROCESS", "this machine does not let a process be confined");
}

bool ConfinesFully() { return !kSanitized; }

}  // namespace liaison
