// What a certificate lets a device do at the hub. Source: CRYPTO 1.9, 1.14.
#ifndef LIAISON_HUB_DIRECTORY_DEVICE_H_
#define LIAISON_HUB_DIRECTORY_DEVICE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/directory/view.h"
#include "proto/base/clock.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/hash.h"
#include "proto/text/names.h"

namespace liaison {

// The device's certificate, valid for a leaf at `index` stamped `time_ms`. The fact lives as long
// as `directory`. Errors: Unauthenticated UNKNOWN_SIGNER, PermissionDenied REVOKED, EXPIRED,
// NOT_YET_VALID, NOT_A_DEVICE; field "from".
absl::StatusOr<const CertFact*> DeviceAt(const Directory& directory, absl::string_view name,
                                         LeafIndex index, int64_t time_ms);

// Errors: PermissionDenied NOT_A_DEVICE.
absl::Status CheckIsDevice(const CertFact& fact);

// The certificate of who connects with this TLS key, and of who has been connected, as of now. Not
// only devices connect: a registrar revokes over its own line, within minutes (CRYPTO 1.9).
// Errors: Unauthenticated with the reason: who was revoked or has expired is a stranger.
absl::StatusOr<const CertFact*> SignerOfTls(const HubView& view, const Hash& spki_sha256,
                                            const Clock& clock);
absl::StatusOr<const CertFact*> ConnectedSigner(const HubView& view, absl::string_view name,
                                                const Clock& clock);
// Errors: as ConnectedSigner; PermissionDenied NOT_A_DEVICE.
absl::StatusOr<const CertFact*> ConnectedDevice(const HubView& view, absl::string_view name,
                                                const Clock& clock);

std::vector<MailboxId> MailboxesOf(const Certificate& certificate);
// Errors: PermissionDenied ROLE, field "as".
absl::Status CheckSpeaksAs(const Certificate& certificate, const MailboxId& as);
// Errors: InvalidArgument UNKNOWN_MAILBOX if the mission has no such office.
absl::Status CheckMailbox(const Directory& directory, absl::string_view field,
                          const MailboxId& mailbox);
// Where the device's inbox begins: the position of its first prekey (CRYPTO 1.9); nullopt if it has
// none yet.
std::optional<LeafIndex> InboxBegin(const Directory& directory, absl::string_view device);

}  // namespace liaison

#endif  // LIAISON_HUB_DIRECTORY_DEVICE_H_
