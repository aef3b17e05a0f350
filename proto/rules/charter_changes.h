// What an amendment changes, for the people who are asked to sign it: nobody should have to compare
// two long texts by eye. Pure.
#ifndef LIAISON_PROTO_RULES_CHARTER_CHANGES_H_
#define LIAISON_PROTO_RULES_CHARTER_CHANGES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/text/directory_note.h"

namespace liaison {

struct CharterChange {
  // office_joins, office_leaves, root_replaced, party, zone, rule (a member of the mission's
  // object), amend, quorum, tls_pin, log_key, hub_key: stable codes, translated in proto/labels.
  std::string what;
  std::string subject;  // the office, zone or member; empty where there is only one
  // As the charters say it, canonical JSON for parties, zones and rules; empty: not there.
  std::string before;
  std::string after;
};
// Everything that differs, in the order of the list above. Empty: nothing but serial and prev.
// Errors: InvalidArgument (a mission that is no JSON object).
absl::StatusOr<std::vector<CharterChange>> ChangesBetween(const Charter& before,
                                                          const Charter& after);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_CHARTER_CHANGES_H_
