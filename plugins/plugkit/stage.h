// The hub's own engine in memory with one plugin in it: admission, sequencer, plugin host and log
// are those of a real hub, the process is real, only time is not. People who act are the desks of a
// founded test mission.
#ifndef LIAISON_PLUGINS_PLUGKIT_STAGE_H_
#define LIAISON_PLUGINS_PLUGKIT_STAGE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/hub_fixture.h"
#include "hub/plugin_host/bundle.h"
#include "plugins/plugkit/script.h"
#include "plugins/plugkit/tapped_processes.h"
#include "proto/base/clock.h"

namespace liaison {

// What has come of it.
struct Played {
  std::vector<plugkit::Record> records;
  Json plugin;  // as `liaison-hub plugin list` has it
  Hash state;   // SHA-256 over all rows of the plugin's state
  std::string effect_chain() const { return plugin.StringOr("effect_chain", ""); }
};

// The processes' time: that of the log, which stands still and jumps, and what has passed here,
// since a plugin that hangs does so in real time.
class StageClock final : public Clock {
 public:
  // Both outlive it.
  StageClock(const Clock& log, const Clock& real) : log_(log), real_(real), begun_(real.Now()) {}
  absl::Time Now() const override { return log_.Now() + (real_.Now() - begun_); }
  // Nobody here waits by the clock.
  bool WaitFor(absl::Notification&, absl::Duration) override { return true; }

 private:
  const Clock& log_;
  const Clock& real_;
  const absl::Time begun_;
};

// Thread: one.
class Stage {
 public:
  // Both outlive it.
  Stage(TappedProcesses& processes, const Clock& real);
  ~Stage();

  // Installs the bundle, enables it, and waits until it is live; the script's time begins here.
  // Errors: as installing and enabling; FailedPrecondition PLUGIN_FAILS with its last fault.
  absl::Status Enable(const Bundle& bundle);
  // Each step in turn, each as far as it goes; a plugin that is halted stays so. Errors:
  // InvalidArgument SCRIPT (a step cannot be done), PLUGIN_FAILS.
  absl::Status Play(const plugkit::Script& script);
  // State and chain computed anew from the log, by a process of its own. Errors: DataLoss
  // REPLAY_DIFFERS, and those of the host.
  absl::Status Rebuild();
  // Closes the hub; only Rebuild opens it again.
  absl::StatusOr<Played> Look();

  // What the hub's operator would have read: "fault CRASH: signal 6 (Aborted)".
  const std::vector<std::string>& reports() const { return reports_; }

 private:
  absl::Status Do(const plugkit::Step& step);
  absl::Status Send(const plugkit::Envelope& envelope);
  absl::StatusOr<EnvelopeHeader> MakeHeader(const plugkit::Envelope& envelope,
                                            const std::string& name, TestDesk& desk);
  absl::Status Give(const plugkit::Receipt& receipt);
  absl::Status Revoke(const std::string& device);
  absl::Status Restart(const std::string& what);
  absl::Status Submit(const std::string& device, const std::vector<Submission>& submissions);
  absl::StatusOr<TestDesk*> DeskOf(const std::string& mailbox);
  absl::StatusOr<std::vector<Hash>> HashesOf(
      const google::protobuf::RepeatedPtrField<std::string>& names) const;

  // Opened and closed, as after a crash: nothing survives but the files.
  absl::Status Open();
  void Close();
  void StartPlugins();
  absl::Status AdvanceTo(absl::Time to);
  // Until the plugin has nothing to do, or can do nothing.
  absl::Status Settle();
  absl::StatusOr<Json> Ask(PluginRequest request);
  absl::StatusOr<Json> Describe();
  absl::Status Fails(const Json& plugin) const;

  TappedProcesses& processes_;
  TestHub test_;
  StageClock clock_;
  bool open_ = false;
  std::string plugin_;
  absl::Time began_;
  LeafIndex first_;  // of the records that are looked at
  Seen seen_;        // of the founded mission: a hash of what people sign must not hang on luck
  std::map<std::string, TestDesk> desks_;
  std::map<std::string, EnvelopeHeader> headers_;
  std::map<Hash, std::string> names_;
  std::vector<std::string> reports_;
  int faults_ = 0;  // since the plugin last got on
  int64_t events_ = 0;
  bool killed_ = false;  // by the script, and the host has not noticed yet
};

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_STAGE_H_
