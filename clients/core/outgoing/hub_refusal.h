// The hub's "no", opened: only one that the charter's key NS/hub has signed for these very bytes
// counts, and what it means for what was submitted. Source: CRYPTO 1.10, attack T-05.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_HUB_REFUSAL_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_HUB_REFUSAL_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/hub_note.h"
#include "proto/text/note.h"

namespace liaison {

// `refusal`: what the hub answered; `submitted`: the signed note that it was asked to log.
// Errors: DataLoss UNPROVEN.
absl::StatusOr<Refusal> OpenRefusal(absl::string_view ns, const VKey& hub,
                                    absl::string_view refusal, absl::string_view submitted);

// Judges the hub's state, not the bytes: they may come again as they are.
bool IsPassing(const Refusal& refusal);
// A receipt for what is not in the log yet: it may follow its target there.
bool AwaitsTarget(const Refusal& refusal);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_HUB_REFUSAL_H_
