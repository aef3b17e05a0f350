// The directory's state and the questions that need nothing but it. Internal to proto/rules: the
// interface is directory.h. Copies share every fact, so a snapshot costs pointers only.
#ifndef LIAISON_PROTO_RULES_DIRECTORY_STATE_H_
#define LIAISON_PROTO_RULES_DIRECTORY_STATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"

namespace liaison {

// The hub time of every leaf, 8 bytes each (a year of 1.5 M leaves: 12 MB), in chunks that copies
// share once they are full.
class LeafTimes {
 public:
  TreeSize size() const { return TreeSize(full_.size() * kChunk + tail_.size()); }
  // The time of the last leaf below min(size, size()); 0 if there is none.
  int64_t At(TreeSize size) const;
  int64_t last() const { return At(size()); }
  void Append(int64_t time_ms);

 private:
  static constexpr size_t kChunk = 4096;
  std::vector<std::shared_ptr<const std::vector<int64_t>>> full_;
  std::vector<int64_t> tail_;
};

// The text hashes of all public notes, by their first byte, in parts that copies share: maps bring
// as many as there are devices with each version, and every public note makes a snapshot.
class NoteHashes {
 public:
  bool Contains(const Hash& hash) const;
  void Insert(const Hash& hash);

 private:
  using Part = std::set<Hash>;
  std::array<std::shared_ptr<const Part>, 256> parts_;  // nullptr: none
};

struct ArchiveFact {
  ArchiveRecipient archive;
  LeafIndex index;
};

// A period in seconds against a hub time in milliseconds, without overflow for any input.
// True from not-before on.
bool HasBegun(int64_t not_before_s, int64_t time_ms);
// True after not-after: a certificate is valid through that very instant (CRYPTO 1.9).
bool HasPassed(int64_t not_after_s, int64_t time_ms);
// True from not-after on: prekeys follow each other without overlap.
bool HasEnded(int64_t not_after_s, int64_t time_ms);

struct DirectoryState {
  std::string ns;
  const PublicCrypto* crypto = nullptr;  // outlives every state
  LeafTimes times;
  std::shared_ptr<const Charter> charter;  // in force; nullptr before leaf 0
  std::shared_ptr<const Mission> mission;
  Hash founding_hash;                                                     // of serial 1
  Hash charter_hash;                                                      // of the one in force
  std::vector<LeafIndex> charters;                                        // log order
  std::vector<std::shared_ptr<const CertFact>> certs;                     // log order
  std::map<std::string, std::vector<size_t>, std::less<>> subject_certs;  // into certs, log order
  std::map<Hash, size_t> cert_by_hash;
  std::map<std::string, std::vector<std::shared_ptr<const PrekeyFact>>, std::less<>> prekeys;
  std::map<std::string, std::vector<std::shared_ptr<const ArchiveFact>>, std::less<>> archives;
  std::vector<Dispute> disputes;
  // Every version, the first at 0.
  std::map<std::pair<PolicyKind, std::string>, std::vector<std::shared_ptr<const PolicyFact>>>
      policies;
  // Owner by pin (KeyUse). Never shrinks: a key is not reused after its end either.
  std::map<Hash, std::string> key_owners;
  std::set<std::string> recipients;  // every age recipient ever published
  NoteHashes notes;
  // Every policy of every map, the first at 0.
  std::map<std::string, std::vector<std::shared_ptr<const MapPolicyFact>>, std::less<>>
      map_policies;

  // As Directory::SignerAt.
  absl::StatusOr<const CertFact*> SignerAt(absl::string_view name, LeafIndex index,
                                           int64_t time_ms) const;
  // Any certificate of the name was revoked below `index`, for anything but `replaced`: whichever
  // it was, a renewal that was logged ahead must not outlive it.
  bool RevokedForCause(absl::string_view name, LeafIndex index) const;
  const CertFact* LatestCert(absl::string_view subject) const;                   // nullptr: none
  const PolicyFact* FindPolicy(PolicyKind kind, const PolicyRef& policy) const;  // or nullptr
  const PolicyFact* LatestPolicy(PolicyKind kind, const std::string& id) const;  // or nullptr
  const MapPolicyFact* FindMapPolicy(absl::string_view map) const;               // or nullptr
  const VKey* RootOf(absl::string_view office) const;  // nullptr: not a party
};

// A key that a note brings in: its pin as TLS shows it, SHA-256 of the SubjectPublicKeyInfo (RFC
// 8410), so that signing and TLS keys can be compared; and who uses it: "NS/tur/d07" signs,
// "NS/tur/d07 tls" is that name's TLS key.
struct KeyUse {
  Hash pin;
  std::string owner;
  absl::string_view field;  // of the note
};
std::vector<KeyUse> KeysOf(const Charter& charter, const PublicCrypto& crypto);
std::vector<KeyUse> KeysOf(const Certificate& certificate, const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_DIRECTORY_STATE_H_
