// The hub's side of one launcher process.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_LAUNCHER_H_
#define LIAISON_HUB_PLUGIN_PROCESS_LAUNCHER_H_

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/plugin_process/launch_messages.h"
#include "proto/base/descriptor.h"

namespace liaison {

// One end of everything that ties a process to the hub.
struct LaunchedProcess {
  uint32_t id = 0;
  pid_t pid = 0;
  std::unique_ptr<Descriptor> link;    // a stream socket, non-blocking
  std::unique_ptr<Descriptor> output;  // stdout and stderr, non-blocking
};

// A sealed file in memory that can be executed and, by the plugin, not read: so its process cannot
// be looked into by others of its user. Errors: Unavailable.
absl::StatusOr<std::unique_ptr<Descriptor>> MakeBundleFile(absl::string_view binary);

// Destroying it ends the launcher, which ends its plugins. Thread: one.
class Launcher {
 public:
  // `argument` is the hidden one of this program's main function. Errors: Unavailable.
  static absl::StatusOr<std::shared_ptr<Launcher>> Spawn(const char* argument);
  Launcher(pid_t pid, int control) : pid_(pid), control_(control) {}
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;
  ~Launcher();

  // Errors: Unavailable; FailedPrecondition SANDBOX_BROKEN (a step of the sandbox was refused).
  absl::StatusOr<LaunchedProcess> Start(const Descriptor& bundle, uint32_t slot,
                                        uint64_t data_bytes_max);
  void Kill(uint32_t id);
  // Kills it, and keeps nothing about it any more.
  void Forget(uint32_t id);

  // Takes what the launcher has said, without waiting.
  void ReadNotices();
  // How a process has ended, as waitpid says, once that was read.
  std::optional<int> EndOf(uint32_t id) const;

  bool alive() const { return alive_; }
  int control() const { return control_.get(); }
  pid_t pid() const { return pid_; }

 private:
  absl::StatusOr<LaunchNotice> AwaitAnswer(uint32_t id);
  void Take(const LaunchNotice& notice);
  void End();

  const pid_t pid_;
  const Descriptor control_;
  bool alive_ = true;
  uint32_t last_id_ = 0;
  std::optional<LaunchNotice> answer_;
  std::map<uint32_t, std::optional<int>> children_;  // to how they ended
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_LAUNCHER_H_
