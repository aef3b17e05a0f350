#include "clients/core/incoming/check_record.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/office_act.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

absl::Status Lie(absl::string_view reason, absl::string_view subject, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = std::string(reason), .subject = std::string(subject), .field = ""});
}

// Step 2. The mirror has checked the leaf's proof and that times never decrease.
// `public_body` is the text of what may also stand in its leaf in full; else empty.
absl::Status CheckPlace(const Hash& body_hash, const LogPlace& place, const Mirror& mirror,
                        absl::string_view public_body = "") {
  const std::string& ns = mirror.directory().ns();
  const LeafEntry sealed{.time_ms = place.time_ms, .is_public = false, .body_hash = body_hash};
  const LeafEntry open{
      .time_ms = place.time_ms, .is_public = true, .body = std::string(public_body)};
  const absl::StatusOr<Hash> leaf = mirror.LeafHashAt(place.index);
  if (!leaf.ok()) {
    // The mirror was brought up to the hub's own head before.
    return Lie("NOT_MIRRORED", absl::StrCat(place.index.value()), leaf.status().message());
  }
  if (*leaf == LeafHash(PrintLeafEntry(ns, sealed))) return absl::OkStatus();
  if (!public_body.empty() && *leaf == LeafHash(PrintLeafEntry(ns, open))) return absl::OkStatus();
  return Lie(
      "NOT_LOGGED", ToHex(body_hash).substr(0, 16),
      absl::StrCat("the hub sent a record for log position ", place.index.value(),
                   " that is not the one logged there; keep this and tell the other offices"));
}

// Step 4.
absl::StatusOr<bool> IsSeenProven(const Seen& seen, const LogPlace& place, const Mirror& mirror) {
  if (seen.size > SizeBefore(place.index)) return false;
  ASSIGN_OR_RETURN(const Hash root, mirror.RootAt(seen.size));
  return root == seen.root;
}

absl::Status CheckHub(absl::string_view hub, const Mirror& mirror) {
  if (hub == absl::StrCat(mirror.directory().ns(), "/log")) return absl::OkStatus();
  return Malformed("hub", "HUB", absl::StrCat("written for another hub, ", hub));
}

enum class Logged : uint8_t { kNo, kYes };

// Whom our copy does not know may have been certified in the part of the log that we lack.
absl::StatusOr<VerifiedNote> OrBehind(absl::StatusOr<VerifiedNote> verified, bool seen_ahead,
                                      absl::string_view from) {
  if (verified.ok() || !seen_ahead || ReasonOf(verified.status()) != "SIGNER") return verified;
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "its signer had seen a longer log than this desk has: fetch, then try again",
                   {.reason = "MIRROR_BEHIND", .subject = std::string(from), .field = "seen"});
}

absl::StatusOr<CheckedEnvelope> CheckEnvelopeAt(absl::string_view bytes, const LogPlace& place,
                                                Logged logged, const Mirror& mirror,
                                                const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(EnvelopeHeader header, ParseHeader(mirror.directory().ns(), note.text));
  RETURN_IF_ERROR(CheckHub(header.hub, mirror));
  if (logged == Logged::kYes) RETURN_IF_ERROR(CheckPlace(crypto.Sha256(note.text), place, mirror));
  const bool seen_ahead = logged == Logged::kNo && header.seen.size > mirror.size();
  ASSIGN_OR_RETURN(VerifiedNote verified, OrBehind(CheckSpeaker(note, header.from, header.as, place,
                                                                mirror.directory(), crypto),
                                                   seen_ahead, header.from));
  ASSIGN_OR_RETURN(const bool seen_proven, IsSeenProven(header.seen, place, mirror));
  return CheckedEnvelope{.header = std::move(header),
                         .note = std::move(verified),
                         .seen_proven = seen_proven,
                         .seen_ahead = seen_ahead};
}

absl::StatusOr<CheckedReceipt> CheckReceiptAt(absl::string_view bytes, const LogPlace& place,
                                              Logged logged, const Mirror& mirror,
                                              const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxActBytes));
  ASSIGN_OR_RETURN(Receipt receipt, ParseReceipt(mirror.directory().ns(), note.text));
  RETURN_IF_ERROR(CheckHub(receipt.hub, mirror));
  if (logged == Logged::kYes) RETURN_IF_ERROR(CheckPlace(crypto.Sha256(note.text), place, mirror));
  const bool seen_ahead = logged == Logged::kNo && receipt.seen.size > mirror.size();
  ASSIGN_OR_RETURN(VerifiedNote verified, OrBehind(CheckSpeaker(note, receipt.from, receipt.as,
                                                                place, mirror.directory(), crypto),
                                                   seen_ahead, receipt.from));
  ASSIGN_OR_RETURN(const bool seen_proven, IsSeenProven(receipt.seen, place, mirror));
  return CheckedReceipt{.receipt = std::move(receipt),
                        .note = std::move(verified),
                        .seen_proven = seen_proven,
                        .seen_ahead = seen_ahead};
}

}  // namespace

