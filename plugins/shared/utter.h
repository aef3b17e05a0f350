// What one event has no room for waits in the plugin's own row, and a timer brings the next event.
#ifndef LIAISON_PLUGINS_SHARED_UTTER_H_
#define LIAISON_PLUGINS_SHARED_UTTER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "plugins/sdk/plugin.h"

namespace liaison::shared {

// Of `alerts` (liaison.plugin.v1.Alert) as many as one event has room for, in order, which are then
// gone from it; whether that is all.
bool Utter(google::protobuf::RepeatedPtrField<std::string>& alerts, plugin::Effects& effects);

// The one timer of `key`, IMMEDIATE, which waits in quarantine with `order_key`. `set_ms`: when it
// is set to, kept in the plugin's row.
void KeepTimer(absl::string_view key, absl::string_view order_key, std::optional<int64_t> due_ms,
               std::optional<int64_t>& set_ms, plugin::Effects& effects);

}  // namespace liaison::shared

#endif  // LIAISON_PLUGINS_SHARED_UTTER_H_
