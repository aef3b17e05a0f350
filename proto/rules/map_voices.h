// Whom a map's policy asks, and what their voices make of a proposal. Internal to proto/rules: the
// interface is map_machine.h. Source: MAPS section 4.
#ifndef LIAISON_PROTO_RULES_MAP_VOICES_H_
#define LIAISON_PROTO_RULES_MAP_VOICES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/rules/map_state.h"
#include "proto/text/map_note.h"

namespace liaison {

inline constexpr int64_t kSecond_ms = 1000;

bool Has(const std::vector<std::string>& parties, absl::string_view party);
// Who may say yes or no, and dispute what was decided.
bool HasVoice(const MapPolicy& policy, absl::string_view party);
bool IsApproved(const MapPolicy& policy, const MapVersion& proposal);
// It cannot be approved any more unless somebody thinks again.
bool IsRefused(const MapPolicy& policy, const MapVersion& proposal);
// A step that counts for or against.
bool IsVoice(MapVerb verb);
// Open, approved or in force.
bool IsLive(MapPhase phase);
// Until when, inclusive, a proposal can be approved.
int64_t LapseOf_ms(const MapProposal& proposal);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MAP_VOICES_H_
