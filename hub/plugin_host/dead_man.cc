#include "hub/plugin_host/dead_man.h"

#include <algorithm>

namespace liaison {
namespace {

constexpr absl::Duration kRepeat = absl::Hours(1);
constexpr absl::Duration kLook = absl::Seconds(5);
// A process that comes up only to fall again is not up.
constexpr absl::Duration kWell = absl::Seconds(10);
constexpr absl::Duration kBehind = absl::Seconds(1);

}  // namespace

bool DeadMan::MustSay(Condition& condition, bool holds, absl::Duration patience, absl::Time now) {
  if (!holds) return false;
  condition.since = std::min(condition.since, now);
  if (now < (condition.open() ? condition.said + kRepeat : condition.since + patience)) {
    return false;
  }
  condition.said = now;
  return true;
}

void DeadMan::LeaveOut(absl::Duration gap) {
  for (absl::Time* since : {&down_.since, &late_.since, &well_since_}) *since += gap;
}

std::vector<DeadManAlert> DeadMan::Watch(const PluginManifest& manifest, const PluginHealth& health,
                                         absl::Time now) {
  std::vector<DeadManAlert> alerts;
  // One look stands for the time until the next: a hub too busy to look in time must not stay
  // silent.
  if (now - looked_ > 2 * kLook) LeaveOut(now - looked_ - kLook);
  looked_ = now;
  if (!health.watched) {
    // What was said stays said: once it is watched and well again, that is said too.
    well_since_ = absl::InfiniteFuture();
    if (!down_.open()) down_ = Condition();
    return alerts;
  }
  well_since_ = health.running ? std::min(well_since_, now) : absl::InfiniteFuture();
  const bool well = now - well_since_ >= std::min(kWell, manifest.alert_when_down / 2);
  // After an outage every record is old; what matters is that it stays so.
  const bool late = health.lag >= std::min(kBehind, manifest.alert_when_late);
  const absl::Duration never = absl::ZeroDuration();
  if (MustSay(down_, !well && manifest.alert_when_down != never, manifest.alert_when_down, now)) {
    alerts.push_back({"PLUGIN_DOWN", {{"since_s", absl::ToInt64Seconds(now - down_.since)}}});
  }
  if (MustSay(late_, late && manifest.alert_when_late != never, manifest.alert_when_late, now)) {
    alerts.push_back({"PLUGIN_LAG", {{"since_s", absl::ToInt64Seconds(health.lag)}}});
  }
  if (well && !late) {
    if (down_.open() || late_.open()) alerts.push_back({"PLUGIN_UP", {}});
    down_ = late_ = Condition();
  } else {
    // What did not last long enough to be said begins anew.
    if (well && !down_.open()) down_ = Condition();
    if (!late && !late_.open()) late_ = Condition();
  }
  return alerts;
}

absl::Time DeadMan::next(absl::Time now) const { return now + kLook; }

}  // namespace liaison
