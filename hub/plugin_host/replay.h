// Computes a plugin's state anew from the beginning of the log, beside the one that counts, and
// compares: `verify` at the record where that one stood when it began, `rebuild` where it stands in
// the end, and then takes its place. Source: PLUGINS section 5.
#ifndef LIAISON_HUB_PLUGIN_HOST_REPLAY_H_
#define LIAISON_HUB_PLUGIN_HOST_REPLAY_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/plugin_host/host_parts.h"
#include "hub/plugin_host/track_runner.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Thread: the host's.
class Replay {
 public:
  using Answer = std::function<void(absl::StatusOr<Json>)>;
  Replay(const HostParts& parts, std::string plugin, bool rebuild, Answer answer);

  // `live` is the runner of the state that counts, nullptr while the plugin is suspended.
  absl::Time Step(TrackRunner* live);
  bool finished() const { return finished_; }
  const std::string& plugin() const { return plugin_; }
  // What it was asked for is not to be had any more.
  void Abandon(const absl::Status& status);

 private:
  struct Mark {
    LeafIndex cursor;
    std::string chain;
    uint64_t events = 0;
  };
  std::optional<Mark> LiveMark() const;
  bool IsGivingOutParked() const;
  void Begin();
  absl::Time Run(TrackRunner* live);
  void Compare(const Mark& found, TrackRunner* live);
  void Finish(absl::StatusOr<Json> result, bool drop, TrackRunner* live);

  const HostParts& parts_;
  const std::string plugin_;
  const bool rebuild_;
  Answer answer_;
  Pending<absl::StatusOr<TrackId>> beginning_;
  Pending<absl::Status> adopting_;
  std::unique_ptr<TrackRunner> runner_;
  Mark target_;
  Json report_;
  bool paused_live_ = false;
  bool finished_ = false;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_REPLAY_H_
