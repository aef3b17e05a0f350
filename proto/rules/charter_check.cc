// Founding and amendment of the charter. Source: CRYPTO 1.1 (order of lines), 1.9, 4.2, 4.3.
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/rules/amendment.h"
#include "proto/rules/directory_check.h"

namespace liaison {
namespace {

// Signers of an amendment, read off the note's own lines: old roots that signed, then all new ones.
// Errors: PermissionDenied AMEND where too few old roots count.
absl::StatusOr<std::vector<VKey>> SignersOf(const Charter& old_charter, const Charter& new_charter,
                                            const Note& note) {
  std::vector<VKey> signers;
  uint64_t counted = 0;
  for (const AmendmentSigner& signer : AmendmentSigners(old_charter, new_charter)) {
    const VKey& root = signer.line.root;
    if (!signer.must) {
      if (signers.size() == note.signatures.size()) continue;
      const SignatureLine& next = note.signatures[signers.size()];
      if (next.name != root.name || next.key_id != root.key_id) continue;
    }
    signers.push_back(root);
    if (signer.counts) ++counted;
  }
  if (counted >= old_charter.amend) return signers;
  return NotEntitled("signature", "AMEND",
                     absl::StrCat("signed by ", counted, " roots besides the offices concerned, ",
                                  old_charter.amend, " are needed (in the order of the charter)"));
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

absl::StatusOr<CheckedNote> CheckCharter(const DirectoryState& state, LeafPlace place,
                                         const Note& note) {
  ASSIGN_OR_RETURN(Charter charter, ParseCharter(state.ns, note.text, *state.crypto));
  ASSIGN_OR_RETURN(Mission mission, ParseMission(charter.mission));
  RETURN_IF_ERROR(CheckParties(charter, mission));
  RETURN_IF_ERROR(CheckKeys(state, KeysOf(charter, *state.crypto)));
  std::vector<VKey> signers;
  if (state.charter == nullptr) {
    ASSIGN_OR_RETURN(signers, FoundingSigners(charter, place));
  } else {
    RETURN_IF_ERROR(CheckFollows(charter, *state.charter, state.charter_hash));
    ASSIGN_OR_RETURN(signers, SignersOf(*state.charter, charter, note));
  }
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, signers, *state.crypto));
  return CheckedNote{std::move(verified), CharterNote{std::move(charter), std::move(mission)}};
}

}  // namespace liaison
