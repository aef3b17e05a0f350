#include "proto/rules/directory_check.h"

#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// The name that the note's first line claims; who must have signed first is looked up by it.
absl::StatusOr<std::string> FirstSigner(const Note& note) {
  if (note.signatures.empty()) return Malformed("signature", "SIGNERS", "note without signature");
  return note.signatures.front().name;
}

// The key of a root or (if allowed) a registrar of `office` that may sign at `place`.
absl::StatusOr<VKey> IssuerKey(const DirectoryState& state, LeafPlace place,
                               absl::string_view office, absl::string_view name,
                               bool registrar_allowed) {
  const VKey* root = state.RootOf(office);
  if (root == nullptr) {
    return NotEntitled("office", "OFFICE", absl::StrCat(office, " is not a party of the mission"));
  }
  if (name == root->name) return *root;
  if (!registrar_allowed) {
    return NotEntitled("signature", "ISSUER", absl::StrCat("only ", root->name, " may sign this"));
  }
  ASSIGN_OR_RETURN(const CertFact* fact, state.SignerAt(name, place.index, place.time_ms));
  if (fact->certificate.role != CertRole::kRegistrar || fact->certificate.office != office) {
    return NotEntitled("signature", "ISSUER",
                       absl::StrCat(name, " is neither root nor registrar of ", office));
  }
  return fact->certificate.key;
}

// Notes are bound to their mission by the hash of its first charter (replay between missions).
absl::Status CheckMissionHash(const DirectoryState& state, const Hash& charter) {
  if (charter == state.founding_hash) return absl::OkStatus();
  return Malformed("charter", "CHARTER", "the note belongs to another mission");
}

absl::Status CheckNewRecipient(const DirectoryState& state, const std::string& recipient) {
  if (!state.recipients.contains(recipient)) return absl::OkStatus();
  return NotNow("recipient", "KEY_USED", "this recipient was published before; make a new one");
}

absl::Status CheckSerial(uint64_t serial, uint64_t previous) {
  if (serial == previous + 1) return absl::OkStatus();
  return NotNow("serial", "SERIAL",
                absl::StrCat("serial ", serial, ", expected ", previous + 1, "; re-read the log"));
}

absl::Status CheckLife(const Certificate& certificate, LeafPlace place) {
  const int64_t life_s =
      certificate.role == CertRole::kRegistrar ? kRegistrarLife_s : kDeviceLife_s;
  if (certificate.not_after_s - certificate.not_before_s > life_s) {
    return Malformed("not-after", "PERIOD", absl::StrCat("more than ", life_s / kDay_s, " days"));
  }
  if (HasPassed(certificate.not_after_s, place.time_ms)) {
    return NotNow("not-after", "EXPIRED", "already over");
  }
  return absl::OkStatus();
}

// A name's second certificate continues its first: `prev` names the latest one. A name whose
// certificate was revoked for cause is not used again: a lost device's successor has a new name.
absl::Status CheckRenewal(const DirectoryState& state, const Certificate& certificate,
                          LeafIndex index) {
  const CertFact* latest = state.LatestCert(certificate.subject);
  if (latest == nullptr) {
    if (!certificate.prev.has_value()) return absl::OkStatus();
    return NotNow("prev", "PREV", "the subject has no earlier certificate");
  }
  if (state.RevokedForCause(certificate.subject, index)) {
    return NotNow("subject", "REVOKED", "this name was revoked; take a new one");
  }
  if (certificate.prev != latest->hash) {
    return NotNow("prev", "PREV", "prev must be the hash of the subject's latest certificate");
  }
  if (certificate.role != latest->certificate.role) {
    return NotNow("role", "ROLE", "a renewal keeps its role");
  }
  return absl::OkStatus();
}

