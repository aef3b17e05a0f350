#include "proto/rules/map_state.h"

#include <array>

#include "absl/algorithm/container.h"

namespace liaison {
namespace {

// In the order of the enum values.
constexpr std::array<absl::string_view, 9> kPhaseNames = {"open",       "approved",  "in_force",
                                                          "superseded", "expired",   "refused",
                                                          "stale",      "withdrawn", "lapsed"};

}  // namespace

absl::string_view MapPhaseName(MapPhase phase) {
  return kPhaseNames.at(static_cast<size_t>(phase));
}

const MapVersion* MapState::Head() const { return versions.empty() ? nullptr : &versions.front(); }

const MapVersion* MapState::InForce() const {
  const auto found = absl::c_find_if(
      versions, [](const MapVersion& one) { return one.phase == MapPhase::kInForce; });
  return found == versions.end() ? nullptr : &*found;
}

}  // namespace liaison
