// The ladder that a notice goes up where nobody answers it: chosen when it is sent, so that its
// content can be sealed to every rung beforehand (CRYPTO 1.4, DESIGN section 8).
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_LADDER_CHOICE_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_LADDER_CHOICE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/outgoing/compose.h"
#include "proto/rules/directory.h"
#include "proto/rules/ladder.h"

namespace liaison {

inline constexpr char kNoLadder[] = "none";

struct ChosenLadder {
  PolicyRef ref;
  LadderPolicy policy;
};
struct LadderChoice {
  std::optional<ChosenLadder> ladder;
  // The mission's own ladder for this precedence, where nobody has logged it yet.
  std::string missing_default;
};

// `named`: an id, kNoLadder, or empty: the mission's default for the precedence. There is none for
// line checks, administrative notices, what stays inside the office, and what merely takes an
// earlier notice back. The version in force in `directory`. Errors: NotFound NO_SUCH_POLICY, field
// "ladder" (only of a named one).
absl::StatusOr<LadderChoice> ChooseLadder(absl::string_view named, const NoticeDraft& draft,
                                          const Directory& directory);

// Its lines for the header of the draft. The hub's operator's rungs are not among them.
void PutOnLadder(const ChosenLadder& ladder, const Mission& mission, NoticeDraft& draft);

// The climb at each addressee office, as the hub will conduct it. `draft` was put on the ladder.
std::vector<std::pair<std::string, LadderPlan>> PlansOf(const ChosenLadder& ladder,
                                                        const NoticeDraft& draft,
                                                        const Mission& mission);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_LADDER_CHOICE_H_
