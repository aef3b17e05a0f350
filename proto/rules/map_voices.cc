#include "proto/rules/map_voices.h"

#include <algorithm>
#include <iterator>

#include "absl/algorithm/container.h"
#include "proto/rules/map_machine.h"

namespace liaison {
namespace {

bool IsConcerned(const MapPolicy& policy, absl::string_view party) {
  return absl::c_any_of(policy.concerned,
                        [party](const MapConcerned& one) { return one.party == party; });
}

uint32_t ThresholdOf(const MapPolicy& policy, const MapVersion& proposal) {
  return proposal.note.reverts.has_value() ? policy.revert_threshold : policy.threshold;
}

bool StandsAt(const MapVersion& proposal, absl::string_view party, bool approves) {
  return absl::c_any_of(proposal.stands, [&](const MapStand& stand) {
    return stand.party == party && stand.approves == approves;
  });
}

size_t CountAt(const MapPolicy& policy, const MapVersion& proposal, bool approves) {
  return static_cast<size_t>(absl::c_count_if(policy.approve, [&](const std::string& party) {
    return StandsAt(proposal, party, approves);
  }));
}

}  // namespace

bool Has(const std::vector<std::string>& parties, absl::string_view party) {
  return absl::c_linear_search(parties, party);
}

bool HasVoice(const MapPolicy& policy, absl::string_view party) {
  return Has(policy.approve, party) || IsConcerned(policy, party);
}

bool IsApproved(const MapPolicy& policy, const MapVersion& proposal) {
  return CountAt(policy, proposal, true) >= ThresholdOf(policy, proposal) &&
         absl::c_all_of(policy.concerned, [&](const MapConcerned& one) {
           return !one.required || StandsAt(proposal, one.party, true);
         });
}

bool IsRefused(const MapPolicy& policy, const MapVersion& proposal) {
  const size_t left = policy.approve.size() - CountAt(policy, proposal, false);
  return left < ThresholdOf(policy, proposal) ||
         absl::c_any_of(policy.concerned, [&](const MapConcerned& one) {
           return one.required && StandsAt(proposal, one.party, false);
         });
}

bool IsVoice(MapVerb verb) {
  return verb == MapVerb::kApprove || verb == MapVerb::kRefuse || verb == MapVerb::kRetract;
}

bool IsLive(MapPhase phase) {
  return phase == MapPhase::kOpen || phase == MapPhase::kApproved || phase == MapPhase::kInForce;
}

int64_t LapseOf_ms(const MapProposal& proposal) {
  return std::min(proposal.open_until_s, proposal.expiry_s.value_or(proposal.open_until_s)) *
         kSecond_ms;
}

bool IsReader(const MapPolicy& policy, absl::string_view office) {
  return HasVoice(policy, office) || Has(policy.readers, office);
}

std::vector<std::string> WaitingFor(const MapPolicy& policy, const MapVersion& proposal) {
  std::vector<std::string> missing;
  if (CountAt(policy, proposal, true) < ThresholdOf(policy, proposal)) {
    absl::c_copy_if(policy.approve, std::back_inserter(missing),
                    [&](const std::string& one) { return !StandsAt(proposal, one, true); });
  }
  for (const MapConcerned& one : policy.concerned) {
    if (one.required && !StandsAt(proposal, one.party, true)) missing.push_back(one.party);
  }
  absl::c_sort(missing);
  return missing;
}

}  // namespace liaison
