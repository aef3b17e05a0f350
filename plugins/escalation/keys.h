// Keys of the plugin's rows and timers.
//
//   setup                        Setup
//   rules/<kind>/<id>/<version>  canonical JSON of a policy
//   pattern/<id>                 version in force
//   roster/<mailbox>             RosterRow
//   zone/<name>                  TimeZones with this one
//   lost/<mailbox>               index of the record since which nobody can seal to it
//   case/<hash>                  Case                         timer: case/<hash>/<office>
//   of/<hash>                    hash of the case that a notice follows
//   window/<pattern>/<tag>/<time><hash>                       timer: window/<pattern>/<tag>/
//   group/<pattern>/<tag>        Group
//   todo/<hash>                  Todo                         timer: the same
//   obligation/<id>              ObligationRow                timer: the same
//                                                             timer: sweep, all cases are looked at
#ifndef LIAISON_PLUGINS_ESCALATION_KEYS_H_
#define LIAISON_PLUGINS_ESCALATION_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace liaison::escalation {

inline constexpr char kSetupKey[] = "setup";
inline constexpr char kSweepKey[] = "sweep";
inline constexpr char kCasePrefix[] = "case/";
inline constexpr char kWindowPrefix[] = "window/";
inline constexpr char kTodoPrefix[] = "todo/";
inline constexpr char kObligationPrefix[] = "obligation/";
inline constexpr char kPatternPrefix[] = "pattern/";
inline constexpr char kZonePrefix[] = "zone/";
inline constexpr char kRosterPrefix[] = "roster/";
inline constexpr char kLostPrefix[] = "lost/";
inline constexpr size_t kHashBytes = 32;

inline std::string RulesKey(absl::string_view kind, absl::string_view id, uint64_t version) {
  return absl::StrCat("rules/", kind, "/", id, "/", version);
}
inline std::string CaseKey(absl::string_view hash) { return absl::StrCat(kCasePrefix, hash); }
inline std::string IncidentTimerKey(absl::string_view hash, absl::string_view office) {
  return absl::StrCat(kCasePrefix, hash, "/", office);
}
inline std::string FollowsKey(absl::string_view hash) { return absl::StrCat("of/", hash); }
inline std::string WindowKey(absl::string_view pattern, absl::string_view tag) {
  return absl::StrCat(kWindowPrefix, pattern, "/", tag, "/");
}
inline std::string GroupKey(absl::string_view pattern, absl::string_view tag) {
  return absl::StrCat("group/", pattern, "/", tag);
}
// Big-endian, so that rows of a window lie in the order of time.
inline std::string TimeBytes(int64_t time_ms) {
  std::string bytes(8, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(static_cast<uint64_t>(time_ms) >> (8 * (bytes.size() - 1 - i)));
  }
  return bytes;
}

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_KEYS_H_
