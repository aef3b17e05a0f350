#include "clients/core/maps/map_replay.h"

#include <utility>
#include <variant>

namespace liaison {

MapReplay::MapReplay(absl::string_view map, const MapDevices& devices) : devices_(devices) {
  record_.state.map = std::string(map);
}

std::optional<MapDevice> MapReplay::FindDevice(absl::string_view name) {
  return devices_.Find(name);
}

std::vector<MapDevice> MapReplay::Devices() { return devices_.All(); }

std::optional<MapPhase> MapReplay::FindClosed(const Hash& proposal) {
  const auto found = closed_.find(proposal);
  if (found == closed_.end()) return std::nullopt;
  return found->second;
}

void MapReplay::Close(const MapVersion& version) {
  closed_[version.proposal] = version.phase;
  TakeOver(version);
}

void MapReplay::AdvanceTo(Instant now) {
  Run([&](MapMachine& machine) {
    for (auto due_ms = machine.NextDue_ms(); due_ms.has_value() && *due_ms < now.time_ms;
         due_ms = machine.NextDue_ms()) {
      machine.AdvanceTo(now);
    }
  });
}

std::optional<int64_t> MapReplay::NextDue_ms() {
  std::vector<MapSaying> none;
  return MapMachine(record_.state, *this, none).NextDue_ms();
}

void MapReplay::Take(Instant now, const MapNote& note, const Hash& hash,
                     const std::vector<std::string>& signers) {
  AdvanceTo(now);
  if (const auto* policy = std::get_if<MapPolicy>(&note)) {
    Run([&](MapMachine& machine) { machine.Policy(now, *policy, hash); });
    if (record_.state.policy_hash == hash) record_.policy_index = now.index;
  } else if (const auto* proposal = std::get_if<MapProposal>(&note)) {
    times_ms_[now.index] = now.time_ms;
    Run([&](MapMachine& machine) { machine.Propose(now, *proposal, hash, signers); });
  } else if (const auto* step = std::get_if<MapStep>(&note)) {
    const size_t said = record_.sayings.size();
    AddRemark(now, *step);
    Run([&](MapMachine& machine) { machine.Step(now, *step, hash, signers); });
    MapEntry* const entry = Find(step->target);
    for (size_t i = said; entry != nullptr && i < record_.sayings.size(); ++i) {
      const MapSaying& saying = record_.sayings[i];
      const bool refused = saying.kind == MapSaying::Kind::kError && saying.proposal == hash;
      if (refused) entry->remarks.back().error = saying.reason;
    }
  } else if (const auto* held = std::get_if<MapHeld>(&note)) {
    Run([&](MapMachine& machine) { machine.Held(now, *held); });
  }
}

void MapReplay::Take(const DeviceEvent& event) {
  AdvanceTo(event.at);
  Run([&](MapMachine& machine) {
    if (event.revokes) {
      machine.Revoked(event.at, event.fact->certificate.subject, event.fact->revoke_reason);
    } else {
      machine.Certified(event.at);
    }
  });
}

void MapReplay::Run(absl::FunctionRef<void(MapMachine&)> act) {
  std::vector<MapSaying> out;
  MapMachine machine(record_.state, *this, out);
  act(machine);
  for (const MapVersion& version : record_.state.versions) TakeOver(version);
  for (const MapVersion& version : record_.state.open) TakeOver(version);
  for (const MapSaying& saying : out) {
    Hear(saying);
    record_.sayings.push_back(saying);
  }
}

void MapReplay::TakeOver(const MapVersion& version) {
  const auto [place, is_new] = places_.try_emplace(version.proposal, record_.entries.size());
  if (!is_new) {
    record_.entries[place->second].version = version;
    return;
  }
  const auto time_ms = times_ms_.find(version.index);
  MapEntry entry{.version = version};
  if (time_ms != times_ms_.end()) entry.proposed_ms = entry.phase_ms = time_ms->second;
  record_.entries.push_back(std::move(entry));
}

void MapReplay::Hear(const MapSaying& saying) {
  MapEntry* const entry = Find(saying.proposal);
  if (entry == nullptr) return;
  if (saying.kind == MapSaying::Kind::kVoid) entry->voided.push_back(saying.party);
  if (saying.kind != MapSaying::Kind::kState) return;
  entry->phase_ms = saying.at_ms;
  entry->reason = saying.reason;
  if (saying.phase == MapPhase::kInForce) {
    entry->from_ms = saying.at_ms;
  } else if (saying.phase == MapPhase::kSuperseded || saying.phase == MapPhase::kExpired) {
    entry->until_ms = saying.at_ms;
  }
}

void MapReplay::AddRemark(Instant now, const MapStep& step) {
  MapEntry* const entry = Find(step.target);
  if (entry == nullptr) return;
  entry->remarks.push_back({.verb = step.verb,
                            .device = step.head.from,
                            .party = step.head.as.office,
                            .index = now.index,
                            .time_ms = now.time_ms,
                            .text = step.text});
}

MapEntry* MapReplay::Find(const Hash& proposal) {
  const auto found = places_.find(proposal);
  return found == places_.end() ? nullptr : &record_.entries[found->second];
}

}  // namespace liaison
