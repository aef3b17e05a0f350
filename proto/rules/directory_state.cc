#include "proto/rules/directory_state.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

Hash SpkiPin(const VKey& vkey, const PublicCrypto& crypto) {
  // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }: RFC 8410 section 4.
  static constexpr char kPrefix[] = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
  return crypto.Sha256(absl::StrCat(absl::string_view(kPrefix, 12), vkey.key.view()));
}

std::string TlsOwner(absl::string_view name) { return absl::StrCat(name, " tls"); }

}  // namespace

int64_t LeafTimes::At(TreeSize tree_size) const {
  const uint64_t count = std::min(tree_size, size()).value();
  if (count == 0) return 0;
  const size_t last = static_cast<size_t>(count - 1);
  const size_t chunk = last / kChunk;
  return chunk < full_.size() ? (*full_[chunk])[last % kChunk] : tail_[last % kChunk];
}

void LeafTimes::Append(int64_t time_ms) {
  tail_.push_back(time_ms);
  if (tail_.size() < kChunk) return;
  full_.push_back(std::make_shared<const std::vector<int64_t>>(std::move(tail_)));
  tail_ = {};
}

bool HasBegun(int64_t not_before_s, int64_t time_ms) { return time_ms / 1000 >= not_before_s; }

bool HasPassed(int64_t not_after_s, int64_t time_ms) {
  const int64_t second = time_ms / 1000;
  return second > not_after_s || (second == not_after_s && time_ms % 1000 != 0);
}

bool HasEnded(int64_t not_after_s, int64_t time_ms) { return time_ms / 1000 >= not_after_s; }

bool NoteHashes::Contains(const Hash& hash) const {
  const std::shared_ptr<const Part>& part = parts_[hash.bytes[0]];
  return part != nullptr && part->contains(hash);
}

void NoteHashes::Insert(const Hash& hash) {
  std::shared_ptr<const Part>& part = parts_[hash.bytes[0]];
  auto grown = part == nullptr ? std::make_shared<Part>() : std::make_shared<Part>(*part);
  grown->insert(hash);
  part = std::move(grown);
}

absl::StatusOr<const CertFact*> DirectoryState::SignerAt(absl::string_view name, LeafIndex index,
                                                         int64_t time_ms) const {
  const auto denied = [&](absl::string_view reason, absl::string_view message) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, absl::StrCat(name, " ", message),
        {.reason = std::string(reason), .subject = std::string(name), .field = "from"});
  };
  const auto found = subject_certs.find(name);
  bool known = false;
  if (RevokedForCause(name, index)) return denied("REVOKED", "was revoked");
  if (found != subject_certs.end()) {
    for (auto position = found->second.rbegin(); position != found->second.rend(); ++position) {
      const CertFact& fact = *certs[*position];
      if (fact.index >= index) continue;
      known = true;
      if (!HasBegun(fact.certificate.not_before_s, time_ms)) continue;
      if (fact.revoked.has_value() && *fact.revoked < index) {
        return denied("REVOKED", "has a revoked certificate");
      }
      if (HasPassed(fact.certificate.not_after_s, time_ms)) {
        return denied("EXPIRED", "has an expired certificate; its registrar renews it");
      }
      return &fact;
    }
  }
  if (known) return denied("NOT_YET_VALID", "has a certificate that has not begun");
  return MakeError(absl::StatusCode::kUnauthenticated, absl::StrCat(name, " has no certificate"),
                   {.reason = "UNKNOWN_SIGNER", .subject = std::string(name), .field = "from"});
}

bool DirectoryState::RevokedForCause(absl::string_view name, LeafIndex index) const {
  const auto found = subject_certs.find(name);
  return found != subject_certs.end() && absl::c_any_of(found->second, [&](size_t position) {
           const CertFact& fact = *certs[position];
           return fact.revoked.has_value() && *fact.revoked < index &&
                  fact.revoke_reason != RevokeReason::kReplaced;
         });
}

const CertFact* DirectoryState::LatestCert(absl::string_view subject) const {
  const auto found = subject_certs.find(subject);
  return found == subject_certs.end() ? nullptr : certs[found->second.back()].get();
}

const PolicyFact* DirectoryState::FindPolicy(PolicyKind kind, const PolicyRef& policy) const {
  const auto versions = policies.find({kind, policy.id});
  if (versions == policies.end()) return nullptr;
  if (policy.version == 0 || policy.version > versions->second.size()) return nullptr;
  return versions->second[policy.version - 1].get();
}

const PolicyFact* DirectoryState::LatestPolicy(PolicyKind kind, const std::string& id) const {
  const auto versions = policies.find({kind, id});
  return versions == policies.end() ? nullptr : versions->second.back().get();
}

const MapPolicyFact* DirectoryState::FindMapPolicy(absl::string_view map) const {
  const auto found = map_policies.find(map);
  return found == map_policies.end() ? nullptr : found->second.back().get();
}

const VKey* DirectoryState::RootOf(absl::string_view office) const {
  if (charter == nullptr) return nullptr;
  const auto found = absl::c_find_if(charter->offices,
                                     [&](const OfficeRoot& line) { return line.office == office; });
  return found == charter->offices.end() ? nullptr : &found->root;
}

std::vector<KeyUse> KeysOf(const Charter& charter, const PublicCrypto& crypto) {
  std::vector<KeyUse> keys;
  keys.push_back({SpkiPin(charter.log, crypto), charter.log.name, "log"});
  keys.push_back({SpkiPin(charter.hub, crypto), charter.hub.name, "hub"});
  for (const Hash& pin : charter.tls) keys.push_back({pin, TlsOwner(charter.hub.name), "tls"});
  for (const OfficeRoot& line : charter.offices) {
    keys.push_back({SpkiPin(line.root, crypto), line.root.name, "office"});
  }
  for (const WitnessLine& line : charter.witnesses) {
    keys.push_back({SpkiPin(line.vkey, crypto), line.vkey.name, "witness"});
  }
  return keys;
}

std::vector<KeyUse> KeysOf(const Certificate& certificate, const PublicCrypto& crypto) {
  std::vector<KeyUse> keys;
  keys.push_back({SpkiPin(certificate.key, crypto), certificate.subject, "key"});
  if (certificate.tls.has_value()) {
    keys.push_back({*certificate.tls, TlsOwner(certificate.subject), "tls"});
  }
  return keys;
}

}  // namespace liaison
