// Who watches the watcher: when a plugin is down or late, the hub itself tells the officers, with
// no code of the plugin. Source: DESIGN section 7 ("a dead escalation plugin is itself escalated").
#ifndef LIAISON_HUB_PLUGIN_HOST_DEAD_MAN_H_
#define LIAISON_HUB_PLUGIN_HOST_DEAD_MAN_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "hub/plugin_host/manifest.h"
#include "proto/text/record.h"

namespace liaison {

struct PluginHealth {
  bool running = false;
  bool watched = false;  // false: suspended
  absl::Duration lag;    // age of the oldest record that waits for it; 0 before its first state
};

struct DeadManAlert {
  std::string code;
  std::vector<AlertParam> params;
};

// One plugin's. Thread: the host's.
class DeadMan {
 public:
  // What must be said now; repeated every hour while it lasts.
  std::vector<DeadManAlert> Watch(const PluginManifest& manifest, const PluginHealth& health,
                                  absl::Time now);
  // When it should be asked again at the latest.
  absl::Time next(absl::Time now) const;

 private:
  // Something that must last before it is said.
  struct Condition {
    absl::Time since = absl::InfiniteFuture();
    absl::Time said = absl::InfinitePast();
    bool open() const { return said != absl::InfinitePast(); }
  };
  static bool MustSay(Condition& condition, bool holds, absl::Duration patience, absl::Time now);

  Condition down_;
  Condition late_;
  // Time in which nobody looked (a machine that slept) tells nothing about the plugin.
  void LeaveOut(absl::Duration gap);

  absl::Time well_since_ = absl::InfiniteFuture();
  absl::Time looked_ = absl::InfiniteFuture();
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_DEAD_MAN_H_
