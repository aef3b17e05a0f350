// The papers of a founding and of every later change of keys, as pure functions over note bytes:
// what goes in came by hand or by stick from another machine and is checked; what comes out is
// carried on to the next person. The charter's own way: charter_ceremony.h. Source:
// CRYPTO 1.9, 4.1.
//
//   a subject's proposal --RequestCertificate--> request --Certify--> certificate
#ifndef LIAISON_CLIENTS_CORE_KEYS_CEREMONY_H_
#define LIAISON_CLIENTS_CORE_KEYS_CEREMONY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/sealing/age_key.h"
#include "proto/base/random.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"
#include "proto/text/note.h"
#include "proto/wire/sign.h"

namespace liaison {

// What a hub tells the founders: three lines "log <vkey>", "hub <vkey>", "tls <b64 SHA-256 of its
// SPKI>".
struct HubPublic {
  VKey log;
  VKey hub;
  Hash tls;
  friend bool operator==(const HubPublic&, const HubPublic&) = default;
};
// Errors: InvalidArgument with the line's name as field; also NAME if a key is not NS/log, NS/hub.
absl::StatusOr<HubPublic> ParseHubPublic(absl::string_view ns, absl::string_view text,
                                         const PublicCrypto& crypto);
std::string PrintHubPublic(const HubPublic& hub);

// Errors: InvalidArgument POINT: a key with which one signature fits many messages (T-18).
absl::Status CheckPoint(const VKey& vkey, const PublicCrypto& crypto);

// The key NS/<office>/root. Errors: InvalidArgument NAME.
absl::StatusOr<NoteSigner> MakeOfficeRoot(absl::string_view ns, absl::string_view office,
                                          Random& random);

// The request file: the certificate that the subject wants, complete, signed by the subject's new
// key. The signature is the proof of possession, and becomes the certificate's second line.
// `proposal.subject` and `proposal.key` are taken from `subject`, the rest is the caller's.
// Errors: InvalidArgument.
absl::StatusOr<std::string> RequestCertificate(Certificate proposal, const NoteSigner& subject,
                                               const PublicCrypto& crypto);
// What the registrar reads to the person in front of him. Errors: InvalidArgument (form, wrong
// name, key not valid); DataLoss SIGNATURE (no proof of possession).
absl::StatusOr<Certificate> CheckRequest(absl::string_view ns, absl::string_view request,
                                         const PublicCrypto& crypto);
// The finished certificate: the issuer's line in front of the subject's. A registrar certifies
// devices of its office; a root anything of its office.
// Errors: as CheckRequest; PermissionDenied NOT_ISSUER.
absl::StatusOr<std::string> Certify(absl::string_view ns, absl::string_view request,
                                    const NoteSigner& issuer, const PublicCrypto& crypto);

// NS/archive/v1, signed by the office's root or a registrar of it. Errors: InvalidArgument.
absl::StatusOr<std::string> MakeArchiveNote(const ArchiveRecipient& archive,
                                            const NoteSigner& signer);
// NS/revoke/v1, signed by registrar, root, or the key itself. Errors: InvalidArgument.
absl::StatusOr<std::string> MakeRevocation(absl::string_view ns, const Hash& charter,
                                           const Hash& cert, RevokeReason reason,
                                           const NoteSigner& signer);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_CEREMONY_H_
