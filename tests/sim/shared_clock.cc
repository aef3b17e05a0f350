#include "tests/sim/shared_clock.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"

namespace liaison {

// `turn` changes after the times, and is what waiters sleep on (futex(2)): who reads turn, then the
// time, then sleeps while turn is still the same, misses no move.
struct SharedClock::Page {
  static constexpr uint64_t kMagic = 0x6c69636c6f636b31;
  uint64_t magic = kMagic;
  std::atomic<int64_t> now_us = 0;
  std::atomic<int64_t> wake_us = 0;  // who waits until then wakes
  std::atomic<uint32_t> turn = 0;
  static_assert(std::atomic<int64_t>::is_always_lock_free);
  static_assert(std::atomic<uint32_t>::is_always_lock_free);
};

namespace {

absl::Status SystemError(absl::string_view what, const std::string& path) {
  const int error = errno;
  return error == ENOENT ? absl::NotFoundError(absl::StrCat("no clock at ", path))
                         : absl::InternalError(absl::StrCat(what, " ", path, " failed: ", error));
}

}  // namespace

absl::Status SharedClock::Make(const std::string& path, absl::Time now) {
  Page page;
  page.now_us = page.wake_us = absl::ToUnixMicros(now);
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return SystemError("open", path);
  const bool written = ::pwrite(file, &page, sizeof(page), 0) == ssize_t{sizeof(page)};
  const absl::Status status = written ? absl::OkStatus() : SystemError("write", path);
  static_cast<void>(::close(file));
  return status;
}

absl::StatusOr<std::unique_ptr<SharedClock>> SharedClock::Open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return SystemError("open", path);
  struct stat found {};
  const bool whole = ::fstat(file, &found) == 0 && found.st_size == off_t{sizeof(Page)};
  void* const page =
      whole ? ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
            : MAP_FAILED;
  static_cast<void>(::close(file));
  if (page == MAP_FAILED) return absl::InvalidArgumentError(absl::StrCat(path, " is no clock"));
  std::unique_ptr<SharedClock> clock(new SharedClock(static_cast<Page*>(page)));
  if (clock->page_->magic != Page::kMagic) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is no clock"));
  }
  return clock;
}

std::unique_ptr<SharedClock> SharedClock::OpenForProgram() {
  const char* const path = std::getenv("LIAISON_SIM_CLOCK");  // NOLINT(concurrency-mt-unsafe)
  absl::StatusOr<std::unique_ptr<SharedClock>> clock =
      path == nullptr ? absl::NotFoundError("LIAISON_SIM_CLOCK names no clock") : Open(path);
  if (clock.ok()) return *std::move(clock);
  static_cast<void>(std::fprintf(stderr, "%s\n", std::string(clock.status().message()).c_str()));
  return nullptr;
}

SharedClock::~SharedClock() { static_cast<void>(::munmap(page_, sizeof(Page))); }

absl::Time SharedClock::Now() const { return absl::FromUnixMicros(page_->now_us.load()); }

bool SharedClock::WaitFor(absl::Notification& stop, absl::Duration duration) {
  if (duration == absl::InfiniteDuration()) {
    stop.WaitForNotification();
    return true;
  }
  const absl::Time until = Now() + duration;
  for (;;) {
    const uint32_t turn = page_->turn.load();
    if (stop.HasBeenNotified()) return true;
    if (absl::FromUnixMicros(page_->wake_us.load()) >= until) return false;
    WaitForTurn(turn);
  }
}

void SharedClock::WaitForTurn(uint32_t turn) const {
  const timespec latency = absl::ToTimespec(kStopLatency);
  // Its errors say why it woke: the clock moved, or the time is over.
  static_cast<void>(::syscall(SYS_futex, &page_->turn, FUTEX_WAIT, turn, &latency, nullptr, 0));
}

void SharedClock::Hold(absl::Duration duration) {
  page_->now_us.fetch_add(absl::ToInt64Microseconds(duration));
}

void SharedClock::Advance(absl::Duration duration) {
  page_->wake_us = page_->now_us += absl::ToInt64Microseconds(duration);
  page_->turn.fetch_add(1);
  const auto woken = ::syscall(SYS_futex, &page_->turn, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
  LIAISON_CHECK(woken >= 0);
}

}  // namespace liaison