absl::StatusOr<CheckedNote> CheckCertificate(const DirectoryState& state, LeafPlace place,
                                             const Note& note) {
  ASSIGN_OR_RETURN(Certificate certificate, ParseCertificate(state.ns, note.text, *state.crypto));
  RETURN_IF_ERROR(CheckMissionHash(state, certificate.charter));
  if (certificate.role == CertRole::kWitness) {
    return Malformed("role", "UNSUPPORTED", "witnesses come in a later edition");
  }
  RETURN_IF_ERROR(CheckLife(certificate, place));
  ASSIGN_OR_RETURN(const std::string issuer, FirstSigner(note));
  ASSIGN_OR_RETURN(const VKey issuer_key,
                   IssuerKey(state, place, certificate.office, issuer,
                             /*registrar_allowed=*/certificate.role == CertRole::kDevice));
  // Possession of the key is proved by the subject's own line.
  ASSIGN_OR_RETURN(VerifiedNote verified,
                   Verify(note, {issuer_key, certificate.key}, *state.crypto));
  RETURN_IF_ERROR(CheckRenewal(state, certificate, place.index));
  RETURN_IF_ERROR(CheckKeys(state, KeysOf(certificate, *state.crypto)));
  return CheckedNote{std::move(verified), std::move(certificate)};
}

absl::Status CheckPrekeyPeriod(const DirectoryState& state, const Prekey& prekey, LeafPlace place) {
  const int64_t from_s = prekey.not_before_s;
  const int64_t to_s = prekey.not_after_s;
  if (to_s - from_s > kPrekeyLife_s) {
    return Malformed("not-after", "PERIOD", "a prekey lives at most 7 days");
  }
  if (HasEnded(to_s, place.time_ms)) return NotNow("not-after", "EXPIRED", "already over");
  if (from_s - kPrekeyAhead_s > place.time_ms / 1000) {
    return NotNow("not-before", "WEEKS_AHEAD", "more than 10 weeks ahead");
  }
  const auto published = state.prekeys.find(prekey.subject);
  if (published == state.prekeys.end()) return CheckSerial(prekey.serial, 0);
  const auto running = absl::c_count_if(published->second, [&](const auto& fact) {
    return !HasEnded(fact->prekey.not_after_s, place.time_ms);
  });
  if (running >= kPrekeysMax) {
    return NotNow(
        "serial", "PREKEYS_MAX",
        absl::StrCat("this device has ", running, " prekeys: wait until some have ended"));
  }
  const Prekey& previous = published->second.back()->prekey;
  RETURN_IF_ERROR(CheckSerial(prekey.serial, previous.serial));
  // A gap would make the device unreachable without anybody's intention.
  if (!HasEnded(previous.not_after_s, place.time_ms) && from_s > previous.not_after_s) {
    return NotNow("not-before", "GAP", "the prekey before ends earlier than this one begins");
  }
  return absl::OkStatus();
}

absl::StatusOr<CheckedNote> CheckPrekey(const DirectoryState& state, LeafPlace place,
                                        const Note& note) {
  ASSIGN_OR_RETURN(Prekey prekey, ParsePrekey(state.ns, note.text));
  RETURN_IF_ERROR(CheckMissionHash(state, prekey.charter));
  ASSIGN_OR_RETURN(const CertFact* device,
                   state.SignerAt(prekey.subject, place.index, place.time_ms));
  if (device->certificate.role != CertRole::kDevice) {
    return NotEntitled("subject", "ROLE", "only devices have prekeys");
  }
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, {device->certificate.key}, *state.crypto));
  RETURN_IF_ERROR(CheckPrekeyPeriod(state, prekey, place));
  RETURN_IF_ERROR(CheckNewRecipient(state, prekey.recipient));
  return CheckedNote{std::move(verified), std::move(prekey)};
}

absl::StatusOr<CheckedNote> CheckArchive(const DirectoryState& state, LeafPlace place,
                                         const Note& note) {
  ASSIGN_OR_RETURN(ArchiveRecipient archive, ParseArchiveRecipient(state.ns, note.text));
  RETURN_IF_ERROR(CheckMissionHash(state, archive.charter));
  ASSIGN_OR_RETURN(const std::string issuer, FirstSigner(note));
  ASSIGN_OR_RETURN(const VKey key,
                   IssuerKey(state, place, archive.office, issuer, /*registrar_allowed=*/true));
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, {key}, *state.crypto));
  const auto published = state.archives.find(archive.office);
  RETURN_IF_ERROR(CheckSerial(archive.serial, published == state.archives.end()
                                                  ? 0
                                                  : published->second.back()->archive.serial));
  RETURN_IF_ERROR(CheckNewRecipient(state, archive.recipient));
  return CheckedNote{std::move(verified), std::move(archive)};
}

