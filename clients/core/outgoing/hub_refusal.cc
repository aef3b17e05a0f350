#include "clients/core/outgoing/hub_refusal.h"

#include "absl/strings/str_cat.h"
#include "clients/core/trust/log_replay.h"
#include "proto/text/verified_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

absl::Status Unproven(absl::string_view what) {
  return TrustAlarm("UNPROVEN", absl::StrCat("the hub refuses, but not with a valid signature of "
                                             "its own on it: ",
                                             what));
}

}  // namespace

absl::StatusOr<Refusal> OpenRefusal(absl::string_view ns, const VKey& hub,
                                    absl::string_view refusal, absl::string_view submitted) {
  const absl::StatusOr<Note> note = ParseNote(refusal, kMaxActBytes);
  if (!note.ok()) return Unproven("it is not a signed note");
  const absl::StatusOr<VerifiedNote> verified = Verify(*note, {hub}, SodiumCrypto());
  if (!verified.ok()) return Unproven("it is not signed by the charter's key NS/hub");
  absl::StatusOr<Refusal> opened = ParseRefusal(ns, verified->text());
  if (!opened.ok()) return Unproven("it is not a refusal");
  if (opened->object != Sha256(submitted)) return Unproven("it is about other bytes");
  return opened;
}

bool IsPassing(const Refusal& refusal) {
  return refusal.code == "RESOURCE_EXHAUSTED" || refusal.code == "UNAVAILABLE";
}

bool AwaitsTarget(const Refusal& refusal) {
  return refusal.code == "FAILED_PRECONDITION" && refusal.rule == "TARGET_UNKNOWN";
}

}  // namespace liaison
