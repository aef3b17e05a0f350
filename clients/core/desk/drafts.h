// The drafts of an office: what awaits a second officer's signature, what became of the others, and
// what an officer can do about one. Nothing is stored for it: a draft's state follows from the
// notices and receipts in the archive, so every desk of the office sees the same. A serial whose
// draft was never released is void, and reports say so. Source: CRYPTO 1.3.
#ifndef LIAISON_CLIENTS_CORE_DESK_DRAFTS_H_
#define LIAISON_CLIENTS_CORE_DESK_DRAFTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/desk/desk.h"
#include "clients/core/outgoing/draft.h"

namespace liaison {

enum class DraftState : uint8_t {
  kWaiting,   // for a second officer
  kReturned,  // he refused; its author may draft anew
  kReleased,  // signed by both: logged, or on its way
  kVoid,      // given up by the office
  kLapsed,    // nobody signed it in time: as void
};
absl::string_view DraftStateName(DraftState state);

struct OfficeDraft {
  ArchivedNotice carrier;  // the draft notice that asks
  EnvelopeHeader carrier_header;
  FrozenNotice frozen;
  DraftState state = DraftState::kWaiting;
};

// Newest first. A carrier that does not hold a draft of its author is left out; its findings say so
// in the inbox. Errors: those of the database.
absl::StatusOr<std::vector<OfficeDraft>> ListDrafts(Desk& desk, const DeskWorld& world);

// By serial or hash of the notice itself or of the draft that carries it. Errors: NotFound
// NO_SUCH_DRAFT.
absl::StatusOr<OfficeDraft> FindDraft(Desk& desk, const DeskWorld& world, absl::string_view handle);

// Signs as the second officer and queues what follows: the notice itself where this device may
// speak as its mailbox, else the answer to its author, whose program submits it. The draft counts
// as acknowledged. Errors: FailedPrecondition DRAFT_STATE (field = the state); PermissionDenied
// HOLDER (one officer's two devices); those of CheckFrozen, CheckMaySend and of the outbox.
absl::StatusOr<OutboxItem> ReleaseDraft(Desk& desk, const DeskWorld& world,
                                        const OfficeDraft& draft);

// Says to the office that the draft is given up; queued. Errors: FailedPrecondition DRAFT_STATE.
absl::StatusOr<OutboxItem> VoidDraft(Desk& desk, const OfficeDraft& draft);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_DRAFTS_H_
