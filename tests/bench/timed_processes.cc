#include "tests/bench/timed_processes.h"

#include <string>
#include <utility>

#include "hub/plugin_host/manifest.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {
namespace {

class TimedProcess final : public PluginProcess {
 public:
  TimedProcess(std::unique_ptr<PluginProcess> real, const Stopwatch& started, bool is_first,
               LinkTimes& times)
      : real_(std::move(real)), watch_(started), is_first_(is_first), times_(times) {}

  // What is measured is read outside of the measured time.
  void Send(absl::string_view message) override {
    const Stopwatch reading;
    const bool is_batch = ReadSent(message);
    times_.reading_us += reading.Us();
    if (is_batch) watch_ = Stopwatch();
    real_->Send(message);
  }

  LinkEvent Receive() override {
    LinkEvent event = real_->Receive();
    if (event.kind != LinkEvent::Kind::kMessage) return event;
    const double us = watch_.Us();
    const Stopwatch reading;
    ReadReceived(event.text, us);
    times_.reading_us += reading.Us();
    return event;
  }

  void Kill() override { real_->Kill(); }
  absl::Duration CpuTime() const override { return real_->CpuTime(); }
  std::string TakeOutput() override { return real_->TakeOutput(); }

 private:
  // Whether it is a batch.
  bool ReadSent(absl::string_view message) {
    plugin::v1::ToPlugin read;
    LIAISON_CHECK(read.ParseFromArray(message.data(), static_cast<int>(message.size())));
    if (read.has_batch()) is_full_ = read.batch().events_size() == int{kBatchEventsMax};
    return read.has_batch();
  }

  void ReadReceived(const std::string& message, double us) {
    plugin::v1::FromPlugin read;
    if (!read.ParseFromString(message)) return;
    if (read.has_hello() && !is_first_) times_.starts_us.push_back(us);
    if (!read.has_batch()) return;
    if (is_full_) times_.batches_us.push_back(us);
    times_.events += static_cast<uint64_t>(read.batch().results_size());
    for (const plugin::v1::EventResult& result : read.batch().results()) {
      for (const plugin::v1::Effect& effect : result.effects()) {
        times_.releases += effect.has_release();
      }
    }
    ++times_.answers;
  }

  const std::unique_ptr<PluginProcess> real_;
  Stopwatch watch_;
  const bool is_first_;
  bool is_full_ = false;
  LinkTimes& times_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<PluginProcess>> TimedProcesses::Start(const ProcessSpec& spec) {
  const bool is_first = real_.launcher_pid() == 0;
  const Stopwatch watch;
  ASSIGN_OR_RETURN(std::unique_ptr<PluginProcess> process, real_.Start(spec));
  if (is_first) times_.launcher_us = watch.Us();
  times_.pid = static_cast<const RealPluginProcess&>(*process).pid();
  return std::make_unique<TimedProcess>(std::move(process), watch, is_first, times_);
}

}  // namespace liaison
