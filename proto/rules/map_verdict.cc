// Why a map's note has no effect.
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "proto/rules/map_machine.h"
#include "proto/rules/map_voices.h"

namespace liaison {
namespace {

bool MayStep(const MapPolicy& policy, MapVerb verb, absl::string_view party) {
  if (verb == MapVerb::kComment) return IsReader(policy, party);
  return verb == MapVerb::kWithdraw || HasVoice(policy, party);
}

// Why a step on what is over has no effect.
absl::string_view OverCode(MapPhase phase) {
  return phase == MapPhase::kStale ? "STALE_BASE" : "CLOSED";
}

}  // namespace

std::string MapMachine::WhyNotSigned(Instant now, const MapHead& head,
                                     const std::vector<std::string>& signers) const {
  bool allowed = head.as.role == Role::kJwg;
  for (const std::string& name : signers) {
    const std::optional<MapDevice> device = world_.FindDevice(name);
    if (!device.has_value()) return "UNKNOWN_KEY";
    if (device->ended_ms.has_value() && *device->ended_ms <= now.time_ms) return "REVOKED_KEY";
    allowed = allowed && device->jwg && device->office == head.as.office;
  }
  return allowed && !signers.empty() ? "" : "NOT_ALLOWED";
}

std::string MapMachine::WhyNotProposed(Instant now, const MapProposal& proposal,
                                       const std::vector<std::string>& signers) const {
  if (!state_.policy.has_value()) return "UNKNOWN_TARGET";
  std::string why_not = WhyNotSigned(now, proposal.head, signers);
  if (!why_not.empty()) return why_not;
  const std::string& party = proposal.head.as.office;
  if (!Has(state_.policy->propose, party)) return "NOT_ALLOWED";
  if (proposal.policy != state_.policy_hash) return "POLICY_CHANGED";
  why_not = WhyNotNext(proposal);
  if (!why_not.empty()) return why_not;
  for (const std::optional<Hash>& named : {proposal.counters, proposal.rebases}) {
    if (named.has_value() && !IsKnown(*named)) return "UNKNOWN_TARGET";
  }
  if (LapseOf_ms(proposal) < now.time_ms) return "CLOSED";
  const auto open = static_cast<size_t>(absl::c_count_if(
      state_.open, [&party](const MapVersion& one) { return one.note.head.as.office == party; }));
  return open < kMapOpenPerOffice ? "" : "TOO_BIG";
}

std::string MapMachine::WhyNotNext(const MapProposal& proposal) const {
  const MapVersion* head = state_.Head();
  const uint64_t newest = head == nullptr ? 0 : head->note.version;
  if (proposal.version > newest + 1) return "VERSION_GAP";
  if (proposal.reverts.has_value() && *proposal.reverts > newest) return "UNKNOWN_TARGET";
  if (head == nullptr) return "";  // version 1, which has no base
  if (proposal.base != head->note.content.sha256) return "STALE_BASE";
  if (proposal.version != newest + 1) return "VERSION_GAP";
  if (proposal.effective_s.has_value()) {
    const int64_t head_ms =
        head->note.effective_s.has_value() ? *head->note.effective_s * kSecond_ms : head->start_ms;
    return *proposal.effective_s * kSecond_ms < head_ms ? "EFFECTIVE_ORDER" : "";
  }
  const bool at_once = head->phase != MapPhase::kApproved || proposal.reverts.has_value();
  return at_once ? "" : "EFFECTIVE_ORDER";
}

std::string MapMachine::WhyNotStep(Instant now, const MapStep& step,
                                   const std::vector<std::string>& signers) const {
  if (!state_.policy.has_value()) return "UNKNOWN_TARGET";
  const MapPolicy& policy = *state_.policy;
  std::string why_not = WhyNotSigned(now, step.head, signers);
  if (!why_not.empty()) return why_not;
  if (!MayStep(policy, step.verb, step.head.as.office)) return "NOT_ALLOWED";
  if (IsVoice(step.verb) && std::set(signers.begin(), signers.end()).size() < policy.persons) {
    return "NOT_ALLOWED";
  }
  return WhyNotTarget(step);
}

std::string MapMachine::WhyNotTarget(const MapStep& step) const {
  const MapVersion* target = Find(step.target);
  if (target == nullptr) {
    const std::optional<MapPhase> closed = world_.FindClosed(step.target);
    return closed.has_value() ? std::string(OverCode(*closed)) : "UNKNOWN_TARGET";
  }
  if (!IsLive(target->phase)) return std::string(OverCode(target->phase));
  const bool needs_open = IsVoice(step.verb) || step.verb == MapVerb::kWithdraw;
  if (needs_open && target->phase != MapPhase::kOpen) return "CLOSED";
  if (step.verb == MapVerb::kWithdraw && step.head.as.office != target->note.head.as.office) {
    return "NOT_ALLOWED";
  }
  const bool same =
      step.version == target->note.version &&
      step.content.value_or(target->note.content.sha256) == target->note.content.sha256;
  return same ? "" : "CONTENT_MISMATCH";
}

bool MapMachine::IsKnown(const Hash& proposal) const {
  return Find(proposal) != nullptr || world_.FindClosed(proposal).has_value();
}

}  // namespace liaison
