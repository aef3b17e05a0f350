// When an obligation of the instrument falls due, in every variant and zone, and what the hub has
// said became of it.
#ifndef LIAISON_CLIENTS_CLI_OBLIGATION_VIEW_H_
#define LIAISON_CLIENTS_CLI_OBLIGATION_VIEW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/core/desk/desk.h"
#include "proto/rules/obligation.h"
#include "proto/text/header.h"
#include "proto/text/policy_note.h"

namespace liaison {

// "open", "due", "breached", "met", "late_met", "waived": by the hub's alerts and the acts that are
// on this desk. Errors: those of the database.
absl::StatusOr<std::string> ObligationState(Desk& desk, const PolicyRef& obligation);

// The state, then a line for each variant and zone: the instant at which it is too late, and how
// long that is. Without time zones it says so. Errors: those of ParseObligation and the database.
absl::Status ShowObligationDates(Context& context, Desk& desk, const PolicyNote& policy);
// The members "state" and "dates". Errors: the same.
absl::Status AddObligationDates(Desk& desk, const PolicyNote& policy, Json::Object& value);

// What falls due within `span_ms` of now, or is overdue without a word of the hub: the newest
// version of each, neither met nor waived nor breached.
struct DueObligation {
  PolicyRef obligation;
  std::string title;
  int64_t breach_ms = 0;
};
absl::StatusOr<std::vector<DueObligation>> ObligationsDue(Desk& desk, int64_t now_ms,
                                                          int64_t span_ms);
void ShowDueObligation(Context& context, const DueObligation& due, int64_t now_ms);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_OBLIGATION_VIEW_H_
