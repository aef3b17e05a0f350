// What a plugin writes to stdout and stderr, at a bounded cost.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_PLUGIN_OUTPUT_H_
#define LIAISON_HUB_PLUGIN_PROCESS_PLUGIN_OUTPUT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "proto/base/clock.h"
#include "proto/base/descriptor.h"

namespace liaison {

inline constexpr size_t kOutputBytesPerSecond = size_t{64} << 10;

class PluginOutput {
 public:
  PluginOutput(std::unique_ptr<Descriptor> pipe, const Clock& clock)
      : pipe_(std::move(pipe)), clock_(clock) {}

  // Takes what is in the pipe, as far as this second's bytes allow, and at most kReadsPerSecond
  // times a second, since a flood of single bytes costs by the read.
  void Drain();
  // Everything written since the last call, at most kOutputBytesPerSecond and a line that says how
  // many bytes more were dropped.
  std::string Take();

  // Whether Drain would read; a poll for anything else would spin.
  bool listens();
  int pipe() const { return pipe_->get(); }

 private:
  static constexpr int kReadsPerSecond = 64;
  void StartSecond();
  void Read();
  void Keep(const char* bytes, size_t size);

  const std::unique_ptr<Descriptor> pipe_;
  const Clock& clock_;
  absl::Time second_ = absl::InfinitePast();  // began then
  size_t bytes_left_ = 0;                     // of this second
  int reads_left_ = 0;
  bool open_ = true;
  std::string kept_;
  uint64_t dropped_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_PLUGIN_OUTPUT_H_
