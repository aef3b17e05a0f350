// Runs one track: a process, fed from the log batch by batch, started again when it fails, with the
// blame put where it belongs. Source: DESIGN section 7; PLUGINS sections 5, 8.
//
//   phase       waits for                      then
//   resting     its time, or the operator      claiming
//   claiming    the incarnation, on disk       greeting
//   greeting    HelloAck                       proving, or ready
//   proving     the answer to the canary       ready; or the suspect is set aside
//   ready       records                        working
//   working     the result                     committing
//   committing  the write                      ready
//
// Blame: a batch that fails is sent again one event at a time. An event that fails twice, each time
// alone, first thing in a fresh process whose canary had answered, and after which another fresh
// process answers its canary, is poison. A process that fails otherwise is a broken plugin: nothing
// is skipped, it is started again ever more slowly, and never given up.
#ifndef LIAISON_HUB_PLUGIN_HOST_TRACK_RUNNER_H_
#define LIAISON_HUB_PLUGIN_HOST_TRACK_RUNNER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "hub/plugin_host/controls.h"
#include "hub/plugin_host/host_parts.h"

namespace liaison {

// For people.
enum class RunnerState : uint8_t {
  kSuspended,
  kStarting,
  kCatchingUp,
  kLive,
  kBackoff,
  kFailed,        // ten faults without progress: tried again every five minutes
  kHalted,        // an event is in quarantine and the manifest says HALT
  kIncompatible,  // will not run until another bundle is installed
  kVerifyFailed,  // likewise
  kNoSandbox,     // the hub may run no plugins here
};
absl::string_view RunnerStateName(RunnerState state);

// Thread: the host's.
class TrackRunner {
 public:
  TrackRunner(const HostParts& parts, TrackId id);

  // Does what can be done now; returns when to call again at the latest, unless something happens.
  absl::Time Step();

  // A replay computes state up to this record and then rests.
  void StopAt(LeafIndex stop) { stop_at_ = stop; }
  // Kills the process between two batches and stays at rest. Returns true once it is so.
  bool Pause();
  void Resume() { paused_ = false; }

  RunnerState state() const;
  // A process that has answered and may be given events.
  bool healthy() const;
  // Below it nothing waits for the plugin.
  LeafIndex position() const { return position_; }
  const std::string& last_fault() const { return last_fault_; }
  const std::map<std::string, int64_t>& gauges() const { return gauges_; }
  const TrackId& id() const { return id_; }

 private:
  enum class Phase : uint8_t {
    kResting,
    kClaiming,
    kGreeting,
    kProving,
    kReady,
    kWorking,
    kCommitting,
  };
  struct Suspect {
    LeafIndex seq;
    LeafIndex at;
    std::string order_key;
    std::string fault;
    std::string output;
    uint32_t attempts = 0;
  };

  bool Load();  // the book's newest; false: the track is gone, suspended or paused
  void StopProcess();
  // One transition; false: nothing to do now.
  bool Advance(absl::Time now);
  bool Rest(absl::Time now);
  bool Greet(absl::Time now);
  bool SendBatch(absl::Time now);
  bool Arm();
  bool Commit(bool with_results);
  bool Listen(absl::Time now);
  bool OnMessage(absl::string_view message, absl::Time now);
  bool OnHello(const plugin::v1::HelloAck& ack, absl::Time now);
  bool OnPong(const plugin::v1::Pong& pong);
  bool OnResult(plugin::v1::BatchResult result);
  void AnswerGet(const plugin::v1::StateGet& get);
  void AnswerScan(const plugin::v1::StateScan& scan);
  void Reply(const plugin::v1::ToPlugin& message);
  bool Committed(absl::Time now);
  bool SetSuspectAside(absl::Time now);

  void Send(const plugin::v1::ToPlugin& message);
  void SendCanary(absl::Time now);
  // The process did wrong or is gone.
  void Fault(absl::string_view kind, absl::string_view text, absl::Time now);
  void BlameEvent(absl::string_view kind, absl::Time now);
  void BlamePlugin(absl::Time now);
  void StopForGood(RunnerState state, absl::string_view text);
  absl::Duration BackOff(uint32_t faults);
  absl::Status CheckResults(const plugin::v1::BatchResult& result) const;
  absl::Status CheckHello(const plugin::v1::HelloAck& ack) const;
  bool BurnsIdle(absl::Time now);
  bool WithinRate(absl::Time now);
  void DrainOutput();
  LeafIndex StopIndex() const;

  const HostParts& parts_;
  const TrackId id_;

  // As of the last Load.
  std::shared_ptr<const PluginBook> book_;
  const PluginEntry* entry_ = nullptr;
  const rows::Track* track_ = nullptr;

  Phase phase_ = Phase::kResting;
  std::unique_ptr<PluginProcess> process_;
  uint64_t incarnation_ = 0;
  uint64_t call_id_ = 0;
  size_t replied_bytes_ = 0;  // of state, to the batch that is out
  size_t lines_ = 0;          // said since the last call
  absl::Time deadline_ = absl::InfiniteFuture();
  absl::Time partial_since_ = absl::InfiniteFuture();
  absl::Time rest_until_ = absl::InfinitePast();
  bool fresh_ = false;      // no event was sent to this process yet
  bool was_fresh_ = false;  // at the batch that is out
  bool canary_ok_ = false;

  std::shared_ptr<FeedBatch> out_;   // the batch that is out
  plugin::v1::BatchResult results_;  // to it
  Pending<absl::StatusOr<uint64_t>> claim_;
  Pending<CommitOutcome> commit_;
  Pending<absl::Status> control_;

  LeafIndex position_;
  LeafIndex singles_until_;
  std::optional<Suspect> suspect_;
  std::optional<LeafIndex> stop_at_;
  bool paused_ = false;
  std::optional<RunnerState> stopped_;  // for good
  std::string stopped_digest_;          // the bundle it was stopped for
  uint32_t faults_ = 0;
  bool idle_ = false;  // nothing waits for it
  // The next quiet stretch is written down at once: what was parked may be done with, and a cursor
  // that stands at the record of its release does not say so.
  bool settle_ = true;
  std::string last_fault_;
  std::string output_;  // tail
  std::map<std::string, int64_t> gauges_;

  absl::Time idle_since_ = absl::InfinitePast();
  absl::Duration idle_cpu_;
  absl::Time minute_ = absl::InfinitePast();
  size_t minute_records_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_TRACK_RUNNER_H_
