#include "clients/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace liaison {
namespace {

void ClearLine() { static_cast<void>(std::fputs("\r\033[K", stderr)); }

}  // namespace

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
  if (shown_) ClearLine();
}

TransferMeter::TransferMeter(std::string title)
    : title_(std::move(title)), terminal_(::isatty(STDERR_FILENO) == 1) {}

TransferMeter::~TransferMeter() {
  if (shown_percent_ >= 0) ClearLine();
}

void TransferMeter::At(uint64_t done, uint64_t total) {
  if (!terminal_ || total == 0) return;
  const int percent = static_cast<int>(std::min(done, total) * 100 / total);
  if (percent == shown_percent_) return;
  shown_percent_ = percent;
  static_cast<void>(std::fprintf(stderr, "\r%s %d %%", title_.c_str(), percent));
}

std::function<void(uint64_t, uint64_t)> TransferMeter::Callback() {
  return [this](uint64_t done, uint64_t total) { At(done, total); };
}

}  // namespace liaison
