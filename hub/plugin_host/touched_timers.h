// Timers that the group in the making sets, replaces or cancels: the committed rows do not show it
// yet, and a cancelled timer must not fire in the same group.
#ifndef LIAISON_HUB_PLUGIN_HOST_TOUCHED_TIMERS_H_
#define LIAISON_HUB_PLUGIN_HOST_TOUCHED_TIMERS_H_

#include <set>
#include <string>
#include <utility>

#include "hub/plugin_host/plugin_rows.h"

namespace liaison {

class TouchedTimers {
 public:
  void Add(const TrackId& track, const std::string& key) { keys_.emplace(track, key); }
  bool Contains(const TrackId& track, const std::string& key) const {
    return keys_.contains({track, key});
  }
  void Clear() { keys_.clear(); }

 private:
  std::set<std::pair<TrackId, std::string>> keys_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_TOUCHED_TIMERS_H_
