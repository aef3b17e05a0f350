// A plugin's process in the sandbox with nothing but bytes between it and us: for what no hub would
// send. Waits end after some seconds, so that a plugin which says nothing fails its check.
#ifndef LIAISON_PLUGINS_PLUGKIT_RAW_PLUGIN_H_
#define LIAISON_PLUGINS_PLUGKIT_RAW_PLUGIN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/plugin_process/launcher.h"
#include "proto/liaison/plugin/frame.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {

// Thread: one.
class RawPlugin {
 public:
  // `launcher` outlives it. Errors: as Launcher::Start.
  static absl::StatusOr<std::unique_ptr<RawPlugin>> Start(Launcher& launcher,
                                                          const Descriptor& bundle,
                                                          uint64_t data_bytes_max);
  RawPlugin(Launcher& launcher, LaunchedProcess process);
  ~RawPlugin();

  void Send(const plugin::v1::ToPlugin& message);
  void SendBytes(absl::string_view bytes);
  // Nothing more will come from us; it may still answer.
  void EndLink();
  // Its next message; nullopt: it has ended, said nothing for long, or said what is no message.
  std::optional<plugin::v1::FromPlugin> Receive();
  // As waitpid says; nullopt: it goes on.
  std::optional<int> AwaitEnd();
  // The most memory that it had so far; 0 where that cannot be seen.
  uint64_t resident_bytes_max() const;

 private:
  Launcher& launcher_;
  const LaunchedProcess process_;
  FrameReader reader_;
};

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_RAW_PLUGIN_H_
