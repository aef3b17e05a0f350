// The directory: who may sign, speak and read, as a pure function of the log's public leaves. Hub
// and clients compute it with this class, so nobody believes an announcement. Every question names
// a log position, because validity is decided by position and expiry by the leaf's hub time.
// Source: CRYPTO 1.8, 1.9. No I/O, no clock; the only outside help is PublicCrypto.
#ifndef LIAISON_PROTO_RULES_DIRECTORY_H_
#define LIAISON_PROTO_RULES_DIRECTORY_H_

#include <array>
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
#include "proto/text/map_note.h"
#include "proto/text/names.h"
#include "proto/text/note.h"
#include "proto/text/policy_note.h"
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
  std::string operated_by;      // party or "neutral"
  uint32_t flash_per_hour = 0;  // 0: no budget
  // Handling goals by Precedence, in seconds (DOMAIN: flash 10 min, immediate 30 min, priority 3 h,
  // routine 6 h, unless the charter says otherwise).
  std::array<uint32_t, kPrecedences> precedence_goals_s = {600, 1800, 10800, 21600};
  std::vector<std::string> two_person;  // kinds and precedences that need a second officer
  uint32_t beacon_interval_s = 30;
  std::string rapporteur;  // office, or empty
  // Guarantors whose jwg must sign a policy; unless the charter says otherwise, more than half.
  uint32_t policy_threshold = 1;
  // Id of the ladder of a notice whose sender names none, by Precedence; empty: none.
  std::array<std::string, kPrecedences> ladder_defaults;
  // Whether headers carry blind tags: unless the charter says otherwise, where the operator is no
  // party, because each party knows the tag key (CRYPTO 1.4).
  bool tags = false;
  const Party* FindParty(absl::string_view office) const;
  bool HasZone(absl::string_view zone) const;
  // The release policy: whether a notice needs the signature of a second officer (CRYPTO 1.3).
  bool NeedsTwoPersons(absl::string_view kind, Precedence precedence) const;
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
// A policy in the log: it was signed as the charter wants, and its rules were read.
struct PolicyFact {
  PolicyNote policy;
  Hash hash;  // of the note's text
  LeafIndex index;
};
// The policy of a map in the log, signed as the charter wants.
struct MapPolicyFact {
  MapPolicy policy;
  Hash hash;  // of the note's text
  LeafIndex index;
};
struct DeviceKey {  // what a sender seals to
  std::string device;
  std::string recipient;  // "age1..."
};

