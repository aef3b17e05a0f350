#include "clients/core/maps/map_announcement.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/incoming/alert_words.h"

namespace liaison {
namespace {

constexpr std::array<MapPhase, 9> kPhases = {
    MapPhase::kOpen,       MapPhase::kApproved,  MapPhase::kInForce,
    MapPhase::kSuperseded, MapPhase::kExpired,   MapPhase::kRefused,
    MapPhase::kStale,      MapPhase::kWithdrawn, MapPhase::kLapsed};

std::optional<MapPhase> PhaseOf(absl::string_view name) {
  for (const MapPhase phase : kPhases) {
    if (MapPhaseName(phase) == name) return phase;
  }
  return std::nullopt;
}

std::optional<MapSaying::Kind> KindOf(absl::string_view code) {
  if (code == "ST") return MapSaying::Kind::kState;
  if (code == "VOID") return MapSaying::Kind::kVoid;
  if (code == "WARN") return MapSaying::Kind::kWarn;
  if (code == "OVERDUE") return MapSaying::Kind::kOverdue;
  return std::nullopt;
}

}  // namespace

std::optional<MapAnnouncement> AnnouncementOf(const Alert& alert, LeafIndex index,
                                              int64_t time_ms) {
  const std::optional<MapSaying::Kind> kind = KindOf(alert.code);
  const std::optional<std::string> map = TextParam(alert, "map");
  if (alert.head.by.plugin != kMapsPlugin || !kind.has_value() || !map.has_value()) {
    return std::nullopt;
  }
  MapAnnouncement announcement{.map = *map, .index = index, .time_ms = time_ms};
  MapSaying& said = announcement.said;
  said.kind = *kind;
  // A phase of no known name is none that the machine ever says.
  if (*kind == MapSaying::Kind::kState) {
    said.phase = PhaseOf(TextParam(alert, "state").value_or("")).value_or(MapPhase::kOpen);
  }
  if (!alert.refs.empty()) said.proposal = alert.refs.front();
  said.version = static_cast<uint64_t>(NumberParam(alert, "version").value_or(0));
  said.party = TextParam(alert, "party").value_or("");
  if (const auto device = TextParam(alert, "device"); device.has_value()) {
    said.device = absl::StrCat(alert.head.ns, "/", *device);
  }
  said.reason = TextParam(alert, "reason").value_or("");
  said.before_s = NumberParam(alert, "before_s").value_or(0);
  said.at_ms = NumberParam(alert, "at_ms").value_or(0);
  return announcement;
}

bool IsSaid(const MapAnnouncement& announcement, const MapSaying& own) {
  const MapSaying& said = announcement.said;
  // Of a silent device the office is not said beside its name.
  if (said.kind == MapSaying::Kind::kVoid && said.party != own.party) return false;
  return said.kind == own.kind && said.phase == own.phase && said.proposal == own.proposal &&
         said.version == own.version && said.device == own.device && said.reason == own.reason &&
         said.before_s == own.before_s && said.at_ms == own.at_ms &&
         own.at_ms <= announcement.time_ms;
}

}  // namespace liaison
