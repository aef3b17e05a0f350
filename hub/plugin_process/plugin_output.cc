#include "hub/plugin_process/plugin_output.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"

namespace liaison {

void PluginOutput::StartSecond() {
  const absl::Time now = clock_.Now();
  // A clock that was set back starts a second too, or none would start for hours.
  if (now >= second_ && now < second_ + absl::Seconds(1)) return;
  second_ = now;
  bytes_left_ = kOutputBytesPerSecond;
  reads_left_ = kReadsPerSecond;
}

bool PluginOutput::listens() {
  StartSecond();
  return open_ && bytes_left_ > 0 && reads_left_ > 0;
}

void PluginOutput::Drain() {
  if (!listens()) return;
  --reads_left_;
  Read();
}

void PluginOutput::Read() {
  std::array<char, kOutputBytesPerSecond> bytes;
  const ssize_t got = read(pipe_->get(), bytes.data(), bytes_left_);
  if (got <= 0) {
    open_ = got < 0 && (errno == EAGAIN || errno == EINTR);
    return;
  }
  bytes_left_ -= static_cast<size_t>(got);
  Keep(bytes.data(), static_cast<size_t>(got));
}

void PluginOutput::Keep(const char* bytes, size_t size) {
  const size_t fits = std::min(size, kOutputBytesPerSecond - kept_.size());
  kept_.append(bytes, fits);
  dropped_ += size - fits;
}

std::string PluginOutput::Take() {
  StartSecond();
  if (open_ && bytes_left_ > 0) Read();
  std::string taken = std::exchange(kept_, {});
  if (dropped_ > 0) absl::StrAppend(&taken, "\n[", std::exchange(dropped_, 0), " bytes dropped]\n");
  return taken;
}

}  // namespace liaison
