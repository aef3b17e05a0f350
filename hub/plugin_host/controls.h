// Decisions about plugins, the operator's and the supervisor's: each a CONTROL record, so that a
// replay sees it where it fell, and the rows that follow. Everything here runs in the sequencer's
// group. Source: DESIGN section 7; PLUGINS section 5.
#ifndef LIAISON_HUB_PLUGIN_HOST_CONTROLS_H_
#define LIAISON_HUB_PLUGIN_HOST_CONTROLS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/plugin_host/effect_commit.h"
#include "hub/plugin_host/plugin_book.h"
#include "proto/text/record.h"

namespace liaison {

// A CONTROL record of the hub's own with these bytes as its data.
LeafIndex AppendControl(const CommitPlace& place, absl::string_view kind, std::string data);

// Errors of all below: NotFound PLUGIN (not installed), FailedPrecondition with a reason;
// nothing is written then.

// A bundle that lies in the plugins' folder is the plugin's from now on. Its text manifest was
// parsed.
absl::Status InstallPlugin(const CommitPlace& place, const std::string& manifest,
                           const Hash& bundle);
// What happens from this record on the plugin may answer; what was before only makes its state.
absl::Status EnablePlugin(const CommitPlace& place, const std::string& plugin);
absl::Status SuspendPlugin(const CommitPlace& place, const std::string& plugin,
                           absl::string_view reason);

// A new process: results of an older one count for nothing. Returns its incarnation.
absl::StatusOr<uint64_t> ClaimTrack(const CommitPlace& place, const TrackId& id);
// What the supervisor counts, kept so that a restart of the hub forgives nothing.
struct FaultCount {
  uint32_t faults = 0;
  uint64_t suspect_end = 0;
  uint32_t attempts = 0;
  bool misbehaved = false;
};
void CountFault(const CommitPlace& place, const TrackId& id, const FaultCount& count);

// The replay has reached the record that enabled the plugin: timers fire from now on; those that
// were due before it never do.
absl::Status ArmTrack(const CommitPlace& place, const TrackId& id, int64_t enabled_ms);

struct SetAsideEvent {
  LeafIndex seq;
  LeafIndex at;  // where it was delivered
  std::string order_key;
  std::string fault;  // code
  uint32_t attempts = 0;
  std::string output;  // tail
};
absl::Status SetEventAside(const CommitPlace& place, const TrackId& id, const SetAsideEvent& event);
// The operator lets the event be tried again, or gives it up.
absl::Status EndQuarantine(const CommitPlace& place, const std::string& plugin, LeafIndex seq,
                           bool skip, absl::string_view reason);

// An alert of the hub itself about a plugin, to the mailboxes of the manifest's `fallback`.
void RaiseAlert(const CommitPlace& place, const std::string& plugin, const PluginManifest& manifest,
                absl::string_view code, std::vector<AlertParam> params);

// A new generation of state, computed from the beginning beside the one that counts.
absl::StatusOr<TrackId> BeginGeneration(const CommitPlace& place, const std::string& plugin);
void DropGeneration(const CommitPlace& place, const TrackId& id);
// It takes the place of the one that counted. Errors: Aborted (not both are at `cursor`, or TIMER
// records wait that only the old one has given out: later).
absl::Status AdoptGeneration(const CommitPlace& place, const TrackId& id, LeafIndex cursor);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_CONTROLS_H_
