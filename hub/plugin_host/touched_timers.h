// Timers that the group in the making sets, replaces or cancels: the committed rows do not show it
// yet. A cancelled timer must not fire in the same group, and one that is set already overdue must
// not be passed over by the scan of the next.
#ifndef LIAISON_HUB_PLUGIN_HOST_TOUCHED_TIMERS_H_
#define LIAISON_HUB_PLUGIN_HOST_TOUCHED_TIMERS_H_

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "hub/plugin_host/plugin_rows.h"

namespace liaison {

class TouchedTimers {
 public:
  void Add(const TrackId& track, const std::string& key) { keys_.emplace(track, key); }
  void AddSet(const TrackId& track, const std::string& key, const std::string& due_key) {
    Add(track, key);
    std::string& first = first_set_.try_emplace(track, due_key).first->second;
    first = std::min(first, due_key);
  }
  bool Contains(const TrackId& track, const std::string& key) const {
    return keys_.contains({track, key});
  }
  // Where the scan for due rows may go on, if nothing but this group had a say.
  std::string ScanFrom(const TrackId& track, const std::string& fired) const {
    const auto first = first_set_.find(track);
    return first == first_set_.end() ? fired : std::min(first->second, fired);
  }
  void Clear() {
    keys_.clear();
    first_set_.clear();
  }

 private:
  std::set<std::pair<TrackId, std::string>> keys_;
  std::map<TrackId, std::string> first_set_;  // due keys
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_TOUCHED_TIMERS_H_
