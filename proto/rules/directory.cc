#include "proto/rules/directory.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/amendment.h"
#include "proto/rules/directory_check.h"
#include "proto/rules/directory_state.h"

namespace liaison {

struct Directory::State : DirectoryState {};

namespace {

void EndCert(DirectoryState& state, size_t position, LeafIndex index, RevokeReason reason) {
  // Facts are shared with snapshots: replace, never change.
  auto ended = std::make_shared<CertFact>(*state.certs[position]);
  ended->revoked = index;
  ended->revoke_reason = reason;
  state.certs[position] = std::move(ended);
}

// Certificates of offices that left, or whose root was replaced, end here.
void EndOffices(DirectoryState& state, const Charter& next, LeafIndex index) {
  for (const OfficeRoot& line : state.charter->offices) {
    if (HasRoot(next, line)) continue;
    const bool stays = absl::c_any_of(
        next.offices, [&](const OfficeRoot& other) { return other.office == line.office; });
    const RevokeReason reason = stays ? RevokeReason::kReplaced : RevokeReason::kLeft;
    for (size_t position = 0; position < state.certs.size(); ++position) {
      const CertFact& fact = *state.certs[position];
      if (fact.certificate.office == line.office && !fact.revoked.has_value()) {
        EndCert(state, position, index, reason);
      }
    }
  }
}

void OwnKeys(DirectoryState& state, std::vector<KeyUse> keys) {
  for (KeyUse& key : keys) state.key_owners[key.pin] = std::move(key.owner);
}

struct Applier {
  DirectoryState& state;
  const LeafPlace place;
  const Hash hash;

