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
#include <utility>
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

inline constexpr size_t kMapOpenPerOffice = 8;  // proposals; one more: TOO_BIG

// Error codes, of a note that has no effect:
//   UNKNOWN_TARGET   no such map, proposal, or version to go back to
//   UNKNOWN_KEY, REVOKED_KEY, NOT_ALLOWED   who signed
//   POLICY_CHANGED   a proposal that names another policy than the one in force
//   STALE_BASE, VERSION_GAP, EFFECTIVE_ORDER, TOO_BIG   a proposal's place; too many are open
//   CLOSED, STALE_BASE   a step whose target is open no more; a proposal that would never be open
//   CONTENT_MISMATCH   a step that names another document or version than its target has
//
// What the design leaves open is decided here:
// - An approval of a party replaces its earlier one: if the key of the newer is lost, none is left.
//   With a second line either key counts.
// - Approve, refuse and retract need both lines where the policy wants two persons.
// - Comments, disputes and settlements go to what is open, approved or in force.
// - A version that is approved at or after its own expiry never starts: it is approved, then
//   expired, and supersedes nothing.
// - A start goes before an expiry of the same instant: the older version is superseded.
// - No warning is given before the version has started.
// - When nothing is in force any more nobody is overdue.
//
// A step costs at most as much as there are open proposals and devices. `world` answers as of the
// leaf before `now`.
// Thread: one. All references outlive it; every method may add to `out` and change `state`.
class MapMachine {
 public:
  MapMachine(MapState& state, MapWorld& world, std::vector<MapSaying>& out);

  // Each first does what was due before `now`.
  // Only the first has effect: changes come in a later edition.
  void Policy(Instant now, const MapPolicy& policy, const Hash& hash);
  // `signers`: devices whose lines the note carries, `from` first.
  void Propose(Instant now, const MapProposal& proposal, const Hash& hash,
               const std::vector<std::string>& signers);
  void Step(Instant now, const MapStep& step, const Hash& hash,
            const std::vector<std::string>& signers);
  // Of no effect, and without a word, if it is of no reader or not of what was approved.
  void Held(Instant now, const MapHeld& held);
  // A device of a reader may have joined.
  void Certified(Instant now);
  void Revoked(Instant now, absl::string_view device, RevokeReason reason);
  // Does what is due before now.time_ms, in order of due.
  void AdvanceTo(Instant now);

  // The next due: AdvanceTo has something to do at any instant after it; nullopt: never.
  std::optional<int64_t> NextDue_ms() const;

 private:
  // The code of why it has no effect; "" if it has.
  std::string WhyNotSigned(Instant now, const MapHead& head,
                           const std::vector<std::string>& signers) const;
  std::string WhyNotProposed(Instant now, const MapProposal& proposal,
                             const std::vector<std::string>& signers) const;
  std::string WhyNotNext(const MapProposal& proposal) const;
  std::string WhyNotStep(Instant now, const MapStep& step,
                         const std::vector<std::string>& signers) const;
  std::string WhyNotTarget(const MapStep& step) const;
  bool IsKnown(const Hash& proposal) const;
  MapVersion* Find(const Hash& proposal) const;  // open, approved or in force; nullptr: none

  void TakeStand(Instant now, const MapStep& step, const std::vector<std::string>& signers);
  void Decide(Instant now, size_t open);
  void Approve(Instant now, size_t open);
  void End(size_t open, MapPhase phase, absl::string_view reason, int64_t at_ms);
  void Start(const Hash& proposal, int64_t at_ms);
  void SupersedeBelow(size_t position, int64_t at_ms);
  void Expire(int64_t at_ms);
  void Warn(int64_t at_ms);
  void Lapse(int64_t at_ms);
  void SayOverdue(int64_t at_ms);
  void DoAt(int64_t due_ms);
  MapVersion* StartingAt(int64_t due_ms) const;

  std::optional<int64_t> VersionDue_ms() const;  // of proposals and versions
  std::optional<int64_t> SilenceDue_ms() const;  // of devices
  std::optional<int64_t> SilenceDueOf_ms(const MapDevice& device) const;

  void Say(MapSaying saying) { out_.push_back(std::move(saying)); }
  void SayState(const MapVersion& version, absl::string_view reason, int64_t at_ms);
  void SayError(Instant now, const MapHead& head, const Hash& note, uint64_t version,
                std::string code);

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
