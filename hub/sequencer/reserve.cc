#include "hub/sequencer/reserve.h"

#include "proto/base/error.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr uint64_t kActsOnlyDivisor = 4;
constexpr uint64_t kFullDivisor = 8;
constexpr int64_t kRetryAfterMs = 60'000;

// Small, and without them the mission fails while its disk is full: receipts, the end of a stolen
// device, the keys to which tomorrow's notices are sealed.
bool IsVital(absl::string_view ns, const Admitted& admitted) {
  if (std::holds_alternative<AdmittedReceipt>(admitted.content)) return true;
  const auto* public_note = std::get_if<AdmittedNote>(&admitted.content);
  if (public_note == nullptr) return false;
  const absl::StatusOr<std::string> kind = NoteKind(ns, public_note->note.text);
  return kind.ok() && (*kind == "revoke" || *kind == "prekey");
}

bool IsFlash(const Admitted& admitted) {
  const auto* envelope = std::get_if<AdmittedEnvelope>(&admitted.content);
  return envelope != nullptr && envelope->header.precedence == Precedence::kFlash;
}

absl::string_view MessageOf(Space space) {
  switch (space) {
    case Space::kFull:
      return "the hub's disk is full: nothing was logged; tell the operator by telephone";
    case Space::kActsOnly:
      return "the hub's disk is nearly full: only receipts, revocations and prekeys are taken; "
             "tell the operator by telephone";
    default:
      return "the hub's disk is nearly full: only flash, receipts, revocations and prekeys are "
             "taken; tell the operator, send again later";
  }
}

}  // namespace

Space Reserve::Measure() const {
  const absl::StatusOr<uint64_t> free = files_.FreeBytes(path_);
  if (!free.ok() || *free >= reserve_bytes_) return Space::kPlenty;
  if (*free >= reserve_bytes_ / kActsOnlyDivisor) return Space::kNearlyFull;
  return *free >= reserve_bytes_ / kFullDivisor ? Space::kActsOnly : Space::kFull;
}

absl::Status CheckSpace(Space space, absl::string_view ns, const Admitted& admitted) {
  const bool taken = space == Space::kPlenty ||
                     (space == Space::kNearlyFull && IsFlash(admitted)) ||
                     (space != Space::kFull && IsVital(ns, admitted));
  if (taken) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kResourceExhausted, MessageOf(space),
      {.reason = "DISK_FULL", .subject = "", .field = "", .retry_after_ms = kRetryAfterMs});
}

}  // namespace liaison
