// What a plugin may do, from the manifest in its bundle. Source: PLUGINS sections 3, 7;
// proto/liaison/plugin/v1/manifest.proto has the file's form.
#ifndef LIAISON_HUB_PLUGIN_HOST_MANIFEST_H_
#define LIAISON_HUB_PLUGIN_HOST_MANIFEST_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/text/record.h"

namespace liaison {

// The same for every plugin.
inline constexpr size_t kManifestBytesMax = 64 << 10;
inline constexpr uint32_t kFrameBytesMax = 4 << 20;
inline constexpr uint32_t kBatchEventsMax = 64;
inline constexpr absl::Duration kBatchDeadline = absl::Seconds(2);
inline constexpr uint32_t kEffectsPerEventMax = 64;
inline constexpr uint32_t kStateKeyBytesMax = 512;
inline constexpr uint32_t kTimerKeyBytesMax = 256;  // as in the TIMER record's grammar
inline constexpr uint32_t kValueBytesMax = 64 << 10;
// Timers are many: what is long belongs into the state, which has a quota.
inline constexpr uint32_t kTimerPayloadBytesMax = 1 << 10;
inline constexpr uint32_t kHopsMax = 8;

struct PluginManifest {
  std::string id;
  std::string version;
  uint32_t protocol = 0;
  uint32_t schema = 0;
  std::set<RecordKind> kinds;
  bool order_by_incident = false;
  std::vector<std::string> eager;  // key templates
  std::set<std::string> ladders;
  bool any_ladder = false;
  bool release = false;
  std::set<std::string> alert_codes;
  uint32_t records_per_minute_max = 0;
  uint64_t state_bytes_max = 0;
  uint64_t timers_max = 0;
  uint64_t data_bytes_max = 0;
  bool halt_on_poison = true;
  absl::Duration alert_when_down;  // zero: never
  absl::Duration alert_when_late;
  bool alert_on_quarantine = false;
  std::string notify;  // "*/duty", or one mailbox
};

// Errors: InvalidArgument with field and rule; unknown fields are refused, since a right that the
// hub does not know cannot be watched over.
absl::StatusOr<PluginManifest> ParseManifest(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_MANIFEST_H_
