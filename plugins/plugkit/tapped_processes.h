// Between the hub's host and the real processes: cuts batches, kills, tears frames, and remembers
// what passed. Nothing of it is in a hub.
#ifndef LIAISON_PLUGINS_PLUGKIT_TAPPED_PROCESSES_H_
#define LIAISON_PLUGINS_PLUGKIT_TAPPED_PROCESSES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "hub/plugin_host/plugin_process.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {

// What is done to the messages; counted over all processes.
struct Tap {
  int batch_events_max = 64;  // the plugin gets the beginning of a longer batch
  // The process is killed after so many messages, in both directions.
  std::optional<size_t> kill_after{};
  // So many bytes of a result's frame arrive, then its link is gone; of the next one byte more.
  // What was cut once comes through when it is sent again, and what is shorter comes through
  // anyway.
  std::optional<size_t> cut_from{};
};

class TappedProcess;

// Thread: one.
class TappedProcesses final : public PluginProcesses {
 public:
  // `real` outlives it.
  explicit TappedProcesses(PluginProcesses& real) : real_(real) {}

  // From now on; all counts begin again.
  void Begin(const Tap& tap);
  void KillAll();

  size_t messages() const { return messages_; }
  size_t starts() const { return starts_; }
  // Where the next result would have been cut.
  size_t next_cut() const { return tap_.cut_from.value_or(0); }
  // How the host greeted last.
  const plugin::v1::ToPlugin& hello() const { return hello_; }
  // The first batch, cut to one event.
  const plugin::v1::ToPlugin& first_batch() const { return first_batch_; }
  // The last answer for each record.
  const std::map<uint64_t, plugin::v1::EventResult>& results() const { return results_; }

  absl::StatusOr<std::unique_ptr<PluginProcess>> Start(const ProcessSpec& spec) override;
  void Wait(absl::Duration at_most) override { real_.Wait(at_most); }
  void Wake() override { real_.Wake(); }

 private:
  friend class TappedProcess;
  // Whether the process dies after this message.
  bool CountMessage() { return ++messages_ == tap_.kill_after; }
  void Remember(const plugin::v1::ToPlugin& batch);
  void Remember(const plugin::v1::BatchResult& batch);
  // Of `frame` what arrives; all of it where it is not to be cut.
  absl::string_view Cut(const plugin::v1::BatchResult& batch, absl::string_view frame);

  PluginProcesses& real_;
  Tap tap_;
  size_t messages_ = 0;
  size_t starts_ = 0;
  std::set<uint64_t> cut_;  // first records of results
  plugin::v1::ToPlugin hello_;
  plugin::v1::ToPlugin first_batch_;
  std::map<uint64_t, plugin::v1::EventResult> results_;
  std::set<TappedProcess*> running_;
};

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_TAPPED_PROCESSES_H_
