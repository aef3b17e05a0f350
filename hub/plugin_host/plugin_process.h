// Where plugin processes come from: real ones out of the sandbox (hub/plugin_process), or simulated
// ones that crash, hang and lie (tests/fakes). The host decides, this only carries out.
#ifndef LIAISON_HUB_PLUGIN_HOST_PLUGIN_PROCESS_H_
#define LIAISON_HUB_PLUGIN_HOST_PLUGIN_PROCESS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace liaison {

// What the operator's log says about plugins.
using PluginReport =
    std::function<void(absl::string_view plugin, absl::string_view event, absl::string_view text)>;

struct ProcessSpec {
  std::string plugin_id;
  absl::string_view binary;      // verified; must live during Start only
  uint64_t data_bytes_max = 0;   // RLIMIT_DATA
  uint32_t frame_bytes_max = 0;  // a longer frame is a fault
  uint32_t slot = 0;             // own uid where the hub runs as root
};

// What the link has to say.
struct LinkEvent {
  enum class Kind : uint8_t {
    kNothing,  // for now
    kPartial,  // a frame has begun and is not complete
    kMessage,  // `text` is one message, its checksum was right
    kFault,    // `text` says what is wrong with the bytes; nothing more will come
    kClosed,   // the process has ended; `text` says how, as far as known
  };
  Kind kind = Kind::kNothing;
  std::string text{};
};

// One process and its link. Destroying it kills the process. Thread: the host's.
class PluginProcess {
 public:
  PluginProcess() = default;
  PluginProcess(const PluginProcess&) = delete;
  PluginProcess& operator=(const PluginProcess&) = delete;
  virtual ~PluginProcess() = default;

  // Puts one message into a frame; never blocks, what does not fit is sent as the plugin reads.
  virtual void Send(absl::string_view message) = 0;
  virtual LinkEvent Receive() = 0;
  virtual void Kill() = 0;
  // Processor time used so far.
  virtual absl::Duration CpuTime() const = 0;
  // What it wrote to stdout and stderr since the last call, cut to a rate; never parsed.
  virtual std::string TakeOutput() = 0;
};

// Thread: the host's, except Wake.
class PluginProcesses {
 public:
  PluginProcesses() = default;
  PluginProcesses(const PluginProcesses&) = delete;
  PluginProcesses& operator=(const PluginProcesses&) = delete;
  virtual ~PluginProcesses() = default;

  // Errors: Unavailable (cannot be started now: try again later), FailedPrecondition
  // SANDBOX_BROKEN (an attack of the self-test worked: no plugin may run here).
  virtual absl::StatusOr<std::unique_ptr<PluginProcess>> Start(const ProcessSpec& spec) = 0;
  // Returns when a link has something to say, Wake was called, or `at_most` has passed.
  virtual void Wait(absl::Duration at_most) = 0;
  virtual void Wake() = 0;  // thread: any
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_PLUGIN_PROCESS_H_
