// One map: a deterministic machine (state, public leaf) -> (state, sayings) without clock or I/O.
// The maps plugin keeps the state in rows and turns sayings into alerts; clients run the same
// machine over the same leaves and believe only it. Source: MAPS section 4; scenarios M01..M34.
//
//   open --threshold--> approved --start--> in force --> superseded | expired
//    +--> refused | stale | withdrawn | lapsed
//
// Inputs come before timers of the same instant: an input at t first does what was due before t,
// and what is due at t waits until a later instant is known. Whatever depends on a time is judged
// by the due, not by when it was looked at, so a plugin that was down says the same as one that was
// up.
#ifndef LIAISON_PROTO_RULES_MAP_MACHINE_H_
#define LIAISON_PROTO_RULES_MAP_MACHINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/rules/incident.h"  // Instant
#include "proto/rules/map_state.h"
#include "proto/text/directory_note.h"
#include "proto/text/map_note.h"

namespace liaison {

// A device's certificate, as far as maps ask.
struct MapDevice {
  std::string name;  // full
  std::string office;
  bool jwg = false;
  int64_t certified_ms = 0;         // hub time of its first certificate's leaf
  std::optional<int64_t> ended_ms;  // revoked, for whatever reason but `replaced`
};

// What depends on more than the map.
class MapWorld {
 public:
  MapWorld() = default;
  MapWorld(const MapWorld&) = delete;
  MapWorld& operator=(const MapWorld&) = delete;
  virtual ~MapWorld() = default;

  virtual std::optional<MapDevice> FindDevice(absl::string_view name) = 0;
  // All devices ever certified, by name.
  virtual std::vector<MapDevice> Devices() = 0;
  // A proposal of this map that is neither open nor among state.versions; nullopt: there was none.
  virtual std::optional<MapPhase> FindClosed(const Hash& proposal) = 0;
  // `version` has left the state, in its last phase; whoever keeps history keeps it.
  virtual void Close(const MapVersion& version) = 0;
};

// A valid signature by a key in force is not enough for effect; these are the other rules.
inline constexpr size_t kMapOpenPerOffice = 8;  // proposals; one more: TOO_BIG
// What one event may say; the rest goes on by AdvanceTo, with NextDue_ms in the past.
inline constexpr size_t kMapSayingsAtOnce = 40;

// Thread: one. All references outlive it; every method may add to `out` and change `state`.
class MapMachine {
 public:
  MapMachine(MapState& state, MapWorld& world, std::vector<MapSaying>& out);

  // Each first does what was due before `now`.
  void Policy(Instant now, const MapPolicy& policy, const Hash& hash);
  // `signers`: devices whose lines the note carries, `from` first.
  void Propose(Instant now, const MapProposal& proposal, const Hash& hash,
               const std::vector<std::string>& signers);
  void Step(Instant now, const MapStep& step, const Hash& hash,
            const std::vector<std::string>& signers);
  void Held(Instant now, const MapHeld& held);
  // A device of a reader may have joined.
  void Certified(Instant now);
  void Revoked(Instant now, absl::string_view device, RevokeReason reason);
  // Does what is due before now.time_ms, in order of due: at most kMapSayingsAtOnce sayings.
  void AdvanceTo(Instant now);

  // The next due: AdvanceTo has something to do at any instant after it; nullopt: never.
  std::optional<int64_t> NextDue_ms() const;

 private:
  MapState& state_;
  MapWorld& world_;
  std::vector<MapSaying>& out_;
};

// Whether a party may read the map's content, comment and hold it.
bool IsReader(const MapPolicy& policy, absl::string_view office);
// Parties whose approval is still missing to `proposal`, sorted: of `approve` those that do not
// stand at approve unless the threshold is met, and each required one.
std::vector<std::string> WaitingFor(const MapPolicy& policy, const MapVersion& proposal);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_MAP_MACHINE_H_
