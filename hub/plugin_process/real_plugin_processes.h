// Plugins as processes of this machine, in the sandbox.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_REAL_PLUGIN_PROCESSES_H_
#define LIAISON_HUB_PLUGIN_PROCESS_REAL_PLUGIN_PROCESSES_H_

#include <sys/types.h>

#include <memory>
#include <vector>

#include "hub/plugin_host/plugin_process.h"
#include "hub/plugin_process/launcher.h"
#include "hub/plugin_process/plugin_link.h"
#include "hub/plugin_process/plugin_output.h"
#include "proto/base/clock.h"
#include "proto/base/descriptor.h"

namespace liaison {

class RealPluginProcesses;

class RealPluginProcess final : public PluginProcess {
 public:
  // `owner` outlives it.
  RealPluginProcess(RealPluginProcesses& owner, std::shared_ptr<Launcher> launcher,
                    LaunchedProcess process, uint32_t frame_bytes_max, const Clock& clock);
  ~RealPluginProcess() override;

  void Send(absl::string_view message) override { link_.Send(message); }
  LinkEvent Receive() override;
  void Kill() override { launcher_->Kill(id_); }
  absl::Duration CpuTime() const override;
  std::string TakeOutput() override { return output_.Take(); }

  pid_t pid() const { return pid_; }

 private:
  friend class RealPluginProcesses;
  // Whether Receive would say something that it has not said yet, as far as known without a poll.
  bool HasNews() const;
  // "exit status 1", "signal 9 (Killed)".
  std::string HowItEnded() const;

  RealPluginProcesses& owner_;
  const std::shared_ptr<Launcher> launcher_;
  const uint32_t id_;
  const pid_t pid_;
  PluginLink link_;
  PluginOutput output_;
  bool link_ended_ = false;
  bool told_last_ = false;  // kFault or kClosed was said
  uint64_t start_ticks_ = 0;
  mutable absl::Duration cpu_time_;  // the last that could be read
};

// Thread: one, except Wake. A launcher that dies takes its plugins along; the next Start makes a
// new one. Before its first plugin every launcher has to stand the self-attack.
class RealPluginProcesses : public PluginProcesses {
 public:
  // Makes this process, which holds the hub's keys, one that others cannot look into.
  explicit RealPluginProcesses(const Clock& clock);
  ~RealPluginProcesses() override;

  absl::StatusOr<std::unique_ptr<PluginProcess>> Start(const ProcessSpec& spec) override;
  void Wait(absl::Duration at_most) override;
  void Wake() override;

  // 0 where none runs.
  pid_t launcher_pid() const;

 protected:
  // `launcher_argument` is known to this program's main function.
  RealPluginProcesses(const Clock& clock, const char* launcher_argument);
  // What a new launcher has to pass before it may start plugins.
  virtual absl::Status Try(Launcher& launcher);

 private:
  friend class RealPluginProcess;
  absl::Status EnsureLauncher();
  // Whether something is to be said without a poll.
  bool AnyNews() const;

  const Clock& clock_;
  const char* const launcher_argument_;
  const Descriptor wake_;
  std::shared_ptr<Launcher> launcher_;
  std::vector<RealPluginProcess*> processes_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_REAL_PLUGIN_PROCESSES_H_
