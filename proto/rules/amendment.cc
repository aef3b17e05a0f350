#include "proto/rules/amendment.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/rules/directory_check.h"

namespace liaison {

std::vector<AmendmentSigner> AmendmentSigners(const Charter& in_force, const Charter& next) {
  std::vector<AmendmentSigner> signers;
  for (const OfficeRoot& line : in_force.offices) {
    signers.push_back({.line = line, .counts = HasRoot(next, line)});
  }
  for (const OfficeRoot& line : next.offices) {
    if (!HasRoot(in_force, line)) signers.push_back({.line = line, .must = true});
  }
  return signers;
}

bool HasRoot(const Charter& charter, const OfficeRoot& line) {
  return absl::c_linear_search(charter.offices, line);
}

absl::Status CheckParties(const Charter& charter, const Mission& mission) {
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

absl::Status CheckFollows(const Charter& next, const Charter& in_force, const Hash& in_force_hash) {
  if (next.serial != in_force.serial + 1) {
    return NotNow("serial", "SERIAL", "an amendment has the serial after the charter in force");
  }
  if (next.prev != in_force_hash) {
    return NotNow("prev", "PREV", "prev must be the hash of the charter in force");
  }
  return absl::OkStatus();
}

}  // namespace liaison
