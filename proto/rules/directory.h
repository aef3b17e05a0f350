// The directory: who may sign, speak and read, as a pure function of the log's public leaves. Hub
// and clients compute it with this class, so nobody believes an announcement. Every question names
// a log position, because validity is decided by position and expiry by the leaf's hub time.
// Source: CRYPTO 1.8, 1.9. No I/O, no clock; the only outside help is PublicCrypto.
#ifndef LIAISON_PROTO_RULES_DIRECTORY_H_
#define LIAISON_PROTO_RULES_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"
#include "proto/text/names.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"

namespace liaison {

enum class PartyKind : uint8_t { kGuarantor, kConcerned, kObserver };
absl::string_view PartyKindName(PartyKind kind);

// A party's limits, from the charter's `mission` object.
struct Party {
  std::string office;
  PartyKind kind = PartyKind::kGuarantor;
  std::vector<std::string> zones;  // empty: all
  std::vector<std::string> kinds;  // empty: all
};
struct Mission {
  std::string name;
  std::vector<Party> parties;
  std::vector<std::string> zones;
  std::string operated_by;  // party or "neutral"
  uint32_t flash_per_hour = 0;
  const Party* FindParty(absl::string_view office) const;
  bool HasZone(absl::string_view zone) const;
};

// A certificate with its place in the log.
struct CertFact {
  Certificate certificate;
  Hash hash;  // of the cert note's text
  LeafIndex index;
  std::optional<LeafIndex> revoked;  // position of the revocation
  RevokeReason revoke_reason = RevokeReason::kLost;
};
struct PrekeyFact {
  Prekey prekey;
  LeafIndex index;
};
struct DeviceKey {  // what a sender seals to
  std::string device;
  std::string recipient;  // "age1..."
};

// Thread: const methods from any; Apply from one, with nobody reading. Copyable, so that the hub
// can publish snapshots.
class Directory {
 public:
  // `crypto` outlives the directory.
  Directory(absl::string_view ns, const PublicCrypto& crypto);
  Directory(const Directory&);
  Directory& operator=(const Directory&) = delete;
  Directory(Directory&&) noexcept;
  ~Directory();

  // Checks a public note completely (grammar, signers against the state before `index`, dates, key
  // validity) without changing anything. First note: the charter.
  // Errors: InvalidArgument (form), PermissionDenied (signer not entitled), FailedPrecondition
  // (e.g. serial not the next, certificate already revoked), AlreadyExists (same text logged),
  // DataLoss SIGNATURE. Reasons in the detail.
  absl::StatusOr<VerifiedNote> Check(LeafIndex index, int64_t time_ms, const Note& note) const;
  // Check, then apply. Indexes must increase, times never decrease.
  absl::Status Apply(LeafIndex index, int64_t time_ms, const Note& note);
  // The leaf at `index` exists and is not the directory's business; its time still counts (expiry
  // and prekey choice use the hub time of a position). Every leaf is reported by Apply or by Skip.
  void Skip(LeafIndex index, int64_t time_ms);

  bool founded() const;
  TreeSize size() const;  // leaves seen so far
  const std::string& ns() const;
  const Charter& charter() const;    // in force now; founded() must hold
  const Hash& charter_hash() const;  // of serial 1
  const Mission& mission() const;
  // Hub time of a leaf, and the time in force at a tree size (that of its last leaf; 0 if empty).
  int64_t TimeAt(TreeSize size) const;

  // The certificate under which `name` may sign in a leaf at `index` stamped `time_ms`.
  // Errors: Unauthenticated UNKNOWN_SIGNER; PermissionDenied REVOKED, EXPIRED, NOT_YET_VALID.
  absl::StatusOr<const CertFact*> SignerAt(absl::string_view name, LeafIndex index,
                                           int64_t time_ms) const;
  // The device whose current certificate pins this TLS key. Errors: Unauthenticated.
  absl::StatusOr<const CertFact*> DeviceByTls(const Hash& spki_sha256, int64_t time_ms) const;

  // The devices of a mailbox in the state of `seen` (CRYPTO 1.9: cert logged and not revoked below
  // `seen`, not expired at t = TimeAt(seen); the prekey with the highest serial valid at t).
  // Devices without a prekey are left out; an empty answer means the mailbox is undeliverable.
  std::vector<DeviceKey> Resolve(const MailboxId& mailbox, TreeSize seen) const;
  // Names of devices that hold the mailbox at `seen`, with or without prekey.
  std::vector<std::string> DevicesOf(const MailboxId& mailbox, TreeSize seen) const;
  // The office's archive recipient at `seen`, or nullopt.
  std::optional<std::string> ArchiveOf(absl::string_view office, TreeSize seen) const;

  // For status and doctor: all certificates, prekeys of a device, in log order.
  std::vector<const CertFact*> Certificates() const;
  std::vector<const PrekeyFact*> PrekeysOf(absl::string_view device) const;
  std::vector<Dispute> Disputes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads the charter's `mission` object. Errors: InvalidArgument with field "mission".
absl::StatusOr<Mission> ParseMission(absl::string_view json);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_DIRECTORY_H_
