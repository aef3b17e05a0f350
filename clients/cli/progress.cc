#include "clients/cli/progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace liaison {
namespace {

// Short work should not flicker, and a terminal needs no line for every record.
constexpr uint64_t kShowEvery = 50;

}  // namespace

Progress::Progress(std::string title)
    : title_(std::move(title)), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::Step() {
  ++count_;
  if (!terminal_ || count_ % kShowEvery != 0) return;
  shown_ = true;
  static_cast<void>(
      std::fprintf(stderr, "\r%s %llu", title_.c_str(),
                   static_cast<unsigned long long>(count_)));  // NOLINT(google-runtime-int)
}

Progress::~Progress() {
  if (shown_) static_cast<void>(std::fputs("\r\033[K", stderr));
}

}  // namespace liaison