absl::StatusOr<CheckedEnvelope> CheckEnvelope(absl::string_view bytes, const LogPlace& place,
                                              const Mirror& mirror, const PublicCrypto& crypto) {
  return CheckEnvelopeAt(bytes, place, Logged::kYes, mirror, crypto);
}

absl::StatusOr<CheckedReceipt> CheckReceipt(absl::string_view bytes, const LogPlace& place,
                                            const Mirror& mirror, const PublicCrypto& crypto) {
  return CheckReceiptAt(bytes, place, Logged::kYes, mirror, crypto);
}

absl::StatusOr<CheckedEnvelope> CheckCarriedEnvelope(absl::string_view bytes, const Mirror& mirror,
                                                     const PublicCrypto& crypto) {
  return CheckEnvelopeAt(bytes, EndOf(mirror), Logged::kNo, mirror, crypto);
}

absl::StatusOr<CheckedReceipt> CheckCarriedReceipt(absl::string_view bytes, const Mirror& mirror,
                                                   const PublicCrypto& crypto) {
  return CheckReceiptAt(bytes, EndOf(mirror), Logged::kNo, mirror, crypto);
}

LogPlace EndOf(const Mirror& mirror) {
  return {.index = LeafIndex(mirror.size().value()),
          .time_ms = mirror.directory().TimeAt(mirror.size())};
}

absl::StatusOr<CheckedOfficeAct> CheckOfficeAct(absl::string_view bytes, const LogPlace& place,
                                                const Mirror& mirror, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxActBytes));
  ASSIGN_OR_RETURN(OfficeAct act, ParseOfficeAct(mirror.directory().ns(), note.text));
  RETURN_IF_ERROR(CheckHub(HeadOf(act).hub, mirror));
  RETURN_IF_ERROR(CheckPlace(crypto.Sha256(note.text), place, mirror));
  absl::StatusOr<VerifiedNote> verified =
      VerifyOfficeAct(act, note, place.index, place.time_ms, mirror.directory(), crypto);
  // No hub may have logged it.
  if (!verified.ok()) return Lie("SIGNER", HeadOf(act).from, verified.status().message());
  return CheckedOfficeAct{.act = std::move(act), .note = *std::move(verified)};
}

absl::Status CheckOnBehalf(const Receipt& receipt, absl::string_view delegation,
                           const LogPlace& place, const Mirror& mirror,
                           const PublicCrypto& crypto) {
  const auto lie = [&](absl::string_view message) {
    return Lie("DELEGATION", receipt.from, message);
  };
  const absl::StatusOr<Note> note = ParseNote(delegation, kMaxActBytes);
  if (!note.ok() || crypto.Sha256(note->text) != receipt.on_behalf->delegation) {
    return lie("the hub did not send the delegation that the receipt names");
  }
  const std::optional<LeafIndex> index = mirror.FindSealed(receipt.on_behalf->delegation);
  if (!index.has_value() || *index >= place.index) {
    return lie("the delegation was not in the log when the receipt was given");
  }
  ASSIGN_OR_RETURN(const int64_t time_ms, mirror.TimeAt(*index));
  const absl::StatusOr<CheckedOfficeAct> checked =
      CheckOfficeAct(delegation, {.index = *index, .time_ms = time_ms}, mirror, crypto);
  if (!checked.ok()) return checked.status();
  const auto* given = std::get_if<Delegation>(&checked->act);
  if (given == nullptr) return lie("what the receipt names is no delegation");
  const absl::Status allowed =
      CheckDelegated(receipt, *given, place.index, place.time_ms, mirror.directory());
  return allowed.ok() ? allowed : lie(allowed.message());
}

absl::Status CheckHubText(absl::string_view body, const LogPlace& place, const Mirror& mirror,
                          const PublicCrypto& crypto) {
  RETURN_IF_ERROR(CheckNoteText(body));
  return CheckPlace(crypto.Sha256(body), place, mirror, body);
}

}  // namespace liaison
