// The rules for the signed public notes of the maps: who may sign them, not what comes of them.
// Source: MAPS sections 3 and 4.
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory_check.h"
#include "proto/rules/map_machine.h"
#include "proto/rules/workflow_check.h"

namespace liaison {
namespace {

absl::StatusOr<const CertFact*> JwgAuthorOf(const DirectoryState& state, LeafPlace place,
                                            const MapHead& head) {
  ASSIGN_OR_RETURN(const CertFact* fact, AuthorOf(state, place, head.from, head.as));
  if (head.as.role == Role::kJwg) return fact;
  return NotAllowed("as", "only the jwg of an office proposes maps and speaks about them");
}

struct Signers {
  const DirectoryState& state;
  const LeafPlace place;
  const Note& note;
  using Keys = absl::StatusOr<std::vector<VKey>>;

  Keys operator()(const MapProposal& proposal) const {
    // A revert needs fewer approvals, so desks must first be able to tell that it is one.
    if (proposal.reverts.has_value()) {
      return NotNow("reverts", "LATER",
                    "going back to an earlier version comes in a later edition: propose its "
                    "features as a new version");
    }
    ASSIGN_OR_RETURN(const CertFact* fact, JwgAuthorOf(state, place, proposal.head));
    return Keys({fact->certificate.key});
  }

  Keys operator()(const MapStep& step) const {
    ASSIGN_OR_RETURN(const CertFact* fact, JwgAuthorOf(state, place, step.head));
    std::vector<VKey> keys = {fact->certificate.key};
    if (note.signatures.size() != 2) return keys;
    ASSIGN_OR_RETURN(const CertFact* second,
                     OtherOfficer(state, place, fact->certificate, note.signatures[1].name));
    keys.push_back(second->certificate.key);
    return keys;
  }

  Keys operator()(const MapHeld& held) const {
    ASSIGN_OR_RETURN(const CertFact* fact, AuthorOf(state, place, held.head.from, held.head.as));
    const MapPolicyFact* policy = state.FindMapPolicy(held.head.map);
    if (policy == nullptr) return NotNow("map", "UNKNOWN_TARGET", "there is no such map");
    if (IsReader(policy->policy, fact->certificate.office)) return Keys({fact->certificate.key});
    return NotAllowed("map", absl::StrCat(fact->certificate.office, " is no reader of this map"));
  }

  Keys operator()(const MapPolicy& policy) const {
    ASSIGN_OR_RETURN(std::vector<VKey> keys,
                     GuarantorKeys(state, place, policy.head.from, policy.head.as, note));
    const auto guarantors =
        static_cast<size_t>(absl::c_count_if(state.mission->parties, [](const Party& one) {
          return one.kind == PartyKind::kGuarantor;
        }));
    if (keys.size() == guarantors) return keys;
    return NotEntitled(
        "signature", "THRESHOLD",
        absl::StrCat("signed by ", keys.size(), " guarantors, all ", guarantors, " are needed"));
  }
};

absl::Status CheckMapPolicy(const DirectoryState& state, const MapPolicy& policy) {
  if (policy.serial > 1 || state.FindMapPolicy(policy.head.map) != nullptr) {
    return NotNow("serial", "LATER",
                  "the policy of a map is changed in a later edition: make another map");
  }
  std::vector<std::string> concerned;
  for (const MapConcerned& one : policy.concerned) concerned.push_back(one.party);
  const Mission& mission = *state.mission;
  RETURN_IF_ERROR(CheckParties(mission, "approve", policy.approve));
  RETURN_IF_ERROR(CheckParties(mission, "concerned", concerned));
  RETURN_IF_ERROR(CheckParties(mission, "propose", policy.propose));
  return CheckParties(mission, "readers", policy.readers);
}

absl::StatusOr<CheckedNote> Checked(const DirectoryState& state, LeafPlace place,
                                    const Note& note) {
  ASSIGN_OR_RETURN(MapNote map_note, ParseMapNote(state.ns, note.text));
  ASSIGN_OR_RETURN(const std::vector<VKey> keys, std::visit(Signers{state, place, note}, map_note));
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, keys, *state.crypto));
  if (const auto* policy = std::get_if<MapPolicy>(&map_note)) {
    RETURN_IF_ERROR(CheckMapPolicy(state, *policy));
  }
  return CheckedNote{std::move(verified), std::move(map_note)};
}

}  // namespace

absl::StatusOr<CheckedNote> CheckMapNote(const DirectoryState& state, LeafPlace place,
                                         const Note& note) {
  absl::StatusOr<CheckedNote> checked = Checked(state, place, note);
  if (!checked.ok()) return InWorkflowWords(checked.status(), "REVOKED_KEY");
  return checked;
}

}  // namespace liaison
