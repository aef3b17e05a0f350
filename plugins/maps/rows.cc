#include "plugins/maps/rows.h"

#include <utility>
#include <variant>

#include "proto/text/map_note.h"

namespace liaison::maps {
namespace {

Hash HashOf(const std::string& bytes) { return FixedFromBytes<Hash>(bytes).value_or(Hash()); }

// Of what was printed by ourselves.
template <typename Kind>
Kind ParseAs(const std::string& ns, const std::string& text) {
  absl::StatusOr<MapNote> note = ParseMapNote(ns, text);
  if (!note.ok() || !std::holds_alternative<Kind>(*note)) return Kind();
  return std::get<Kind>(*std::move(note));
}

void PutVersion(const MapVersion& version, Version& row) {
  MapProposal note = version.note;
  note.deltas.clear();
  row.set_proposal(std::string(version.proposal.view()));
  row.set_index(version.index.value());
  row.set_note(PrintMapNote(note));
  row.set_phase(static_cast<uint32_t>(version.phase));
  for (const MapStand& stand : version.stands) {
    Stand& to = *row.add_stands();
    to.set_party(stand.party);
    to.set_device(stand.device);
    to.set_second(stand.second);
    to.set_approves(stand.approves);
    to.set_index(stand.index.value());
    to.set_time_ms(stand.time_ms);
  }
  row.set_decided(version.decided.value());
  row.set_start_ms(version.start_ms);
  for (const std::string& party : version.disputed_by) row.add_disputed_by(party);
  row.set_warned(version.warned);
}

MapVersion VersionOf(const std::string& ns, const Version& row) {
  MapVersion version{.proposal = HashOf(row.proposal()),
                     .index = LeafIndex(row.index()),
                     .note = ParseAs<MapProposal>(ns, row.note()),
                     .phase = static_cast<MapPhase>(row.phase()),
                     .decided = LeafIndex(row.decided()),
                     .start_ms = row.start_ms(),
                     .disputed_by = {row.disputed_by().begin(), row.disputed_by().end()},
                     .warned = row.warned()};
  for (const Stand& stand : row.stands()) {
    version.stands.push_back({.party = stand.party(),
                              .device = stand.device(),
                              .second = stand.second(),
                              .approves = stand.approves(),
                              .index = LeafIndex(stand.index()),
                              .time_ms = stand.time_ms()});
  }
  return version;
}

}  // namespace

void PutState(const MapState& state, Map& row) {
  row.clear_policy();
  row.clear_policy_hash();
  if (state.policy.has_value()) {
    row.set_policy(PrintMapNote(*state.policy));
    row.set_policy_hash(std::string(state.policy_hash.view()));
  }
  row.clear_versions();
  for (const MapVersion& version : state.versions) PutVersion(version, *row.add_versions());
  row.clear_open();
  for (const MapVersion& version : state.open) PutVersion(version, *row.add_open());
  row.clear_held();
  for (const auto& [device, holding] : state.held) {
    Holding& to = *row.add_held();
    to.set_device(device);
    to.set_version(holding.version);
    to.set_state(static_cast<uint32_t>(holding.state));
    to.set_time_ms(holding.time_ms);
    to.set_holds(holding.holds);
    to.set_overdue(holding.overdue);
  }
  row.clear_held_by_from_ms();
  if (state.held_by_from_ms.has_value()) row.set_held_by_from_ms(*state.held_by_from_ms);
}

MapState StateOf(const std::string& ns, absl::string_view map, const Map& row) {
  MapState state{.map = std::string(map)};
  if (!row.policy().empty()) {
    state.policy = ParseAs<MapPolicy>(ns, row.policy());
    state.policy_hash = HashOf(row.policy_hash());
  }
  for (const Version& version : row.versions()) state.versions.push_back(VersionOf(ns, version));
  for (const Version& version : row.open()) state.open.push_back(VersionOf(ns, version));
  for (const Holding& holding : row.held()) {
    state.held[holding.device()] = {.version = holding.version(),
                                    .state = static_cast<MapHeldState>(holding.state()),
                                    .time_ms = holding.time_ms(),
                                    .holds = holding.holds(),
                                    .overdue = holding.overdue()};
  }
  if (row.has_held_by_from_ms()) state.held_by_from_ms = row.held_by_from_ms();
  return state;
}

}  // namespace liaison::maps
