// The wall between what a plugin says and what becomes true: every effect of an event is checked
// against the manifest, the limits and, for a release, the sender's signed header. What is left is
// in our own types. Source: DESIGN section 7, PLUGINS section 2 (steps 2, 4, 5).
#ifndef LIAISON_HUB_PLUGIN_HOST_EFFECT_CHECK_H_
#define LIAISON_HUB_PLUGIN_HOST_EFFECT_CHECK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/plugin_host/manifest.h"
#include "proto/base/strong_int.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"
#include "proto/text/header.h"
#include "proto/text/record.h"

namespace liaison {

// The event that the effects answer.
struct EventFacts {
  LeafIndex seq;
  uint32_t hops = 0;
};

// What the check needs to know of the log. Thread: the sequencer's.
class EffectWorld {
 public:
  EffectWorld() = default;
  EffectWorld(const EffectWorld&) = delete;
  EffectWorld& operator=(const EffectWorld&) = delete;
  virtual ~EffectWorld() = default;

  virtual absl::string_view ns() const = 0;
  virtual bool HasOffice(absl::string_view office) const = 0;
  // The header that the release names, if the release may stand at this place in the log. Errors:
  // PermissionDenied (why not), Unavailable, DataLoss (the hub itself is in trouble).
  virtual absl::StatusOr<std::shared_ptr<const EnvelopeHeader>> CheckRelease(
      const Release& release) const = 0;
};

struct StateChange {
  std::string key;
  std::optional<std::string> value;  // nullopt: deleted
};
struct TimerChange {
  struct Setting {
    int64_t due_ms = 0;
    Precedence precedence = Precedence::kRoutine;
    std::string payload;
    std::string order_key;
  };
  std::string key;
  std::optional<Setting> setting;  // nullopt: cancelled
};
// `text`: the record's, printed without its head, so that it is made once.
struct ReleaseEffect {
  Release release;  // without its head
  std::shared_ptr<const EnvelopeHeader> header;
  std::string text;
};
struct AlertEffect {
  Alert alert;  // without its head
  bool is_public = false;
  std::string text;
};
struct GaugeEffect {
  std::string name;
  int64_t value = 0;
};
using CheckedEffect =
    std::variant<StateChange, TimerChange, ReleaseEffect, AlertEffect, GaugeEffect>;

// In the order in which the plugin named them. Errors: PermissionDenied CAPABILITY (the manifest
// does not allow it), ResourceExhausted QUOTA (more than the limits), InvalidArgument EFFECT (means
// nothing); else as EffectWorld.
absl::StatusOr<std::vector<CheckedEffect>> CheckEffects(const plugin::v1::EventResult& result,
                                                        const EventFacts& event,
                                                        const PluginManifest& manifest,
                                                        const EffectWorld& world);

// The bytes that enter the effect chain: the same effects give the same bytes, on every machine and
// with every version of every library.
std::string CanonicalEffects(const std::vector<CheckedEffect>& effects);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_EFFECT_CHECK_H_