absl::StatusOr<CheckedNote> CheckRevocation(const DirectoryState& state, LeafPlace place,
                                            const Note& note) {
  ASSIGN_OR_RETURN(Revocation revocation, ParseRevocation(state.ns, note.text));
  RETURN_IF_ERROR(CheckMissionHash(state, revocation.charter));
  const auto found = state.cert_by_hash.find(revocation.cert);
  if (found == state.cert_by_hash.end()) {
    return NotNow("cert", "UNKNOWN_CERTIFICATE", "no certificate with this hash is logged");
  }
  const CertFact& fact = *state.certs[found->second];
  VKey key;
  if (revocation.by == fact.certificate.subject) {
    // Whoever holds the key may end it, also when it has expired: nobody loses by that.
    key = fact.certificate.key;
  } else {
    ASSIGN_OR_RETURN(key, IssuerKey(state, place, fact.certificate.office, revocation.by,
                                    /*registrar_allowed=*/true));
  }
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, {key}, *state.crypto));
  if (fact.revoked.has_value()) {
    return NotNow("cert", "REVOKED", "this certificate is already revoked");
  }
  return CheckedNote{std::move(verified), std::move(revocation)};
}

absl::StatusOr<CheckedNote> CheckDispute(const DirectoryState& state, LeafPlace place,
                                         const Note& note) {
  ASSIGN_OR_RETURN(Dispute dispute, ParseDispute(state.ns, note.text));
  RETURN_IF_ERROR(CheckMissionHash(state, dispute.charter));
  ASSIGN_OR_RETURN(const std::string issuer, FirstSigner(note));
  ASSIGN_OR_RETURN(const VKey root,
                   IssuerKey(state, place, dispute.office, issuer, /*registrar_allowed=*/false));
  ASSIGN_OR_RETURN(VerifiedNote verified, Verify(note, {root}, *state.crypto));
  if (dispute.since >= place.index) {
    return NotNow("since", "INDEX", "since must be a position of the log");
  }
  return CheckedNote{std::move(verified), std::move(dispute)};
}

}  // namespace

absl::Status NotEntitled(absl::string_view field, absl::string_view reason,
                         absl::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, message,
                   {.reason = std::string(reason), .subject = "", .field = std::string(field)});
}

absl::Status NotNow(absl::string_view field, absl::string_view reason, absl::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, message,
                   {.reason = std::string(reason), .subject = "", .field = std::string(field)});
}

absl::Status CheckKeys(const DirectoryState& state, const std::vector<KeyUse>& keys) {
  std::set<Hash> seen;
  for (const KeyUse& key : keys) {
    const auto owner = state.key_owners.find(key.pin);
    const bool foreign = owner != state.key_owners.end() && owner->second != key.owner;
    if (foreign || !seen.insert(key.pin).second) {
      return NotNow(key.field, "KEY_USED", "one key, one name: this key is or was in other use");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<CheckedNote> CheckDirectoryNote(const DirectoryState& state, LeafPlace place,
                                               const Note& note) {
  if (place.index < LeafIndex(state.times.size().value())) {
    return NotNow("note", "INDEX", "this position of the log is taken");
  }
  if (place.time_ms < state.times.last()) {
    return MakeError(absl::StatusCode::kDataLoss, "the leaf's time is earlier than the one before",
                     {.reason = "TIME", .subject = "", .field = "time"});
  }
  ASSIGN_OR_RETURN(const std::string kind, NoteKind(state.ns, note.text));
  if (state.notes.Contains(state.crypto->Sha256(note.text))) {
    return MakeError(absl::StatusCode::kAlreadyExists, "this note is logged already",
                     {.reason = "ALREADY", .subject = "", .field = "note"});
  }
  if (kind == "charter") return CheckCharter(state, place, note);
  if (state.charter == nullptr) return NotNow("note", "NOT_FOUNDED", "leaf 0 is the charter");
  if (kind == "cert") return CheckCertificate(state, place, note);
  if (kind == "prekey") return CheckPrekey(state, place, note);
  if (kind == "archive") return CheckArchive(state, place, note);
  if (kind == "revoke") return CheckRevocation(state, place, note);
  if (kind == "dispute") return CheckDispute(state, place, note);
  if (PolicyKindOf(kind).has_value()) return CheckPolicy(state, place, note);
  if (IsMapNoteKind(kind)) return CheckMapNote(state, place, note);
  if (kind == kReportKind) return CheckReportNote(state, place, note);
  return Malformed("note", "TYPE", absl::StrCat("no public note of kind ", kind));
}

}  // namespace liaison
