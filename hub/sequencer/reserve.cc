#include "hub/sequencer/reserve.h"

#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr uint64_t kFullDivisor = 8;
constexpr int64_t kRetryAfterMs = 60'000;

bool MustGetThrough(const Admitted& admitted) {
  if (std::holds_alternative<AdmittedReceipt>(admitted.content)) return true;
  const auto* envelope = std::get_if<AdmittedEnvelope>(&admitted.content);
  return envelope != nullptr && envelope->header.precedence == Precedence::kFlash;
}

}  // namespace

Space Reserve::Measure() const {
  const absl::StatusOr<uint64_t> free = files_.FreeBytes(path_);
  if (!free.ok() || *free >= reserve_bytes_) return Space::kPlenty;
  return *free >= reserve_bytes_ / kFullDivisor ? Space::kNearlyFull : Space::kFull;
}

absl::Status CheckSpace(Space space, const Admitted& admitted) {
  if (space == Space::kPlenty) return absl::OkStatus();
  if (space == Space::kNearlyFull && MustGetThrough(admitted)) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kResourceExhausted,
      space == Space::kFull
          ? "the hub's disk is full: nothing was logged; tell the operator by telephone"
          : "the hub's disk is nearly full: only flash and receipts are taken; tell the "
            "operator, send again later",
      {.reason = "DISK_FULL", .subject = "", .field = "", .retry_after_ms = kRetryAfterMs});
}

}  // namespace liaison
