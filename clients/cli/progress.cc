#include "clients/cli/progress.h"

#include <unistd.h>

#include <cstdio>
#include <utility>

namespace liaison {

Progress::Progress(std::string title, uint64_t every)
    : title_(std::move(title)), every_(every), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::Step() {
  ++count_;
  if (!terminal_ || count_ % every_ != 0) return;
  shown_ = true;
  static_cast<void>(
      std::fprintf(stderr, "\r%s %llu", title_.c_str(),
                   static_cast<unsigned long long>(count_)));  // NOLINT(google-runtime-int)
}

Progress::~Progress() {
  if (shown_) static_cast<void>(std::fputs("\r\033[K", stderr));
}

}  // namespace liaison