  void operator()(CharterNote&& note) const {
    if (state.charter == nullptr) {
      state.founding_hash = hash;
    } else {
      EndOffices(state, note.charter, place.index);
    }
    OwnKeys(state, KeysOf(note.charter, *state.crypto));
    state.charter_hash = hash;
    state.charters.push_back(place.index);
    state.charter = std::make_shared<const Charter>(std::move(note.charter));
    state.mission = std::make_shared<const Mission>(std::move(note.mission));
  }
  void operator()(Certificate&& certificate) const {
    OwnKeys(state, KeysOf(certificate, *state.crypto));
    const size_t position = state.certs.size();
    state.subject_certs[certificate.subject].push_back(position);
    state.cert_by_hash[hash] = position;
    CertFact fact;
    fact.certificate = std::move(certificate);
    fact.hash = hash;
    fact.index = place.index;
    state.certs.push_back(std::make_shared<const CertFact>(std::move(fact)));
  }
  void operator()(Prekey&& prekey) const {
    state.recipients.insert(prekey.recipient);
    auto& published = state.prekeys[prekey.subject];
    published.push_back(
        std::make_shared<const PrekeyFact>(PrekeyFact{std::move(prekey), place.index}));
  }
  void operator()(ArchiveRecipient&& archive) const {
    state.recipients.insert(archive.recipient);
    auto& published = state.archives[archive.office];
    published.push_back(
        std::make_shared<const ArchiveFact>(ArchiveFact{std::move(archive), place.index}));
  }
  void operator()(Revocation&& revocation) const {
    EndCert(state, state.cert_by_hash.at(revocation.cert), place.index, revocation.reason);
  }
  void operator()(Dispute&& dispute) const { state.disputes.push_back(std::move(dispute)); }
  void operator()(PolicyNote&& policy) const {
    auto& versions = state.policies[{policy.kind, policy.policy.id}];
    versions.push_back(
        std::make_shared<const PolicyFact>(PolicyFact{std::move(policy), hash, place.index}));
  }
  // Whether a proposal, a step or a receipt has effect is the business of proto/rules/map_machine.
  void operator()(MapNote&& note) const {
    auto* policy = std::get_if<MapPolicy>(&note);
    if (policy == nullptr) return;
    auto& serials = state.map_policies[policy->head.map];
    serials.push_back(std::make_shared<const MapPolicyFact>(
        MapPolicyFact{std::move(*policy), hash, place.index}));
  }
  // What comes of a report is the business of proto/rules/report_machine.
  void operator()(ReportNote&& /*note*/) const {}
};

// The names of devices that hold the mailbox in the state of `seen`, at this time.
std::vector<std::string> Holders(const DirectoryState& state, const MailboxId& mailbox,
                                 TreeSize seen, int64_t time_ms) {
  std::vector<std::string> devices;
  for (const auto& [subject, positions] : state.subject_certs) {
    // A renewal keeps the office.
    if (state.certs[positions.front()]->certificate.office != mailbox.office) continue;
    const absl::StatusOr<const CertFact*> fact =
        state.SignerAt(subject, LeafIndex(seen.value()), time_ms);
    if (fact.ok() && absl::c_linear_search((*fact)->certificate.mailboxes, mailbox.role)) {
      devices.push_back(subject);
    }
  }
  return devices;
}

// The prekey with the highest serial that is logged below `seen` and valid at this time.
const Prekey* PrekeyInState(const DirectoryState& state, absl::string_view device, TreeSize seen,
                            int64_t time_ms) {
  const auto published = state.prekeys.find(device);
  if (published == state.prekeys.end()) return nullptr;
  for (auto fact = published->second.rbegin(); fact != published->second.rend(); ++fact) {
    const Prekey& prekey = (*fact)->prekey;
    if (Contains(seen, (*fact)->index) && HasBegun(prekey.not_before_s, time_ms) &&
        !HasEnded(prekey.not_after_s, time_ms)) {
      return &prekey;
    }
  }
  return nullptr;
}

}  // namespace

Directory::Directory(absl::string_view ns, const PublicCrypto& crypto)
    : state_(std::make_unique<State>()) {
  state_->ns = std::string(ns);
  state_->crypto = &crypto;
}
Directory::Directory(const Directory& other) : state_(std::make_unique<State>(*other.state_)) {}
Directory::Directory(Directory&&) noexcept = default;
Directory::~Directory() = default;

absl::StatusOr<VerifiedNote> Directory::Check(LeafIndex index, int64_t time_ms,
                                              const Note& note) const {
  ASSIGN_OR_RETURN(CheckedNote checked, CheckDirectoryNote(*state_, {index, time_ms}, note));
  return std::move(checked.note);
}

absl::Status Directory::Apply(LeafIndex index, int64_t time_ms, const Note& note) {
  LIAISON_CHECK(index.value() == size().value());
  ASSIGN_OR_RETURN(CheckedNote checked, CheckDirectoryNote(*state_, {index, time_ms}, note));
  const Hash hash = checked.note.hash();
  std::visit(Applier{*state_, {index, time_ms}, hash}, std::move(checked.body));
  state_->notes.Insert(hash);
  state_->times.Append(time_ms);
  return absl::OkStatus();
}

void Directory::Skip(LeafIndex index, int64_t time_ms) {
  LIAISON_CHECK(index.value() == size().value());
  state_->times.Append(std::max(time_ms, state_->times.last()));
}

bool Directory::founded() const { return state_->charter != nullptr; }
TreeSize Directory::size() const { return state_->times.size(); }
const std::string& Directory::ns() const { return state_->ns; }
const Charter& Directory::charter() const {
  LIAISON_CHECK(founded());
  return *state_->charter;
}
const Hash& Directory::charter_hash() const { return state_->founding_hash; }
const Hash& Directory::charter_in_force_hash() const { return state_->charter_hash; }
std::vector<LeafIndex> Directory::Charters() const { return state_->charters; }
const Mission& Directory::mission() const {
  LIAISON_CHECK(founded());
  return *state_->mission;
}
int64_t Directory::TimeAt(TreeSize size) const { return state_->times.At(size); }

absl::StatusOr<const CertFact*> Directory::SignerAt(absl::string_view name, LeafIndex index,
                                                    int64_t time_ms) const {
  return state_->SignerAt(name, index, time_ms);
}

absl::StatusOr<const CertFact*> Directory::DeviceByTls(const Hash& spki_sha256,
                                                       int64_t time_ms) const {
  const auto unknown = [] {
    return MakeError(absl::StatusCode::kUnauthenticated, "no certificate in force has this TLS key",
                     {.reason = "UNKNOWN_TLS_KEY", .subject = "", .field = "tls"});
  };
  // One pin has one owner for ever, so the latest certificate that names it decides whose it is.
  const auto found =
      std::find_if(state_->certs.rbegin(), state_->certs.rend(),
                   [&](const auto& fact) { return fact->certificate.tls == spki_sha256; });
  if (found == state_->certs.rend()) return unknown();
  ASSIGN_OR_RETURN(const CertFact* fact,
                   SignerAt((*found)->certificate.subject, LeafIndex(size().value()), time_ms));
  if (fact->certificate.tls != spki_sha256) return unknown();
  return fact;
}

std::vector<DeviceKey> Directory::Resolve(const MailboxId& mailbox, TreeSize seen) const {
  return Resolve(mailbox, seen, TimeAt(seen));
}

std::vector<DeviceKey> Directory::Resolve(const MailboxId& mailbox, TreeSize seen,
                                          int64_t time_ms) const {
  std::vector<DeviceKey> keys;
  for (std::string& device : Holders(*state_, mailbox, seen, time_ms)) {
    const Prekey* prekey = PrekeyInState(*state_, device, seen, time_ms);
    if (prekey != nullptr) keys.push_back({std::move(device), prekey->recipient});
  }
  return keys;
}

std::vector<std::string> Directory::DevicesOf(const MailboxId& mailbox, TreeSize seen) const {
  return Holders(*state_, mailbox, seen, TimeAt(seen));
}

std::optional<std::string> Directory::ArchiveOf(absl::string_view office, TreeSize seen) const {
  const auto published = state_->archives.find(office);
  if (published == state_->archives.end()) return std::nullopt;
  const int64_t time_ms = TimeAt(seen);
  for (auto fact = published->second.rbegin(); fact != published->second.rend(); ++fact) {
    const ArchiveRecipient& archive = (*fact)->archive;
    if (Contains(seen, (*fact)->index) && HasBegun(archive.not_before_s, time_ms)) {
      return archive.recipient;
    }
  }
  return std::nullopt;
}

std::vector<const CertFact*> Directory::Certificates() const {
  std::vector<const CertFact*> facts;
  for (const auto& fact : state_->certs) facts.push_back(fact.get());
  return facts;
}

std::vector<const PrekeyFact*> Directory::PrekeysOf(absl::string_view device) const {
  std::vector<const PrekeyFact*> facts;
  const auto published = state_->prekeys.find(device);
  if (published == state_->prekeys.end()) return facts;
  for (const auto& fact : published->second) facts.push_back(fact.get());
  return facts;
}

std::vector<Dispute> Directory::Disputes() const { return state_->disputes; }

const PolicyFact* Directory::FindPolicy(PolicyKind kind, const PolicyRef& policy) const {
  return state_->FindPolicy(kind, policy);
}

const PolicyFact* Directory::PolicyInForce(PolicyKind kind, absl::string_view id,
                                           TreeSize seen) const {
  const auto versions = state_->policies.find({kind, std::string(id)});
  if (versions == state_->policies.end()) return nullptr;
  for (auto fact = versions->second.rbegin(); fact != versions->second.rend(); ++fact) {
    if (Contains(seen, (*fact)->index)) return fact->get();
  }
  return nullptr;
}

std::vector<const PolicyFact*> Directory::Policies() const {
  std::vector<const PolicyFact*> facts;
  for (const auto& [id, versions] : state_->policies) {
    for (const auto& fact : versions) facts.push_back(fact.get());
  }
  absl::c_sort(facts, [](const auto* one, const auto* next) { return one->index < next->index; });
  return facts;
}

const MapPolicyFact* Directory::FindMapPolicy(absl::string_view map) const {
  return state_->FindMapPolicy(map);
}

std::vector<const MapPolicyFact*> Directory::MapPolicies() const {
  std::vector<const MapPolicyFact*> facts;
  for (const auto& [map, serials] : state_->map_policies) facts.push_back(serials.back().get());
  return facts;
}

}  // namespace liaison
