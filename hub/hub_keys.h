// The hub's own keys, in data/keys: 32-byte seeds of NS/log and NS/hub, TLS key and certificate.
// Source: CRYPTO 1.9 "First things", 1.12, 4.2.
#ifndef LIAISON_HUB_HUB_KEYS_H_
#define LIAISON_HUB_HUB_KEYS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/hub_types.h"
#include "proto/base/file_system.h"
#include "proto/text/hash.h"
#include "proto/wire/sign.h"

namespace liaison {

struct HubKeys {
  NoteSigner log;
  NoteSigner hub;
  Hash tls;  // SHA-256 of the TLS key's SubjectPublicKeyInfo
};

// Errors: NotFound NOT_INITIALISED, DataLoss KEY_FILE (damaged), PermissionDenied, Unavailable.
absl::StatusOr<HubKeys> LoadHubKeys(const HubOptions& options, FileSystem& files);

}  // namespace liaison

#endif  // LIAISON_HUB_HUB_KEYS_H_