// Thread: const methods from any; Apply and Skip from one, with nobody reading. Copyable, so that
// the hub can publish a snapshot per public note: facts are shared, a copy costs their pointers.
// Pointers handed out stay valid until the next Apply, and in a snapshot as long as it lives.
//
// What the notes' grammar leaves open is decided here:
// - An amendment is signed by at least `amend` roots of the charter in force (its own `amend`), of
//   offices whose `office` line stays as it is, in the order of the old charter; the old root of an
//   office concerned may stand among them and does not count. Every new root follows, in the order
//   of the new charter. New means: this key was not the root of this office before.
// - An office that leaves ends its certificates at that leaf; so does a replaced root, because what
//   hangs on a stolen root is worth nothing (CRYPTO 4.2): the office certifies anew with `prev`.
// - A name has one certificate in force: the latest logged one that has begun. A renewal names the
//   latest as `prev` and keeps office and role. A name of which any certificate was revoked for
//   anything but `replaced` signs nothing from there on and is never used again, whatever renewals
//   are logged: a thief may have prepared one.
// - One key, one name: signing keys, TLS pins and prekeys are compared with everything ever logged.
// - A policy is signed by jwg devices of different guarantors, in the order of the charter's office
//   lines, at least as many as the mission's threshold, its `from` among them. Its version follows
//   the last one of its kind and id, its rules can be read, and the ladder that a pattern or an
//   obligation names is in the log.
// - A map's first policy is signed by one jwg device of every guarantor, in the order of the
//   charter's office lines, its `from` among them; it names parties of the mission only. A change
//   of policy comes in a later edition. Whoever proposes a version or says something to one has a
//   jwg device and speaks as that jwg; a step may carry the line of another holder of the same jwg
//   behind the first. What a device holds it says as one of its own mailboxes, if its office reads
//   the map. Whether all that has effect is not the directory's question (map_machine.h).
// - A report is opened by a guarantor's jwg, as the charter wants it: its rapporteur, all
// guarantors
//   among those who sign and no observer, two persons where it says so. Contributions, comments and
//   drafts are an editor's or a jwg's; all else is a jwg's. An answer may carry the line of another
//   holder of the same jwg behind the first, a reopening that of another guarantor's jwg. Whether
//   all that has effect is not the directory's question (report_machine.h).
// - A prekey follows the one before without a gap while that one runs; an overlap is fine (a device
//   that lost its prekeys publishes new ones, and the highest serial wins).
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
  // (e.g. serial not the next, certificate already revoked), AlreadyExists ALREADY (same text
  // logged), DataLoss SIGNATURE, DataLoss TIME (earlier than the leaf before). Reasons in the
  // detail, with the field as the grammar spells it.
  absl::StatusOr<VerifiedNote> Check(LeafIndex index, int64_t time_ms, const Note& note) const;
  // Check, then apply. `index` must be size().
  absl::Status Apply(LeafIndex index, int64_t time_ms, const Note& note);
  // The leaf at `index`, which must be size(), is not the directory's business; its time still
  // counts (expiry and prekey choice use the hub time of a position). Every leaf is reported by
  // Apply or by Skip. Who feeds leaves from outside has checked that times never decrease.
  void Skip(LeafIndex index, int64_t time_ms);

  bool founded() const;
  TreeSize size() const;  // leaves seen so far
  const std::string& ns() const;
  const Charter& charter() const;    // in force now; founded() must hold
  const Hash& charter_hash() const;  // of serial 1
  const Hash& charter_in_force_hash() const;
  std::vector<LeafIndex> Charters() const;  // the founding charter and its amendments, log order
  const Mission& mission() const;
  // The time in force at a tree size: that of its last leaf, 0 if empty. A size beyond size()
  // counts as size(), here and below.
  int64_t TimeAt(TreeSize size) const;

  // The certificate under which `name` may sign in a leaf at `index` stamped `time_ms`.
  // Errors: Unauthenticated UNKNOWN_SIGNER; PermissionDenied REVOKED, EXPIRED, NOT_YET_VALID.
  // Roots have no certificate: they sign notes of the directory only, which Check knows.
  absl::StatusOr<const CertFact*> SignerAt(absl::string_view name, LeafIndex index,
                                           int64_t time_ms) const;
  // The device whose current certificate pins this TLS key. Errors: Unauthenticated
  // UNKNOWN_TLS_KEY, or as SignerAt.
  absl::StatusOr<const CertFact*> DeviceByTls(const Hash& spki_sha256, int64_t time_ms) const;

  // The devices of a mailbox in the state of `seen` (CRYPTO 1.9: cert logged and not revoked below
  // `seen`, not expired at t = TimeAt(seen); the prekey with the highest serial valid at t).
  // Devices without a prekey are left out; an empty answer means the mailbox is undeliverable.
  std::vector<DeviceKey> Resolve(const MailboxId& mailbox, TreeSize seen) const;
  // The same of a place whose time is known, also where this directory was not told of the leaves
  // before it that are no public notes.
  std::vector<DeviceKey> Resolve(const MailboxId& mailbox, TreeSize seen, int64_t time_ms) const;
  // Names of devices that hold the mailbox at `seen`, with or without prekey.
  std::vector<std::string> DevicesOf(const MailboxId& mailbox, TreeSize seen) const;
  // The office's archive recipient at `seen`, or nullopt.
  std::optional<std::string> ArchiveOf(absl::string_view office, TreeSize seen) const;

  // For status and doctor: all certificates, prekeys of a device, in log order.
  std::vector<const CertFact*> Certificates() const;
  std::vector<const PrekeyFact*> PrekeysOf(absl::string_view device) const;
  std::vector<Dispute> Disputes() const;

  // Policies: the version that a record names, or nullptr; the newest one logged below `seen`, or
  // nullptr; every version of every policy, in log order.
  const PolicyFact* FindPolicy(PolicyKind kind, const PolicyRef& policy) const;
  const PolicyFact* PolicyInForce(PolicyKind kind, absl::string_view id, TreeSize seen) const;
  std::vector<const PolicyFact*> Policies() const;
  // The policy in force of a map, or nullptr: there is no such map; those of all maps, by map.
  const MapPolicyFact* FindMapPolicy(absl::string_view map) const;
  std::vector<const MapPolicyFact*> MapPolicies() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Reads the charter's `mission` object (proto/schema/mission.schema.json): members name, operator,
// parties, zones; optional precedence_goals, flash_per_hour, two_person, beacon_interval,
// rapporteur, ladder_defaults, policy_threshold, tags; any other is refused. Errors:
// InvalidArgument with field "mission".
absl::StatusOr<Mission> ParseMission(absl::string_view json);
// The same of a charter's text that somebody else has verified. Errors: also TYPE.
absl::StatusOr<Mission> MissionOfCharter(absl::string_view charter_text);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_DIRECTORY_H_
