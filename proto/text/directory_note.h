// The public notes of the directory: charter, certificate, prekey, archive recipient, revocation,
// dispute. Strict parse and print. Source: CRYPTO 1.9; the example of each stands in the tests.
#ifndef LIAISON_PROTO_TEXT_DIRECTORY_NOTE_H_
#define LIAISON_PROTO_TEXT_DIRECTORY_NOTE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/crypto.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"
#include "proto/text/note.h"

namespace liaison {

struct OfficeRoot {
  std::string office;
  VKey root;  // name NS/<office>/root
  friend bool operator==(const OfficeRoot&, const OfficeRoot&) = default;
};
struct WitnessLine {
  std::string office;
  VKey vkey;
  friend bool operator==(const WitnessLine&, const WitnessLine&) = default;
};

// Header lines: charter fields in the order of CRYPTO 1.9, then a blank line and one line of
// canonical JSON, the `mission` object.
struct Charter {
  std::string ns;
  uint64_t serial = 1;
  std::optional<Hash> prev;         // nullopt for serial 1
  VKey log;                         // name NS/log
  VKey hub;                         // name NS/hub
  std::vector<Hash> tls;            // SHA-256 of the hub's SPKI, sorted
  std::vector<OfficeRoot> offices;  // sorted by office
  std::vector<WitnessLine> witnesses;
  uint64_t quorum = 0;
  uint64_t amend = 0;
  std::string mission;  // canonical JSON
  friend bool operator==(const Charter&, const Charter&) = default;
};
absl::StatusOr<Charter> ParseCharter(absl::string_view ns, absl::string_view text,
                                     const PublicCrypto& crypto);
std::string PrintCharter(const Charter& charter);

enum class CertRole : uint8_t { kDevice, kRegistrar, kWitness };
absl::string_view CertRoleName(CertRole role);

struct Certificate {
  std::string ns;
  Hash charter;  // of the serial 1 charter, as in every note below
  std::string office;
  std::string subject;
  std::string holder;  // pseudonym "p17"
  CertRole role = CertRole::kDevice;
  std::vector<Role> mailboxes;  // sorted by name, unique; none for a registrar
  VKey key;                     // name == subject
  std::optional<Hash> tls;      // SHA-256 of the device's SPKI
  int64_t not_before_s = 0;
  int64_t not_after_s = 0;
  std::optional<Hash> prev;
  friend bool operator==(const Certificate&, const Certificate&) = default;
};
absl::StatusOr<Certificate> ParseCertificate(absl::string_view ns, absl::string_view text,
                                             const PublicCrypto& crypto);
std::string PrintCertificate(const Certificate& certificate);

struct Prekey {
  std::string ns;
  Hash charter;
  std::string subject;
  uint64_t serial = 0;
  std::string recipient;  // "age1..." (bech32 checked where it is used)
  int64_t not_before_s = 0;
  int64_t not_after_s = 0;
  friend bool operator==(const Prekey&, const Prekey&) = default;
};
absl::StatusOr<Prekey> ParsePrekey(absl::string_view ns, absl::string_view text);
std::string PrintPrekey(const Prekey& prekey);

struct ArchiveRecipient {
  std::string ns;
  Hash charter;
  std::string office;
  uint64_t serial = 0;
  std::string recipient;
  int64_t not_before_s = 0;
  friend bool operator==(const ArchiveRecipient&, const ArchiveRecipient&) = default;
};
absl::StatusOr<ArchiveRecipient> ParseArchiveRecipient(absl::string_view ns,
                                                       absl::string_view text);
std::string PrintArchiveRecipient(const ArchiveRecipient& archive);

enum class RevokeReason : uint8_t { kLost, kLeft, kCompromise, kReplaced };
absl::string_view RevokeReasonName(RevokeReason reason);
absl::StatusOr<RevokeReason> ParseRevokeReason(absl::string_view text);

struct Revocation {
  std::string ns;
  Hash charter;
  Hash cert;
  RevokeReason reason = RevokeReason::kLost;
  std::string by;
  friend bool operator==(const Revocation&, const Revocation&) = default;
};
absl::StatusOr<Revocation> ParseRevocation(absl::string_view ns, absl::string_view text);
std::string PrintRevocation(const Revocation& revocation);

struct Dispute {
  std::string ns;
  Hash charter;
  std::string office;
  std::vector<Hash> envelopes;  // sorted
  LeafIndex since;
  std::string reason;
  friend bool operator==(const Dispute&, const Dispute&) = default;
};
absl::StatusOr<Dispute> ParseDispute(absl::string_view ns, absl::string_view text);
std::string PrintDispute(const Dispute& dispute);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_DIRECTORY_NOTE_H_
