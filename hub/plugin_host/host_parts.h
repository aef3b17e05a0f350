// What the host's pieces work with. All references outlive them.
#ifndef LIAISON_HUB_PLUGIN_HOST_HOST_PARTS_H_
#define LIAISON_HUB_PLUGIN_HOST_HOST_PARTS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "hub/directory/view.h"
#include "hub/log/log.h"
#include "hub/plugin_host/bundle.h"
#include "hub/plugin_host/feed.h"
#include "hub/plugin_host/plugin_process.h"
#include "hub/plugin_host/plugin_writer.h"
#include "proto/base/clock.h"
#include "proto/base/random.h"

namespace liaison {

struct HostParts {
  const Log& log;
  const Store& store;
  const PublishedView& view;
  const Feed& feed;
  const BundleFolder& bundles;
  PluginWriter& writer;
  PluginProcesses& processes;
  const Clock& clock;      // for deadlines of processes
  const Clock& hub_clock;  // that of the log
  Random& random;
  PluginReport report;
};

// What a job in the sequencer found out, for the host's thread to fetch once it is durable.
template <typename Result>
class Pending {
 public:
  bool waiting() const { return state_ != nullptr; }
  bool done() const { return state_ != nullptr && state_->done.load(std::memory_order_acquire); }
  // Once, when done.
  Result Take() {
    Result result = std::move(state_->result);
    state_.reset();
    return result;
  }
  // `write` runs in the sequencer's group. A result that nobody waits for any more is dropped.
  void Start(const HostParts& parts, std::function<Result(const CommitPlace&)> write) {
    auto state = std::make_shared<State>();
    state_ = state;
    parts.writer.Enqueue({.write = [state, write = std::move(write)](
                                       const CommitPlace& place) { state->result = write(place); },
                          .stored =
                              [state, &processes = parts.processes] {
                                state->done.store(true, std::memory_order_release);
                                processes.Wake();
                              }});
  }
  void Forget() { state_.reset(); }

 private:
  struct State {
    std::atomic<bool> done{false};
    Result result{};
  };
  std::shared_ptr<State> state_;
};

// A job whose outcome nobody waits for.
inline void Write(const HostParts& parts, std::function<void(const CommitPlace&)> write) {
  parts.writer.Enqueue({.write = std::move(write), .stored = [] {}});
}

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_HOST_PARTS_H_
