// What one map's machine remembers, and what it says. Values only; the machine is map_machine.h.
// Source: MAPS section 4.
#ifndef LIAISON_PROTO_RULES_MAP_STATE_H_
#define LIAISON_PROTO_RULES_MAP_STATE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/map_note.h"
#include "proto/text/names.h"

namespace liaison {

enum class MapPhase : uint8_t {  // stored values, frozen
  kOpen = 0,
  kApproved = 1,
  kInForce = 2,
  kSuperseded = 3,
  kExpired = 4,
  kRefused = 5,
  kStale = 6,
  kWithdrawn = 7,
  kLapsed = 8,
};
absl::string_view MapPhaseName(MapPhase phase);  // "in_force"

// What a party last said to an open proposal.
struct MapStand {
  std::string party;
  std::string device;     // full name
  std::string second;     // the other officer's, if there is a second line
  bool approves = false;  // else: refuses. A retracted stand is removed.
  LeafIndex index;
  int64_t time_ms = 0;
  friend bool operator==(const MapStand&, const MapStand&) = default;
};

// A proposal and what became of it.
struct MapVersion {
  Hash proposal;  // text hash of its note
  LeafIndex index;
  MapProposal note;
  MapPhase phase = MapPhase::kOpen;
  std::vector<MapStand> stands;          // sorted by party
  LeafIndex decided;                     // approved: the record that decided
  int64_t start_ms = 0;                  // approved: when it begins
  std::vector<std::string> disputed_by;  // parties, sorted
  int warned = 0;                        // expiry warnings given: 1 (-7 d), 2 (-24 h)
  friend bool operator==(const MapVersion&, const MapVersion&) = default;
};

struct MapHolding {
  uint64_t version = 0;  // newest that the device spoke of, and what it said
  MapHeldState state = MapHeldState::kHeld;
  int64_t time_ms = 0;
  uint64_t holds = 0;    // newest that it holds or has shown
  uint64_t overdue = 0;  // newest version for which it was said to be silent
  friend bool operator==(const MapHolding&, const MapHolding&) = default;
};

struct MapState {
  std::string map;
  std::optional<MapPolicy> policy;  // in force
  Hash policy_hash;
  // Approved versions, newest first: those that still matter, which are the head and what is
  // approved or in force. At most one is in force.
  std::vector<MapVersion> versions;
  std::vector<MapVersion> open;            // log order
  std::map<std::string, MapHolding> held;  // by device
  std::optional<int64_t> held_by_from_ms;  // start of the version in force
  friend bool operator==(const MapState&, const MapState&) = default;

  const MapVersion* Head() const;     // newest approved, in force or not; nullptr: none
  const MapVersion* InForce() const;  // nullptr: none
};

// What is to be recorded, and what clients compare with what the hub says. In order: approved,
// in_force, superseded, stale (by log order).
struct MapSaying {
  enum class Kind : uint8_t {
    kState,    // ST: a proposal or version entered `phase`
    kVoid,     // VOID: the approval of `party` counts no more
    kWarn,     // WARN: `before_s` until `version` expires
    kOverdue,  // OVERDUE: `device` has not said that it holds `version`
    kError,    // to the acting mailbox: the note has no effect, because of `reason`
  };
  Kind kind = Kind::kState;
  MapPhase phase = MapPhase::kOpen;
  Hash proposal;  // of an error: the note's own hash
  uint64_t version = 0;
  std::string party;
  std::string device;
  std::string reason;  // STALE_BASE, POLICY_CHANGED; of an error its code
  int64_t before_s = 0;
  int64_t at_ms = 0;  // when it became true, maybe before the record that says so
  MailboxId to;       // kError
  friend bool operator==(const MapSaying&, const MapSaying&) = default;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MAP_STATE_H_
