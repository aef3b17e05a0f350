// Keys of the plugin's rows and timers.
//
//   setup, device/, cert/        plugins/shared/book.h
//   change/<index>               Change
//   changes                      index of the newest Change
//   map/<id>                     Map, a long row                 timer: the same
//   closed/<id>/<hash>           phase in which a proposal left the map's state
//   sweep                        the map before the next one     timer: all maps are looked at
#ifndef LIAISON_PLUGINS_MAPS_KEYS_H_
#define LIAISON_PLUGINS_MAPS_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace liaison::maps {

inline constexpr char kChangesKey[] = "changes";
inline constexpr char kSweepKey[] = "sweep";
inline constexpr char kChangePrefix[] = "change/";
inline constexpr char kMapPrefix[] = "map/";

// In the order of the log.
inline std::string ChangeKey(uint64_t index) {
  return absl::StrCat(kChangePrefix, absl::Hex(index, absl::kZeroPad16));
}
inline std::string MapKey(absl::string_view map) { return absl::StrCat(kMapPrefix, map); }
inline std::string ClosedKey(absl::string_view map, absl::string_view proposal) {
  return absl::StrCat("closed/", map, "/", proposal);
}

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_KEYS_H_
