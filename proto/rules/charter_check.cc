// Founding and amendment of the charter. Source: CRYPTO 1.1 (order of lines), 1.9, 4.2, 4.3.
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory_check.h"

namespace liaison {
namespace {

// Parties and offices are the same set.
absl::Status CheckOffices(const Charter& charter, const Mission& mission) {
  for (const OfficeRoot& line : charter.offices) {
    if (mission.FindParty(line.office) == nullptr) {
      return Malformed("office", "PARTY", absl::StrCat(line.office, " is not among the parties"));
    }
  }
  if (mission.parties.size() != charter.offices.size()) {
    return Malformed("mission", "PARTY", "a party has no office line");
  }
  return absl::OkStatus();
}

// Signers of an amendment, read off the note's own lines: old roots that signed, then all new ones.
// Errors: PermissionDenied AMEND where too few old roots count.
absl::StatusOr<std::vector<VKey>> AmendmentSigners(const Charter& old_charter,
                                                   const Charter& new_charter, const Note& note) {
  std::vector<VKey> signers;
  uint64_t counted = 0;
  for (const OfficeRoot& line : old_charter.offices) {
    if (signers.size() == note.signatures.size()) break;
    const SignatureLine& next = note.signatures[signers.size()];
    if (next.name != line.root.name || next.key_id != line.root.key_id) continue;
    signers.push_back(line.root);
    // An office does not vote on the replacement of its own root, nor on its leaving.
    if (HasRoot(new_charter, line)) ++counted;
  }
  if (counted < old_charter.amend) {
    return NotEntitled(
        "signature", "AMEND",
        absl::StrCat("signed by ", counted, " roots besides the offices concerned, ",
                     old_charter.amend, " are needed (in the order of the charter)"));
  }
  for (const OfficeRoot& line : new_charter.offices) {
    if (!HasRoot(old_charter, line)) signers.push_back(line.root);
  }
  return signers;
}

absl::StatusOr<std::vector<VKey>> FoundingSigners(const Charter& charter, LeafPlace place) {
  if (place.index != LeafIndex(0) || charter.serial != 1 || charter.prev.has_value()) {
    return NotNow("serial", "NOT_FOUNDED", "leaf 0 is the charter with serial 1 and prev -");
  }
  std::vector<VKey> roots;
  for (const OfficeRoot& line : charter.offices) roots.push_back(line.root);
  return roots;
}

}  // namespace

bool HasRoot(const Charter& charter, const OfficeRoot& line) {
  return absl::c_linear_search(charter.offices, line);
}

absl::StatusOr<CheckedNote> CheckCharter(const DirectoryState& state, LeafPlace place,
                                         const Note& note) {
  ASSIGN_OR_RETURN(Charter charter, ParseCharter(state.ns, note.text, *state.crypto));
  ASSIGN_OR_RETURN(Mission mission, ParseMission(charter.mission));
  RETURN_IF_ERROR(CheckOffices(charter, mission));
  RETURN_IF_ERROR(CheckKeys(state, KeysOf(charter, *state.crypto)));
  std::vector<VKey> signers;
  if (state.charter == nullptr) {
    ASSIGN_OR_RETURN(signers, FoundingSigners(charter, place));
  } else {
    if (charter.serial != state.charter->serial + 1) {
      return NotNow("serial", "SERIAL", "an amendment has the serial after the charter in force");
    }
    if (charter.prev != state.charter_hash) {
      return NotNow("prev", "PREV", "prev must be the hash of the charter in force");
    }
    ASSIGN_OR_RETURN(signers, AmendmentSigners(*state.charter, charter, note));
  }
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, signers, *state.crypto));
  return CheckedNote{std::move(verified), CharterNote{std::move(charter), std::move(mission)}};
}

}  // namespace liaison
