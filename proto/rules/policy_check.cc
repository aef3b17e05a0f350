// The rules for ladders, patterns and obligations: signed public notes of the guarantors' joint
// working group. Source: CRYPTO 1.9.
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory_check.h"
#include "proto/rules/ladder.h"
#include "proto/rules/obligation.h"
#include "proto/rules/pattern.h"

namespace liaison {
namespace {

// The device under this name, if it may sign for its guarantor.
absl::StatusOr<const CertFact*> JwgDevice(const DirectoryState& state, LeafPlace place,
                                          absl::string_view name) {
  ASSIGN_OR_RETURN(const CertFact* fact, state.SignerAt(name, place.index, place.time_ms));
  const Certificate& certificate = fact->certificate;
  const Party* party = state.mission->FindParty(certificate.office);
  if (party == nullptr || party->kind != PartyKind::kGuarantor ||
      !absl::c_linear_search(certificate.mailboxes, Role::kJwg)) {
    return NotEntitled("signature", "ROLE",
                       absl::StrCat(name, " does not sit in the jwg of a guarantor"));
  }
  return fact;
}

absl::Status CheckThreshold(const DirectoryState& state, size_t signers) {
  const uint32_t threshold = state.mission->policy_threshold;
  if (signers >= threshold) return absl::OkStatus();
  return NotEntitled(
      "signature", "THRESHOLD",
      absl::StrCat("signed by ", signers, " guarantors, ", threshold, " are needed"));
}

absl::Status CheckVersion(const DirectoryState& state, const PolicyNote& note) {
  const PolicyFact* last = state.LatestPolicy(note.kind, note.policy.id);
  const uint64_t expected = last == nullptr ? 1 : last->policy.policy.version + 1;
  if (note.policy.version != expected) {
    return NotNow("version", "VERSION",
                  absl::StrCat("version ", note.policy.version, ", expected ", expected,
                               "; re-read the log"));
  }
  if (last == nullptr || note.prev == last->hash) return absl::OkStatus();
  return NotNow("prev", "PREV", "prev must be the hash of the version before");
}

absl::Status CheckLadder(const DirectoryState& state, const PolicyRef& ladder) {
  if (state.FindPolicy(PolicyKind::kLadder, ladder) != nullptr) return absl::OkStatus();
  return NotNow("rules", "LADDER",
                absl::StrCat("the ladder ", ladder.id, " ", ladder.version,
                             " is not in the log; have it signed first"));
}

absl::Status CheckRules(const DirectoryState& state, const PolicyNote& note) {
  if (note.kind == PolicyKind::kLadder) return ParseLadderPolicy(note.rules).status();
  if (note.kind == PolicyKind::kPattern) {
    ASSIGN_OR_RETURN(const PatternPolicy pattern, ParsePatternPolicy(note.rules));
    return CheckLadder(state, pattern.ladder);
  }
  ASSIGN_OR_RETURN(const Obligation obligation, ParseObligation(note.rules));
  return CheckLadder(state, obligation.ladder);
}

}  // namespace

// Offices of a charter are sorted.
absl::StatusOr<std::vector<VKey>> GuarantorKeys(const DirectoryState& state, LeafPlace place,
                                                absl::string_view from, const MailboxId& as,
                                                const Note& note) {
  std::vector<VKey> keys;
  std::string last_office;
  bool by_author = false;
  for (const SignatureLine& line : note.signatures) {
    ASSIGN_OR_RETURN(const CertFact* fact, JwgDevice(state, place, line.name));
    const std::string& office = fact->certificate.office;
    if (office <= last_office) {
      return NotEntitled("signature", "ORDER",
                         "one device of each guarantor signs, in the order of the charter");
    }
    last_office = office;
    by_author = by_author || (line.name == from && as == MailboxId{office, Role::kJwg});
    keys.push_back(fact->certificate.key);
  }
  if (by_author) return keys;
  return NotEntitled("from", "AUTHOR", "who proposes a policy signs it too, for its own jwg");
}

absl::StatusOr<CheckedNote> CheckPolicy(const DirectoryState& state, LeafPlace place,
                                        const Note& note) {
  ASSIGN_OR_RETURN(PolicyNote policy, ParsePolicyNote(state.ns, note.text));
  ASSIGN_OR_RETURN(const std::vector<VKey> signers,
                   GuarantorKeys(state, place, policy.from, policy.as, note));
  RETURN_IF_ERROR(CheckThreshold(state, signers.size()));
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, signers, *state.crypto));
  RETURN_IF_ERROR(CheckVersion(state, policy));
  RETURN_IF_ERROR(CheckRules(state, policy));
  return CheckedNote{std::move(verified), std::move(policy)};
}

}  // namespace liaison
