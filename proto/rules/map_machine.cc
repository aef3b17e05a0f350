#include "proto/rules/map_machine.h"

#include <algorithm>
#include <array>

#include "absl/algorithm/container.h"
#include "proto/rules/map_voices.h"

namespace liaison {
namespace {

constexpr int64_t kDay_ms = int64_t{86400} * kSecond_ms;
// How long before an expiry it is said; MapVersion::warned counts them.
constexpr std::array<int64_t, 2> kWarnBefore_ms = {7 * kDay_ms, kDay_ms};

std::optional<int64_t> ExpiryOf_ms(const MapVersion& version) {
  if (!version.note.expiry_s.has_value()) return std::nullopt;
  return *version.note.expiry_s * kSecond_ms;
}

// The next warning: nullopt, none is left.
std::optional<int64_t> WarnDueOf_ms(const MapVersion& version) {
  const std::optional<int64_t> expiry_ms = ExpiryOf_ms(version);
  const auto given = static_cast<size_t>(version.warned);
  if (!expiry_ms.has_value() || given >= kWarnBefore_ms.size()) return std::nullopt;
  return *expiry_ms - kWarnBefore_ms.at(given);
}

// What lay before the start is not said any more.
void SkipPastWarnings(MapVersion& version) {
  for (auto due_ms = WarnDueOf_ms(version); due_ms.has_value() && *due_ms < version.start_ms;
       due_ms = WarnDueOf_ms(version)) {
    ++version.warned;
  }
}

bool IsNewer(const MapHeld& held, const MapHolding& than) {
  const auto rank = [](MapHeldState state) {
    return state == MapHeldState::kCannotOpen ? 0 : state == MapHeldState::kHeld ? 1 : 2;
  };
  return std::pair(held.version, rank(held.state)) > std::pair(than.version, rank(than.state));
}

void Earlier(std::optional<int64_t> one, std::optional<int64_t>& due) {
  if (one.has_value()) due = std::min(due.value_or(*one), *one);
}

}  // namespace

MapMachine::MapMachine(MapState& state, MapWorld& world, std::vector<MapSaying>& out)
    : state_(state), world_(world), out_(out) {}

void MapMachine::Policy(Instant now, const MapPolicy& policy, const Hash& hash) {
  AdvanceTo(now);
  if (state_.policy.has_value() || policy.serial != 1) return;
  state_.policy = policy;
  state_.policy_hash = hash;
}

void MapMachine::Propose(Instant now, const MapProposal& proposal, const Hash& hash,
                         const std::vector<std::string>& signers) {
  AdvanceTo(now);
  const std::string why_not = WhyNotProposed(now, proposal, signers);
  if (!why_not.empty()) {
    return SayError(now, proposal.head, hash, proposal.version, why_not);
  }
  state_.open.push_back({.proposal = hash, .index = now.index, .note = proposal});
}

void MapMachine::Step(Instant now, const MapStep& step, const Hash& hash,
                      const std::vector<std::string>& signers) {
  AdvanceTo(now);
  const std::string why_not = WhyNotStep(now, step, signers);
  if (!why_not.empty()) return SayError(now, step.head, hash, step.version, why_not);
  if (IsVoice(step.verb)) return TakeStand(now, step, signers);
  MapVersion& target = *Find(step.target);
  std::vector<std::string>& disputed_by = target.disputed_by;
  const std::string& party = step.head.as.office;
  if (step.verb == MapVerb::kDispute && !Has(disputed_by, party)) {
    disputed_by.insert(absl::c_upper_bound(disputed_by, party), party);
  } else if (step.verb == MapVerb::kSettle) {
    disputed_by.erase(std::remove(disputed_by.begin(), disputed_by.end(), party),
                      disputed_by.end());
  } else if (step.verb == MapVerb::kWithdraw) {
    End(static_cast<size_t>(&target - state_.open.data()), MapPhase::kWithdrawn, "", now.time_ms);
  }
}

void MapMachine::Held(Instant now, const MapHeld& held) {
  AdvanceTo(now);
  const MapVersion* head = state_.Head();
  if (head == nullptr || held.version > head->note.version) return;
  if (!IsReader(*state_.policy, held.head.as.office)) return;
  for (const MapVersion& version : state_.versions) {
    const bool same = version.note.content.sha256 == held.content;
    if (version.note.version == held.version && !same) return;
  }
  MapHolding& holding = state_.held[held.head.from];
  if (held.state != MapHeldState::kCannotOpen) {
    holding.holds = std::max(holding.holds, held.version);
  }
  if (!IsNewer(held, holding)) return;
  holding.version = held.version;
  holding.state = held.state;
  holding.time_ms = now.time_ms;
}

void MapMachine::Certified(Instant now) { AdvanceTo(now); }

void MapMachine::Revoked(Instant now, absl::string_view device, RevokeReason reason) {
  AdvanceTo(now);
  if (reason != RevokeReason::kLost && reason != RevokeReason::kCompromise) return;
  for (MapVersion& proposal : state_.open) {
    const auto voided = absl::c_find_if(proposal.stands, [device](const MapStand& stand) {
      return stand.approves && (stand.device == device || stand.second == device);
    });
    if (voided == proposal.stands.end()) continue;
    Say({.kind = MapSaying::Kind::kVoid,
         .proposal = proposal.proposal,
         .version = proposal.note.version,
         .party = voided->party,
         .at_ms = now.time_ms});
    proposal.stands.erase(voided);
  }
}

void MapMachine::AdvanceTo(Instant now) {
  for (;;) {
    std::optional<int64_t> due_ms = VersionDue_ms();
    // Nobody can be overdue before that: most steps need not look at the devices.
    const bool maybe_overdue =
        state_.held_by_from_ms.has_value() &&
        *state_.held_by_from_ms + state_.policy->held_by_s * kSecond_ms < now.time_ms;
    if (maybe_overdue) Earlier(SilenceDue_ms(), due_ms);
    if (!due_ms.has_value() || *due_ms >= now.time_ms) return;
    DoAt(*due_ms);
  }
}

std::optional<int64_t> MapMachine::NextDue_ms() const {
  std::optional<int64_t> due_ms = VersionDue_ms();
  Earlier(SilenceDue_ms(), due_ms);
  return due_ms;
}

MapVersion* MapMachine::Find(const Hash& proposal) const {
  for (std::vector<MapVersion>* among : {&state_.open, &state_.versions}) {
    const auto found = absl::c_find_if(
        *among, [&proposal](const MapVersion& one) { return one.proposal == proposal; });
    if (found != among->end()) return &*found;
  }
  return nullptr;
}

void MapMachine::TakeStand(Instant now, const MapStep& step,
                           const std::vector<std::string>& signers) {
  MapVersion& proposal = *Find(step.target);
  std::vector<MapStand>& stands = proposal.stands;
  const std::string& party = step.head.as.office;
  auto place = std::lower_bound(
      stands.begin(), stands.end(), party,
      [](const MapStand& stand, const std::string& than) { return stand.party < than; });
  if (place != stands.end() && place->party == party) place = stands.erase(place);
  if (step.verb == MapVerb::kRetract) return;
  stands.insert(place, {.party = party,
                        .device = signers.front(),
                        .second = signers.size() > 1 ? signers[1] : "",
                        .approves = step.verb == MapVerb::kApprove,
                        .index = now.index,
                        .time_ms = now.time_ms});
  Decide(now, static_cast<size_t>(&proposal - state_.open.data()));
}

void MapMachine::Decide(Instant now, size_t open) {
  const MapVersion& proposal = state_.open[open];
  if (IsApproved(*state_.policy, proposal)) {
    Approve(now, open);
  } else if (IsRefused(*state_.policy, proposal)) {
    End(open, MapPhase::kRefused, "", now.time_ms);
  }
}

void MapMachine::Approve(Instant now, size_t open) {
  MapVersion approved = std::move(state_.open[open]);
  state_.open.erase(state_.open.begin() + static_cast<ptrdiff_t>(open));
  approved.phase = MapPhase::kApproved;
  approved.decided = now.index;
  approved.start_ms = std::max(approved.note.effective_s.value_or(0) * kSecond_ms, now.time_ms);
  SkipPastWarnings(approved);
  SayState(approved, "", now.time_ms);
  // An expired version was kept only as head.
  if (!state_.versions.empty() && !IsLive(state_.versions.front().phase)) {
    world_.Close(state_.versions.front());
    state_.versions.erase(state_.versions.begin());
  }
  const Hash proposal = approved.proposal;
  const bool starts = approved.start_ms <= now.time_ms;
  state_.versions.insert(state_.versions.begin(), std::move(approved));
  if (starts) Start(proposal, now.time_ms);
  while (!state_.open.empty()) End(0, MapPhase::kStale, "STALE_BASE", now.time_ms);
}

void MapMachine::End(size_t open, MapPhase phase, absl::string_view reason, int64_t at_ms) {
  MapVersion ended = std::move(state_.open[open]);
  state_.open.erase(state_.open.begin() + static_cast<ptrdiff_t>(open));
  ended.phase = phase;
  SayState(ended, reason, at_ms);
  world_.Close(ended);
}

void MapMachine::Start(const Hash& proposal, int64_t at_ms) {
  MapVersion& version = *Find(proposal);
  const bool over = ExpiryOf_ms(version).value_or(at_ms + 1) <= at_ms;
  version.phase = over ? MapPhase::kExpired : MapPhase::kInForce;
  SayState(version, "", at_ms);
  if (over) return;
  state_.held_by_from_ms = at_ms;
  SupersedeBelow(static_cast<size_t>(&version - state_.versions.data()), at_ms);
}

void MapMachine::SupersedeBelow(size_t position, int64_t at_ms) {
  while (state_.versions.size() > position + 1) {
    const auto lower = state_.versions.begin() + static_cast<ptrdiff_t>(position + 1);
    lower->phase = MapPhase::kSuperseded;
    SayState(*lower, "", at_ms);
    world_.Close(*lower);
    state_.versions.erase(lower);
  }
}

void MapMachine::Expire(int64_t at_ms) {
  const auto version = absl::c_find_if(
      state_.versions, [](const MapVersion& one) { return one.phase == MapPhase::kInForce; });
  version->phase = MapPhase::kExpired;
  SayState(*version, "", at_ms);
  state_.held_by_from_ms.reset();
  if (version == state_.versions.begin()) return;  // still the head
  world_.Close(*version);
  state_.versions.erase(version);
}

void MapMachine::Warn(int64_t at_ms) {
  MapVersion& version = *Find(state_.InForce()->proposal);
  const int64_t before_ms = kWarnBefore_ms.at(static_cast<size_t>(version.warned++));
  Say({.kind = MapSaying::Kind::kWarn,
       .proposal = version.proposal,
       .version = version.note.version,
       .before_s = before_ms / kSecond_ms,
       .at_ms = at_ms});
}

void MapMachine::Lapse(int64_t at_ms) {
  const auto lapsed = absl::c_find_if(
      state_.open, [at_ms](const MapVersion& one) { return LapseOf_ms(one.note) == at_ms; });
  End(static_cast<size_t>(lapsed - state_.open.begin()), MapPhase::kLapsed, "", at_ms);
}

void MapMachine::SayOverdue(int64_t at_ms) {
  const MapVersion& version = *state_.InForce();
  for (const MapDevice& device : world_.Devices()) {
    if (SilenceDueOf_ms(device) != at_ms) continue;
    state_.held[device.name].overdue = version.note.version;
    Say({.kind = MapSaying::Kind::kOverdue,
         .proposal = version.proposal,
         .version = version.note.version,
         .party = device.office,
         .device = device.name,
         .at_ms = at_ms});
  }
}

// One kind of what is due then; whoever calls it asks again.
void MapMachine::DoAt(int64_t due_ms) {
  const MapVersion* in_force = state_.InForce();
  if (const MapVersion* starting = StartingAt(due_ms); starting != nullptr) {
    Start(Hash(starting->proposal), due_ms);
  } else if (in_force != nullptr && ExpiryOf_ms(*in_force) == due_ms) {
    Expire(due_ms);
  } else if (in_force != nullptr && WarnDueOf_ms(*in_force) == due_ms) {
    Warn(due_ms);
  } else if (absl::c_any_of(state_.open, [due_ms](const MapVersion& one) {
               return LapseOf_ms(one.note) == due_ms;
             })) {
    Lapse(due_ms);
  } else {
    SayOverdue(due_ms);
  }
}

// Of equal starts the higher version's counts: the newest stand first.
MapVersion* MapMachine::StartingAt(int64_t due_ms) const {
  const auto found = absl::c_find_if(state_.versions, [due_ms](const MapVersion& one) {
    return one.phase == MapPhase::kApproved && one.start_ms == due_ms;
  });
  return found == state_.versions.end() ? nullptr : &*found;
}

std::optional<int64_t> MapMachine::VersionDue_ms() const {
  std::optional<int64_t> due_ms;
  for (const MapVersion& proposal : state_.open) Earlier(LapseOf_ms(proposal.note), due_ms);
  for (const MapVersion& version : state_.versions) {
    if (version.phase == MapPhase::kApproved) Earlier(version.start_ms, due_ms);
    if (version.phase != MapPhase::kInForce) continue;
    Earlier(ExpiryOf_ms(version), due_ms);
    Earlier(WarnDueOf_ms(version), due_ms);
  }
  return due_ms;
}

std::optional<int64_t> MapMachine::SilenceDue_ms() const {
  std::optional<int64_t> due_ms;
  if (!state_.held_by_from_ms.has_value()) return due_ms;
  for (const MapDevice& device : world_.Devices()) Earlier(SilenceDueOf_ms(device), due_ms);
  return due_ms;
}

std::optional<int64_t> MapMachine::SilenceDueOf_ms(const MapDevice& device) const {
  if (!IsReader(*state_.policy, device.office)) return std::nullopt;
  const int64_t due_ms = std::max(*state_.held_by_from_ms, device.certified_ms) +
                         state_.policy->held_by_s * kSecond_ms;
  if (device.ended_ms.has_value() && *device.ended_ms <= due_ms) return std::nullopt;
  const uint64_t version = state_.InForce()->note.version;
  const auto holding = state_.held.find(device.name);
  const bool answered = holding != state_.held.end() &&
                        std::max(holding->second.holds, holding->second.overdue) >= version;
  return answered ? std::nullopt : std::optional<int64_t>(due_ms);
}

void MapMachine::SayState(const MapVersion& version, absl::string_view reason, int64_t at_ms) {
  Say({.kind = MapSaying::Kind::kState,
       .phase = version.phase,
       .proposal = version.proposal,
       .version = version.note.version,
       .reason = std::string(reason),
       .at_ms = at_ms});
}

void MapMachine::SayError(Instant now, const MapHead& head, const Hash& note, uint64_t version,
                          std::string code) {
  Say({.kind = MapSaying::Kind::kError,
       .proposal = note,
       .version = version,
       .party = head.as.office,
       .device = head.from,
       .reason = std::move(code),
       .at_ms = now.time_ms,
       .to = head.as});
}

}  // namespace liaison
