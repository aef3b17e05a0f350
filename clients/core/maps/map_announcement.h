// What the hub's plugin `maps` says in public about a map, as the machine would say it: a claim, to
// be held against the own replay. Source: MAPS section 4.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_ANNOUNCEMENT_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_ANNOUNCEMENT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/map_state.h"
#include "proto/text/record.h"

namespace liaison {

inline constexpr absl::string_view kMapsPlugin = "maps";

struct MapAnnouncement {
  std::string map;
  LeafIndex index;
  int64_t time_ms = 0;  // hub time of its leaf
  MapSaying said;
};

// nullopt: it announces nothing about a map (another plugin's, an error to one mailbox).
std::optional<MapAnnouncement> AnnouncementOf(const Alert& alert, LeafIndex index, int64_t time_ms);

// Whether `own`, which the machine said of the same map, is what was announced, and was true by
// then.
bool IsSaid(const MapAnnouncement& announcement, const MapSaying& own);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_ANNOUNCEMENT_H_
