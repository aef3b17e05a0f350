#include "plugins/shared/utter.h"

#include <algorithm>
#include <set>

namespace liaison::shared {
namespace {

// The hub takes 64 effects of an event.
constexpr int kAlertsAtOnce = 24;

}  // namespace

bool Utter(google::protobuf::RepeatedPtrField<std::string>& alerts, plugin::Effects& effects) {
  std::set<std::string> said;
  int count = 0;
  // The hub takes no alert twice from one event.
  for (; count < std::min(alerts.size(), kAlertsAtOnce); ++count) {
    if (!said.insert(alerts.Get(count)).second) break;
    plugin::v1::Alert alert;
    alert.ParseFromString(alerts.Get(count));
    effects.Alert(alert.code(), alert.precedence()) = alert;
  }
  alerts.DeleteSubrange(0, count);
  return alerts.empty();
}

void KeepTimer(absl::string_view key, absl::string_view order_key, std::optional<int64_t> due_ms,
               std::optional<int64_t>& set_ms, plugin::Effects& effects) {
  if (due_ms == set_ms) return;
  set_ms = due_ms;
  if (!due_ms.has_value()) return effects.CancelTimer(key);
  plugin::v1::SetTimer& timer = effects.SetTimer(key, *due_ms, "");
  timer.set_precedence(plugin::v1::IMMEDIATE);
  timer.set_order_key(std::string(order_key));
}

}  // namespace liaison::shared
