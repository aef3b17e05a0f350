// One map as its leaves tell it: every proposal with what was said to it, and when which version
// was in force. Values only. Source: MAPS section 4.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_RECORD_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/rules/map_state.h"
#include "proto/text/hash.h"

namespace liaison {

// A step, as it was logged.
struct MapRemark {
  MapVerb verb = MapVerb::kComment;
  std::string device;  // full name
  std::string party;
  LeafIndex index;
  int64_t time_ms = 0;       // hub time
  std::optional<Hash> text;  // header hash of the sealed notice that says why
  std::string error;         // why it had no effect; empty: it had
};

// A proposal, from its leaf to its end.
struct MapEntry {
  MapVersion version;  // the phase is the last one it entered
  int64_t proposed_ms = 0;
  int64_t phase_ms = 0;  // when it entered its phase
  std::string reason;    // why it is stale
  // In force in [from, until); no `from`: never, so far. No `until`: no end is known.
  std::optional<int64_t> from_ms;
  std::optional<int64_t> until_ms;
  std::vector<MapRemark> remarks;   // log order
  std::vector<std::string> voided;  // parties whose approval was voided with a lost key

  const Hash& proposal() const { return version.proposal; }
  const MapProposal& note() const { return version.note; }
  // Whether it was approved: then its name is "v8", else "v8~3f2a91c0".
  bool IsApproved() const;
  std::string Name() const;
};

struct MapRecord {
  MapState state;
  LeafIndex policy_index;          // meaningless without a policy
  std::vector<MapEntry> entries;   // log order
  std::vector<MapSaying> sayings;  // all that the machine said, errors included, in order

  // Each nullptr: none. By the proposal's hash; the approved one of that number; the one in force
  // at an instant; the newest approved one, in force or not.
  const MapEntry* Find(const Hash& proposal) const;
  const MapEntry* FindVersion(uint64_t version) const;
  const MapEntry* InForceAt(int64_t time_ms) const;
  const MapEntry* Head() const;
  // Open proposals of the same base, without itself.
  std::vector<const MapEntry*> RivalsOf(const MapEntry& entry) const;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_RECORD_H_
