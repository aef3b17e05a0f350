// The hub's own engine in memory with one plugin in it: admission, sequencer, plugin host and log
// are those of a real hub, the process is real, only time is not. People who act are the desks of a
// founded test mission.
#ifndef LIAISON_PLUGINS_PLUGKIT_STAGE_H_
#define LIAISON_PLUGINS_PLUGKIT_STAGE_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/hub_fixture.h"
#include "hub/plugin_host/bundle.h"
#include "plugins/plugkit/map_notes.h"
#include "plugins/plugkit/report_notes.h"
#include "plugins/plugkit/script.h"
#include "plugins/plugkit/tapped_processes.h"
#include "proto/base/clock.h"
#include "proto/rules/ladder.h"
#include "proto/text/office_act.h"

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
  // All outlive it. Time and mission are those of `script`.
  Stage(TappedProcesses& processes, const Clock& real, const plugkit::Script& script);
  ~Stage();

  // Installs the bundle, enables it, and waits until it is live.
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
  // What somebody says something about.
  struct Target {
    Hash hash;
    std::string stream;  // on which it is said
  };

  absl::Status Do(const plugkit::Step& step);
  absl::Status Act(const plugkit::Step& step);
  absl::Status Send(const plugkit::Envelope& envelope);
  absl::StatusOr<EnvelopeHeader> MakeHeader(const plugkit::Envelope& envelope,
                                            const std::string& name, TestDesk& desk);
  absl::Status Give(const plugkit::Receipt& receipt);
  absl::Status Revoke(const std::string& device, const std::string& reason);
  absl::Status Certify(const std::string& device_and_role);
  absl::Status SetPolicy(const plugkit::Policy& policy);
  absl::Status SetRoster(const plugkit::Roster& roster);
  absl::Status Act(const plugkit::IncidentAct& step);
  absl::Status Act(const plugkit::ObligationAct& step);
  // Nothing if the hub has it already.
  absl::Status Upload(const std::string& blob);
  absl::Status SayOfMaps(const plugkit::Step& step);
  absl::Status SayOfReports(const plugkit::Step& step);
  // A public note by these devices.
  absl::Status SubmitNote(const std::string& text, const std::vector<std::string>& devices);
  absl::Status SetTimeZones(const plugkit::TimeZones& zones);
  ActHead HeadOn(const TestDesk& desk, absl::string_view stream, absl::string_view name) const;
  absl::Status Say(TestDesk& desk, const OfficeAct& act);
  absl::Status Restart(const std::string& what);
  absl::Status Stop(const std::string& what);
  absl::Status Submit(const std::string& device, const std::vector<Submission>& submissions);
  // "irn/duty", "irn/duty d04".
  absl::StatusOr<TestDesk*> DeskOf(const std::string& mailbox_and_device);
  // As `device` sees it.
  absl::StatusOr<Target> FindTarget(const std::string& name, const std::string& device);
  absl::StatusOr<Hash> FindAlert(const std::string& code, uint64_t number,
                                 const std::string& device);
  absl::StatusOr<std::vector<EscalateLine>> RungsOf(const plugkit::Envelope& envelope,
                                                    const EnvelopeHeader& header) const;
  absl::StatusOr<std::vector<Hash>> HashesOf(
      const google::protobuf::RepeatedPtrField<std::string>& names) const;

  // Opened and closed, as after a crash: nothing survives but the files.
  absl::Status Open();
  void Close();
  void StartPlugins();
  // With, and without, the timers that are due then.
  absl::Status AdvanceTo(absl::Time to);
  absl::Status AdvanceUpTo(absl::Time to);
  // Until the plugin has nothing to do, or can do nothing.
  absl::Status Settle();
  absl::StatusOr<Json> Ask(PluginRequest request);
  absl::StatusOr<Json> Describe();
  absl::Status Fails(const Json& plugin) const;

  TappedProcesses& processes_;
  TestHub test_;
  StageClock clock_;
  bool open_ = false;
  bool stopped_ = false;  // by the script
  std::string plugin_;
  const absl::Time founded_;
  const absl::Time began_;
  LeafIndex first_;  // of the records that are looked at
  const Seen seen_;  // of the founded mission: a hash of what people sign must not hang on luck
  const Mission mission_;
  MapNotes map_notes_;
  ReportNotes report_notes_;
  std::map<std::string, TestDesk> desks_;  // by device
  std::map<std::string, EnvelopeHeader> headers_;
  std::map<Hash, std::string> names_;
  std::map<std::pair<std::string, uint64_t>, LadderPolicy> ladders_;
  std::map<std::string, Hash> versions_;  // the newest note of a policy or roster
  std::map<std::string, uint64_t> roster_versions_;
  int acts_ = 0;
  std::vector<std::string> reports_;
  int faults_ = 0;  // since the plugin last got on
  int64_t events_ = 0;
  bool killed_ = false;  // by the script, and the host has not noticed yet
};

// The same name, the same bytes, in every run.
std::array<uint8_t, 16> BytesFor(absl::string_view name);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_STAGE_H_
